"""Quotations: which stretches of a paragraph are speech, by the marks that its book uses.

A mark that has lost its partner costs as little as possible: a quotation never runs past its paragraph, and
one that another opens inside of ends at the first tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from narrate.script.languages import ENGLISH, Language
from narrate.script.quotations.asides import asides
from narrate.script.quotations.dashes import begins_with_dash, told_within
from narrate.script.quotations.marks import DASH, DOUBLE, GUILLEMETS, Convention
from narrate.script.quotations.quoted import followed_by_tag, is_said
from narrate.script.quotations.roles import Nesting, Role, closed_later, marks_of

__all__ = ["AUTHOR_MARKUP", "DOUBLE", "Convention", "Passage", "quotations"]

AUTHOR_MARKUP = "author markup"
"""The evidence for a speaker whom the author names in the manuscript itself."""


@dataclass(frozen=True, slots=True)
class Passage:
    """``start:end`` of a text is speech or narration.

    ``unclosed`` speech has no closing mark: at the end of a paragraph, it goes on in the next. ``given`` is
    the speaker whom the author named, or None; ``given_by`` says in words where.
    """

    start: int
    end: int
    speech: bool
    unclosed: bool = False
    given: str | None = None
    given_by: str = AUTHOR_MARKUP


def quotations(
    text: str, convention: Convention, language: Language = ENGLISH, *, goes_on: bool = False
) -> tuple[Passage, ...]:
    """``text``, one paragraph, as passages of speech (with its marks) and narration that tile it.

    The paragraph before it ``goes_on`` if it left its quotation open: then a mark that only closes may end
    speech that nothing opens here.
    """
    if convention is DASH or (convention is GUILLEMETS and begins_with_dash(text)):
        return tuple(_tiled(text, _dashed(text, language)))
    return tuple(_tiled(text, _spoken(text, convention, language, goes_on=goes_on)))


def _tiled(text: str, speech: Iterator[Passage]) -> Iterator[Passage]:
    """``speech``, which is in order, and the narration around it."""
    done = 0
    for passage in speech:
        if done < passage.start:
            yield Passage(done, passage.start, speech=False)
        yield passage
        done = passage.end
    if done < len(text):
        yield Passage(done, len(text), speech=False)


def _dashed(text: str, language: Language) -> Iterator[Passage]:
    if not begins_with_dash(text):
        return
    at = 0
    for start, end in (*told_within(text, language), (len(text), len(text))):
        if text[at:start].strip():
            yield Passage(at, start, speech=True)
        at = end


def _spoken(text: str, convention: Convention, language: Language, *, goes_on: bool) -> Iterator[Passage]:
    """The speech in ``text``, in order."""
    marks = marks_of(text, convention)
    nesting = None if convention.apostrophes else Nesting(marks)
    opened: int | None = None
    depth = done = searched = 0
    for index, (at, role) in enumerate(marks):
        if opened is None:
            if role in (Role.OPENS, Role.EITHER):
                opened = at
            elif role is Role.CLOSES:
                start = 0 if index == 0 and goes_on else _lost_start(text, done, at, language)
                if start is not None:
                    yield from _heard(text, start, at + 1, language)
                    done = at + 1
        elif role is Role.OPENS and nesting is not None:
            if nesting.closes_again(index):
                depth += 1
                continue
            end = _lost_end(text, max(opened, searched), at, language)
            searched = at
            if end is not None:
                yield Passage(opened, end, speech=True, unclosed=True)
                opened, depth, done = at, 0, end
        elif role is not Role.OPENS and depth:
            depth -= 1
        elif role is not Role.OPENS and not closed_later(marks, index):
            if is_said(text, opened, at, language, outside=convention.outside):
                yield from _heard(text, opened, at + 1, language)
                done = at + 1
            opened = None
    if opened is not None and _begins_something(text, opened, convention):
        yield from _heard(text, opened, len(text), language, unclosed=True)


def _begins_something(text: str, opened: int, convention: Convention) -> bool:
    """Whether the mark at ``opened``, which nothing closes, opens speech all the same."""
    either = text[opened] in convention.closing
    return len(text) - opened > 2 and not (either and text[opened + 1].isspace())


# --- what stands between them -------------------------------------------------------------------------------


def _heard(
    text: str, start: int, end: int, language: Language, *, unclosed: bool = False
) -> Iterator[Passage]:
    """The speech ``start:end`` without the asides of the narrator (“Yes! (with a sigh) I did not know.”)."""
    at = start
    for aside_start, aside_end in asides(text, start, end, language):
        if any(map(str.isalnum, text[at:aside_start])):
            yield Passage(at, aside_start, speech=True)
            at = aside_end
    if any(map(str.isalnum, text[at:end])) or at == start:
        yield Passage(at, end, speech=True, unclosed=unclosed)


_FAR = 240  # characters; a longer sentence is not taken for speech on the word of its end alone
_PAUSE = re.compile(r"[,.!?…—–-](?=\s)")
_SENTENCE_END = re.compile(r"[.!?…][\"”’'»)]*\s+(?=\S)")


def _lost_end(text: str, start: int, until: int, language: Language) -> int | None:
    """Where a quotation ends whose closing mark is lost: at its first tag, if one is in ``start:until``."""
    for pause in _PAUSE.finditer(text, start, until):
        if followed_by_tag(text, pause.start(), language):
            return pause.end()
    return None


def _lost_start(text: str, done: int, at: int, language: Language) -> int | None:
    """Where a quotation begins that ends at ``at`` and whose opening mark is lost.

    With its sentence, if a tag follows it and it is not too long; None where it is nothing that was said.
    """
    if not followed_by_tag(text, at, language):
        return None
    earliest = max(done, at - _FAR)
    starts = [match.end() for match in _SENTENCE_END.finditer(text, earliest, at)]
    if not starts and earliest > done:
        return None
    start = starts[-1] if starts else done
    return start + len(text[start:at]) - len(text[start:at].lstrip())
