"""Weights, lengths, temperatures and percentages as they are written, and how they are said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from narrate.script.spoken.numbers import English, cardinal, quantity
from narrate.script.spoken.rewriting import NUMBER, START, Rule, kept_stop, rule


@dataclass(frozen=True, slots=True)
class _Unit:
    one: str
    many: str


def _unit(one: str, many: str = "") -> _Unit:
    return _Unit(one, many or f"{one}s")


# Units that a number makes plain, with or without a space between.
_UNITS: Final = {
    "kg": _unit("kilogram"), "mg": _unit("milligram"), "g": _unit("gram"), "µg": _unit("microgram"),
    "μg": _unit("microgram"), "km": _unit("kilometer"), "cm": _unit("centimeter"), "mm": _unit("millimeter"),
    "m": _unit("meter"), "μm": _unit("micrometer"), "µm": _unit("micrometer"), "nm": _unit("nanometer"),
    "mi": _unit("mile"), "ft": _unit("foot", "feet"), "yd": _unit("yard"), "yds": _unit("yard"),
    "lb": _unit("pound"), "lbs": _unit("pound"), "oz": _unit("ounce"),
    "cwt": _unit("hundredweight", "hundredweight"), "gal": _unit("gallon"), "pt": _unit("pint"),
    "pts": _unit("point"), "qt": _unit("quart"), "tsp": _unit("teaspoon"), "tbsp": _unit("tablespoon"),
    "ml": _unit("milliliter"), "mL": _unit("milliliter"), "cl": _unit("centiliter"), "dl": _unit("deciliter"),
    "L": _unit("liter"), "cc": _unit("cc", "cc"), "kcal": _unit("kilocalorie"),
    "kJ": _unit("kilojoule"), "hr": _unit("hour"), "hrs": _unit("hour"), "min": _unit("minute"),
    "mins": _unit("minute"), "sec": _unit("second"), "secs": _unit("second"), "ms": _unit("millisecond"),
    "mph": _unit("mile per hour", "miles per hour"), "mpg": _unit("mile per gallon", "miles per gallon"),
    "kph": _unit("kilometer per hour", "kilometers per hour"), "kn": _unit("knot"), "kt": _unit("knot"),
    "rpm": _unit("revolution per minute", "revolutions per minute"),
    "bpm": _unit("beat per minute", "beats per minute"),
    "fps": _unit("frame per second", "frames per second"),
    "psi": _unit("pound per square inch", "pounds per square inch"), "ha": _unit("hectare"),
    "ppm": _unit("part per million", "parts per million"),
    "Hz": _unit("hertz", "hertz"), "kHz": _unit("kilohertz", "kilohertz"),
    "MHz": _unit("megahertz", "megahertz"), "GHz": _unit("gigahertz", "gigahertz"),
    "W": _unit("watt"), "kW": _unit("kilowatt"), "MW": _unit("megawatt"), "GW": _unit("gigawatt"),
    "kWh": _unit("kilowatt hour"), "V": _unit("volt"), "kV": _unit("kilovolt"), "mA": _unit("milliamp"),
    "dB": _unit("decibel"), "kPa": _unit("kilopascal"), "hPa": _unit("hectopascal"),
    "kB": _unit("kilobyte"), "KB": _unit("kilobyte"), "MB": _unit("megabyte"), "GB": _unit("gigabyte"),
    "TB": _unit("terabyte"), "kbps": _unit("kilobit per second", "kilobits per second"),
    "Mbps": _unit("megabit per second", "megabits per second"),
    "Gbps": _unit("gigabit per second", "gigabits per second"), "MP": _unit("megapixel"),
    "hp": _unit("horsepower", "horsepower"), "KG": _unit("kilogram"), "KM": _unit("kilometer"),
    "CM": _unit("centimeter"), "MPH": _unit("mile per hour", "miles per hour"), "KW": _unit("kilowatt"),
    "LBS": _unit("pound"), "doz": _unit("dozen", "dozen"), "in²": _unit("square inch", "square inches"),
}  # fmt: skip
# What stands after a slash: km/h, mg/kg, m/s. A bare "s" or "h" is a unit only there.
_PER_UNITS: Final = {short: unit.one for short, unit in _UNITS.items()} | {
    "h": "hour", "s": "second", "d": "day", "day": "day", "wk": "week", "week": "week", "yr": "year",
    "year": "year", "hour": "hour", "minute": "minute", "second": "second", "person": "person",
}  # fmt: skip
_UNIT: Final = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_PER: Final = "|".join(sorted(map(re.escape, _PER_UNITS), key=len, reverse=True))
_DEGREES: Final = {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin"}
_SIDES: Final = {"N": " north", "S": " south", "E": " east", "W": " west"}
_POWERS: Final = {
    "²": "square ",
    "2": "square ",
    "³": "cubic ",
    "3": "cubic ",
    "sq": "square ",
    "cu": "cubic ",
}
_MINUS: Final = r"(?P<minus>(?:(?<=\s)|(?<=[(\[])|\A)[-−])?"
_ARTICLE: Final = re.compile(r"\b(?:[Aa]|[Aa]n|[Ee]ach|[Ee]very) \Z")
_NOUN: Final = re.compile(
    r"[ -](?!(?:of|and|or|to|in|on|at|from|by|for|is|was|as|per|long|wide|high|tall|deep|thick|away)\b)[a-z]"
)
_LOOK_BACK: Final = 400  # characters in which a quotation that a straight " might close must have opened
_OF_SEATS: Final = re.compile(r"\b(?:seat|row|flat|unit|room|gate|block|class|platform) \Z", re.IGNORECASE)
_OF_HEAT: Final = re.compile(
    r"\b(?:temperatures?|thermostat|oven|degrees?|heat(?:ed)?|hot|cold|cool|warm|freez\w+|boil\w*|bak(?:e|ing)"
    r"|weather|fever|celsius|fahrenheit|outside)\b",
    re.IGNORECASE,
)


def _spelling(words: str, english: English) -> str:
    """The American table in British spelling; the sound is the same."""
    if english is English.AMERICAN:
        return words
    return words.replace("meter", "metre").replace("liter", "litre")


def _stands_before_a_noun(match: re.Match[str]) -> bool:
    """A 60 W bulb is of sixty watt."""
    text = match.string
    return bool(_ARTICLE.search(text[max(0, match.start() - 6) : match.start()])) and bool(
        _NOUN.match(text, match.end())
    )


def _measure(match: re.Match[str], english: English) -> str:
    unit = _UNITS[match["unit"]]
    number = match["number"]
    single = number == "1" or match["gap"] == "-" or _stands_before_a_noun(match)
    power = _POWERS.get(match["power"] or "", "") or _POWERS.get(match["prefix"] or "", "")
    minus = "minus " if match["minus"] else ""
    named = _spelling(power + (unit.one if single else unit.many), english)
    joint = "-" if match["gap"] == "-" and not power else " "
    per = f" per {_spelling(_PER_UNITS[match['per']], english)}" if match["per"] else ""
    per += {"²": " squared", "³": " cubed"}.get(match["per_power"] or "", "")
    return f"{minus}{quantity(number, english)}{joint}{named}{per}{kept_stop(match)}"


def _stone(match: re.Match[str], english: English) -> str:
    return f"{cardinal(match[1] or match[2], english)} stone"


def _per(match: re.Match[str], english: English) -> str:
    unit = _spelling(_POWERS.get(match["power"] or "", "") + _PER_UNITS[match["per"]], english)
    return f"{quantity(match['number'], english)} per {unit}"


def _inch_mark(match: re.Match[str], english: English) -> str:
    """16" is inches unless the mark closes a quotation: the last mark before it opened one."""
    text, start = match.string, match.start()
    before = text.rfind('"', max(0, start - _LOOK_BACK), start)
    opens = (
        before >= 0
        and not text[max(0, before - 1) : before].isalnum()
        and not text.startswith(" ", before + 1)
    )
    return match[0] if opens else _inches(match, english)


