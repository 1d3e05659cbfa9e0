"""Letters: which quoted paragraphs are a letter copied into the story, and so nobody's speech.

A letter is told by its salutation, a line of its own ("Dear Sir,"). What stands in quotation marks around it
belongs to it: the date and the place above, and the paragraphs below down to the signature. Without one it is
told by what announces it ("The letter was to this effect:") or by how it ends ("I am, dear Sir, &c.").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from narrate.script.quotations.passages import Passage

_SALUTATION = re.compile(
    r"[\W_]*(?:my (?:own )?)?(?:dear|dearest|beloved|darling)\b[^!?\n]{0,60}?[,:][\W_]*$"
    r"|[\W_]*(?:my )?(?:(?:dear|dearest), )?(?:dear|dearest)\b[^!?,\n]{0,40},(?:[-—–]+|\s+[\"“])(?=[^\W\d_])"
    r"|[\W_]*(?:sir|madam|gentlemen|sirs),[\W_]*$",
    re.IGNORECASE,
)
_VALEDICTION = re.compile(
    r"\b(?:yours?|your's|sincerely|affectionate(?:ly)?|faithfully|&c|believe me)\b", re.IGNORECASE
)
_ANNOUNCED = re.compile(
    r"\b(?:letters?|notes?|wrote|written|write|writing|read|telegram|epistle|postscript|billet|lines)\b.{0,320}"
    r"\b(?:as follows|these words|the following words|to (?:this|the following) (?:effect|purpose)|ran thus"
    r"|was this|were these)\W*$"
    r"|\b(?:the )?following (?:letter|note|lines|telegram|message)\W*$"
    r"|\bhandwriting\b.{0,40}:\W*$",
    re.DOTALL | re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_UNTOLD = re.compile(r"\b(?:said|spoke|addressed|answered|replied|exclaimed|cried)\b", re.IGNORECASE)
_ENDING = re.compile(
    r"[\W_]*(?:I (?:am|remain)\b|believe me\b|yours?\b|your's\b|ever yours?\b|adieu\b)[^?!]{0,80}"
    r"(?:&c|\betc\.|\b(?:sincerely|affectionately|faithfully|truly|servant|obediently)\b)",
    re.IGNORECASE,
)
_ANNOUNCEMENT = 480  # characters at the end of the paragraph before
_MOST_ABOVE = 3  # lines above the salutation: a house, a street, a date
_MOST_BELOW = 60  # paragraphs; a longer letter than that has lost its end
_SIGNATURE = 6  # words
_HEADING = 8  # words
_FAREWELL = 30  # words


def letters(paragraphs: Sequence[tuple[str, tuple[Passage, ...]]]) -> frozenset[int]:
    """The indexes of the ``paragraphs`` of a chapter, each with its passages, that belong to a letter."""
    found: set[int] = set()
    for index, (text, passages) in enumerate(paragraphs):
        if index not in found and _SALUTATION.match(text):
            below = _below(paragraphs, index)
            if below or _quoted(passages):
                found.update(_above(paragraphs, index), (index,), below)
        elif index not in found and _quoted(passages):
            if _announced(paragraphs, index):
                found.update((index,), _below(paragraphs, index))
            elif _ENDING.match(text) and _is_line(text, _FAREWELL):
                found.update((index,), _left_open(paragraphs, index))
    return frozenset(found)


def _announced(paragraphs: Sequence[tuple[str, tuple[Passage, ...]]], index: int) -> bool:
    """Whether the paragraph before announces a letter, or the one before that and a date stands between."""
    if index > 1 and _DATE.search(paragraphs[index - 1][0]) and _is_line(paragraphs[index - 1][0], _HEADING):
        index -= 1
    return index > 0 and _announces(*paragraphs[index - 1])


def _announces(text: str, passages: Sequence[Passage]) -> bool:
    """Whether a paragraph ends in narration that announces a letter."""
    if not passages or passages[-1].speech:
        return False
    tail = text[max(passages[-1].start, passages[-1].end - _ANNOUNCEMENT) : passages[-1].end]
    announced = _ANNOUNCED.search(tail)
    return announced is not None and not _UNTOLD.search(tail, announced.start())


def _left_open(paragraphs: Sequence[tuple[str, tuple[Passage, ...]]], ending: int) -> set[int]:
    """The paragraphs above the end of a letter that go on in it, since no mark closes them."""
    found: set[int] = set()
    for index in range(ending - 1, max(-1, ending - 1 - _MOST_BELOW), -1):
        _, passages = paragraphs[index]
        if not _quoted(passages) or not passages[-1].unclosed:
            break
        found.add(index)
    return found


def _quoted(passages: Sequence[Passage]) -> bool:
    """Whether a paragraph begins and ends in speech, as one does that stands in quotation marks."""
    told = sum(passage.end - passage.start for passage in passages if not passage.speech)
    return bool(passages) and passages[0].speech and passages[-1].speech and told * 8 <= passages[-1].end


def _above(paragraphs: Sequence[tuple[str, tuple[Passage, ...]]], salutation: int) -> set[int]:
    found: set[int] = set()
    for index in range(salutation - 1, max(-1, salutation - 1 - _MOST_ABOVE), -1):
        text, passages = paragraphs[index]
        if not _quoted(passages) or not _is_line(text, _HEADING):
            break
        found.add(index)
    return found


def _below(paragraphs: Sequence[tuple[str, tuple[Passage, ...]]], salutation: int) -> set[int]:
    """The paragraphs down to the signature; with none, those that no mark closes, and the one after them."""
    run: list[int] = []
    for index in range(salutation + 1, min(len(paragraphs), salutation + 1 + _MOST_BELOW)):
        if not _quoted(paragraphs[index][1]):
            break
        run.append(index)
    signed = [index for index in run if _is_signature(paragraphs[index][0])]
    if signed:
        last = signed[0]
        while last + 1 in run and _is_signature(paragraphs[last + 1][0]):
            last += 1
        return set(range(salutation + 1, last + 1))
    until = salutation + 1
    while until in run and paragraphs[until][1][-1].unclosed:
        until += 1
    return {index for index in run if index <= until}


def _is_line(text: str, most: int) -> bool:
    """Whether ``text`` is the line of a letter's head or foot: short, without a question or a cry."""
    return len(text.split()) <= most and not any(mark in text for mark in "?!")


def _is_signature(text: str) -> bool:
    if not _is_line(text, _SIGNATURE) and not (_VALEDICTION.search(text) and _is_line(text, 14)):
        return False
    if _VALEDICTION.search(text):
        return True
    names = [word.strip("\"'“”‘’_.,—-") for word in text.split()]
    return all(name[:1].isupper() for name in names if name) and any(names) and len(names) <= 4
