"""Quotations: which stretches of a text are speech, by the marks that the book uses.

Printers mark speech in many ways, and a book keeps to one: “American”, ‘British’, «French», „German“, or
a dash before the line. The book's own convention is detected once, over the whole manuscript.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from narrate.script.quoted import is_said

AUTHOR_MARKUP = "author markup"
"""The evidence for a speaker whom the author names in the manuscript itself."""

_BEFORE_MARK = r"(?:^|(?<=[\s(\[_—–-]))"


@dataclass(frozen=True, slots=True)
class Convention:
    """How a book marks speech: any of ``opening`` begins it, any of ``closing`` ends it.

    ``opener`` is the pattern of a mark that begins speech, used to tell which convention a book follows.
    """

    name: str
    opening: str
    closing: str
    opener: str


DOUBLE = Convention("double", '"“', '"”', _BEFORE_MARK + r'["“](?=\S)')
SINGLE = Convention("single", "‘", "’", _BEFORE_MARK + r"‘(?=\S)")
STRAIGHT_SINGLE = Convention("straight single", "'", "'", r"(?:^|(?<=\s))'(?=[A-Z][a-z' ])")
GUILLEMETS = Convention("guillemets", "«", "»", _BEFORE_MARK + r"«")
INWARD_GUILLEMETS = Convention("inward guillemets", "»", "«", _BEFORE_MARK + r"»(?=\S)")
LOW_HIGH = Convention("low and high", "„", "“”", _BEFORE_MARK + r"„(?=\S)")
CLOSING_TWICE = Convention("closing marks twice", "”", "”", _BEFORE_MARK + r"”(?=\S)")
CORNERS = Convention("corner brackets", "「", "」", "「")
DASH = Convention("dash", "—–―-", "", r"^\s*(?:[—–―]|--)\s?(?=[^\W\d])")

_CONVENTIONS = (
    SINGLE,
    STRAIGHT_SINGLE,
    GUILLEMETS,
    INWARD_GUILLEMETS,
    LOW_HIGH,
    CLOSING_TWICE,
    CORNERS,
    DASH,
)
_ENOUGH = 3  # marks; fewer are no convention


@dataclass(frozen=True, slots=True)
class Passage:
    """``start:end`` of a text is speech or narration.

    ``unclosed`` speech has no closing mark: it goes on in the next paragraph. ``given`` is the speaker whom
    the author named, or None; ``given_by`` says in words where.
    """

    start: int
    end: int
    speech: bool
    unclosed: bool = False
    given: str | None = None
    given_by: str = AUTHOR_MARKUP


def convention(texts: Iterable[str]) -> Convention:
    """How the book made of the paragraphs ``texts`` marks speech; double quotation marks if it has none.

    A mark that begins a paragraph counts three times: nested quotations and apostrophes seldom do. Double
    marks win from half as many, since what looks like a single one is often an apostrophe.
    """
    book = "\n".join(texts)
    found = [(_count(candidate, book), -order) for order, candidate in enumerate(_CONVENTIONS)]
    most, order = max(found)
    if most < _ENOUGH or _count(DOUBLE, book) >= max(_ENOUGH, most / 2):
        return DOUBLE
    return _CONVENTIONS[-order]


def _count(candidate: Convention, book: str) -> int:
    if not any(mark in book for mark in candidate.opening):
        return 0
    found = re.finditer(candidate.opener, book, re.MULTILINE)
    return sum(3 if match.start() == 0 or book[match.start() - 1] == "\n" else 1 for match in found)


def quotations(text: str, convention: Convention) -> tuple[Passage, ...]:
    """``text``, one paragraph, as passages of speech (with its marks) and narration that tile it."""
    if convention is DASH:
        speech = bool(re.match(DASH.opener, text))
        return (Passage(0, len(text), speech),) if text else ()
    passages: list[Passage] = []
    done, opened = 0, None
    for match in re.finditer(f"[{convention.opening}{convention.closing}]", text):
        at = match.start()
        if opened is None:
            if match[0] in convention.opening and _opens(text, at, convention):
                opened = at
        elif match[0] in convention.closing and _closes(text, at, convention):
            if is_said(text, opened, at):
                _narrate(passages, done, opened)
                passages.append(Passage(opened, at + 1, speech=True))
                done = at + 1
            opened = None
    if opened is not None and len(text) - opened > 2 and not text[opened + 1].isspace():
        _narrate(passages, done, opened)
        passages.append(Passage(opened, len(text), speech=True, unclosed=True))
        done = len(text)
    _narrate(passages, done, len(text))
    return tuple(passages)


def _narrate(passages: list[Passage], start: int, end: int) -> None:
    if start < end:
        passages.append(Passage(start, end, speech=False))


_ELIDED = re.compile(r"(?:tis|twas|twere|twill|em|un|bout|til|till|cause|ere|nd|n|[0-9]0s)\b", re.IGNORECASE)


def _opens(text: str, at: int, convention: Convention) -> bool:
    """Whether the mark at ``at`` can open speech; of single marks, those that are no apostrophe."""
    if convention not in (SINGLE, STRAIGHT_SINGLE):
        return True
    before, after = text[max(0, at - 1) : at], text[at + 1 : at + 2]
    if before.isalnum() or not after or after.isspace():
        return False
    if convention is STRAIGHT_SINGLE and before and not before.isspace() and before not in '(—–-_"“[':
        return False
    return not _ELIDED.match(text, at + 1)


_FRAGMENT = re.compile(r"[^\W\d_]*$")
_CONTINUES = re.compile(r"\s+[a-z]")


def _closes(text: str, at: int, convention: Convention) -> bool:
    """Whether the mark at ``at`` closes speech; of single marks, those that are no apostrophe."""
    if convention not in (SINGLE, STRAIGHT_SINGLE):
        return True
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if after.isalnum():
        return False
    if before in ".,!?;:—–-…)_*" or not after or not before.isalpha():
        return True
    if not _CONTINUES.match(text, at + 1):
        return True
    # "the boys’ coats", "o’ the morning" and "th’ other" go on; a longer word most likely ends the quotation.
    fragment = _FRAGMENT.search(text[max(0, at - 8) : at])
    return before != "s" and fragment is not None and len(fragment[0]) > 3
