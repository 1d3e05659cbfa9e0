"""A first look at a line: which tables of rules could have something to say about it. Most lines need none.

It looks at words, and a novel has few different ones: what was found of a word is remembered. A line may be
suspected in vain, but never passed over.
"""

from __future__ import annotations

import re
from functools import lru_cache, reduce
from operator import or_
from typing import Final

from narrate.script.spoken.abbreviations import AbbreviationKind, abbreviation
from narrate.script.spoken.stammers import may_stammer

HAS_NOTE_MARK: Final = re.compile("[⁰¹²³⁴-⁹*†‡[]")
HAS_NUMBER: Final = re.compile(
    "[0-9¼-¾⅐-⅞²³¹⁰-⁹]|://|www\\.|@|\\w\\.\\w|\\b(?:Jan|Feb|Apr|Aug|Sept|Oct|Nov|Dec)\\."
    "|, [A-Z]{2}\\b|#[A-Za-z]|\\b(?:Mon|Tues?|Wed|Thu|Fri|Sat|Sun)\\.?[-–—]"
)
HAS_LONG_ROMAN: Final = re.compile(r"[IVXLCDM]{2}|\b[VXLC]\b")
HAS_ROMAN: Final = re.compile(r"[IVXLCDM]{2}|\b[VXLC]\b|\b[A-Z]\w*+\.? I\b|[a-z]\.? [ivxl]{1,9}\b")
HAS_SIGN: Final = re.compile(r"[^\w\s.,;:!?'\"()—-]")

NUMERAL: Final = 1
"""Perhaps a Roman numeral; "I" above all."""

TITLE: Final = 2
"""A title with its point: "Mr."."""

LABEL: Final = 4
"""A word that is no abbreviation, but changes how others are read: "No", "per"."""

ANYTHING: Final = 8
"""A number, a sign, any other abbreviation, a stutter, capitals."""

_NUMERAL_AFTER: Final = re.compile(r"(?:I|[ivxl]{1,9})\b")  # what HAS_ROMAN seeks behind another word
_ENDS: Final = tuple(",;:!?")
_TWO_CAPITALS: Final = re.compile(r"[A-Z]['-]?[A-Z]")


def suspected(line: str) -> int:
    """What could be in ``line``, whose words have single spaces between them: the sum of the kinds."""
    return reduce(or_, map(_suspected, line.split(" ")))


@lru_cache(maxsize=1 << 16)
def _suspected(word: str) -> int:
    if word[-1:] in _ENDS and word[:-1].isalpha():
        return _suspected(word[:-1])  # such an end makes a word nothing else
    plain = word.isascii() and word.isalpha() and word.islower()  # most words are
    found = NUMERAL if _NUMERAL_AFTER.match(word) or (not plain and HAS_ROMAN.search(word)) else 0
    kind = abbreviation(word)
    if kind is AbbreviationKind.TITLE:
        found |= TITLE
    elif kind is AbbreviationKind.LABEL:
        found |= LABEL
    elif kind is not None:
        found |= ANYTHING
    if plain:
        return found | ANYTHING if may_stammer(word) else found
    marked = any(pattern.search(word) for pattern in (HAS_NUMBER, HAS_NOTE_MARK, HAS_SIGN, _TWO_CAPITALS))
    return found | ANYTHING if marked or may_stammer(word) else found
