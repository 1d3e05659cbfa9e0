"""Where a chapter is divided into segments of two to three minutes, each encoded apart from the others.

The places depend on what stands around them, not on how much comes before: an edit moves the ends of its own
segment, if any.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

SHORTEST_S = 80
LONGEST_S = 210


def cuts(
    lengths: Sequence[int], pauses: Sequence[int], names: Sequence[str], rate_hz: int
) -> tuple[int, ...]:
    """The utterances, by index and in order, after whose pause a segment ends; the last is none of them.

    ``lengths`` and the ``pauses`` after them are in samples at ``rate_hz``; ``names`` tell utterances apart.

    A chapter of more than three and a half minutes is divided in its longest pause, wherever that is but near
    its ends; so are both parts, and so on. Of pauses that are equally long, as those between paragraphs are,
    what follows decides, as good as by lot but always alike. So what changes at one place changes the choice
    at another only where it is itself the better one. Segments are shorter than 80 seconds, or longer than
    210, only where single utterances are long.
    """
    ends = list(accumulate(length + pause for length, pause in zip(lengths, pauses, strict=True)))
    found: list[int] = []
    stretches = [(0, len(ends) - 1)]  # the first utterance and the last
    while stretches:
        first, last = stretches.pop()
        begin = ends[first - 1] if first else 0
        if last <= first or ends[last] - begin <= LONGEST_S * rate_hz:
            continue
        margin = SHORTEST_S * rate_hz
        low = bisect_left(ends, begin + margin, first, last)
        inner = range(low, bisect_right(ends, ends[last] - margin, low, last))
        if not inner:  # there is a long utterance in the middle: before it, or after it
            inner = range(max(first, low - 1), min(low + 1, last))
        widest = max(pauses[index] for index in inner)
        chosen = min(
            (index for index in inner if pauses[index] == widest), key=lambda at: _lot(names[at + 1])
        )
        found.append(chosen)
        stretches += [(first, chosen), (chosen + 1, last)]
    return tuple(sorted(found))


def _lot(name: str) -> bytes:
    return hashlib.blake2b(name.encode(), digest_size=8).digest()
