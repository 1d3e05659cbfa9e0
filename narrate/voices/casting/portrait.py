"""How a voice sounds, in figures, and how far two are apart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from narrate.model import Transform

_UNIT_ST = 6.0
"""Semitones that tell two voices apart as well as an average difference of timbre does."""

_SEXES_ST = 9.0
"""Between men's and women's voices: 131 and 220 Hz (J. Hillenbrand et al., JASA 97, 1995)."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """How a voice sounds. ``sex`` is "f", "m", "mf" where it may be either, or "" where it is neither.

    ``pitch_hz`` is the median; None where it was not measured. ``timbre`` are coordinates in the ``space`` of
    one engine, in which two of its voices are 1 apart on average; none where nothing is known of it. ``name``
    is by what listeners know it there again: two with the same name sound alike; "" for one like no other.
    """

    sex: str = ""
    pitch_hz: float | None = None
    timbre: tuple[float, ...] = ()
    space: str = ""
    name: str = ""

    def same(self, other: Portrait) -> bool:
        """Whether the two are known to be the same voice."""
        return bool(self.name) and (self.space, self.name) == (other.space, other.name)

    def transformed(self, transform: Transform) -> Portrait:
        """The voice after ``transform``; where its formants are moved, it is like no other that is known."""
        hz = None if self.pitch_hz is None else self.pitch_hz * 2 ** (transform.pitch_shift / 12)
        if transform.formant:
            return replace(self, pitch_hz=hz, timbre=(), name="")
        return replace(self, pitch_hz=hz)


UNKNOWN = Portrait()
"""Of a voice of which nothing is known."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A voice that a character could have.

    ``keys`` are what narration.toml is to say besides the engine and its model. ``worth``, 0 to 1, is how
    good it sounds, ``grade`` how its maker says so; ``at_home``: it speaks with the accent of the book.
    """

    keys: Mapping[str, object]
    portrait: Portrait
    worth: float = 0.5
    grade: str = ""
    at_home: bool = True


@dataclass(frozen=True, slots=True)
class Contrast:
    """How far a voice is from another. ``pitch_st`` is how much higher it is, None where that is unknown.

    ``timbre`` is 1 on average, None where the two cannot be compared. ``sexes``: one is a man's voice, the
    other a woman's.
    """

    pitch_st: float | None
    timbre: float | None
    sexes: bool

    @property
    def apart(self) -> float:
        """Both in one figure, in units of timbre; what is unknown of timbre counts as the average.

        A man's voice and a woman's count as far apart in pitch as men and women are, where it is unknown.
        """
        pitch_st = self.pitch_st if self.pitch_st is not None else _SEXES_ST if self.sexes else 0.0
        return math.hypot(1.0 if self.timbre is None else self.timbre, pitch_st / _UNIT_ST)


def contrast(one: Portrait, other: Portrait) -> Contrast:
    """How far ``one`` is from ``other``."""
    pitch_st = None
    if one.pitch_hz is not None and other.pitch_hz is not None:
        pitch_st = 12 * math.log2(one.pitch_hz / other.pitch_hz)
    known = one.timbre and one.space == other.space and len(one.timbre) == len(other.timbre)
    timbre = math.dist(one.timbre, other.timbre) if known else None
    return Contrast(pitch_st, timbre, {one.sex, other.sex} == {"f", "m"})
