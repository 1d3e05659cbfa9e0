"""The blocks of a Markdown document, in order, with the place of every character.

markdown-it finds the blocks and says which lines they stand on. What they say is read from the lines
themselves, so that nothing it leaves out (a cell too many, a line nested too deep) can go unnoticed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from narrate.errors import Problem, Severity
from narrate.manuscript.blocktext import Stretch
from narrate.manuscript.chapters import Item
from narrate.manuscript.lines import Lines
from narrate.manuscript.markdown_grammar import Document
from narrate.manuscript.markdown_inline import InlineReader
from narrate.manuscript.markdown_lines import LEADING, MarkdownLines
from narrate.manuscript.markdown_paragraph import LEFT_OVER, InlineSource, Paragraph
from narrate.manuscript.markdown_passages import Passages
from narrate.manuscript.markup import SKIPPED_BY_AUTHOR, Braces, Fault, braces, trailing_braces
from narrate.manuscript.verse import looks_like_verse
from narrate.model import Block, BlockKind, Skipped, Source, UtteranceKind

_UNDERLINE = re.compile(r"[ \t>]*(?:=+|-+)[ \t]*")
_RULE = re.compile(LEADING.pattern + r"[-_*\s]*")
_CELL_END = re.compile(r"\\.|\|")
_LINE_BLOCK = re.compile(r"\|(?:[ \t]|$)")
_OPEN_COMMENT = Fault("markup-unclosed", "This comment is never closed.", "end it with -->")
_UNDERLINED = Fault(
    "markdown-underlined-paragraph",
    "Markdown takes a paragraph with --- or === under it for a heading; it was read as a paragraph.",
    "leave an empty line between the paragraph and the line",
    Severity.WARNING,
)
_LONGEST_UNDERLINED = 80  # characters; a setext heading that ends as a sentence does and is longer is none


@dataclass(frozen=True, slots=True)
class Blocks:
    """What a document consists of."""

    items: tuple[Item, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class BlockReader:
    """Reads the tokens of ``document``, which were made of ``source``."""

    source: Source
    lines: Lines
    document: Document
    items: list[Item] = field(default_factory=list)
    _quotes: int = 0
    _notes: list[str] = field(default_factory=list)
    _in_table: bool = False
    _page: MarkdownLines = field(init=False)
    _passages: Passages = field(init=False)
    _inline: InlineReader = field(init=False)
    _raw: InlineReader = field(init=False)  # of HTML

    def __post_init__(self) -> None:
        self._page = MarkdownLines(self.source, self.lines)
        self._passages = Passages(self._page)
        self._inline = InlineReader(self.document.definitions)
        self._raw = InlineReader(self.document.definitions, html_only=True)

    def read(self) -> Blocks:
        """Every block, in order; what was left out; what was wrong."""
        tokens = self.document.tokens
        for index, token in enumerate(tokens):
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            if token.type in ("heading_open", "list_item_open") and following is not None:
                self._opening(token, following)
            elif token.type != "inline":
                self._enter_or_leave(token)
            elif not self._in_table and tokens[index - 1].type != "heading_open":
                self._paragraph(_map(token), token.content)
        self._passages.finish()
        return Blocks(tuple(self.items), tuple(self._page.skipped), tuple(self._page.problems))

    def _opening(self, token: Token, following: Token) -> None:
        first = _map(token)[0]
        if token.type == "heading_open":
            self._heading(token, following)
        elif following.type == "list_item_close":  # "1984." alone on its line
            self._paragraph((first, first + 1), "")
        else:
            self._leading_alone(token)

    def _enter_or_leave(self, token: Token) -> None:
        first, end = _map(token)
        match token.type:
            case "passage":
                self._passages.see(token)
            case "html_block":
                self._html(token)
            case "fence":
                self._page.leave_lines(first, end, "code block")
            case "hr":
                self._rule(first)
            case "table_open" | "table_close":
                self._in_table = token.nesting == 1
                if self._in_table:
                    self._page.leave_lines(first + 1, first + 2, "markup")
            case "tr_open":
                self._row(first)
            case "blockquote_open" | "blockquote_close":
                self._quotes += token.nesting
                self._leading_alone(token)
            case "footnote_reference_open":
                self._notes.append(str(token.meta["label"]))
                self._leading_alone(token)
            case "footnote_reference_close":
                self._notes.pop()
            case "dd_open":
                self._leading_alone(token)
            case _:
                pass

    # --- blocks ------------------------------------------------------------------------------------------

    def _paragraph(self, span: tuple[int, int], content: str) -> None:
        stretches = self._page.stretches(span, content)
        if not stretches:
            return
        words = [self.lines.text[s.start : s.end] for s in stretches]
        line_block = all(_LINE_BLOCK.match(line) for line in words)
        if line_block:
            for stretch in stretches:
                self._page.leave(stretch.start, stretch.start + 1, "markup")
            stretches = [Stretch(min(s.start + 2, s.end), s.end) for s in stretches]
            stretches = [s for s in stretches if s.end > s.start]
        said = braces(words[0], 0) if words[0].startswith("{") and len(stretches) > 1 else None
        if said is not None and words[0][said.end :].strip():
            said = None
        if said is not None:
            self._page.leave(stretches[0].start, stretches[0].end, "markup")
            for fault in said.on_block():
                self._page.wrong(stretches[0].start, fault)
            if said.skip:
                for stretch in stretches[1:]:
                    self._page.leave(stretch.start, stretch.end, SKIPPED_BY_AUTHOR)
                return
            del stretches[0], words[0]
        for stretch in stretches:
            if self.lines.text.startswith(":::", stretch.start):
                self._page.wrong(stretch.start, LEFT_OVER)
        hard = [line.endswith(("  ", "\\")) for line in words[:-1]]
        verse = line_block or self._passages.is_said(UtteranceKind.VERSE, said)
        verse = verse or (self._quotes > 0 and ((bool(hard) and all(hard)) or looks_like_verse(words)))
        self._write(stretches, Paragraph(verse=verse), said=said)

    def _write(
        self,
        stretches: Sequence[Stretch],
        paragraph: Paragraph,
        reader: InlineReader | None = None,
        said: Braces | None = None,
    ) -> None:
        if not stretches:
            return
        source = InlineSource(self.lines.text, stretches)
        paragraph.write(source, (reader or self._inline).read(source.text))
        paragraph.find_cue()
        kind = BlockKind.VERSE if paragraph.verse else BlockKind.PARAGRAPH
        self._finish(paragraph, kind, stretches[0].start, said)

    def _heading(self, token: Token, following: Token) -> None:
        first, end = _map(token)
        if token.markup.startswith("#"):
            stretches = self._page.hash_heading(first, token.markup, following.content)
        else:
            underline = self.lines.line(end - 1)
            stretches = self._page.stretches((first, end - 1), following.content)
            if _UNDERLINE.fullmatch(underline):
                self._page.leave_lines(end - 1, end, "markup")
            if end - first > 2 or (
                len(following.content) > _LONGEST_UNDERLINED and following.content[-1] in ".!?…\"'”’"
            ):
                self._page.wrong(self.lines.start(first), _UNDERLINED)
                self._write(stretches, Paragraph())
                if token.markup == "-":
                    self._break(end - 1)
                return
        if not stretches:
            return
        last = stretches[-1]
        text = self.lines.text[last.start : last.end].rstrip()
        said = trailing_braces(text)
        if said is not None:
            self._page.leave(last.start + said.start, last.end, "markup")
            stretches[-1] = Stretch(last.start, last.start + said.start)
            for fault in said.on_heading():
                self._page.wrong(last.start + said.start, fault)
        source = InlineSource(self.lines.text, [s for s in stretches if s.end > s.start])
        paragraph = Paragraph()
        paragraph.write(source, self._inline.read(source.text))
        level = int(token.tag[1:])
        self._finish(paragraph, BlockKind.HEADING, stretches[0].start, said, level)

    def _row(self, index: int) -> None:
        """A row of a table is a paragraph: its cells, with commas between them."""
        start, line = self.lines.start(index), self.lines.line(index)
        leading = LEADING.match(line)
        begin = leading.end() if leading else 0
        self._page.leave(start, start + begin, "markup")
        paragraph = Paragraph()
        ends = [m.start() for m in _CELL_END.finditer(line, begin) if m[0] == "|"]
        for end in (*ends, len(line)):
            stretch = Stretch(start + begin, start + end)
            if stretch.end > stretch.start:
                source = InlineSource(self.lines.text, [stretch])
                paragraph.write(source, self._inline.read(source.text))
            if end < len(line):
                paragraph.text.gap(", ", start + end, start + end + 1)
            begin = end + 1
        self._finish(paragraph, BlockKind.PARAGRAPH, start, None)

    def _html(self, token: Token) -> None:
        first, end = _map(token)
        content = token.content.strip()
        comment = content.startswith("<!--")
        if re.match(r"<(?:script|style|template)\b", content, re.IGNORECASE):
            self._page.leave_lines(first, end, "markup")
        elif comment and "-->" not in content:
            self._page.leave_lines(first, end, "comment")
            self._page.wrong(self.lines.start(first), _OPEN_COMMENT)
        else:
            stretches = self._page.stretches((first, end), token.content.rstrip("\n"))
            self._write(stretches, Paragraph(), self._raw)

    def _rule(self, index: int) -> None:
        if _RULE.fullmatch(self.lines.line(index)):
            self._page.leave_lines(index, index + 1, "scene break")
        self._break(index)

    def _break(self, index: int) -> None:
        if not self._passages.skipped and not self._notes:
            self.items.append(Item(Block(BlockKind.SCENE_BREAK, "", self.source.name, line=index + 1)))

    # --- what comes of them ------------------------------------------------------------------------------

    def _finish(
        self, paragraph: Paragraph, kind: BlockKind, start: int, said: Braces | None, level: int = 0
    ) -> None:
        line = self.lines.number(start)
        asides = (*paragraph.bodies, *paragraph.pictures)
        texts = [paragraph.text, *(aside.text for aside in asides)]
        for speech in self._passages.around(said):
            paragraph.say(speech)
        note = self._notes[-1] if self._notes else ""
        kind = BlockKind.NOTE if note else kind
        block = paragraph.text.block(kind, self.source.name, line, level, label=note)
        others = [
            *(b.text.block(BlockKind.NOTE, self.source.name, line, label=b.label) for b in paragraph.bodies),
            *(p.text.block(BlockKind.PICTURE, self.source.name, line) for p in paragraph.pictures),
        ]
        for text in texts:
            for place in text.dropped:
                self._page.leave(place.start, place.end, "markup")
        for left in paragraph.left:
            self._page.leave(left.stretch.start, left.stretch.end, left.reason)
        for wrong in paragraph.wrong:
            self._page.wrong(wrong.offset, wrong.fault)
        if self._passages.skipped:
            for run in (run for made in (block, *others) for run in made.runs):
                self._page.leave(run.start, run.end, SKIPPED_BY_AUTHOR)
            return
        if block.text or (block.marks and not note):
            skip = said is not None and said.skip and not note
            if not block.text:  # a heading of nothing but a pause or a note heads nothing
                block = replace(block, kind=BlockKind.PARAGRAPH, level=0)
            self.items.append(Item(block, skip))
        self.items.extend(Item(made) for made in others if made.text)

    def _leading_alone(self, token: Token) -> None:
        if token.nesting == 1:
            self._page.leave_leading(*_map(token))


def _map(token: Token) -> tuple[int, int]:
    first, end = token.map or (0, 0)
    return first, end
