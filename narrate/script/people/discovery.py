"""Discovery: people who speak in the book and are not in the cast, and the pronouns of those who are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from narrate.model import Cast
from narrate.script.people.forms import Form, parse, pronoun_of
from narrate.script.people.groups import Group
from narrate.script.people.merging import merge
from narrate.script.people.names import Names, Person
from narrate.script.people.sightings import Sighting, Sightings, sightings
from narrate.script.speakers.attribution import Paragraph

_ENOUGH_ROLES = 4  # tags of "the mariner", who in fewer may be any mariner
_ENOUGH_TAGS = 2  # a name in one tag only is too often no name: "said Heaven knows who"
_ENOUGH_ACTS = 4  # deeds of somebody with a title or a given name, who then needs one tag only
_FAR = 80  # characters after a name in which a pronoun may stand for it


@dataclass(frozen=True, slots=True)
class People:
    """Everybody in a book: the ``names`` of those who may speak, and what they were read from."""

    names: Names
    groups: tuple[Group, ...]
    seen: Sightings


def cast_names(paragraphs: Sequence[Paragraph], cast: Cast) -> Names:
    """Everybody who may speak in ``paragraphs``: the cast, and others who are named in speech tags.

    Pronouns that the cast leaves open are those that follow the name most often.
    """
    return people(paragraphs, cast).names


def people(paragraphs: Sequence[Paragraph], cast: Cast) -> People:
    """Everybody in ``paragraphs``: the members of ``cast``, then the others, most often tagged first."""
    seen = sightings(paragraphs)
    persons = [Person(character.name, character.aliases, character.pronouns) for character in cast.characters]
    groups = tuple(merge(_names(seen), seen, persons))
    called = {group.cast: group for group in groups if group.cast}
    persons = [
        replace(person, also=tuple(called[person.name].because), shared=tuple(called[person.name].shared))
        for person in persons
    ]
    found = [group for group in groups if not group.cast and _speaks(group, seen)]
    found.sort(key=lambda group: (-_tags(group, seen), group.texts[0]))
    names = Names((*persons, *(_person(group, seen) for group in found)))
    return People(with_pronouns(paragraphs, names), groups, seen)


def _names(seen: Sightings) -> list[str]:
    """The forms that may be a person's."""
    titled = {form.words[0] for form in map(parse, seen.forms) if form.titles and len(form.words) == 1}
    return [
        text
        for text, sighting in seen.forms.items()
        if sighting.tags
        or (not _is_place(sighting) and (sighting.uses > 1 or _joins(parse(text), titled, seen)))
    ]


def _is_place(sighting: Sighting) -> bool:
    return sighting.placed * 4 > max(4, sighting.inside)


def _joins(form: Form, titled: set[str], seen: Sightings) -> bool:
    """Whether a name that is used once joins two that are used often: "Margaret" and "Miss Schlegel"."""
    return bool(form.given) and form.surname in titled and form.given in seen.forms


def _speaks(group: Group, seen: Sightings) -> bool:
    tags = _tags(group, seen)
    tags += sum(seen.forms[text].tags for text in group.shared)
    if group.texts[0].startswith("The "):
        return tags >= _ENOUGH_ROLES
    acts = sum(seen.forms[text].acts for text in group.texts if text in seen.forms)
    return tags >= _ENOUGH_TAGS or (tags > 0 and bool(group.pronoun) and acts >= _ENOUGH_ACTS)


def _tags(group: Group, seen: Sightings) -> int:
    return sum(seen.forms[text].tags for text in group.texts if text in seen.forms)


def _person(group: Group, seen: Sightings) -> Person:
    """The person whose forms ``group`` holds, called as the book's narration does most often."""
    ranked = sorted(
        group.texts,
        key=lambda text: (-seen.forms[text].tags, -seen.forms[text].uses, -len(text), text),
    )
    return Person(ranked[0], (), group.pronoun, tuple(ranked[1:]), tuple(group.shared))


_PRONOUN = re.compile(r"\b(?:(?P<he>[Hh]e|him|[Hh]is|himself)|(?P<she>[Ss]he|[Hh]er|hers|herself))\b")
_ENOUGH_PRONOUNS = 3
_CLEAR_MAJORITY = 0.75


def with_pronouns(paragraphs: Sequence[Paragraph], names: Names) -> Names:
    """``names`` with the pronouns of those who have none: the ones that follow their names most often."""
    if all(names.pronouns(person.name) for person in names.persons):
        return names
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for paragraph in paragraphs:
        for passage in paragraph.passages:
            if passage.speech:
                continue
            text = paragraph.text[passage.start : passage.end]
            mentions = names.find(text)
            for index, mention in enumerate(mentions):
                until = mentions[index + 1].start if index + 1 < len(mentions) else len(text)
                following = _PRONOUN.search(text, mention.end, min(until, mention.end + _FAR))
                if following and following.lastgroup and len(mention.who) == 1:
                    votes[next(iter(mention.who))][following.lastgroup] += 1
    return Names([replace(person, pronouns=_voted(person, names, votes)) for person in names.persons])


def _voted(person: Person, names: Names, votes: dict[str, Counter[str]]) -> str:
    stated = names.pronouns(person.name)
    if stated:
        return stated
    counted = votes.get(person.name, Counter())
    if counted.total() >= _ENOUGH_PRONOUNS:
        pronouns, most = counted.most_common(1)[0]
        if most >= _CLEAR_MAJORITY * counted.total():
            return pronouns
    borne = {pronoun_of(parse(name)) for name in (person.name, *person.aliases, *person.also)} - {""}
    return borne.pop() if len(borne) == 1 else ""
