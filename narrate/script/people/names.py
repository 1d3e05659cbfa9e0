"""Names: who is meant by a name, an alias, or a part of one, wherever it stands in a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from narrate.script.saying import ARTICLES, NOUN_PRONOUN, TITLE_PRONOUN


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the text may name: a member of the cast, or one discovered in speech tags.

    ``name`` and ``aliases`` are the author's, and parts of them are names, too: "Jane" of "Jane Fairfax".
    ``also`` is what the book calls the person besides, and ``shared`` what it calls others, too; of these no
    part is taken for a name, since the book has been searched for it.
    """

    name: str
    aliases: tuple[str, ...] = ()
    pronouns: str = ""
    also: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


class Mention(NamedTuple):
    """The characters ``start:end`` of a text name one of ``who`` (several where a name is shared)."""

    start: int
    end: int
    who: frozenset[str]


class _Entry(NamedTuple):
    tail: re.Pattern[str]  # what follows the first word
    length: int
    who: frozenset[str]


_WORD = re.compile(r"[^\W_]+")
_TITLE_BEFORE = re.compile(r"([A-Z][a-z]+)\.?\s+$")
_SHARED_TITLES = {"he": ("Mr.",), "she": ("Mrs.", "Miss", "Ms.")}


class Names:
    """The persons of a book and every form in which the text names them. Exact in case, longest match."""

    def __init__(self, persons: Sequence[Person]) -> None:
        self.persons = tuple(persons)
        self._pronouns = {person.name: person.pronouns or _implied(person) for person in persons}
        entries: defaultdict[str, list[_Entry]] = defaultdict(list)
        for form, who in self._forms().items():
            words = _WORD.findall(form)
            if words:
                # A full stop, an apostrophe or a line break may stand between the words of a name.
                tail = "".join(rf"[\s.'’-]{{1,3}}{re.escape(word)}" for word in words[1:])
                entries[words[0]].append(_Entry(re.compile(tail + r"(?![^\W_])"), len(form), who))
        self._entries = {
            word: tuple(sorted(found, key=lambda entry: -entry.length)) for word, found in entries.items()
        }
        # Of the words of a text only those are looked up that begin as a name does: few do.
        initials = "".join(sorted({word[0] for word in entries}))
        self._first = re.compile(rf"(?<![^\W_])[{initials}][^\W_]*") if entries else None

    def pronouns(self, name: str) -> str:
        """The pronouns of the person called ``name``: the author's, or those a title implies, or ""."""
        return self._pronouns.get(name, "")

    def find(self, text: str) -> tuple[Mention, ...]:
        """Every name in ``text``, in order, none overlapping another."""
        found: list[Mention] = []
        if self._first is None:
            return ()
        done = 0
        for match in self._first.finditer(text):
            candidates = self._entries.get(match[0])
            if candidates is None or match.start() < done:
                continue
            for entry in candidates:
                tail = entry.tail.match(text, match.end())
                if tail and not self._contradicted(text, match.start(), entry.who):
                    done = tail.end()
                    found.append(Mention(match.start(), done, entry.who))
                    break
        return tuple(found)

    def _contradicted(self, text: str, start: int, who: frozenset[str]) -> bool:
        """Whether the title before a name tells that nobody of ``who`` is meant: "Mrs. Weston" is not he."""
        title = _TITLE_BEFORE.search(text[max(0, start - 12) : start])
        implied = TITLE_PRONOUN.get(title[1].lower(), "") if title else ""
        return bool(implied) and all(self._pronouns[name] not in (implied, "") for name in who)

    def _forms(self) -> dict[str, frozenset[str]]:
        """Each form of a name, and who may be meant by it."""
        whole: defaultdict[str, set[str]] = defaultdict(set)
        parts: defaultdict[str, set[str]] = defaultdict(set)
        for person in self.persons:
            for name in (person.name, *person.aliases):
                for form in _spellings(name):
                    whole[form].add(person.name)
                for part in _parts(name):
                    parts[part].add(person.name)
            for name in person.also:
                for form in _spellings(name):
                    whole[form].add(person.name)
            for name in person.shared:
                parts[name].add(person.name)
        forms = {form: frozenset(who) for form, who in whole.items()}
        for part, who in parts.items():
            forms.setdefault(part, frozenset(who))
            for pronoun, titles in _SHARED_TITLES.items():
                holders = frozenset(name for name in who if self._pronouns[name] == pronoun)
                if len(holders) == 1:
                    for title in titles:
                        if f"{title} {part}" not in whole and f"{title.rstrip('.')} {part}" not in whole:
                            forms.setdefault(f"{title} {part}", holders)
        return forms


def _spellings(name: str) -> tuple[str, ...]:
    """``name`` itself; "The Mock Turtle" is also "the Mock Turtle", "the mock turtle" and "Mock Turtle"."""
    words = name.split()
    if len(words) < 2 or words[0].lower() not in ARTICLES:
        return (name,)
    core = " ".join(words[1:])
    spellings = [name]
    for form in (core, core.lower()):
        spellings += [f"the {form}", f"The {form}"]
    spellings.append(f"a {core.lower()}")
    if core.lower() not in NOUN_PRONOUN and len(core) > 3:
        spellings.append(core)
    return tuple(spellings)


def _parts(name: str) -> tuple[str, ...]:
    """The words of ``name`` that can stand for it alone: "Mr. Frank Churchill" is "Frank" or "Churchill"."""
    words = name.split()
    if not words or words[0].lower() in (*ARTICLES, "one", "that", "another"):
        return ()
    return tuple(
        word.strip(",.")
        for word in words
        if word[0].isupper()
        and len(word) > 2
        and word[-1] not in "'’"
        and word.lower().strip(",.") not in TITLE_PRONOUN
    )


def _implied(person: Person) -> str:
    """The pronouns that a title in one of the person's names implies: "Mrs. Reed" is "she"."""
    for name in (person.name, *person.aliases):
        words = name.split()
        implied = TITLE_PRONOUN.get(words[0].lower().strip("."), "") if len(words) > 1 else ""
        if implied:
            return implied
    return ""
