from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from narrate.errors import NarrateError
from narrate.sound.pcm import decode, encode_flac


@settings(deadline=None, max_examples=50)
@given(
    arrays.arrays(np.float32, st.integers(1, 2000), elements=st.floats(-1, 1, width=32)),
    st.sampled_from([16_000, 22_050, 24_000, 48_000]),
)
def test_a_take_comes_back_to_24_bits(audio: np.ndarray, rate_hz: int) -> None:
    recording = decode(encode_flac(audio, rate_hz))
    assert recording.sample_rate == rate_hz
    assert recording.audio.dtype == np.float32
    assert recording.audio.shape == audio.shape
    assert np.abs(recording.audio - audio).max(initial=0) <= 2**-23


def test_the_same_samples_give_the_same_bytes(speak: Callable[..., np.ndarray]) -> None:
    assert encode_flac(speak(2), 24_000) == encode_flac(speak(2), 24_000)
    assert encode_flac(speak(2), 24_000) != encode_flac(speak(2, seed=2), 24_000)


def test_it_is_a_24_bit_flac_file(tmp_path: Path, speak: Callable[..., np.ndarray]) -> None:
    path = tmp_path / "take.flac"
    path.write_bytes(encode_flac(speak(1), 24_000))
    info = soundfile.info(path)
    assert (info.format, info.subtype, info.channels, info.frames) == ("FLAC", "PCM_24", 1, 24_000)


def test_what_cannot_be_played_is_cut_off_or_silent() -> None:
    wild = np.array([3, -3, np.inf, -np.inf, np.nan, 0.5], np.float32)
    assert decode(encode_flac(wild, 24_000)).audio == pytest.approx([1, -1, 1, -1, 0, 0.5], abs=1e-6)


def test_the_channels_of_a_file_are_averaged(tmp_path: Path) -> None:
    path = tmp_path / "two.wav"
    soundfile.write(path, np.tile([0.25, 0.75], (100, 1)), 44_100, subtype="FLOAT")
    recording = decode(path)
    assert recording.audio == pytest.approx(np.full(100, 0.5))
    assert recording.duration_s == pytest.approx(100 / 44_100)


def test_what_is_not_sound_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "alice.flac"
    path.write_text("Down the rabbit hole")
    with pytest.raises(NarrateError, match=r"alice\.flac cannot be read as sound"):
        decode(path)
    with pytest.raises(NarrateError, match="the recording cannot be read as sound"):
        decode(b"")
    with pytest.raises(NarrateError, match=r"missing\.flac cannot be read as sound"):
        decode(tmp_path / "missing.flac")
