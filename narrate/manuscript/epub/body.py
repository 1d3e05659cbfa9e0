"""One document, walked once: where blocks begin and end, what is skipped, where anchors are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from narrate.manuscript.epub import vocabulary as words
from narrate.manuscript.epub.blocks import Blocks, Context, Piece
from narrate.manuscript.epub.pronunciations import to_ipa
from narrate.manuscript.epub.semantics import (
    FOOTNOTE_REFERENCE,
    SSML,
    Kind,
    description,
    drop_cap,
    is_data_row,
    is_drama_row,
    is_scene_break,
    is_verse_line,
    joined,
    kind_of,
    skip_reason,
)
from narrate.manuscript.epub.text import COMMA, LINE, SPACE, STOP
from narrate.model import MarkKind, Skipped, Source, Span


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


@dataclass(slots=True)
class _Frame:
    """An element whose end has not been met."""

    element: etree._Element
    context: Context
    boundary: str | None  # at its start and end: "" ends the block, otherwise what separates; None: nothing
    mark: MarkKind | None = None
    phonemes: str = ""
    start: int = 0


class _BodyReader:
    def __init__(self, name: str, allowance: int, *, alphabet: str) -> None:
        self._outermost = Context(alphabet=alphabet)
        self._blocks = Blocks(name, allowance, self._outermost)
        self._frames: list[_Frame] = []
        self._anchors: dict[str, int] = {}
        self._notes: set[int] = set()

    def read(self, body: etree._Element) -> Body:
        """Everything in ``body``. A reader reads once."""
        element: etree._Element | None = body
        while element is not None:
            element = self._step(element, body)
        self._blocks.end()
        return Body(
            self._blocks.source,
            tuple(self._blocks.pieces),
            self._anchors,
            tuple(self._blocks.skipped),
            frozenset(self._notes),
            tuple(self._blocks.described),
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

    def _enter(self, element: etree._Element) -> bool:
        """Begin ``element``; False when it was skipped with all that is in it."""
        kind = kind_of(element)
        outer = self._frames[-1].context if self._frames else self._outermost
        reason = skip_reason(element, kind, in_note=outer.note, before=self._blocks.last)
        if reason:
            self._skip(element, kind, outer, reason)
            return False
        frame = self._frame(element, kind, outer)
        self._frames.append(frame)
        if frame.boundary is not None:
            self._blocks.separate(frame.boundary)
        if kind.is_note:
            self._notes.add(len(self._blocks.pieces))
        self._name_anchors(element)
        if kind.tag == "br":
            self._blocks.separate(LINE if outer.verse else SPACE)
        elif letter := drop_cap(element, kind):
            self._blocks.letter(letter, frame.context)
        elif described := description(element, kind):
            self._blocks.describe(described, frame.context)
        elif not outer.note and is_scene_break(element, kind):
            self._blocks.break_scene(frame.context)
        frame.start = self._blocks.offset
        self._blocks.text(element.text, frame.context)
        return True

    def _frame(self, element: etree._Element, kind: Kind, outer: Context) -> _Frame:
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
        context = Context(
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
                self._blocks.mark(frame.mark, frame.start, frame.phonemes)
            if frame.boundary is not None:
                self._blocks.separate(frame.boundary)
        if element is not body:
            self._blocks.text(element.tail, self._frames[-1].context if self._frames else self._outermost)

    def _skip(self, element: etree._Element, kind: Kind, outer: Context, reason: str) -> None:
        boundary = _boundary(element, kind, outer)
        if boundary is not None:
            self._blocks.separate(boundary)
        for inner in element.iter():
            self._name_anchors(inner)
        self._blocks.skip("".join(map(str, element.itertext())), reason)
        if reason == FOOTNOTE_REFERENCE and element.get("href"):
            self._blocks.refer(element.get("href", ""))

    def _name_anchors(self, element: etree._Element) -> None:
        for name in (element.get("id"), element.get("name")):
            if name:
                self._anchors.setdefault(name, len(self._blocks.pieces))


def _boundary(element: etree._Element, kind: Kind, outer: Context) -> str | None:
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
