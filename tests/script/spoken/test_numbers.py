"""Numbers as words: British and American, years, fractions, Roman numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.script.spoken.numbers import (
    English,
    cardinal,
    decade,
    fraction,
    in_pairs,
    one_by_one,
    ordinal,
    quantity,
    roman_value,
    short_year,
    year,
)

US, GB = English.AMERICAN, English.BRITISH


@pytest.mark.parametrize(
    ("written", "american", "british"),
    [
        ("0", "zero", "zero"),
        ("7", "seven", "seven"),
        ("21", "twenty-one", "twenty-one"),
        ("100", "one hundred", "one hundred"),
        ("105", "one hundred five", "one hundred and five"),
        ("1,001", "one thousand one", "one thousand and one"),
        ("1250", "one thousand two hundred fifty", "one thousand two hundred and fifty"),
        ("1,000,000", "one million", "one million"),
        ("007", "zero zero seven", "zero zero seven"),
        ("1" * 22, " ".join(["one"] * 22), " ".join(["one"] * 22)),
    ],
)
def test_cardinals_differ_by_an_and(written: str, american: str, british: str) -> None:
    assert cardinal(written, US) == american
    assert cardinal(written, GB) == british


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("1", "first"),
        ("12", "twelfth"),
        ("20", "twentieth"),
        ("21", "twenty-first"),
        ("100", "one hundredth"),
    ],
)
def test_ordinals(written: str, spoken: str) -> None:
    assert ordinal(written, US) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("1066", "ten sixty-six"),
        ("1900", "nineteen hundred"),
        ("1905", "nineteen oh five"),
        ("1914", "nineteen fourteen"),
        ("2000", "two thousand"),
        ("2005", "two thousand five"),
        ("2013", "twenty thirteen"),
    ],
)
def test_years_are_said_in_pairs(written: str, spoken: str) -> None:
    assert year(written, US) == spoken


def test_decades_short_years_and_houses() -> None:
    assert decade("1890", US) == "eighteen nineties"
    assert decade("1800", US) == "eighteen hundreds"
    assert decade("60", US) == "sixties"
    assert short_year("05") == "oh five"
    assert in_pairs("221") == "two twenty-one"
    assert one_by_one("555-12") == "five five five one two"


@pytest.mark.parametrize(
    ("above", "below", "spoken"),
    [
        ("1", "2", "one half"),
        ("3", "4", "three quarters"),
        ("2", "3", "two thirds"),
        ("5", "2", "five halves"),
        ("1", "100", "one one hundredth"),
        ("0", "0", "zero over zero"),
        ("7", "1", "seven over one"),
    ],
)
def test_fractions(above: str, below: str, spoken: str) -> None:
    assert fraction(above, below, US) == spoken


def test_decimals_are_read_digit_by_digit() -> None:
    assert quantity("3.14", US) == "three point one four"
    assert quantity(".5", US) == "point five"


@pytest.mark.parametrize(
    ("letters", "value"),
    [
        ("I", 1),
        ("iv", 4),
        ("XIV", 14),
        ("LXI", 61),
        ("MCMXCIX", 1999),
        ("IIII", None),
        ("CIVIL", None),
        ("", None),
    ],
)
def test_only_well_formed_roman_numerals_have_a_value(letters: str, value: int | None) -> None:
    assert roman_value(letters) == value


@given(st.integers(0, 10**21 - 1), st.sampled_from(English))
def test_every_number_with_a_name_is_said_differently_from_its_neighbour(
    value: int, english: English
) -> None:
    words = cardinal(str(value), english)
    assert words
    assert not any(char.isdigit() for char in words)
    assert words != cardinal(str(value + 1), english)
    assert cardinal(f"{value:,}", english) == words
