"""A language: the words and habits of print that the rules for quotations and sentences need to know."""

from __future__ import annotations

from dataclasses import dataclass

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Language:
    """What the script knows of one language: words in lower case, abbreviations without their last stop.

    For quotations: ``saying`` are the verbs that join a quotation to its speaker, ``subjects`` the pronouns
    that may stand before one, ``determiners`` what may begin a noun phrase, ``naming`` the words after which
    something is named rather than said, ``personal`` the words for the speaker and the person spoken to.
    ``clitics`` may stand before a verb of saying, and a tag still goes on after a comma and a ``trailing``
    word ("said he, with a sigh"). Where ``tags_inside``, printers set tags within the quotation marks.

    For sentences: abbreviations that are ``never_last`` in a sentence, those that stand ``before_a_name`` or
    ``before_a_number``, the ``ambiguous`` ones, which end a sentence if one of the ``starters`` follows, the
    words that seldom stand inside a sentence with a capital. Where ``ordinals`` are written with a stop
    ("3. Mai"), a small number ends no sentence unless one of those follows.
    """

    code: str  # ISO 639-1
    name: str  # in English
    saying: frozenset[str] = NOTHING
    subjects: frozenset[str] = NOTHING
    determiners: frozenset[str] = NOTHING
    naming: frozenset[str] = NOTHING
    personal: frozenset[str] = NOTHING
    clitics: frozenset[str] = NOTHING
    trailing: frozenset[str] = NOTHING
    tags_inside: bool = False
    never_last: frozenset[str] = NOTHING
    before_a_name: frozenset[str] = NOTHING
    before_a_number: frozenset[str] = NOTHING
    ambiguous: frozenset[str] = NOTHING
    starters: frozenset[str] = NOTHING
    divisions: frozenset[str] = NOTHING  # of a book, which a numeral may follow: "Chapter I. Down …"
    ordinals: bool = False
