"""Characters: who speaks in a script, and how much, so that an author can cast them; doubts about a cast."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from narrate.model import NARRATOR, Cast, Manuscript, Script, UtteranceKind
from narrate.script.people.discovery import people
from narrate.script.people.doubts import Doubt, doubts
from narrate.script.people.telling import Telling, telling
from narrate.script.stage import stage, told


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who speaks: ``lines`` utterances with ``words`` words in all. ``cast``: a voice is set.

    ``pronouns`` are "he", "she" or unknown (""), as the cast says or else as the text does. ``first`` is the
    id of the first utterance. ``merged`` are those of the ``aliases`` that were found to be this person's by
    inference, each with the reason.
    """

    name: str
    aliases: tuple[str, ...]
    pronouns: str
    lines: int
    words: int
    cast: bool
    first: str = ""
    merged: tuple[tuple[str, str], ...] = ()


def discover(manuscript: Manuscript, cast: Cast, script: Script) -> tuple[Found, ...]:
    """Everybody but the narrator who speaks in ``script``, which was composed of the other two.

    Most lines first. Members of the cast who never speak come last, with no lines.
    """
    lines: Counter[str] = Counter()
    words: Counter[str] = Counter()
    first: dict[str, str] = {}
    for chapter in script.chapters:
        for utterance in chapter.utterances:
            speaker = utterance.speaker
            if speaker is None or speaker == NARRATOR or utterance.kind is UtteranceKind.HEADING:
                continue
            lines[speaker] += 1
            first.setdefault(speaker, utterance.id)
            words[speaker] += len(utterance.text.split())
    everybody = people(told(stage(manuscript, cast)), cast)
    names = everybody.names
    merged = {form: why for group in everybody.groups for form, why in group.because.items()}
    persons = {person.name: person for person in names.persons}
    found = []
    for name in {*lines, *(character.name for character in cast.characters)}:
        aliases = (*persons[name].aliases, *persons[name].also) if name in persons else ()
        found.append(
            Found(
                name,
                aliases,
                names.pronouns(name),
                lines[name],
                words[name],
                cast=cast.find(name) is not None,
                first=first.get(name, ""),
                merged=tuple((alias, merged[alias]) for alias in aliases if alias in merged),
            )
        )
    return tuple(sorted(found, key=lambda entry: (-entry.lines, -entry.words, entry.name)))


@dataclass(frozen=True, slots=True)
class Review:
    """What the book says against its cast; ``telling`` if somebody tells it and the cast says not who."""

    telling: Telling | None
    doubts: tuple[Doubt, ...]


def review(manuscript: Manuscript, cast: Cast) -> Review:
    """What is doubtful about ``cast``: who tells the book, and names that it never uses or uses otherwise."""
    paragraphs = told(stage(manuscript, cast))
    everybody = people(paragraphs, cast)
    first = None if cast.told_by else telling(paragraphs, everybody.seen, everybody.groups)
    return Review(first, tuple(doubts(cast, everybody.seen)))
