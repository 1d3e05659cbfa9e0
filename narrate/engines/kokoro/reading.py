"""A text as Kokoro is given it: phonemes in pieces that the model takes whole, and where each word is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from narrate.model import Render

MOST_PHONEMES = 510
"""Symbols that one call of the model takes: its 512 positions less the begin and the end."""


class Said(NamedTuple):
    """The characters ``start:end`` of the text are the symbols ``first:last`` of a piece's phonemes."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Piece:
    """What one call of the model speaks: 1 to ``MOST_PHONEMES`` symbols, all of them in its vocabulary."""

    phonemes: str
    words: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in pieces, spoken one after another. ``faults`` say, as sentences, what in it has no sound."""

    pieces: tuple[Piece, ...]
    faults: tuple[str, ...] = ()

    @property
    def phonemes(self) -> str:
        """All of it, for people."""
        return " ".join(piece.phonemes for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Order:
    """What the performer is given: a request, how it is read, and what it was read with, for the record.

    ``trial`` is what a voice says to show how it speaks by itself, where the request is for another manner,
    and ``trial_phonemes`` how many phonemes it has, where those can be counted.
    """

    render: Render
    reading: Reading
    made_with: Mapping[str, str] = field(default_factory=dict)
    trial: Reading | None = None
    trial_phonemes: int | None = None
