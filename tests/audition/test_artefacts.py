"""Artefacts put into good speech are found where they are, and nothing is found in what is good."""

from __future__ import annotations

import numpy as np
import pytest

from narrate.audition.artefacts import artefacts
from narrate.sound.pcm import Recording
from tests.audition.conftest import SAID

SHORT = "The lamp is out."


def kinds(recording: Recording, text: str = SAID) -> list[str]:
    return [each.kind for each in artefacts(recording, text)]


def changed(recording: Recording, audio: np.ndarray) -> Recording:
    return Recording(np.asarray(audio, np.float32), recording.sample_rate)


def test_good_speech_has_none(spoken: Recording) -> None:
    assert kinds(spoken) == []


@pytest.mark.parametrize("what", ["pulse", "splice"])
def test_a_click_is_found_where_it_is(spoken: Recording, what: str) -> None:
    audio, rate_hz = spoken.audio.copy(), spoken.sample_rate
    quiet = int(np.convolve(np.abs(audio), np.ones(2000), "valid")[4000:-4000].argmin()) + 5000
    if what == "pulse":
        audio[quiet] += 0.1
    else:
        audio[quiet:] += np.float32(0.1) * np.exp(-np.arange(len(audio) - quiet) / (0.05 * rate_hz))
    found = artefacts(changed(spoken, audio), SAID)
    assert [each.kind for each in found] == ["click"]
    assert found[0].start_s == pytest.approx(quiet / rate_hz, abs=0.002)


@pytest.mark.parametrize("quieter", [1.0, 0.25])
def test_clipping_is_found_however_quiet_it_was_made_since(spoken: Recording, quieter: float) -> None:
    loud = spoken.audio / np.abs(spoken.audio).max()
    audio = np.clip(loud * 4, -1, 1) * quieter
    found = artefacts(changed(spoken, audio), SAID)
    assert {each.kind for each in found} == {"clipping"}
    for each in found:
        inside = audio[round(each.start_s * spoken.sample_rate) : round(each.end_s * spoken.sample_rate)]
        assert np.abs(inside).max() == pytest.approx(quieter, rel=1e-3)


def test_dead_air_is_longer_than_a_pause_and_inside(spoken: Recording) -> None:
    rate_hz = spoken.sample_rate
    half = len(spoken.audio) // 2

    def silence(seconds: float) -> np.ndarray:
        return np.random.default_rng(1).normal(size=round(seconds * rate_hz)) * 1e-4

    parts = spoken.audio[:half], spoken.audio[half:]
    dead = changed(spoken, np.concatenate([parts[0], silence(2.0), parts[1]]))
    (found,) = (each for each in artefacts(dead, SAID) if each.kind == "dead air")
    assert found.start_s == pytest.approx(half / rate_hz, abs=0.1)
    assert found.end_s - found.start_s == pytest.approx(2.0, abs=0.2)
    paused = changed(spoken, np.concatenate([parts[0], silence(0.8), parts[1]]))
    outside = changed(spoken, np.concatenate([silence(2.0), spoken.audio, silence(2.0)]))
    for fine in (paused, outside):
        assert "dead air" not in kinds(fine)


@pytest.mark.parametrize("pace", [1.0, 1.06])
def test_a_phrase_said_twice_is_found_where_it_is_said_again(spoken: Recording, pace: float) -> None:
    rate_hz = spoken.sample_rate
    start, stop = round(0.9 * rate_hz), round(1.9 * rate_hz)
    again = spoken.audio[start:stop]
    again = np.interp(np.arange(0, len(again), pace), np.arange(len(again)), again)
    doubled = changed(spoken, np.concatenate([spoken.audio[:stop], again, spoken.audio[stop:]]))
    found = [each for each in artefacts(doubled, SAID) if each.kind == "repetition"]
    assert len(found) == 1
    assert stop / rate_hz - 0.1 <= found[0].start_s
    assert found[0].end_s <= (stop + len(again)) / rate_hz + 0.1
    assert "repetition" not in kinds(doubled, "Never, never mind the lamp, and never mind the street.")


def test_tones_and_noise_and_nothing_repeat_nothing() -> None:
    time_s = np.arange(4 * 24_000) / 24_000
    tone = 0.3 * np.sin(2 * np.pi * 220 * time_s) * (np.sin(2 * np.pi * 3 * time_s) > 0)
    noise = np.random.default_rng(2).normal(size=len(time_s)) * 0.1
    for audio in (tone, noise, np.zeros(0), np.zeros(100), np.zeros(48_000)):
        found = artefacts(Recording(audio.astype(np.float32), 24_000), SHORT)
        assert {each.kind for each in found} <= {"click"}  # a tone that is switched on clicks
