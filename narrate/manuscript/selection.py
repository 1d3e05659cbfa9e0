"""What is narrated: the reader's judgement, and what the project says of chapters, notes and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from narrate.errors import Problem, Where, did_you_mean
from narrate.model import Block, BlockKind, Chapter, Manuscript, MarkKind, Skipped, Span


@dataclass(frozen=True, slots=True)
class Choice:
    """What a project wants narrated.

    ``read`` and ``skip`` are titles of chapters, in any case, to narrate or to leave out against the reader's
    judgement; ``matter`` are the kinds of front and back matter to narrate ("dedication"), or which of the
    two ("front matter"). ``notes`` is "skip", "chapter" (at its end) or "inline" (after the sentence that
    refers to it); ``images`` is "skip" or "alt" (read what describes them).
    """

    read: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    matter: tuple[str, ...] = ()
    notes: str = "skip"
    images: str = "skip"


def select(manuscript: Manuscript, choice: Choice, where: Where) -> Manuscript:
    """Keep what is to be narrated, its chapters numbered anew; the rest is skipped, with the reason.

    Every block that is left is read aloud. A note is read where a mark refers to it, or, where none does, at
    the end of its chapter. Titles are those of the project file at ``where``. One that no chapter has is a
    problem, and so is a book of which nothing is left.
    """
    wanted, unwanted = _folded(choice.read), _folded(choice.skip)
    kept: list[Chapter] = []
    skipped: list[Skipped] = list(manuscript.skipped)
    for chapter in manuscript.chapters:
        title = chapter.title.casefold()
        reason = chapter.matter
        if title in unwanted:
            reason = "skipped by the project"
        elif title in wanted or _is_wanted(chapter.matter, choice.matter):
            reason = ""
        judged = [(block, reason or _unread(block, choice)) for block in chapter.blocks]
        skipped += (left for block, why in judged if why for left in _leave_out(block, why))
        blocks = tuple(_without_references(block, choice) for block, why in judged if not why)
        if any(block.text for block in blocks):
            kept.append(replace(chapter, number=len(kept) + 1, blocks=blocks, matter=""))
    problems = [*manuscript.problems, *_unknown(manuscript, (*choice.read, *choice.skip), where)]
    if not kept:
        problems.append(
            Problem(
                "manuscript-empty",
                "there is nothing to narrate in the manuscript",
                Where(manuscript.sources[0].name) if manuscript.sources else where,
                hint="write some text, or name chapters to narrate with read = [...] in [book]",
            )
        )
    return replace(manuscript, chapters=tuple(kept), skipped=tuple(skipped), problems=tuple(problems))


def _is_wanted(matter: str, kinds: Sequence[str]) -> bool:
    """Whether matter such as "front matter: dedication" is of one of ``kinds``."""
    place, _, kind = matter.casefold().partition(": ")
    return bool(matter) and (place in kinds or kind in kinds)


def _unread(block: Block, choice: Choice) -> str:
    """Why ``block`` of a chapter that is narrated is not read, or ""."""
    if block.kind is BlockKind.NOTE and choice.notes == "skip":
        return "footnote"
    if block.kind is BlockKind.PICTURE and choice.images == "skip":
        return "picture"
    return ""


def _without_references(block: Block, choice: Choice) -> Block:
    if choice.notes == "inline" or not block.marks:
        return block
    return replace(block, marks=tuple(mark for mark in block.marks if mark.kind is not MarkKind.NOTE))


def _folded(titles: Iterable[str]) -> frozenset[str]:
    return frozenset(title.casefold() for title in titles)


def _leave_out(block: Block, reason: str) -> Iterator[Skipped]:
    return (
        Skipped(Span(block.source, run.start, run.end), reason) for run in block.runs if run.end > run.start
    )


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
