"""Annotated turns, and the fitting of the ranker's weights to them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack, vstack

from benchmarks.script import novels
from narrate.model import Cast
from narrate.script.people.discovery import cast_names
from narrate.script.speakers.conversation import Conversation
from narrate.script.speakers.ranker import Weights, crossed_names, evidence_of_pairs, softmax
from narrate.script.speakers.reading import Reading
from narrate.script.speakers.signs import EVIDENCE, sheets
from narrate.script.speakers.turns import read
from narrate.script.stage import stage, told

STAGES = 4
_PENALTY = 2.0  # of the squared weights; from 0.3 to 10 the results hardly differ
_ITERATIONS = 80
_SMALLEST = 0.0005  # a weight under this is left out


@dataclass(slots=True)
class Book:
    """A novel as the ranker sees it, and the row of the right candidate of each turn (-1: none is right)."""

    name: str
    author: str
    cast: bool  # whether anybody is
    conversation: Conversation
    evidence: Any
    signs: csr_matrix
    right: Any


def book(
    folder: Path, author: str, company: Cast, referee: ModuleType, vocabulary: dict[str, int]
) -> Book | None:
    """The novel in ``folder`` with this cast; None if nobody speaks in it. ``vocabulary`` grows."""
    written = novels.manuscript(folder)
    staged = stage(written, company)
    paragraphs = told(staged)
    reading = read(paragraphs, cast_names(paragraphs, company), company)
    if not reading.turns:
        return None
    found = sheets(reading)
    conversation = Conversation(reading, found)
    blocks = [item.block for chapter in staged for item in chapter if item.told]
    places = sorted(
        (span.start, span.end, index)
        for index, turn in enumerate(reading.turns)
        for paragraph, passage in turn.passages
        for piece in [paragraphs[paragraph].passages[passage]]
        for span in [blocks[paragraph].span(piece.start, piece.end)]
    )
    speakers = _speakers(referee.Gold(str(folder)), reading, places, company)
    right = np.full(len(found), -1)
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    pairs = 0
    for index, sheet in enumerate(found):
        if speakers[index] in sheet.candidates:
            right[index] = pairs + sheet.candidates.index(speakers[index])
        for signs in sheet.signs:
            rows += [pairs] * len(signs)
            columns += [vocabulary.setdefault(name, len(vocabulary)) for name in signs]
            values += signs.values()
            pairs += 1
    matrix = csr_matrix((values, (rows, columns)), shape=(pairs, len(vocabulary)), dtype=np.float32)
    evidence = evidence_of_pairs(found, conversation)
    return Book(folder.name, author, bool(company.characters), conversation, evidence, matrix, right)


def _speakers(
    gold: Any, reading: Reading, places: Sequence[tuple[int, int, int]], company: Cast
) -> list[int]:
    """Who speaks each turn according to the annotators, as an index into ``reading.persons``; -1: unsaid."""
    somebody = len(reading.persons) - 1
    members = {character.name: character for character in company.characters}
    means: dict[int, set[int]] = {}
    for person, name in enumerate(reading.persons[:-1]):
        if name:
            aliases = members[name].aliases if name in members else ()
            exact = gold.cast.resolve(name)
            means[person] = exact or {each for alias in aliases for each in gold.cast.resolve(alias)}
    starts = [start for start, _, _ in places]
    heard: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for start, end, _, _, who in gold.spans:
        gold_ids = gold.cast.resolve(who)
        persons = [person for person, ids in means.items() if ids & gold_ids]
        for at in range(max(0, bisect_right(starts, start) - 3), len(places)):
            if starts[at] >= end:
                break
            overlap = min(end, places[at][1]) - max(start, places[at][0])
            if overlap > 0:
                for person in persons or [somebody]:
                    heard[places[at][2]][person] += overlap
    return [heard[turn].most_common(1)[0][0] if turn in heard else -1 for turn in range(len(reading.turns))]


def stacked(
    books: Sequence[Book], shares: Mapping[str, Any], stage: int, width: int
) -> dict[str, csr_matrix]:
    """By book, what a stage sees of all pairs: (pairs, signs)."""
    seen: dict[str, csr_matrix] = {}
    for each in books:
        matrix = each.signs.copy()
        matrix.resize((matrix.shape[0], width))
        if stage:
            _, values = each.conversation.signs(shares[each.name])
            matrix = hstack([matrix, csr_matrix(_crossed(values, each.evidence))]).tocsr()
        seen[each.name] = matrix
    return seen


def _crossed(values: Any, evidence: Any) -> Any:
    """Columns for all turns, and again for each kind of evidence."""
    width = values.shape[1]
    wide = np.zeros((len(values), width * (1 + len(EVIDENCE))), dtype=np.float32)
    wide[:, :width] = values
    for kind in range(len(EVIDENCE)):
        mine = evidence == kind
        wide[mine, width * (kind + 1) : width * (kind + 2)] = values[mine]
    return wide


def fit(books: Sequence[Book], seen: Mapping[str, csr_matrix], begin: Any = None) -> Any:
    """The weights that make the right candidates of ``books`` likeliest: a penalised conditional logit."""
    signs = vstack([seen[each.name] for each in books]).tocsr()
    turn, first, right = [], [], []
    pairs = turns = 0
    for each in books:
        turn.append(each.conversation.turn + turns)
        first.append(each.conversation.first + pairs)
        right.append(np.where(each.right >= 0, each.right + pairs, -1))
        pairs += len(each.conversation.turn)
        turns += len(each.right)
    of_turn, of_first, of_right = map(np.concatenate, (turn, first, right))
    known = of_right >= 0
    counts = known[of_turn].astype(np.float32)
    transposed = signs.T.tocsr()
    at_right = np.asarray(signs[of_right[known]].sum(0)).ravel()
    number = known.sum()

    def loss(weights: Any) -> tuple[float, Any]:
        scores = signs @ weights.astype(np.float32)
        highest = np.maximum.reduceat(scores, of_first)
        raised = np.exp(scores - highest[of_turn])
        total = np.add.reduceat(raised, of_first)
        likelihood = (scores[of_right[known]] - highest[known] - np.log(total[known])).sum(dtype=np.float64)
        gradient = at_right - transposed @ (raised / total[of_turn] * counts)
        return (
            (-likelihood + 0.5 * _PENALTY * (weights @ weights)) / number,
            ((-gradient + _PENALTY * weights) / number).astype(np.float64),
        )

    start = np.zeros(signs.shape[1]) if begin is None else begin
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS})
    return found.x


def shares(each: Book, seen: Mapping[str, csr_matrix], weights: Any, temperature: float = 1.0) -> Any:
    """The shares of all pairs of a book under ``weights``."""
    return softmax((seen[each.name] @ weights).astype(np.float64) / temperature, each.conversation)


def train(books: Sequence[Book], vocabulary: Mapping[str, int], folds: int = 5) -> tuple[Weights, list[Any]]:
    """Weights learned from ``books``, and the shares of each that weights from other authors give it.

    Later stages learn from such shares too, so that they trust the stage before as much as they may on a
    book that nobody has seen.
    """
    parts = by_author(books, folds)
    given: dict[str, Any] = {}
    learned: list[Any] = []
    for number in range(STAGES):
        seen = stacked(books, given, number, len(vocabulary))
        learned.append(fit(books, seen))
        unseen: dict[str, Any] = {}
        for part in parts:
            others = [each for each in books if each not in part]
            weights = fit(others, seen, learned[-1])
            unseen.update((each.name, shares(each, seen, weights)) for each in part)
        given = unseen
    columns = books[0].conversation.signs(given[books[0].name])[0]
    found = [given[each.name] for each in books]
    return _as_weights(learned, vocabulary, columns, temperature(books, found)), found


def by_author(books: Sequence[Book], number: int) -> list[list[Book]]:
    """``books`` in parts of about equal size that share no author."""
    sizes: Counter[str] = Counter()
    for each in books:
        sizes[each.author] += len(each.right)
    parts: list[list[str]] = [[] for _ in range(number)]
    for author, _ in sizes.most_common():
        min(parts, key=lambda part: sum(sizes[other] for other in part)).append(author)
    return [[each for each in books if each.author in part] for part in parts if part]


def _as_weights(
    learned: Sequence[Any], vocabulary: Mapping[str, int], columns: Sequence[str], divisor: float
) -> Weights:
    width = len(vocabulary)
    signs = {
        name: tuple(round(float(weights[index]), 3) for weights in learned)
        for name, index in sorted(vocabulary.items())
    }
    conversation = {
        name: tuple(round(float(weights[width + index]), 3) for weights in learned[1:])
        for index, name in enumerate(crossed_names(columns))
    }
    return Weights(len(learned), divisor, _kept(signs), _kept(conversation))


def _kept(weights: Mapping[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
    return {name: values for name, values in weights.items() if max(map(abs, values)) > _SMALLEST}


def temperature(books: Sequence[Book], unseen: Sequence[Any]) -> float:
    """What the scores of unseen books are best divided by, so that shares are how often they are right.

    Books without a cast do not count: there the annotators' characters and those found do not quite agree,
    which is no doubt about who speaks.
    """
    best, least = 1.0, float("inf")
    for hundredth in range(70, 161, 2):
        loss = 0.0
        for each, share in zip(books, unseen, strict=True):
            if not each.cast:
                continue
            scores = np.log(np.maximum(share, 1e-9)).astype(np.float64) / (hundredth / 100)
            sharpened = softmax(scores, each.conversation)
            loss -= float(np.log(np.maximum(sharpened[each.right[each.right >= 0]], 1e-9)).sum())
        if loss < least:
            best, least = hundredth / 100, loss
    return best
