"""Dates, years and times of day as they are written in running text, and how they are said.

Day before month is said "the fourteenth of March" by everyone; month before day is "March the fourteenth"
in British and "March fourteenth" in American English. All-numeric dates are day first in British and month
first in American English, unless only one order is possible.
"""

from __future__ import annotations

import re
from typing import Final

from narrate.script.numbers import English, cardinal, decade, in_pairs, ordinal, short_year, year
from narrate.script.rewriting import START, Rule, kept_stop, rule

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_BY_PREFIX: Final = {month[:3].lower(): month for month in _MONTHS}
# "may" and "march" in lower case are verbs; the other months are recognised in any case.
_MONTH: Final = (
    r"(?P<month>(?:March|MARCH|May|MAY|(?i:January|February|April|June|July|August|September|October|November"
    r"|December))\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT?|OCT|NOV"
    r"|DEC)\b(?: ?\.)?)"
)
_DAY: Final = r"(?P<day>0?[1-9]|[12]\d|3[01])(?i:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>[12]\d{3})(?![\d%]|,\d|\.\d)"
_THEN_YEAR: Final = rf"(?:(?P<comma> ?,)? {_YEAR})?"
_HALF_DAY: Final = r"(?: ?(?P<half>[AaPp])(?:\. ?)?[Mm](?![A-Za-z])\.?)"
# Nouns that a number in front of them counts: "in 1914 men went" is rarer than "1914 men".
_COUNTED: Final = (
    r"(?! (?:men|women|people|persons|souls|soldiers|horses|ships|tons|pounds|dollars|francs|feet|yards|miles"
    r"|metres|meters|acres|volumes|pages|copies|votes|times|years|days|hours)\b)"
)


def _month_name(written: str) -> str:
    return _BY_PREFIX[written[:3].lower()]


def _year_after(match: re.Match[str], english: English) -> str:
    return f"{',' if match['comma'] else ''} {year(match['year'], english)}" if match["year"] else ""


def _month_day(match: re.Match[str], english: English) -> str:
    joint = " the " if english is English.BRITISH else " "
    day = ordinal(match["day"].lstrip("0"), english)
    return f"{_month_name(match['month'])}{joint}{day}{_year_after(match, english)}"


def _day_month(match: re.Match[str], english: English) -> str:
    article = match["the"] or "the "
    said = f"{article}{ordinal(match['day'].lstrip('0'), english)} of {_month_name(match['month'])}"
    return said + _year_after(match, english) + kept_stop(match)


def _month_year(match: re.Match[str], english: English) -> str:
    return f"{_month_name(match['month'])}{match['joint']}{year(match['year'], english)}"


def _numeric(match: re.Match[str], english: English) -> str:
    first, second = int(match["first"]), int(match["second"])
    day_first = english is English.BRITISH if max(first, second) <= 12 else first > 12
    day, month = (first, second) if day_first else (second, first)
    said = _calendar_day(day, month, english)
    if not said:
        return match[0]
    digits = match["year"]
    return f"{said}, {year(digits, english) if len(digits) == 4 else short_year(digits)}"


def _iso(match: re.Match[str], english: English) -> str:
    said = _calendar_day(int(match["day"]), int(match["month"]), english)
    return f"{said}, {year(match['year'], english)}" if said else match[0]


def _calendar_day(day: int, month: int, english: English) -> str:
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return ""
    if english is English.BRITISH:
        return f"the {ordinal(str(day), english)} of {_MONTHS[month - 1]}"
    return f"{_MONTHS[month - 1]} {ordinal(str(day), english)}"


def _years(match: re.Match[str], english: English) -> str:
    until = match["until"]
    if len(until) == 4 and int(until) < int(match["since"]) and match["before"] is None:
        return match[0]
    said = year(until, english) if len(until) == 4 else short_year(until)
    return f"{year(match['since'], english)} to {said}"


def _era(match: re.Match[str], english: English) -> str:
    digits = match["year"]
    return in_pairs(digits) if len(digits) in {3, 4} and digits[-3] != "0" else cardinal(digits, english)


def _decade(match: re.Match[str], english: English) -> str:
    return decade(match["decade"], english)


def _time(match: re.Match[str], english: English) -> str:
    hour, minute = int(match["hour"]), match["minute"] or "00"
    if hour > 24 or minute > "59":
        return match[0]
    said = cardinal(str(hour), english)
    half = f" {match['half'].lower()}.m." if match["half"] else ""
    if minute != "00":
        said += f" {short_year(minute)}"
    elif not half:
        said += " o'clock" if 1 <= hour <= 12 else " hundred"
    return said + half


def _clock(match: re.Match[str], english: English) -> str:
    parts = [
        f"{cardinal(str(int(match[unit])), english)} {unit}{'' if int(match[unit]) == 1 else 's'}"
        for unit in ("hour", "minute", "second")
    ]
    return f"{parts[0]}, {parts[1]} and {parts[2]}"


