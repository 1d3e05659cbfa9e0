"""Every other number in running text: addresses, telephone numbers, fractions, ordinals, ranges, counts.

``FIGURES`` comes after dates and measures have taken theirs, and its last rule takes whatever digit is
left, so that none is ever lost.
"""

from __future__ import annotations

import re
from typing import Final

from narrate.script.spoken.numbers import (
    English,
    cardinal,
    fraction,
    in_pairs,
    ordinal,
    quantity,
    short_year,
)
from narrate.script.spoken.rewriting import NUMBER, START, WHOLE, Rule, rule

_VULGAR: Final = {
    "½": ("1", "2"), "⅓": ("1", "3"), "⅔": ("2", "3"), "¼": ("1", "4"), "¾": ("3", "4"), "⅕": ("1", "5"),
    "⅖": ("2", "5"), "⅗": ("3", "5"), "⅘": ("4", "5"), "⅙": ("1", "6"), "⅚": ("5", "6"), "⅐": ("1", "7"),
    "⅛": ("1", "8"), "⅜": ("3", "8"), "⅝": ("5", "8"), "⅞": ("7", "8"), "⅑": ("1", "9"), "⅒": ("1", "10"),
}  # fmt: skip
_VULGARS: Final = "".join(_VULGAR)
_IDIOMS: Final = {
    "24/7": "twenty-four seven",
    "9/11": "nine eleven",
    "50/50": "fifty-fifty",
    "20/20": "twenty-twenty",
}
_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def _mixed(match: re.Match[str], english: English) -> str:
    """3½ is "three and a half", 2¾ is "two and three quarters", ½ alone is "half"."""
    whole, (above, below) = match["whole"], _VULGAR[match["vulgar"]]
    return _whole_and_part(whole, above, below, english) if whole else _part(match, above, below, english)


def _part(match: re.Match[str], above: str, below: str, english: English) -> str:
    follows = match.string[match.end() : match.end() + 5]
    if (above, below) == ("1", "2") and re.match(r" (?:an?|the|of)\b| ?[a-z]", follows):
        return "half" if follows.startswith(" ") else "half "
    return fraction(above, below, english) + (" " if follows[:1].isalnum() else "")


def _whole_and_part(whole: str, above: str, below: str, english: English) -> str:
    part = fraction(above, below, english)
    return f"{cardinal(whole, english)} and {'a' + part.removeprefix('one') if above == '1' else part}"


def _slashed(match: re.Match[str], english: English) -> str:
    if match[0] in _IDIOMS:
        return _IDIOMS[match[0]]
    above, below = match["above"], match["below"]
    if match["whole"]:
        return _whole_and_part(match["whole"], above, below, english)
    return fraction(above, below, english)


_SCORING: Final = re.compile(
    r"\b(?:won|wins?|lost|loses?|beat|beaten|beating|defeat(?:ed|s)?|scores?|scored|draws?|drew|drawn|victory|led|leads?"
    r"|leading|trail(?:ed|ing)|tied|ahead|final|half-time|thrashed|innings)\b[^.;!?]{0,40}\Z"
)
_LOOK_BACK: Final = 60  # characters before a score in which a word says that it is one


def _score(match: re.Match[str], english: English) -> str:
    """Won 3–2 is "three two", and nothing is "nil" to the British."""
    if not _SCORING.search(match.string[max(0, match.start() - _LOOK_BACK) : match.start()]):
        return match[0]
    nothing = "nil" if english is English.BRITISH else "nothing"
    ours, theirs = (
        nothing if match[side] == "0" else cardinal(match[side], english) for side in ("ours", "theirs")
    )
    return f"{ours} {theirs}"


def _plural(match: re.Match[str], english: English) -> str:
    """9s is "nines", 100s "hundreds", 40s "forties"."""
    words = cardinal(match["number"], english).removeprefix("one " if match["number"][1:] else "")
    if words.endswith("y"):
        return words[:-1] + "ies"
    return words + ("es" if words.endswith("x") else "s")


_CALLED_IN_PAIRS: Final = "room|suite|flight|apartment|apt|route|highway|interstate|gate|cell|extension"


def _in_pairs(match: re.Match[str], _: English) -> str:
    return match["word"] + in_pairs(match["number"])


def _range(match: re.Match[str], _: English) -> str:
    """A hyphen is "to" only between a smaller and a greater number; an en dash always is."""
    low, high = (int(match[side].replace(",", "")) for side in ("low", "high"))
    if match["dash"].strip() == "-" and low >= high:
        return match[0]
    return f"{match['low']} to {match['high']}"


def _ratio(match: re.Match[str], english: English) -> str:
    return f"{match['word']}{cardinal(match['more'], english)} to {cardinal(match['less'], english)}"


def _verse(match: re.Match[str], english: English) -> str:
    return f"{cardinal(match[1], english)} {cardinal(match[2], english)}"


def _ordinal(match: re.Match[str], english: English) -> str:
    return ordinal(match["number"].replace(",", ""), english)


def _power(match: re.Match[str], english: English) -> str:
    power = match[0].translate(_SUPERSCRIPTS)
    named = {"2": " squared", "3": " cubed"}.get(power)
    return named or f" to the power of {cardinal(power, english)}"


def _count(match: re.Match[str], english: English) -> str:
    return quantity(match[0], english)


