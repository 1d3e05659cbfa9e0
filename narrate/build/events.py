"""What a build tells while it works, in the order it happens. Whoever draws or logs it decides how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from narrate.build.pace import Speed
from narrate.errors import Problem


@dataclass(frozen=True, slots=True)
class Waiting:
    """Another build holds the project; ``holder`` says which ("pid 123")."""

    holder: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something in the project or the manuscript that does not stop the build."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Transcribing:
    """A model is about to write down what is said in a voice's recording, whose words nobody has."""

    recording: Path


@dataclass(frozen=True, slots=True)
class Transcribed:
    """What was heard in a recording, now kept in narration.lock, where the author can correct it."""

    recording: Path
    words: str


@dataclass(frozen=True, slots=True)
class Downloading:
    """A part of a model is to be fetched: ``bytes`` of ``source``, for ``voices``.

    All parts are announced before the first is fetched.
    """

    what: str
    source: str
    bytes: int
    voices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """``bytes`` of a part of a model have come so far."""

    what: str
    source: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A part of a model is on this machine, of this commit ("" where there is none)."""

    what: str
    source: str
    commit: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be done: utterances in all and to render, and how many characters of those each voice has.

    The voices are in the order in which they are rendered; ``speeds`` are what earlier builds measured.
    ``transforms`` are the takes to make from others that are, or will be, rendered.
    """

    utterances: int
    missing: int
    characters: Mapping[str, int] = field(default_factory=dict)
    speeds: Mapping[str, Speed] = field(default_factory=dict)
    transforms: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of ``done`` lines, ``of`` all to be read before they are rendered, are ready to be said."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A new take is in the store: ``characters`` spoken, ``duration_s`` of sound."""

    id: str
    voice: str
    characters: int
    duration_s: float


@dataclass(frozen=True, slots=True)
class Transforming:
    """Takes are made from those that engines rendered: ``done`` of ``of``."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Stopping:
    """Interrupted: what is being rendered is finished and kept, unless the build is interrupted again."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A take in the store was not what it should be; it is made again."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Flagged:
    """None of the ``attempts`` at an utterance passed its checks; the best is kept, and not published.

    ``characters`` is 0 where the attempts were an earlier build's.
    """

    id: str
    voice: str
    characters: int
    faults: tuple[str, ...]
    attempts: int


@dataclass(frozen=True, slots=True)
class Failed:
    """No sound at all could be made for an utterance; its chapter is not published."""

    id: str
    voice: str
    characters: int
    reason: str


@dataclass(frozen=True, slots=True)
class Assembling:
    """Chapters whose sound changed are about to be mastered: each one's number and seconds of takes."""

    chapters: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Mastered:
    """Another utterance of a chapter, or of the sample (None), is mastered: ``duration_s`` of its take."""

    chapter: int | None
    duration_s: float


@dataclass(frozen=True, slots=True)
class Published:
    """A file is in place, of this ``format``, as narration.toml calls it.

    ``chapter`` is None for a file of the whole book, and for one of the sample.
    """

    path: Path
    format: str
    chapter: int | None
    title: str
    duration_s: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Inspecting:
    """Files that were written are being measured, as anybody would: ``done`` of ``of``."""

    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Inspected:
    """What stands was measured. ``meet`` is how many files meet the technical numbers of which profile.

    ``faults`` are sentences about files that do not; ``unread`` about those that could not be measured.
    """

    meet: tuple[tuple[str, int], ...]
    faults: tuple[str, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """The end: what was made, what was not. ``files`` are the chapter files that stand, in order.

    ``transformed`` takes were made from others.
    """

    utterances: int
    rendered: int
    cached: int
    failed: int
    chapters_written: int
    chapters: int
    duration_s: float
    folder: Path
    files: tuple[Path, ...]
    transformed: int = 0


Event = (
    Waiting
    | Warned
    | Transcribing
    | Transcribed
    | Downloading
    | Received
    | Downloaded
    | Planned
    | Reading
    | Rendered
    | Transforming
    | Stopping
    | Damaged
    | Flagged
    | Failed
    | Assembling
    | Mastered
    | Published
    | Inspecting
    | Inspected
    | Finished
)
