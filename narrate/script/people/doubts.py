"""Doubts: what a book's own words say against a cast: names that it never uses, or uses otherwise too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from narrate.errors import count
from narrate.model import Cast
from narrate.script.people.names import Names, Person
from narrate.script.people.sightings import Sightings
from narrate.script.saying import ARTICLES, NOUN_PRONOUN


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is doubtful about ``name``, a name of ``character`` in the cast; ``slug`` says of which kind."""

    slug: str
    character: str
    name: str
    message: str
    hint: str


_EVERYDAY = 3  # uses in lower case that make a name an everyday word, too
_OTHERS = 5  # times, at least, that the book speaks of another of a kind


def doubts(cast: Cast, seen: Sightings) -> Iterator[Doubt]:
    """What is doubtful about the names of ``cast`` in a book, member by member."""
    uses = _uses(seen.text, cast)
    for character in cast.characters:
        names = (character.name, *character.aliases)
        # An alias alone may go unused: one cast serves a whole series.
        if not any(uses[name] for name in names) and character.name != cast.told_by:
            yield Doubt(
                "cast-never-named",
                character.name,
                character.name,
                f"the manuscript never names “{character.name}”",
                "is the name spelled otherwise there, or changed? An alias can say so",
            )
        for name in names:
            yield from _everyday(character.name, name, seen)
            yield from _one_of_many(character.name, name, uses[name], seen.text)


def _uses(text: str, cast: Cast) -> Counter[str]:
    """How often ``text`` has each name and alias of ``cast`` as it is written there."""
    names = dict.fromkeys(
        name for character in cast.characters for name in (character.name, *character.aliases)
    )
    found: Counter[str] = Counter()
    for mention in Names([Person(name) for name in names]).find(text):
        found.update(mention.who)
    return found


def _everyday(character: str, name: str, seen: Sightings) -> Iterator[Doubt]:
    """A name that is an everyday word as well: at the beginning of a sentence nobody can tell which."""
    common = seen.common[name.lower()]
    if not name.isalpha() or not name[:1].isupper() or common < _EVERYDAY:
        return
    begins = len(
        re.findall(rf"(?:^|[.!?:—]\s|[“‘\"'])(?={re.escape(name)}\s+[a-z])", seen.text, re.MULTILINE)
    )
    inside = len(re.findall(rf"(?<=[a-z,;]\s){re.escape(name)}\b", seen.text))
    if begins > inside:
        yield Doubt(
            "alias-everyday-word",
            character,
            name,
            f"“{name}” is an everyday word, too: it begins {begins} sentences, where it may be no name, "
            f"and stands {inside} times inside one",
            "a longer form of the name is safer",
        )


def _one_of_many(character: str, name: str, uses: int, text: str) -> Iterator[Doubt]:
    """A description that fits others: “the boy” where the book knows many boys."""
    article, _, noun = name.partition(" ")
    if article.lower() not in ARTICLES or noun not in NOUN_PRONOUN:
        return
    several = noun.removesuffix("man") + "men" if noun.endswith("man") else f"{noun}s"
    kind = rf"\b(?:an?|another|other|some)\s{noun}\b|\b{several}\b"
    others = len(re.findall(kind, text, re.IGNORECASE))
    if others >= max(_OTHERS, uses):
        yield Doubt(
            "alias-fits-others",
            character,
            name,
            f"the book says “{name}” {count(uses, 'time')}, and speaks of others of the kind "
            f"{count(others, 'time')}",
            "take it out if it is not always the same person",
        )
