"""A first look passes over no line that a table would rewrite."""

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from narrate.model import UtteranceKind
from narrate.script.spoken import speak as module
from narrate.script.spoken.looking import ANYTHING, LABEL, NUMERAL, TITLE, suspected
from narrate.script.spoken.speak import speak

words = st.sampled_from(
    [
        *(
            "Mr.",
            "Mrs.",
            "MR.",
            "Dr.",
            "St.",
            "St",
            "st",
            "No",
            "no.",
            "No.",
            "Messrs.",
            "Mr",
            "Col.",
            "Lizzy",
        ),
        *(
            "I",
            "I'll",
            "vi",
            "ill",
            "X",
            "IV",
            "Henry",
            "King",
            "World",
            "War",
            "Chapter",
            "vol",
            "vol.",
            "C.",
        ),
        *(
            "said",
            "said.",
            "Baker",
            "and",
            "Co",
            "Co.",
            "&c.",
            "etc.",
            "e.",
            "g.",
            "i.",
            "per",
            "cent.",
            "lbs.",
        ),
        *(
            "w/o",
            "vs",
            "5",
            "§",
            "*",
            "word*",
            "Jan.",
            "Wed-",
            "B-b-but",
            "Nooo",
            "NASA",
            "ALL",
            "a—b",
            "—",
            "-",
        ),
        *(
            "“Yes,”",
            "'tis",
            "it's",
            "x.y",
            "www.a",
            "naïve",
            "ﬁn",
            "é",
            ",",
            "!",
            "Esq",
            "Esq.",
            "Va.",
            "\n",
            "☺",
        ),
    ]
)


@given(st.lists(words, max_size=9), st.sampled_from(["en", "en-gb"]))
def test_what_is_not_suspected_would_not_have_been_rewritten(said: list[str], language: str) -> None:
    text = " ".join(said)
    for kind in (UtteranceKind.NARRATION, UtteranceKind.HEADING):
        with patch.object(module, "suspected", lambda _: ANYTHING):
            thorough = speak(text, kind, language)
        assert speak(text, kind, language) == thorough


def test_every_rule_is_a_pattern() -> None:
    for table in (module._NUMBERS, module.ABBREVIATIONS, module.ROMANS, module.SIGNS):
        assert all(rule.pattern.pattern for rule in table)


def test_an_ordinary_line_is_not_suspected() -> None:
    assert suspected("She was shown into the breakfast-parlour, where all but Jane were assembled.") == 0
    assert suspected('"Indeed," said Mr. Darcy.') == TITLE
    assert suspected("But I am sure of it.") == NUMERAL
    assert suspected("There is no doubt.") == LABEL
    assert suspected("Chapter 5") & ANYTHING
