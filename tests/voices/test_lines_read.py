"""Lines that are read aloud for a voice: what they hold, what is kept of them, which is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from narrate.engines.espeak.guess import guesses
from narrate.engines.kokoro.trial import TEXTS
from narrate.errors import NarrateError, Outcome
from narrate.sound.pcm import Recording
from narrate.voices import fable
from narrate.voices.booth import prompts
from narrate.voices.booth.choosing import choose
from narrate.voices.booth.level import Ear, level, room_db
from narrate.voices.booth.prompts import expected_s
from narrate.voices.booth.reading import Reading
from narrate.voices.booth.spoken_part import EDGE_S, spoken_part
from narrate.voices.checks.checklist import Item
from tests.conftest import noise_in_syllables

RATE_HZ = 24_000

PHONEMES = set("bdfhjklmnpstvwzɡŋɹʃʒðθʤʧ") | set("AIOWYæɑɔəɛɜɪiʊuʌ")
"""Of American English, in misaki's letters, in which a diphthong is one."""


def test_english_lines_have_the_sounds_of_english_together_and_most_of_them_each() -> None:
    said = guesses(prompts.ENGLISH, american=True)
    heard = [set(said[line]) & PHONEMES for line in prompts.ENGLISH]
    assert min(map(len, heard)) >= 30
    assert set.union(*heard) == PHONEMES
    assert {phoneme for phoneme in PHONEMES if sum(phoneme in each for each in heard) < 2} == set()
    fables = guesses(fable.SENTENCES["en"], american=True).values()
    assert max(len(set(each) & PHONEMES) for each in fables) < 30


@pytest.mark.parametrize("language", prompts.LINES)
def test_a_line_takes_the_seconds_that_a_clone_is_best_made_of(language: str) -> None:
    taken_s = [expected_s(line) for line in prompts.lines(language)]
    assert min(taken_s) > 3
    assert max(taken_s) < 12
    assert sum(taken_s) > 12


def test_the_languages_of_lines_are_those_of_tags_and_any_other_is_refused() -> None:
    assert prompts.lines("en-gb") == prompts.ENGLISH
    assert prompts.lines("ZH-Hant") == fable.SENTENCES["zh"]
    with pytest.raises(NarrateError, match='no lines to read in "fi", only in de, en, es'):
        prompts.lines("fi")


def test_kokoro_still_says_the_beginning_of_the_fable() -> None:
    assert TEXTS["a"].startswith("The North Wind and the Sun were disputing")
    assert TEXTS["e"].count(".") == 2
    assert TEXTS["f"].count(".") == TEXTS["i"].count(".") == 1
    assert "。有" not in TEXTS["z"]
    assert " " not in TEXTS["z"] + TEXTS["j"]


def test_lines_of_ones_own_are_a_line_each(tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    line = "“Not I,” said Ben, and looked \x1b[31minto   his pockets."
    file.write_bytes(f"\ufeff\n  {line}\r\n\n---\n{line}\n{prompts.ENGLISH[0]}\n".encode())
    assert prompts.own(file) == ("“Not I,” said Ben, and looked [31minto his pockets.", prompts.ENGLISH[0])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "there is nothing to read in"),
        (b"\xff\xfe", "is no text in UTF-8"),
        (b"The lamp was out.\nYes.\n", "lines.txt:1: to read this line takes about 1 s"),
        (b"word " * 200, "lines.txt:1: to read this line takes about 62 s, and a clone needs 2 to 30 s"),
        (b"The lamp was out again, and nobody knew.\n" * 50_000, "it is to have some lines"),
    ],
)
def test_what_cannot_be_read_aloud_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "lines.txt"
    file.write_bytes(content)
    with pytest.raises(NarrateError) as refused:
        prompts.own(file)
    assert told in str(refused.value)
    with pytest.raises(NarrateError, match="cannot read"):
        prompts.own(tmp_path)


def test_a_level_is_that_of_the_sound_without_what_is_constant() -> None:
    at_s = np.arange(RATE_HZ) / RATE_HZ
    tone = (0.1 * np.sin(2 * np.pi * 440 * at_s) + 0.2).astype(np.float32)
    found = level(tone)
    assert found.rms_db == pytest.approx(-23.0, abs=0.05)
    assert found.peak_db == pytest.approx(-10.5, abs=0.05)
    assert not found.clipped
    assert not found.nothing
    assert level(tone * 3.4).clipped
    assert level(np.zeros(100, np.float32)).nothing
    assert level(tone[:0]).nothing


def test_a_knock_is_none_of_the_rooms_noise_and_no_reader() -> None:
    quiet, knock = (
        level(np.full(9, 0.001, np.float32) * [-1, 1, -1, 1, -1, 1, -1, 1, -1]),
        level(np.eye(1, 9)[0]),
    )
    assert room_db([quiet] * 30 + [knock] * 5) == quiet.rms_db
    ear = Ear(-60, 8)
    for loud in (True, True, False):
        ear.hear(-20 if loud else -60, 0.05)
    assert not ear.begun


