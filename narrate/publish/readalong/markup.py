"""Well-formed markup as the characters it is written in: tags, text and where they stand, to be added to.

A document that somebody made is not written anew: what is put into it is put between its characters, and all
else stays as it was, byte for byte.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from narrate.manuscript.epub.xhtml import ENTITY, XML_ENTITIES, doctype_end, named

_TOKEN = re.compile(
    r"""<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(?P<data>.*?)\]\]>"""
    r"""|</(?P<end>[^\s>]+)\s*>|<(?P<start>[^\s/>!?]+)(?:[^>"']++|"[^"]*+"|'[^']*+')*+>|(?P<text>[^<]++)""",
    re.DOTALL,
)
_UNIT = re.compile(r"&#?\w+;|\r\n?", re.ASCII)
"""What is one character of the text, but is written otherwise."""

_LINE_END = re.compile(r"\r\n?")
_ATTRIBUTE = re.compile(r"""\s([^\s=>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


class Kind(StrEnum):
    """What a stretch of markup is. An element without content has one tag, ``EMPTY``."""

    START = "start"
    END = "end"
    EMPTY = "empty"
    TEXT = "text"
    OTHER = "other"  # comments, processing instructions, the document type


@dataclass(slots=True)
class Token:
    """The characters ``start:end`` of a document. ``name`` is a tag's as it is written.

    ``partner`` is the index of the other tag of the element; ``at`` the offset, in the text of the document,
    at which this stands; ``parent`` the index of the tag that begins the element around it, or -1.
    """

    kind: Kind
    start: int
    end: int
    name: str
    at: int
    parent: int
    partner: int = -1

    @property
    def local(self) -> str:
        """The tag's name without a prefix, in lower case."""
        return self.name.rpartition(":")[2].lower()


@dataclass(frozen=True, slots=True)
class Stretch:
    """``length`` characters of text from ``at`` on, written as ``start:end``; verbatim if that is as long."""

    at: int
    length: int
    start: int
    end: int


class Unbalanced(ValueError):
    """The markup is not well-formed."""


class Markup:
    """A well-formed document; raises Unbalanced for one that is not. ``words`` is its text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = []
        self.stretches: list[Stretch] = []
        self._words: list[str] = []
        self._length = 0
        open_tags: list[int] = []
        at = 0
        while at < len(text):
            at = self._token(at, open_tags)
        if open_tags:
            raise Unbalanced(self.tokens[open_tags[-1]].name)
        self.words = "".join(self._words)

    def _token(self, at: int, open_tags: list[int]) -> int:
        """Read what stands at ``at``; returns where that ends."""
        match = _TOKEN.match(self.text, at)
        if match is None:
            end = doctype_end(self.text, at + 9) if self.text[at : at + 9].upper() == "<!DOCTYPE" else None
            if end is None:
                raise Unbalanced(self.text[at : at + 20])
            self._add(Kind.OTHER, at, end, "", -1)
            return end
        parent = open_tags[-1] if open_tags else -1
        if match["text"] is not None or match["data"] is not None:
            self._text(match, parent)
        elif match["end"] is not None:
            if not open_tags or self.tokens[open_tags[-1]].name != match["end"]:
                raise Unbalanced(match[0])
            opened = open_tags.pop()
            self.tokens[opened].partner = len(self.tokens)
            self._add(Kind.END, at, match.end(), match["end"], self.tokens[opened].parent, opened)
        elif match["start"] is None:
            self._add(Kind.OTHER, at, match.end(), "", parent)
        elif match[0].endswith("/>"):
            self._add(Kind.EMPTY, at, match.end(), match["start"], parent, len(self.tokens))
        else:
            open_tags.append(len(self.tokens))
            self._add(Kind.START, at, match.end(), match["start"], parent)
        return match.end()

    def _add(self, kind: Kind, start: int, end: int, name: str, parent: int, partner: int = -1) -> None:
        self.tokens.append(Token(kind, start, end, name, self._length, parent, partner))

    def _text(self, match: re.Match[str], parent: int) -> None:
        at, end = match.span()
        self._add(Kind.TEXT, at, end, "", parent)
        if match["data"] is not None:  # nothing can be put into a CDATA section
            self._stretch(_LINE_END.sub("\n", match["data"]), at, end)
            return
        for unit in _UNIT.finditer(self.text, at, end):
            self._stretch(self.text[at : unit.start()], at, unit.start())
            self._stretch(_meant(unit[0]), unit.start(), unit.end())
            at = unit.end()
        self._stretch(self.text[at:end], at, end)

    def _stretch(self, words: str, start: int, end: int) -> None:
        if words:
            self.stretches.append(Stretch(self._length, len(words), start, end))
            self._words.append(words)
            self._length += len(words)

    def tags(self, name: str) -> Iterator[Token]:
        """The tags, in order, that begin elements of this (local) name."""
        return (
            token for token in self.tokens if token.kind in (Kind.START, Kind.EMPTY) and token.local == name
        )

    def ids(self) -> set[str]:
        """The ids of all elements."""
        tags = (token for token in self.tokens if token.kind in (Kind.START, Kind.EMPTY))
        found = (self.attributes(token).get("id") for token in tags if self._mentions_id(token))
        return {each for each in found if each is not None}

    def _mentions_id(self, token: Token) -> bool:
        return self.text.find("id", token.start + len(token.name), token.end) >= 0

    def attributes(self, token: Token) -> dict[str, str]:
        """The attributes of a tag, by name as written."""
        tag = self.text[token.start : token.end]
        return {
            each[1]: html.unescape(each[2] if each[2] is not None else each[3])
            for each in _ATTRIBUTE.finditer(tag)
        }


def _meant(unit: str) -> str:
    """The characters that ``unit`` is read as."""
    if unit.startswith("\r"):
        return "\n"
    match = ENTITY.fullmatch(unit)
    return html.unescape(unit) if match is None or match[1] in XML_ENTITIES else named(match[1])


class Edits:
    """What is to be put into a document, and what is to be taken out of it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._edits: list[tuple[int, int, str]] = []

    def insert(self, at: int, text: str) -> None:
        """Put ``text`` before the character at ``at``; what is put there first stands first."""
        self._edits.append((at, at, text))

    def replace(self, start: int, end: int, text: str) -> None:
        """Put ``text`` in place of the characters ``start:end``."""
        self._edits.append((start, end, text))

    def attribute(self, token: Token, name: str, value: str) -> None:
        """Give the tag ``token`` an attribute, in place of one of that name."""
        end = token.end - (2 if token.kind is Kind.EMPTY else 1)
        self.without(token, name)
        self.insert(end, f' {name}="{html.escape(value)}"')

    def without(self, token: Token, name: str) -> None:
        """Take the attribute ``name`` from the tag ``token``, if it has it."""
        for each in _ATTRIBUTE.finditer(self._text, token.start, token.end):
            if each[1] == name:
                self.replace(each.start(), each.end(), "")

    def made(self) -> str:
        """The document with all of it done."""
        parts, at = [], 0
        for start, end, text in sorted(self._edits, key=lambda edit: edit[:1]):
            parts += [self._text[at:start], text]
            at = max(at, end)
        return "".join([*parts, self._text[at:]])
