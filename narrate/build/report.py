"""``build.json``: what stands in the folder of publications, and every line that it was made from.

For people and programs that take it further, and for narrate itself, which tells from two of them what
sounds different. The same book gives the same file: it knows no dates and no absolute paths.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence

from narrate import __version__, atomic
from narrate.build.entries import Entry, Piece
from narrate.build.pieces import ChapterPieces, Edition, book_pieces, book_timings
from narrate.build.shelf import REPORT, Shelf
from narrate.model import Pronunciation
from narrate.publish.formats import find_format
from narrate.takes import manifest

NAME = REPORT
VERSION = 2


def write(
    book: Edition,
    chapters: Sequence[ChapterPieces],
    shelf: Shelf,
    lexicon: Sequence[Pronunciation],
    sample: ChapterPieces | None = None,
    packages: Sequence[Piece] = (),
) -> bytes:
    """Write the report of what stands on ``shelf`` into its folder, if that changes it.

    Those are the files of ``chapters``, of the ``book``, the ``sample`` and the ``packages``.

    Returns it.
    """
    said = manifest.of((chapter.plan for chapter in chapters), lexicon)
    rows = manifest.rows(said)
    document = {
        "version": VERSION,
        "made_with": {"narrate": __version__},
        "title": book.tags.title,
        "author": book.tags.author,
        "draft": book.draft,
        "preset": book.preset,
        **manifest.head(said),
        "chapters": [
            {
                "number": chapter.plan.number,
                "title": chapter.tags.title,
                **({"credits": True} if chapter.plan.credits else {}),
                **_sounding(entries),
                "trim_db": entries[0].sounding.trim_db,
                "files": [_file(entry) for entry in entries],
                **_timings([_file(entry) for entry in _standing(chapter.timings, shelf)]),
                "utterances": rows[chapter.plan.number],
            }
            for chapter in chapters
            if (entries := _standing(chapter.pieces, shelf))
        ],
        "book": [
            {**_sounding([entry]), **_file(entry), **_marks(entry)}
            for entry in _standing(book_pieces(chapters, book), shelf)
        ],
        **({"sample": _sample(sample, _standing(sample.pieces, shelf))} if sample else {}),
        **_timings(
            [
                {**_file(shelf.standing(timing.piece)), "follows": [piece.path for piece in timing.sounds]}
                for timing in book_timings(chapters, book)
            ]
        ),
        **({"packages": [_file(entry) for entry in _standing(packages, shelf)]} if packages else {}),
    }
    data = (_laid_out(document) + "\n").encode()
    path = shelf.folder / NAME
    with contextlib.suppress(OSError):  # absent, or what is wrong with it is told by writing it
        if path.read_bytes() == data:
            return data
    atomic.write(path, data)
    return data


def _standing(pieces: Sequence[Piece], shelf: Shelf) -> list[Entry]:
    return [shelf.standing(piece) for piece in pieces]


def _sample(sample: ChapterPieces, entries: Sequence[Entry]) -> dict[str, object]:
    """The retail sample: which of the utterances above it has, what was measured of it, and its files."""
    lines = sample.plan.lines
    return {
        "first": lines[0].utterance.id,
        "last": lines[-1].utterance.id,
        **_sounding(entries),
        "files": [_file(entry) for entry in entries],
    }


def _sounding(entries: Sequence[Entry]) -> Mapping[str, float]:
    sounding = entries[0].sounding
    return {
        "duration_s": round(sounding.duration_s, 3),
        "loudness_lufs": sounding.loudness_lufs,
        "rms_db": sounding.rms_db,
        "peak_db": sounding.peak_db,
    }


def _file(entry: Entry) -> dict[str, object]:
    return {"path": entry.path, "format": entry.format, "bytes": entry.bytes, "sha256": entry.sha256}


def _marks(entry: Entry) -> dict[str, object]:
    """The chapter marks of a book: counted in samples, and in seconds as the file has them."""
    unit_hz = find_format(entry.format).marks_hz
    return {
        "rate_hz": entry.marks[0].rate_hz,
        "marks": [
            {
                "title": mark.title,
                "start": mark.start,
                "end": mark.end,
                "start_s": _seconds(written.start, written.rate_hz),
                "end_s": _seconds(written.end, written.rate_hz),
            }
            for mark in entry.marks
            if (written := mark.at(unit_hz or mark.rate_hz))
        ],
    }


def _seconds(count: int, rate_hz: int) -> float:
    return round(count / rate_hz, 9)


def _timings(files: list[dict[str, object]]) -> dict[str, object]:
    """The files of words in time, where there are any."""
    return {"timings": files} if files else {}


def _laid_out(value: object, margin: str = "") -> str:
    """``value`` as JSON for people: of a list of objects each has a line, unless it holds such a list."""
    inner = margin + "  "
    if _spreads(value) and isinstance(value, dict):
        parts = [f"{inner}{_line(key)}: {_laid_out(each, inner)}" for key, each in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{margin}}}"
    if _spreads(value) and isinstance(value, list):
        parts = [inner + _laid_out(each, inner) for each in value]
        return "[\n" + ",\n".join(parts) + f"\n{margin}]"
    return _line(value)


def _spreads(value: object) -> bool:
    if isinstance(value, dict):
        return any(isinstance(each, list) and _spreads(each) for each in value.values())
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


_line = json.JSONEncoder(ensure_ascii=False).encode  # one for all lines: to make one takes longer than a line
