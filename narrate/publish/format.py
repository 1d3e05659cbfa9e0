"""What a format can do: open a file for sound, tag it, join several into a book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from narrate.publish.tags import ChapterMark, Cover, Part, Tags
from narrate.sound.encodings import Encoding

if TYPE_CHECKING:  # the no-op build reads what formats there are, and touches no sound
    import numpy as np
    from numpy.typing import NDArray

    from narrate.publish.encoder import Writer


class Open(Protocol):
    """Opens a file for mono sound at ``rate_hz``; it is in place, untagged, when the block ends well.

    The sound is encoded as the second argument says; without one, as is usual for the format.
    """

    def __call__(self, path: Path, rate_hz: int, how: Encoding = ..., /) -> AbstractContextManager[Writer]:
        """Open ``path``."""
        ...


@dataclass(frozen=True, slots=True)
class Encoded:
    """A segment as the file has it: its frames, or, where nothing is lost, its samples as whole numbers.

    There are ``frames`` of them, if so they are counted, and they play ``samples``.
    """

    data: bytes | bytearray
    frames: int
    samples: int


@dataclass(frozen=True, slots=True, eq=False)
class Tone:
    """The room tone on either side of every seam, at the master's rate: (n,), at least 0.06 s, and 0.1 s."""

    before: NDArray[np.float32]
    after: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class After:
    """What a file has from the beginning of a segment to its end: bytes of segments, and samples."""

    bytes: int
    samples: int


class SegmentEncoder(Protocol):
    """Takes the sound of one segment, and makes what the file has of it."""

    def write(self, block: NDArray[np.float32]) -> None:
        """Append ``block``: mono, shape (n,), float32, -1 to 1; louder samples are clipped."""
        ...

    def finish(self) -> Encoded:
        """The segment, which ends here. OSError where it is empty."""
        ...


class SegmentWriter(Protocol):
    """A file that is put together from segments. ``identity`` says all that they depend on but sound."""

    identity: str

    def encoder(self, *, opens: bool, frames: int) -> SegmentEncoder:
        """Encode a segment: the chapter's first if it ``opens``, its last if it has no ``frames``.

        Several may be at work in threads of their own.
        """
        ...

    def append(self, segment: Encoded, spare: int) -> None:
        """Write the next segment to the file; where it is made of samples, 0 or 1 to ``spare`` as well."""
        ...

    def standing(self, path: Path, size: int, after: After) -> bytes | bytearray:
        """``size`` bytes, as ``append`` was given them, of the segment that is found so in the file ``path``.

        Nobody vouches for them. Raises OSError where there are none.
        """
        ...


class OpenSegments(Protocol):
    """Opens a file for segments at ``rate_hz``; it is in place, untagged, when the block ends well."""

    def __call__(
        self, path: Path, rate_hz: int, how: Encoding, tone: Tone, /
    ) -> AbstractContextManager[SegmentWriter]:
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
    ``segments`` is of those whose segments are made apart, and used again.
    """

    suffix: str
    open: Open
    tag: Tag
    join: Join
    segments: OpenSegments | None = None
    marks_hz: int | None = 1000
    most_marks: int | None = None
    many_marks: str = ""
    require: Callable[[], None] = lambda: None
