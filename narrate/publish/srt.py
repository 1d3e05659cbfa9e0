"""SubRip subtitles, as every player reads them: by sentence and clause, or one word at a time.

There is no standard; this is what ffmpeg, VLC and browsers' converters agree on: a number, the times with a
comma, one or two lines of text, an empty line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from narrate.publish.captions import Bit
from narrate.publish.cues import CLOSED_S, NO_TIME_S, Cue
from narrate.publish.timing_sheet import Sheet, TimingFormat, clock

_TAG = re.compile(r"<(?=[/!a-zA-Z])|\{(?=\\|[a-zA-Z]:)")  # what players take for markup
_LIKE = {"<": "‹", "{": "("}


def srt(sheet: Sheet) -> Iterator[str]:
    """The cues of ``sheet``; where nobody tells who speaks, the name stands before the words."""
    number = 0
    for chapter, start_s in sheet.placed():
        for cue in chapter.cues:
            number += 1
            lines = "\n".join(_plain(shown(line, named=True)) for line in cue.lines)
            yield _cue(number, cue.start_s + start_s, cue.end_s + start_s, lines)


def srt_words(sheet: Sheet) -> Iterator[str]:
    """A cue for each word of ``sheet``, for programs that set captions themselves."""
    number = 0
    for chapter, start_s in sheet.placed():
        for cue in chapter.cues:
            for begin_s, end_s, bits in _words(cue):
                number += 1
                yield _cue(number, begin_s + start_s, end_s + start_s, _plain(shown(bits)))


def shown(bits: Sequence[Bit], *, named: bool = False) -> str:
    """``bits`` on one line; ``named`` puts the names of speakers before what they say."""
    parts: list[str] = []
    for index, bit in enumerate(bits):
        parts += (
            " " if index and bit.before else "",
            f"{bit.name}: " if named and bit.name else "",
            bit.text,
        )
    return "".join(parts)


def _words(cue: Cue) -> list[tuple[float, float, list[Bit]]]:
    """The words of ``cue`` with their times; one that is not said is shown with a neighbour."""
    found: list[tuple[float, float, list[Bit]]] = []
    waiting: list[Bit] = []
    bits = [bit for line in cue.lines for bit in line]
    nexts = [*(bit.start_s for bit in bits[1:]), cue.end_s]
    for bit, next_s in zip(bits, nexts, strict=True):
        waiting.append(bit)
        begin_s = waiting[0].start_s
        end_s = next_s if next_s - bit.end_s < CLOSED_S else bit.end_s
        if end_s - begin_s >= NO_TIME_S:
            found.append((begin_s, end_s, waiting))
            waiting = []
    if waiting and found:
        begin_s, _, last = found.pop()
        found.append((begin_s, cue.end_s, last + waiting))
    elif waiting:
        found.append((cue.start_s, cue.end_s, waiting))
    return found


def _cue(number: int, start_s: float, end_s: float, text: str) -> str:
    return f"{number}\n{clock(start_s, ',')} --> {clock(end_s, ',')}\n{text}\n\n"


def _plain(text: str) -> str:
    """``text`` without what would be taken for markup, or for the times of a cue."""
    return _TAG.sub(lambda match: _LIKE[match[0]], text).replace("-->", "→")


SRT = TimingFormat(".srt", srt)
SRT_WORDS = TimingFormat(".words.srt", srt_words)
