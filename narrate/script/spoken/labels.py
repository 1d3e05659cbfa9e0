"""What stands before a number and says what it numbers: No. 5, pp. 3-4, vol. ii, figs. 1 and 2, § 7, #9."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from narrate.script.spoken.numbers import English
from narrate.script.spoken.rewriting import Rule, rule

_LABELS: Final = {
    "no": "number", "nos": "numbers", "p": "page", "pp": "pages", "vol": "volume", "vols": "volumes",
    "ch": "chapter", "chs": "chapters", "chap": "chapter", "chaps": "chapters", "cap": "chapter",
    "fig": "figure", "figs": "figures", "sec": "section", "ver": "verse", "vv": "verses", "apt": "apartment",
    "bk": "book", "art": "article", "lat": "latitude", "long": "longitude",
}  # fmt: skip
_UNPOINTED: Final = ("vol", "vols", "fig", "figs", "chap", "chaps", "apt")
_WORDS: Final = frozenset({"art", "cap", "lat", "long"})  # which may end a sentence before a number
# A Roman numeral, or one by one the letters that are no words; "no. I" is the pronoun after "no".
_NUMERAL: Final = r"(?:\d|(?:[IVXLC]{2,8}|[VX]|[ivxlc]{2,8}|[ivx])\b(?!'))"


def _spellings(shorts: Iterable[str]) -> list[str]:
    forms = (form for short in shorts for form in (short, short.capitalize(), short.upper()))
    return [form for form in forms if form != "P"]  # an initial, save before a digit


def _forms(shorts: Iterable[str]) -> str:
    return "|".join(_spellings(shorts))


LABEL_FORMS: Final = frozenset(_spellings(_LABELS))
"""What may stand before the point of a label."""


def _label(match: re.Match[str], _: English) -> str:
    short = match["short"]
    words = _LABELS[short.lower()]
    return (words.capitalize() if short[0].isupper() else words) + " "


LABELS: Final[tuple[Rule, ...]] = (
    rule(rf"\b(?P<short>{_forms(sorted(_LABELS.keys() - _WORDS))})\. ?(?={_NUMERAL})", _label),
    rule(rf"\b(?P<short>{_forms(['art', 'cap'])})\. ?(?=(?:[IVXLC]{{2,8}}|[ivxlc]{{2,8}})\b)", _label),
    rule(rf"\b(?P<short>{_forms(['lat', 'long'])})\. ?(?=\d{{1,3}} ?°)", _label),
    rule(rf"\b(?P<short>{_forms(_UNPOINTED)}) (?=\d)", _label),
    rule(r"\bP\. ?(?=\d)", "Page "),
    # No 10 Downing Street; "No 20 men could" has a small letter after it. NO 88
    rule(r"\b(?:NO|No) (?=\d{1,5}(?![\d,.-]*+(?: [a-z]|,\d|\w)))", "Number "),
    rule(r"\bNO (?=\d{1,5}\b)", "Number "),
    rule(r"[#№] ?(?=\d)", "number "),
    rule(r"§ ?(?=\d)", "section "),
)
