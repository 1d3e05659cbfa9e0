"""How a heading is announced: "IV" is "Chapter Four", "ACT III. SCENE II." is "Act Three. Scene Two."."""

from __future__ import annotations

import re
from typing import Final

from narrate.script.spoken.numbers import English, cardinal, roman_value

_DIVISIONS: Final = (
    "chapter|chap|book|part|volume|vol|act|scene|canto|section|stave|letter|epoch|episode|appendix|lecture|psalm"
    "|fragment|lesson|number|article|phase|elegy|sonnet|fit|fytte"
)
_SPELLED_OUT: Final = {"chap": "Chapter", "vol": "Volume"}
_DIVISION: Final = re.compile(
    rf"\b(?P<division>(?i:{_DIVISIONS}))\.? (?P<numeral>[IVXLCDM]{{1,12}}|[ivxlc]{{1,12}}|\d{{1,3}})"
    r"\b(?!['’.]\w|-\w)"
    r"(?P<mark>[.:—–-]*+) ?(?P<rest>.)?"
)
# A heading of three digits at most is a number; "1984" is a title.
_ONLY: Final = re.compile(r"(?P<numeral>[IVXLCDM]{2,12}|[IVXLC]|[ivxlc]{1,12}|\d{1,3})[.:]?")
# "I. Down the Rabbit-Hole", "IV: Title", "XIV Title"; not "I Am Born" nor "V for Vendetta"
_LEADING: Final = re.compile(
    r"(?P<numeral>[IVXLC]{1,12}|\d{1,3})(?:[.:)] ?|[—–] ?| [—–-] )(?=[^\W\d_]{2}|['\"(\[]|[AIO] )"
    r"|(?P<bare>[IVXLC]{2,12}) (?=[A-Z])"
)
# Well-formed numerals that start a title as words do.
_WORDS: Final = frozenset({"MIX", "CC", "CI", "LI", "CL", "C", "L"})


def number_heading(line: str, english: English) -> str:
    """``line`` with its Roman and Arabic chapter numbers in words; what has no number is as it was."""
    only = _ONLY.fullmatch(line)
    if only and (words := _in_words(only["numeral"], english)):
        return f"Chapter {words}."
    leading = _LEADING.match(line)
    if leading:
        numeral = leading["numeral"] or leading["bare"]
        words = "" if numeral in _WORDS else _in_words(numeral, english)
        if words:
            return f"Chapter {words}. {line[leading.end() :]}"
    return _DIVISION.sub(lambda match: _division(match, english), line)


def _division(match: re.Match[str], english: English) -> str:
    words = _in_words(match["numeral"], english)
    if not words:
        return match[0]
    rest = match["rest"] or ""
    name = _SPELLED_OUT.get(match["division"].lower(), match["division"].capitalize())
    # "Part 2 of the Story" and "Act I, Scene II" go on; a mark or a capital starts the title.
    goes_on = rest and not match["mark"] and (rest.islower() or not rest.isalnum())
    joint = " " if rest.isalnum() or rest in {"(", "[", "'", '"'} else ""
    return f"{name} {words}{'' if goes_on else '.'}{joint}{rest}"


def _in_words(numeral: str, english: English) -> str:
    value = numeral if numeral.isdecimal() else roman_value(numeral)
    return "" if value is None else cardinal(str(int(value)), english).title()
