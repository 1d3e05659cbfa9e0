"""Telling: whether somebody in the book tells it, and who that may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from narrate.errors import count
from narrate.script.people.given_names import GIVEN
from narrate.script.people.groups import Group
from narrate.script.people.sightings import Sightings
from narrate.script.saying import VERBS
from narrate.script.speakers.attribution import Paragraph

_RATE = 0.01
"""Of the words of narration, "I", "me" and "my" make up 3 to 5 % in novels told in the first person, and at
most 0.4 % in others (measured on the seventeen development novels of the Project Dialogism Novel Corpus)."""
_ENOUGH_TAGS = 2
_ENOUGH_CALLS = 2
_NARRATED = 0.2  # of the times that others call the teller by name; who tells does not name himself

_WORD = re.compile(r"[^\W\d_]+")
_I = frozenset({"I", "me", "my", "My", "myself"})
_I_SAID = re.compile(r"\bI\s(?:[a-z]+ly\s)?([a-z]+)\b|\b([a-z]+)\sI\b")
_NAMED = re.compile(r"(?:[Mm]y name(?:[’']s| is)|[Cc]all me)\s((?:[A-Z][\w.’'-]*\s?){1,3})")


@dataclass(frozen=True, slots=True)
class Telling:
    """The narration is in the first person, by ``name``, it seems, or by nobody knows whom ("")."""

    name: str
    evidence: str


def telling(paragraphs: Sequence[Paragraph], seen: Sightings, groups: Sequence[Group]) -> Telling | None:
    """Who says "I" in the narration of ``paragraphs``, or None if it is not told in the first person."""
    words = said = mine = 0
    for paragraph in paragraphs:
        for index, passage in enumerate(paragraph.passages):
            if passage.speech:
                continue
            text = paragraph.text[passage.start : passage.end]
            found = _WORD.findall(text)
            words += len(found)
            mine += sum(word in _I for word in found)
            if index and paragraph.passages[index - 1].speech:
                tag = _I_SAID.search(text[:40])
                said += tag is not None and bool(VERBS & {tag[1], tag[2]})
    if said < _ENOUGH_TAGS or mine < _RATE * words:
        return None
    first = f"“I” is said to speak {said} times"
    introduced = _introduced(seen)
    ranked = sorted(((_score(group, seen, introduced), group) for group in groups), key=lambda pair: -pair[0])
    if not ranked or not ranked[0][0] or (len(ranked) > 1 and ranked[0][0] < 2 * ranked[1][0]):
        return Telling("", first)
    group = ranked[0][1]
    name = group.cast or max(group.texts, key=lambda text: (_calls(text, seen), len(text)))
    calls = sum(_calls(text, seen) for text in group.texts)
    return Telling(
        name, f"{first}; others call somebody {name} {count(calls, 'time')}, whom the narration hardly names"
    )


def _score(group: Group, seen: Sightings, introduced: frozenset[str]) -> int:
    """How much speaks for the person of ``group``: the times others call it by name, unless tags name it."""
    known = [seen.forms[text] for text in group.texts if text in seen.forms]
    calls = sum(sighting.calls for sighting in known)
    if (
        sum(sighting.tags for sighting in known)
        or sum(each.narrated for each in known) > _NARRATED * calls + 1
    ):
        return 0
    if not group.titles and not group.givens and all(seen.common[text.lower()] for text in group.texts):
        return 0  # "Listen!" and "Nonsense!" are no names
    introduces = any(text in introduced for text in group.texts)
    if calls < _ENOUGH_CALLS and not introduces:
        return 0
    sure = group.titles or any(form.words[0] in GIVEN for form in group.forms)
    return (2 * calls if sure else calls) + 5 * introduces


def _calls(text: str, seen: Sightings) -> int:
    return seen.forms[text].calls if text in seen.forms else 0


def _introduced(seen: Sightings) -> frozenset[str]:
    """The names in "My name is Jim Hawkins" and "Call me Ishmael"."""
    return frozenset(match[1].strip().rstrip(".,") for match in _NAMED.finditer(seen.text))
