"""Where somebody speaks in a recording of a line: not the room around it, nor the key that they pressed."""

from __future__ import annotations

from narrate.sound.pcm import Recording
from narrate.voices import quality
from narrate.voices.measures.levels import HOP_S, stretches

EDGE_S = 0.2
"""Of the room that is kept before the first word and behind the last."""

_BESIDE_S = 0.3  # a key or a mouse is heard so long before the first word, or behind the last
_KEY_S = 0.12  # and is shorter than that


def spoken_part(recording: Recording) -> slice[int, int, None]:
    """The samples of ``recording`` that are worth keeping; none where nobody speaks."""
    measured = quality.measure(recording)
    if measured.levels is None or measured.kept.start == measured.kept.stop:
        return slice(0, 0)
    words = _without_keys(stretches(measured.levels.spoken))
    if not words:
        return slice(0, 0)
    start_s, stop_s = words[0][0] * HOP_S - EDGE_S, (words[-1][1] + 1) * HOP_S + EDGE_S
    start, stop = (round(at_s * recording.sample_rate) for at_s in (start_s, stop_s))
    return slice(max(0, start), min(len(recording.audio), stop))


def _without_keys(words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """``words`` without a key or a mouse that is heard apart from them, before or behind."""
    key, beside = _KEY_S / HOP_S, _BESIDE_S / HOP_S
    left = list(words)
    while len(left) > 1 and left[0][1] - left[0][0] < key and left[1][0] - left[0][1] > beside:
        del left[0]
    while len(left) > 1 and left[-1][1] - left[-1][0] < key and left[-1][0] - left[-2][1] > beside:
        del left[-1]
    return left
