"""Doubts: the decisions about speakers that are not certain, least certain first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from narrate.model import NARRATOR, ScriptChapter, Utterance
from narrate.script.speakers.attribution import CONTINUES

CERTAIN = 1.0
"""The confidence of what the author said."""


_FAR = 40  # decisions away in which somebody takes part in a conversation


@dataclass(frozen=True, slots=True)
class Doubt:
    """One decision: the ``utterances`` that are one speaker's for one reason.

    They are of one paragraph, and of the next ones that go on with its last quotation.
    """

    chapter: int
    utterances: tuple[Utterance, ...]

    @property
    def first(self) -> Utterance:
        """The utterance that stands for them all."""
        return self.utterances[0]

    @property
    def text(self) -> str:
        """What is said, on one line."""
        return " ".join(word for each in self.utterances for word in each.text.split())


def decisions(chapters: Sequence[ScriptChapter]) -> tuple[Doubt, ...]:
    """Every decision about who speaks, in the order of the book, those of the author included."""
    return tuple(doubt for chapter in chapters for doubt in _decisions(chapter))


def _decisions(chapter: ScriptChapter) -> Iterator[Doubt]:
    spoken = (each for each in chapter.utterances if each.speaker != NARRATOR)
    waiting: tuple[Utterance, ...] = ()
    for _, together in groupby(spoken, key=_decision):
        utterances = tuple(together)
        first = utterances[0]
        if waiting and first.evidence == CONTINUES and first.speaker == waiting[0].speaker:
            waiting += utterances
            continue
        if waiting:
            yield Doubt(chapter.number, waiting)
        waiting = utterances
    if waiting:
        yield Doubt(chapter.number, waiting)


def _decision(utterance: Utterance) -> tuple[str, str | None, float, str]:
    return paragraph_of(utterance), utterance.speaker, utterance.confidence, utterance.evidence


def paragraph_of(utterance: Utterance) -> str:
    """The part of an utterance's id that it shares with all others of its paragraph."""
    return utterance.id.rpartition(".")[0]


def doubtful(chapters: Sequence[ScriptChapter]) -> tuple[Doubt, ...]:
    """The decisions that are not certain, least certain first; equals in the order of the book."""
    uncertain = (each for each in decisions(chapters) if each.first.confidence < CERTAIN)
    return tuple(sorted(uncertain, key=lambda doubt: doubt.first.confidence))


def expected_errors(doubts: Sequence[Doubt]) -> float:
    """How many of these decisions are wrong if their confidences are right; an unknown speaker counts."""
    return sum(1 - each.first.confidence for each in doubts)


Candidates = Callable[[Doubt], Sequence[str]]
"""Who may have said it, likeliest first."""

MOST = 9
"""Candidates that are offered: the digits of a keyboard."""


def nearest_speakers(chapters: Sequence[ScriptChapter], others: Sequence[str]) -> Candidates:
    """Candidates: whom narrate thinks and thinks next, then who speaks nearest to it, then ``others``."""
    everything = decisions(chapters)
    places = {each.first.id: index for index, each in enumerate(everything)}

    def candidates(doubt: Doubt) -> Sequence[str]:
        at = places[doubt.first.id]
        found = dict.fromkeys([doubt.first.speaker] if doubt.first.speaker else [])
        found |= dict.fromkeys(doubt.first.alternatives)
        for distance in range(1, _FAR):
            for index in (at - distance, at + distance):
                if 0 <= index < len(everything) and everything[index].chapter == doubt.chapter:
                    speaker = everything[index].first.speaker
                    found |= {speaker: None} if speaker else {}
            if len(found) >= MOST:
                break
        return tuple({**found, **dict.fromkeys(others)})[:MOST]

    return candidates
