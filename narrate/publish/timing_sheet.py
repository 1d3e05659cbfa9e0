"""What a timing file is written from: a chapter, or all of a book, and the sound files that it goes with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from narrate.publish.cues import Cue, cues
from narrate.publish.timing import TimedChapter


@dataclass(frozen=True, slots=True)
class SoundFile:
    """A sound file, by its path in the folder of publications; its format's name.

    ``starts_s`` is when each of the sheet's chapters starts in it.
    """

    path: str
    format: str
    starts_s: tuple[float, ...]


class SheetChapter:
    """A chapter on a sheet: ``files`` are the paths of its own sound files, ``tongue`` the book's language.

    Its cues are made when they are first wanted, once for all files that show them.
    """

    def __init__(self, timed: TimedChapter, files: tuple[str, ...], tongue: str) -> None:
        self.timed = timed
        self.files = files
        self._tongue = tongue

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """The chapter's cues; seconds from its start."""
        return cues(self.timed, self._tongue)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A chapter's sheet, called ``title``, or the book's, which is ``whole``.

    ``sounds`` are all sound files of the same words; what has but one timeline is written for the first of
    them. ``rate_hz`` is the rate at which the sound was put together.
    """

    title: str
    book: str
    author: str
    language: str
    rate_hz: int
    whole: bool
    chapters: tuple[SheetChapter, ...]
    sounds: tuple[SoundFile, ...]

    @property
    def duration_s(self) -> float:
        """When the last chapter ends in the first of the sound files."""
        return self.sounds[0].starts_s[-1] + self.chapters[-1].timed.duration_s

    def placed(self) -> Iterator[tuple[SheetChapter, float]]:
        """Each chapter and when it starts in the first of the sound files."""
        return zip(self.chapters, self.sounds[0].starts_s, strict=True)


@dataclass(frozen=True, slots=True)
class TimingFormat:
    """How to write words in time. ``suffix`` has its dot. The text is the same for the same sheet.

    One that has ``one_timeline`` needs a file for each sound file of a book, whose timelines differ. One that
    ``shows_source`` says where in the manuscript its words are.
    """

    suffix: str
    write: Callable[[Sheet], Iterator[str]]
    one_timeline: bool = True
    shows_source: bool = False


def milliseconds(seconds: float) -> int:
    """``seconds``, not negative, to the nearest millisecond."""
    return int(seconds * 1000 + 0.5)


def clock(seconds: float, point: str) -> str:
    """``seconds`` as hours, minutes, seconds and thousandths: "01:02:03.004"."""
    whole, thousandths = divmod(milliseconds(seconds), 1000)
    minutes, whole = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{whole:02}{point}{thousandths:03}"
