"""Money as it is written, and how it is said: dollars and cents, pounds and pence, and £ s. d."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import gcd
from typing import Final

from narrate.script.spoken.numbers import English, cardinal, quantity
from narrate.script.spoken.rewriting import NUMBER, START, WHOLE, Rule, kept_stop, rule


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
    "A$": _Currency("Australian dollar", "Australian dollars", "cent", "cents"),
    "C$": _Currency("Canadian dollar", "Canadian dollars", "cent", "cents"),
    "HK$": _Currency("Hong Kong dollar", "Hong Kong dollars", "cent", "cents"),
    "NZ$": _Currency("New Zealand dollar", "New Zealand dollars", "cent", "cents"),
}
_CODES: Final = {"USD": "US$", "GBP": "£", "EUR": "€", "JPY": "¥", "INR": "₹", "AUD": "A$", "CAD": "C$"}
_SIGN: Final = r"(?:(?<![A-Za-z])(?:US|A|C|HK|NZ)\$|[$£€¥₹₩₽])"
_SYMBOL: Final = rf"(?P<symbol>{_SIGN})"
_SCALES: Final = {"k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion"}
_SCALE: Final = (
    r"(?: ?(?P<scale>hundred|thousand|million|billion|trillion)\b(?! of\b)| ?(?P<short>bn|mn|[mkbMKB])\b)?"
)
_PER: Final = {
    "hr": "hour", "h": "hour", "d": "day", "day": "day", "wk": "week", "mo": "month", "yr": "year",
    "lb": "pound", "kg": "kilogram", "oz": "ounce", "month": "month", "year": "year", "hour": "hour",
    "week": "week", "night": "night", "person": "person",
}  # fmt: skip
_PENCE: Final = {"1": "one penny", "2": "twopence", "3": "threepence", "6": "sixpence"}
_PENNY: Final = {"1": "penny", "2": "twopenny", "3": "threepenny", "6": "sixpenny"}  # a 3d. stamp
_LONE_FARTHINGS: Final = {"½": "a halfpenny", "¼": "a farthing", "¾": "three farthings"} | {
    "1/2": "a halfpenny",
    "1/4": "a farthing",
    "3/4": "three farthings",
}
_FARTHINGS: Final = {"½": " halfpenny", "¼": " farthing", "¾": " three farthings"} | {
    "1/2": " halfpenny",
    "1/4": " farthing",
    "3/4": " three farthings",
}


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
        if match["adjective"]:
            said[-1] = _PENNY.get(match["pence"], said[-1])
    elif match["farthings"]:
        said.append(_LONE_FARTHINGS[match["farthings"]])
    if len(said) < 2 and match["pounds"]:
        return match[0]
    *first, last = said
    words = f"{', '.join(first)} and {last}" if first else last
    return (match["adjective"] or "") + words + kept_stop(match)


def _shillings(match: re.Match[str], english: English) -> str:
    """2/6 is "two and six" where it can be no fraction: in British English, unreduced or more than one."""
    shillings, pence = match["shillings"], match["pence"]
    if not pence.strip("-–—"):
        return f"{cardinal(shillings, english)} shilling{'' if shillings == '1' else 's'}"
    fraction = int(shillings) < int(pence) and gcd(int(shillings), int(pence)) == 1
    if english is not English.BRITISH or fraction or int(pence) > 11 or int(shillings) > 19:
        return match[0]
    return f"{cardinal(shillings, english)} and {cardinal(pence, english)}"


def _slashed(match: re.Match[str], english: English) -> str:
    """£1/2/6 is "one pound, two shillings and sixpence"."""
    pounds = _sum(match["pounds"], _CURRENCIES["£"], english)
    pence = _PENCE.get(match["pence"]) or f"{cardinal(match['pence'], english)} pence"
    return f"{pounds}, {cardinal(match['shillings'], english)} shillings and {pence}"


def _range(match: re.Match[str], english: English) -> str:
    """$5–10 million: the currency is said once, at the end."""
    currency = _CURRENCIES[match["symbol"]]
    scale = match["scale"] or _SCALES.get((match["short"] or "").lower(), "")
    said = f"{quantity(match['low'], english)} to {quantity(match['high'], english)}"
    return f"{said} {scale} {currency.many}" if scale else f"{said} {currency.many}"


def _coded(match: re.Match[str], english: English) -> str:
    return _sum(match["amount"], _CURRENCIES[_CODES[match["code"]]], english)


def _after_symbol(match: re.Match[str], english: English) -> str:
    return _sum(match["amount"], _CURRENCIES[match["symbol"]], english)


MONEY: Final[tuple[Rule, ...]] = (
    # $150.25-$250.67: from one to the other; the prices stay for the rules below.
    rule(rf"(?<=\d) ?[-–—] ?(?={_SIGN}\d)", " to "),
    # $5-10, £2–3 million
    rule(rf"{_SYMBOL} ?(?P<low>{NUMBER}) ?[-–] ?(?P<high>{NUMBER})(?![\w/-]|\.\d){_SCALE}", _range),
    # £1/2/6
    rule(
        rf"£ ?(?P<pounds>{WHOLE})/(?P<shillings>\d{{1,2}})/(?P<pence>\d{{1,2}})(?![\w/])",
        _slashed,
    ),
    # £3 5s. 6d., £10 5s
    rule(
        rf"£ ?(?P<pounds>{WHOLE})\.?(?:,? (?P<shillings>\d{{1,3}}) ?s\b\.?)?"
        r"(?:,? (?P<pence>\d{1,2}) ?(?P<farthings>[½¼¾]|[13]/[24])? ?d\b\.?)?(?P<adjective>)",
        _old_money,
    ),
    # 2s. 6d., 5s., 4½d. Without the points, 5s is a plural.
    rule(
        rf"(?P<pounds>){START}(?P<shillings>\d{{1,3}}) ?s\."
        r"(?: (?P<pence>\d{1,2}) ?(?P<farthings>[½¼¾]|[13]/[24])? ?d\b\.?)?(?P<adjective>)",
        _old_money,
    ),
    rule(
        rf"(?P<pounds>)(?P<shillings>)(?P<adjective>\b[Aa] )?"
        rf"{START}(?P<pence>\d{{1,2}}) ?(?P<farthings>[½¼¾]|[13]/[24])? ?d\.",
        _old_money,
    ),
    rule(
        r"(?P<pounds>)(?P<shillings>)(?P<pence>)(?P<adjective>)"
        r"(?<![\w/])(?P<farthings>[½¼¾]|[13]/[24]) ?d\b\.?",
        _old_money,
    ),
    # 5/-, 2/6
    rule(rf"{START}(?<!/)(?P<shillings>\d{{1,3}})/(?P<pence>[-–—]|\d{{1,2}})(?![\w/-])", _shillings),
    # 500l. a year, as it was printed
    rule(
        rf"{START}(?P<amount>{WHOLE}) ?l\.(?=[ ,;:)]|\Z)",
        lambda match, english: f"{_sum(match['amount'], _CURRENCIES['£'], english)}{kept_stop(match)}",
    ),
    # Rs. 500, 100 fr.
    rule(
        rf"\bRs\.? ?(?P<amount>{NUMBER})(?!\w)",
        lambda match, english: _sum(match["amount"], _CURRENCIES["₹"], english),
    ),
    rule(
        rf"{START}(?P<amount>{WHOLE}) ?frs?\.",
        lambda match, english: f"{cardinal(match['amount'], english)} francs{kept_stop(match)}",
    ),
    # 50 USD, EUR 20
    rule(rf"{START}(?P<amount>{NUMBER}) ?(?P<code>{'|'.join(_CODES)})\b", _coded),
    rule(rf"\b(?P<code>{'|'.join(_CODES)}) ?(?P<amount>{NUMBER})(?!\w)", _coded),
    # $3.50, £1,250.75, $2.5 million, £5m, $20/mo, a £5 note
    rule(
        rf"{_SYMBOL} ?(?P<amount>{NUMBER}|\.\d++){_SCALE}(?:/(?P<per>{'|'.join(_PER)})\b)?"
        r"(?P<thing>(?=[ -](?:note|bill|coin|piece|stamp|ticket)s?\b|-an?-))?",
        _money,
    ),
    # 100€, 5 $
    rule(rf"{START}(?P<amount>{NUMBER}) ?(?P<symbol>[$£€])(?!\d)", _after_symbol),
    # 50p, 1p
    rule(
        rf"{START}(?P<amount>\d{{1,3}})p\b",
        lambda match, english: (
            "one penny" if match["amount"] == "1" else f"{cardinal(match['amount'], english)} pence"
        ),
    ),
    # 50¢
    rule(
        rf"{START}(?P<amount>{WHOLE}) ?¢",
        lambda match, english: (
            f"{cardinal(match['amount'], english)} cent{'' if match['amount'] == '1' else 's'}"
        ),
    ),
)
