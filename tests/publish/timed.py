"""Chapters in time, made from words alone: so many seconds a letter, and pauses as narrate sets them."""

from __future__ import annotations

from collections.abc import Sequence

from narrate.model import NARRATOR, Boundary, Span, UtteranceKind
from narrate.publish.timing import TimedChapter, TimedUtterance, TimedWord
from narrate.publish.timing_sheet import Sheet, SheetChapter, SoundFile
from narrate.script.alignment import words_of
from narrate.sound.settings import Pauses

LETTER_S = 0.08


def utterance(
    text: str,
    at_s: float,
    speaker: str | None = NARRATOR,
    boundary: Boundary = Boundary.SENTENCE,
    *,
    start: int = 0,
    letter_s: float = LETTER_S,
    exact: bool = True,
    kind: UtteranceKind | None = None,
) -> TimedUtterance:
    """``text`` spoken from ``at_s`` on: each word as long as its letters."""
    words = []
    now = at_s
    for word in words_of(text):
        end = now + letter_s * (word.end - word.start)
        words.append(TimedWord(word.start, word.end, now, end))
        now = end
    said = UtteranceKind.NARRATION if speaker in (NARRATOR, None) else UtteranceKind.SPEECH
    span = Span("book.md", start, start + len(text))
    return TimedUtterance(
        "c01.p01.u1", kind or said, speaker, text, span, "0" * 64, at_s, now, tuple(words), exact, boundary
    )


def chapter(
    *lines: tuple[str, str | None, Boundary],
    number: int = 1,
    pauses: Pauses | None = None,
    letter_s: float = LETTER_S,
) -> TimedChapter:
    """Lines of (text, speaker, boundary), one after the other."""
    pauses = pauses or Pauses()
    now, at = pauses.head, 0
    found = []
    for text, speaker, boundary in lines:
        found.append(utterance(text, now, speaker, boundary, start=at, letter_s=letter_s))
        at += len(text) + 1
        now = found[-1].end_s + pauses.after(boundary, None)
    return TimedChapter(number, f"Chapter {number}", now + pauses.tail, tuple(found))


def told(*texts: str) -> TimedChapter:
    """A chapter of the narrator's, a paragraph each."""
    return chapter(*((text, NARRATOR, Boundary.PARAGRAPH) for text in texts))


def sheet(*chapters: TimedChapter, title: str = "Two Lamps", starts_s: Sequence[float] = (0.0,)) -> Sheet:
    """A chapter's sheet; or a book's, if its chapters start at several times."""
    sounds = (SoundFile("mp3/01 - Lamp.mp3", "mp3", tuple(starts_s)),)
    held = tuple(SheetChapter(each, ("mp3/01 - Lamp.mp3",), "en-gb") for each in chapters)
    return Sheet(title, "Two Lamps", "A. Tester", "en-gb", 24_000, len(chapters) > 1, held, sounds)
