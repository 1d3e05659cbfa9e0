"""Clicks in a recording: of a mouth, a cable, a lost block of samples."""

from __future__ import annotations

import numpy as np

from narrate.sound.pcm import Recording

_AROUND_S = 0.02
_CLICK_S = 0.0015
_CLICK = 14.0
"""How many times sharper than what is around it a click is."""
_NOTHING = 1e-4  # of full scale; no ear hears what bends less


def clicks(recording: Recording) -> int:
    """How many clicks are in ``recording``.

    In a click the curvature of the wave, over a millisecond or so, is many times what it is in the two
    hundredths of a second before and behind; a voice's own, pulse after pulse, is like its neighbours'.
    """
    rate_hz = recording.sample_rate
    curve = np.abs(np.diff(recording.audio.astype(np.float64), 2))
    hop = max(1, round(_CLICK_S * rate_hz))
    frames = curve[: len(curve) // hop * hop].reshape(-1, hop).max(axis=1, initial=0)
    reach = round(_AROUND_S / _CLICK_S)
    if len(frames) <= 2 * reach:
        return 0
    around = np.lib.stride_tricks.sliding_window_view(np.pad(frames, reach, mode="reflect"), 2 * reach + 1)
    beside = np.delete(around, (reach - 1, reach, reach + 1), axis=1).max(axis=1)
    sharp = frames > _CLICK * beside + _NOTHING
    return int(np.count_nonzero(sharp[1:] & ~sharp[:-1]) + sharp[0])
