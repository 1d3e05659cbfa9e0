"""A style in figures: what it asks of a voice, and what that comes to for one whose own figures are known.

And any manner of speaking in words, for people.

Pitch is moved and its swing widened, speech is hurried or slowed, energy and pauses are scaled: all that a
voice can change and stay the same voice. What else makes an emotion, a breathy or a pressed voice, a whisper,
is timbre, and no figure here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from narrate.model import Style, canonical_json

_DIGITS, _LONGEST = 7, 40
"""How much of a recording's hash and of words is shown to people."""

MOST_ST = 6.0
"""Semitones that a voice may be moved either way; beyond, it is somebody else's."""

LIMITS: Mapping[str, tuple[float, float]] = {
    "range": (0.5, 2.0),
    "rate": (0.7, 1.4),
    "energy": (0.5, 2.0),
    "pauses": (0.5, 2.5),
}
"""Factors within which a model trained on reading sounds like it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What of a recording's prosody a style is made of, rounded; what could not be measured is None.

    Median pitch, standard deviations of the pitch and of the level, syllables a second and the mean pause;
    and phonemes a second, where somebody has written down what is said.
    """

    pitch_hz: float | None = None
    spread_st: float | None = None
    energy_db: float | None = None
    syllables_s: float | None = None
    pause_s: float | None = None
    phonemes_s: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to a voice: semitones of ``pitch``, and factors of the others."""

    pitch: float = 0.0
    range: float = 1.0
    rate: float = 1.0
    energy: float = 1.0
    pauses: float = 1.0


@dataclass(frozen=True, slots=True)
class Manner:
    """A style whose recordings were measured.

    ``like`` is how the voice is to be, ``by`` is what is to be changed; of the same figure, ``by`` wins.
    """

    like: Figures
    by: Mapping[str, float]
    strength: float

    @property
    def text(self) -> str:
        """The manner as canonical JSON, for a request; "" where nothing comes of it."""
        like = {
            field.name: value
            for field in fields(self.like)
            if (value := getattr(self.like, field.name)) is not None
        }
        if not self.strength or not (like or self.by):
            return ""
        return canonical_json({"like": like, "by": dict(self.by), "strength": self.strength})

    def change(self, voice: Figures) -> Change:
        """What makes ``voice`` speak in this manner; of what is not known of it, nothing."""
        wanted = {
            name: ratio
            for name, measure in _MEASURES.items()
            if (ratio := _ratio(measure(self.like), measure(voice))) is not None
        }
        if (ratio := _ratio(self.like.phonemes_s, voice.phonemes_s)) is not None:
            wanted["rate"] = ratio
        wanted.update(self.by)
        pitch = max(-MOST_ST, min(MOST_ST, wanted.pop("pitch", 0.0)))
        limited = {name: max(LIMITS[name][0], min(LIMITS[name][1], by)) for name, by in wanted.items()}
        return Change(
            pitch=pitch * self.strength, **{name: by**self.strength for name, by in limited.items()}
        )


_MEASURES: Mapping[str, Callable[[Figures], float | None]] = {
    "range": lambda figures: figures.spread_st,
    "rate": lambda figures: figures.syllables_s,
    "energy": lambda figures: figures.energy_db,
    "pauses": lambda figures: figures.pause_s,
}
"""The figure of which each factor is one; a rate is one of phonemes where these are known."""


def manner_of(style: Style, measured: Mapping[Path, Figures]) -> Manner:
    """``style`` with the figures of its recordings, all of which were ``measured``.

    A recording alone says how lively to be; where the voice lies is the voice's own. Against a neutral one of
    the same reader it also says how far they move up or down. Where the phonemes of what is said could be
    counted, they say how fast it is, and else the swells of the voice.
    """
    reference = measured[style.reference] if style.reference else Figures()
    by: dict[str, float] = {}
    counted = bool(style.transcript) and reference.phonemes_s is not None
    like = Figures(
        spread_st=reference.spread_st,
        energy_db=reference.energy_db,
        syllables_s=None if counted else reference.syllables_s,
        pause_s=reference.pause_s,
        phonemes_s=reference.phonemes_s if counted else None,
    )
    if style.neutral is not None:
        neutral, like = measured[style.neutral], Figures()
        for name, measure in _MEASURES.items():
            ratio = _ratio(measure(reference), measure(neutral))
            if ratio is not None:
                by[name] = round(ratio, 3)
        if counted and (ratio := _ratio(reference.phonemes_s, neutral.phonemes_s)) is not None:
            by["rate"] = round(ratio, 3)
        if ratio := _ratio(reference.pitch_hz, neutral.pitch_hz):  # 0 where it is too small for a number
            by["pitch"] = round(12 * math.log2(ratio), 2)
    outright = {name: getattr(style, name) for name in ("pitch", *LIMITS)}
    by |= {name: float(value) for name, value in outright.items() if value is not None}
    return Manner(like, by, float(style.strength))


def parse(text: str) -> Manner:
    """The manner of a request, as ``Manner.text`` wrote it."""
    values = json.loads(text)
    return Manner(Figures(**values["like"]), values["by"], values["strength"])


def in_words(text: str) -> str:
    """The manner of a request for people: "pitch +4 semitones, rate × 0.8"; "none" for none.

    Of whichever engine: a manner is figures, a further recording of the speaker, or what a model is told.
    """
    if not text:
        return "none"
    values = json.loads(text)
    if "reference" in values:
        digest = values["reference"].rpartition(":")[2]
        return f"like recording {digest[:_DIGITS]}, “{_cropped(values['transcript'])}”"
    if "like" not in values:
        instruct = values.get("instruct")
        told = [f"“{_cropped(instruct)}”"] if instruct else []
        return ", ".join((*told, *(f"{name} {value}" for name, value in values.get("options", {}).items())))
    return _figures_in_words(parse(text))


def _cropped(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()} …"


def _figures_in_words(manner: Manner) -> str:
    told = [f"pitch {by:+g} semitones" for name, by in manner.by.items() if name == "pitch"]
    told += [f"{name} × {by:g}" for name, by in manner.by.items() if name != "pitch"]
    units = {"spread_st": "st", "energy_db": "dB", "pause_s": "s", "pitch_hz": "Hz"}
    units |= {"syllables_s": "/s", "phonemes_s": "/s"}
    like = [
        f"{field.name.rpartition('_')[0]} {value:g} {units[field.name]}"
        for field in fields(manner.like)
        if (value := getattr(manner.like, field.name)) is not None
    ]
    told += [f"like {', '.join(like)}"] if like else []
    return ", ".join(told) + (f", strength {manner.strength:g}" if manner.strength != 1 else "")


def _ratio(wanted: float | None, had: float | None) -> float | None:
    return wanted / had if wanted and had else None
