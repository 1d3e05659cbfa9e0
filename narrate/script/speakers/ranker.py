"""The ranker: weights that turn signs into each candidate's share of a turn, in stages.

A small stacked conditional logit. The first stage sees the signs in the text; each later one also sees what
the stage before makes of the turns around (``conversation``). The weights are numbers in ``weights.json``,
learned by ``benchmarks/script/train_speakers.py``; docs/explanation/how-speakers-are-found.md
tells from what.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from narrate.script.speakers.conversation import Conversation
from narrate.script.speakers.manner import Floats, Integers
from narrate.script.speakers.reading import SOMEBODY, Reading
from narrate.script.speakers.signs import EVIDENCE, Sheet, sheets


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign counts for. ``signs`` in every stage, ``conversation`` from the second on.

    ``temperature`` is what scores are divided by before they become shares, so that of the turns given a
    share of 0.8, four in five are right.
    """

    stages: int
    temperature: float
    signs: Mapping[str, tuple[float, ...]]
    conversation: Mapping[str, tuple[float, ...]]


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights that narrate comes with."""
    return read_weights((resources.files(__package__) / "weights.json").read_text(encoding="utf-8"))


def read_weights(text: str) -> Weights:
    """The weights that a file like ``weights.json`` holds."""
    document = json.loads(text)
    return Weights(
        document["stages"],
        document["temperature"],
        {name: tuple(values) for name, values in document["signs"].items()},
        {name: tuple(values) for name, values in document["conversation"].items()},
    )


@dataclass(frozen=True, slots=True)
class Ranking:
    """The shares of all candidates of a book's turns, and what the last stage made them from.

    Arrays have a row for each pair of turn and candidate; the pairs of turn ``t`` begin at
    ``conversation.first[t]`` and are in the order of ``sheets[t].candidates``.
    """

    sheets: Sequence[Sheet]
    conversation: Conversation
    shares: Floats
    columns: Sequence[str]  # the conversation's signs, and what each counted in the last stage
    counted: Floats


def rank(reading: Reading, learned: Weights) -> Ranking:
    """Who speaks each turn of ``reading``, which has at least one."""
    found = sheets(reading)
    conversation = Conversation(reading, found)
    evidence = evidence_of_pairs(found, conversation)
    text_scores = _text_scores(found, learned)
    fixed = _fixed(reading, found, conversation)
    columns: list[str] = []
    counted = np.zeros((len(conversation.turn), 0), dtype=np.float32)
    shares = np.zeros(len(conversation.turn), dtype=np.float32)
    for stage in range(learned.stages):
        scores = text_scores[stage].copy()
        if stage:
            columns, values = conversation.signs(shares)
            counted = values * _column_weights(columns, learned, stage)[evidence]
            scores += counted.sum(axis=1, dtype=np.float64)
        last = stage == learned.stages - 1
        shares = softmax(scores / (learned.temperature if last else 1.0), conversation)
        shares = np.where(fixed >= 0, fixed, shares).astype(np.float32)
    return Ranking(found, conversation, shares, columns, counted)


def softmax(scores: NDArray[np.float64], conversation: Conversation) -> Floats:
    """``scores`` of all pairs (n,) as shares that sum to 1 within each turn."""
    turn, first = conversation.turn, conversation.first
    raised = np.exp(scores - np.maximum.reduceat(scores, first)[turn])
    shares: Floats = (raised / np.add.reduceat(raised, first)[turn]).astype(np.float32)
    return shares


def evidence_of_pairs(found: Sequence[Sheet], conversation: Conversation) -> Integers:
    """The kind of evidence of each pair's turn, as an index into EVIDENCE."""
    kinds = np.array([EVIDENCE.index(sheet.evidence) for sheet in found], dtype=np.int64)
    pairs: Integers = kinds[conversation.turn]
    return pairs


def crossed_names(columns: Sequence[str]) -> list[str]:
    """The conversation's signs as they are weighted: for all turns, and again for each kind of evidence."""
    return [*columns, *(f"{kind}: {name}" for kind in EVIDENCE for name in columns)]


def _text_scores(found: Sequence[Sheet], learned: Weights) -> NDArray[np.float64]:
    """What the signs in the text count for each pair, stage by stage: (stages, pairs)."""
    number = {name: index for index, name in enumerate(learned.signs)}
    table = np.array(list(learned.signs.values()), dtype=np.float64).reshape(-1, learned.stages)
    rows: list[int] = []
    signs: list[int] = []
    strengths: list[float] = []
    pairs = 0
    for sheet in found:
        for row in sheet.signs:
            for name, strength in row.items():
                sign = number.get(name)
                if sign is not None:
                    rows.append(pairs)
                    signs.append(sign)
                    strengths.append(strength)
            pairs += 1
    values = np.array(strengths)
    chosen = table[np.array(signs, dtype=np.int64)]
    return np.stack(
        [
            np.bincount(np.array(rows, dtype=np.int64), chosen[:, stage] * values, minlength=pairs)
            for stage in range(learned.stages)
        ]
    )


def _column_weights(columns: Sequence[str], learned: Weights, stage: int) -> Floats:
    """The weight of each column for each kind of evidence: (kinds, columns)."""

    def weight(name: str) -> float:
        known = learned.conversation.get(name)
        return known[stage - 1] if known else 0.0

    return np.array(
        [[weight(name) + weight(f"{kind}: {name}") for name in columns] for kind in EVIDENCE],
        dtype=np.float32,
    )


def _fixed(reading: Reading, found: Sequence[Sheet], conversation: Conversation) -> Floats:
    """The shares of the turns whose speaker is certain, 1 for that speaker and 0 else; -1 elsewhere.

    It is whoever the author gives; and nobody known where a tag says so, whatever the shares would be.
    """
    fixed = np.full(len(conversation.turn), -1, dtype=np.float32)
    for index, (turn, sheet) in enumerate(zip(reading.turns, found, strict=True)):
        if turn.given is not None or turn.stranger:
            first = conversation.first[index]
            fixed[first : first + len(sheet.candidates)] = 0
            names = [reading.persons[person] for person in sheet.candidates]
            # The last candidate stands for all who have no name: the narrator, here.
            known = turn.given if turn.given in names and turn.given != SOMEBODY else None
            fixed[first + (len(names) - 1 if known is None else names.index(known))] = 1
    return fixed
