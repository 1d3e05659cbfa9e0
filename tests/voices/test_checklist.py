"""The checklist: a good recording passes, each known flaw is found, in figures, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from narrate.errors import Outcome
from narrate.sound.pcm import Recording
from narrate.sound.resample import resampled
from narrate.voices import quality, reference
from narrate.voices.checks.checklist import Item, examine, outcome, verdict
from narrate.voices.checks.item import apart
from narrate.voices.decode import Channels
from tests.conftest import noise_in_syllables
from tests.voices.conftest import RATE_HZ, TEXT, quietly

Sound = NDArray[np.float32]

pytestmark = pytest.mark.usefixtures("alone")


def found(audio: Sound, rate_hz: int = RATE_HZ, **known: object) -> dict[str, Item]:
    items = examine(Recording(np.asarray(audio, np.float32), rate_hz), **known)  # type: ignore[arg-type]
    assert len({item.name for item in items}) == len(items)
    return {item.name: item for item in items}


def wrong(items: dict[str, Item]) -> set[str]:
    return {name for name, item in items.items() if item.outcome is not Outcome.PASS}


def low_passed(audio: Sound, top_hz: float) -> Sound:
    bins = np.fft.rfft(audio)
    bins[np.fft.rfftfreq(len(audio), 1 / RATE_HZ) > top_hz] = 0
    return np.fft.irfft(bins, len(audio)).astype(np.float32)


def active_db(audio: Sound) -> float:
    """The power of speech without noise, over the frames of 20 ms that are not 30 dB below the loud ones."""
    frames = audio[: len(audio) // 441 * 441].reshape(-1, 441)
    power = np.square(frames, dtype=np.float64).mean(axis=1)
    return float(10 * np.log10(power[power > np.percentile(power, 95) / 1000].mean()))


def test_a_good_recording_passes_everything(spoken: Sound) -> None:
    items = examine(Recording(spoken, RATE_HZ), TEXT, channels=Channels((-20.0,), -20.0), heard=TEXT)
    assert wrong({item.name: item for item in items}) == set()
    assert (outcome(items), verdict(items)) == (Outcome.PASS, "can be cloned")
    assert len(items) == 20
    assert all(item.measured and item.wanted and not item.advice for item in items)


@pytest.mark.parametrize("snr_db", [12.0, 28.0, 40.0])
@pytest.mark.parametrize("colour", ["white", "brown"])
def test_noise_is_measured_within_two_decibels(dry: Sound, snr_db: float, colour: str) -> None:
    noise = np.random.default_rng(5).standard_normal(len(dry))
    if colour == "brown":
        bins = np.fft.rfft(noise)
        hertz = np.fft.rfftfreq(len(noise), 1 / RATE_HZ)
        bins /= np.maximum(hertz, 100)
        bins[hertz < 100] = 0
        noise = np.fft.irfft(bins, len(noise))
    noise *= 10 ** ((active_db(dry) - snr_db) / 20) / noise.std()
    item = found(dry + noise)["noise"]
    assert item.figures["snr_db"] == pytest.approx(snr_db, abs=2)
    assert item.outcome is (Outcome.WARN if snr_db < 30 else Outcome.PASS)


@pytest.mark.parametrize("top_hz", [5000, 7000, 9000])
@pytest.mark.parametrize("noise_db", [-80, -60])
def test_the_end_of_the_spectrum_is_found_within_half_a_kilohertz(
    dry: Sound, top_hz: float, noise_db: float
) -> None:
    item = found(quietly(low_passed(dry, top_hz), noise_db))["bandwidth"]
    assert item.figures["bandwidth_hz"] == pytest.approx(top_hz, abs=500)
    assert item.outcome is Outcome.WARN
    assert "find the original" in item.advice


def test_a_low_rate_is_told_otherwise_than_a_lossy_encoder(dry: Sound) -> None:
    item = found(resampled(dry, RATE_HZ, 16_000), 16_000)["bandwidth"]
    assert item.figures["bandwidth_hz"] == pytest.approx(8000, abs=500)
    assert "record at 44100" in item.advice


@pytest.mark.parametrize("mains_hz", [50, 60])
def test_hum_is_told_by_its_mains_and_its_level(spoken: Sound, mains_hz: int) -> None:
    at_s = np.arange(len(spoken)) / RATE_HZ
    buzz = sum(np.sin(2 * np.pi * mains_hz * number * at_s) for number in (1, 2, 3))
    hum = 10 ** ((active_db(spoken) - 30) / 20) * np.sqrt(2 / 3) * buzz
    item = found(spoken + hum)["hum"]
    assert item.outcome is Outcome.WARN
    assert item.figures["mains_hz"] == mains_hz
    assert item.figures["below_speech_db"] == pytest.approx(30, abs=3)
    assert found(spoken + hum / 30)["hum"].outcome is Outcome.PASS


@pytest.mark.parametrize(("below_db", "told"), [(10.0, Outcome.WARN), (25.0, Outcome.PASS)])
def test_what_lies_below_all_voices_is_told_apart(spoken: Sound, below_db: float, told: Outcome) -> None:
    bins = np.fft.rfft(np.random.default_rng(4).standard_normal(len(spoken)))
    hertz = np.fft.rfftfreq(len(spoken), 1 / RATE_HZ)
    bins[(hertz < 10) | (hertz > 40)] = 0
    swaying = np.fft.irfft(bins, len(spoken))
    items = found(spoken + 10 ** ((active_db(spoken) - below_db) / 20) * swaying / swaying.std())
    assert items["rumble"].figures["below_speech_db"] == pytest.approx(below_db, abs=1.5)
    assert items["rumble"].outcome is told
    assert items["edges"].outcome is Outcome.PASS


def test_a_voice_on_one_note_is_no_hum() -> None:
    at_s = np.arange(6 * RATE_HZ) / RATE_HZ
    swell = np.clip(np.sin(2 * np.pi * 2 * at_s) + 0.5, 0, 1)
    note = sum(np.sin(2 * np.pi * 100 * number * at_s) / number for number in range(1, 12))
    assert found(quietly(0.1 * swell * note))["hum"].outcome is Outcome.PASS


@pytest.mark.parametrize("over_db", [6, 10, 14])
def test_clipping_fails_and_is_placed(spoken: Sound, over_db: float) -> None:
    loud = np.clip(spoken * 10 ** (over_db / 20) / np.abs(spoken).max(), -1, 1)
    item = found(loud)["clipping"]
    assert item.outcome is Outcome.FAIL
    flat = np.flatnonzero(np.abs(loud) == 1) / RATE_HZ
    covered = [any(start - 0.01 <= at <= stop + 0.01 for start, stop in item.places) for at in flat]
    assert np.mean(covered) > 0.95


def test_the_round_top_of_a_low_voice_at_a_high_rate_is_not_cut_off(spoken: Sound) -> None:
    fine = resampled(spoken, RATE_HZ, 96_000)
    assert quality.measure(Recording(fine, 96_000)).clipped_s > 0
    assert found(fine, 96_000)["clipping"].outcome is Outcome.PASS
    for at in np.argsort(-np.abs(fine))[::400][:8]:
        fine[at : at + 3] = np.abs(fine).max()
    item = found(fine, 96_000)["clipping"]
    assert item.outcome is Outcome.WARN
    assert item.measured.endswith(" ms cut off flat")


@pytest.mark.parametrize("change", ["softly", "then lowered and resampled", "then low-passed"])
def test_clipping_that_left_no_flat_tops_is_remarked_on(spoken: Sound, change: str) -> None:
    loud = spoken * np.float32(10 ** (14 / 20) / np.abs(spoken).max())
    rate_hz = RATE_HZ
    if change == "softly":
        pressed = np.tanh(2 * loud)
    elif change == "then low-passed":
        pressed = low_passed(np.clip(loud, -1, 1), 9000) / 3
    else:
        pressed, rate_hz = resampled(np.clip(loud, -1, 1) / 3, RATE_HZ, 24_000), 24_000
    item = found(pressed, rate_hz)["clipping"]
    assert item.outcome is not Outcome.PASS
    assert item.figures["pressed"] > 0.1
    assert item.places


def test_missing_samples_are_found_where_they_are(spoken: Sound) -> None:
    loud = np.convolve(np.square(spoken), np.ones(600) / 600, "same")
    places = [int(part + loud[part : part + 40_000].argmax()) for part in (10_000, 90_000)]
    for at in places:
        spoken[at : at + 300] = 0
    item = found(spoken)["drop-outs"]
    assert item.outcome is Outcome.WARN
    assert [start for start, _ in item.places] == pytest.approx([at / RATE_HZ for at in places], abs=0.002)


def test_stops_of_a_voice_with_digital_silence_are_no_missing_samples(dry: Sound) -> None:
    assert "drop-outs" not in found(dry)


def test_clicks_in_pauses_are_found_and_plosives_are_none(dry: Sound) -> None:
    lead = RATE_HZ
    sound = quietly(np.pad(dry, (lead, 0)))
    tick = 0.1 * np.exp(-np.arange(60) / 12.0) * np.cos(np.arange(60))
    for at_s in (0.3, 0.7):
        sound[round(at_s * RATE_HZ) :][:60] += tick.astype(np.float32)
    item = found(sound)["clicks"]
    assert item.outcome is Outcome.WARN
    assert [start for start, _ in item.places] == pytest.approx([0.3, 0.7], abs=0.01)


@pytest.mark.parametrize(("room_s", "told"), [(0.15, Outcome.PASS), (0.6, Outcome.WARN)])
def test_a_room_is_heard(dry: Sound, room_s: float, told: Outcome) -> None:
    at_s = np.arange(round(1.2 * room_s * RATE_HZ)) / RATE_HZ
    tail = np.random.default_rng(0).standard_normal(len(at_s)) * 10 ** (-3 * at_s / room_s)
    tail *= 0.7 / np.sqrt(np.square(tail).sum())
    tail[0] += 1
    size = 1 << (len(dry) + len(tail)).bit_length()
    wet = np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(tail, size), size)[: len(dry)]
    item = found(quietly(0.5 * wet.astype(np.float32)))["reverberation"]
    assert item.figures["reverberation_s"] == pytest.approx(room_s, rel=0.35)
    assert item.outcome is told
    assert item.guess


def test_what_is_quiet_can_be_raised_and_is_remarked_on(spoken: Sound) -> None:
    items = found(spoken / 60)
    assert wrong(items) == {"level"}
    assert items["level"].outcome is Outcome.WARN
    assert "a build makes it louder" in items["level"].advice


def test_a_voice_that_walks_away_is_not_steady(spoken: Sound) -> None:
    away = spoken * np.linspace(1, 0.12, len(spoken), dtype=np.float32)
    item = found(quietly(away))["steadiness"]
    assert item.outcome is Outcome.WARN
    assert item.places[0][0] > 4.5  # of 9.7 s: the soft part


def test_a_long_pause_is_placed(spoken: Sound) -> None:
    silence = quietly(np.zeros(2 * RATE_HZ, np.float32))
    middle = int(np.convolve(np.abs(spoken), np.ones(2000), "same")[90_000:120_000].argmin()) + 90_000
    item = found(np.concatenate([spoken[:middle], silence, spoken[middle:]]))["pauses"]
    assert item.outcome is Outcome.WARN
    (place,) = item.places
    assert place == pytest.approx((middle / RATE_HZ, middle / RATE_HZ + 2), abs=0.3)


def test_words_that_are_cut_off_are_told(spoken: Sound) -> None:
    loud = int(np.convolve(np.square(spoken), np.ones(2000), "same").argmax())
    item = found(spoken[loud:])["edges"]
    assert item.outcome is Outcome.WARN
    assert item.advice.startswith("it begins in the middle of a sound")
    assert found(spoken[:loud])["edges"].advice.startswith("it ends in the middle of a sound")


def test_a_constant_part_is_told(spoken: Sound) -> None:
    assert wrong(found(spoken + np.float32(0.03))) == {"constant part"}


@pytest.mark.parametrize(
    ("channels", "told"),
    [
        (Channels((-20.0,), -20.0), "one"),
        (Channels((-20.0, -20.0), -20.1), "2, alike"),
        (Channels((-20.0, -80.0), -26.0), "2, of which one is all but silent"),
        (Channels((-20.0, -21.0), -23.4), "2, 3 dB lost in their average"),
    ],
)
def test_channels_are_compared(spoken: Sound, channels: Channels, told: str) -> None:
    item = found(spoken, channels=channels)["channels"]
    assert item.measured == told
    assert (item.outcome is Outcome.WARN) == ("lost" in told)


def test_what_has_no_pitch_is_a_whisper() -> None:
    items = found(noise_in_syllables(8.0, 1), 24_000)
    assert wrong(items) == {"voice", "edges"}
    assert items["voice"].outcome is Outcome.WARN


TEN_S = 10 * RATE_HZ
CHANCE = np.random.default_rng(1)
NO_VOICE = {
    "silence": np.zeros(TEN_S),
    "white noise": 0.1 * CHANCE.standard_normal(TEN_S),
    "a tone": 0.3 * np.sin(2 * np.pi * 440 * np.arange(TEN_S) / RATE_HZ),
    "not a number": np.full(TEN_S, np.nan),
    "a moment": np.full(3, 0.1),
    "nothing": np.zeros(0),
}


@pytest.mark.parametrize("audio", NO_VOICE.values(), ids=NO_VOICE)
def test_what_is_no_speech_cannot_be_cloned(audio: Sound) -> None:
    items = tuple(found(audio).values())
    assert verdict(items) == "cannot be cloned"
    assert all(item.advice for item in items if item.outcome is Outcome.FAIL)


def telephoned(audio: Sound) -> tuple[Sound, int]:
    return resampled(audio, RATE_HZ, 8000), 8000


CHANGES: dict[str, Callable[[Sound], tuple[Sound, int]]] = {
    "good": lambda audio: (audio, RATE_HZ),
    "quiet": lambda audio: (audio / 60, RATE_HZ),
    "silent": lambda audio: (audio * 0, RATE_HZ),
    "short": lambda audio: (audio[: 2 * RATE_HZ], RATE_HZ),
    "long": lambda audio: (np.tile(audio, 4), RATE_HZ),
    "a telephone's": telephoned,
    "once a telephone's": lambda audio: (resampled(*telephoned(audio), RATE_HZ), RATE_HZ),
    "clipped": lambda audio: (np.clip(8 * audio, -1, 1), RATE_HZ),
    "drowned": lambda audio: (quietly(audio, -15), RATE_HZ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_build_refuses_what_fails_and_nothing_else(spoken: Sound, name: str) -> None:
    audio, rate_hz = CHANGES[name](spoken)
    failed = {item.advice for item in found(audio, rate_hz).values() if item.outcome is Outcome.FAIL}
    assert failed == set(quality.faults(quality.measure(Recording(audio, rate_hz))))
    assert bool(failed) == (name not in ("good", "quiet"))


@pytest.mark.parametrize("words", ["", " … ", "No.", TEXT * 4])
def test_a_transcript_that_a_build_refuses_fails_with_its_sentence(spoken: Sound, words: str) -> None:
    item = found(spoken, transcript=words)["transcript"]
    assert item.outcome is Outcome.FAIL
    measured = quality.measure(Recording(spoken, RATE_HZ))
    assert item.advice == reference.misfit(measured, reference.one_line(words))


def test_half_a_transcript_is_doubted_by_its_phonemes(spoken: Sound) -> None:
    half = TEXT.partition(".")[0]
    assert found(spoken, transcript=TEXT, phonemes=110)["transcript"].outcome is Outcome.PASS
    assert found(spoken, transcript=half, phonemes=50)["transcript"].outcome is Outcome.WARN


def test_words_that_were_heard_are_compared(spoken: Sound) -> None:
    other = TEXT.upper().replace("NINETY-SEVEN", "NINETY SEVEN").rstrip(".")
    assert found(spoken, transcript=TEXT, heard=other)["words heard"].figures["word_error_rate"] == 0
    item = found(spoken, transcript=TEXT, heard="The lamp at the corner is out.")["words heard"]
    assert item.outcome is Outcome.WARN
    assert "“The lamp at the corner is out.” was heard" in item.advice


def test_of_what_is_far_too_long_only_the_beginning_is_listened_to(
    spoken: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    from narrate.voices.company import listening

    twice = np.tile(spoken, 2)
    twice[-RATE_HZ:][:200] = 3.0  # flat, and at the very end
    assert found(twice)["clipping"].places
    monkeypatch.setattr(listening, "LISTENED_S", 12.0)
    items = found(twice)
    assert items["clipping"].outcome is Outcome.FAIL  # as a build finds, which takes it whole
    assert items["clipping"].places == ()
    assert items["length"].figures["seconds"] == pytest.approx(len(twice) / RATE_HZ)


def test_a_figure_is_told_apart_from_the_limit_that_it_misses() -> None:
    assert [apart(value, 15.0) for value in (14.97, 14.7, 14.2, 15.0, 14.9999)] == [
        "14.97", "14.7", "14", "15", "15.00",
    ]  # fmt: skip
    assert apart(1.53, 1.5, 1) == "1.53"


def test_rumble_louder_than_the_voice_is_above_it(spoken: Sound) -> None:
    time_s = np.arange(len(spoken)) / RATE_HZ
    shaken = 0.1 * spoken + 0.5 * np.sin(2 * np.pi * 20 * time_s)
    assert found(shaken)["rumble"].measured.endswith(" dB above speech")


def test_in_a_loud_room_nothing_is_cut_off_because_of_the_room(spoken: Sound) -> None:
    noise = np.random.default_rng(3).standard_normal(len(spoken)) * np.sqrt(np.square(spoken).mean()) / 6
    items = found(spoken + noise)
    assert items["noise"].outcome is Outcome.WARN
    assert items["edges"].outcome is Outcome.PASS
