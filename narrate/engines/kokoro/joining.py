"""Pieces of one reading, spoken one by one, as one sound: with a natural pause at each seam, and no click.

The model puts silence of no certain length around each piece. At a seam that is replaced by a pause that
the last symbol before it asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.sound.measure import measure

_PAUSES_S = {**dict.fromkeys(".!?…", 0.35), **dict.fromkeys(";:—", 0.25), ",": 0.18}
"""After a sentence as between sentences of a book (``Pauses.sentence``), less inside one."""

_NO_PAUSE_S = 0.06
_CLOSING = ' "”)'
_FADE_S = 0.005


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """``audio`` (n,), and for each piece where its first sample lies, or would lie, and where it ends."""

    audio: NDArray[np.float32]
    begins: tuple[int, ...]
    ends: tuple[int, ...]


def join(sounds: Sequence[NDArray[np.float32]], phonemes: Sequence[str], rate_hz: int) -> Joined:
    """Join the ``sounds`` of pieces of ``phonemes``. One alone stays as it is, to the bit."""
    if len(sounds) == 1:
        return Joined(sounds[0], (0,), (len(sounds[0]),))
    cuts = [measure(sound, rate_hz) for sound in sounds]
    halves = [round(_pause_s(said) / 2 * rate_hz) for said in phonemes]
    last = len(sounds) - 1
    out: list[NDArray[np.float32]] = []
    begins, ends, length = [], [], 0
    for index, (sound, cut) in enumerate(zip(sounds, cuts, strict=True)):
        early, lead = _reach(cut.begin, halves[index - 1]) if index > 0 else (0, 0)
        late, tail = _reach(len(sound) - cut.end, halves[index]) if index < last else (0, 0)
        kept = sound[early : len(sound) - late].copy()
        fade = np.linspace(0, 1, min(round(_FADE_S * rate_hz), len(kept)), dtype=np.float32)
        if index > 0:
            kept[: len(fade)] *= fade
        if index < last:
            kept[len(kept) - len(fade) :] *= fade[::-1]
        begins.append(length + lead - early)
        ends.append(length + lead + len(kept))
        out += [np.zeros(lead, np.float32), kept, np.zeros(tail, np.float32)]
        length += lead + len(kept) + tail
    return Joined(np.concatenate(out), tuple(begins), tuple(ends))


def _reach(silence: int, wanted: int) -> tuple[int, int]:
    """How many of ``silence`` samples to leave out so that ``wanted`` are there, and how many to add."""
    return max(0, silence - wanted), max(0, wanted - silence)


def _pause_s(phonemes: str) -> float:
    return _PAUSES_S.get(phonemes.rstrip(_CLOSING)[-1:], _NO_PAUSE_S)
