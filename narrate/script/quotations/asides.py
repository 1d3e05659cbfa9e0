"""Asides: what the narrator puts in inside of a quotation, with no mark between.

English novels have some in parentheses: “Indeed! (in a tone of wonder) I had no idea.” French printers leave
the tag within the marks: « Oui, dit-il, je viens. »
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.languages import Language
from narrate.script.quotations.dashes import tags_within

_PARENTHESIS = re.compile(
    r"\((?:(?:again|still|here|then|rather|very) )?(?:"
    r"(?!(?:except|includ|consider|allow|barr|find|hav|be|mean|know|suppos|noth|someth|anyth|everyth|dur)ing\b)"
    r"[A-Za-z]{3,}ing\b|with (?:an?|some) |in an? (?:\w+ ){0,3}(?:tone|voice|accent|whisper|manner)\b"
    r"|to (?:Mrs?|Miss|Dr|[A-Z][a-z]+)\b|aside\b|(?!accord|exceed|seem|surpris|interest)\w+ingly(?=[.,]?\)))"
    r"[^()“”\"]{0,160}\)[.,;:]?"
)
_FIRST_PERSON = re.compile(r"\b(?:I|me|my|we|us|our|you|your)\b")


def asides(text: str, start: int, end: int, language: Language) -> Iterator[tuple[int, int]]:
    """The stretches of the quotation ``start:end`` that the narrator says, in order."""
    if language.tags_inside:
        yield from tags_within(text, start, end, language)
    elif text.find("(", start, end) >= 0:
        for aside in _PARENTHESIS.finditer(text, start, end):
            if not _FIRST_PERSON.search(aside[0]):
                yield aside.span()
