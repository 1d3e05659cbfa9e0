"""The author's documents with a ``<span>`` around all that is heard, and otherwise as they were."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from lxml import etree

from narrate.manuscript.epub import RUNS_LIMIT
from narrate.manuscript.epub.archive import Archive
from narrate.manuscript.epub.body import read_body
from narrate.manuscript.epub.xhtml import Document, decode, parse
from narrate.publish.readalong.contents import unused
from narrate.publish.readalong.markup import Edits, Kind, Markup, Unbalanced
from narrate.publish.readalong.places import Piece, Places, Unplaced
from narrate.publish.timing import TimedUtterance

_UTF8 = "utf-8"
_ENCODING = re.compile(
    r"""(?P<before><\?xml[^>]*?\sencoding\s*=\s*["']|<meta[^>]*?charset\s*=\s*["']?)(?P<name>[A-Za-z0-9._:-]+)""",
    re.IGNORECASE,
)
_HEAD = 2048  # characters in which an encoding is declared, as the reader looks for it
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the utterances in a document stand in its markup, and how the ids of spans in it may begin.

    One that is ``rewritten`` is not in the markup that its author wrote, which is not well-formed.
    """

    pieces: Mapping[str, Sequence[Piece]]
    stem: str
    rewritten: bool


def place(archive: Archive, member: str, utterances: Sequence[TimedUtterance]) -> Placed | None:
    """The places in the document ``member`` of ``utterances``, which are in the order of its text.

    None where the text cannot be found in the markup again. Raises NarrateError where it cannot be read.
    """
    data = archive.read(member)
    name = f"{archive.name}/{member}"
    document = parse(data, name)
    body = read_body(document.root, name, RUNS_LIMIT)
    for rewritten in (True,) if document.complaints else (False, True):
        try:
            markup = _markup(data, name, rewritten=rewritten)
            places = Places(markup, body)
        except (Unbalanced, Unplaced):
            continue
        pieces: dict[str, Sequence[Piece]] = {}
        at = 0
        for utterance in utterances:
            start = max(at, utterance.span.start)
            if start < utterance.span.end <= len(body.source.text):
                pieces[utterance.id] = places.pieces(start, utterance.span.end)
                at = utterance.span.end
        return Placed(pieces, unused("narrate-", markup.ids()), rewritten)
    return None


def lit(
    archive: Archive, member: str, placed: Placed, pieces: Sequence[Piece], style: str, title: str
) -> bytes:
    """The document ``member`` with a span around each of ``pieces``, which are in order.

    The ids of the spans are the stem with numbers from 1. ``style`` is the address of the style sheet;
    ``title`` the document's, where it has no head.
    """
    data = b"".join(archive.blocks(member))
    markup = _markup(data, f"{archive.name}/{member}", rewritten=placed.rewritten)
    edits = Edits(markup.text)
    html = next(token for token in markup.tokens if token.kind is Kind.START)
    prefix = html.name.removesuffix(html.name.rpartition(":")[2])
    sheet = f'<{prefix}link rel="stylesheet" type="text/css" href="{style}"/>'
    head = next((token for token in markup.tags("head") if token.kind is Kind.START), None)
    if head is not None:
        edits.insert(markup.tokens[head.partner].start, sheet)
    else:
        whole = f"<{prefix}title>{escape(title)}</{prefix}title>{sheet}"
        edits.insert(html.end, f"<{prefix}head>{whole}</{prefix}head>")
    for number, piece in enumerate(pieces, 1):
        edits.insert(piece.start, f'<{prefix}span id="{placed.stem}{number}">')
        edits.insert(piece.end, f"</{prefix}span>")
    return edits.made().encode("utf-8", "replace")


def _markup(data: bytes, name: str, *, rewritten: bool) -> Markup:
    return Markup(_written_anew(parse(data, name)) if rewritten else as_utf8(decode(data)[0]))


def as_utf8(text: str) -> str:
    """``text`` with its encoding declared to be UTF-8, where it declares another."""

    def declared(match: re.Match[str]) -> str:
        return match[0] if match["name"].lower() == _UTF8 else match["before"] + _UTF8

    return _ENCODING.sub(declared, text[:_HEAD]) + text[_HEAD:]


def _written_anew(document: Document) -> str:
    """The document as it was understood, in markup that is well-formed."""
    text = etree.tostring(document.root, encoding="unicode", with_tail=False)
    if not text.startswith("<html") or "xmlns=" in text[: text.index(">")]:
        return f"<!DOCTYPE html>\n{text}"
    return f'<!DOCTYPE html>\n<html xmlns="{_XHTML}"{text.removeprefix("<html")}'
