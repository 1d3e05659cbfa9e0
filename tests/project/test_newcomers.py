"""What is added to [cast] is there, and nothing else in the file is another than it was."""

from __future__ import annotations

import difflib
import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.errors import NarrateError
from narrate.project.newcomers import Newcomer, NewVoice, with_newcomers, write

RABBIT = Newcomer("White Rabbit", "he", ("the Rabbit", "Mr. “W”"))
DINAH = Newcomer("Dinah")
LINES = """\
"White Rabbit" = { pronouns = "he", aliases = ["the Rabbit", "Mr. “W”"] }
Dinah = {}
"""
BOOK = '[book]\ntitle = "Alice"  # the first\nmanuscript = "alice.md"\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BOOK + "\n[cast]\n", ""),
        (
            BOOK + '\n[cast] # who\nnarrator = "t"\n',
            '# the sisters\n\n# voices\n[voices.t]\nengine = "espeak"\n',
        ),
        (BOOK + '\n[cast.Alice]\npronouns = "she"\n\n[cast]\n', ""),
    ],
)
def test_newcomers_stand_at_the_end_of_the_cast(before: str, after: str) -> None:
    text = before.removesuffix("\n[cast]\n") + after  # which is added where it is missing
    assert with_newcomers(text, [RABBIT, DINAH]) == before + LINES + after


VOICE = NewVoice("dinah", {"engine": "espeak", "voice": "+f2", "pitch": 38})
TABLE = """\
[voices.dinah]
engine = "espeak"
voice = "+f2"
pitch = 38
"""
CAT = Newcomer("Dinah", "she", voice="dinah")
CAT_LINE = 'Dinah = { voice = "dinah", pronouns = "she" }\n'


@pytest.mark.parametrize(
    ("before", "between", "after"),
    [
        ('[voices.t]\nengine = "espeak"\n', "\n# who speaks\n[cast]\nAda = {}\n", "\n# the end\n"),
        ('[voices]\nt = { engine = "espeak" } # him\n', "\n[cast]\n", "[pauses]\nscene = 2.0\n"),
        ('[voices.t]\nengine = "espeak"\n[voices.t.style]\nrate = 0.9\n', "\n[cast]\n", ""),
    ],
)
def test_voices_stand_after_those_there_are(before: str, between: str, after: str) -> None:
    text = BOOK + before + between + after
    assert with_newcomers(text, [CAT], [VOICE]) == f"{BOOK}{before}\n{TABLE}{between}{CAT_LINE}{after}"


def test_a_voice_may_have_options_and_lists() -> None:
    values = {"engine": "mlx", "also": ["a/b", "c/d"], "options": {"top k": 3, "warm": True, "rate": 0.5}}
    text = with_newcomers(BOOK, [], [NewVoice("x", values)])
    assert tomllib.loads(text)["voices"] == {"x": values}
    assert 'options = { "top k" = 3, warm = true, rate = 0.5 }' in text


def test_without_voices_they_stand_before_the_cast_and_what_is_said_of_it() -> None:
    comment, cast = "# Who speaks,\n# and how.\n", '[cast]\nAda = {} # "a" [b]\n'
    text = f"{BOOK}\n{comment}{cast}"
    assert with_newcomers(text, [CAT], [VOICE]) == f"{BOOK}\n{TABLE}\n{comment}{cast}{CAT_LINE}"
    assert with_newcomers(BOOK, [CAT], [VOICE]) == f"{BOOK}\n{TABLE}\n[cast]\n{CAT_LINE}"


@pytest.mark.parametrize(
    "text",
    [
        "cast = { Alice = {} }\n" + BOOK,
        'voices = { t = { engine = "espeak" } }\n' + BOOK + "[cast]\n",
    ],
)
def test_what_cannot_be_added_to_is_an_error_with_the_lines_to_add(text: str) -> None:
    with pytest.raises(NarrateError, match="cannot add to") as refused:
        with_newcomers(text, [CAT], [VOICE])
    assert TABLE in refused.value.hint
    assert CAT_LINE.strip() in refused.value.hint


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_all_else_stays_byte_for_byte(tmp_path: Path, mark: str, end: str) -> None:
    """Lines that only look like tables, odd spaces, and line ends that are none to TOML."""
    text = (
        f'{mark}\n\n# a\u2028b\x85c\n[book]\ntitle = """\n[cast]\n[voices.x]\n"""\n'
        f'manuscript = "a.md"\t# x\n\n [voices . t] \nengine = "espeak"\n\n[cast]#x\nAda={{}}   \n\n\n'
    ).replace("\n", end)
    file = tmp_path / "narration.toml"
    file.write_bytes(text.encode())
    write(tmp_path, [CAT], [VOICE])
    written = file.read_bytes().decode()
    table, line = (each.replace("\n", end) for each in ("\n" + TABLE, CAT_LINE))
    assert written.count(table) == written.count(line) == 1
    assert written.replace(table, "").replace(line, "") == text
    assert tomllib.loads(written.removeprefix("\ufeff"))["cast"] == {
        "Ada": {},
        "Dinah": {"voice": "dinah", "pronouns": "she"},
    }


names = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=12)


@given(
    comment=st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20),
    known=st.dictionaries(names, st.sampled_from(["a", "b"]), max_size=3),
    new=st.lists(names, min_size=1, max_size=3, unique=True),
)
def test_only_lines_are_added(comment: str, known: dict[str, str], new: list[str]) -> None:
    newcomers = [Newcomer(name) for name in new if name not in known]
    cast = "".join(
        f'{json.dumps(name, ensure_ascii=False)} = "{voice}" # {comment}\n' for name, voice in known.items()
    )
    text = f"{BOOK}\n[cast]\n{cast}\n[pauses]\nscene = 2.0 # {comment}\n"
    result = with_newcomers(text, newcomers)
    changes = [line for line in difflib.ndiff(text.split("\n"), result.split("\n")) if line[0] != " "]
    assert [line[0] for line in changes] == ["+"] * len(newcomers)
    assert list(tomllib.loads(result)["cast"]) == [*known, *(newcomer.name for newcomer in newcomers)]


def test_the_line_ends_of_the_file_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "narration.toml"
    file.write_bytes(BOOK.replace("\n", "\r\n").encode())
    write(tmp_path, [DINAH])
    assert file.read_bytes() == (BOOK + "\n[cast]\nDinah = {}\n").replace("\n", "\r\n").encode()
