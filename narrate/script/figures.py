"""Every other number in running text: addresses, telephone numbers, fractions, ordinals, ranges, counts.

``FIGURES`` comes after dates and measures have taken theirs, and its last rule takes whatever digit is
left, so that none is ever lost.
"""

from __future__ import annotations

import re
from typing import Final

from narrate.script.numbers import (
    English,
    cardinal,
    fraction,
    in_pairs,
    one_by_one,
    ordinal,
    quantity,
    short_year,
)
from narrate.script.rewriting import NUMBER, START, WHOLE, Rule, rule

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
_STREETS: Final = (
    r"(?:Street|St\.|Avenue|Ave\.?|Road|Rd\.?|Boulevard|Blvd\.?|Lane|Drive|Place|Square|Terrace|Court|Row)"
)
_WEB_NAMES: Final = {".": "dot", "/": "slash", "@": "at", "-": "dash", "_": "underscore", ":": "colon"}
_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def _address(match: re.Match[str], english: English) -> str:
    """A web or mail address: its letters as words, its digits one by one, its signs by name."""
    return " ".join(_address_part(part, english) for part in re.findall(r"[^\W\d_]+|\d+|.", match["address"]))


def _address_part(part: str, english: English) -> str:
    if part.isdecimal():
        return cardinal(part, english) if len(part) < 3 else one_by_one(part)
    return "w w w" if part == "www" else _WEB_NAMES.get(part, part)


def _telephone(match: re.Match[str], _: English) -> str:
    plus = "plus " if match[0].startswith("+") else ""
    return plus + ", ".join(one_by_one(group) for group in re.findall(r"\d+", match[0]))


def _dotted(match: re.Match[str], english: English) -> str:
    return " point ".join(cardinal(group, english) for group in match[0].split("."))


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


ADDRESSES: Final[tuple[Rule, ...]] = (
    # The scheme is for machines: nobody says "h t t p s colon slash slash".
    rule(r"\b(?:https?|ftp)://(?P<address>[^\s<>\"')\]]*[\w/])", _address),
    rule(r"\b(?P<address>www\.[^\s<>\"')\]]*[\w/])", _address),
    rule(r"(?<![\w.+@-])(?P<address>[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+)(?![@\w])", _address),
    # librivox.org
    rule(
        r"(?<![\w.@-])(?P<address>[A-Za-z0-9][\w-]{1,62}(?:\.[\w-]{1,62}){0,4}\.(?:com|org|net|edu|gov|co\.uk|io))"
        r"(?![\w@-])",
        _address,
    ),
)

FIGURES: Final[tuple[Rule, ...]] = (
    # + 1 (123) 456-7890, 555-1234
    rule(
        r"(?<![\w-])(?:\+\d{1,3}[ -]?)?(?:\(\d{2,5}\) ?|\d{3}[ -](?=\d{3}-\d{4}))?"
        r"\d{3}-\d{4}(?:-\d{1,4})?(?![\w-])",
        _telephone,
    ),
    rule(r"(?<![\w+])\+\d{1,3}(?:[ -]\d{2,5}){2,5}(?![\w-])", _telephone),
    # Chains of groups are codes, not sums: ISBN 3-7705-3380-1
    rule(rf"{START}(?<!-)\d{{1,12}}(?:-\d{{1,12}}){{2,8}}(?![\w-])", _telephone),
    # Versions and network addresses: 1.2.3
    rule(rf"{START}\d{{1,12}}(?:\.\d{{1,12}}){{2,8}}(?![\w.]\d|\w)", _dotted),
    # 221 Baker Street, 221B Baker Street
    rule(
        rf"{START}(?P<number>\d{{3,4}})(?= (?:[A-Z][\w'.]{{0,20}} ){{1,3}}{_STREETS}(?!\w))",
        lambda match, _: in_pairs(match["number"]),
    ),
    # 221B
    rule(
        rf"{START}(?P<number>[1-9]\d\d)(?P<letter>[A-Z])\b",
        lambda match, _: f"{in_pairs(match[1])} {match[2]}",
    ),
    # 3½, ½ a mile
    rule(rf"(?:{START}(?P<whole>\d{{1,9}})[ -]?)?(?P<vulgar>[{_VULGARS}])", _mixed),
    # 2 1/4, 3/4, 1/3rd
    rule(
        rf"(?:{START}(?P<whole>\d{{1,6}}) )?{START}(?<!/)(?P<above>\d{{1,5}})/(?P<below>\d{{1,5}})"
        r"(?:st|nd|rd|ths?|RD|TH)?"
        r"(?![\w/])",
        _slashed,
    ),
    # 21st, 1,000th; the old 2d and 3d before a noun
    rule(rf"{START}(?P<number>{WHOLE})(?:st|nd|rd|th|ST|ND|RD|TH)\b", _ordinal),
    rule(rf"(?<=\b[Tt]he ){START}(?P<number>\d?[23])d(?= [A-Z]|\.? of\b)", _ordinal),
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
    # No. 5, Nos. 3 and 4, #7, pp. 5, § 3
    rule(
        r"\b(N|n)[oO]([sS]?)\. ?(?=\d|[IVXLC]{2,}\b)", lambda match, _: f"{match[1]}umber{match[2].lower()} "
    ),
    rule(r"[#№] ?(?=\d)", "number "),
    rule(r"\b(p|P)(p?)\. ?(?=\d|[ivxl]{1,8}\b)", lambda match, _: f"{match[1]}age{'s' if match[2] else ''} "),
    rule(r"§ ?(?=\d)", "section "),
    rule(r"\bc(?:a|irca)?\. ?(?=\d)", "circa "),
    rule(r"~ ?(?=\d)", "about "),
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
    rule(rf"{NUMBER}|(?<![\w.)\]'\"!?])\.\d++", _count),
)
