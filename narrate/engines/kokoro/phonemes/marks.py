"""Marks and signs in English text: which are pauses, which are said by name, which are for the eye alone."""

from __future__ import annotations

import re
from typing import Final

_MARKS: Final = {
    "-": "HYPH", "–": ":", "—": ":", ":": ":", ";": ":", "…": ":", ",": ",", "/": "SYM",
    "(": "-LRB-", "[": "-LRB-", "{": "-LRB-", ")": "-RRB-", "]": "-RRB-", "}": "-RRB-",
    "“": "``", "«": "``", "”": "''", "»": "''",
}  # fmt: skip
"""The tags of the Penn Treebank that misaki makes pauses of."""
SILENT: Final = frozenset("*_~^|\\`'‘’†‡•¶¿¡<>‹›")
"""Signs of print that nobody says nor pauses at, in any language: they have no sound, and are no fault."""
_SILENT: Final = SILENT | {"·"}
NAMED: Final = frozenset("%&+=@#$£€¥¢°§©®™×÷±½¼¾²³")
"""Signs that are said by their name."""
_CURRENCIES: Final = frozenset("$£€")
_NUMBER: Final = re.compile(r"[+-]?\d[\d,.:/]*|\.\d+")
_STOPS: Final = frozenset(".!?")
_DASHES: Final = frozenset("-—–")
_TAGS_OF_MARKS: Final = frozenset({".", ",", ":", "``", "''", "-LRB-", "-RRB-", "NFP", "$", "#", "_SP"})


def is_number(word: str) -> bool:
    """Whether ``word`` is one in figures: 1,000, -5, 10:30, .5."""
    return _NUMBER.fullmatch(word) is not None


def tag_of(word: str, following: str, *, opens: bool) -> str:
    """The tag of the mark, sign or number ``word``; "" of a word in letters.

    ``opens`` says of a straight quotation mark that it opens. A sign that is said is tagged as a noun; one
    that has neither name nor pause, as SYM, of which misaki makes nothing: that will be told.
    """
    if is_number(word):
        return "CD"
    if any(map(str.isalnum, word)):
        return ""
    if word in _CURRENCIES and is_number(following):
        return "$"
    if word == '"':
        return "``" if opens else "''"
    if _STOPS.issuperset(word) or (_DASHES.issuperset(word) and len(word) > 1):
        return "." if "." not in word[1:] and word[0] in _STOPS else ":"
    return _MARKS.get(word) or ("NFP" if _SILENT.issuperset(word) else "NN" if word in NAMED else "SYM")


def corrected(word: str, tag: str, following: str) -> str:
    """``tag``, which a trained tagger gave to ``word``, so that misaki makes the right sound of it.

    The present of "read" is VB, as misaki's dictionary has the past under VBP as well
    (github.com/hexgrad/misaki/issues/94).
    """
    mark = tag_of(word, following, opens=tag == "``")
    if mark:
        return mark
    if tag == "VBP" and word.lower() in ("read", "reread"):
        return "VB"
    return "NN" if tag in _TAGS_OF_MARKS else tag
