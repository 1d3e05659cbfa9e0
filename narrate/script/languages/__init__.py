"""Languages: what the rules of the script know of each, one file a language."""

from __future__ import annotations

from narrate.errors import Problem, Severity
from narrate.script.languages.english import ENGLISH
from narrate.script.languages.french import FRENCH
from narrate.script.languages.german import GERMAN
from narrate.script.languages.italian import ITALIAN
from narrate.script.languages.language import Language
from narrate.script.languages.spanish import SPANISH

__all__ = [
    "ENGLISH",
    "FRENCH",
    "GENERAL",
    "GERMAN",
    "ITALIAN",
    "KNOWN",
    "SPANISH",
    "Language",
    "general_rules",
    "language",
]

KNOWN = {each.code: each for each in (ENGLISH, FRENCH, GERMAN, SPANISH, ITALIAN)}
"""The languages that have rules of their own, by ISO 639-1 code."""

GENERAL = Language(
    code="",
    name="any language",
    before_a_name=frozenset(("dr", "prof", "st")),
    before_a_number=frozenset(("no", "nr", "p", "pp", "vol")),
    ambiguous=frozenset(("etc",)),
)
"""What holds in most languages that are written in letters."""


def general_rules(tag: str) -> tuple[Problem, ...]:
    """A warning if the language of ``tag`` has no rules of its own; nothing for an unknown tag ("")."""
    if not tag or language(tag) is not GENERAL:
        return ()
    return (
        Problem(
            "language-general-rules",
            f'sentences and speech are found by general rules: narrate has none for the language "{tag}".',
            hint="read the script with narrate script before building",
            severity=Severity.WARNING,
        ),
    )


def language(tag: str) -> Language:
    """The language of a BCP 47 ``tag`` ("en-GB"); the general rules where narrate has none of its own."""
    return KNOWN.get(tag.lower().partition("-")[0], GENERAL)
