"""Kokoro in stages is mlx-audio's Kokoro, and what is between the stages means what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from narrate.engines.processes.process import Process
from narrate.errors import MissingTool

Renderer = Callable[..., Process]


def test_fifty_varied_utterances_have_the_bits_of_the_models_own_call(
    renderer: Renderer, random_kokoro: Path
) -> None:
    found = renderer("Stages", random_kokoro).ask("compare", 50)
    assert [sound and durations for sound, durations, _ in found] == [True] * 50
    assert len({samples for *_, samples in found}) > 20


def test_the_longest_text_fits_and_a_frame_is_600_samples(renderer: Renderer, random_kokoro: Path) -> None:
    samples, frames = renderer("Stages", random_kokoro).ask("longest")
    assert samples == 600 * frames
    assert frames >= 512


def test_a_model_is_tried_when_it_is_loaded(renderer: Renderer, random_kokoro: Path) -> None:
    assert renderer("Stages", random_kokoro).ask("spread_when", "gather") == "one_hot"
    with pytest.raises(MissingTool, match="speaks Kokoro in another way than narrate") as refused:
        renderer("Stages", random_kokoro).ask("spread_when", "both")
    assert "mlx-audio" in refused.value.hint


def test_every_convolution_has_its_weight_worked_out(renderer: Renderer, random_kokoro: Path) -> None:
    before, after = renderer("Stages", random_kokoro).ask("fused")
    assert before > 60
    assert after == 0


def test_prosody_is_the_other_voices_melody_in_this_voices_timbre(
    renderer: Renderer, random_kokoro: Path
) -> None:
    stages = renderer("Stages", random_kokoro)
    heart, adam, both = (
        stages.ask("parts_of", *voice)
        for voice in (("af_heart", None), ("am_adam", None), ("af_heart", "am_adam"))
    )
    assert all(np.array_equal(mine, other) for mine, other in zip(both, adam, strict=True))
    assert not np.array_equal(both[1], heart[1])
    pack = stages.ask("pack", "af_heart", "am_adam")
    assert np.array_equal(pack[..., :128], stages.ask("pack", "af_heart")[..., :128])
    assert np.array_equal(pack[..., 128:], stages.ask("pack", "am_adam")[..., 128:])


def test_a_blend_lies_between_its_voices_by_their_weights(renderer: Renderer, random_kokoro: Path) -> None:
    stages = renderer("Stages", random_kokoro)
    heart, adam = (stages.ask("pack", name) for name in ("af_heart", "am_adam"))
    blend = stages.ask("pack", {"af_heart": 3, "am_adam": 1})
    assert np.allclose(blend, 0.75 * heart + 0.25 * adam, atol=1e-6)
    assert np.array_equal(blend, stages.ask("pack", {"am_adam": 0.25, "af_heart": 0.75}))
    assert np.array_equal(stages.ask("pack", {"af_heart": 0.4}), heart)
