"""Evidence: why somebody is said to speak a turn, in words that an author can check against the page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np

from narrate.script.speakers.ranker import Ranking, Weights
from narrate.script.speakers.reading import Reading, Turn
from narrate.script.speakers.signs import EVIDENCE
from narrate.script.speakers.tags import Clue

_PREFIX = re.compile(rf"(?:{'|'.join(EVIDENCE)}): ")

# The sign that counts most → what is said of it. {other} is who spoke before.
_REASONS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"spoke two before|of two|spoke four|asked$", "turn taking with {before}"),
        (r"speaks two on|speaks four", "turn taking with {after}"),
        (r"spoke before, (?:0|nothing)", "goes on speaking"),
        (r"spoke before|speaks next|spoke three|speaks three", "the turns around it are {by}"),
        (r"answers who|was asked", "an answer to {before}"),
        (r"addressed before|spoken to before", "was spoken to just before"),
        (r"addressed next|spoken to next|form of address", "how the speakers address each other"),
        (r"own words|ever|these words", "speaks like this elsewhere"),
        (r"called so", "is called so elsewhere"),
        (r"active|scene|frequency|named in speech", "takes part in the conversation"),
        (r"last", "spoke last of those it can mean"),
        (r"told between|told alone|told after|subject next", "is told of beside it"),
        (r"told|distance|subject|focus", "was named last before it"),
    )
)
_OTHERWISE = "fits best among those present"
# Of reasons that count about the same, an author can check some on the page better than others.
_TELLING = {
    "turn taking with {before}": 2.0,
    "turn taking with {after}": 2.0,
    "was spoken to just before": 2.0,
    "takes part in the conversation": 0.4,
    _OTHERWISE: 0.4,
}


def reason(reading: Reading, ranking: Ranking, learned: Weights, turn: int, best: int, second: int) -> str:
    """Why candidate ``best`` (its place on the sheet) is likelier than ``second`` to speak ``turn``."""
    sheet = ranking.sheets[turn]
    person = sheet.candidates[best]
    spoken = reading.turns[turn]
    tag = next((clue for clue in spoken.clues if _names(clue, reading.persons[person])), None)
    if tag is not None:
        return f"{'tag' if tag.tag else 'beat'}: “{tag.words}”"
    told = _weightiest(ranking, learned, turn, best, second).format(
        before=_speaker(reading, ranking, turn - 1),
        after=_speaker(reading, ranking, turn + 1),
        by=reading.persons[person] + "’s",
    )
    clue = next((clue for clue in spoken.clues if clue.tag and not clue.who), None)
    if clue is None:
        return told
    if clue.pronoun == "I" and person == reading.teller:
        return f"tag: “{clue.words}”, and {reading.persons[person]} tells the book"
    return f"tag: “{clue.words}”; {told}"


def unknown(turn: Turn, *, teller: bool) -> str:
    """Why nobody is said to speak ``turn``; ``teller``: it is whoever says "I"."""
    clue = next((clue for clue in turn.clues if clue.tag), None)
    if clue is None:
        return "nothing tells who speaks"
    if teller and clue.pronoun == "I":
        return f"tag: “{clue.words}”, and nobody is said to tell the book"
    if clue.pronoun == "they":
        return f"tag: “{clue.words}”, which is several"
    return f"tag: “{clue.words}”, which names nobody known"


def _names(clue: Clue, name: str) -> bool:
    return name in clue.who


def _speaker(reading: Reading, ranking: Ranking, turn: int) -> str:
    """Who most likely speaks ``turn``."""
    if not 0 <= turn < len(ranking.sheets):
        return "somebody"
    first = ranking.conversation.first[turn]
    candidates = ranking.sheets[turn].candidates
    best = int(np.argmax(ranking.shares[first : first + len(candidates)]))
    return reading.persons[candidates[best]] or "somebody"


def _weightiest(ranking: Ranking, learned: Weights, turn: int, best: int, second: int) -> str:
    """The reason whose signs together tell ``best`` most from ``second``."""
    first = ranking.conversation.first[turn]
    counted: defaultdict[str, float] = defaultdict(float)
    for name, count in _differences(ranking.sheets[turn].signs[best], 1.0, learned):
        counted[_said_of(name)] += count
    for name, count in _differences(ranking.sheets[turn].signs[second], -1.0, learned):
        counted[_said_of(name)] += count
    told = ranking.counted[first + best] - ranking.counted[first + second]
    for name, count in zip(ranking.columns, told.tolist(), strict=True):
        counted[_said_of(name)] += count
    return max(counted, key=lambda each: counted[each] * _TELLING.get(each, 1.0), default=_OTHERWISE)


@lru_cache(maxsize=4096)
def _said_of(sign: str) -> str:
    """What is said where ``sign`` decides."""
    name = _PREFIX.sub("", sign)
    return next((words for pattern, words in _REASONS if pattern.search(name)), _OTHERWISE)


def _differences(signs: Mapping[str, float], factor: float, learned: Weights) -> Iterator[tuple[str, float]]:
    for name, strength in signs.items():
        known = learned.signs.get(name)
        if known is not None:
            yield name, factor * strength * known[-1]
