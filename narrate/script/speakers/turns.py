"""Turns: a book read once, as the turns people take in speaking and everything that is told around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence, Set

from narrate.model import NARRATOR, OTHERS, Cast
from narrate.script.people.names import Names
from narrate.script.quotations.passages import Passage
from narrate.script.saying import TITLE_PRONOUN
from narrate.script.speakers.attribution import Paragraph
from narrate.script.speakers.reading import SOMEBODY, Named, Reading, Subject, Turn
from narrate.script.speakers.tags import Clue, Tags

_ENOUGH = 3  # tags with "I", and their share: annotated novels have under 0.02 or over 0.2
_FIRST_PERSON = 0.1
_ONE_TURN = 300  # characters of narration after which somebody else may speak in the same paragraph
_WORD = re.compile(r"[^\W\d_]+")
_BESIDE = 160  # characters of narration beside a quotation that tell to whom it is said


def read(paragraphs: Sequence[Paragraph], names: Names, cast: Cast) -> Reading:
    """Read a book whose people have ``names``."""
    return _Reader(paragraphs, names, cast).read()


class _Reader:
    def __init__(self, paragraphs: Sequence[Paragraph], names: Names, cast: Cast) -> None:
        self._paragraphs = paragraphs
        self._names = names
        self._cast = cast
        given = {passage.given for paragraph in paragraphs for passage in paragraph.passages if passage.given}
        persons = [person.name for person in names.persons]
        more = {*given, *((cast.told_by,) if cast.told_by else ())} - {NARRATOR, OTHERS, *persons}
        self._persons = [*persons, *sorted(more)]
        self._index = {name: index for index, name in enumerate(self._persons)}
        self._turns: list[Turn] = []
        self._told: list[tuple[int, tuple[int, ...]]] = []
        self._quoted: list[tuple[int, tuple[int, ...]]] = []
        self._subjects: list[Subject] = []
        self._ids: dict[frozenset[str], tuple[int, ...]] = {}

    def read(self) -> Reading:
        starts: list[int] = []
        offset = 0
        before: tuple[Paragraph, Tags, int] | None = None
        for number, paragraph in enumerate(self._paragraphs):
            starts.append(offset)
            tags = Tags(paragraph.text, self._names.find(paragraph.text))
            self._paragraph(number, paragraph, tags, offset, before)
            before = (paragraph, tags, offset)
            offset += len(paragraph.text) + 2
        known = {
            word.casefold()
            for person in self._names.persons
            for name in (person.name, *person.aliases)
            for word in _WORD.findall(name)
        } | TITLE_PRONOUN.keys()
        one_is_they = any(self._names.pronouns(person.name) == "they" for person in self._names.persons)
        for turn in self._turns:
            turn.clues.sort(key=lambda clue: clue.rank)
            turn.stranger = not turn.tagged and any(
                (clue.several and not one_is_they) or (clue.stranger and not _any_known(clue, known))
                for clue in turn.clues
            )
        frequency: Counter[int] = Counter()
        for mentions in (self._told, self._quoted):
            frequency.update(who[0] for _, who in mentions if len(who) == 1)
        told, quoted = self._resolved(frequency)
        teller = -1 if self._cast.told_by is None else self._index[self._cast.told_by]
        if teller < 0 and self._says_i():
            teller = len(self._persons)
            self._persons.append(SOMEBODY)
        self._persons.append(SOMEBODY)
        cast = {self._index[character.name] for character in self._cast.characters}
        uncast = sum(count for person, count in frequency.items() if person not in cast)
        return Reading(
            self._paragraphs,
            starts,
            self._persons,
            [self._names.pronouns(name) for name in self._persons],
            teller,
            self._turns,
            told,
            quoted,
            self._subjects,
            frequency,
            uncast / (frequency.total() + 1),
        )

    def _says_i(self) -> bool:
        """Whether the narration is in the first person: "said I" is what novels of that kind do."""
        tags = [clue for turn in self._turns for clue in turn.clues if clue.tag]
        first = sum(clue.pronoun == "I" for clue in tags)
        return first >= _ENOUGH and first >= _FIRST_PERSON * len(tags)

    def _who(self, who: frozenset[str]) -> tuple[int, ...]:
        found = self._ids.get(who)
        if found is None:
            found = self._ids[who] = tuple(sorted(self._index[name] for name in who))
        return found

    def _resolved(self, frequency: Counter[int]) -> tuple[list[Named], list[Named]]:
        """Each mention with one person: of those who share a name, who was named last, or most often."""
        last: dict[int, int] = {}
        told: list[Named] = []
        quoted: list[Named] = []
        every = [(at, who, told) for at, who in self._told] + [(at, who, quoted) for at, who in self._quoted]
        for at, who, into in sorted(every, key=lambda item: item[0]):
            person = who[0]
            if len(who) > 1:
                person = max(who, key=lambda each: (last.get(each, -1), frequency[each]))
            last[person] = at
            into.append(Named(at, person))
        return told, quoted

    def _paragraph(
        self,
        number: int,
        paragraph: Paragraph,
        tags: Tags,
        offset: int,
        before: tuple[Paragraph, Tags, int] | None,
    ) -> None:
        passages = paragraph.passages
        starts = [passage.start for passage in passages]
        for mention in tags.mentions:
            passage = passages[bisect_right(starts, mention.start) - 1]
            into = self._quoted if passage.speech else self._told
            into.append((offset + mention.start, self._who(mention.who)))
        first = len(self._turns)
        for index, passage in enumerate(passages):
            if not passage.speech:
                for at, who, pronoun in tags.subjects(passage.start, passage.end):
                    self._subjects.append(Subject(offset + at, self._who(who), pronoun))
                continue
            clues = _clues(paragraph, index, tags, offset)
            if index == 0 and before is not None:
                clues += self._announcement(number, before)
            turn = Turn(
                paragraph=number,
                last=number,
                passages=[(number, index)],
                start=passage.start + offset,
                end=passage.end + offset,
                words=paragraph.text[passage.start : passage.end],
                clues=clues,
                tagged=frozenset(
                    person for clue in clues if clue.tag and not clue.apart for person in self._who(clue.who)
                ),
                addressed=frozenset(self._who(tags.addressed(passage.start, passage.end))),
                mentioned=frozenset(
                    person
                    for mention in tags.within(passage.start, passage.end)
                    for person in self._who(mention.who)
                ),
                spoken_to=self._spoken_to(passages, index, tags),
                opens=index == 0,
                closes=index == len(passages) - 1,
                given=passage.given,
                given_by=passage.given_by,
            )
            continued = index == 0 and before is not None and _goes_on(before[0], paragraph)
            near = len(self._turns) > first and beside_each_other(self._turns[-1].end, turn.start)
            if (continued or near) and _same_speaker(self._turns[-1], turn):
                _merge(self._turns[-1], turn)
            else:
                self._turns.append(turn)

    def _spoken_to(self, passages: Sequence[Passage], index: int, tags: Tags) -> frozenset[int]:
        """Who is turned to in the narration beside the quotation that is passage ``index``."""
        who: set[str] = set()
        if index and not passages[index - 1].speech:
            passage = passages[index - 1]
            who |= tags.spoken_to(max(passage.start, passage.end - _BESIDE), passage.end)
        if index + 1 < len(passages) and not passages[index + 1].speech:
            passage = passages[index + 1]
            who |= tags.spoken_to(passage.start, min(passage.end, passage.start + _BESIDE))
        return frozenset(self._who(frozenset(who)))

    def _announcement(self, number: int, before: tuple[Paragraph, Tags, int]) -> list[Clue]:
        """The tag in a paragraph of its own that ends in a comma or colon: 'He said:'."""
        paragraph, tags, offset = before
        last = paragraph.passages[-1] if paragraph.passages else None
        if last is None or last.speech or paragraph.scene != self._paragraphs[number].scene:
            return []
        if paragraph.text[last.start : last.end].rstrip()[-1:] not in (",", ":", "-", "–", "—"):
            return []
        clue = tags.before(last.start, last.end)
        return [] if clue is None else [clue._replace(at=clue.at + offset, apart=True)]


def _clues(paragraph: Paragraph, index: int, tags: Tags, offset: int) -> list[Clue]:
    """The clues beside the quotation that is passage ``index``, at offsets in the book."""
    return [clue._replace(at=clue.at + offset) for clue in clues_beside(paragraph.passages, index, tags)]


def clues_beside(passages: Sequence[Passage], index: int, tags: Tags) -> list[Clue]:
    """The clues in the narration after and before the quotation that is passage ``index``."""
    found: list[Clue | None] = []
    if index + 1 < len(passages) and not passages[index + 1].speech:
        found.append(tags.after(passages[index + 1].start, passages[index + 1].end))
    if index > 0 and not passages[index - 1].speech:
        found.append(tags.before(passages[index - 1].start, passages[index - 1].end))
    return [clue for clue in found if clue is not None]


def beside_each_other(end: int, start: int) -> bool:
    """Whether so little is told between two quotations of a paragraph that one person may say both."""
    return start - end <= _ONE_TURN


def may_be_one(tagged: Set[object], following: Set[object]) -> bool:
    """Whether nothing contradicts that one person is tagged: unless two different names are."""
    return not (tagged and following) or bool(tagged & following)


def _any_known(clue: Clue, known: Collection[str]) -> bool:
    """Whether a stranger's name has a word of somebody's who is known ("Winnie-the" of Winnie-the-Pooh)."""
    return any(word[0].isupper() and word.casefold() in known for word in _WORD.findall(clue.words))


def _goes_on(paragraph: Paragraph, following: Paragraph) -> bool:
    """Whether a paragraph leaves its quotation open, so that the next one of the scene takes it up."""
    left_open = bool(paragraph.passages) and paragraph.passages[-1].unclosed
    return left_open and paragraph.scene == following.scene


def _same_speaker(turn: Turn, following: Turn) -> bool:
    """Whether two quotations of a paragraph are one person's: unless two different names are tagged."""
    if turn.given != following.given:
        return False
    return may_be_one(turn.tagged, following.tagged)


def _merge(turn: Turn, following: Turn) -> None:
    turn.passages += following.passages
    turn.last = following.last
    turn.end = following.end
    turn.words += " " + following.words
    turn.clues += following.clues
    turn.tagged |= following.tagged
    turn.addressed |= following.addressed
    turn.mentioned |= following.mentioned
    turn.spoken_to |= following.spoken_to
    turn.closes = following.closes