DATES: Final[tuple[Rule, ...]] = (
    # 4:00 am - 8:12 pm: from one to the other. The numbers stay for the rules below.
    rule(r"(?<=\d)( ?[AaPp]\.?[Mm]\.?) ?[-–—] ?(?=\d)", r"\1 to "),
    # 1:01:05 is a duration or a stopwatch.
    rule(rf"{START}(?P<hour>\d{{1,2}}):(?P<minute>[0-5]\d):(?P<second>[0-5]\d)(?![\d:])", _clock),
    # 10:45, 9:05 a.m.
    rule(rf"{START}(?P<hour>\d{{1,2}}):(?P<minute>[0-5]\d){_HALF_DAY}?(?!\d|:\d)", _time),
    # 8.15 p.m., 5 pm
    rule(rf"{START}(?P<hour>\d{{1,2}})(?:\.(?P<minute>[0-5]\d))?{_HALF_DAY}", _time),
    # The British full stop is a time only where the words around it say so: at 8.15, the 8.15 train.
    rule(
        rf"(?<=\b[Aa]t ){START}(?P<hour>\d|1\d|2[0-3])\.(?P<minute>[0-5]\d)"
        r"(?![\d%°]| ?(?:per|million|billion)\b)"
        r"(?P<half>)",
        _time,
    ),
    rule(
        rf"(?<=\b[Tt]he ){START}(?P<hour>\d|1\d|2[0-3])\.(?P<minute>[0-5]\d)"
        r"(?= (?:train|express|bus|boat|coach|from|to|up|down|post|mail|service|flight)\b)(?P<half>)",
        _time,
    ),
    # 2008-07-28
    rule(rf"{START}(?P<year>[12]\d{{3}})([-/])(?P<month>\d\d?)\2(?P<day>\d\d?)(?![\d/-])", _iso),
    # 14/3/1843, 03.10.2010, 11/17/05
    rule(
        rf"{START}(?P<first>\d\d?)([-/.])(?P<second>\d\d?)\2(?P<year>[12]\d{{3}}|\d\d)(?![\d/-]|\.\d)",
        _numeric,
    ),
    # March 14, 1843; Jan. 15 2020; not May 5,000 nor May 10:45
    rule(rf"\b{_MONTH}[ -]?{_DAY}(?![\w%]|[,.:/-]\d|-\w){_THEN_YEAR}", _month_day),
    # 14 March, the 3rd of May 1893, 25 Dec. 1843
    rule(rf"(?P<the>\b[Tt]he )?{START}{_DAY}(?: of)?[ -]{_MONTH}{_THEN_YEAR}", _day_month),
    # April 1960, Sept. 1914, March of 1865
    rule(rf"\b{_MONTH}(?P<joint>,? | , | of ){_YEAR}", _month_year),
    # Dec. without a number. "Mar." and "Jun." are people too.
    rule(
        r"\b(?P<month>Jan|Feb|Apr|Aug|Sept|Oct|Nov|Dec)\.",
        lambda match, _: _month_name(match["month"]) + kept_stop(match),
    ),
    # 1914–18, 1980-1986, 1425-1400 B.C.
    rule(
        rf"{START}(?P<since>1\d{{3}}|20\d\d) ?[-–—] ?(?P<until>[12]\d{{3}}|\d\d)(?![\d/-]|[,.]\d)"
        r"(?P<before>(?= ?B\.? ?C))?",
        _years,
    ),
    # 1890s, 1890's, the '60s, mid-80s
    rule(r"(?<![\d.,$£€])(?P<decade>[12]\d\d0) ?'?s\b", _decade),
    rule(r"(?<![\w])'?(?P<decade>[2-9]0)'?s\b", _decade),
    # '98. Followed by a letter it is something else.
    rule(r"(?<![\w])'(\d\d)(?![\w'])", lambda match, _: short_year(match[1])),
    # 450 B.C.: said in pairs, as a year
    rule(rf"{START}(?P<year>\d{{1,4}})(?= ?(?:B\. ?C|A\. ?D|BCE?\b|CE\b|AD\b))", _era),
    rule(rf"(?<=\bA\.D\. ){START}(?P<year>\d{{1,4}})(?![\d,])", _era),
    # In 1066: before 1100 a number is a year only where something says so.
    rule(
        rf"(?P<word>\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Yy]ear|[Aa]fter|[Bb]efore|[Ff]rom)) {START}"
        rf"(?P<year>10\d\d)\b(?![,.]?\d){_COUNTED}",
        lambda match, english: f"{match['word']} {year(match['year'], english)}",
    ),
    # 1914. "1,914 men" has a comma and is a quantity.
    rule(
        rf"{START}(?<![$£€#-])(?P<year>1[1-9]\d\d|20\d\d)"
        rf"(?![\w%°]|[,.]\d|-\d| (?:million|billion|percent)){_COUNTED}",
        lambda match, english: year(match["year"], english),
    ),
)
