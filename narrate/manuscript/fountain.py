"""Fountain, the plain-text format of screenplays and stage plays → ``Manuscript``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from narrate.errors import Problem, Severity, Where
from narrate.manuscript.blocktext import BlockText, Stretch
from narrate.manuscript.chapters import Item, Section, chapters
from narrate.manuscript.coverage import account
from narrate.manuscript.decode import decode
from narrate.manuscript.fountain_lines import Element, Group, Hole, groups, holes, masked
from narrate.manuscript.lines import Lines
from narrate.model import Block, BlockKind, Manuscript, MarkKind, Skipped, Source, Span, UtteranceKind

_KEY = re.compile(r"(?P<key>[A-Za-z][A-Za-z ]{0,30}):(?P<value>.*)")
_KEYS = frozenset(
    (
        *("title", "credit", "author", "authors", "source", "notes", "draft date", "date", "contact"),
        *("copyright", "revision", "draft"),
    )
)
_NUMBER = re.compile(r"#[^#\s]{1,12}#\s*$")
_PLACES = (
    (re.compile(r"(?:INT\.?/EXT|I/E)\b\.?", re.IGNORECASE), "Interior and exterior,"),
    (re.compile(r"INT\b\.?", re.IGNORECASE), "Interior,"),
    (re.compile(r"EXT\b\.?", re.IGNORECASE), "Exterior,"),
    (re.compile(r"EST\b\.?", re.IGNORECASE), "Establishing,"),
)
_CUE = re.compile(r"(?P<name>[^()^]*[^()^\s])(?P<extension>\s*(?:\([^()]*\)\s*)*)(?P<dual>\^?)\s*")
_SIGNS = re.compile(r"\\[*_]|\*{1,3}|_")
_SECTION_LEVEL, _SCENE_LEVEL = 1, 3


def read(path: Path, name: str = "", *, one_of_several: bool = False) -> Manuscript:
    """The play in the Fountain file at ``path``, which people call ``name`` (or by its own name).

    Its sections of the highest level are its chapters; without any it is one chapter. Raises
    ``UnreadableText`` (a ``NarrateError``) where the file cannot be read as text.
    """
    name = name or path.name
    decoded = decode(path, name)
    found = holes(decoded.text)
    reader = _FountainReader(Source(name, decoded.text), Lines(masked(decoded.text, found)), found)
    reader.read()
    title = "" if one_of_several else reader.fields.get("title", "")
    made = chapters(reader.sections(title))
    kept = (block for chapter in made.chapters for block in chapter.blocks)
    left_out, unread = account(reader.source, kept, reader.skipped)
    problems = (*decoded.problems, *made.problems, *unread)
    if not made.chapters:
        nothing = "Nothing in this file is spoken."
        problems += (Problem("manuscript-nothing-spoken", nothing, Where(name), "", Severity.WARNING),)
    author = reader.fields.get("author") or reader.fields.get("authors", "")
    return Manuscript(
        title, author, "", made.chapters, (reader.source,), left_out, tuple(problems), play=True
    )


@dataclass(slots=True)
class _FountainReader:
    """Reads ``lines``, which are those of ``source`` with spaces for its ``holes``."""

    source: Source
    lines: Lines
    holes: list[Hole]
    fields: dict[str, str] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    _left: list[Stretch] = field(default_factory=list)

    def read(self) -> None:
        """Every element of the play. A reader reads once."""
        for hole in self.holes:
            self._skip(hole.stretch.start, hole.stretch.end, hole.reason)
        first = self._title_page()
        for group in groups(self.lines, first):
            start = self.lines.start(group.first)
            self._skip(start, start + group.marked, "markup")
            match group.element:
                case Element.SECTION:
                    self._block(group, BlockKind.HEADING, level=group.level)
                case Element.SCENE:
                    self._scene(group)
                case Element.SPEECH:
                    self._speech(group)
                case Element.LYRICS:
                    self._block(group, BlockKind.VERSE)
                case Element.TRANSITION:
                    self._block(group, BlockKind.PARAGRAPH, said=UtteranceKind.DIRECTION)
                case Element.SYNOPSIS | Element.PAGE_BREAK:
                    self._skip(start, self.lines.end(group.end - 1), group.element)
                case _:
                    self._block(group, BlockKind.PARAGRAPH)

    def sections(self, title: str) -> Sequence[Section]:
        """The items in chapters; before the first section, and without any, a chapter called ``title``."""
        levels = [item.block.level for item in self.items if item.block.kind is BlockKind.HEADING]
        top = min((level for level in levels if level < _SCENE_LEVEL), default=0)
        made: list[Section] = []
        called, items = title, list[Item]()
        for item in self.items:
            if item.block.kind is BlockKind.HEADING and item.block.level == top:
                made.append(Section(called, tuple(items)))
                called, items = item.block.text, []
            items.append(item)
        return (*made, Section(called, tuple(items)))

    # --- elements -----------------------------------------------------------------------------------------

    def _title_page(self) -> int:
        """Read the title page, if there is one; the index of the line after it."""
        index, key = 0, ""
        values: dict[str, list[str]] = {}
        while index < len(self.lines) and (line := self.lines.line(index)).strip():
            match = _KEY.fullmatch(line)
            if match and not line[0].isspace():
                key = match["key"].strip().lower()
                if index == 0 and key not in _KEYS:
                    return 0
                values.setdefault(key, []).append(match["value"])
            elif not key:
                return 0
            else:
                values[key].append(line)
            index += 1
        if index:
            self._skip(0, self.lines.end(index - 1), "title page")
        for name, words in values.items():
            plain = (_SIGNS.sub("", line).strip() for line in words)
            self.fields[name] = " ".join(line for line in plain if line)
        return index

    def _scene(self, group: Group) -> None:
        start, line = self.lines.start(group.first), self.lines.line(group.first)
        number = _NUMBER.search(line, group.marked)
        end = start + (number.start() if number else len(line))
        if number:
            self._skip(end, start + len(line), "scene number")
        text = BlockText()
        self._write(text, start + group.marked, end)
        for pattern, said in _PLACES:
            match = pattern.match(text.text)
            if match:
                text.say(match.end(), said)
                break
        self._finish(text, BlockKind.HEADING, group, _SCENE_LEVEL)

    def _speech(self, group: Group) -> None:
        """A character's name and what they say, with directions in brackets."""
        start, line = self.lines.start(group.first), self.lines.line(group.first)
        indent = max(group.marked, len(line) - len(line.lstrip()))
        cue = _CUE.fullmatch(line, indent)
        if cue is None:  # a bracket that is not closed: nobody is called so
            self._block(group, BlockKind.PARAGRAPH)
            return
        if cue["dual"]:
            self._skip(start + cue.start("dual"), start + cue.end("dual"), "markup")
        sung = range(group.first + 1, group.end)
        verse = len(sung) > 0 and all(self.lines.line(index).lstrip().startswith("~") for index in sung)
        text = BlockText()
        self._write(text, start + indent, start + cue.end("extension"))
        end = len(text.text.rstrip())
        for index in sung:
            text.gap(
                "\n" if verse and index > group.first + 1 else " ",
                self.lines.end(index - 1),
                self.lines.start(index),
            )
            begin, words = self.lines.start(index), self.lines.line(index).strip()
            at = text.here()
            self._line(text, index, begin)
            if words.startswith("(") and words.endswith(")"):
                text.mark(MarkKind.KIND, at, UtteranceKind.DIRECTION)
        name = " ".join(cue["name"].replace("\\", "").split())
        text.cue(end, name)
        self._finish(text, BlockKind.VERSE if verse else BlockKind.PARAGRAPH, group)

    def _block(
        self, group: Group, kind: BlockKind, *, level: int = 0, said: UtteranceKind | None = None
    ) -> None:
        text = BlockText()
        for index in range(group.first, group.end):
            begin = self.lines.start(index) + (group.marked if index == group.first else 0)
            if index > group.first:
                gap = "\n" if kind is BlockKind.VERSE else " "
                text.gap(gap, self.lines.end(index - 1), self.lines.start(index))
            self._line(text, index, begin, centred=group.element is Element.CENTRED)
        if said is not None:
            text.mark(MarkKind.KIND, 0, said)
        self._finish(text, kind, group, level)

    # --- words ---------------------------------------------------------------------------------------------

    def _line(self, text: BlockText, index: int, begin: int, *, centred: bool = False) -> None:
        """Add a line without the sign that says what it is."""
        end = self.lines.end(index)
        words = self.lines.text[begin:end]
        if words.lstrip().startswith("~"):
            sign = begin + len(words) - len(words.lstrip())
            self._skip(sign, sign + 1, "markup")
            begin = sign + 1
        if centred:
            last = begin + len(words.rstrip()) - 1
            self._skip(last, last + 1, "markup")
            end = last
        self._write(text, begin, end)

    def _write(self, text: BlockText, start: int, end: int) -> None:
        """Add ``start:end`` of the source without emphasis and holes."""
        at = start
        for sign in (*self._signs(start, end), None):
            stop = sign.start if sign else end
            for stretch in self._around_holes(at, stop):
                text.write(self.source.text[stretch.start : stretch.end], stretch.start, stretch.end)
            if sign:
                self._skip(sign.start, sign.end, "markup")
                at = sign.end

    def _signs(self, start: int, end: int) -> list[Stretch]:
        """The stars and underscores that emphasise something, and the backslashes before others."""
        found: list[Stretch] = []
        open_: dict[str, Stretch] = {}
        line = self.lines.text
        for match in _SIGNS.finditer(line, start, end):
            sign, place = match[0], Stretch(match.start(), match.end())
            if sign[0] == "\\":
                found.append(Stretch(place.start, place.start + 1))
                continue
            before = line[place.start - 1] if place.start > start else " "
            after = line[place.end] if place.end < end else " "
            if sign in open_ and not before.isspace() and not (sign == "_" and after.isalnum()):
                found += (open_.pop(sign), place)
            elif not after.isspace() and not (sign == "_" and before.isalnum()):
                open_[sign] = place
        return sorted(found, key=lambda stretch: stretch.start)

    def _around_holes(self, start: int, end: int) -> Iterator[Stretch]:
        index = bisect_right(self.holes, start, key=lambda hole: hole.stretch.end)
        while start < end:
            hole = self.holes[index].stretch if index < len(self.holes) else Stretch(end, end)
            if start < min(hole.start, end):
                yield Stretch(start, min(hole.start, end))
            start, index = hole.end, index + 1

    def _finish(self, text: BlockText, kind: BlockKind, group: Group, level: int = 0) -> None:
        block: Block = text.block(kind, self.source.name, group.first + 1, level)
        for place in text.dropped:
            self._skip(place.start, place.end, "markup")
        if block.text:
            self.items.append(Item(block))

    def _skip(self, start: int, end: int, reason: str) -> None:
        if start < end:
            self.skipped.append(Skipped(Span(self.source.name, start, end), reason))
