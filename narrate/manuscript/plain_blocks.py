"""Groups of lines of a plain text → the items of its chapters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from narrate.errors import Problem, Where
from narrate.manuscript.blocktext import Stretch
from narrate.manuscript.chapters import Item, Section
from narrate.manuscript.lines import Lines
from narrate.manuscript.plain_cues import Cue, cues
from narrate.manuscript.plain_groups import Groups, is_verse
from narrate.manuscript.plain_headings import Heading, Outline, Rank, outline, title_follows
from narrate.manuscript.plain_notes import Notes, notes
from narrate.manuscript.plain_text import PlainText
from narrate.model import Block, BlockKind, MarkKind, Skipped, Source, Span

_TRANSCRIBER = re.compile(r"\[Transcriber['’]?s?['’]? note", re.IGNORECASE)
_PROSE = 150  # characters: a paragraph, and not a line of a title page


@dataclass(frozen=True, slots=True)
class Sections:
    """What a plain text consists of."""

    sections: tuple[Section, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    item: Item
    rank: Rank | None = None  # of a heading


@dataclass(slots=True)
class PlainReader:
    """Reads ``groups`` of ``source``."""

    source: Source
    lines: Lines
    groups: Groups
    _outline: Outline = field(init=False)
    _notes: Notes = field(init=False)
    _headings: dict[int, Heading] = field(init=False)
    _cues: dict[int, Cue] = field(init=False)
    _placed: list[_Placed] = field(default_factory=list)
    _skipped: list[Skipped] = field(default_factory=list)
    _problems: list[Problem] = field(default_factory=list)
    _referred: dict[str, int] = field(default_factory=dict)  # mark → references so far
    _explained: dict[str, int] = field(default_factory=dict)  # mark → bodies so far
    _pictures: list[Block] = field(default_factory=list)  # in what was read last
    _note: str = ""  # the footnote that the last group was (part of) the body of, in a list of footnotes

    def __post_init__(self) -> None:
        found = self.groups.groups
        self._outline = outline(found)
        self._notes = notes(found)
        self._headings = {heading.group: heading for heading in self._outline.headings}
        self._cues = dict(cues(found, frozenset(self._headings)))

    def read(self, title: str) -> Sections:
        """The sections; one, with ``title``, where the text has no headings."""
        listed = {entry.first: entry for entry in self._outline.listings}
        index = 0
        while index < len(self.groups.groups):
            if index in listed:
                entry = listed[index]
                first, last = self.groups.groups[index], self.groups.groups[entry.end - 1]
                self._leave([Stretch(first.start, last.end)], entry.reason)
                index = entry.end
            elif index in self._headings:
                index += self._heading(self._headings[index])
            else:
                index += self._body(index)
            self._placed.extend(_Placed(Item(picture)) for picture in self._pictures)
            self._pictures.clear()
        return Sections(tuple(self._divide(title)), tuple(self._skipped), tuple(self._problems))

    # --- groups: each says how many it used -----------------------------------------------------------------

    def _heading(self, heading: Heading) -> int:
        group = self.groups.groups[heading.group]
        stretches = list(group.lines[: heading.lines])
        rest = group.lines[heading.lines :]
        used = 1
        if heading.cut:
            cut = stretches[0].start + heading.cut
            rest = (Stretch(cut, stretches[0].end), *rest)
            stretches[0] = Stretch(stretches[0].start, cut)
        titled = heading.rank is self._outline.chapters and not heading.titled and self._outline.titles_follow
        if titled and title_follows(self.groups.groups, heading):
            stretches.extend(self.groups.groups[heading.group + 1].lines)
            used = 2
        level = 2 if self._outline.chapters and heading.rank > self._outline.chapters else 1
        level = 1 if heading.rank is Rank.NAMED else level
        self._note = ""
        self._placed.append(_Placed(self._item(stretches, BlockKind.HEADING, level=level), heading.rank))
        if rest:
            self._placed.append(_Placed(self._item(rest, BlockKind.PARAGRAPH)))
        return used

    def _body(self, index: int) -> int:
        group = self.groups.groups[index]
        stretch = Stretch(group.start, group.end)
        if group.is_rule:
            self._leave([stretch], "scene break")
            line = group.first + 1
            self._placed.append(_Placed(Item(Block(BlockKind.SCENE_BREAK, "", self.source.name, line=line))))
            return 1
        if index in self._notes.titles:
            self._leave([stretch], "heading of the footnotes")
            return 1
        if _TRANSCRIBER.match(group.text):
            return self._transcriber(index)
        if index in self._notes.bodies or self._note:
            self._note_body(index)
            return 1
        lines, used = list(group.lines), 1
        cue = self._cues.get(index)
        if cue is not None and cue.alone and self._speech_follows(index):
            following = self.groups.groups[index + 1]
            verse = is_verse(following, self.source.text, self.groups.width)
            lines.extend(following.lines)
            used = 2
        else:
            verse = is_verse(group, self.source.text, self.groups.width)
        kind = BlockKind.VERSE if verse else BlockKind.PARAGRAPH
        self._placed.append(_Placed(self._item(lines, kind, cue=cue)))
        return used

    def _speech_follows(self, index: int) -> bool:
        following = index + 1
        return following < len(self.groups.groups) and not (
            following in self._headings
            or following in self._cues
            or following in self._notes.bodies
            or self.groups.groups[following].is_rule
        )

    def _transcriber(self, index: int) -> int:
        """A note of the transcriber's, in brackets that may hold several groups."""
        for end in range(index, min(index + 20, len(self.groups.groups))):
            group = self.groups.groups[end]
            if group.text.endswith("]"):
                first = self.groups.groups[index]
                self._leave([Stretch(first.start, group.end)], "transcriber's note")
                return end - index + 1
        self._placed.append(_Placed(self._item(self.groups.groups[index].lines, BlockKind.PARAGRAPH)))
        return 1

    def _note_body(self, index: int) -> None:
        group = self.groups.groups[index]
        label = self._notes.bodies.get(index, "")
        if label:
            count = self._explained[label] = self._explained.get(label, 0) + 1
            label = self._note = f"{label}.{count}"
        in_list = index in self._notes.listed
        item = self._item(group.lines, BlockKind.NOTE, note=label or self._note)
        self._placed.append(_Placed(item))
        if not in_list:
            self._note = ""

    # --- chapters ------------------------------------------------------------------------------------------

    def _divide(self, title: str) -> list[Section]:
        chapters = self._outline.chapters
        if chapters is None:
            return [Section(title, tuple(placed.item for placed in self._placed))]
        made: list[Section] = []
        items: list[Item] = []
        name, begun, waiting = "", False, False
        for placed in self._placed:
            if placed.rank is not None and (placed.rank <= chapters or placed.rank is Rank.NAMED):
                if not waiting:
                    made.append(Section(name, tuple(items), "" if begun else _opening(items)))
                    items = []
                name, begun = placed.item.block.text, True
                waiting = placed.rank < chapters
            elif placed.item.block.text:
                waiting = False
            items.append(placed.item)
        made.append(Section(name, tuple(items)))
        return made

    # --- words ---------------------------------------------------------------------------------------------

    def _item(
        self,
        lines: Sequence[Stretch],
        kind: BlockKind,
        *,
        level: int = 0,
        note: str = "",
        cue: Cue | None = None,
    ) -> Item:
        plain = PlainText(self.source.text, self._notes.labels, verse=kind is BlockKind.VERSE)
        if note and kind is BlockKind.NOTE:
            plain.begin_note()
        plain.write(lines)
        if cue is not None:
            plain.cue(cue.name)
        line = self.lines.number(lines[0].start)
        block = self._referring(plain.text.block(kind, self.source.name, line, level, label=note))
        self._leave([*plain.left, *plain.text.dropped], "markup")
        self._leave(plain.illustrations, "picture")
        for picture in plain.pictures:
            self._pictures.append(picture.block(BlockKind.PICTURE, self.source.name, line))
            self._leave(picture.dropped, "picture")
        self._leave(plain.note_marks, "footnote reference")
        self._problems.extend(fault.at(Where(self.source.name, line)) for fault in plain.wrong)
        return Item(block)

    def _referring(self, block: Block) -> Block:
        """``block`` with its references numbered: the second [1] refers to the second note called so."""
        marks = list(block.marks)
        for index, mark in enumerate(marks):
            if mark.kind is MarkKind.NOTE:
                count = self._referred[mark.value] = self._referred.get(mark.value, 0) + 1
                label = f"{mark.value}.{min(count, self._notes.count(mark.value))}"
                marks[index] = replace(mark, value=label)
        return replace(block, marks=tuple(marks))

    def _leave(self, stretches: Sequence[Stretch], reason: str) -> None:
        self._skipped.extend(Skipped(Span(self.source.name, s.start, s.end), reason) for s in stretches)


def _opening(items: Sequence[Item]) -> str:
    """Why what stands before the first chapter is not narrated, or "" where most of it is prose."""
    texts = [item.block.text for item in items if item.block.kind is not BlockKind.NOTE]
    prose = sum(len(text) for text in texts if len(text) > _PROSE and "\n" not in text)
    return "" if 2 * prose >= sum(map(len, texts)) else "front matter: title page"
