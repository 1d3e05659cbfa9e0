"""The formats that narrate publishes. A new one is a file beside this and a line in ``FORMATS``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from narrate.errors import NarrateError, did_you_mean
from narrate.publish import flac, mp3
from narrate.publish.encoder import Writer
from narrate.publish.tags import ChapterMark, Cover, Part, Tags


class Open(Protocol):
    """Opens a file for mono sound at ``rate_hz``; it is in place, untagged, when the block ends well."""

    def __call__(self, path: Path, rate_hz: int) -> AbstractContextManager[Writer]:
        """Open ``path``."""
        ...


class Tag(Protocol):
    """Writes the sound of ``src`` to ``dst`` under new tags."""

    def __call__(
        self, src: Path, dst: Path, tags: Tags, cover: Cover | None, chapters: Sequence[ChapterMark] = ()
    ) -> None:
        """Write ``dst``."""
        ...


class Join(Protocol):
    """Writes finished chapters as one book to ``dst``; returns its chapter marks."""

    def __call__(
        self, parts: Sequence[Part], dst: Path, tags: Tags, cover: Cover | None
    ) -> tuple[ChapterMark, ...]:
        """Write ``dst``."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """How to make, tag and join files of one kind. ``suffix`` has its dot."""

    suffix: str
    open: Open
    tag: Tag
    join: Join


FORMATS: Mapping[str, Format] = {
    "flac": Format(flac.SUFFIX, flac.flac_writer, flac.tag, flac.join),
    "mp3": Format(mp3.SUFFIX, mp3.mp3_writer, mp3.tag, mp3.join),
}


def find_format(name: str) -> Format:
    """The format called ``name``.

    Raises NarrateError when there is none of that name.
    """
    if name in FORMATS:
        return FORMATS[name]
    hint = did_you_mean(name, FORMATS) or f"the formats are {', '.join(FORMATS)}"
    raise NarrateError(f'there is no format "{name}"', hint=hint)
