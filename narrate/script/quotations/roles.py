"""Roles: what each quotation mark of a text can do: open a quotation, close one, either, or neither.

A straight mark is the same at both ends, and a single one the same as an apostrophe; their neighbours tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

from narrate.script.quotations.marks import STRAIGHT_SINGLE, Convention


class Role(Enum):
    """What a quotation mark can do."""

    OPENS = auto()
    CLOSES = auto()
    EITHER = auto()
    MAY_CLOSE = auto()  # an apostrophe, unless nothing else closes what is open


class Mark(NamedTuple):
    """A quotation mark: its offset, and what it can do."""

    at: int
    role: Role


def closed_later(marks: Sequence[Mark], index: int) -> bool:
    """Whether a later mark certainly closes what the one at ``index`` only may, before another opens."""
    if marks[index].role is not Role.MAY_CLOSE:
        return False
    for mark in marks[index + 1 : index + 1 + _MOST_APOSTROPHES]:
        if mark.role is not Role.MAY_CLOSE:
            return mark.role is not Role.OPENS
    return False


class Nesting:
    """Whether a mark that opens inside of a quotation is closed again before it."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        surplus = 0
        self._surplus: list[int] = []  # of closing marks over opening ones, from each mark to the end
        for mark in reversed(marks):
            surplus += (mark.role is Role.CLOSES) - (mark.role is Role.OPENS)
            self._surplus.append(surplus)
        self._surplus.reverse()

    def closes_again(self, index: int) -> bool:
        """Whether the mark at ``index`` of the sequence, which opens, has a partner of its own."""
        return self._surplus[index] >= 1


def marks_of(text: str, convention: Convention) -> list[Mark]:
    """The quotation marks in ``text``, in order, with what each can do."""
    found: list[Mark] = []
    for match in re.finditer(f"[{convention.opening}{convention.closing}]", text):
        role = _role(text, match.start(), convention)
        if role is not None:
            found.append(Mark(match.start(), role))
    return found


def _role(text: str, at: int, convention: Convention) -> Role | None:
    """What the mark at ``at`` can do; None for an apostrophe."""
    mark = text[at]
    opens, closes = mark in convention.opening, mark in convention.closing
    if convention.apostrophes:
        opens = opens and _may_open(text, at, convention)
        closes = closes and not text[at + 1 : at + 2].isalnum()
        if closes and not opens and _may_be_apostrophe(text, at):
            return Role.MAY_CLOSE
    elif opens and closes:
        before, after = text[max(0, at - 1) : at], text[at + 1 : at + 2]
        opens = not (
            before and not before.isspace() and before not in _BEFORE_OPENING and not after.isalnum()
        )
        closes = not ((not before or before.isspace() or before in "([") and after.isalnum())
    elif closes and at == 0 and text[1:2].isalnum():
        opens, closes = True, False  # French printers begin a paragraph that goes on with "»"
    if opens and closes:
        return Role.EITHER
    return Role.OPENS if opens else Role.CLOSES if closes else None


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
