"""Places in the Bible: Gen. 1:1, 1 Cor. xiii. 4-7, St. Matt. v. 3."""

from __future__ import annotations

import re
from typing import Final

from narrate.script.spoken.numbers import English, cardinal, roman_value
from narrate.script.spoken.rewriting import Rule, rule

_BOOKS: Final = {
    "Gen": "Genesis", "Ex": "Exodus", "Exod": "Exodus", "Lev": "Leviticus", "Num": "Numbers",
    "Deut": "Deuteronomy", "Josh": "Joshua", "Judg": "Judges", "Sam": "Samuel", "Kgs": "Kings",
    "Chron": "Chronicles", "Neh": "Nehemiah", "Ps": "Psalm", "Pss": "Psalms", "Prov": "Proverbs",
    "Eccl": "Ecclesiastes", "Eccles": "Ecclesiastes", "Isa": "Isaiah", "Jer": "Jeremiah",
    "Lam": "Lamentations",
    "Ezek": "Ezekiel", "Dan": "Daniel", "Hos": "Hosea", "Zech": "Zechariah", "Mal": "Malachi",
    "Matt": "Matthew", "Rom": "Romans", "Cor": "Corinthians", "Gal": "Galatians", "Eph": "Ephesians",
    "Phil": "Philippians", "Col": "Colossians", "Thess": "Thessalonians", "Tim": "Timothy", "Heb": "Hebrews",
    "Jas": "James", "Pet": "Peter", "Rev": "Revelation",
}  # fmt: skip
_NTH: Final = {"1": "First ", "2": "Second ", "3": "Third ", "I": "First ", "II": "Second ", "III": "Third "}


def _place(match: re.Match[str], english: English) -> str:
    chapter = match["chapter"]
    value = chapter if chapter.isdecimal() else roman_value(chapter)
    if value is None:
        return match[0]
    said = f"{_NTH.get(match['nth'] or '', '')}{_BOOKS[match['book']]} {cardinal(str(value), english)}"
    said += f", {cardinal(match['verse'], english)}"
    return said + (f" to {cardinal(match['until'], english)}" if match["until"] else "")


SCRIPTURE: Final[tuple[Rule, ...]] = (
    rule(
        rf"\b(?:(?P<nth>[123]|I{{1,3}}) )?\b(?P<book>{'|'.join(_BOOKS)})\b\.? "
        # Some of the books are people: "Sam 5, 6" is none.
        r"(?P<chapter>\d{1,3}(?=:)|(?:[ivxlc]{1,8}|[IVXLC]{1,8})(?=[:.,]))"
        r"[:.,] ?(?P<verse>\d{1,3})(?:[-–](?P<until>\d{1,3}))?(?![\d-])",
        _place,
    ),
)
