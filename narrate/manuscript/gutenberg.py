"""What Project Gutenberg puts before and after a book, in the spellings of five decades."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from narrate.manuscript.lines import Lines

_START = re.compile(r"\*{3} ?START OF (?:THE|THIS)? ?PROJECT GUTENBERG", re.IGNORECASE)
_END = re.compile(
    r"\*{3} ?END OF (?:THE|THIS)? ?PROJECT GUTENBERG"
    r"|\*{0,3}\s?End of (?:the |this )?Project Gutenberg(?:'s|’s| E|\b)",
    re.IGNORECASE,
)
_SMALL_PRINT_START = re.compile(r"\*{2,3} ?START\*{2} ?THE SMALL PRINT", re.IGNORECASE)
_SMALL_PRINT_END = re.compile(r"\*END\*? ?THE SMALL PRINT", re.IGNORECASE)
CREDIT = re.compile(
    r"(?:This e-?(?:text|book) was )?(?:produced|prepared|transcribed|scanned|digitized) (?:by|from)\b"
    r"|e-?text (?:was )?prepared by\b",
    re.IGNORECASE,
)
_FIELD = re.compile(r"(Title|Author|Language):\s+(\S.*)")
_OPENING_LINES = 40  # the first line of a header may stand below a note of the same length
_LONGEST_CREDIT = 8  # lines
_LANGUAGES = {
    "english": "en",
    "french": "fr",
    "german": "de",
    "spanish": "es",
    "italian": "it",
    "portuguese": "pt",
    "dutch": "nl",
}


@dataclass(frozen=True, slots=True)
class FramePart:
    """The characters ``start:end`` are not the book's, and why."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A book inside its frame: lines ``first:end`` are the book's, ``parts`` are the frame."""

    first: int
    end: int
    parts: tuple[FramePart, ...] = ()
    title: str = ""
    author: str = ""
    language: str = ""


def frame(lines: Lines) -> Frame:
    """Where the book in ``lines`` begins and ends, and what its header says; all of it if it has no frame."""
    count = len(lines)
    texts = [lines.line(index).strip() for index in range(count)]
    if not any("gutenberg" in text.lower() for text in texts[:_OPENING_LINES]):
        return Frame(0, count)
    first = next((index + 1 for index, text in enumerate(texts) if _START.match(text)), 0)
    small_start = next((index for index, text in enumerate(texts) if _SMALL_PRINT_START.match(text)), count)
    small_end = next((index + 1 for index, text in enumerate(texts) if _SMALL_PRINT_END.match(text)), 0)
    if small_end and not first and small_end < count // 2:
        first = small_end
    end = next((index for index in range(first, count) if _END.match(texts[index])), count)
    if first < small_start < end:  # 1998: the small print is after the book
        end = small_start
    fields = _fields(texts[:first])
    first = _after_credits(texts, first, end)
    parts = (
        FramePart(0, lines.start(first), "Project Gutenberg header"),
        FramePart(lines.start(end), len(lines.text), "Project Gutenberg licence"),
    )
    language = fields.get("Language", "")
    return Frame(
        first,
        end,
        tuple(part for part in parts if part.end > part.start),
        fields.get("Title", ""),
        fields.get("Author", ""),
        _LANGUAGES.get(language.lower(), ""),
    )


def _fields(texts: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        field = _FIELD.match(text)
        if field:
            found.setdefault(field[1], field[2].strip())
    return found


def _after_credits(texts: Sequence[str], first: int, end: int) -> int:
    """The line after "Produced by …" paragraphs that follow a header directly."""
    while True:
        start = next((index for index in range(first, end) if texts[index]), end)
        stop = next((index for index in range(start, end) if not texts[index]), end)
        if not first or start == end or stop - start > _LONGEST_CREDIT or not CREDIT.match(texts[start]):
            return first
        first = stop
