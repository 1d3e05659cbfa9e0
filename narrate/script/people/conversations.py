"""Conversations: who talks to whom in a script, and how much."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from narrate.model import NARRATOR, OTHERS, Boundary, Script, ScriptChapter, UtteranceKind

_APART = 100
"""Words of narration after which another conversation begins."""

_NEXT, _NEXT_BUT_ONE = 1.0, 0.5
"""What counts of what two say whose turns follow each other, or have one of a third person between them."""

_NARRATION = 0.5
"""What counts of speech next to narration, which mostly says itself who is speaking."""

_ENDS = (Boundary.SCENE, Boundary.CHAPTER)


@dataclass(frozen=True)
class Talk:
    """Who talks to whom: ``words`` that pairs of people (names in alphabetical order) say to each other.

    Of two turns next to each other the shorter counts: who listens to an hour's tale with a "Yes." has said
    one word. The narrator is next to everybody; ``OTHERS`` are those of whom nobody knows who they are.
    ``turns`` is how often each of them speaks, the narrator apart.
    """

    words: Mapping[tuple[str, str], float] = field(default_factory=dict)
    turns: Mapping[str, int] = field(default_factory=dict)

    def between(self, one: str, other: str) -> float:
        """How many words the two say to each other."""
        return self.words.get(_pair(one, other), 0.0)

    def partners(self, name: str) -> tuple[tuple[str, float], ...]:
        """Everybody whom ``name`` talks to, most first, each with the words; the narrator among them."""
        found = self._partners.get(name, {})
        return tuple(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))

    @cached_property
    def _partners(self) -> Mapping[str, Mapping[str, float]]:
        partners: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for (one, other), words in self.words.items():
            partners[one][other] = partners[other][one] = words
        return partners


@dataclass(slots=True)
class _Turn:
    """What one person says before another does, or before the narration gets long."""

    speaker: str
    words: int


def conversations(script: Script) -> Talk:
    """Who talks to whom in ``script``, credits apart."""
    words: defaultdict[tuple[str, str], float] = defaultdict(float)
    turns: Counter[str] = Counter()
    for chapter in script.chapters:
        if chapter.credits:
            continue
        for conversation in _conversations(chapter):
            turns.update(turn.speaker for turn in conversation)
            for distance, counts in enumerate((_NEXT, _NEXT_BUT_ONE), 1):
                _exchanged(words, conversation, distance, counts)
        _exchanged(words, _runs(chapter), 1, _NARRATION, narration=True)
    return Talk(dict(words), dict(turns))


def _exchanged(
    words: defaultdict[tuple[str, str], float],
    turns: list[_Turn],
    distance: int,
    counts: float,
    *,
    narration: bool = False,
) -> None:
    """Count the exchanges between turns that are ``distance`` apart, with or only without the narrator."""
    for one, other in zip(turns, turns[distance:], strict=False):
        told = NARRATOR in (one.speaker, other.speaker)
        if one.speaker != other.speaker and told is narration:
            words[_pair(one.speaker, other.speaker)] += counts * min(one.words, other.words)


def _conversations(chapter: ScriptChapter) -> Iterator[list[_Turn]]:
    """The turns of each conversation; a little narration is in none of their ways."""
    turns: list[_Turn] = []
    told = 0
    for speaker, words, ends in _said(chapter):
        if speaker == NARRATOR:
            told += words
        elif turns and told < _APART and turns[-1].speaker == speaker:
            turns[-1].words += words
            told = 0
        else:
            if turns and told >= _APART:
                yield turns
                turns = []
            turns.append(_Turn(speaker, words))
            told = 0
        if ends and turns:
            yield turns
            turns = []
    if turns:
        yield turns


def _runs(chapter: ScriptChapter) -> list[_Turn]:
    """What is heard of one person, or of the narrator, before a change of voice."""
    runs: list[_Turn] = []
    for speaker, words, _ in _said(chapter):
        if runs and runs[-1].speaker == speaker:
            runs[-1].words += words
        else:
            runs.append(_Turn(speaker, words))
    return runs


def _said(chapter: ScriptChapter) -> Iterator[tuple[str, int, bool]]:
    """Speaker, number of words and whether a scene ends, for each utterance; a heading ends a scene."""
    for utterance in chapter.utterances:
        if utterance.kind is UtteranceKind.HEADING:
            yield NARRATOR, 0, True
        else:
            words = len(utterance.text.split())
            yield utterance.speaker or OTHERS, words, utterance.boundary in _ENDS


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)
