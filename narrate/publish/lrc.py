"""LRC, the lyrics that music players show line by line: a time in minutes, and what is heard from then on.

There is no standard; ffmpeg and players read minutes beyond 59 where a file is longer than an hour. Times of
single words (the "enhanced" form) are left out: many players show their marks as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.publish.srt import shown
from narrate.publish.tags import one_line
from narrate.publish.timing_sheet import Sheet, TimingFormat

_TIME = re.compile(r"\[(?=-?\d+:\d)")
_EMPTIED_S = 2.0  # of silence, after which the last line is not to stand there any more


def lrc(sheet: Sheet) -> Iterator[str]:
    """A line for each cue of ``sheet``, and an empty one where a long pause begins."""
    tags = {
        "ti": sheet.title,
        "ar": sheet.author,
        "al": sheet.book,
        "length": _minutes(sheet.duration_s).partition(".")[0],
    }
    yield from (f"[{name}:{_tagged(value)}]\n" for name, value in tags.items() if value)
    for chapter, start_s in sheet.placed():
        shows = chapter.cues
        starts = [*(cue.start_s for cue in shows[1:]), chapter.timed.duration_s]
        for cue, next_s in zip(shows, starts, strict=True):
            line = " ".join(shown(line, named=True) for line in cue.lines)
            yield f"[{_minutes(cue.start_s + start_s)}]{_plain(line)}\n"
            if next_s - cue.end_s > _EMPTIED_S:
                yield f"[{_minutes(cue.end_s + start_s)}]\n"


def _minutes(seconds: float) -> str:
    minutes, hundredths = divmod(int(seconds * 100 + 0.5), 6000)
    return f"{minutes:02}:{hundredths // 100:02}.{hundredths % 100:02}"


def _tagged(text: str) -> str:
    """``text`` as it can stand in a tag, which its first bracket ends."""
    return one_line(text).replace("[", "(").replace("]", ")")


def _plain(text: str) -> str:
    """``text`` as a line, in which no bracket is taken for one more time."""
    return _TIME.sub("(", text)


LRC = TimingFormat(".lrc", lrc)
