"""Recordings as people have them: what is read, what is cut off, what is refused, and why."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.errors import NarrateError
from narrate.voices import decode, quality, reference
from narrate.voices.checks.checked import check

RATE_HZ = 24_000
WORDS = "The lamp at the corner had gone out again, and nobody knew the reason why it was."


def syllables(seconds: float, rate_hz: int = RATE_HZ) -> np.ndarray:
    """Bursts of noise, two a second: what a microphone could have heard, with all frequencies."""
    chance = np.random.default_rng(1)
    at_s = np.arange(int(rate_hz * seconds)) / rate_hz
    swell = np.clip(np.sin(2 * np.pi * 2.2 * at_s) + 0.4, 0, 1)
    return (0.15 * swell * chance.normal(size=len(at_s))).clip(-0.9, 0.9).astype(np.float32)


@pytest.fixture
def recorded(tmp_path: Path) -> Callable[..., Path]:
    """Write a recording."""

    def write(audio: np.ndarray, rate_hz: int = RATE_HZ, name: str = "ada.wav", **options: str) -> Path:
        soundfile.write(tmp_path / name, audio, rate_hz, **options)
        return tmp_path / name

    return write


@pytest.mark.parametrize("name", ["ada.wav", "ada.flac", "ada.mp3", "ada.ogg", "ada.aiff"])
def test_everyday_files_need_nothing_else(recorded: Callable[..., Path], name: str) -> None:
    path = recorded(syllables(5), name=name)
    assert reference.faults(path, WORDS) == ()
    assert decode.decode(path).duration_s == pytest.approx(5, abs=0.1)


needs_ffmpeg = pytest.mark.skipif(
    not (shutil.which("ffmpeg") and shutil.which("ffprobe")), reason="ffmpeg is not installed"
)


@needs_ffmpeg
@pytest.mark.parametrize("suffix", [".m4a", ".aac", ".mp4", ".webm"])
@pytest.mark.parametrize("reader", ["pydub", "av"])
def test_voice_memos_are_read_by_what_is_installed(
    recorded: Callable[..., Path], suffix: str, reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if reader == "av":
        pytest.importorskip("av", reason="PyAV is not installed")
    else:
        monkeypatch.setattr(decode, "_has_av", lambda: False)
    wav = recorded(np.stack([syllables(5), syllables(5)], axis=1))
    memo = wav.with_suffix(suffix)
    subprocess.run(["ffmpeg", "-v", "error", "-i", wav, memo], check=True)
    assert reference.faults(memo, WORDS) == ()
    plain, converted = decode.decode(wav), decode.decode(memo)
    assert converted.duration_s == pytest.approx(5, abs=0.2)
    assert np.square(converted.audio).mean() == pytest.approx(np.square(plain.audio).mean(), rel=0.2)


def test_a_memo_that_nothing_installed_can_read_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decode, "_converters", tuple)
    memo = tmp_path / "ada.m4a"
    memo.write_bytes(b"\0\0\0\x1cftypM4A ")
    with pytest.raises(NarrateError, match=r"ada\.m4a cannot be read as sound") as refused:
        decode.decode(memo)
    assert refused.value.hint == "to read m4a, aac, mp4 and webm: pip install av, or install ffmpeg"


@pytest.mark.parametrize("content", [b"", b"These are words and no sound at all.\n" * 50])
def test_what_is_no_sound_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ada.wav"
    path.write_bytes(content)
    (fault,) = reference.faults(path, WORDS)
    assert fault.startswith("ada.wav cannot be read as sound; ")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert reference.faults(tmp_path / "ada.wav", WORDS) == (f"there is no file {tmp_path / 'ada.wav'}",)


def test_silence_at_the_edges_is_cut_off_and_the_rate_is_the_models(recorded: Callable[..., Path]) -> None:
    quiet = np.zeros(3 * 44_100, np.float32)
    path = recorded(np.concatenate([quiet, syllables(5, 44_100), quiet]), 44_100)
    heard = reference.load(path, f"  {WORDS}\n", RATE_HZ)
    assert len(heard.audio) / RATE_HZ == pytest.approx(5, abs=0.5)
    assert heard.rate_hz == RATE_HZ
    assert heard.transcript == WORDS
    assert heard.characters_per_s == pytest.approx(len(WORDS) / heard.quality.speech_s)


def test_a_quiet_recording_is_made_louder_and_a_loud_one_is_left_alone(recorded: Callable[..., Path]) -> None:
    loud = reference.load(recorded(syllables(5)), WORDS, RATE_HZ)
    quiet = reference.load(recorded(syllables(5) / 50, subtype="PCM_24"), WORDS, RATE_HZ)
    assert np.allclose(loud.audio, syllables(5)[loud.quality.kept], atol=1e-4)
    assert len(quiet.audio) == pytest.approx(len(loud.audio), abs=0.02 * RATE_HZ)
    assert 0.05 < np.abs(quiet.audio).max() <= 0.9


REFUSED = {
    "silent": (np.zeros(5 * RATE_HZ), WORDS, "it is silent: its loud parts are at -140 dB"),
    "0.4 s": (syllables(0.4), WORDS, "there are 0."),
    "three minutes": (syllables(180), WORDS * 36, "there are 180 s of sound in it; a clone takes 2 to 30 s"),
    "clipped": (np.clip(syllables(5) * 20, -1, 1), WORDS, "it is clipped: "),
    "clipped, then made quieter": (np.clip(syllables(5) * 20, -1, 1) / 3, WORDS, "it is clipped: "),
    "not a number": (np.where(syllables(5) > 0.5, np.nan, syllables(5)), WORDS, "some samples are not"),
    "no words": (syllables(5), " \n", "its transcript is empty"),
    "no words but dots": (syllables(5), "…", "its transcript is empty"),
    "far too many words": (syllables(5), WORDS * 4, "its transcript cannot belong to it: 324 characters"),
    "far too few words": (syllables(20), "The lamp.", "its transcript cannot belong to it: 9 characters"),
}


@pytest.mark.parametrize(("audio", "words", "why"), REFUSED.values(), ids=REFUSED)
def test_what_no_voice_can_be_cloned_from(
    recorded: Callable[..., Path], audio: np.ndarray, words: str, why: str
) -> None:
    path = recorded(audio, subtype="FLOAT")
    (fault,) = [each for each in reference.faults(path, words) if why in each]
    assert fault.startswith(f"ada.wav: {why}")
    assert "; " in fault  # and what to do
    with pytest.raises(NarrateError):
        reference.load(path, words, RATE_HZ)


def test_a_telephones_sound_is_refused_at_its_own_rate_and_at_another(recorded: Callable[..., Path]) -> None:
    import soxr

    narrow = syllables(5, 8000)
    (fault,) = reference.faults(recorded(narrow, 8000), WORDS)
    assert "its sample rate is 8000 Hz" in fault
    (fault,) = reference.faults(recorded(soxr.resample(narrow, 8000, RATE_HZ)), WORDS)
    assert "there is nothing above 4.5 kHz in it" in fault


def test_all_that_is_wrong_is_told_at_once(recorded: Callable[..., Path]) -> None:
    faults = reference.faults(recorded(np.clip(syllables(1, 8000) * 20, -1, 1), 8000), "")
    assert len(faults) == 4


def test_no_more_is_read_of_a_file_than_is_needed_to_refuse_it(
    recorded: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decode, "LONGEST_S", 40.0)
    assert quality.measure(decode.decode(recorded(syllables(90)))).seconds == 40.0


@pytest.mark.parametrize("way", ["_soundfile", "_av", "_pydub"])
def test_of_what_is_not_read_to_its_end_the_length_is_known(
    recorded: Callable[..., Path], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "_pydub" and not (shutil.which("ffmpeg") and shutil.which("ffprobe")):
        pytest.skip("ffmpeg is not installed")
    if way == "_av":
        pytest.importorskip("av")
    path = recorded(syllables(90))
    whole = getattr(decode, way)(path)
    assert (whole.cut, whole.lasts_s) == (False, whole.recording.duration_s)
    monkeypatch.setattr(decode, "LONGEST_S", 40.0)
    part = getattr(decode, way)(path)
    assert part.cut
    assert part.recording.duration_s == pytest.approx(40, abs=1)
    assert part.lasts_s == pytest.approx(90, abs=0.1)


def test_a_recording_of_which_only_the_beginning_is_read_is_told_by_its_own_length(
    recorded: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = recorded(syllables(90))
    monkeypatch.setattr(decode, "LONGEST_S", 40.0)
    (fault,) = reference.faults(path, WORDS)
    assert fault.startswith("ada.wav: it lasts 90 s; a clone takes 2 to 30 s: ")
    told = check(path)
    assert told.seconds == 90.0
    items = {item.name: item for item in told.items}
    assert (items["length"].measured, items["length"].figures["seconds"]) == ("90 s in all", 90.0)
    assert "ends" not in items["edges"].advice


def test_what_a_decoder_prints_of_a_damaged_file_goes_nowhere(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole, torn = tmp_path / "whole.mp3", tmp_path / "torn.mp3"
    soundfile.write(whole, np.random.default_rng(0).normal(size=240_000) * 0.1, 24_000)
    torn.write_bytes(whole.read_bytes()[:20_000])
    decode.decode(torn)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("rate_hz", [1, 200, 2_000_000])
def test_a_rate_at_which_nobody_records_is_refused(recorded: Callable[..., Path], rate_hz: int) -> None:
    (fault,) = reference.faults(recorded(syllables(5), rate_hz), WORDS)
    assert fault.startswith(f"ada.wav has a sample rate of {rate_hz} Hz, at which nobody records")


def test_channels_are_averaged_and_compared(recorded: Callable[..., Path]) -> None:
    left = syllables(25)
    other = np.random.default_rng(9).permutation(left)
    for right, lost_db in ((left, 0), (other, 3), (0 * left, 3), (-left, 100)):
        heard = decode.read(recorded(np.stack([left, right], axis=1), subtype="FLOAT"))
        channels = heard.channels
        assert np.allclose(heard.recording.audio, (left + right) / 2, atol=1e-6)
        assert channels.lost_db == pytest.approx(lost_db, abs=0.3) if lost_db < 100 else channels.lost_db > 60
    level_db = 10 * np.log10(np.square(left).mean())
    assert channels.each_db == pytest.approx((level_db, level_db), abs=0.01)


def test_numbers_beyond_all_sound_are_none(recorded: Callable[..., Path]) -> None:
    (fault,) = reference.faults(recorded(1e30 * syllables(5), subtype="FLOAT"), WORDS)
    assert "some samples are not numbers" in fault
