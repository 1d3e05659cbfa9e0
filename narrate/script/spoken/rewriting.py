"""Rules that rewrite text: a pattern and how to read what it matched. The tables of rules stand elsewhere.

Every pattern here and in the tables is anchored on its left so that it cannot start inside what it has
just refused, and repeats only possessively: a hostile string of 100,000 digits or commas stays linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from narrate.script.spoken.numbers import English

Reading = Callable[[re.Match[str], English], str]
"""What is said for a match. A reading that finds the match not to be its own returns it as it stands."""

START: Final = r"(?<!\w)(?<!\d[.,])(?<![\s(\"$£]\.)(?<!^\.)"
"""Before a number that is whole: not inside a word, a decimal (.5 too) or a grouped number."""

WHOLE: Final = r"(?>\d{1,3}(?:,\d{3})++(?!\d)|\d++)"
"""A whole number, with or without commas between thousands."""

NUMBER: Final = rf"(?>{WHOLE}(?:\.\d++)?+|(?<![\w.)\]'!?])\.\d++)"
"""A whole number or a decimal, also one without a nought: .5"""

STARTERS: Final = (
    "The|He|She|It|They|We|You|I|A|An|In|On|At|But|And|There|This|That|When|Then|His|Her|My|For|If|So"
)
"""Words that begin a sentence after "Baker St." far more often than they name a saint."""

_ENDS_SENTENCE: Final = re.compile(r"[\"')\]]*+(?:\Z|\s++[\"'(\[]*+[A-Z])")


@dataclass(frozen=True, slots=True)
class Rule:
    """Whatever ``pattern`` matches is said as ``read`` says."""

    source: str
    read: Reading

    @property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first wanted: a book needs few of the rules, and starting needs none."""
        return _compiled(self.source)


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


def rule(pattern: str, read: Reading | str) -> Rule:
    """A rule from a pattern and a reading, or a replacement in the notation of ``re.sub``."""
    if isinstance(read, str):
        replacement = read
        return Rule(pattern, lambda match, _: match.expand(replacement))
    return Rule(pattern, read)


def rewrite(text: str, rules: Sequence[Rule], english: English) -> str:
    """``text`` after all rules, each on the result of the one before it."""
    for each in rules:
        text = each.pattern.sub(lambda match, read=each.read: read(match, english), text)  # type: ignore[misc]
    return text


def kept_stop(match: re.Match[str]) -> str:
    """The full stop that an expanded abbreviation must give back, because it also ended the sentence."""
    return "." if match[0].endswith(".") and _ENDS_SENTENCE.match(match.string, match.end()) else ""
