"""A style of a voice of any model: told in words and by parameters, as far as the model reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

from narrate.build import styles
from narrate.build.prepare import plan_of, prepare, store_of
from narrate.build.render import require_engines
from narrate.engines.base import plain
from narrate.engines.mlx.engine import Mlx
from narrate.engines.mlx.settings import Settings, asked
from narrate.engines.mlx.signature import Parameter, Signature, faults
from narrate.engines.mlx.speaker import Speaker
from narrate.engines.models.weights import NO_PINS
from narrate.errors import NarrateError, Severity
from narrate.model import Render, Style
from narrate.project.load import load

VOICE = Settings("owner/model", options={"warmth": 0.5, "steps": 2})
HOARSE = Style(instruct="in a hoarse whisper", options='{"warmth":0.8}')


def render(text: str = "The lamp at the corner was out.") -> Render:
    return Render("mlx", 1, "{}", text, (), "en", "", 0)


class Told:
    """A model that remembers what it is told; ``emotion`` is numbers to it, ``caption`` words."""

    sample_rate = 8000

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}

    def generate(
        self,
        text: str,
        emotion: list[float] | None = None,
        caption: str | None = None,
        warmth: float = 0.0,
        steps: int = 1,
    ) -> Iterator[SimpleNamespace]:
        self.given = {"emotion": emotion, "caption": caption, "warmth": warmth, "steps": steps}
        yield SimpleNamespace(audio=0.3 * mx.sin(mx.arange(8000) / 10 * len(text)), sample_rate=8000)


def test_a_model_is_told_by_its_own_names_and_a_style_wins_over_the_voice() -> None:
    model = Told()
    speaker = Speaker(model, {})
    assert speaker.signature.instruct == "caption"
    speaker.perform(render(), Mlx.styled(VOICE, HOARSE), 0)
    assert model.given == {"emotion": None, "caption": "in a hoarse whisper", "warmth": 0.8, "steps": 2}
    speaker.perform(render(), VOICE, 0)
    assert model.given == {"emotion": None, "caption": None, "warmth": 0.5, "steps": 2}


def test_what_a_model_does_not_read_is_a_fault_or_left_out() -> None:
    signature = Signature("deaf", (Parameter("steps"), Parameter("warmth", ("text",))))
    voice = replace(VOICE, options={"steps": 2})
    assert list(faults(asked(Mlx.styled(voice, HOARSE)), signature)) == [
        "instruct: deaf takes no instruct; it would be ignored",
        "options.warmth: must be text",
    ]
    forgiving = Mlx.styled(voice, HOARSE, forgiving=True)
    assert list(faults(asked(forgiving), signature)) == []
    model = Told()
    speaker = Speaker(model, {})
    loud = Style(options='{"loudness":3,"warmth":0.7}')
    speaker.perform(render(), Mlx.styled(voice, loud, forgiving=True), 0)
    assert model.given["warmth"] == 0.7


def test_a_word_that_a_model_needs_may_come_from_a_style() -> None:
    needy = Signature("needy", (Parameter("instruct", required=True),))
    assert list(faults(asked(Settings("m")), needy)) == ["needy needs options.instruct"]
    assert list(faults(asked(Mlx.styled(Settings("m"), Style(instruct="low"))), needy)) == []


def test_the_words_and_the_parameters_are_the_manner_and_the_voice_stays_the_same(kitten: Path) -> None:
    voice = Settings(str(kitten), voice="expr-voice-5-m")
    hoarse = Mlx.styled(voice, HOARSE)
    assert json.loads(Mlx.manner(hoarse)) == {
        "instruct": "in a hoarse whisper",
        "options": {"warmth": 0.8},
    }
    assert Mlx.manner(hoarse) == Mlx.manner(Mlx.styled(voice, HOARSE, forgiving=True))
    assert Mlx.fingerprint(hoarse, NO_PINS) == Mlx.fingerprint(voice, NO_PINS)
    assert plain(hoarse) == voice
    assert Mlx.manner(voice) == ""
    assert Mlx.styled(voice, replace(HOARSE, strength=0.0)) == voice


def test_what_no_model_takes_of_a_style_is_told() -> None:
    (fault,) = Mlx.unstyled(VOICE, replace(HOARSE, reference=Path("a.wav"), transcript="A.", strength=0.5))
    assert fault.startswith("the mlx engine cannot take reference, strength and transcript of a style: ")
    assert Mlx.unstyled(VOICE, HOARSE) == ()
    (twice,) = Mlx.unstyled(VOICE, replace(HOARSE, options='{"instruct":"loud"}'))
    assert "both instruct and options.instruct" in twice


def test_a_real_model_says_it_otherwise_when_it_is_told_to(engine: Mlx, voxcpm2: Path) -> None:
    voice = Settings(str(voxcpm2), options={"max_tokens": 8, "inference_timesteps": 2})
    hoarse = Mlx.styled(voice, Style(instruct="in a hoarse whisper"))
    assert Mlx.faults(hoarse) == ()
    usual, told = engine.perform(render(), voice), engine.perform(render(), hoarse)
    assert not np.array_equal(usual.audio, told.audio)
    assert np.array_equal(told.audio, engine.perform(render(), hoarse).audio)


def test_what_a_model_does_not_read_stops_a_check_and_a_build(project: Path, kitten: Path) -> None:
    toml, book = project / "narration.toml", project / "book.md"
    voice = f'engine = "mlx"\nmodel = "{kitten}"\nvoice = "expr-voice-2-f"\n'
    voice += "styles.low = { options = { sped = 2 } }"
    toml.write_text(toml.read_text().replace('engine = "tone"\npitch_hz = 330', voice))
    said = "“Then somebody was here,”"
    book.write_text(book.read_text().replace(said, f"[{said}]{{style=low}}"))
    ready = prepare(load(project))
    plan = plan_of(ready, store_of(ready.project))
    assert plan.problems == ()
    wrong = 'options.sped: kitten_tts has no such option; did you mean "speed"?'
    (problem,) = styles.heard(plan.lines, ready.project.cast)
    assert str(problem) == f"book.md:13: c02.p03.u1: voices.ada: {wrong}"
    with pytest.raises(NarrateError, match="did you mean") as stopped:
        require_engines(plan.lines, ready.pins)
    assert stopped.value.message == f"voices.ada: {kitten}: {wrong}"

    toml.write_text(toml.read_text().replace('2-f"', '2-f"\nstyle_fallback = "ignore"'))
    ready = prepare(load(project))
    forgiving = plan_of(ready, store_of(ready.project))
    require_engines(forgiving.lines, ready.pins)
    assert [line.render.key for line in forgiving.lines] == [line.render.key for line in plan.lines]
    (problem,) = styles.heard(forgiving.lines, ready.project.cast)
    assert problem.severity is Severity.WARNING
    assert wrong in problem.message
