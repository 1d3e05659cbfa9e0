"""What is done to the sound of a voice, in figures: as a request has it, and in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from narrate.model import Transform, Word, canonical_json

LIMITS: Mapping[str, tuple[float, float]] = {
    "pitch_shift": (-6.0, 6.0),
    "formant": (-4.0, 4.0),
    "speed": (0.5, 2.0),
}
"""Within which it still sounds like somebody.

Semitones and a factor. Women's formants lie about three semitones above men's, children's about five (G. E.
Peterson, H. L. Barney, JASA 24, 1952): four make one of the other, and more a dwarf or a giant.
"""

REVISION = 1
"""Raised by hand when the same transformation would sound different."""

_NOTHING = Transform()


def text_of(transform: Transform) -> str:
    """The transformation as canonical JSON, for a request; "" where nothing is done."""
    done = {
        name: float(value)
        for name in LIMITS
        if (value := getattr(transform, name)) != getattr(_NOTHING, name)
    }
    return canonical_json({**done, "revision": REVISION}) if done else ""


def parse(text: str) -> Transform:
    """The transformation of a request, as ``text_of`` wrote it."""
    values = json.loads(text) if text else {}
    return Transform(**{name: values[name] for name in LIMITS if name in values})


def words_at(transform: Transform, words: Sequence[Word]) -> tuple[Word, ...]:
    """When each of ``words`` is heard once their take was transformed."""
    by = 1 / transform.speed
    return tuple(replace(word, start_s=word.start_s * by, end_s=word.end_s * by) for word in words)


def in_words(text: str) -> str:
    """The transformation of a request for people: "pitch -3 semitones, speed × 0.9"; "none" for none."""
    done = parse(text)
    told = [f"pitch {done.pitch_shift:+g} semitones"] if done.pitch_shift else []
    told += [f"formants {done.formant:+g} semitones"] if done.formant else []
    told += [f"speed × {done.speed:g}"] if done.speed != 1 else []
    return ", ".join(told) or "none"
