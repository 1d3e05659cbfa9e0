"""From the body of one document to blocks, in one pass: what is spoken, what is skipped, where anchors are.

Every text node goes into the source's text, and from there either into the block being built or into a
``Skipped``; there is no third way, so nothing can be lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from narrate.errors import NarrateError
from narrate.manuscript.epub import vocabulary as words
from narrate.manuscript.epub.pronunciations import to_ipa
from narrate.manuscript.epub.semantics import (
    FOOTNOTE_REFERENCE,
    SSML,
    Kind,
    description,
    drop_cap,
    is_data_row,
    is_drama_row,
    is_file_name,
    is_scene_break,
    is_scene_mark,
    is_verse_line,
    joined,
    kind_of,
    skip_reason,
)
from narrate.manuscript.epub.text import COMMA, LINE, SPACE, STOP, Passage, PassageBuilder
from narrate.model import Block, BlockKind, Mark, MarkKind, Run, Skipped, Source, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A block and the ``epub:type`` words of everything around it."""

    block: Block
    types: frozenset[str]


@dataclass(frozen=True, slots=True)
class Body:
    """One document as read: ``anchors`` gives, per id, the index of the piece that begins or holds it.

    ``notes`` are the indexes of the pieces that begin what is declared to be a note. ``described`` is, in
    order, the text that is in no text node: the descriptions of pictures, where the pictures stand.
    """

    source: Source
    pieces: tuple[Piece, ...]
    anchors: Mapping[str, int]
    skipped: tuple[Skipped, ...]
    notes: frozenset[int] = frozenset()
    described: tuple[Span, ...] = ()


def read_body(root: etree._Element, name: str, allowance: int) -> Body:
    """The body of the document ``root``, whose source is called ``name``.

    ``allowance`` is how many runs and skipped spans it may consist of; more raise NarrateError.
    """
    return _BodyReader(name, allowance, alphabet=_alphabet(root, "")).read(_body_of(root))


def read_skipped(root: etree._Element, name: str, reason: str) -> Body:
    """The document ``root`` with all of its text skipped for one ``reason``."""
    text = "".join(map(str, _body_of(root).itertext()))
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    skipped = (Skipped(Span(name, start, end), reason),) if start < end else ()
    return Body(Source(name, text), (), {}, skipped)


def _body_of(root: etree._Element) -> etree._Element:
    """The document's body; the whole document if it has none, or more than one, so that none is lost."""
    bodies = [element for element in root.iter() if kind_of(element).tag == "body"]
    return bodies[0] if len(bodies) == 1 else root


class _Context(NamedTuple):
    """What holds for text at some depth of the document."""

    types: frozenset[str] = frozenset()
    level: int = 0  # of a heading
    verse: bool = False
    preformatted: bool = False
    note: bool = False
    alphabet: str = ""  # of ssml:ph
    said: str = ""  # the kind of utterance that the text is declared to be
    within: str = ""  # inner blocks do not end the block but are joined to it with this separator


@dataclass(slots=True)
class _Frame:
    """An element whose end has not been met."""

    element: etree._Element
    context: _Context
    boundary: str | None  # at its start and end: "" ends the block, otherwise what separates; None: nothing
    mark: MarkKind | None = None
    phonemes: str = ""
    start: int = 0


@dataclass(frozen=True, slots=True)
class _Picture:
    """The words that describe a picture, and where they stand in the source."""

    words: str
    start: int
    end: int
    types: frozenset[str]


