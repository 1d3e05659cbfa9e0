"""The files of a book: what each is to be made from, and what is known of one that was published. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from narrate.publish.tags import ChapterMark


@dataclass(frozen=True, slots=True)
class StandingSegment:
    """A segment as it stands in a file: ``identity`` hashes all that it is made from.

    It plays ``samples``, in ``frames`` of ``bytes`` together, with this SHA-256; in a file of samples there
    are no frames, the bytes are those of the samples, and ``spare`` more follow. ``tally`` is what was
    counted of its sound, as text; "" where that is not known.
    """

    identity: str
    frames: int
    samples: int
    bytes: int
    sha256: str
    spare: int = 0
    tally: str = ""


@dataclass(frozen=True, slots=True)
class Sounding:
    """What was measured of a file's sound while it was mastered.

    ``trim_db`` is what a chapter was turned up or down by as a whole; ``held_db`` how much softer the limiter
    made it than it was meant to be. ``segments`` are those that the file ends with, one after the other,
    where its format is made of segments.
    """

    duration_s: float
    loudness_lufs: float
    rms_db: float
    peak_db: float
    segments: tuple[StandingSegment, ...] = ()
    trim_db: float = 0.0
    held_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that is to stand: ``sound`` and ``dress`` hash what its audio and its tags come from."""

    path: str  # relative to the folder of publications
    format: str
    sound: str
    dress: str


@dataclass(frozen=True, slots=True)
class Entry(Piece):
    """A file that was published; a book's has the chapter ``marks`` that it was given."""

    bytes: int
    sha256: str
    mtime_ns: int
    sounding: Sounding
    marks: tuple[ChapterMark, ...] = ()