FIGURES: Final[tuple[Rule, ...]] = (
    # ~50, before any rule that needs a number to stand free
    rule(r"[~≈] ?(?=\d)", "about "),
    # won 3-2, beat them 4–0
    rule(
        rf"{START}(?<![-–$£€])(?P<ours>\d{{1,3}}) ?[-–] ?(?P<theirs>\d{{1,3}})(?![\d–-]|[.,]\d|%)"
        r"(?=[.,;:!?)]|\Z| (?:to|in|on|at|against|and|but|by|over|with|after|before|win|victory|defeat"
        r"|loss|lead|draw|away|home|up|down|last|from|when|thanks)\b)",
        _score,
    ),
    # from 9-5, between 5-10: as sure as an en dash
    rule(
        rf"(?P<word>\b(?:[Ff]rom|[Bb]etween|[Aa]ged?) ){START}(?P<low>\d{{1,4}})-(?P<high>\d{{1,4}})"
        r"(?![\w-]|[.,]\d)",
        r"\g<word>\g<low> to \g<high>",
    ),
    # Room 101, flight 714: as houses are
    rule(rf"(?P<word>\b(?i:{_CALLED_IN_PAIRS}) )(?P<number>[1-9]\d{{2,3}})(?![\w-]|[.,:]\d)", _in_pairs),
    # 10:1 odds
    rule(
        rf"{START}(\d{{1,4}}):(\d{{1,4}})(?= (?:odds|ratio|favou?rite|shot|mix|chance|against|on)\b)",
        r"\1 to \2",
    ),
    # 5%–10% has its own; 2.5–3.5
    rule(rf"{START}(?<![-–])(?P<low>\d{{1,9}}\.\d{{1,9}}) ?– ?(?=\d{{1,9}}(?:\.\d)?)", r"\g<low> to "),
    # 1/2 past 3
    rule(r"(?<![\w/])1/2 past\b", "half past"),
    # 3½, ½ a mile
    rule(rf"(?:{START}(?P<whole>\d{{1,9}})[ -]?)?(?P<vulgar>[{_VULGARS}])", _mixed),
    # 2 1/4, 3/4, 1/3rd
    rule(
        rf"(?:{START}(?P<whole>\d{{1,6}})[ -])?{START}(?<!/)(?P<above>\d{{1,5}})/(?P<below>\d{{1,5}})"
        r"(?:(?:st|nd|rd|th)s?|RD|TH)?"
        r"(?![\w/])",
        _slashed,
    ),
    # 21st, 1,000th; the old 2d and 3d before a noun
    rule(rf"{START}(?P<number>{WHOLE})(?:st|nd|rd|th|ST|ND|RD|TH)\b", _ordinal),
    rule(rf"(?<=\b[Tt]he ){START}(?P<number>\d?[23])d(?= [A-Z]|\.? of\b)", _ordinal),
    # in his 40s, two 9s, 100s of them
    rule(rf"(?<!\b[Nn]umber ){START}(?P<number>[1-9]\d{{0,3}})'?s\b(?!')", _plural),
    # odds of 10:1; but Genesis 1:1
    rule(rf"(?P<word>\b[a-z]{{1,20}} ){START}(?P<more>\d{{1,4}}):(?P<less>\d)(?![\d:])", _ratio),
    rule(rf"{START}(\d{{1,4}}):(\d{{1,3}})(?![\d:])", _verse),
    # pages 5–10, 2-3
    rule(
        rf"{START}(?<![-–])(?P<low>\d{{1,3}}(?:,\d{{3}})*|\d{{1,9}})(?P<dash> ?– ?| ?- ?)"
        r"(?P<high>\d{1,3}(?:,\d{3})+|\d{1,9})"
        r"(?![\d–-]|[,.]\d)",
        _range,
    ),
    rule(r" ?(?:<=|≤) ?(?=-?\d)", " at most "),
    rule(r" ?(?:>=|≥) ?(?=-?\d)", " at least "),
    rule(r"(?<![\w<>])< ?(?=\d)", "less than "),
    rule(r"(?<![\w<>])> ?(?=\d)", "more than "),
    # -5, but not 3-2 nor a dash
    rule(r"(?<![^\s(\[=])[-−](?=\.?\d)", "minus "),
    rule(r"(?<=\d) ?\+ ?(?=\d)", " plus "),
    # 10², m³
    rule(r"(?<=\w)[⁰¹²³⁴-⁹]{1,9}", _power),
    # MI5, CO2: the letters of a code are said one by one
    rule(r"(?<!\w)[A-Z]{2,4}(?=\d)", lambda match, _: " ".join(match[0]) + " "),
    # "end.5 men": a space was forgotten
    rule(r"(?<=[^\W\d_][.,;:!?])(?=\d)", " "),
    # B12, 5A: letters and digits are said apart
    rule(r"(?<=[^\W\d_])(?=\d)", " "),
    rule(r"(?<=\d)(?=[^\W\d_])", " "),
    # '05 that nothing else explained
    rule(r"(?<!\w)'(\d\d)(?!\d)", lambda match, _: short_year(match[1])),
    # The rest, whatever stands around it.
    rule(rf"{NUMBER}|(?:(?<=[\s(]\")|(?<![\w.)\]'\"!?]))\.\d++", _count),
)
