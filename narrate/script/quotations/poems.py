"""Poems: whether verse in quotation marks is recited by somebody, or quoted by the book.

A motto or a line of Gray's stands in the same marks as a song that somebody sings. Somebody says it if the
sentence before the poem or the words after it tell so.
"""

from __future__ import annotations

import re

from narrate.script.languages import Language
from narrate.script.quotations.quoted import followed_by_tag

_SUNG = re.compile(
    r"\b(?:sing|sings|singing|sung|songs?|recit\w+|chant\w*|declaim\w*|hum(?:s|med|ming)?|tells?)\b"
)
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = 400  # characters; more than that of the text before a poem is not looked at
_SENTENCE_END = re.compile(r"[.!?…][\"”’'»)]*\s+(?=\S)")


def is_recited(before: str, after: str, language: Language) -> bool:
    """Whether somebody says the poem that stands between the paragraphs ``before`` and ``after``."""
    sentence = _SENTENCE_END.split(before[-_SENTENCE:].lower())[-1]
    if not language.saying.isdisjoint(_WORD.findall(sentence)) or _SUNG.search(sentence):
        return True
    return followed_by_tag(after, -1, language)
