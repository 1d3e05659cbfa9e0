"""Discovery: people who speak in the book and are not in the cast, and the pronouns of those who are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from narrate.model import Cast
from narrate.script.names import Names, Person
from narrate.script.saying import TITLE_PRONOUN, VERBS, words
from narrate.script.speakers import Paragraph

_ENOUGH_TAGS = 2  # a name in one tag only is too often no name: "said Heaven knows who"

_TITLE = r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lady|Lord|Captain|Colonel|Major|Professor|Father|Aunt|Uncle|Madame|M)\.?"
_NAME = (
    rf"(?P<name>(?:{_TITLE}\s)?[A-Z][\w’']+(?:-\w+)*"
    r"(?:\s(?:(?:de|of|von|van|the)\s)?[A-Z][\w’']+(?:-\w+)*){0,2})"
)
_ARTICLE = r"(?:[Tt]he\s(?:old\s|young\s|little\s|poor\s)?)?"
_AFTER = (
    re.compile(rf"[\s,—–-]*(?P<verb>[a-z]+)\s(?:[a-z]+ly\s)?{_ARTICLE}{_NAME}"),
    re.compile(rf"[\s,—–-]*{_ARTICLE}{_NAME}\s(?:had\s|[a-z]+ly\s)?(?P<verb>[a-z]+)\b"),
)
_BEFORE = re.compile(rf"(?:^|[.!?,;]\s+|\b(?:and|but|then|so)\s){_ARTICLE}{_NAME}\s(?P<verb>[a-z]+)[,:]?\s*$")
_FAR = 80  # characters; a tag begins beside its quotation
_NO_NAMES = words(
    """
    A An The This That These Those I He She It We You They His Her Its Our Your Their My There Here Then Now
    But And Or So Yet For Nor If When While As At In On By To From With After Before Although Though Because
    Since Until What Who Where Why How Which No Yes Oh Ah Well One Some Many Most All Both Each Every Such God
    Heaven Everyone Everybody Someone Somebody Nobody Another Chapter
    """
)


def cast_names(paragraphs: Sequence[Paragraph], cast: Cast) -> Names:
    """Everybody who may speak in ``paragraphs``: the cast, and people it lacks who are named in speech tags.

    Pronouns that the cast leaves open are those that follow the name most often.
    """
    persons = [Person(character.name, character.aliases, character.pronouns) for character in cast.characters]
    known = Names(persons)
    return with_pronouns(paragraphs, Names((*persons, *named_in_tags(paragraphs, known))))


def named_in_tags(paragraphs: Sequence[Paragraph], known: Names) -> tuple[Person, ...]:
    """People who are said to speak at least twice and are none of ``known``, most often named first."""
    tagged = Counter(_tagged(paragraphs))
    unknown = {name: count for name, count in tagged.items() if not known.find(name)}
    forms: defaultdict[str, list[str]] = defaultdict(list)
    for name in unknown:
        forms[_longer_form(name, unknown)].append(name)
    found: list[tuple[int, Person]] = []
    for names in forms.values():
        count = sum(unknown[name] for name in names)
        if count >= _ENOUGH_TAGS:
            first, *others = sorted(names, key=lambda name: (-unknown[name], name))
            found.append((count, Person(first, tuple(others))))
    return tuple(person for _, person in sorted(found, key=lambda item: (-item[0], item[1].name)))


def _tagged(paragraphs: Sequence[Paragraph]) -> Iterator[str]:
    """The name in each speech tag that has one."""
    for paragraph in paragraphs:
        passages = paragraph.passages
        for index, passage in enumerate(passages):
            if passage.speech:
                continue
            text = paragraph.text[passage.start : passage.end]
            matches: list[re.Match[str] | None] = []
            if index > 0 and passages[index - 1].speech:
                matches += (pattern.match(text[:_FAR]) for pattern in _AFTER)
            if index + 1 < len(passages) and passages[index + 1].speech:
                matches.append(_BEFORE.search(text[-_FAR:]))
            for match in matches:
                if match and match["verb"] in VERBS and match["name"].split()[0] not in _NO_NAMES:
                    yield " ".join(match["name"].split()).removesuffix("'s").removesuffix("’s")
                    break


def _longer_form(name: str, names: Iterable[str]) -> str:
    """The one longer name that ``name`` is a part of ("Darcy" of "Mr. Darcy"), or ``name`` itself.

    "Mr. Knightley" is not "Mr. John Knightley": a title is for telling brothers apart.
    """
    parts = name.split()
    if parts[0].strip(".").lower() in TITLE_PRONOUN:
        return name
    longer = [other for other in names if len(other) > len(name) and set(parts) <= set(other.split())]
    return longer[0] if len(longer) == 1 else name


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
    if counted.total() < _ENOUGH_PRONOUNS:
        return ""
    pronouns, most = counted.most_common(1)[0]
    return pronouns if most >= _CLEAR_MAJORITY * counted.total() else ""
