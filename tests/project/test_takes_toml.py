"""takes.toml: read with all its problems, and edited so that everything else stays as it was."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.errors import ProblemsFound
from narrate.project.takes_toml import (
    Accepted,
    Choices,
    accepting,
    chosen,
    load,
    recorded,
    save,
    without,
)

ONE, TWO, THREE = "1" * 64, "2" * 64, "3" * 64
BY_HAND = f"""\
version = 1  # of the file

# Her best.
[[take]]
# Alice: “Stop!”
line = "{ONE}"
take = 3   # louder

[[accepted]]
# Alice: “Stop!”, take 3
key = "{TWO}"
faults = ["clipped"]

[[take]]
line = '{THREE}'
recording = "mine.wav"
# The end.
"""


def written(folder: Path, text: str) -> Path:
    (folder / "takes.toml").write_text(text, encoding="utf-8")
    (folder / "mine.wav").write_bytes(b"")
    return folder


def test_entries_are_read_with_their_comments_and_places(tmp_path: Path) -> None:
    choices = load(written(tmp_path, BY_HAND))
    first, second = choices.takes
    assert (first.line, first.take, first.recording, first.words) == (ONE, 3, None, "Alice: “Stop!”")
    assert str(first.where) == "takes.toml:4"
    assert (second.line, second.recording, second.words) == (THREE, tmp_path / "mine.wav", "")
    (accepted,) = choices.accepted
    assert accepted == Accepted(TWO, ("clipped",), "Alice: “Stop!”, take 3", accepted.where)
    assert load(tmp_path.parent) == Choices()


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (f'[[take]]\nline = "{ONE}"\n', 1, "says neither take nor recording"),
        (f'[[take]]\nline = "{ONE}"\ntake = 2\nrecording = "mine.wav"\n', 1, "says both"),
        (f'[[take]]\nline = "{ONE}"\ntake = 0\n', 3, "from 1 to 999"),
        (f'[[take]]\nline = "{ONE}"\ntake = true\n', 3, "take"),
        ('[[take]]\nline = "c01.p03.u1"\ntake = 2\n', 2, "is not the hash of a line"),
        (
            f'[[take]]\nline = "{ONE}"\ntake = 2\n[[take]]\nline = "{ONE}"\ntake = 3\n',
            4,
            "has an entry already",
        ),
        (f'[[accepted]]\nkey = "{ONE}"\nfaults = []\n', 3, "faults"),
        (f'[take]\nline = "{ONE}"\n', 1, "expected a list of tables"),
        (f'[[takes]]\nline = "{ONE}"\n', 1, 'did you mean "take"'),
        ("version = 2\n", 1, "version"),
        ("<<<<<<< HEAD\n", 1, ""),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, line: int, told: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        load(written(tmp_path, text))
    (problem,) = found.value.problems
    assert problem.where is not None
    assert (problem.where.file, problem.where.line) == ("takes.toml", line)
    assert told in str(problem)


def test_choosing_adds_changes_and_takes_away_one_entry_and_nothing_else(tmp_path: Path) -> None:
    assert without(BY_HAND, (ONE,), ()) == BY_HAND.replace(
        f'[[take]]\n# Alice: “Stop!”\nline = "{ONE}"\ntake = 3   # louder\n\n', ""
    )
    anew = chosen(without(BY_HAND, (ONE,), ()), ONE, 2, "Alice: “Stop!”")
    assert anew.endswith(f'# The end.\n\n[[take]]\n# Alice: “Stop!”\nline = "{ONE}"\ntake = 2\n')
    assert "louder" not in anew
    assert chosen(without(BY_HAND, (TWO,), (ONE,)), TWO, 1, "") == BY_HAND
    empty = without(anew, (ONE, THREE), (TWO,))
    assert empty.count("[[") == 0
    assert "# Her best." in empty
    load(written(tmp_path, anew))


def test_a_new_file_says_what_it_is(tmp_path: Path) -> None:
    text = recorded("", ONE, "recordings/stop.wav", "Alice: “Stop!”")
    text = accepting(text, TWO, ("clipped", "silent"), "Alice: “Stop!”, the recording")
    text = accepting(text, TWO, ("clipped",), "Alice: “Stop!”, the recording")
    assert text.startswith("# Which take of a line is used")
    save(tmp_path, text)
    assert tomllib.loads((tmp_path / "takes.toml").read_text(encoding="utf-8")) == {
        "version": 1,
        "take": [{"line": ONE, "recording": "recordings/stop.wav"}],
        "accepted": [{"key": TWO, "faults": ["clipped"]}],
    }


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30))
def test_any_name_of_a_file_survives(name: str) -> None:
    text = recorded("", ONE, name, "")
    assert tomllib.loads(text)["take"] == [{"line": ONE, "recording": name}]
