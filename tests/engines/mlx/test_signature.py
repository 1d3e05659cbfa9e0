"""What a model's code says that it reads, and what of a voice's settings it would do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Optional

import pytest

from narrate.engines.mlx.reading import signature_of
from narrate.engines.mlx.signature import ANYTHING, Asked, Parameter, Signature, faults

Given = dict[str, str | int | float | bool]


class Cloner:
    """As models of mlx-audio are written."""

    def generate(  # noqa: PLR0917
        self,
        text: str,
        voice: Optional[str] = None,  # noqa: UP045 - as they write it
        speed: float = 1.0,
        ref_audio: str | Path | None = None,
        ref_text: str | None = None,
        temperature: float = 0.7,
        max_tokens: int | None = None,
        mode: Literal["calm", "wild"] = "calm",
        fast: bool = False,
        conditions: list[int] | None = None,
        stream: bool = False,
        seed: int | None = None,
        lang: Nowhere = None,  # type: ignore[name-defined] # noqa: F821
        **kwargs: Any,
    ) -> Iterator[object]:
        _ = voice
        del speed
        yield ref_audio, ref_text, temperature, max_tokens, mode, fast, conditions, stream, seed, lang
        warmth = kwargs.get("warmth", 0.5)
        if "ghost" in kwargs:
            kwargs["echo"] = 1
        yield self.sample(text, warmth, top_p=0.9, **kwargs)
        yield shout(text, **kwargs)
        yield unknown(**kwargs)  # type: ignore[name-defined] # noqa: F821

    def sample(self, text: str, warmth: float, top_p: float, top_k: int = 50, **kwargs: Any) -> object:
        return text, warmth, top_p, top_k, kwargs.pop("min_p")


def shout(text: str, *, volume: float = 1.0, unheard: int = 0) -> object:  # noqa: ARG001
    return text, volume


class Silent:
    preserve_ref_audio_path = True

    def generate(self, text: str, ref_audio: str, style: str, **kwargs: object) -> Iterator[object]:
        del kwargs
        yield text, ref_audio, style


def kinds(signature: Signature) -> dict[str, tuple[str, ...]]:
    return {parameter.name: parameter.takes for parameter in signature.parameters}


def test_parameters_are_those_that_the_code_reads_wherever_it_reads_them() -> None:
    signature = signature_of("cloner", Cloner)
    assert kinds(signature) == {
        "ref_audio": ANYTHING,  # one annotation cannot be resolved: then none is believed
        "ref_text": ANYTHING,
        "temperature": ANYTHING,
        "max_tokens": ANYTHING,
        "mode": ANYTHING,
        "fast": ANYTHING,
        "conditions": ANYTHING,
        "stream": ANYTHING,
        "seed": ANYTHING,
        "lang": ANYTHING,
        "warmth": ANYTHING,
        "top_k": ("a whole number",),
        "min_p": ANYTHING,
        "volume": ("a number",),
    }
    assert signature.unread == ("voice", "speed")
    assert not signature.wants_path


def test_annotations_say_which_values_fit() -> None:
    class Typed:
        def generate(  # noqa: PLR0917
            self,
            text: str,  # noqa: ARG002
            a: float | None = None,
            b: int | None = None,
            c: str | Path | None = None,
            d: bool = False,
            e: list[int] | None = None,
            f: Literal["x", 2] = "x",
            g: float | str = 1.0,
            h: object = None,
        ) -> object:
            return a, b, c, d, e, f, g, h

    assert kinds(signature_of("typed", Typed)) == {
        "a": ("a number",),
        "b": ("a whole number",),
        "c": ("text",),
        "d": ("true or false",),
        "e": (),
        "f": ("text", "a whole number"),
        "g": ("a number", "text"),
        "h": ANYTHING,
    }


SIGNATURE = Signature(
    "cloner",
    (
        Parameter("ref_audio", ("text",)),
        Parameter("ref_text", ("text",)),
        Parameter("exaggeration", ("a number",)),
        Parameter("max_tokens", ("a whole number",)),
        Parameter("fast", ("true or false",)),
        Parameter("conditions", ()),
        Parameter("seed", ("a whole number",)),
        Parameter("stream", ("true or false",)),
    ),
    unread=("speed",),
)


def wrong(signature: Signature = SIGNATURE, *, options: Given | None = None, **asked: bool) -> list[str]:
    has = {"voice": False, "reference": False, "transcript": False, **asked}
    return list(faults(Asked(**has, options=options or {}), signature))


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"exageration": 0.5}, 'cloner has no such option; did you mean "exaggeration"?'),
        ({"zeal": 1}, "cloner has no such option; it reads exaggeration, max_tokens, fast, conditions"),
        ({"speed": 1.1}, "cloner has this parameter and never reads it"),
        ({"exaggeration": "much"}, "must be a number"),
        ({"exaggeration": True}, "must be a number"),
        ({"max_tokens": 2.5}, "must be a whole number"),
        ({"max_tokens": True}, "must be a whole number"),
        ({"fast": 1}, "must be true or false"),
        ({"conditions": "all"}, "cloner takes what cannot be written here"),
        ({"ref_audio": "a.wav"}, "write it as reference, beside options"),
        ({"ref_text": "Hm."}, "write it as transcript, beside options"),
        ({"voice": "ada"}, "write it as voice, beside options"),
        ({"seed": 7}, "narrate seeds each utterance itself"),
        ({"stream": True}, "narrate takes an utterance as a whole"),
        ({"text": "Hm."}, "narrate gives each utterance its text"),
    ],
)
def test_an_option_that_would_do_nothing_is_named(options: Given, fault: str) -> None:
    assert wrong(options=options) == [f"options.{next(iter(options))}: {fault}"]


def test_what_the_model_reads_is_taken() -> None:
    assert wrong(options={"exaggeration": 1, "max_tokens": 300, "fast": True}) == []
    assert wrong(options={"exaggeration": 0.25}, reference=True, transcript=True) == []


def test_voices_and_recordings_are_for_models_that_take_them() -> None:
    assert wrong(voice=True) == ["voice: cloner takes no voice; it would be ignored"]
    bare = Signature("bare", (Parameter("voice", ("text",)),))
    assert wrong(bare, voice=True) == []
    assert wrong(bare, reference=True) == ["reference: bare takes no reference; it would be ignored"]
    assert wrong(transcript=True) == ["transcript: there is no reference in which it is said"]


def test_a_recording_goes_with_its_words_where_the_model_reads_words() -> None:
    (fault,) = wrong(reference=True)
    assert fault == "transcript: cloner clones a recording by its words; write down what is said in it"
    by_sound = Signature("by_sound", (Parameter("ref_audio"),))
    assert wrong(by_sound, reference=True) == []


def test_what_a_model_cannot_do_without_is_asked_for() -> None:
    silent = signature_of("silent", Silent)
    assert silent.wants_path
    assert wrong(silent) == ["silent needs reference", "silent needs options.style"]
    assert wrong(silent, reference=True, options={"style": "calm"}) == []


@pytest.mark.parametrize(
    ("family", "options", "fault"),
    [
        ("chatterbox", {"exaggeration": 0.7, "cfg_weight": 0.3, "temperature": 0.8}, ""),
        ("chatterbox", {"speed": 1.2}, "never reads it"),
        ("chatterbox", {"instruct": "sadly"}, "no such option"),
        ("qwen3_tts", {"instruct": "A tired old man.", "temperature": 0.7, "lang_code": "english"}, ""),
        ("qwen3_tts", {"speed": 1.2}, "never reads it"),
        ("dia", {"temperature": 1.0}, "never reads it"),
    ],
)
def test_the_real_classes_are_read(family: str, options: Given, fault: str) -> None:
    """The worked examples of docs/how-to/use-another-model.md: their code is there, their weights are not."""
    import importlib

    model = importlib.import_module(f"mlx_audio.tts.models.{family}").Model
    found = wrong(signature_of(family, model), options=options)
    assert len(found) == bool(fault)
    assert fault in "".join(found)
