"""Pictures: the same for the same file, with everything in them that is to be looked at."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from narrate.delivery.batches import Batch
from narrate.delivery.facts import listen
from narrate.delivery.picture import HEIGHT, WIDTH, picture
from narrate.delivery.places import places
from narrate.delivery.profiles import PROFILES
from narrate.delivery.report import FileReport, judge
from narrate.delivery.spoken import Stretch, of_book, speakers, stretches_in
from narrate.drawing import ink
from narrate.errors import Outcome
from tests.delivery.conftest import RATE_HZ, speech

SPOKEN = (Stretch(0.75, 2.0, "narrator"), Stretch(2.75, 4.0, "Ada"), Stretch(4.75, 6.0, None, "clipped"))


@pytest.fixture
def drawn(tmp_path: Path) -> tuple[FileReport, object]:
    sound = speech()
    sound[RATE_HZ * 3 : RATE_HZ * 3 + 200] = 1.0
    path = tmp_path / "第一章.flac"
    soundfile.write(path, sound, RATE_HZ)
    facts, curves = listen(path)
    return judge(Batch("x", (path,)), path, facts, PROFILES["acx"]), curves


def colours(data: bytes) -> set[str]:
    image = Image.open(io.BytesIO(data)).convert("RGB")
    assert image.size == (WIDTH, HEIGHT)
    return {f"#{red:02x}{green:02x}{blue:02x}" for _, (red, green, blue) in image.getcolors(1 << 20) or ()}


def test_speakers_and_flags_are_in_it(drawn: tuple[FileReport, object]) -> None:
    report, curves = drawn
    data = picture(report, curves, SPOKEN)
    assert set(ink.SPEAKERS[:3]) | {ink.BAD, ink.FLAW} <= colours(data)
    assert data == picture(report, curves, SPOKEN)


def test_a_speaker_has_one_colour_in_all_pictures_of_a_book(drawn: tuple[FileReport, object]) -> None:
    report, curves = drawn
    cast = ("narrator", "Pim", "Ada", "")
    assert ink.SPEAKERS[1] not in colours(picture(report, curves, SPOKEN[:2], cast))
    assert ink.SPEAKERS[2] in colours(picture(report, curves, SPOKEN[:2], cast))


def test_without_a_manifest_it_has_no_colours(drawn: tuple[FileReport, object]) -> None:
    report, curves = drawn
    assert not set(ink.SPEAKERS[1:]) & colours(picture(report, curves, ()))


def test_a_moment_of_sound_and_more_people_than_colours_can_be_drawn(tmp_path: Path) -> None:
    path = tmp_path / "x.flac"
    for samples in (1, 30_000):
        soundfile.write(path, speech()[60_000 : 60_000 + samples], RATE_HZ)
        facts, curves = listen(path)
        crowd = [Stretch(at / 1000, at / 1000 + 0.001, f"Person {at}") for at in range(40)]
        colours(picture(judge(Batch("x", (path,)), path, facts, None), curves, crowd))


def test_letters_that_the_font_has_not_are_no_boxes() -> None:
    assert ink.legible("Chapter One") == "Chapter One"
    assert ink.legible("Straße – Ünïcödé Œuvre") == "Strasse - Unicode Oeuvre"
    assert ink.legible("第一章 Wind 🌉🌉") == "· Wind ·"
    assert ink.legible("a\x00\n\tb") == "a· b"
    assert ink.fitted("word " * 99, 20, 300).endswith("…")


def test_places_are_those_that_the_rules_complain_of(tmp_path: Path) -> None:
    sound = np.concatenate([speech(4.0, tail_s=5.5), speech(4.0)])
    sound[RATE_HZ : RATE_HZ + 5000] = 0
    path = tmp_path / "x.wav"
    soundfile.write(path, sound, RATE_HZ)
    facts, curves = listen(path)
    found = {place.what: place for place in places(facts, curves, PROFILES["acx"], SPOKEN)}
    assert set(found) == {"digital silence", "silence over 5 s", "accepted take: clipped"}
    assert found["digital silence"].start_s == pytest.approx(1.0, abs=0.06)
    assert found["silence over 5 s"].start_s == pytest.approx(4.0, abs=0.06)


def test_manifests_tell_who_speaks_in_chapters_and_books(tmp_path: Path) -> None:
    utterance = {"begin_s": 0.75, "end_s": 2.0, "speaker": "Ada"}
    chapter = {"files": ["mp3/1.mp3", "flac/1.flac"], "utterances": [utterance]}
    (tmp_path / "json").mkdir()
    (tmp_path / "json" / "1.timings.json").write_text(json.dumps({"chapters": [chapter]}))
    book = [{**chapter, "starts_s": {"Book.mp3": start_s}} for start_s in (0, 10.5)]
    (tmp_path / "Book.timings.json").write_text(json.dumps({"chapters": book}))
    (tmp_path / "bad.timings.json").write_text("{")
    found = stretches_in(tmp_path)
    assert found[tmp_path / "mp3" / "1.mp3"] == (Stretch(0.75, 2.0, "Ada"),)
    assert found[tmp_path / "Book.mp3"] == (Stretch(0.75, 2.0, "Ada"), Stretch(11.25, 12.5, "Ada"))
    one = tmp_path / "mp3" / "1.mp3"
    assert of_book(found, (one, one), (0, 10.5)) == found[tmp_path / "Book.mp3"]
    assert of_book(found, (one,), (0, 10.5)) == ()


def test_the_narrator_comes_first_then_who_speaks_longest() -> None:
    said = [Stretch(0, 1, "narrator"), Stretch(1, 3, "Ben"), Stretch(3, 9, "Ada")]
    assert speakers(said) == ("narrator", "Ada", "Ben")


def test_a_file_that_was_not_heard_has_no_picture(drawn: tuple[FileReport, object]) -> None:
    report, curves = drawn
    unheard = FileReport(report.path, "acx", ())
    assert unheard.outcome is Outcome.PASS
    with pytest.raises(ValueError, match="not listened to"):
        picture(unheard, curves, ())
