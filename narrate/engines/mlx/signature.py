"""What a model takes besides the text, and whether all that a voice's settings ask for is among it.

Almost every ``generate`` of mlx-audio ends in ``**kwargs``: what it does not know, it swallows, and the book
sounds as if the setting were not there. So nothing is handed over that the model does not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from narrate.errors import did_you_mean

ANYTHING = ("text", "a number", "a whole number", "true or false")
"""The kinds of value that an author can write."""

VOICE = ("voice",)
REFERENCE = ("ref_audio", "audio_prompt", "prompt_audio")
TRANSCRIPT = ("ref_text", "prompt_text")
"""What models call the voice, the recording to clone and its words; the first that a model has is used."""

INSTRUCT = ("instruct", "instruction", "caption", "emotion")
"""What models call words about how to speak; the first is used that a model takes text for."""

SEED = ("seed", "rng_seed")
"""What models call a seed of their own; each utterance has its own."""

_SETTINGS = {
    **dict.fromkeys(VOICE, "voice"),
    **dict.fromkeys(REFERENCE, "reference"),
    **dict.fromkeys(TRANSCRIPT, "transcript"),
}
_OURS = {
    "text": "narrate gives each utterance its text",
    "stream": "narrate takes an utterance as a whole",
    "streaming_interval": "narrate takes an utterance as a whole",
    "verbose": "what a model prints is heard by nobody",
    **dict.fromkeys(SEED, "narrate seeds each utterance itself"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter that the model reads. ``takes`` are kinds of ``ANYTHING``: none, where no kind fits."""

    name: str
    takes: tuple[str, ...] = ANYTHING
    required: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """What the ``generate`` of ``model`` (its family in mlx-audio) reads.

    ``unread`` are parameters that it has and never looks at. ``wants_path``: a recording is handed to it as
    a file, not as samples.
    """

    model: str
    parameters: tuple[Parameter, ...]
    unread: tuple[str, ...] = ()
    wants_path: bool = False

    def name_of(self, names: tuple[str, ...]) -> str | None:
        """The first of ``names`` that the model reads."""
        known = {parameter.name for parameter in self.parameters}
        return next((name for name in names if name in known), None)

    @property
    def instruct(self) -> str | None:
        """What the model calls words about how to speak; some take numbers by the same names."""
        texts = {parameter.name for parameter in self.parameters if "text" in parameter.takes}
        return next((name for name in INSTRUCT if name in texts), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a voice asks of its model."""

    voice: bool
    reference: bool
    transcript: bool
    options: Mapping[str, str | int | float | bool]
    instruct: bool = False


def faults(asked: Asked, signature: Signature) -> Iterator[str]:
    """What ``asked`` holds that the model would not do, and what the model needs that is not there."""
    model = signature.model
    for wanted, key, name in (
        (asked.voice, "voice", signature.name_of(VOICE)),
        (asked.reference, "reference", signature.name_of(REFERENCE)),
        (asked.transcript, "transcript", signature.name_of(TRANSCRIPT)),
        (asked.instruct, "instruct", signature.instruct),
    ):
        if wanted and name is None:
            yield f"{key}: {model} takes no {key}; it would be ignored"
    if asked.transcript and not asked.reference:
        yield "transcript: there is no reference in which it is said"
    # Without the words, some models quietly leave the recording aside; mlx-audio itself never lets them.
    words = signature.name_of(TRANSCRIPT)
    if asked.reference and words and not asked.transcript and not signature.wants_path:
        yield f"transcript: {model} clones a recording by its words; write down what is said in it"
    for name, value in asked.options.items():
        if fault := _option_fault(name, value, signature):
            yield f"options.{name}: {fault}"
    for parameter in signature.parameters:
        told = asked.instruct and parameter.name == signature.instruct
        if parameter.required and not told and not _given(parameter.name, asked):
            yield f"{model} needs {_SETTINGS.get(parameter.name, f'options.{parameter.name}')}"


def _given(name: str, asked: Asked) -> bool:
    settings = {
        **dict.fromkeys(VOICE, asked.voice),
        **dict.fromkeys(REFERENCE, asked.reference),
        **dict.fromkeys(TRANSCRIPT, asked.transcript),
        **dict.fromkeys(SEED, True),
    }
    return settings.get(name, name in asked.options)


def read(options: Mapping[str, str | int | float | bool], signature: Signature) -> dict[str, object]:
    """Those of ``options`` that the model takes."""
    return {name: value for name, value in options.items() if not _option_fault(name, value, signature)}


def _option_fault(name: str, value: object, signature: Signature) -> str:
    model = signature.model
    found = next((each for each in signature.parameters if each.name == name), None)
    fault = ""
    if name in _OURS:
        fault = _OURS[name]
    elif name in _SETTINGS:
        fault = f"write it as {_SETTINGS[name]}, beside options"
    elif name in signature.unread:
        fault = f"{model} has this parameter and never reads it"
    elif found is None:
        known = [each.name for each in signature.parameters if each.name not in (*_OURS, *_SETTINGS)]
        hint = did_you_mean(name, known) or f"it reads {', '.join(known) or 'none'}"
        fault = f"{model} has no such option; {hint}"
    elif not found.takes:
        fault = f"{model} takes what cannot be written here"
    elif not _fits(_kind(value), found.takes):
        fault = f"must be {' or '.join(found.takes)}"
    return fault


def _kind(value: object) -> str:
    kinds = {bool: "true or false", int: "a whole number", float: "a number"}
    return kinds.get(type(value), "text")


def _fits(kind: str, takes: tuple[str, ...]) -> bool:
    return kind in takes or (kind == "a whole number" and "a number" in takes)
