"""WebVTT (https://www.w3.org/TR/webvtt1/): subtitles for browsers, with speakers and a time for each word.

One file serves both ways of reading: a player that knows nothing of words shows the cues as they are; one
that does, and browsers by ``::cue(:past)``, can follow each word.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from narrate.publish.cues import Cue
from narrate.publish.tags import one_line
from narrate.publish.timing_sheet import Sheet, TimingFormat, clock, milliseconds


def vtt(sheet: Sheet) -> Iterator[str]:
    """The cues of ``sheet``; a word's time stands before it, a speaker's name in a voice span.

    Of words whose times are estimated the span has the class "estimated".
    """
    yield f"WEBVTT\n\nNOTE {_noted(sheet.title)}\n"
    if sheet.whole:
        yield f"Times are those of {_noted(sheet.sounds[0].path)}.\n"
    if any(not each.exact for chapter in sheet.chapters for each in chapter.timed.utterances):
        yield 'In spans of the class "estimated" the times of single words are estimated.\n'
    yield "\n"
    for chapter, start_s in sheet.placed():
        if sheet.whole:
            yield f"NOTE Chapter {chapter.timed.number}: {_noted(chapter.timed.title)}\n\n"
        for cue in chapter.cues:
            times = f"{clock(cue.start_s + start_s, '.')} --> {clock(cue.end_s + start_s, '.')}"
            yield f"{times}\n{_text(cue, start_s)}\n\n"


def _text(cue: Cue, start_s: float) -> str:
    """The words of ``cue`` with its times: each after its start and before its end, in ascending order."""
    bits = [bit for line in cue.lines for bit in line]
    second = len(cue.lines[0])
    latest, end = milliseconds(cue.start_s + start_s), milliseconds(cue.end_s + start_s)
    parts: list[str] = []
    index = 0
    for voice, spoken in groupby(bits, key=lambda bit: (bit.speaker, bit.exact)):
        opening, closing = _span(*voice)
        for place, bit in enumerate(spoken):
            if index:
                parts.append("\n" if index == second else " " if bit.before else "")
            if not place:
                parts.append(opening)
            at = milliseconds(bit.start_s + start_s)
            if index and latest < at < end:
                parts.append(f"<{clock(bit.start_s + start_s, '.')}>")
                latest = at
            parts.append(escaped(bit.text))
            index += 1
        parts.append(closing)
    return "".join(parts)


def _span(speaker: str | None, exact: bool) -> tuple[str, str]:
    estimated = "" if exact else ".estimated"
    name = escaped(one_line(speaker or ""))
    if name:
        return f"<v{estimated} {name}>", "</v>"
    return ("", "") if exact else ("<c.estimated>", "</c>")


def escaped(text: str) -> str:
    """``text`` as WebVTT has it in a cue; without "-->", which it has nowhere."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _noted(text: str) -> str:
    return one_line(text).replace("-->", "→")


VTT = TimingFormat(".vtt", vtt)