def test_an_ear_hears_a_quiet_reader_to_the_end_and_gives_up_on_a_silent_one() -> None:
    ear = Ear(-75, 8)
    for rms_db, seconds in ((-75, 1), (-45, 4.5), (-75, 1.0), (-48, 1), (-75, 1.3)):
        for _ in range(round(seconds / 0.05)):
            ear.hear(rms_db, 0.05)
            assert not ear.ended
    for _ in range(4):
        ear.hear(-75, 0.05)
    assert ear.ended
    nobody = Ear(-75, 8)
    for _ in range(201):
        nobody.hear(-75, 0.05)
    assert nobody.waits
    assert not nobody.ended


def test_the_key_that_ends_a_line_is_no_word_of_it() -> None:
    room = np.random.default_rng(2).normal(size=5 * RATE_HZ).astype(np.float32) * 3e-4
    said = room.copy()
    said[RATE_HZ : 3 * RATE_HZ] += noise_in_syllables(2.0, 3)
    alone = spoken_part(Recording(said, RATE_HZ))
    assert 0.6 < alone.start / RATE_HZ < 1.2
    assert 2.7 < alone.stop / RATE_HZ <= 3 + EDGE_S + 0.05
    said[4 * RATE_HZ : 4 * RATE_HZ + 1200] += noise_in_syllables(0.05, 4)
    said[RATE_HZ // 4 : RATE_HZ // 4 + 1200] += noise_in_syllables(0.05, 4)
    assert spoken_part(Recording(said, RATE_HZ)) == alone
    assert spoken_part(Recording(np.zeros(RATE_HZ, np.float32), RATE_HZ)) == slice(0, 0)


def a_reading(seconds: float = 8.0, pace: float = 1.0, *remarks: Outcome, **figures: float) -> Reading:
    """A line as it might have been read; its sound is as many samples as seconds make at 10 Hz."""
    measured = {"snr_db": 40.0, "wander_db": 5.0, **figures}
    items = (Item("figures", Outcome.PASS, "", "", figures=measured),)
    items += tuple(Item("remark", each, "", "", "do better") for each in remarks)
    sound = np.full(round(seconds * 10), seconds, np.float32)
    return Reading(f"A line of {seconds} s.", Recording(sound, 10), slice(0, len(sound)), pace, items)


BEST: dict[str, tuple[Sequence[Reading | None], int]] = {
    "the cleanest": ([a_reading(), a_reading(8.1, snr_db=50), a_reading()], 1),
    "the steadiest": ([a_reading(), a_reading(), a_reading(8.1, wander_db=3)], 2),
    "at the reader's own pace": ([a_reading(pace=1.3), a_reading(8.1, 1.1), a_reading(pace=1.0)], 1),
    "without a click": ([a_reading(clicks=1), a_reading(8.1), a_reading(clicks=2)], 1),
    "without a remark": ([a_reading(8, 1, Outcome.WARN), None, a_reading(8.1)], 2),
    "one that passes": ([a_reading(8, 1, Outcome.FAIL, snr_db=60), a_reading(8.1, snr_db=22)], 1),
    "one that is long enough": ([a_reading(4.0, snr_db=44), None, a_reading(8.1)], 2),
    "the longest of equals": ([a_reading(8.0), a_reading(9.0), a_reading(8.5)], 1),
}


@pytest.mark.parametrize(("readings", "best"), BEST.values(), ids=BEST)
def test_the_best_line_is_chosen(readings: Sequence[Reading | None], best: int) -> None:
    chosen = choose(readings)
    assert chosen is not None
    assert chosen.readings == (readings[best],)
    assert chosen.why.startswith(f"line {best + 1} of ")


def test_neighbours_are_joined_where_one_is_too_short() -> None:
    readings = [a_reading(3.0), None, a_reading(3.1), a_reading(3.2), a_reading(4.0, snr_db=20)]
    chosen = choose(readings)
    assert chosen is not None
    assert chosen.transcript == "A line of 3.1 s. A line of 3.2 s."
    assert chosen.recording.audio.tolist() == pytest.approx([3.1] * 31 + [3.2] * 32)
    assert chosen.why == (
        "lines 3 to 4 of 4 that are good: 6.3 s, 40 dB above the noise, level within 5 dB, "
        "at your pace, no click"
    )


def test_no_choice_is_made_of_lines_that_fail_and_a_short_one_is_better_than_none() -> None:
    assert choose([None, a_reading(8, 1, Outcome.FAIL)]) is None
    alone = choose([a_reading(8, 1, Outcome.FAIL), a_reading(3.0), a_reading(8, 1, Outcome.FAIL)])
    assert alone is not None
    assert alone.transcript == "A line of 3.0 s."
