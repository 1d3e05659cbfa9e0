"""Dates and years as they are written in running text, and how they are said.

Day before month is said "the fourteenth of March" by everyone; month before day is "March the fourteenth"
in British and "March fourteenth" in American English. All-numeric dates are day first in British and month
first in American English, unless only one order is possible, and are said in the order that they are read in;
2008-07-28 is "the twenty-eighth of July" to everyone.
"""

from __future__ import annotations

import re
from typing import Final

from narrate.script.spoken.numbers import English, cardinal, decade, in_pairs, ordinal, short_year, year
from narrate.script.spoken.rewriting import START, Rule, kept_stop, rule

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_BY_PREFIX: Final = {month[:3].lower(): month for month in _MONTHS}
# "may" and "march" in lower case are verbs; the other months are recognised in any case.
_MONTH: Final = (
    r"(?P<month>(?:March|MARCH|May|MAY|(?i:January|February|April|June|July|August|September|October|November"
    r"|December))\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    r"|jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec|JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC)\b(?: ?\.)?)"
)
_SHORT_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
_DAY: Final = r"(?P<day>0?[1-9]|[12]\d|3[01])(?i:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>[12]\d{3})(?![\d%]|,\d|\.\d)"
_THEN_YEAR: Final = rf"(?:(?P<comma> ?,)? {_YEAR})?"
# Nouns that a number in front of them counts: "in 1914 men went" is rarer than "1914 men".
_COUNTED: Final = (
    r"(?! (?:men|women|people|persons|souls|soldiers|horses|ships|tons|pounds|dollars|francs|feet|yards|miles"
    r"|metres|meters|kilometres|kilometers|acres|volumes|pages|copies|votes|times|years|days|hours|degrees|barrels"
    r"|cases|bushels|gallons|guns|prisoners|members|students|children|inhabitants|residents|sheep|cattle|houses"
    r"|seats|stars|words|lines|letters|pieces|shares|pupils|troops|cavalry|infantry|rounds|calories)\b)"
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


def _day_and_month(match: re.Match[str], english: English) -> str:
    """The words of ``first`` and ``second``, "" where they are no date; said in the order of writing."""
    first, second = int(match["first"]), int(match["second"])
    day_first = english is English.BRITISH if max(first, second) <= 12 else first > 12
    day, month = (first, second) if day_first else (second, first)
    return _calendar_day(day, month, day_first=day_first)


def _numeric(match: re.Match[str], english: English) -> str:
    said = _day_and_month(match, english)
    if not said:
        return match[0]
    digits = match["year"]
    return f"{said}, {year(digits, english) if len(digits) == 4 else short_year(digits)}"


def _without_year(match: re.Match[str], english: English) -> str:
    said = _day_and_month(match, english)
    return match["before"] + said if said else match[0]


def _iso(match: re.Match[str], english: English) -> str:
    said = _calendar_day(int(match["day"]), int(match["month"]), day_first=True)
    return f"{said}, {year(match['year'], english)}" if said else match[0]


def _calendar_day(day: int, month: int, *, day_first: bool) -> str:
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return ""
    nth = ordinal(str(day), English.AMERICAN)
    return f"the {nth} of {_MONTHS[month - 1]}" if day_first else f"{_MONTHS[month - 1]} {nth}"


_DAYS: Final = {
    "mon": "Monday", "tue": "Tuesday", "tues": "Tuesday", "wed": "Wednesday", "thu": "Thursday",
    "thur": "Thursday", "thurs": "Thursday", "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
_DAY_NAME: Final = r"(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)"


def _weekday(match: re.Match[str], _: English) -> str:
    return _DAYS[match["weekday"].lower()] + (match["comma"] or "")


def _weekdays(match: re.Match[str], _: English) -> str:
    return f"{_DAYS[match['since'].lower()]} to {_DAYS[match['until'].lower()]}{kept_stop(match)}"


def _months(match: re.Match[str], _: English) -> str:
    return f"{_month_name(match['since'])} to {_month_name(match['until'])}{kept_stop(match)}"


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


DATES: Final[tuple[Rule, ...]] = (
    # c. 1850, ca. 1500; (b. 1904)
    rule(r"\bc(?:a|irca)?\. ?(?=\d)", "circa "),
    rule(r"(?<=\()b\. ?(?=1?\d{3}\b)", "born "),
    rule(r"(?<=\()d\. ?(?=1?\d{3}\b)", "died "),
    # the year 2525
    rule(
        r"(?P<word>\b[Yy]ear )(?P<year>\d{4})(?![\w-]|[.,]\d)",
        lambda match, english: match["word"] + year(match["year"], english),
    ),
    # Mon.-Sun., Mon–Fri, Jan-Mar; Tues., March 3
    rule(rf"\b(?P<since>{_DAY_NAME})\b\.? ?[-–—] ?(?P<until>{_DAY_NAME})\b(?>(?:\.(?!\w))?)", _weekdays),
    rule(
        rf"\b(?P<since>{_SHORT_MONTH})\b\.? ?[-–—] ?(?P<until>{_SHORT_MONTH})\b(?>(?:\.(?!\w))?)(?! \d)",
        _months,
    ),
    rule(
        rf"\b(?P<weekday>{_DAY_NAME})\b\.?(?P<comma>,?)(?= (?:\d|{_MONTH.replace('?P<month>', '?:')} ?\d))",
        _weekday,
    ),
    # 2008-07-28
    rule(rf"{START}(?P<year>[12]\d{{3}})([-/])(?P<month>\d\d?)\2(?P<day>\d\d?)(?![\d/-])", _iso),
    # 14/3/1843, 03.10.2010, 11/17/05
    rule(
        rf"{START}(?P<first>\d\d?)([-/.])(?P<second>\d\d?)\2(?P<year>[12]\d{{3}}|\d\d)(?![\d/-]|\.\d)",
        _numeric,
    ),
    # on 9/20, by 14/3
    rule(
        r"(?P<before>\b(?:[Oo]n|[Bb]y|[Uu]ntil|[Ss]ince|due|dated|beginning|starting|[Ff]rom|[Ff]or) )"
        r"(?P<first>\d\d?)/(?P<second>\d\d?)"
        r"(?=[.,;:!?)]?(?:\Z| (?:to|at|and|through|with|in|or)\b|[)] | [A-Z]))",
        _without_year,
    ),
    # Jan-15-2020, 15-Jan-2020
    rule(rf"\b{_MONTH}-(?P<comma>){_DAY}-{_YEAR}", _month_day),
    rule(rf"(?P<the>){START}(?P<comma>){_DAY}-{_MONTH}-{_YEAR}", _day_month),
    # 17 may 2010: beside a day and a year it is no verb
    rule(rf"{START}(?P<the>)(?P<comma>){_DAY} (?P<month>may|march),? {_YEAR}", _day_month),
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
    # 1960s-80s
    rule(r"(?<=\d0s) ?[-–] ?(?=\d{0,2}\d0s\b)", " to "),
    # 1861-'65, '98–'99
    rule(r"(?<=\d\d) ?[-–] ?(?='\d\d(?!\d))", " to "),
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
