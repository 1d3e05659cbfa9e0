"""What is heard in pieces of text with times: each word with the punctuation that is shown beside it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from narrate.model import NARRATOR, Boundary, UtteranceKind
from narrate.publish.tags import one_line
from narrate.publish.timing import TimedUtterance
from narrate.script.languages import Language
from narrate.script.sentences import sentences

WIDTH = 42
"""Columns of a line, as broadcasters and Netflix have it (Timed Text Style Guide, English, I.9)."""

_LONGEST_NAME = 24
_SAID = (UtteranceKind.SPEECH, UtteranceKind.THOUGHT)
_OPENERS = "\"'¿¡"  # besides those that Unicode knows as such
_PARAGRAPH_ENDS = (Boundary.PARAGRAPH, Boundary.SCENE, Boundary.HEADING, Boundary.CHAPTER)
_MARKS = re.compile(r"(?:([.!?…。！？‽؟।])|([;:—―–；：؛])|([,，、،]))[\"'”’»›)\]」』]*\Z")


class Ends(IntEnum):
    """What ends with a word, as far as its marks tell."""

    SENTENCE = 0
    CLAUSE = 1
    PHRASE = 2
    NOTHING = 3


@dataclass(frozen=True, slots=True)
class Bit:
    """A word as it is shown. ``before`` is what parts it from the one before: "", " " or a line's end.

    ``name`` is its speaker's where a reader cannot know otherwise who begins to speak here.
    """

    text: str
    before: str
    start_s: float
    end_s: float
    speaker: str | None
    exact: bool
    ends: Ends
    name: str = ""

    @property
    def width(self) -> int:
        """In columns."""
        return columns(self.text) + (len(self.name) + 2 if self.name else 0)


def paragraphs(utterances: Sequence[TimedUtterance], tongue: Language) -> Iterator[tuple[Bit, ...]]:
    """The bits of ``utterances``, a chapter's, in runs without a long pause."""
    opened: list[TimedUtterance] = []
    before: str | None = None  # who spoke last
    for utterance in utterances:
        opened.append(utterance)
        if utterance.boundary in _PARAGRAPH_ENDS:
            yield from _paragraph(opened, before, tongue)
            before = opened[-1].speaker
            opened = []
    yield from _paragraph(opened, before, tongue)


def columns(text: str) -> int:
    """How wide ``text`` is shown, in columns: two for an ideograph, none for a mark on a letter."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(maxsize=1 << 12)
def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _paragraph(
    utterances: Sequence[TimedUtterance], before: str | None, tongue: Language
) -> Iterator[tuple[Bit, ...]]:
    told = any(each.speaker == NARRATOR for each in utterances)
    bits: list[Bit] = []
    for last, utterance in zip([None, *utterances], utterances, strict=False):
        found = [piece for bit in _bits(utterance, tongue) for piece in _short(bit)]
        if found and bits and last is not None:
            found[0] = replace(found[0], before=_between(last, utterance))
        said = utterance.kind in _SAID and utterance.speaker not in (None, NARRATOR, before)
        if found and said and not told:
            found[0] = replace(found[0], name=_name(utterance.speaker or "", WIDTH - found[0].width - 2))
        before = utterance.speaker
        bits += found
    if bits:
        yield tuple(bits)


def _between(last: TimedUtterance, following: TimedUtterance) -> str:
    """How an utterance is parted from the last one in its paragraph."""
    if UtteranceKind.VERSE in (last.kind, following.kind):
        return "\n"
    touching = (last.span.source, last.span.end) == (following.span.source, following.span.start)
    return "" if touching else " "


def _name(speaker: str, room: int) -> str:
    """``speaker`` in capitals, as subtitles for the deaf have it, in ``room`` columns; "" in too few."""
    name, most = one_line(speaker).upper(), min(room, _LONGEST_NAME)
    if columns(name) <= most:
        return name
    while name and columns(name) > most - 1:
        name = name[:-1]
    return f"{name.rstrip()}…" if name else ""


def _bits(utterance: TimedUtterance, tongue: Language) -> Iterator[Bit]:
    """The words of ``utterance``, and what stands around them; what is only punctuation is one bit."""
    text, words = utterance.text, utterance.words
    speaker, exact = utterance.speaker, utterance.exact
    if not words:
        shown = one_line(text)
        if shown:
            yield Bit(shown, " ", utterance.start_s, utterance.end_s, speaker, exact, Ends.SENTENCE)
        return
    stops = iter((*(sentence.end for sentence in sentences(text, tongue)), len(text)))
    stop = next(stops)
    between = [text[one.end : other.start] for one, other in pairwise(words)]
    edges = [
        ("", text[: words[0].start].lstrip()),
        *map(_parted, between),
        (text[words[-1].end :].rstrip(), ""),
    ]
    last = len(words) - 1
    for index, word in enumerate(words):
        shown = edges[index][1] + text[word.start : word.end] + edges[index + 1][0]
        ends = _ends(edges[index + 1][0])
        if ends is Ends.SENTENCE and index < last and stop > words[index + 1].start:
            ends = Ends.NOTHING if shown.endswith(".") else Ends.CLAUSE  # "Mr. Smith", "Oh! but"
        while index < last and stop <= words[index + 1].start:
            stop = next(stops)
        yield Bit(
            shown if shown.isprintable() else one_line(shown),
            _parting(between[index - 1]) if index else " ",
            word.start_s if index else utterance.start_s,
            word.end_s if index < last else utterance.end_s,
            speaker,
            exact,
            ends,
        )


@lru_cache(maxsize=1 << 10)
def _ends(after: str) -> Ends:
    """What ends with the marks ``after`` a word."""
    found = _MARKS.search(after)
    return Ends.NOTHING if found is None or found.lastindex is None else Ends(found.lastindex - 1)


def _parting(between: str) -> str:
    if between == " ":
        return between
    return "\n" if "\n" in between else " " if any(map(str.isspace, between)) else ""


@lru_cache(maxsize=1 << 10)
def _parted(between: str) -> tuple[str, str]:
    """What of the text ``between`` two words is shown beside the first, and what beside the second."""
    left, *middle = between.split() if between[:1].strip() else ["", *between.split()]
    if between[-1:].strip():
        if middle:
            right = middle.pop()
        else:
            at = len(left)
            while at and (unicodedata.category(left[at - 1]) in ("Ps", "Pi") or left[at - 1] in _OPENERS):
                at -= 1
            left, right = left[:at], left[at:]
    else:
        right = ""
    return " ".join((left, *middle)) if middle else left, right


def _short(bit: Bit) -> Iterator[Bit]:
    """``bit``, in pieces if it is too long for a line."""
    if len(bit.text) <= WIDTH // 2 or bit.width <= WIDTH:
        yield bit
        return
    pieces = [""]
    for char in bit.text:
        if columns(pieces[-1] + char) > WIDTH - _LONGEST_NAME // 2:
            pieces.append("")
        pieces[-1] += char
    step_s = (bit.end_s - bit.start_s) / len(pieces)
    for index, piece in enumerate(pieces):
        yield replace(
            bit,
            text=piece,
            before="" if index else bit.before,
            ends=bit.ends if index + 1 == len(pieces) else Ends.NOTHING,
            start_s=bit.start_s + step_s * index,
            end_s=bit.start_s + step_s * (index + 1),
        )
