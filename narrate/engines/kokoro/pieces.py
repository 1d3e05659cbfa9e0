"""A reading in pieces that the model takes whole and does not hurry through, cut where a reader breathes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from narrate.engines.kokoro.reading import Piece, Said
from narrate.script.cutting import Limits, pieces
from narrate.script.sentences import Stretch

_LIMITS = Limits(shortest=80, longest=250, never=400)
"""Phonemes. Kokoro's voices are best at 100 to 200 and hurry beyond 400 (hexgrad/Kokoro-82M, VOICES.md).

Its hard limit, ``MOST_PHONEMES``, is so never reached. Utterances come cut to about these lengths already.
"""

_STOPS = str.maketrans(".", "!")
"""Among phonemes a full stop ends a sentence, never an abbreviation: it is as good a place as "!"."""


def cut(phonemes: str, words: Sequence[Said]) -> tuple[Piece, ...]:
    """``phonemes`` in pieces that hold all of them but spaces in between; one where they are few enough.

    No piece ends inside a word, unless that alone is too long.
    """
    if len(phonemes) <= _LIMITS.never:
        return (Piece(phonemes, tuple(words)),) if phonemes else ()
    whole = [Stretch(word.first, word.last) for word in words if word.last - word.first < _LIMITS.shortest]
    cuts = pieces(phonemes.translate(_STOPS), Stretch(0, len(phonemes)), _LIMITS, whole)
    return tuple(Piece(phonemes[at.start : at.end], tuple(_inside(words, at))) for at in cuts)


def _inside(words: Sequence[Said], piece: Stretch) -> Iterator[Said]:
    """The words that are whole in ``piece``, counted from its beginning."""
    for start, end, first, last in words:
        if piece.start <= first and last <= piece.end:
            yield Said(start, end, first - piece.start, last - piece.start)
