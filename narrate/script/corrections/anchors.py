"""Anchors: what an author writes down to know a quotation by, and the words that are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

ABRIDGED = "[…]"
"""What stands at the end of ``says`` for the rest of a long quotation."""

SHORTEST = 3
"""Words before an abridgement, at least."""

_WORD = re.compile(r"[^\W_]+")
_DROPPED = dict.fromkeys([*map(ord, "'’‘ʼ‛`´′\u00ad\u2060\ufeff"), *range(0x200B, 0x2010)])
_MARKS = "\"“”„‟«»‹›「」『』'‘’‚‛ \t\n"
_DASHES = "—–―- "
_OMISSION = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]\s*$")
_COMPARED = 400  # words of a quotation; longer ones are compared by their beginnings
_WIDEST = 80  # words of a side that are compared
_LONGEST = 24  # words of a quotation that an anchor repeats; of a longer one the first two thirds


@dataclass(frozen=True, slots=True)
class Anchor:
    """What an author knows a quotation by: what it ``says``, ``after`` and ``before`` which words it stands.

    ``chapter`` is a title, and only a hint. ``which`` is (2, 3) for the second of exactly three places that
    are alike in all of that.
    """

    says: str
    after: str = ""
    before: str = ""
    chapter: str = ""
    which: tuple[int, int] | None = None


def words(text: str) -> tuple[str, ...]:
    """The words of ``text`` without case, marks, apostrophes and what is invisible."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_DROPPED))
    return tuple(_WORD.findall(text.replace("'", "").replace("`", "").casefold()))


def own_words(text: str) -> tuple[str, ...]:
    """The words of a quotation; for one that has none ("…?"), its marks."""
    found = words(text)
    if found:
        return found
    marks = unicodedata.normalize("NFKC", "".join(text.split()).strip(_MARKS))
    return (marks,) if marks else ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """An anchor in words. ``whole``: the quotation has no others."""

    says: tuple[str, ...]
    whole: bool
    after: tuple[str, ...]
    before: tuple[str, ...]

    @classmethod
    def of(cls, anchor: Anchor) -> Wanted:
        """``anchor`` in words; of its sides those that are nearest to the quotation."""
        opening = _OMISSION.sub("", anchor.says)
        whole = opening == anchor.says or len(words(opening)) < SHORTEST
        return cls(
            own_words(anchor.says) if whole else words(opening),
            whole,
            words(anchor.after)[-_WIDEST:],
            words(anchor.before)[:_WIDEST],
        )

    @property
    def beside_a_twin(self) -> bool:
        """Whether another quotation of the same words stands in one of the sides.

        Where text between two twins was cut out, either may be the one that is left.
        """
        length = len(self.says)
        return any(
            side[at : at + length] == self.says
            for side in (self.after, self.before)
            for at in range(len(side) - length + 1)
        )


def said(text: str) -> str:
    """A quotation without its marks, on one line; only the beginning of a long one."""
    line = " ".join(text.split())
    bare = line.strip(_MARKS).lstrip(_DASHES) or line
    pieces = bare.split()
    counted = 0
    for number, piece in enumerate(pieces):
        counted += len(words(piece))
        if counted > _LONGEST:
            return " ".join(_until(pieces[:number], _LONGEST * 2 // 3)) + f" {ABRIDGED}"
    return bare


def _until(pieces: Sequence[str], count: int) -> Iterator[str]:
    for piece in pieces:
        if count <= 0:
            return
        yield piece
        count -= len(words(piece))


def likeness(wanted: Wanted, found: tuple[str, ...]) -> float:
    """How much alike two quotations are in their words, 0 to 1."""
    compared = found[: min(_COMPARED, len(found) if wanted.whole else len(wanted.says))]
    return SequenceMatcher(None, wanted.says[:_COMPARED], compared, autojunk=False).ratio()
