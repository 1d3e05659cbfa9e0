"""Signs: what the text around a turn says for and against each candidate, before any speaker is known.

A sign is a short phrase and a strength. Most signs are told apart by what kind of evidence the turn has:
``name`` (a tag with a name), ``pronoun``, ``noun`` ("said his mother"), ``beat`` (somebody acts beside it),
``none``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from narrate.script.saying import TITLE_PRONOUN
from narrate.script.speakers.reading import Reading, Turn
from narrate.script.speakers.surroundings import Surroundings, Surveyor

NAME, PRONOUN, NOUN, BEAT, NONE = "name", "pronoun", "noun", "beat", "none"
EVIDENCE = (NAME, PRONOUN, NOUN, BEAT, NONE)
"""The kinds of evidence a turn can have, from the strongest to the weakest."""

_RULES = ("after", "before", "beat before", "beat after", "apart")  # by the rank of a clue


@dataclass(frozen=True, slots=True)
class Sheet:
    """A turn's evidence: its candidates (persons; the last stands for somebody else) and the signs of each.

    ``tag_pronoun`` is the "he" or "she" of a tag without a name, or "".
    """

    evidence: str
    candidates: list[int]
    signs: list[dict[str, float]]
    tag_pronoun: str


def sheets(reading: Reading) -> list[Sheet]:
    """The evidence for each turn of ``reading``."""
    scribe = _Scribe(reading)
    return [scribe.sheet(index) for index in range(len(reading.turns))]


def evidence_of(turn: Turn) -> str:
    """Which kind of evidence ``turn`` has."""
    tags = [clue for clue in turn.clues if clue.tag]
    if any(clue.who for clue in tags):
        return NAME
    if any(clue.named for clue in tags):
        return PRONOUN
    if tags:
        return NOUN
    return BEAT if turn.clues else NONE


class _Scribe:
    """Writes sheets, turn after turn."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._surveyor = Surveyor(reading)
        usual = math.log1p((reading.frequency.total() + 1) / 50.0)
        self._frequency = [
            math.log1p(reading.frequency[person]) - usual for person in range(len(reading.persons))
        ]
        tagged = [clue for turn in reading.turns for clue in turn.clues if clue.tag]
        self._strangers = sum(clue.stranger or bool(clue.noun) for clue in tagged) / (len(tagged) + 1)
        self._titles = [_title(name) for name in reading.persons]
        self._ids = {name: index for index, name in enumerate(reading.persons) if name}

    def sheet(self, index: int) -> Sheet:
        turn = self._reading.turns[index]
        around = self._surveyor.survey(index)
        evidence = evidence_of(turn)
        tag = next((clue.pronoun for clue in turn.clues if clue.tag and not clue.who), "")
        beat = next((clue.pronoun for clue in turn.clues if not clue.tag and not clue.who), "")
        tag_pronoun = tag if tag in ("he", "she") else ""
        rows: list[dict[str, float]] = []
        for person in around.candidates:
            row: dict[str, float] = {}
            self._by_clues(row, turn, person)
            self._by_teller(row, turn, person, evidence)
            self._by_address(row, index, person, evidence)
            self._by_story(row, turn, person, around, evidence)
            self._by_mind(row, person, around, evidence, tag_pronoun or beat)
            if person in around.inside:
                row["named inside"] = 1.0
            row["named in speech near"] = math.log1p(around.quoted_near.get(person, 0))
            row["frequency"] = self._frequency[person]
            if not self._reading.pronouns[person]:
                row["no pronouns"] = 1.0
            rows.append(row)
        rows.append(self._somebody(turn, evidence, around.candidates, tag_pronoun))
        candidates = [*around.candidates, len(self._reading.persons) - 1]
        return Sheet(evidence, candidates, rows, tag_pronoun)

    def _by_clues(self, row: dict[str, float], turn: Turn, person: int) -> None:
        """What tags and beats say."""
        pronoun = self._reading.pronouns[person]
        for clue in turn.clues:
            rule = _RULES[clue.rank]
            if clue.who:
                if any(self._ids[name] == person for name in clue.who):
                    row[f"{rule}: named{' by role' if clue.role else ''}"] = 1.0 / len(clue.who)
                else:
                    row[f"{rule}: another named"] = 1.0
            elif clue.pronoun == "I":
                row[f"{rule}: I, {'teller' if person == self._reading.teller else 'another'}"] = 1.0
            elif clue.pronoun == "they":
                row[f"{rule}: they"] = 1.0
            elif clue.pronoun:
                if clue.noun:
                    row[f"{clue.noun}: {self._titles[person]}"] = 1.0
                fits = "fits" if pronoun == clue.pronoun else "open" if not pronoun else "differs"
                row[f"{rule}: {'pronoun' if clue.named else 'noun'} {fits}"] = 1.0

    def _by_teller(self, row: dict[str, float], turn: Turn, person: int, evidence: str) -> None:
        """What being the one who says "I" means."""
        if person != self._reading.teller:
            return
        row["teller"] = 1.0
        if evidence in (BEAT, NONE):
            row["teller, no tag"] = 1.0
        elif not any(clue.pronoun == "I" for clue in turn.clues):
            row["teller, another tag"] = 1.0
        if not turn.clues:
            row["teller, no clue"] = 1.0

    def _by_address(self, row: dict[str, float], index: int, person: int, evidence: str) -> None:
        """Who speaks to whom, by name, here and in the turns beside it."""
        turns = self._reading.turns
        turn = turns[index]
        if person in turn.addressed:
            row["addressed"] = 1.0
        if person in turn.spoken_to:
            row["spoken to here"] = 1.0
        before = turns[index - 1] if index else None
        if before is not None and (apart := turn.paragraph - before.last) <= 2:
            if person in before.spoken_to:
                row[f"{evidence}: spoken to before"] = 1.0
            if person in before.addressed:
                row["addressed before, near" if apart <= 1 else "addressed before"] = 1.0
        following = turns[index + 1] if index + 1 < len(turns) else None
        if following is not None and (apart := following.paragraph - turn.last) <= 2:
            if person in following.spoken_to:
                row[f"{evidence}: spoken to next"] = 1.0
            if person in following.addressed:
                if apart == 0:
                    row["addressed next, same paragraph"] = 1.0
                row["addressed next, near" if apart <= 1 else "addressed next"] = 1.0

    def _by_story(
        self, row: dict[str, float], turn: Turn, person: int, around: Surroundings, evidence: str
    ) -> None:
        """Where the narration names the candidate."""
        starts = self._reading.starts
        rank = around.seen.get(person)
        row[f"{evidence}: told {min(rank, 5) if rank else 'never'}"] = 1.0
        if rank:
            back = around.distance[person]
            row[f"{evidence}: distance"] = math.log1p(back / 50.0)
            if back <= turn.start - starts[turn.paragraph]:
                row[f"{evidence}: told in this paragraph"] = 1.0
            elif turn.paragraph and back <= turn.start - starts[turn.paragraph - 1]:
                row[f"{evidence}: told in the paragraph before"] = 1.0
            row["told often"] = math.log1p(around.count[person])
            if person in around.rank_in:
                row[f"{evidence}: told {min(around.rank_in[person], 4)} of its pronoun"] = 1.0
        if person in around.after:
            ends = starts[turn.last] + len(self._reading.paragraphs[turn.last].text)
            here = around.after[person] < ends - turn.start
            row[f"{evidence}: told after, {'here' if here else 'next'}"] = 1.0

    def _by_mind(
        self, row: dict[str, float], person: int, around: Surroundings, evidence: str, asked: str
    ) -> None:
        """Whom the sentences before and after are about; ``asked`` is the pronoun of the tag or beat."""
        pronoun = self._reading.pronouns[person]
        place = around.subjects.get(person)
        if place is not None:
            row[f"{evidence}: subject {'0' if place == 0 else '1-2' if place < 3 else '3+'}"] = 1.0
        if person in around.next_subjects:
            row[f"{evidence}: subject next"] = 1.0
        held = around.focus.get(pronoun)
        if held and held[0] == person:
            age = "now" if held[1] <= 1 else "lately" if held[1] <= 4 else "once"
            row[f"{evidence}: in focus {age}"] = 1.0
            if pronoun == asked:
                row[f"{evidence}: in focus of the pronoun"] = 1.0
        if around.last_pronoun and evidence != NAME:
            fits = "fits" if pronoun == around.last_pronoun else "differs" if pronoun else "open"
            row[f"{evidence}: last pronoun {fits}"] = 1.0

    def _somebody(
        self, turn: Turn, evidence: str, candidates: list[int], tag_pronoun: str
    ) -> dict[str, float]:
        """The signs that none of the known persons speaks."""
        row = {f"somebody: {evidence}": 1.0}
        for clue in turn.clues:
            if clue.stranger:
                row["somebody: a stranger's name"] = 1.0
            elif clue.tag and clue.pronoun == "they":
                row["somebody: they"] = 1.0
            elif clue.tag and clue.noun:
                row["somebody: by a noun"] = 1.0
                row[f"somebody: {clue.noun}"] = 1.0
        pronouns = self._reading.pronouns
        if tag_pronoun and not any(pronouns[person] == tag_pronoun for person in candidates):
            row["somebody: no pronoun fits"] = 1.0
        row["somebody: candidates"] = math.log1p(len(candidates))
        row["somebody: strangers in the book"] = self._strangers
        row["somebody: uncast in the book"] = self._reading.uncast
        row[f"somebody: {evidence}, uncast in the book"] = self._reading.uncast
        return row


def _title(name: str) -> str:
    """The title in ``name``, "the" for a role ("the Gryphon"), or "bare"."""
    first = name.split(maxsplit=1)[0].strip(".").lower() if name.split() else ""
    return first if first in TITLE_PRONOUN else "bare"