def _heat(match: re.Match[str], english: English) -> str:
    """75F where the words around speak of heat; elsewhere it is a seat or a flat."""
    text, start, end = match.string, match.start(), match.end()
    around, before = text[max(0, start - 60) : end + 40], text[max(0, start - 12) : start]
    if not _OF_HEAT.search(around) or _OF_SEATS.search(before):
        return match[0]
    minus = "minus " if match["minus"] else ""
    return f"{minus}{quantity(match['number'], english)} degrees{_DEGREES[match['scale']]}"


def _part_measure(match: re.Match[str], english: English) -> str:
    """A fraction of a unit: the unit in words; the fraction stays for ``figures``."""
    unit = _UNITS[match["unit"]]
    named = _spelling(unit.many if match["whole"] else unit.one, english)
    return f"{match['whole'] or ''}{match['part']} {named}{kept_stop(match)}"


def _feet_and_inches(match: re.Match[str], english: English) -> str:
    feet, inches = match["feet"], match["inches"]
    said = f"{cardinal(feet, english)} {'foot' if feet == '1' else 'feet'}"
    if inches:
        said += f" {cardinal(inches, english)} {'inch' if inches == '1' else 'inches'}"
    return said


def _degrees(match: re.Match[str], english: English) -> str:
    minus = "minus " if match["minus"] else ""
    unit = "degree" if match["number"] == "1" else "degrees"
    minutes = f" {cardinal(match['minutes'], english)} minutes" if match["minutes"] else ""
    scale = _DEGREES.get(match["scale"] or "", "")
    side = _SIDES.get(match["side"] or "", "")
    after = " " if match.string[match.end() : match.end() + 1].isalnum() else ""
    return f"{minus}{quantity(match['number'], english)} {unit}{minutes}{scale}{side}{after}"


