"""Speakers: who says each quotation, found by rules, each with its evidence in words and a confidence.

The rules, from the surest to the least sure: the author says so; the quotation continues one that was not
closed; a speech tag with a name or a pronoun; somebody acts beside the quotation; two people take turns;
whoever was addressed answers; whoever was named last. All quotations of a paragraph have one speaker unless
two different names are tagged in it.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from narrate.model import NARRATOR
from narrate.script.names import Names
from narrate.script.quotations import AUTHOR_MARKUP, Passage
from narrate.script.tags import Clue, Tags


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and its passages. Paragraphs that no heading or scene break divides share a ``scene``."""

    text: str
    passages: tuple[Passage, ...]
    scene: int


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who speaks (None: nobody knows), how sure that is (0 to 1), and why, in words."""

    speaker: str | None
    confidence: float
    evidence: str


NARRATION = Attribution(NARRATOR, 1.0, "narration")
UNKNOWN = Attribution(None, 0.0, "nothing tells who speaks")

# Confidence is the share of quotations that each rule gets right, measured on the seventeen development
# novels of the Project Dialogism Novel Corpus.
_CONTINUED = 0.9
_TAGGED_NAME = 0.96
_TAGGED_I = 0.96
_TAGGED_PRONOUN = 0.7
_ACTING_NAME = 0.8
_ACTING_PRONOUN = 0.68
_TURNS = 0.65
_ANSWERS = 0.7
_NAMED_LAST = 0.5

_MEMORY = 3000  # characters back in which "he" may have been named: about a page and a half
_LONG_MEMORY = 8000  # for a name that several bear


@dataclass(slots=True)
class _Turn:
    """The quotations of one paragraph that one person speaks, and what is known about them."""

    paragraph: int
    passages: list[int]
    start: int  # in the book, as all offsets here
    end: int
    clues: list[Clue] = field(default_factory=list)
    tagged: frozenset[str] = frozenset()  # who may be named in its tags
    addressed: frozenset[str] = frozenset()
    given: str | None = None
    given_by: str = AUTHOR_MARKUP


def attribute(
    paragraphs: Sequence[Paragraph], names: Names, told_by: str | None
) -> tuple[tuple[Attribution, ...], ...]:
    """For each paragraph, the attribution of each of its passages. ``told_by`` is who "I" is."""
    return _Attributor(paragraphs, names, told_by).run()


class _Attributor:
    """One pass over a book: what was read so far decides what a pronoun means."""

    def __init__(self, paragraphs: Sequence[Paragraph], names: Names, told_by: str | None) -> None:
        self._paragraphs = paragraphs
        self._names = names
        self._told_by = told_by
        self._turns: list[_Turn] = []
        self._focus: list[tuple[int, str]] = []  # (offset, person): who was named or spoke where
        self._found: dict[int, Attribution] = {}  # by index of turn

    def run(self) -> tuple[tuple[Attribution, ...], ...]:
        self._read()
        for index in range(len(self._turns)):
            self._by_evidence(index)
        for step in (1, -1):
            self._by_turns(step)
        for index in range(len(self._turns)):
            self._by_neighbourhood(index)
        result = [
            [
                _unless_given(passage, UNKNOWN if passage.speech else NARRATION)
                for passage in paragraph.passages
            ]
            for paragraph in self._paragraphs
        ]
        for index, turn in enumerate(self._turns):
            for passage in turn.passages:
                result[turn.paragraph][passage] = self._found.get(index, UNKNOWN)
        return tuple(map(tuple, result))

    # --- reading: turns, their clues, and who is named where ------------------------------------------

    def _read(self) -> None:
        offset = 0
        for number, paragraph in enumerate(self._paragraphs):
            mentions = self._names.find(paragraph.text)
            tags = Tags(paragraph.text, mentions)
            narration = [passage for passage in paragraph.passages if not passage.speech]
            spoken_at = [passage.start for passage in narration]
            for mention in mentions:
                at = bisect_left(spoken_at, mention.start + 1) - 1
                if at >= 0 and mention.start < narration[at].end and len(mention.who) == 1:
                    self._focus.append((offset + mention.start, next(iter(mention.who))))
            first = len(self._turns)
            for index, passage in enumerate(paragraph.passages):
                if passage.speech:
                    clues = _clues(paragraph, index, tags, offset)
                    turn = _Turn(number, [index], passage.start + offset, passage.end + offset, clues)
                    turn.tagged = frozenset().union(*(clue.who for clue in clues if clue.tag))
                    turn.addressed = tags.addressed(passage.start, passage.end)
                    turn.given, turn.given_by = passage.given, passage.given_by
                    if len(self._turns) > first and _same_speaker(self._turns[-1], turn):
                        _merge(self._turns[-1], turn)
                    else:
                        self._turns.append(turn)
            offset += len(paragraph.text) + 2

    # --- what the text says ----------------------------------------------------------------------------

    def _by_evidence(self, index: int) -> None:
        turn = self._turns[index]
        found = self._continued(index)
        if turn.given is not None:
            found = Attribution(turn.given, 1.0, turn.given_by)
        if found is None:
            # What somebody called "she" does beside a quotation tells least: names and tags first.
            clues = sorted(
                turn.clues, key=lambda clue: (not clue.tag and clue.pronoun in ("he", "she"), clue.rank)
            )
            found = next(filter(None, (self._by_clue(clue, turn) for clue in clues)), None)
        if found is not None:
            self._found[index] = found
            if found.speaker is not None:
                insort(self._focus, (turn.end, found.speaker))

    def _continued(self, index: int) -> Attribution | None:
        """The speaker of the paragraph before, if that left its quotation open and this one takes it up."""
        turn = self._turns[index]
        before = self._found.get(index - 1)
        if before is None or turn.paragraph == 0 or self._turns[index - 1].paragraph != turn.paragraph - 1:
            return None
        unclosed = self._paragraphs[turn.paragraph - 1].passages[-1].unclosed
        if not unclosed or turn.passages[0] != 0 or before.speaker is None:
            return None
        return Attribution(
            before.speaker, min(before.confidence, _CONTINUED), "continues from the paragraph before"
        )

    def _by_clue(self, clue: Clue, turn: _Turn) -> Attribution | None:
        at = clue.at
        if clue.who:
            confidence = _TAGGED_NAME if clue.tag else _ACTING_NAME
            return Attribution(self._one_of(clue.who, at), confidence, f"“{clue.words}”")
        if clue.pronoun == "I" and self._told_by is not None:
            return Attribution(
                self._told_by, _TAGGED_I, f"“{clue.words}”, and {self._told_by} tells the book"
            )
        if clue.pronoun == "I" and clue.tag:
            return Attribution(None, 0.0, f"“{clue.words}”, and nobody is said to tell the book")
        if clue.pronoun in ("I", "they") or not (clue.tag or clue.named):
            return None
        person = self._last(at, clue.pronoun, turn.addressed, _MEMORY)
        confidence = _TAGGED_PRONOUN if clue.tag else _ACTING_PRONOUN
        if person is None:
            return None
        return Attribution(person, confidence, f"“{clue.words}”: {person} was named last")

    def _one_of(self, who: frozenset[str], at: int) -> str:
        """Whom a name means: the one of those who bear it that was in focus last."""
        if len(who) == 1:
            return next(iter(who))
        for position, person in self._backwards(at, _LONG_MEMORY):
            if person in who and position < at:
                return person
        return min(who)

    def _last(self, at: int, pronoun: str, excluded: frozenset[str], memory: int) -> str | None:
        """Who was in focus last before ``at`` and fits ``pronoun`` ("" fits everyone)."""
        for _, person in self._backwards(at, memory):
            if person in excluded or person == self._told_by:
                continue
            if not pronoun or self._names.pronouns(person) in (pronoun, ""):
                return person
        return None

    def _backwards(self, at: int, memory: int) -> Sequence[tuple[int, str]]:
        until = bisect_left(self._focus, (at, ""))
        return self._focus[bisect_left(self._focus, (at - memory, "")) : until][::-1]

    # --- what a conversation implies ---------------------------------------------------------------------

    def _conversing(self, earlier: int, later: int) -> bool:
        """Whether two turns belong to one exchange: at most a paragraph of narration stands between."""
        a, b = self._turns[earlier].paragraph, self._turns[later].paragraph
        return b - a <= 2 and self._paragraphs[a].scene == self._paragraphs[b].scene

    def _by_turns(self, step: int) -> None:
        """In an exchange of two, whoever spoke before the last speaker speaks again."""
        turns = range(len(self._turns)) if step == 1 else range(len(self._turns) - 1, -1, -1)
        for index in turns:
            other, same = index - step, index - 2 * step
            if index in self._found or other not in self._found or same not in self._found:
                continue
            speaker, between = self._found[same].speaker, self._found[other].speaker
            if None in (speaker, between) or speaker == between or speaker in self._turns[index].addressed:
                continue
            first, middle, last = sorted((index, other, same))
            if self._conversing(first, middle) and self._conversing(middle, last):
                self._found[index] = Attribution(speaker, _TURNS, f"takes turns with {between}")

    def _by_neighbourhood(self, index: int) -> None:
        if index in self._found:
            return
        turn = self._turns[index]
        excluded = turn.addressed
        if index and self._conversing(index - 1, index):
            addressed = self._turns[index - 1].addressed
            if len(addressed) == 1 and not addressed & turn.addressed:
                self._found[index] = Attribution(next(iter(addressed)), _ANSWERS, "was spoken to just before")
                return
            before = self._found.get(index - 1, UNKNOWN).speaker
            if before is not None:
                excluded |= {before}
        nearest = self._last(turn.start, "", excluded, _MEMORY)
        if nearest is not None:
            self._found[index] = Attribution(nearest, _NAMED_LAST, "was named last before it")


def _unless_given(passage: Passage, otherwise: Attribution) -> Attribution:
    return otherwise if passage.given is None else Attribution(passage.given, 1.0, passage.given_by)


def _clues(paragraph: Paragraph, index: int, tags: Tags, offset: int) -> list[Clue]:
    """The clues beside the quotation that is passage ``index``, at offsets in the book."""
    passages = paragraph.passages
    found: list[Clue | None] = []
    if index + 1 < len(passages) and not passages[index + 1].speech:
        found.append(tags.after(passages[index + 1].start, passages[index + 1].end))
    if index > 0 and not passages[index - 1].speech:
        found.append(tags.before(passages[index - 1].start, passages[index - 1].end))
    return [replace(clue, at=clue.at + offset) for clue in found if clue is not None]


def _same_speaker(turn: _Turn, following: _Turn) -> bool:
    """Whether two quotations of a paragraph are one person's: unless two different names are tagged."""
    if turn.given != following.given:
        return False
    return not (turn.tagged and following.tagged) or bool(turn.tagged & following.tagged)


def _merge(turn: _Turn, following: _Turn) -> None:
    turn.passages += following.passages
    turn.end = following.end
    turn.clues += following.clues
    turn.tagged |= following.tagged
    turn.addressed |= following.addressed
