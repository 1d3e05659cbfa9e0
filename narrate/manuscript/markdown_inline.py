"""The inside of a Markdown paragraph, with the place of every piece.

markdown-it says what is emphasis but not where it stands, and its rule for brackets takes quadratic time on
hostile input. So its rules run here one step at a time, each step noting the characters it used, and one
rule of our own (``markdown_brackets``) reads everything that begins with a bracket.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import (
    StateInline,
    autolink,
    backtick,
    emphasis,
    entity,
    escape,
    html_inline,
    strikethrough,
)
from markdown_it.token import Token

from narrate.manuscript.html_names import BREAKING, KNOWN
from narrate.manuscript.markdown_brackets import Bracket, Brackets, Definitions
from narrate.manuscript.markdown_pieces import (
    Aside,
    Break,
    Close,
    Left,
    NoteReference,
    Open,
    Pause,
    Piece,
    Strong,
    Text,
    Wrong,
)
from narrate.manuscript.markup import Attribute, Fault

_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])")
_Rule = Callable[[StateInline, bool], bool]
_ACTIVE = re.compile(r"[\n\\`~*_\[<&]|[!^](?=\[)")
"""Where a rule may apply; everything else is text."""
_ACTIVE_IN_HTML = re.compile(r"[\n<&]")
_INDENT = re.compile(r"[ \t]*")
_UNKNOWN_NOTE = Fault(
    "markup-unknown-footnote",
    "This footnote does not exist.",
    "write its text as [^name]: … on a line of its own",
)


class InlineReader:
    """Reads the paragraphs of a document, or (``html_only``) the inside of its HTML."""

    def __init__(self, definitions: Definitions, *, html_only: bool = False) -> None:
        self._md = MarkdownIt("commonmark")
        self._parser = _PlacedParser(html_only=html_only)
        self._definitions = definitions

    def read(self, text: str) -> Iterator[Piece]:
        """The pieces of ``text`` in order; their offsets are into ``text``."""
        tokens: list[Token] = []
        self._parser.brackets = Brackets(text, self._definitions)
        self._parser.parse(text, self._md, {}, tokens)
        for token in tokens:
            yield from self._pieces(token, text)

    def _pieces(self, token: Token, text: str) -> Iterator[Piece]:
        start, end = token.meta["at"], token.meta["end"]
        match token.type:
            case "text" if token.content:
                yield Text(token.content, start, end)
            case "text_special" if token.content.isspace():
                yield Break(start, end, hard=False)
            case "text_special":
                yield Text(token.content, start, end, literal=True)
            case "code_inline":
                width = len(token.markup)
                yield Left(start, start + width, "markup")
                yield from _code_lines(text, start + width, end - width)
                yield Left(end - width, end, "markup")
            case "softbreak" | "hardbreak":
                yield Break(start, end, hard=token.type == "hardbreak")
            case "html_inline":
                yield _html_piece(token.content, start, end)
            case "strong_open" | "strong_close":
                yield Strong(begins=token.nesting == 1)
                yield Left(start, end, "markup")
            case "bracket" | "bracket_open" | "bracket_close":
                yield from self._bracket(token, start, end)
            case _:  # the stars and lines of emphasis, the angle brackets of an address
                yield Left(start, end, "markup")

    def _bracket(self, token: Token, start: int, end: int) -> Iterator[Piece]:
        found: Bracket = token.meta["bracket"]
        if found.kind == "note reference":
            yield Left(start, end, "footnote reference")
            known = found.label in self._definitions.notes
            yield NoteReference(found.label) if known else Wrong(start, _UNKNOWN_NOTE)
        elif found.kind == "image":
            yield Left(start, end, "picture")
            yield Aside(token.nesting == 1, start, picture=True)
        elif found.kind == "pause":
            yield Left(start, end, "markup")
            if found.pause is not None:
                yield (
                    Pause(found.pause.value)
                    if isinstance(found.pause, Attribute)
                    else Wrong(start, found.pause)
                )
        elif token.nesting == 1:
            yield from (Wrong(start, fault) for fault in found.said.on_span())
            yield Left(start, end, "markup")
            yield Aside(True, start, picture=False) if found.kind == "note" else Open(found.said)
        else:
            yield Aside(False, start, picture=False) if found.kind == "note" else Close()
            yield Left(start, end, "link address" if found.kind == "link" else "markup")


class _PlacedParser(ParserInline):
    """markdown-it's inline parser, noting in each token's ``meta`` where it was written."""

    def __init__(self, *, html_only: bool) -> None:
        super().__init__()
        self.brackets: Brackets | None = None
        self.ruler2.disable(["fragments_join"])
        self._rules: dict[str, tuple[_Rule, ...]] = {"\n": (_newline,), "<": (_html,), "&": (entity,)}
        self._active = _ACTIVE_IN_HTML if html_only else _ACTIVE
        if not html_only:
            self._rules["<"] = (autolink, _html)
            self._rules["\\"] = (escape,)
            self._rules["`"] = (backtick,)
            self._rules["~"] = (strikethrough.tokenize,)
            self._rules["*"] = self._rules["_"] = (emphasis.tokenize,)
            self._rules["["] = self._rules["!"] = self._rules["^"] = (self._bracket,)

    def tokenize(self, state: StateInline) -> None:
        """One step at a time up to ``state.posMax``; every new token is told its place."""
        deepest = state.md.options["maxNesting"]
        while state.pos < state.posMax:
            start, first = state.pos, len(state.tokens)
            active = self._active.search(state.src, start, state.posMax)
            stop = active.start() if active else state.posMax
            if stop == start:
                rules = self._rules[state.src[start]] if state.level < deepest else ()
                if not any(rule(state, False) for rule in rules):
                    stop = start + 1
            if stop > start:
                state.pending = state.src[start:stop]
                state.pos = stop
            if state.pending:
                state.pushPending()
            _place(state.tokens[first:], start, state.pos)

    def _bracket(self, state: StateInline, silent: bool) -> bool:  # noqa: ARG002 - markdown-it's signature
        start, limit = state.pos, state.posMax
        found = self.brackets.at(start, limit) if self.brackets is not None else None
        if found is None:
            return False
        if found.inside is None:
            state.push("bracket", "", 0).meta = _meta(start, found.end, found)
        else:
            begin, close = found.inside
            state.push("bracket_open", "", 1).meta = _meta(start, begin, found)
            state.pos, state.posMax = begin, close
            self.tokenize(state)
            state.push("bracket_close", "", -1).meta = _meta(close, found.end, found)
        state.pos, state.posMax = found.end, limit
        return True


def _meta(start: int, end: int, found: Bracket) -> dict[str, object]:
    return {"at": start, "end": end, "bracket": found}


def _place(tokens: Sequence[Token], start: int, end: int) -> None:
    """Tell the tokens that a rule made of the characters ``start:end`` where each was written."""
    position = start
    address = bool(tokens) and tokens[0].markup == "autolink"  # <address>: an opening, its text, a closing
    for token in tokens:
        if "at" in token.meta:  # inside brackets: placed already
            continue
        if address:
            width = end - start - 2 if token.type == "text" else 1
        elif token.type == "text" and len(tokens) > 1:
            width = len(token.content)
        else:
            width = end - position
        token.meta = {"at": position, "end": position + width}
        position += width


def _newline(state: StateInline, silent: bool) -> bool:  # noqa: ARG001 - markdown-it's signature
    start, source = state.pos, state.src
    state.push("hardbreak" if source.endswith("  ", 0, start) else "softbreak", "br", 0)
    match = _INDENT.match(source, start + 1, state.posMax)
    state.pos = match.end() if match else start + 1
    return True


def _html(state: StateInline, silent: bool) -> bool:
    """A tag is one only if HTML has it: <Is anyone there?> is somebody thinking aloud."""
    name = _TAG.match(state.src, state.pos)
    if name is not None and name[1].lower() not in KNOWN:
        return False
    return html_inline(state, silent)


def _html_piece(tag: str, start: int, end: int) -> Piece:
    if tag.startswith("<!--"):
        return Left(start, end, "comment")
    name = _TAG.match(tag)
    if name is not None and name[1].lower() in BREAKING:
        return Break(start, end, hard=name[1].lower() == "br")
    return Left(start, end, "markup")


def _code_lines(text: str, start: int, end: int) -> Iterator[Piece]:
    while start < end:
        found = text.find("\n", start, end)
        stop = end if found < 0 else found
        if stop > start:
            yield Text(text[start:stop], start, stop, literal=True)
        if found >= 0:
            yield Break(found, found + 1, hard=False)
        start = stop + 1
