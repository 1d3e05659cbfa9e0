"""What comes out of a model is joined, judged and tried again; what goes in is what it wants."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

from narrate.engines.base import EngineFailed
from narrate.engines.mlx.settings import Settings
from narrate.engines.mlx.speaker import ATTEMPTS, Speaker, seed_of
from narrate.model import Render

TEXT = "The lamp at the corner was out."


def render(occurrence: int = 0) -> Render:
    return Render("mlx", 1, "{}", TEXT, (), "en", "", occurrence)


def piece(audio: Any, rate_hz: int = 8000) -> SimpleNamespace:
    return SimpleNamespace(audio=audio, sample_rate=rate_hz)


def hum(seconds: float = 1.0, level: float = 0.3) -> Any:
    return level * mx.sin(mx.arange(int(seconds * 8000)) / 10)


class Scripted:
    """A model that yields what it is told to, call by call."""

    sample_rate = 8000

    def __init__(self, *calls: list[SimpleNamespace] | Exception) -> None:
        self.calls = list(calls)
        self.drawn: list[float] = []

    def generate(self, text: str, **kwargs: object) -> Iterator[SimpleNamespace]:
        assert text == TEXT
        assert kwargs == {}
        self.drawn.append(float(mx.random.uniform()))
        call = self.calls.pop(0)
        if isinstance(call, Exception):
            raise call
        yield from call


def test_pieces_are_joined_whatever_their_shape_and_precision() -> None:
    stereo = mx.stack([hum(0.5), -hum(0.5)])
    model = Scripted(
        [piece(hum(1.0).astype(mx.bfloat16)), piece(np.zeros(0)), piece(hum()[None]), piece(stereo)]
    )
    found = Speaker(model, {}).perform(render(), Settings("m"), 0)
    assert found.audio.shape == (20000,)
    assert found.audio.dtype == np.float32
    assert found.sample_rate_hz == 8000
    assert not found.audio[16000:].any()
    assert found.faults == ()


def test_a_bad_result_is_tried_again_with_another_seed() -> None:
    model = Scripted([piece(mx.array([float("nan")] * 8000))], [], [piece(hum())])
    found = Speaker(model, {}).perform(render(), Settings("m"), 2)
    assert found.faults == ()
    assert found.attempts == 5  # two were made before
    assert len(set(model.drawn)) == 3


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ([], "made no sound of it"),
        ([piece(mx.zeros(0))], "made no sound of it"),
        ([piece(mx.array([0.1, float("inf")]))], "made what is not a number of it"),
        ([piece(hum(), 8000), piece(hum(), 16000)], r"changed its sample rate: \[8000, 16000\]"),
        (ValueError("\nno such voice\nat all"), ": no such voice$"),
        (AssertionError(), ": AssertionError$"),
    ],
)
def test_what_is_no_sound_fails(call: Any, reason: str) -> None:
    with pytest.raises(EngineFailed, match=reason):
        Speaker(Scripted(*[call] * ATTEMPTS), {}).perform(render(), Settings("m"), 0)


@pytest.mark.parametrize(
    ("seconds", "level", "fault"),
    [
        (2.0, 1e-4, "silent"),
        (21.0, 0.3, "far too long for its text"),
        (0.5, 0.3, "far too short for its text"),
    ],
)
def test_the_best_of_bad_results_is_kept_with_what_is_wrong(seconds: float, level: float, fault: str) -> None:
    worst = [piece(hum(0.2, 1e-4))]
    found = Speaker(Scripted(worst, [piece(hum(seconds, level))], worst), {}).perform(
        render(), Settings("m"), 0
    )
    assert found.faults == (fault,)
    assert found.attempts == ATTEMPTS


class Cloner:
    sample_rate = 8000

    def generate(
        self, text: str, ref_audio: Any = None, ref_text: str = "", seed: int = 1, depth: float = 0.0
    ) -> Iterator[SimpleNamespace]:
        self.given = (text, ref_audio, ref_text, seed, depth)
        yield piece(hum())


class FromFile(Cloner):
    preserve_ref_audio_path = True

    def generate(self, text: str, ref_audio: Any = None) -> Iterator[SimpleNamespace]:  # type: ignore[override]
        self.given = (text, ref_audio, "", 0, 0.0)
        yield piece(hum())


def test_a_recording_is_handed_over_as_samples_at_the_models_rate(recording: Path) -> None:
    model, settings = Cloner(), Settings("m", reference=recording, transcript="Hm.", options={"depth": 1})
    speaker = Speaker(model, {})
    speaker.perform(render(), settings, 0)
    text, audio, words, seed, depth = model.given
    assert (text, words, seed, depth) == (TEXT, "Hm.", seed_of(render(), 0), 1)
    assert isinstance(audio, mx.array)
    assert audio.shape == (3 * 8000,)
    speaker.perform(render(1), settings, 0)
    assert model.given[1] is audio  # decoded once
    assert model.given[3] != seed


def test_a_recording_is_handed_over_as_a_file_where_the_model_reads_it(recording: Path) -> None:
    model = FromFile()
    Speaker(model, {}).perform(render(), Settings("m", reference=recording), 0)
    assert model.given[1] == str(recording)
