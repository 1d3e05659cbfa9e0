"""Signs: what the text around a turn says for and against each candidate, before any speaker is known.

A sign is a short phrase and a strength. Most signs are told apart by what kind of evidence the turn has:
``name`` (a tag with a name), ``pronoun`` (a tag without one), ``beat`` (somebody acts beside it), ``none``.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from narrate.script.saying import TITLE_PRONOUN
from narrate.script.speakers.turns import Reading, Turn

NAME, PRONOUN, NOUN, BEAT, NONE = "name", "pronoun", "noun", "beat", "none"
EVIDENCE = (NAME, PRONOUN, NOUN, BEAT, NONE)
"""The kinds of evidence a turn can have, from the strongest to the weakest."""

_BACK = 6000  # characters in which a candidate must have been named: three pages
_AHEAD = 700
_NEAR = 3000
_MOST = 14  # candidates from what is told; tags and vocatives nearby add their own
_RULES = ("after", "before", "beat before", "beat after", "apart")
_FIRST_PERSON = re.compile(r"\b(?:I|me|[Mm]y|[Ww]e)\b")


@dataclass(slots=True)
class Sheet:
    """A turn's evidence: its candidates (persons) and the signs of each.

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
    if any(clue.tag and clue.who for clue in turn.clues):
        return NAME
    if any(clue.tag and clue.named for clue in turn.clues):
        return PRONOUN
    if any(clue.tag for clue in turn.clues):
        return NOUN
    return BEAT if turn.clues else NONE


