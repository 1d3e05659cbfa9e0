"""Where speech begins and ends in a take: engines put silence and faint noise around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from narrate.model import Word

_FRAME_S = 0.005
_QUIETEST_DB = -56.0  # of full scale; nothing below is speech, whatever the voice
_BELOW_ACTIVE_DB = 38.0  # unvoiced consonants lie up to 30 dB under the vowels
_ACTIVE_PERCENTILE = 90
_LEAD_S = 0.030  # plosives begin before they are loud
_TAIL_S = 0.090  # and vowels fade after they are
_NO_POWER = 1e-12
_BEFORE_WORDS_S = 0.120  # an engine's words begin with their first symbol, some with its vowel
_AFTER_WORDS_S = 0.250  # and end with their last; breath and room follow

Seconds = tuple[float, float]
"""From when until when, in a take."""


def spoken_within(words: Sequence[Word], text: str, duration_s: float) -> Seconds | None:
    """Between which seconds of a take of ``duration_s`` all of ``text`` is spoken, with a margin.

    That is where an engine knows when it said its ``words``: what it adds before and after is no speech, be
    it as loud as speech. None where it does not know, or knows it of less than the first and the last word.
    """
    letters = [at for at, letter in enumerate(text) if letter.isalnum()]
    if not words or not letters:
        return None
    begin_s, end_s = words[0].start_s, words[-1].end_s
    whole = words[0].start <= letters[0] and words[-1].end > letters[-1]
    if not whole or not 0 <= begin_s < end_s <= duration_s + _FRAME_S:
        return None
    return max(0.0, begin_s - _BEFORE_WORDS_S), min(duration_s, end_s + _AFTER_WORDS_S)


def speech(
    audio: NDArray[np.float32], rate_hz: int, within_s: Seconds | None = None
) -> slice[int, int, None]:
    """The samples of ``audio`` (n,), already without rumble, that are worth keeping; empty if none is.

    Frames of 5 ms count that are louder than -56 dB and than the loud parts less 38 dB; a little is kept
    around them. Where all that is spoken is known to lie ``within_s``, what is outside does not count, unless
    nothing else does: then the times are wrong.
    """
    frame = max(1, round(_FRAME_S * rate_hz))
    frames = -(-len(audio) // frame)
    if not frames:
        return slice(0, 0)
    power = np.add.reduceat(np.square(audio), np.arange(0, len(audio), frame)) / frame
    level_db = 10 * np.log10(power + _NO_POWER)
    place = (frames - 1) * _ACTIVE_PERCENTILE // 100
    active_db = float(np.partition(level_db, place)[place])
    loud = np.flatnonzero(level_db > max(_QUIETEST_DB, active_db - _BELOW_ACTIVE_DB))
    if not len(loud):
        return slice(0, 0)
    first, last = 0, len(audio)
    if within_s is not None:
        begin, end = (round(second * rate_hz) for second in within_s)
        inside = loud[(loud * frame >= begin) & (loud * frame < end)]
        if len(inside):
            loud, first, last = inside, begin, min(end, len(audio))
    begin = int(loud[0]) * frame - round(_LEAD_S * rate_hz)
    end = (int(loud[-1]) + 1) * frame + round(_TAIL_S * rate_hz)
    return slice(max(first, begin), min(last, end))