class _BodyReader:
    def __init__(self, name: str, allowance: int, *, alphabet: str) -> None:
        self._name = name
        self._allowance = allowance
        self._texts: list[str] = []
        self._offset = 0
        self._frames: list[_Frame] = []
        self._outermost = _Context(alphabet=alphabet)
        self._builder = PassageBuilder()
        self._first = self._outermost  # the context in which the block being built began
        self._verse = False
        self._after_cue = False  # a name stands in front of its first line, not above it
        self._cues: list[tuple[MarkKind, int, int, str]] = []
        self._said: list[tuple[MarkKind, int, int, str]] = []
        self._pieces: list[Piece] = []
        self._anchors: dict[str, int] = {}
        self._skipped: list[Skipped] = []
        self._references: list[Mark] = []
        self._pictures: list[_Picture] = []
        self._notes: set[int] = set()
        self._described: list[Span] = []

    def read(self, body: etree._Element) -> Body:
        """Everything in ``body``. A reader reads once."""
        element: etree._Element | None = body
        while element is not None:
            element = self._step(element, body)
        self._end_block()
        source = Source(self._name, "".join(self._texts))
        return Body(
            source,
            tuple(self._pieces),
            self._anchors,
            tuple(self._skipped),
            frozenset(self._notes),
            tuple(self._described),
        )

    def _step(self, element: etree._Element, body: etree._Element) -> etree._Element | None:
        """Read up to where the next element begins, and return that. No recursion: trees may be deep."""
        if self._enter(element) and len(element):
            return element[0]
        ended: etree._Element | None = element
        while ended is not None:
            self._leave(ended, body)
            if ended is body:
                return None
            following = ended.getnext()
            if following is not None:
                return following
            ended = ended.getparent()
        return None

    # --- elements ---------------------------------------------------------------------------------------

    def _enter(self, element: etree._Element) -> bool:
        """Begin ``element``; False when it was skipped with all that is in it."""
        kind = kind_of(element)
        outer = self._frames[-1].context if self._frames else self._outermost
        reason = skip_reason(element, kind, in_note=outer.note, before=self._builder.last)
        if reason:
            self._skip(element, kind, outer, reason)
            return False
        frame = self._frame(element, kind, outer)
        self._frames.append(frame)
        if frame.boundary is not None:
            self._separate(frame.boundary)
        if kind.is_note:
            self._notes.add(len(self._pieces))
        self._name_anchors(element)
        if kind.tag == "br":
            self._separate(LINE if outer.verse else SPACE)
        elif letter := drop_cap(element, kind):
            self._begin(frame.context)
            self._builder.insert(letter, self._offset)
        elif described := description(element, kind):
            self._describe(described, frame.context)
        elif not outer.note and is_scene_break(element, kind):
            self._break_scene(frame.context)
        frame.start = self._offset
        self._text(element.text, frame.context)
        return True

    def _frame(self, element: etree._Element, kind: Kind, outer: _Context) -> _Frame:
        """What entering ``element`` changes. Most inline elements change nothing."""
        if not kind.is_block and not element.attrib:
            return _Frame(element, outer, None)
        within, level = outer.within, outer.level
        if kind.is_block and within != STOP:
            level = words.HEADINGS.get(kind.tag, 0)
            if kind.tag == "hgroup":
                within, level = STOP, min(_levels(element), default=0)
            elif is_drama_row(element, kind):
                within = SPACE
            elif not within and is_data_row(element, kind):
                within = COMMA
        context = _Context(
            types=joined(outer.types, kind.types) if kind.types else outer.types,
            level=level,
            verse=outer.verse or kind.is_verse,
            preformatted=outer.preformatted or kind.tag == "pre",
            note=outer.note or kind.is_note,
            alphabet=_alphabet(element, outer.alphabet),
            said=kind.said or ("" if kind.is_verse else outer.said),
            within=within,
        )
        frame = _Frame(element, context, _boundary(element, kind, outer))
        phonemes = element.get(f"{SSML}ph") or element.get("ssml:ph")
        if kind.tag in words.CELLS and words.PERSONA in kind.types and outer.within:
            frame.mark = MarkKind.CUE
        elif phonemes and (ipa := to_ipa(phonemes, context.alphabet)):
            frame.mark, frame.phonemes = MarkKind.IPA, ipa
        return frame

    def _leave(self, element: etree._Element, body: etree._Element) -> None:
        """End ``element``, unless it was skipped, and read what follows it."""
        if self._frames and self._frames[-1].element is element:
            frame = self._frames.pop()
            if frame.mark is not None:
                self._cues.append((frame.mark, frame.start, self._offset, frame.phonemes))
                self._after_cue = frame.mark is MarkKind.CUE
            if frame.boundary is not None:
                self._separate(frame.boundary)
        if element is not body:
            self._text(element.tail, self._frames[-1].context if self._frames else self._outermost)

    def _skip(self, element: etree._Element, kind: Kind, outer: _Context, reason: str) -> None:
        boundary = _boundary(element, kind, outer)
        if boundary is not None:
            self._separate(boundary)
        for inner in element.iter():
            self._name_anchors(inner)
        text = "".join(map(str, element.itertext()))
        start = self._offset + len(text) - len(text.lstrip())
        end = self._offset + len(text.rstrip())
        self._texts.append(text)
        self._offset += len(text)
        if start < end:
            self._skip_span(start, end, reason)
        if reason == FOOTNOTE_REFERENCE and element.get("href"):
            at = len(self._builder)
            self._references.append(Mark(MarkKind.NOTE, at, at, element.get("href", "")))

    def _describe(self, words: str, context: _Context) -> None:
        """Take the words that describe a picture; they stand in the source where the picture does."""
        start = self._offset + len(words) - len(words.lstrip())
        end = self._offset + len(words.rstrip())
        self._texts.append(words)
        self._described.append(Span(self._name, self._offset, self._offset + len(words)))
        self._offset += len(words)
        if context.note or is_file_name(words):
            self._skip_span(start, end, "picture")
        else:
            self._pictures.append(_Picture(words.strip(), start, end, context.types))

    def _name_anchors(self, element: etree._Element) -> None:
        for name in (element.get("id"), element.get("name")):
            if name:
                self._anchors.setdefault(name, len(self._pieces))

    # --- text and blocks --------------------------------------------------------------------------------

    def _text(self, text: str | None, context: _Context) -> None:
        if not text:
            return
        self._texts.append(text)
        if context.preformatted:
            self._preformatted(text, context)
        else:
            self._write(text, context)

    def _preformatted(self, text: str, context: _Context) -> None:
        """Line breaks count here, and an empty line ends a stanza."""
        lines = text.split("\n")
        for index, line in enumerate(lines):
            if index and not line.strip() and index < len(lines) - 1:
                self._end_block()
            elif index:
                self._separate(LINE)
            self._write(line, context)
            if index < len(lines) - 1:
                self._write("\n", context)

    def _write(self, text: str, context: _Context) -> None:
        if not text.isspace():
            self._begin(context)
        if context.said:
            self._declare(context.said, self._offset, self._offset + len(text))
        self._builder.write(text, self._offset)
        self._offset += len(text)

    def _declare(self, said: str, start: int, end: int) -> None:
        """Note that ``start:end`` of the source is declared to be a letter, a stage direction, and so on."""
        if self._said and self._said[-1][2:] == (start, said):
            start = self._said.pop()[1]
        self._said.append((MarkKind.KIND, start, end, said))

    def _begin(self, context: _Context) -> None:
        if not self._builder:
            self._first, self._verse = context, context.verse
        self._verse = self._verse or context.verse
        self._after_cue = False

    def _separate(self, boundary: str) -> None:
        if not boundary:
            self._end_block()
            return
        if boundary == LINE and (self._after_cue or self._first.note or self._first.level):
            boundary = SPACE
        self._verse = self._verse or boundary == LINE
        self._builder.separate(boundary, self._offset)

    def _break_scene(self, context: _Context) -> None:
        self._end_block()
        self._pieces.append(Piece(Block(BlockKind.SCENE_BREAK, "", self._name), context.types))

    def _end_block(self) -> None:
        passage, self._builder = self._builder.passage(), PassageBuilder()
        pictures, self._pictures = self._pictures, []
        self._add_text(passage)
        for picture in pictures:
            self._spend(1)
            runs = (Run(0, picture.start, picture.end),)
            block = Block(BlockKind.PICTURE, picture.words, self._name, runs)
            self._pieces.append(Piece(block, picture.types))

    def _add_text(self, passage: Passage) -> None:
        cues, self._cues = [*self._cues, *self._said], []
        self._said = []
        if not passage.text:
            return
        references, self._references = self._references, []
        first = self._first
        if not first.note and is_scene_mark(passage.text):
            for start, end in passage.stretches():
                self._skip_span(start, end, "scene break mark")
            self._break_scene(first)
            return
        self._spend(len(passage.runs))
        if first.note:
            kind = BlockKind.NOTE
        elif first.level:
            kind = BlockKind.HEADING
        else:
            kind = BlockKind.VERSE if self._verse else BlockKind.PARAGRAPH
        block = Block(
            kind,
            passage.text,
            self._name,
            passage.runs,
            (*_marks(passage, cues), *references),
            level=first.level if kind is BlockKind.HEADING else 0,
        )
        self._pieces.append(Piece(block, first.types))

    def _skip_span(self, start: int, end: int, reason: str) -> None:
        self._spend(1)
        self._skipped.append(Skipped(Span(self._name, start, end), reason))

    def _spend(self, runs: int) -> None:
        self._allowance -= runs
        if self._allowance < 0:
            raise NarrateError(
                f"{self._name}: the book consists of more pieces of text than can be read safely",
                hint="split the book into volumes",
            )


