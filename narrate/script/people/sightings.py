"""Sightings: every name in a book, and what stands around it: a speech tag, a deed, a call, a place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from narrate.script.people.capitals import chains, core, pieces
from narrate.script.people.forms import TITLES
from narrate.script.people.given_names import GIVEN
from narrate.script.people.tagged_names import tagged
from narrate.script.saying import VERBS, words
from narrate.script.speakers.attribution import Paragraph


@dataclass(slots=True)
class Sighting:
    """How a book uses one form of a name.

    ``places`` are the offsets of its uses, ``tagged`` the numbers of the paragraphs with its tags.

    ``inside`` a sentence a capital tells a name; at the beginning of one it may be any word.
    ``tags`` count where its bearer speaks, ``acts`` where its bearer does something, ``calls`` where somebody
    spoken to is called so, and ``placed`` where "in" or "at" stands before it.
    """

    narrated: int = 0
    inside: int = 0
    spoken: int = 0
    tags: int = 0
    acts: int = 0
    calls: int = 0
    placed: int = 0
    places: list[int] = field(default_factory=list)
    tagged: list[int] = field(default_factory=list)

    @property
    def uses(self) -> int:
        """How often it is used, in narration and in speech."""
        return self.narrated + self.spoken


_LOWER = re.compile(r"[a-z]+")
_NEXT = re.compile(r"\s(?:(?:had|then|only|just|\w+ly)\s)?([a-z]+)")
_BEFORE = re.compile(r"(\w+)\s$")
_CALLED = re.compile(
    r"(?:[\"“‘'!?.,;—-]\s?|\b(?:[Mm]y|[Dd]ear|[Dd]earest|[Oo]h|O|Ah|No|Yes|Well|[Pp]oor)\s)$"
)

_ACTIONS = words(
    """
    looked smiled turned felt knew saw heard laughed sat stood walked rose went came ran took put began tried
    wished hoped seemed stopped shook nodded bowed leaned leant drew held gave found left got made kept
    opened closed coloured blushed followed entered returned hesitated paused listened waited moved stared
    glanced shrugged frowned caught threw pulled pushed fell lay sprang jumped hurried stepped lifted raised
    dropped believed understood remembered wanted could did would
    """
)


@dataclass(frozen=True, slots=True)
class Sightings:
    """Every form of a name in a book, with what was seen of it; ``common`` counts its words in lower case.

    ``answers`` counts for two names how often both are in speech tags of neighbouring paragraphs.
    """

    forms: dict[str, Sighting]
    common: Counter[str]
    answers: Counter[frozenset[str]]
    text: str

    def together(self, one: str, other: str) -> int:
        """How often both forms stand in one sentence, at most sixty characters apart."""
        first, second = self.forms[one].places, self.forms[other].places
        if len(first) > len(second):
            first, second, one, other = second, first, other, one
        count = 0
        for place in first:
            index = bisect_left(second, place)
            for at in second[max(0, index - 1) : index + 1]:
                start, end = sorted((place, at))
                length = len(one) if start == place else len(other)
                if 0 < end - start - length <= _NEAR and not _ENDED.search(self.text, start + length, end):
                    count += 1
        return count

    def in_turn(self, one: str, other: str) -> int:
        """How many tags of the form tagged less often stand within three paragraphs of the other's."""
        fewer, more = sorted((self.forms[one].tagged, self.forms[other].tagged), key=len)
        return sum(
            1
            for number in fewer
            if (index := bisect_left(more, number - _TURNS)) < len(more) and more[index] <= number + _TURNS
        )


_TURNS = 3
_NEAR = 60
_ENDED = re.compile(r"[.!?\n]")


def sightings(paragraphs: Sequence[Paragraph]) -> Sightings:
    """What ``paragraphs`` say of everybody and everything with a name."""
    text = "\n\n".join(paragraph.text for paragraph in paragraphs)
    common: Counter[str] = Counter(_LOWER.findall(text))
    capitals = list(chains(text))
    surely = {form for match, begins in capitals if not begins for _, form in pieces(match[0])}
    spoken = list(_speech(paragraphs))
    seen: dict[str, Sighting] = {}
    passage = 0
    for match, begins in capitals:
        start = match.start()
        while passage < len(spoken) and spoken[passage][1] <= start:
            passage += 1
        in_speech = passage < len(spoken) and spoken[passage][0] <= start
        for offset, form in pieces(match[0]):
            at, name, starts = start + offset, form, begins and offset == 0
            if starts and form not in surely:
                name = _without_first(form, common)
                at += len(form) - len(name)
                starts = name == form
                if not name:
                    continue
            sighting = seen.get(name)
            if sighting is None:
                sighting = seen[name] = Sighting()
            _see(sighting, text, at, at + len(name), starts=starts, in_speech=in_speech)
    answers: Counter[frozenset[str]] = Counter()
    before = (-2, "")
    for number, name in tagged(paragraphs):
        sighting = seen.setdefault(name, Sighting())
        sighting.tags += 1
        sighting.tagged.append(number)
        if number == before[0] + 1 and name != before[1]:
            answers[frozenset((name, before[1]))] += 1
        before = (number, name)
    return Sightings(seen, common, answers, text)


def _see(sighting: Sighting, text: str, start: int, end: int, *, starts: bool, in_speech: bool) -> None:
    sighting.places.append(start)
    if in_speech:
        sighting.spoken += 1
        if text[end : end + 1] in ",.!?;—-”\"’'" and _CALLED.search(text, max(0, start - 9), start):
            sighting.calls += 1
        return
    sighting.narrated += 1
    following = _NEXT.match(text, end)
    if following and (following[1] in _ACTIONS or following[1] in VERBS):
        sighting.acts += 1
    if not starts:
        sighting.inside += 1
        before = _BEFORE.search(text, max(0, start - 4), start)
        if before and before[1] in ("in", "at"):
            sighting.placed += 1


def _without_first(form: str, common: Counter[str]) -> str:
    """``form``, which begins a sentence, without a first word that is an everyday one: "Suddenly Emma"."""
    first, _, rest = form.partition(" ")
    if first.strip(".").lower() in TITLES or first in GIVEN or not common[first.lower()]:
        return form
    return rest if rest and core(rest) else form if not rest else ""


def _speech(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, int]]:
    """Where in the book's text speech starts and ends."""
    offset = 0
    for paragraph in paragraphs:
        for passage in paragraph.passages:
            if passage.speech:
                yield offset + passage.start, offset + passage.end
        offset += len(paragraph.text) + 2
