"""Numbers as English words: cardinals, ordinals, years, decades, decimals, fractions, Roman numerals.

Given values, returns words; what a number in running text *is* (a year, a price, a house number) is for
``figures`` to find out. British English says "one hundred and five" and "two thousand and five"; American
English leaves the "and" out. Compounds are hyphenated, as in print: "twenty-one".
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final


class English(Enum):
    """Whose habits: "and" within numbers, the order of numeric dates, the spelling of metres."""

    BRITISH = "en-gb"
    AMERICAN = "en-us"


_SMALL: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = (
    "zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_SCALES: Final = (
    (10**18, "quintillion"),
    (10**15, "quadrillion"),
    (10**12, "trillion"),
    (10**9, "billion"),
    (10**6, "million"),
    (10**3, "thousand"),
)
_LARGEST_DIGITS: Final = 21  # of a number that has a name here; longer ones are read digit by digit
_IRREGULAR_ORDINALS: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_PARTS: Final = {"2": ("half", "halves"), "4": ("quarter", "quarters")}
_ROMAN: Final = re.compile(r"(?=.)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def cardinal(digits: str, english: English) -> str:
    """``digits`` (ASCII, grouping commas allowed) as a quantity: "1,250" is "one thousand two hundred fifty".

    Leading zeros are read, because whoever wrote "007" meant them; so is every digit of a number that is
    too long to have a name.
    """
    plain = digits.replace(",", "")
    if len(plain) > _LARGEST_DIGITS or (len(plain) > 1 and plain[0] == "0"):
        return one_by_one(plain)
    return _count(int(plain), english)


def _count(value: int, english: English) -> str:
    if value < 20:
        return _SMALL[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")
    joint = " and " if english is English.BRITISH else " "
    if value < 1000:
        hundreds, rest = divmod(value, 100)
        return f"{_SMALL[hundreds]} hundred" + (joint + _count(rest, english) if rest else "")
    scale, name = next((scale, name) for scale, name in _SCALES if value >= scale)
    head, rest = divmod(value, scale)
    words = f"{_count(head, english)} {name}"
    if not rest:
        return words
    return words + (joint if rest < 100 else " ") + _count(rest, english)


def ordinal(digits: str, english: English) -> str:
    """The ordinal of ``digits``: "21" is "twenty-first"."""
    head, last = _last_word(cardinal(digits, english))
    if last in _IRREGULAR_ORDINALS:
        return head + _IRREGULAR_ORDINALS[last]
    return head + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


def _last_word(words: str) -> tuple[str, str]:
    """``words`` cut before its last word: "twenty-one" is "twenty-" and "one"."""
    start = max(words.rfind(" "), words.rfind("-")) + 1
    return words[:start], words[start:]


def one_by_one(digits: str) -> str:
    """Each digit by itself: "555" is "five five five". Whatever is not a digit is passed over."""
    return " ".join(_SMALL[int(digit)] for digit in digits if digit.isdecimal())


def in_pairs(digits: str) -> str:
    """Two or three or four digits as houses, rooms and trains are called: "221" is "two twenty-one"."""
    head, tail = digits[:-2], digits[-2:]
    if not head:
        return _count(int(tail), English.AMERICAN)
    first = _count(int(head), English.AMERICAN)
    if tail == "00":
        return f"{first} hundred"
    return f"{first} {_two_digits(tail)}"


def _two_digits(tail: str) -> str:
    return f"oh {_SMALL[int(tail)]}" if int(tail) < 10 else _count(int(tail), English.AMERICAN)


def year(digits: str, english: English) -> str:
    """``digits`` as a year: "1905" is "nineteen oh five", "2005" is "two thousand five"."""
    value = int(digits)
    if value < 1000 or 2000 <= value <= 2009 or value % 1000 == 0 or len(digits) != 4:
        return cardinal(digits, english)
    return in_pairs(digits)


def short_year(tail: str) -> str:
    """The last two digits of a year alone: "98" is "ninety-eight", "05" is "oh five"."""
    return _two_digits(tail)


def decade(digits: str, english: English) -> str:
    """A decade or a century by its first year: "1890" is "eighteen nineties", "60" is "sixties"."""
    head, last = _last_word(year(digits, english))
    return head + (last[:-1] + "ies" if last.endswith("y") else last + "s")


def quantity(written: str, english: English) -> str:
    """A number with or without decimals: "1,234.50" is "one thousand two hundred … point five zero"."""
    whole, dot, decimals = written.partition(".")
    words = cardinal(whole, english) if whole else ""
    return f"{words} point {one_by_one(decimals)}".strip() if dot else words


def fraction(above: str, below: str, english: English) -> str:
    """``above`` over ``below``: "3", "4" is "three quarters"."""
    top = cardinal(above, english)
    if below in {"0", "1"}:
        return f"{top} over {cardinal(below, english)}"
    singular, plural = _PARTS.get(below, ("", ""))
    if not singular:
        singular = ordinal(below, english)
        plural = singular + "s"
    return f"{top} {singular if above == '1' else plural}"


def roman_value(letters: str) -> int | None:
    """The value of a well-formed Roman numeral in either case; None for anything else ("IIII", "CIVIL")."""
    upper = letters.upper()
    if not _ROMAN.fullmatch(upper):
        return None
    values = [_ROMAN_VALUES[letter] for letter in upper]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
