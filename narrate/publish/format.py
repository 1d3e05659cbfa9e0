"""What a format can do: open a file for sound, tag it, join several into a book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from narrate.publish.tags import ChapterMark, Cover, Part, Tags
from narrate.sound.encodings import Encoding

if TYPE_CHECKING:
    from narrate.publish.encoder import Writer


class Open(Protocol):
    """Opens a file for mono sound at ``rate_hz``; it is in place, untagged, when the block ends well.

    The sound is encoded as the second argument says; without one, as is usual for the format.
    """

    def __call__(self, path: Path, rate_hz: int, how: Encoding = ..., /) -> AbstractContextManager[Writer]:
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
    """How to make, tag and join files of one kind. ``suffix`` has its dot.

    ``marks_hz`` is how finely chapter marks count in a file, which are then the nearest; None is as finely as
    its sound. ``most_marks`` is how many one file can hold; ``many_marks`` says what becomes of more than
    255 of them. ``require`` raises MissingTool where something that ``open`` needs is not on this machine.
    """

    suffix: str
    open: Open
    tag: Tag
    join: Join
    marks_hz: int | None = 1000
    most_marks: int | None = None
    many_marks: str = ""
    require: Callable[[], None] = lambda: None