def _boundary(element: etree._Element, kind: Kind, outer: _Context) -> str | None:
    """What stands at the start and the end of an element: "" the end of the block, None nothing."""
    is_line = outer.verse and is_verse_line(element, kind)
    if not kind.is_block and not is_line:
        return None
    if outer.within:
        return LINE if outer.verse and kind.tag not in words.CELLS else outer.within
    if is_line:
        return LINE
    return SPACE if kind.tag in words.CELLS else ""


def _levels(element: etree._Element) -> Iterator[int]:
    for inner in element.iter():
        level = words.HEADINGS.get(kind_of(inner).tag)
        if level:
            yield level


def _alphabet(element: etree._Element, default: str) -> str:
    return element.get(f"{SSML}alphabet") or element.get("ssml:alphabet") or default


def _marks(passage: Passage, cues: list[tuple[MarkKind, int, int, str]]) -> Iterator[Mark]:
    """The marks on the passage; a name with no speech after it announces nothing and stays plain text."""
    for kind, start, end, phonemes in cues:
        place = passage.locate(start, end)
        if place is None:
            continue
        begin, until = place
        if kind is not MarkKind.CUE:
            yield Mark(kind, begin, until, phonemes)
        elif until < len(passage.text):
            yield Mark(kind, begin, until, " ".join(passage.text[begin:until].split()))
