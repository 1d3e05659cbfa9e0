"""The edit-cost table, of what narration.toml says: voices, lexicon, cast, title, cover, pauses, formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build.costs import cost
from tests.build.edits import (
    ALL,
    ONE,
    THREE,
    TWO,
    WHOLE,
    Row,
    both,
    everywhere,
    hold,
    png,
    pronounce,
    text,
    toml,
)
from tests.building import files, make

OPENING = (
    "The lamp at the corner was out again, and the street lay dark as far as the water. Nobody had seen the "
    "lamp-lie-ter since Monday, and nobody had thought of asking at the harbour, where he liked to sit. The "
    "rain had stopped an hour ago."
)
TABLE = (
    Row(
        "a voice",
        toml("pitch_hz = 220", "pitch_hz = 230"),
        (
            "ben: Not I, | voice ben: pitch_hz 220.0 → 230.0",
            "ben: Yes, | voice ben: pitch_hz 220.0 → 230.0",
            "ben: Yes, | voice ben: pitch_hz 220.0 → 230.0",
        ),
        (1, 2),
        (ONE, TWO, WHOLE),
    ),
    Row(
        "two characters exchange their voices",
        both(
            toml('Ada = { voice = "ada"', 'Ada = { voice = "ben"'),
            toml('Ben = { voice = "ben"', 'Ben = { voice = "ada"'),
        ),
        (
            "ben: Who has the matches? | read by ben instead of ada",
            "ada: Not I, | read by ada instead of ben",
            "ben: Dinah was here, | read by ben instead of ada",
            "ada: Yes, | read by ada instead of ben",  # the first of two is there: Ada had it in chapter 1
            "ben: Nobody lit it, | read by ben instead of ada",
        ),
        (1, 2, 3),
        ALL,
    ),
    Row(
        "a second voice like another",
        both(
            toml("[voices.ben]", '[voices.twin]\nengine = "tone"\npitch_hz = 330\n\n[voices.ben]'),
            toml('Ben = { voice = "ben"', 'Ben = { voice = "twin"'),
        ),
        ("twin: Not I, | read by twin instead of ben", "twin: Yes, | read by twin instead of ben"),
        (1, 2),
        (ONE, TWO, WHOLE),
    ),
    Row("a voice renamed", both(toml("[voices.ben]", "[voices.benno]"), toml('"ben"', '"benno"'))),
    Row(
        "an entry in the lexicon",
        pronounce('Dinah = "Dye-nah"'),
        (
            "ada: Dye-nah was here, | lexicon: Dinah",
            "teller: Dye-nah's matches lay on the step. | lexicon: Dinah",
        ),
        (2,),
        (TWO, WHOLE),
    ),
    Row(
        "an entry in the lexicon, as phonemes",
        pronounce('corner = "/kˈɔnə/"'),
        (f"teller: {OPENING} | lexicon: corner",),
        (1,),
        (ONE, WHOLE),
    ),
    Row(
        "an entry for the word's singular",
        pronounce('match = "matsh"'),
        (
            "ada: Who has the matshes? | lexicon: match",
            "teller: Dinah's matshes lay on the step. | lexicon: match",
        ),
        (1, 2),
        (ONE, TWO, WHOLE),
    ),
    Row(
        "an entry for one character",
        pronounce('matches = { say = "sticks", only = ["Ada"] }'),
        ("ada: Who has the sticks? | lexicon: matches",),
        (1,),
        (ONE, WHOLE),
    ),
    Row("an entry for a part of words", pronounce('light = "lite"\nlam = "lamb"')),
    Row(
        "an entry taken out",
        toml('lamplighter = "lamp-lie-ter"\n', ""),
        (f"teller: {OPENING.replace('lamp-lie-ter', 'lamplighter')} | lexicon: lamplighter",),
        (1,),
        (ONE, WHOLE),
    ),
    Row(
        "a word that an entry has as a part of another",
        text("The second lamp was", "The second light was"),
        (
            "teller: The second light was lit. It stood where the street ended and the water began. | "
            "spoken text: “lamp” → “light”",
        ),
        (2,),
        (TWO, WHOLE),
    ),
    Row(
        "a character renamed, in the cast too",
        everywhere("Ben", "Tom"),
        (
            "teller: said Tom. He looked into his pockets, and found a button. | "
            "spoken text: “Ben.” → “Tom.”",
            "teller: said Tom. | spoken text: “Ben.” → “Tom.”",
            "teller: said Tom. | spoken text: “Ben.” → “Tom.”",
        ),
        (1, 2),
        (ONE, TWO, WHOLE),
    ),
    Row(
        "a speaker corrected",
        lambda project: (project / "speakers.toml").write_text(
            '[[quotation]]\nsays = "Nobody lit it,"\nspeaker = "Ben"\n', encoding="utf-8"
        ),
        ("ben: Nobody lit it, | said by Ben instead of Ada",),
        (3,),
        (THREE, WHOLE),
    ),
    Row(
        "a silent character",
        toml("[cast]", '[voices.zoe]\nengine = "tone"\npitch_hz = 440\n\n[cast]\nZoe = { voice = "zoe" }'),
    ),
    Row("a silent character without a voice", toml("[cast]", "[cast]\nZoe = {}")),
    Row(
        "title",
        toml('title = "Three Lamps"', 'title = "Four Lamps"'),
        writes=(ONE, TWO, THREE, "Four Lamps.flac"),
        removes=(WHOLE,),
    ),
    Row("author", toml("A. Tester", "B. Tester"), writes=ALL),
    Row(
        "cover, under the same name", lambda project: (project / "cover.png").write_bytes(png(3)), writes=ALL
    ),
    Row("no cover", toml('cover = "cover.png"\n', ""), writes=ALL),
    Row("pause between scenes", toml("[cast]", "[pauses]\nscene = 3\n\n[cast]"), (), (2,), (TWO, WHOLE)),
    Row(
        "pause between paragraphs", toml("[cast]", "[pauses]\nparagraph = 1.5\n\n[cast]"), (), (1, 2, 3), ALL
    ),
    Row("loudness", toml("[cast]", "[master]\ntarget_lufs = -21.3\n\n[cast]"), (), (1, 2, 3), ALL),
    Row(
        "another format",
        toml('["flac"]', '["flac", "mp3"]'),
        (),
        (1, 2, 3),
        tuple(name.replace("flac", "mp3") for name in ALL),
    ),
    Row(
        "a format for another",
        toml('["flac"]', '["mp3"]'),
        (),
        (1, 2, 3),
        tuple(name.replace("flac", "mp3") for name in ALL),
        ALL,
    ),
    Row("a comment, and another layout", both(toml("[cast]", "# Who speaks.\n\n[cast]"), toml(" = ", "="))),
)


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_an_edit_costs(row: Row, three_lamps: Path) -> None:
    hold(row, three_lamps)


def test_a_voice_that_was_tried_and_taken_back_leaves_no_trace(three_lamps: Path) -> None:
    text("“Not I,” said Ben.", "“Not I, and nobody I know,” said Ben.")(three_lamps)
    make(three_lamps)
    edited = files(three_lamps)
    toml("pitch_hz = 220", "pitch_hz = 230")(three_lamps)
    make(three_lamps)
    toml("pitch_hz = 230", "pitch_hz = 220")(three_lamps)
    assert cost(three_lamps).rendered == ()
    assert files(three_lamps) == edited
