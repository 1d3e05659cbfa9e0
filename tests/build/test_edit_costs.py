"""The edit-cost table: for each edit exactly what is rendered, what is mastered and which files are written.

A plan says beforehand what is rendered and why; taken back, an edit renders nothing, and every file is as
it was. This is the part of the manuscript. What narration.toml says is in test_edit_costs_of_settings.py;
models, recordings and speed are in test_edit_costs_of_voices.py, manuscripts in folders in
test_edit_costs_in_folders.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build.costs import NOTHING, cost
from tests.build.edits import (
    ALL,
    ONE,
    THREE,
    TWO,
    WHOLE,
    Row,
    both,
    chapters,
    dated,
    hold,
    text,
)

WATER = (
    "Water still ran along the gutters and dripped from the sign of the bakery, which had closed at six, as "
    "it always did on Thursdays."
)
CAT = "A cat crossed the street without any hurry, sat down under the lamp, and looked up at it."
LEFT_OUT = "“A cat crossed the street witho … the lamp, and looked up at it.” left out"

TABLE = (
    Row("nothing", lambda _: None),
    Row("files touched, back", dated(-400)),
    Row("files touched, forward", dated(400)),
    Row(
        "a sentence of narration",
        text("There never had been one.", "There never was one."),
        ("teller: There was no third lamp. There never was one. | spoken text: “had been” → “was”",),
        (3,),
        (THREE, WHOLE),
    ),
    Row(
        "a sentence of a long paragraph",
        text("closed at six", "closed at noon"),
        (f"teller: {WATER.replace('six', 'noon')} {CAT} | spoken text: “six,” → “noon,”",),
        (1,),
        (ONE, WHOLE),
    ),
    Row(
        "a sentence of speech",
        text("Nobody lit it", "Nobody ever lit it"),
        ("ada: Nobody ever lit it, | spoken text: “ever” added",),
        (3,),
        (THREE, WHOLE),
    ),
    Row(
        "a sentence inserted early",
        text("The lamp at the corner", "It was a Thursday.\n\nThe lamp at the corner"),
        ("teller: It was a Thursday. | new",),
        (1,),
        (ONE, WHOLE),
    ),
    Row(
        "a sentence moved",
        both(
            text("Dinah’s matches lay on the step.\n\n", ""),
            text("“Nobody lit it,”", "Dinah’s matches lay on the step.\n\n“Nobody lit it,”"),
        ),
        (),
        (2, 3),
        (TWO, THREE, WHOLE),
    ),
    Row("a sentence taken out", text("Dinah’s matches lay on the step.\n\n", ""), (), (2,), (TWO, WHOLE)),
    Row(
        "the same words once more",
        text("“Yes,” said Ben.", "“Yes,” said Ben.\n\n“Yes,” said Ben."),
        (
            "ben: Yes, | new",
            "teller: said Ben. | the same words are now said more often before it in the chapter",
        ),
        (2,),
        (TWO, WHOLE),
    ),
    Row("the same words once less", text("“Yes,” said Ben.\n\n", ""), (), (2,), (TWO, WHOLE)),
    Row(
        "a paragraph split between utterances",
        text("ago. Water", "ago.\n\nWater"),
        (),
        (1,),
        (ONE, WHOLE),
    ),
    Row(
        "a paragraph split inside an utterance",
        text("Thursdays. A cat", "Thursdays.\n\nA cat"),
        (f"teller: {WATER} | spoken text: {LEFT_OUT}", f"teller: {CAT} | was part of c01.p02.u2"),
        (1,),
        (ONE, WHOLE),
    ),
    Row(
        "a pause in the text",
        text("“Yes,” said Ada.", "[pause 2s]\n\n“Yes,” said Ada."),
        (),
        (1,),
        (ONE, WHOLE),
    ),
    Row(
        "a chapter inserted",
        text("# The First Lamp", "# Before\n\nIt was evening in the town.\n\n# The First Lamp"),
        ("teller: Before. | new", "teller: It was evening in the town. | new"),
        (1,),
        (
            "flac/01 - Before.flac",
            "flac/02 - The First Lamp.flac",
            "flac/03 - The Second Lamp.flac",
            "flac/04 - The Third Lamp.flac",
            WHOLE,
        ),
        (ONE, TWO, THREE),
    ),
    Row(
        "a chapter moved to the front",
        chapters(3, 1, 2),
        (),
        (),
        (
            "flac/01 - The Third Lamp.flac",
            "flac/02 - The First Lamp.flac",
            "flac/03 - The Second Lamp.flac",
            WHOLE,
        ),
        ALL[:3],
    ),
    Row(
        "two chapters exchanged",
        chapters(2, 1, 3),
        (),
        (),
        ("flac/01 - The Second Lamp.flac", "flac/02 - The First Lamp.flac", WHOLE),
        (ONE, TWO),
    ),
    Row("a chapter taken out", chapters(1, 2), (), (), (ONE, TWO, WHOLE), (THREE,)),
    Row(
        "a chapter divided",
        text("“Yes,” said Ben.\n\n* * *", "# More\n\n“Yes,” said Ben.\n\n* * *"),
        ("teller: More. | new",),  # what was said a second time is now said a first
        (2, 3),
        (ONE, TWO, "flac/03 - More.flac", "flac/04 - The Third Lamp.flac", WHOLE),
        (THREE,),
    ),
    Row(
        "two chapters joined",
        text("# The Third Lamp\n\n", ""),
        ("teller: said Ada. | the same words are now said more often before it in the chapter",),
        (2,),
        (ONE, TWO, WHOLE),
        (THREE,),
    ),
    Row(
        "a chapter with another title",
        text("# The Third Lamp", "# The Last Lamp"),
        ("teller: The Last Lamp. | spoken text: “Third” → “Last”",),
        (3,),
        ("flac/03 - The Last Lamp.flac", WHOLE),
        (THREE,),
    ),
)


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_an_edit_costs(row: Row, three_lamps: Path) -> None:
    hold(row, three_lamps)


def test_a_project_that_is_moved_costs_nothing(three_lamps: Path) -> None:
    moved = three_lamps.rename(three_lamps.parent / "somewhere else")
    assert cost(moved) == NOTHING
