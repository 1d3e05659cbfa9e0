"""The timing manifest: every stretch of the manuscript with its utterance, its take and its time, as JSON.

For programs: docs/reference/timings.md describes it. An utterance has a line, so that two can be compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from narrate.publish.timing import TimedUtterance
from narrate.publish.timing_sheet import Sheet, TimingFormat

VERSION = 1


def manifest(sheet: Sheet) -> Iterator[str]:
    """``sheet`` as JSON: times within each chapter, and when each chapter starts in the sound files."""
    head = {
        "version": VERSION,
        "title": sheet.title,
        "book": sheet.book,
        "author": sheet.author,
        "language": sheet.language,
        "sample_rate_hz": sheet.rate_hz,
    }
    yield "{\n" + "".join(f"  {_line(key)}: {_line(value)},\n" for key, value in head.items())
    if sheet.whole:
        files = [{"path": each.path, "format": each.format} for each in sheet.sounds]
        yield f'  "files": {_line(files)},\n'
    yield '  "chapters": ['
    for index, chapter in enumerate(sheet.chapters):
        timed = chapter.timed
        fields = {
            "number": timed.number,
            "title": timed.title,
            "duration_s": round(timed.duration_s, 3),
            "samples": round(timed.duration_s * sheet.rate_hz),
            "files": chapter.files,
        }
        if sheet.whole:
            fields["starts_s"] = {each.path: round(each.starts_s[index], 6) for each in sheet.sounds}
        yield ("," if index else "") + "\n    {\n"
        yield "".join(f"      {_line(key)}: {_line(value)},\n" for key, value in fields.items())
        yield '      "utterances": [\n'
        last = len(timed.utterances) - 1
        for place, utterance in enumerate(timed.utterances):
            yield f"        {_line(_utterance(utterance, sheet.rate_hz))}{',' if place < last else ''}\n"
        yield "      ]\n    }"
    yield "\n  ]\n}\n"


def _utterance(utterance: TimedUtterance, rate_hz: int) -> dict[str, object]:
    return {
        "id": utterance.id,
        "kind": utterance.kind,
        "speaker": utterance.speaker,
        "source": utterance.span.source,
        "start": utterance.span.start,
        "end": utterance.span.end,
        "take": utterance.key,
        "begin_s": round(utterance.start_s, 3),
        "end_s": round(utterance.end_s, 3),
        "begin_sample": round(utterance.start_s * rate_hz),
        "end_sample": round(utterance.end_s * rate_hz),
        "text": utterance.text,
        "exact": utterance.exact,
        "words": [
            (word.start, word.end, round(word.start_s, 3), round(word.end_s, 3)) for word in utterance.words
        ],
    }


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": "))


def _line(value: object) -> str:
    return _ENCODER.encode(value)


JSON = TimingFormat(".timings.json", manifest, one_timeline=False, shows_source=True)
