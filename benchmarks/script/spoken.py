"""Measures the spoken text against pairs of written and spoken English, class by class.

A pair counts as right where the words are those of one of its references, whatever their case, punctuation,
"and", American or British spelling, and whether letters that are spelled out stand together ("FBI", "F B I").
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.script.table import Row
from narrate.model import UtteranceKind
from narrate.script.spoken.speak import speak

PAIRS: Final = "data/tn_en_dev.tsv"
AUDIOBOOK: Final = "audiobook"
"""The class of the sentences that people read aloud for audiobooks."""

_SYMBOLS: Final = {"&": " and ", "@": " at ", "%": " percent ", "+": " plus "}
_WORD: Final = re.compile(r"[^\W_]+")
# What is one word in speech and two in print: the spellings of America and Britain, and of the references.
_SAME: Final = (
    (re.compile(r"\b(\w+t)re(s?)\b"), r"\1er\2"),
    (re.compile(r"\b(col|hon|fav|lab|neighb|harb|vap)our"), r"\1or"),
    (re.compile(r"\b(a|p) ?m\b"), r"\1m"),
    (re.compile(r"\b(\w+)is(e|es|ed|ing|ation)\b"), r"\1iz\2"),
    (re.compile(r"\bgrey"), "gray"),
    (re.compile(r"\b(?:missis|missus|misses)\b"), "mrs"),
    (re.compile(r"\bmister\b"), "mr"),
    (re.compile(r"\bmiz\b"), "ms"),
    (re.compile(r"\bdoctor\b"), "dr"),
    (re.compile(r"\boh\b"), "o"),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A text as it is written and the ways in which it may be said."""

    kind: str
    written: str
    spoken: tuple[str, ...]

    @property
    def half(self) -> int:
        """0 or 1, by hash: rules were made by looking at half 0; half 1 was read once, at the end."""
        return hashlib.sha256(self.written.encode()).digest()[0] & 1


def pairs(shared: Path) -> Iterator[Pair]:
    """The development pairs, in the order of the file."""
    lines = (shared / PAIRS).read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        kind, written, spoken = line.split("\t")[:3]
        yield Pair(kind, written, tuple(way.strip() for way in spoken.split(" || ")))


def words(text: str) -> str:
    """``text`` in a form in which all ways of writing the same spoken words are equal."""
    text = text.lower().replace("'", "").replace("’", "")
    for sign, word in _SYMBOLS.items():
        text = text.replace(sign, word)
    text = " ".join(word for word in _WORD.findall(text) if word != "and")
    for pattern, same in _SAME:
        text = pattern.sub(same, text)
    return text.replace(" ", "")


def right(pair: Pair) -> bool:
    """Whether narrate, speaking American English, says what the pair asks for."""
    wanted = {words(way) for way in pair.spoken}
    return words(speak(pair.written, UtteranceKind.SPEECH, "en-us")) in wanted


def rows(shared: Path) -> Iterator[Row]:
    """Accuracy over all pairs, over audiobook sentences, and by class."""
    tally: dict[str, list[bool]] = defaultdict(list)
    halves: tuple[list[bool], list[bool]] = ([], [])
    for pair in pairs(shared):
        tally[pair.kind].append(found := right(pair))
        halves[pair.half].append(found)
    every = [found for each in tally.values() for found in each]
    yield Row(f"spoken text: all {len(every)} pairs", _share(every), "0.88")
    yield Row("spoken text: the half of the pairs that was read last", _share(halves[1]), "0.88")
    yield Row("spoken text: audiobook sentences", _share(tally[AUDIOBOOK]), "0.975")
    for kind, found in sorted(tally.items(), key=lambda item: -len(item[1])):
        if kind != AUDIOBOOK and len(found) >= 10:
            yield Row(f"spoken text: {kind} ({len(found)})", _share(found), "")


def _share(found: list[bool]) -> str:
    return f"{sum(found) / len(found):.3f}"
