"""Fits the weights of ``narrate/script/quotations/quoted.py`` to annotated novels, and prints them.

Logistic regression on the clues of each quoted stretch: is at least half of it annotated as speech? Every
novel of the Project Dialogism Novel Corpus counts the same, and so does every hundredth of LitBank. Of each
kind of clue the most frequent one weighs nothing. Run as ``python -m benchmarks.script.quoted SHARED``.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np

from benchmarks.script.novels import folders, manuscript, referee
from narrate.model import BlockKind
from narrate.script.quotations.marks import Convention
from narrate.script.quotations.quoted import clues
from narrate.script.quotations.roles import Role, marks_of
from narrate.script.stage import marking_of

_KINDS = tuple(
    tuple(map(str.strip, kind.split(",")))
    for kind in (
        "opens the paragraph, opens a sentence, after a comma, after a colon, after a semicolon,"
        "after a dash, after a word",
        "ends in a stop, ends in a comma, ends in a cry, ends in a dash, ends in a colon, ends in a word",
        "1 words, 2 words, 3 words, up to 5 words, up to 8 words, up to 15 words, up to 30 words, more words",
        "capital, small letter, no letter first",
        "nothing after, punctuation after, a dash after, goes on, a sentence after",
    )
)
_LEAST = (
    0.27  # the probability of speech from which it is read as such: a lost line is worse than a voiced phrase
)
_L2 = 1.0


def _examples(judge: ModuleType, novel: Path) -> Iterator[tuple[tuple[str, ...], bool]]:
    gold = judge.Gold(str(novel))
    spoken = judge.union([span[:2] for span in gold.spans])
    starts = [start for start, _ in spoken]
    read = manuscript(novel)
    for chapter, marks in zip(read.chapters, marking_of(read).chapters, strict=True):
        for block in chapter.blocks:
            for opened, closed in _quoted(block.text if block.kind is BlockKind.PARAGRAPH else "", marks):
                span = block.span(opened, closed + 1)
                start, end = judge.trim(gold.text, span.start, span.end)
                if start < end:
                    said = 2 * judge.covered(gold, spoken, starts, start, end) >= gold.nsc(start, end)
                    yield clues(block.text, opened, closed), said


def _quoted(text: str, convention: Convention) -> Iterator[tuple[int, int]]:
    opened: int | None = None
    for at, role in marks_of(text, convention):
        if opened is None:
            opened = at if role in (Role.OPENS, Role.EITHER) else None
        elif role in (Role.CLOSES, Role.EITHER):
            yield opened, at
            opened = None


def _fit(examples: list[tuple[tuple[str, ...], bool]], weights: list[float]) -> dict[str, float]:
    """Newton's method for logistic regression with a ridge; the intercept is "" and is not penalised."""
    names = ["", *sorted({clue for found, _ in examples for clue in found})]
    columns = {name: column for column, name in enumerate(names)}
    x = np.zeros((len(examples), len(names)))
    x[:, 0] = 1
    for row, (found, _) in enumerate(examples):
        x[row, [columns[clue] for clue in found]] = 1
    said = np.array([said for _, said in examples], dtype=float)
    weight = np.array(weights)
    ridge = np.full(len(names), _L2)
    ridge[0] = 1e-3
    beta = np.zeros(len(names))
    for _ in range(25):
        probability = 1 / (1 + np.exp(-x @ beta))
        gradient = x.T @ (weight * (probability - said)) + ridge * beta
        curve = (x.T * (weight * probability * (1 - probability))) @ x + np.diag(ridge)
        beta -= np.linalg.solve(curve, gradient)
    return dict(zip(names, map(float, beta), strict=True))


def main(shared: Path) -> None:
    """Print the weights, a line each."""
    judge = referee(shared)
    examples: list[tuple[tuple[str, ...], bool]] = []
    weights: list[float] = []
    quotes = shared / "data" / "quotes"
    groups = [list(_examples(judge, novel)) for novel in folders(quotes / "pdnc")]
    groups += [[one for novel in folders(quotes / "litbank") for one in _examples(judge, novel)]]
    usual = sum(map(len, groups[:-1])) / len(groups[:-1])
    for group in groups:
        examples += group
        weights += [usual / len(group)] * len(group)
    fitted = _fit(examples, weights)
    frequent = Counter(clue for found, _ in examples for clue in found)
    for kind in _KINDS:
        shift = fitted[max(kind, key=frequent.__getitem__)]
        fitted[""] += shift
        fitted |= {clue: fitted[clue] - shift for clue in kind if clue in fitted}
    fitted[""] -= float(np.log(_LEAST / (1 - _LEAST)))
    ordered = dict.fromkeys(("", *(clue for kind in _KINDS for clue in kind), *fitted))
    for clue in ordered:
        if round(fitted.get(clue, 0.0), 1):
            print(f'    "{clue}": {fitted[clue]:.1f},')


if __name__ == "__main__":
    main(Path(sys.argv[1]))
