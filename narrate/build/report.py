"""``build.json``: what stands in the folder of publications, for people and programs that take it further."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path

from narrate import __version__, atomic
from narrate.build.pieces import ChapterPieces, Edition, book_pieces
from narrate.build.shelf import Entry, Piece, Shelf


def write(path: Path, book: Edition, chapters: Sequence[ChapterPieces], shelf: Shelf) -> None:
    """Write the report of ``chapters`` and the book files to ``path``, if that changes it."""
    document = {
        "version": 1,
        "made_with": {"narrate": __version__},
        "title": book.tags.title,
        "author": book.tags.author,
        "draft": book.draft,
        "chapters": [
            {
                "number": chapter.plan.number,
                "title": chapter.tags.title,
                "utterances": len(chapter.plan.lines),
                **_sounding(entries),
                "files": [_file(entry) for entry in entries],
            }
            for chapter in chapters
            if (entries := _standing(chapter.pieces, shelf))
        ],
        "book": [
            {**_sounding([entry]), **_file(entry)} for entry in _standing(book_pieces(chapters, book), shelf)
        ],
    }
    data = (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
    with contextlib.suppress(OSError):  # absent, or what is wrong with it is told by writing it
        if path.read_bytes() == data:
            return
    atomic.write(path, data)


def _standing(pieces: Sequence[Piece], shelf: Shelf) -> list[Entry]:
    return [shelf.standing(piece) for piece in pieces]


def _sounding(entries: Sequence[Entry]) -> dict[str, float]:
    sounding = entries[0].sounding
    return {
        "duration_s": round(sounding.duration_s, 3),
        "loudness_lufs": sounding.loudness_lufs,
        "rms_db": sounding.rms_db,
        "peak_db": sounding.peak_db,
    }


def _file(entry: Entry) -> dict[str, object]:
    return {"path": entry.path, "format": entry.format, "bytes": entry.bytes, "sha256": entry.sha256}