def _inches(match: re.Match[str], english: English) -> str:
    return f"{quantity(match['number'], english)} {'inch' if match['number'] == '1' else 'inches'}"


def _percent(match: re.Match[str], english: English) -> str:
    return f"{'minus ' if match['minus'] else ''}{quantity(match['number'], english)} percent"


MEASURES: Final[tuple[Rule, ...]] = (
    # 10-13 °C, 2–3 kg: the second number keeps its unit for the rule below
    rule(rf"{START}({NUMBER}) ?[-–] ?(?={NUMBER} ?(?:[°%]|(?:{_UNIT})\b))", r"\1 to "),
    # 20°C, -5°, 51°30′
    rule(
        rf"{_MINUS}{START}(?P<number>{NUMBER}) ?(?:°|º)"
        r"(?: ?(?P<minutes>\d{1,2})[′'])?(?: ?(?P<scale>[CFK])\b)?(?: ?(?P<side>[NSEW])\b(?:\.(?=[ ,;]))?)?",
        _degrees,
    ),
    # 50 %
    rule(rf"{_MINUS}{START}(?P<number>{NUMBER}) ?%", _percent),
    # 5'10", 6′ 2″; a lone 6' may close a quotation
    rule(rf"{START}(?P<feet>\d{{1,2}})['′] ?(?P<inches>\d{{1,2}})[\"″]", _feet_and_inches),
    rule(
        rf"{START}(?P<feet>\d{{1,4}})(?P<inches>)(?:′|'(?= (?:tall|high|long|wide|deep|by)\b))",
        _feet_and_inches,
    ),
    rule(rf"{START}(?P<number>{NUMBER})″", _inches),
    rule(rf"{START}(?<!\.)(?P<number>{NUMBER})\"(?= [a-z]|-[a-z]| ?[x×] ?\d)", _inch_mark),
    # "in." is an inch only where the words around it measure: 5 ft. 10 in., 12 in. wide
    rule(rf"(?<=ft\. ){START}(?P<number>{NUMBER}) ?in\b\.?", _inches),
    rule(
        rf"{START}(?P<number>{NUMBER}) ?in\. ?"
        r"(?=(?:wide|long|high|deep|thick|tall|broad|by|of|apart|square|in diameter|in length)\b)",
        lambda match, english: _inches(match, english) + " ",
    ),
    # 1/2 oz., 3½ lbs
    rule(
        rf"(?P<whole>{START}\d{{1,6}} ?)??(?P<part>[½¼¾⅓⅔⅛]|(?<![\d/])\d/\d{{1,2}}) ?(?P<unit>{_UNIT})"
        r"(?![\w/²³]|'\w)(?:\.(?!\w))?",
        _part_measure,
    ),
    # 5kg, 10 lbs., 60 mph, 280 m², 7-kg
    rule(
        rf"{_MINUS}{START}(?P<number>{NUMBER})(?P<gap>[ -]?)(?:(?P<prefix>sq|cu)\.? )?(?P<unit>{_UNIT})"
        rf"(?P<power>[²³23])?(?:/(?P<per>{_PER})(?P<per_power>[²³])?(?!\w))?(?![\w/²³]|'\w|\.\w)(?P<stop>\.)?",
        _measure,
    ),
    # 10st 4lb, 11st: no ordinal ends so
    rule(rf"{START}(\d{{1,2}}) ?st\b\.?(?=,? \d{{1,2}} ?lb)|{START}(1[1-9]|[1-3]?[02-9])st\b", _stone),
    # 12/kg
    rule(rf"{START}(?P<number>{NUMBER})/(?P<per>{_PER})(?P<power>[²³])?(?![\w/])", _per),
    # 75F, -10C
    rule(rf"{_MINUS}{START}(?P<number>\d{{1,3}})(?P<scale>[CF])\b", _heat),
)
