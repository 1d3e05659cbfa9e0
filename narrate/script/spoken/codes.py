"""Numbers that are names: telephone numbers, ISBNs, network addresses, versions, quarters of a year."""

from __future__ import annotations

import re
from typing import Final

from narrate.script.spoken.numbers import English, cardinal, in_pairs, one_by_one, ordinal, short_year
from narrate.script.spoken.rewriting import START, Rule, rule

_GROUP: Final = re.compile(r"\d+|[A-Za-z]+")


def _telephone(match: re.Match[str], _: English) -> str:
    plus = "plus " if match[0].startswith("+") else ""
    return plus + ", ".join(_group(group) for group in _GROUP.findall(match[0]))


def _group(group: str) -> str:
    if group == "800":
        return "eight hundred"
    return one_by_one(group) if group.isdecimal() else group


def _book_number(match: re.Match[str], _: English) -> str:
    """Nobody says "zero" in an ISBN; and its hyphens are no pauses worth hearing."""
    return f"{match['name']} {one_by_one(match['number']).replace('zero', 'oh')}"


def _network(match: re.Match[str], _: English) -> str:
    return " dot ".join(one_by_one(group) for group in match[0].split("."))


def _dotted(match: re.Match[str], english: English) -> str:
    return " point ".join(cardinal(group, english) for group in match[0].split("."))


def _quarter(match: re.Match[str], english: English) -> str:
    part = "quarter" if match["part"] == "Q" else "half"
    year = match["year"]
    said = short_year(year) if len(year) == 2 else f"{short_year(year[:2])} {short_year(year[2:])}"
    return f"the {ordinal(match['nth'], english)} {part} of {said}"


CODES: Final[tuple[Rule, ...]] = (
    # ISBN 978-0816648368, ISSN 0919-2697
    rule(
        r"\b(?P<name>IS[BS]N)(?:-1[03])?:? ?(?P<number>\d[\d -]{6,16}\d)(?![\w-])",
        _book_number,
    ),
    # +1 (123) 456-7890, 1-800-555-0199, 555-1234
    rule(
        r"(?<![\w-])(?:\+\d{1,3}[ -]?)?(?:\(\d{2,5}\) ?|\d{3}[ -](?=\d{3}-\d{4}))?"
        r"\d{3}-\d{4}(?:-\d{1,4})?(?![\w-])",
        _telephone,
    ),
    rule(r"(?<![\w+])\+\d{1,3}(?:[ -]\d{2,5}){2,5}(?![\w-])", _telephone),
    # 555.123.4567
    rule(rf"{START}\d{{3}}\.\d{{3}}\.\d{{4}}(?![\w-]|\.\d)", _telephone),
    # 020 7946 0958, (0161) 496 0000, 01632 960983: a British number begins with a nought
    rule(r"(?<![\w(.,-])\(?0\d{2,4}\)? \d{3,4} ?\d{3,4}(?![\w-]|[.,]\d)", _telephone),
    # 1-800-GO-FEDEX
    rule(rf"{START}1-8\d\d(?:-(?:[A-Z]{{1,8}}|\d{{1,7}})){{1,3}}(?![\w-])", _telephone),
    # call 999, a 911 operator
    rule(
        r"(?P<word>\b(?i:call|called|calling|dial|dialled|dialed|phone|phoned|ring|rang) )?"
        r"\b(?:911|999|112|111)\b"
        r"(?(word)(?![\w-]|[.,]\d)|(?= (?:call|operator|dispatcher|emergency)\b))",
        lambda match, _: (match["word"] or "") + one_by_one(match[0][-3:]),
    ),
    # Chains of groups are codes, not sums: 3-7705-3380-1
    rule(rf"{START}(?<!-)\d{{1,12}}(?:-\d{{1,12}}){{2,8}}(?![\w-])", _telephone),
    # 192.168.0.1
    rule(rf"{START}\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![\w.]\d|\w)", _network),
    # Version 1.2.3
    rule(rf"{START}\d{{1,12}}(?:\.\d{{1,12}}){{2,8}}(?![\w.]\d|\w)", _dotted),
    # 3Q22, 1H2023
    rule(
        rf"{START}(?P<nth>[1-4])(?P<part>[QH])(?P<year>\d\d|20\d\d)\b",
        _quarter,
    ),
    # 401(k)
    rule(rf"{START}(\d{{3}})\(([a-z])\)", lambda match, _: f"{in_pairs(match[1])} {match[2]}"),
)
