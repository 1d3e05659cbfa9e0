"""Chapters whose finished sound is not what was asked for: told, whatever was done to prevent it.

This is of the master, against what the author asks, with what to do about it. ``delivered`` then measures
the files, against what their shop takes. A chapter that is far off is told by both: once, and file by file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from narrate.build.entries import Entry, Sounding
from narrate.build.pieces import ChapterPieces
from narrate.errors import Problem, Severity, excerpt
from narrate.sound.forecast import MOST_TRIM_DB
from narrate.sound.settings import Mastering

_CLOSE_DB = 0.2
"""A band is half a decibel inside of what its shop takes; an MP3 lies a quarter of one under its master."""

_HELD_DB = 1.0
"""What the limiter takes from a chapter before that is told; it is hardly ever more than 0.1 dB."""

_NAMED = 6

_Sounded = tuple[ChapterPieces, Sounding]


def told(
    chapters: Sequence[ChapterPieces], entries: Sequence[Sequence[Entry]], settings: Mastering
) -> Iterator[Problem]:
    """Warnings of those of ``chapters`` that miss the levels in ``settings``; ``entries`` are their files."""
    sounded = [
        (chapter, files[0].sounding) for chapter, files in zip(chapters, entries, strict=True) if files
    ]
    if settings.rms_db is not None:
        low_db, high_db = settings.rms_db
        soft = [each for each in sounded if each[1].rms_db < low_db - _CLOSE_DB]
        loud = [each for each in sounded if each[1].rms_db > high_db + _CLOSE_DB]
        asked = f"{low_db:g} to {high_db:g} dB are asked for"
        if soft:
            hint = (
                f"no chapter is turned up by more than {MOST_TRIM_DB:g} dB: join it with another, or shorten "
                "its pauses"
            )
            yield _warning("chapter-too-soft", f"{_rms(soft)}; {asked}", hint)
        if loud:
            yield _warning("chapter-too-loud", f"{_rms(loud)}; {asked}", "lower master.target_lufs")
    held = [each for each in sounded if each[1].held_db > _HELD_DB]
    if held:
        worst = max(sounding.held_db for _, sounding in held)
        message = (
            f"{_named(held)}: {settings.target_lufs:g} LUFS do not go with peaks of no more than "
            f"{settings.ceiling_dbtp:g} dBTP: the limiter holds the sound {worst:.1f} dB under its target"
        )
        hint = "lower master.target_lufs, or raise master.ceiling_dbtp"
        yield _warning("target-out-of-reach", message, hint)


def _rms(sounded: Sequence[_Sounded]) -> str:
    levels = sorted(sounding.rms_db for _, sounding in sounded)
    span = f"{levels[0]:.1f}" if len(levels) == 1 else f"{levels[0]:.1f} to {levels[-1]:.1f}"
    return f"{_named(sounded)}: an RMS of {span} dB, pauses included"


def _named(sounded: Sequence[_Sounded]) -> str:
    if len(sounded) == 1:
        chapter = sounded[0][0]
        return f"chapter {chapter.plan.number}, “{excerpt(chapter.tags.title)}”"
    numbers = [str(chapter.plan.number) for chapter, _ in sounded]
    more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
    return f"chapters {', '.join(numbers[:_NAMED])}{more}"


def _warning(slug: str, message: str, hint: str) -> Problem:
    return Problem(slug, message, hint=hint, severity=Severity.WARNING)