class _Scribe:
    """Writes sheets, turn after turn."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._told_at = [named.at for named in reading.told]
        self._quoted_at = [named.at for named in reading.quoted]
        self._subject_at = [subject.at for subject in reading.subjects]
        self._total = sum(reading.frequency.values()) + 1
        self._titles = [_title(name) for name in reading.persons]
        self._ids = {name: index for index, name in enumerate(reading.persons)}

    def sheet(self, index: int) -> Sheet:
        reading = self._reading
        turn = reading.turns[index]
        pronouns = reading.pronouns
        seen, distance, count = self._told_before(turn.start)
        after = self._told_after(turn)
        quoted_near = self._quoted(turn.start - _NEAR, turn.start)
        inside = self._quoted(turn.start, turn.end)
        candidates = self._candidates(index, distance, after, quoted_near)
        evidence = evidence_of(turn)
        tag_pronoun = next((clue.pronoun for clue in turn.clues if clue.tag and not clue.who), "")
        if tag_pronoun not in ("he", "she"):
            tag_pronoun = ""
        beat_pronoun = next((clue.pronoun for clue in turn.clues if not clue.tag and not clue.who), "")
        subjects, focus, last_pronoun = self._focus(turn)
        next_subjects = self._next_subjects(turn)
        by_pronoun = {
            pronoun: [person for person in seen if pronouns[person] == pronoun] for pronoun in ("he", "she")
        }
        rank_in = {
            person: rank
            for persons in by_pronoun.values()
            for rank, person in enumerate(sorted(persons, key=lambda each: distance[each]), 1)
        }
        before = reading.turns[index - 1] if index else None
        following = reading.turns[index + 1] if index + 1 < len(reading.turns) else None
        before_gap = turn.paragraph - before.last if before else 99
        next_gap = following.paragraph - turn.last if following else 99
        paragraph_start = reading.starts[turn.paragraph]
        before_start = reading.starts[turn.paragraph - 1] if turn.paragraph else 0
        paragraph_end = reading.starts[turn.last] + len(reading.paragraphs[turn.last].text)
        tagged = evidence in (NAME, PRONOUN, NOUN)
        rows: list[dict[str, float]] = []
        for person in candidates:
            pronoun = pronouns[person]
            row: dict[str, float] = {}
            for clue in turn.clues:
                rule = _RULES[clue.rank]
                if clue.who:
                    who = [self._ids[name] for name in clue.who]
                    if person in who:
                        row[f"{rule}: named{' by role' if clue.role else ''}"] = 1.0 / len(who)
                    else:
                        row[f"{rule}: another named"] = 1.0
                elif clue.pronoun == "I":
                    row[f"{rule}: I, {'teller' if person == reading.teller else 'another'}"] = 1.0
                elif clue.pronoun == "they":
                    row[f"{rule}: they"] = 1.0
                elif clue.pronoun:
                    kind = "pronoun" if clue.named else "noun"
                    if clue.noun:
                        row[f"{clue.noun}: {self._titles[person]}"] = 1.0
                    fits = "fits" if pronoun == clue.pronoun else "open" if not pronoun else "differs"
                    row[f"{rule}: {kind} {fits}"] = 1.0
            if person == reading.teller:
                row["teller"] = 1.0
                if not tagged:
                    row["teller, no tag"] = 1.0
                if not turn.clues:
                    row["teller, no clue"] = 1.0
                if tagged and not any(clue.pronoun == "I" for clue in turn.clues):
                    row["teller, another tag"] = 1.0
            if person in turn.addressed:
                row["addressed"] = 1.0
            if person in turn.spoken_to:
                row["spoken to here"] = 1.0
            if before and person in before.spoken_to and before_gap <= 2:
                row[f"{evidence}: spoken to before"] = 1.0
            if following and person in following.spoken_to and next_gap <= 2:
                row[f"{evidence}: spoken to next"] = 1.0
            if inside[person]:
                row["named inside"] = 1.0
            if before and person in before.addressed and before_gap <= 2:
                row["addressed before, near" if before_gap <= 1 else "addressed before"] = 1.0
            if following and person in following.addressed and next_gap <= 2:
                if next_gap == 0:
                    row["addressed next, same paragraph"] = 1.0
                row["addressed next, near" if next_gap <= 1 else "addressed next"] = 1.0
            rank = seen.get(person)
            row[f"{evidence}: told {min(rank, 5) if rank else 'never'}"] = 1.0
            if rank:
                back = distance[person]
                row[f"{evidence}: distance"] = math.log1p(back / 50.0)
                if back <= turn.start - paragraph_start:
                    row[f"{evidence}: told in this paragraph"] = 1.0
                elif turn.paragraph and back <= turn.start - before_start:
                    row[f"{evidence}: told in the paragraph before"] = 1.0
                row["told often"] = math.log1p(count[person])
                if person in rank_in:
                    row[f"{evidence}: told {min(rank_in[person], 4)} of its pronoun"] = 1.0
            if person in subjects:
                place = subjects[person]
                row[f"{evidence}: subject {'0' if place == 0 else '1-2' if place < 3 else '3+'}"] = 1.0
            if person in next_subjects:
                row[f"{evidence}: subject next"] = 1.0
            held = focus.get(pronoun)
            if held and held[0] == person:
                age = "now" if held[1] <= 1 else "lately" if held[1] <= 4 else "once"
                row[f"{evidence}: in focus {age}"] = 1.0
                if pronoun == (tag_pronoun or beat_pronoun):
                    row[f"{evidence}: in focus of the pronoun"] = 1.0
            if last_pronoun and evidence != NAME:
                fits = "fits" if pronoun == last_pronoun else "differs" if pronoun else "open"
                row[f"{evidence}: last pronoun {fits}"] = 1.0
            if person in after:
                here = after[person] < paragraph_end - turn.start
                row[f"{evidence}: told after, {'here' if here else 'next'}"] = 1.0
            row["frequency"] = math.log1p(reading.frequency[person]) - math.log1p(self._total / 50.0)
            row["named in speech near"] = math.log1p(quoted_near[person])
            if not pronoun:
                row["no pronouns"] = 1.0
            rows.append(row)
        return Sheet(evidence, candidates, rows, tag_pronoun)

    def _told_before(self, at: int) -> tuple[dict[int, int], dict[int, int], Counter[int]]:
        """Persons named before ``at``: rank of the last time (1 is nearest), distance, how often."""
        told = self._reading.told
        seen: dict[int, int] = {}
        distance: dict[int, int] = {}
        count: Counter[int] = Counter()
        for index in range(bisect_left(self._told_at, at) - 1, -1, -1):
            named_at, person = told[index]
            if named_at <= at - _BACK:
                break
            count[person] += 1
            if person not in seen:
                seen[person] = len(seen) + 1
                distance[person] = at - named_at
        return seen, distance, count

    def _told_after(self, turn: Turn) -> dict[int, int]:
        told = self._reading.told
        after: dict[int, int] = {}
        for index in range(bisect_left(self._told_at, turn.start), len(told)):
            named_at, person = told[index]
            if named_at >= turn.end + _AHEAD:
                break
            after.setdefault(person, named_at - turn.start)
        return after

    def _quoted(self, start: int, end: int) -> Counter[int]:
        quoted = self._reading.quoted
        first, last = bisect_left(self._quoted_at, start), bisect_left(self._quoted_at, end)
        return Counter(named.person for named in quoted[first:last])

    def _candidates(
        self, index: int, distance: dict[int, int], after: dict[int, int], quoted_near: Counter[int]
    ) -> list[int]:
        reading = self._reading
        far = 1 << 30
        near = sorted(
            {*distance, *after},
            key=lambda person: min(distance.get(person, far), 2 * after.get(person, far)),
        )[:_MOST]
        must: set[int] = set()
        if reading.teller >= 0:
            must.add(reading.teller)
        for other in range(max(0, index - 2), min(len(reading.turns), index + 3)):
            must |= reading.turns[other].tagged
            if other != index:
                must |= reading.turns[other].addressed
        for clue in reading.turns[index].clues:
            must.update(self._ids[name] for name in clue.who)
        often = [person for person, _ in quoted_near.most_common(3)]
        found = list(dict.fromkeys([*near, *sorted(must), *often]))
        return found or [person for person, _ in reading.frequency.most_common(5)]

    def _focus(self, turn: Turn) -> tuple[dict[int, int], dict[str, tuple[int, int]], str]:
        """Whom sentences before ``turn`` were about.

        By person how many named subjects ago; by pronoun who holds it and how many subjects ago; and the
        last pronoun that was a subject nearby.
        """
        subjects, pronouns = self._reading.subjects, self._reading.pronouns
        until = bisect_left(self._subject_at, turn.start)
        ago: dict[int, int] = {}
        number = 0
        for index in range(until - 1, -1, -1):
            at, persons, _ = subjects[index]
            if at <= turn.start - _NEAR or number >= 30:
                break
            if persons:
                for person in persons:
                    ago.setdefault(person, number)
                number += 1
        focus: dict[str, tuple[int, int]] = {}
        last = ""
        for index in range(max(0, until - 25), until):
            at, persons, pronoun = subjects[index]
            if turn.start - at > 4000:
                continue
            if len(persons) == 1 and pronouns[persons[0]]:
                focus[pronouns[persons[0]]] = (persons[0], until - index)
            elif pronoun in focus:
                focus[pronoun] = (focus[pronoun][0], until - index)
            if pronoun in ("he", "she") and turn.start - at < 600 and until - index <= 3:
                last = pronoun
        return ago, focus, last

    def _next_subjects(self, turn: Turn) -> tuple[int, ...]:
        index = bisect_left(self._subject_at, turn.end)
        subjects = self._reading.subjects
        if index < len(subjects) and subjects[index].at < turn.end + 300:
            return subjects[index].persons
        return ()


def _title(name: str) -> str:
    """The title in ``name``, "the" for a role ("the Gryphon"), or "bare"."""
    first = name.split()[0].strip(".").lower() if name.split() else ""
    return first if first in TITLE_PRONOUN else "bare"
