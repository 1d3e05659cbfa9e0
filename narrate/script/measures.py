"""Money, weights, lengths, temperatures and percentages as they are written, and how they are said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from narrate.script.numbers import English, cardinal, quantity
from narrate.script.rewriting import NUMBER, START, WHOLE, Rule, kept_stop, rule


@dataclass(frozen=True, slots=True)
class _Currency:
    one: str
    many: str
    part: str
    parts: str


_CURRENCIES: Final = {
    "$": _Currency("dollar", "dollars", "cent", "cents"),
    "US$": _Currency("US dollar", "US dollars", "cent", "cents"),
    "£": _Currency("pound", "pounds", "penny", "pence"),
    "€": _Currency("euro", "euros", "cent", "cents"),
    "¥": _Currency("yen", "yen", "sen", "sen"),
    "₹": _Currency("rupee", "rupees", "paisa", "paise"),
    "₩": _Currency("won", "won", "jeon", "jeon"),
    "₽": _Currency("rouble", "roubles", "kopeck", "kopecks"),
}
_SYMBOL: Final = r"(?P<symbol>US\$|[$£€¥₹₩₽])"
_SCALES: Final = {"k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion"}
_SCALE: Final = r"(?: ?(?P<scale>hundred|thousand|million|billion|trillion)\b|(?P<short>bn|mn|[mkbMKB])\b)?"
_PER: Final = {
    "hr": "hour", "h": "hour", "d": "day", "day": "day", "wk": "week", "mo": "month", "yr": "year",
    "lb": "pound", "kg": "kilogram", "oz": "ounce",
}  # fmt: skip
_PENCE: Final = {"1": "one penny", "2": "twopence", "3": "threepence", "6": "sixpence"}
_FARTHINGS: Final = {"½": " halfpenny", "¼": " farthing", "¾": " three farthings"}


@dataclass(frozen=True, slots=True)
class _Unit:
    one: str
    many: str


def _unit(one: str, many: str = "") -> _Unit:
    return _Unit(one, many or f"{one}s")


# Units that a number makes plain, with or without a space between.
_UNITS: Final = {
    "kg": _unit("kilogram"), "mg": _unit("milligram"), "g": _unit("gram"),
    "km": _unit("kilometer"), "cm": _unit("centimeter"), "mm": _unit("millimeter"), "m": _unit("meter"),
    "μm": _unit("micrometer"), "mi": _unit("mile"), "ft": _unit("foot", "feet"), "yd": _unit("yard"),
    "yds": _unit("yard"), "lb": _unit("pound"), "lbs": _unit("pound"), "oz": _unit("ounce"),
    "cwt": _unit("hundredweight", "hundredweight"), "gal": _unit("gallon"), "ml": _unit("milliliter"),
    "hr": _unit("hour"), "hrs": _unit("hour"), "min": _unit("minute"), "mins": _unit("minute"),
    "sec": _unit("second"), "secs": _unit("second"), "ms": _unit("millisecond"),
    "mph": _unit("mile per hour", "miles per hour"),
    "kph": _unit("kilometer per hour", "kilometers per hour"),
    "km/h": _unit("kilometer per hour", "kilometers per hour"),
    "m/s": _unit("meter per second", "meters per second"), "ha": _unit("hectare"),
    "Hz": _unit("hertz", "hertz"), "kHz": _unit("kilohertz", "kilohertz"),
    "MHz": _unit("megahertz", "megahertz"), "GHz": _unit("gigahertz", "gigahertz"),
    "kW": _unit("kilowatt"), "kB": _unit("kilobyte"), "KB": _unit("kilobyte"), "MB": _unit("megabyte"),
    "GB": _unit("gigabyte"), "TB": _unit("terabyte"), "hp": _unit("horsepower", "horsepower"),
    "KG": _unit("kilogram"), "KM": _unit("kilometer"), "CM": _unit("centimeter"),
    "MPH": _unit("mile per hour", "miles per hour"), "KW": _unit("kilowatt"),
}  # fmt: skip
_UNIT: Final = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_DEGREES: Final = {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin"}
_POWERS: Final = {
    "²": "square ",
    "2": "square ",
    "³": "cubic ",
    "3": "cubic ",
    "sq": "square ",
    "cu": "cubic ",
}
_MINUS: Final = r"(?P<minus>(?:(?<=\s)|(?<=[(\[])|\A)[-−])?"


def _money(match: re.Match[str], english: English) -> str:
    currency = _CURRENCIES[match["symbol"]]
    amount = match["amount"]
    scale = match["scale"] or _SCALES.get((match["short"] or "").lower(), "")
    each = f" per {_PER[match['per']]}" if match["per"] else ""
    if scale:
        return f"{quantity(amount, english)} {scale} {currency.many}{each}"
    if match["thing"] is not None:
        return f"{quantity(amount, english)} {currency.one}"
    return _sum(amount, currency, english) + each


def _sum(amount: str, currency: _Currency, english: English) -> str:
    whole, _, decimals = amount.partition(".")
    parts = decimals.rstrip("0").ljust(2, "0") if decimals else "00"
    if len(parts) > 2:
        return f"{quantity(amount, english)} {currency.many}"
    said = []
    if whole.strip("0") or parts == "00":
        said.append(f"{cardinal(whole or '0', english)} {currency.one if whole == '1' else currency.many}")
    if parts != "00":
        pieces = cardinal(str(int(parts)), english)
        said.append(f"{pieces} {currency.part if parts == '01' else currency.parts}")
    return " and ".join(said)


def _old_money(match: re.Match[str], english: English) -> str:
    """Pounds, shillings and pence: £3 5s. 6d. is "three pounds, five shillings and sixpence"."""
    said = []
    if match["pounds"]:
        said.append(_sum(match["pounds"], _CURRENCIES["£"], english))
    if match["shillings"]:
        unit = "shilling" if match["shillings"] == "1" else "shillings"
        said.append(f"{cardinal(match['shillings'], english)} {unit}")
    if match["pence"]:
        pence = _PENCE.get(match["pence"]) or f"{cardinal(match['pence'], english)} pence"
        said.append(pence + _FARTHINGS.get(match["farthings"] or "", ""))
    if len(said) < 2 and match["pounds"]:
        return match[0]
    *first, last = said
    return (f"{', '.join(first)} and {last}" if first else last) + kept_stop(match)


def _after_symbol(match: re.Match[str], english: English) -> str:
    return _sum(match["amount"], _CURRENCIES[match["symbol"]], english)


def _spelling(words: str, english: English) -> str:
    """The American table in British spelling; the sound is the same."""
    if english is English.AMERICAN:
        return words
    return words.replace("meter", "metre").replace("liter", "litre")


def _measure(match: re.Match[str], english: English) -> str:
    unit = _UNITS[match["unit"]]
    number = match["number"]
    single = number == "1" or match["gap"] == "-"
    power = _POWERS.get(match["power"] or "", "") or _POWERS.get(match["prefix"] or "", "")
    minus = "minus " if match["minus"] else ""
    named = _spelling(power + (unit.one if single else unit.many), english)
    joint = "-" if match["gap"] == "-" and not power else " "
    return f"{minus}{quantity(number, english)}{joint}{named}{kept_stop(match)}"


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
    return f"{minus}{quantity(match['number'], english)} {unit}{minutes}{scale}"


def _inches(match: re.Match[str], english: English) -> str:
    return f"{quantity(match['number'], english)} {'inch' if match['number'] == '1' else 'inches'}"


def _percent(match: re.Match[str], english: English) -> str:
    return f"{'minus ' if match['minus'] else ''}{quantity(match['number'], english)} percent"


MEASURES: Final[tuple[Rule, ...]] = (
    # 25 x 7 m, 5 × 3
    rule(r"(?<=\d) ?[x×] ?(?=\d)", " by "),
    # $150.25-$250.67: from one to the other; the prices stay for the rules below.
    rule(r"(?<=\d) ?[-–—] ?(?=(?:US\$|[$£€¥₹₩₽])\d)", " to "),
    # £3 5s. 6d., £10 5s
    rule(
        rf"£ ?(?P<pounds>{WHOLE})\.?(?:,? (?P<shillings>\d{{1,3}}) ?s\b\.?)?"
        r"(?:,? (?P<pence>\d{1,2}) ?(?P<farthings>[½¼¾])? ?d\b\.?)?",
        _old_money,
    ),
    # 2s. 6d., 5s., 4½d. Without the points, 5s is a plural.
    rule(
        rf"(?P<pounds>){START}(?P<shillings>\d{{1,3}}) ?s\."
        r"(?: (?P<pence>\d{1,2}) ?(?P<farthings>[½¼¾])? ?d\b\.?)?",
        _old_money,
    ),
    rule(
        rf"(?P<pounds>)(?P<shillings>){START}(?P<pence>\d{{1,2}}) ?(?P<farthings>[½¼¾])? ?d\.",
        _old_money,
    ),
    # $3.50, £1,250.75, $2.5 million, £5m, $20/mo, a £5 note
    rule(
        rf"{_SYMBOL} ?(?P<amount>{NUMBER}|\.\d++){_SCALE}(?:/(?P<per>{'|'.join(_PER)})\b)?"
        r"(?P<thing>(?=[ -](?:note|bill|coin|piece|stamp|ticket)s?\b))?",
        _money,
    ),
    # 100€, 5 $
    rule(rf"{START}(?P<amount>{NUMBER}) ?(?P<symbol>[$£€])(?!\d)", _after_symbol),
    # 50¢
    rule(
        rf"{START}(?P<amount>{WHOLE}) ?¢",
        lambda match, english: (
            f"{cardinal(match['amount'], english)} cent{'' if match['amount'] == '1' else 's'}"
        ),
    ),
    # 10-13 °C, 2–3 kg: the second number keeps its unit for the rule below
    rule(rf"{START}({NUMBER}) ?[-–] ?(?={NUMBER} ?(?:[°%]|(?:{_UNIT})\b))", r"\1 to "),
    # 20°C, -5°, 51°30′
    rule(
        rf"{_MINUS}{START}(?P<number>{NUMBER}) ?(?:°|º) ?"
        r"(?:(?P<minutes>\d{1,2})[′'])?(?:(?P<scale>[CFK])\b)?",
        _degrees,
    ),
    # 50 %
    rule(rf"{_MINUS}{START}(?P<number>{NUMBER}) ?%", _percent),
    # 5'10", 6′ 2″; a lone 6' may close a quotation
    rule(rf"{START}(?P<feet>\d{{1,2}})['′] ?(?P<inches>\d{{1,2}})[\"″]", _feet_and_inches),
    rule(rf"{START}(?P<feet>\d{{1,4}})(?P<inches>)′", _feet_and_inches),
    rule(rf"{START}(?P<number>{NUMBER})″", _inches),
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
        r"(?P<power>[²³23])?(?![\w/²³]|'\w)(?P<stop>\.(?!\w))?",
        _measure,
    ),
)
