"""Which chapters are narrated: the reader's judgement, and what the project says against it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from narrate.errors import Problem, Where, did_you_mean
from narrate.model import Chapter, Manuscript, Skipped, Span


def select(manuscript: Manuscript, read: Sequence[str], skip: Sequence[str], where: Where) -> Manuscript:
    """Keep the chapters to narrate, numbered anew; the text of the others is skipped, with the reason.

    ``read`` and ``skip`` are chapter titles (in any case) from the project file at ``where``. A title that
    no chapter has is a problem, and so is a book of which nothing is left.
    """
    wanted, unwanted = _folded(read), _folded(skip)
    kept: list[Chapter] = []
    skipped: list[Skipped] = list(manuscript.skipped)
    for chapter in manuscript.chapters:
        title = chapter.title.casefold()
        if title in unwanted:
            skipped += _leave_out(chapter, "skipped by the project")
        elif chapter.matter and title not in wanted:
            skipped += _leave_out(chapter, chapter.matter)
        else:
            kept.append(replace(chapter, number=len(kept) + 1, matter=""))
    problems = [*manuscript.problems, *_unknown(manuscript, (*read, *skip), where)]
    if not any(block.text for chapter in kept for block in chapter.blocks):
        problems.append(
            Problem(
                "manuscript-empty",
                "there is nothing to narrate in the manuscript",
                Where(manuscript.sources[0].name) if manuscript.sources else where,
                hint="write some text, or name chapters to narrate with read = [...] in [book]",
            )
        )
    return replace(manuscript, chapters=tuple(kept), skipped=tuple(skipped), problems=tuple(problems))


def _folded(titles: Iterable[str]) -> frozenset[str]:
    return frozenset(title.casefold() for title in titles)


def _leave_out(chapter: Chapter, reason: str) -> list[Skipped]:
    return [
        Skipped(Span(block.source, run.start, run.end), reason)
        for block in chapter.blocks
        for run in block.runs
        if run.end > run.start
    ]


def _unknown(manuscript: Manuscript, titles: Iterable[str], where: Where) -> list[Problem]:
    known = [chapter.title for chapter in manuscript.chapters]
    folded = _folded(known)
    return [
        Problem(
            "chapter-unknown",
            f'no chapter is called "{title}"',
            where,
            hint=did_you_mean(title, known) or "narrate script lists the chapters",
        )
        for title in titles
        if title.casefold() not in folded
    ]
