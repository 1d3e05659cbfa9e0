"""The labels of a WAV file: an ID3 tag in a chunk, and cue points with their names.

Chunks are those of "Multimedia Programming Interface and Data Specifications 1.0" (IBM and Microsoft, 1991);
beyond 4 GB a file is RF64 (EBU Tech 3306).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from narrate.delivery.id3_labels import labels_in
from narrate.delivery.labels import Labels, Mark
from narrate.delivery.unreadable import reading

_LARGEST = 64_000_000  # bytes of a chunk that are read
_IN_DS64 = 0xFFFFFFFF
_POINT = 24  # bytes of a cue point: its number first, its place last


def riff_labels(path: Path, rate_hz: int, known: Labels) -> Labels:
    """The labels in the chunks of ``path``, besides those ``known`` already. Raises Unreadable."""
    starts: dict[int, int] = {}
    titles: dict[int, str] = {}
    labels = known
    for name, body in _chunks(path):
        if name.lower() == b"id3 ":
            found = labels_in(body)
            labels = replace(found, tags={**known.tags, **found.tags})
        elif name == b"cue ":
            points = (body[at : at + _POINT] for at in range(4, len(body) - _POINT + 1, _POINT))
            starts = {_number(point[:4]): _number(point[20:]) for point in points}
        elif name == b"LIST" and body.startswith(b"adtl"):
            titles |= dict(_titles(body[4:]))
    order = sorted(starts, key=lambda number: starts[number])
    marks = tuple(Mark(titles.get(number, ""), starts[number] / rate_hz) for number in order)
    return replace(labels, marks=marks or labels.marks)


def _chunks(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk but that of the sound: its name, and what is in it."""
    data_bytes = 0
    with reading(path), path.open("rb") as file:
        file.seek(12)
        while len(head := file.read(8)) == 8:
            name, length = struct.unpack("<4sI", head)
            if name == b"data":
                length = data_bytes if length == _IN_DS64 else length
                file.seek(length + length % 2, 1)
                continue
            body = file.read(min(length, _LARGEST))
            if name == b"ds64" and len(body) >= 16:
                data_bytes = int.from_bytes(body[8:16], "little") & (1 << 60) - 1
            file.seek(length - len(body) + length % 2, 1)
            yield name, body


def _titles(body: bytes) -> Iterator[tuple[int, str]]:
    at = 0
    while at + 12 <= len(body):
        length = _number(body[at + 4 : at + 8])
        if body[at : at + 4] == b"labl":
            text = body[at + 12 : at + 8 + length].split(b"\0")[0]
            yield _number(body[at + 8 : at + 12]), text.decode("utf-8", "replace")
        at += 8 + length + length % 2


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")
