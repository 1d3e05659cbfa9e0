"""The sample project is what the README says it is, and each of its lines is said by the right person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from narrate.build.inspection import inspect
from narrate.build.prepare import Prepared, prepare
from narrate.model import NARRATOR, UtteranceKind
from narrate.project.load import load

HERE = Path(__file__).parent
SAMPLE = HERE.parent / "projects" / "the-lamplighters-ledger"
MARKS = "“”‘’"


@pytest.fixture(scope="module")
def sample() -> Prepared:
    return prepare(load(SAMPLE))


def test_it_has_no_problems() -> None:
    findings = inspect(load(SAMPLE, deep=True))
    assert findings.problems == ()
    assert (findings.chapters, findings.unknown, findings.uncast) == (4, 0, 0)
    assert findings.words > 3_000


def test_every_quotation_is_said_by_the_right_person(sample: Prepared) -> None:
    golden = [
        json.loads(line) for line in (HERE / "golden" / "sample-speakers.jsonl").read_text().splitlines()
    ]
    spoken = [
        utterance
        for chapter in sample.script.chapters
        for utterance in chapter.utterances
        if utterance.kind is UtteranceKind.SPEECH
    ]
    found = 0
    for utterance in spoken:
        text = utterance.text.lstrip(MARKS + "— ")
        expected = golden[found] if found < len(golden) else None
        if expected and " ".join(text.split()).startswith(expected["quote"].lstrip(MARKS)):
            assert utterance.speaker == expected["speaker"], utterance.text
            found += 1
        else:  # a further piece of the quotation before it
            assert utterance.speaker == golden[found - 1]["speaker"], utterance.text
    assert found == len(golden)


def test_everybody_speaks_and_has_a_voice_of_their_own(sample: Prepared) -> None:
    speakers = {each.speaker for chapter in sample.script.chapters for each in chapter.utterances}
    cast = sample.project.cast
    assert speakers == {NARRATOR, *(character.name for character in cast.characters)}
    voices = [cast.narrator, *(character.voice for character in cast.characters)]
    assert len({voice.settings for voice in voices}) == len(voices) == 7


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("£3 5s. 6d.", "three pounds, five shillings and sixpence"),
        ("£1,250", "one thousand two hundred and fifty pounds"),
        ("III. The Weighing Room", "Chapter Three. The Weighing Room."),
        ("Henry VII", "Henry the Seventh"),
        ("town of Chidgeholme", "town of Chizzum"),
    ],
)
def test_what_is_hard_to_read_is_read_right(sample: Prepared, written: str, spoken: str) -> None:
    lines = [
        each for chapter in sample.script.chapters for each in chapter.utterances if written in each.text
    ]
    assert lines, f"{written} is not in one utterance of the story"
    for line in lines:
        assert spoken in line.spoken


def test_what_is_not_for_reading_is_skipped_with_its_reason(sample: Prepared) -> None:
    reasons = {skipped.reason for skipped in sample.script.skipped}
    assert {"comment", "footnote", "footnote reference", "markup"} <= reasons
