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
from narrate.project.newcomers import Newcomer, with_newcomers, write

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


def test_what_cannot_be_added_to_is_an_error_and_not_guessed() -> None:
    with pytest.raises(NarrateError, match="cannot add to"):
        with_newcomers("cast = { Alice = {} }\n" + BOOK, [DINAH])


names = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=12)


@given(
    comment=st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=20),
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
