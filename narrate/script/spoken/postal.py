"""Addresses of houses: 221B Baker St., 1428 Elm St, 1211 E. Arques Ave, Santa Clara, CA 95051."""

from __future__ import annotations

import re
from typing import Final

from narrate.script.spoken.numbers import English, cardinal, in_pairs, one_by_one
from narrate.script.spoken.rewriting import START, STARTERS, Rule, kept_stop, rule

_WAYS: Final = {
    "St": "Street", "Ave": "Avenue", "Av": "Avenue", "Rd": "Road", "Blvd": "Boulevard", "Dr": "Drive",
    "Ln": "Lane", "Ct": "Court", "Pl": "Place", "Sq": "Square", "Ter": "Terrace", "Hwy": "Highway",
    "Pkwy": "Parkway", "Expy": "Expressway", "Cres": "Crescent", "Cir": "Circle", "Tpke": "Turnpike",
}  # fmt: skip
_WAY: Final = (
    r"(?:Street|Avenue|Road|Boulevard|Lane|Drive|Place|Square|Terrace|Court|Row|Gardens|Crescent|Mews|Close"
    r"|Highway|Parkway|Way|Walk|Hill|Parade|Expressway)"
)
_SHORT_WAY: Final = "|".join(form for short in _WAYS for form in (short, short.lower(), short.upper()))
_DIRECTIONS: Final = {
    "N": "North", "S": "South", "E": "East", "W": "West", "NE": "Northeast", "NW": "Northwest",
    "SE": "Southeast", "SW": "Southwest",
}  # fmt: skip
# Of the United States; the letters alone are a state only after a town and before a ZIP code or a pause.
_STATES: Final = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho",
    "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina",
    "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania",
    "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas",
    "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington", "WV": "West Virginia",
    "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip
_SHOUTED: Final = frozenset({
    "HI", "ID", "IN", "ME", "OH", "OK", "OR", "PA", "MA", "LA", "AL", "DE", "CO", "MS", "MT", "VA",
})  # fmt: skip
_SURE: Final = "|".join(code for code in _STATES if code not in _SHOUTED)
_POINTED: Final = {
    "N.Y.": "New York", "N.J.": "New Jersey", "N.H.": "New Hampshire", "N.M.": "New Mexico",
    "N.C.": "North Carolina", "S.C.": "South Carolina", "N.D.": "North Dakota", "S.D.": "South Dakota",
    "R.I.": "Rhode Island", "W.Va.": "West Virginia",
}  # fmt: skip
_TOWN: Final = r"(?<=[A-Za-z], )"
_NAMES: Final = r"(?:(?:[NSEW]{1,2}\b\.? )?(?:[A-Z][\w']{0,20}\.? |\d{1,3}(?:st|nd|rd|th) ){1,3})"


def _house(match: re.Match[str], english: English) -> str:
    number = match["number"]
    said = in_pairs(number) if len(number) > 2 else cardinal(number, english)
    return f"{said} {match['letter']}" if match["letter"] else said


def _short_way(match: re.Match[str], _: English) -> str:
    return f"{match['before']}{_WAYS[match['short'].title()]}{kept_stop(match)}"


def _direction(match: re.Match[str], _: English) -> str:
    return f"{match['number']}{_DIRECTIONS[match['side']]} "


def _zip(match: re.Match[str]) -> str:
    more = f", {one_by_one(match['more'])}" if match["more"] else ""
    return one_by_one(match["zip"]) + more


POSTAL: Final[tuple[Rule, ...]] = (
    # 1211 E Arques Ave, 317 S. 3rd st, 123 Smith St: the way's name in full, so that the number is a house's
    rule(
        rf"(?P<before>{START}\d{{1,5}}[A-Z]? {_NAMES})(?P<short>{_SHORT_WAY})\b(?>(?:\.(?!\w))?)"
        rf"(?!(?i:(?<=st)|(?<=st\.)|(?<=dr)|(?<=dr\.)) (?!(?:{STARTERS})\b)[A-Z])",
        _short_way,
    ),
    rule(
        rf"(?P<number>{START}\d{{1,5}}[A-Z]? )(?P<side>[NS][EW]|[NSEW])\b\.? (?={_NAMES}{_WAY}\b)",
        _direction,
    ),
    # on 6th ave, at 42nd St.
    rule(
        rf"(?P<before>{START}\d{{1,3}}(?:st|nd|rd|th) )(?P<short>[Aa]ve|[Ss]t|[Bb]lvd)\b(?>(?:\.(?!\w))?)"
        r"(?! (?!The|He|She|It|They|We|I|A|In|On|At|But|And)[A-Z])",
        _short_way,
    ),
    # 221 Baker Street, 221B Baker Street, 221B
    rule(
        rf"(?<!\b[Ii]n ){START}(?P<number>\d{{1,4}})(?P<letter>[A-Z]?)(?= {_NAMES}{_WAY}(?!\w))",
        _house,
    ),
    rule(rf"{START}(?P<number>[1-9]\d\d)(?P<letter>[ABDEGH])\b", _house),
    # Santa Clara, CA 95051; DeSoto, Texas, 75115; Salem, OR 97301-1234
    rule(
        rf"{_TOWN}(?P<state>{'|'.join(_STATES)})(?P<joint>,? )(?P<zip>\d{{5}})"
        r"(?:-(?P<more>\d{4}))?(?![\d-])",
        lambda match, _: f"{_STATES[match['state']]}{match['joint']}{_zip(match)}",
    ),
    rule(
        rf"{_TOWN}(?P<state>{'|'.join(_STATES.values())})(?P<joint>,? )(?P<zip>\d{{5}})"
        r"(?:-(?P<more>\d{4}))?(?![\d-])",
        lambda match, _: f"{match['state']}{match['joint']}{_zip(match)}",
    ),
    rule(
        r"\b(?P<state>D\.C\.|DC)(?P<joint>,? )(?P<zip>\d{5})(?:-(?P<more>\d{4}))?(?![\d-])",
        lambda match, _: f"D.C.{match['joint']}{_zip(match)}",
    ),
    # City, NY
    rule(
        rf"(?<=[a-z], )(?P<state>{_SURE})(?=[.,;:)!?]|\Z| [a-z])",
        lambda match, _: _STATES[match["state"]],
    ),
    # New York, N.Y.
    rule(
        rf"{_TOWN}(?P<state>{'|'.join(map(re.escape, _POINTED))})",
        lambda match, _: _POINTED[match["state"]] + kept_stop(match),
    ),
)
