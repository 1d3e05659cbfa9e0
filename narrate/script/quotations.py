"""Quotations: which stretches of a paragraph are speech, by the marks that its book uses.

A mark that has lost its partner costs as little as possible: a quotation never runs past its paragraph, and
one that another opens inside of ends at the first tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from narrate.script.dashes import begins_with_dash, told_within
from narrate.script.languages import ENGLISH, Language
from narrate.script.marks import DASH, DOUBLE, GUILLEMETS, STRAIGHT_SINGLE, Convention
from narrate.script.quoted import followed_by_tag, is_said

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
    marks = _marks(text, convention)
    nesting = _Nesting(marks) if not convention.apostrophes else None
    opened: int | None = None
    depth = done = 0
    for index, (at, role) in enumerate(marks):
        if opened is None:
            if role in (_Role.OPENS, _Role.EITHER):
                opened = at
            elif role is _Role.MAY_CLOSE:
                continue
            elif index == 0 and goes_on:
                yield from _heard(text, 0, at + 1)
                done = at + 1
            elif followed_by_tag(text, at, language) and (start := _lost_start(text, done, at)) is not None:
                yield from _heard(text, start, at + 1)
                done = at + 1
        elif role is _Role.OPENS and nesting is not None:
            if nesting.closes_again(index):
                depth += 1
                continue
            end = _lost_end(text, opened, at, language)
            yield Passage(opened, end, speech=True, unclosed=True)
            opened, depth, done = at, 0, end
        elif role is not _Role.OPENS and depth:
            depth -= 1
        elif role is not _Role.OPENS and not (role is _Role.MAY_CLOSE and _closed_later(marks, index)):
            if is_said(text, opened, at, language, outside=convention.outside):
                yield from _heard(text, opened, at + 1)
                done = at + 1
            opened = None
    if opened is not None and len(text) - opened > 2 and not text[opened + 1].isspace():
        yield from _heard(text, opened, len(text), unclosed=True)


# --- marks --------------------------------------------------------------------------------------------------


class _Role(Enum):
    OPENS = auto()
    CLOSES = auto()
    EITHER = auto()
    MAY_CLOSE = auto()  # an apostrophe, unless nothing else closes what is open


class _Mark(NamedTuple):
    at: int
    role: _Role


def _closed_later(marks: Sequence[_Mark], index: int) -> bool:
    """Whether a mark that certainly closes comes after the mark at ``index`` before one that opens."""
    for mark in marks[index + 1 : index + 1 + _MOST_APOSTROPHES]:
        if mark.role is not _Role.MAY_CLOSE:
            return mark.role is not _Role.OPENS
    return False


class _Nesting:
    """Whether a mark that opens inside of a quotation is closed again before it."""

    def __init__(self, marks: Sequence[_Mark]) -> None:
        surplus = 0
        self._surplus: list[int] = []  # of closing marks over opening ones, from each mark to the end
        for mark in reversed(marks):
            surplus += (mark.role is _Role.CLOSES) - (mark.role is _Role.OPENS)
            self._surplus.append(surplus)
        self._surplus.reverse()

    def closes_again(self, index: int) -> bool:
        return self._surplus[index] >= 1


def _marks(text: str, convention: Convention) -> list[_Mark]:
    """The quotation marks in ``text``, in order, with what each can do."""
    found: list[_Mark] = []
    for match in re.finditer(f"[{convention.opening}{convention.closing}]", text):
        role = _role(text, match.start(), convention)
        if role is not None:
            found.append(_Mark(match.start(), role))
    return found


def _role(text: str, at: int, convention: Convention) -> _Role | None:
    """What the mark at ``at`` can do; None for an apostrophe."""
    mark = text[at]
    opens, closes = mark in convention.opening, mark in convention.closing
    if convention.apostrophes:
        opens = opens and _may_open(text, at, convention)
        closes = closes and not text[at + 1 : at + 2].isalnum()
        if closes and not opens and _may_be_apostrophe(text, at):
            return _Role.MAY_CLOSE
    elif opens and closes:
        before, after = text[max(0, at - 1) : at], text[at + 1 : at + 2]
        opens = not (
            before and not before.isspace() and before not in _BEFORE_OPENING and not after.isalnum()
        )
        closes = not ((not before or before.isspace() or before in "([") and after.isalnum())
    elif closes and at == 0 and text[1:2].isalnum():
        opens, closes = True, False  # French printers begin a paragraph that goes on with "»"
    if opens and closes:
        return _Role.EITHER
    return _Role.OPENS if opens else _Role.CLOSES if closes else None


_BEFORE_OPENING = "([—–-_'‘\"“”"
_ELIDED = re.compile(r"(?:tis|twas|twere|twill|em|un|bout|til|till|cause|ere|nd|n|[0-9]0s)\b", re.IGNORECASE)


def _may_open(text: str, at: int, convention: Convention) -> bool:
    """Whether the single mark at ``at`` can open speech, and is no apostrophe."""
    before, after = text[max(0, at - 1) : at], text[at + 1 : at + 2]
    if before.isalnum() or not after or after.isspace():
        return False
    if convention is STRAIGHT_SINGLE and before and not before.isspace() and before not in '(—–-_"“[':
        return False
    return not _ELIDED.match(text, at + 1)


_FRAGMENT = re.compile(r"[^\W\d_]*$")
_CONTINUES = re.compile(r"\s+[a-z]")
_MOST_APOSTROPHES = 40  # ahead that are looked at; a paragraph of dialect has as many


def _may_be_apostrophe(text: str, at: int) -> bool:
    """Whether the single mark at ``at``, with no letter after it, may be one for all that.

    "The boys’ coats", "o’ the morning" and "th’ other" go on; after a longer word it most likely closes.
    """
    before, after = text[max(0, at - 1) : at], text[at + 1 : at + 2]
    if not after or not before.isalpha() or not _CONTINUES.match(text, at + 1):
        return False
    fragment = _FRAGMENT.search(text[max(0, at - 8) : at])
    return before == "s" or fragment is None or len(fragment[0]) <= 3


# --- what stands between them -------------------------------------------------------------------------------

_ASIDE = re.compile(
    r"\((?:(?:again|still|here|then|rather|very) )?(?:"
    r"(?!(?:except|includ|consider|allow|barr|find|hav|be|mean|know|suppos|noth|someth|anyth|everyth|dur)ing\b)"
    r"[A-Za-z]{3,}ing\b|with an? |in an? (?:\w+ ){0,3}(?:tone|voice|accent|whisper|manner)\b"
    r"|to (?:Mrs?|Miss|Dr|[A-Z][a-z]+)\b|aside\b|\w+ly[.,]?\))"
    r"[^()“”\"]{0,160}\)[.,;:]?"
)
_FIRST_PERSON = re.compile(r"\b(?:I|me|my|we|us|our|you|your)\b")


def _heard(text: str, start: int, end: int, *, unclosed: bool = False) -> Iterator[Passage]:
    """The speech ``start:end`` without the asides of the narrator (“Yes! (with a sigh) I did not know.”)."""
    at = start
    if "(" in text[start:end]:
        for aside in _ASIDE.finditer(text, start, end):
            if not _FIRST_PERSON.search(aside[0]) and text[at : aside.start()].strip("\"“‘'«»„ \n"):
                yield Passage(at, aside.start(), speech=True)
                at = aside.end()
    if any(map(str.isalnum, text[at:end])) or at == start:
        yield Passage(at, end, speech=True, unclosed=unclosed)


_FAR = 240  # characters; a longer sentence is not taken for speech on the word of its end alone
_PAUSE = re.compile(r"[,.!?…—–-](?=\s)")
_SENTENCE_END = re.compile(r"[.!?…][\"”’'»)]*\s+(?=\S)")


def _lost_end(text: str, opened: int, until: int, language: Language) -> int:
    """Where a quotation ends whose closing mark is lost: before the first tag, else at the next mark."""
    for pause in _PAUSE.finditer(text, opened, until):
        if followed_by_tag(text, pause.start(), language):
            return pause.end()
    return until


def _lost_start(text: str, done: int, at: int) -> int | None:
    """Where a quotation begins whose opening mark is lost: with its sentence, if that is not too long."""
    earliest = max(done, at - _FAR)
    starts = [match.end() for match in _SENTENCE_END.finditer(text, earliest, at)]
    if not starts and earliest > done:
        return None
    start = starts[-1] if starts else done
    return start + len(text[start:at]) - len(text[start:at].lstrip())
