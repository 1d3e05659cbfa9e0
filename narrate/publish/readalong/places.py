"""Where utterances stand in the markup of a document, in stretches that a ``<span>`` can be put around."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from narrate.manuscript.epub.body import Body
from narrate.manuscript.epub.vocabulary import BLOCKS
from narrate.model import Span
from narrate.publish.readalong.clips import letters_in
from narrate.publish.readalong.markup import Kind, Markup, Stretch, Token

_PARTS_OF_RUBY = frozenset(("rb", "rt", "rp", "rtc", "rbc"))
_DIVIDES = BLOCKS | _PARTS_OF_RUBY
"""Elements that cannot stand in a span, and of ruby those that cannot without the ruby around them."""

_NO_PHRASES = frozenset(
    (
        *("colgroup", "dl", "head", "hgroup", "html", "iframe", "math", "menu", "ol", "optgroup", "option"),
        *("picture", "select", "svg", "table", "tbody", "textarea", "tfoot", "thead", "title", "tr", "ul"),
    )
)
"""Elements in which no span may stand (HTML, 3.2.5 and the content models of each)."""


class Unplaced(ValueError):
    """The markup's text is not what was read from it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The characters ``start:end`` of the markup, balanced and without blocks.

    ``before`` is how many letters and digits of the utterance stand before it.
    """

    start: int
    end: int
    before: int


class Places:
    """The text of a document's body, as it was read, and the markup that it was read from."""

    def __init__(self, markup: Markup, body: Body) -> None:
        """Raises Unplaced where the markup is not that of ``body``."""
        self._markup = markup
        self._text = body.source.text
        self._skipped = sorted((skipped.span.start, skipped.span.end) for skipped in body.skipped)
        self._stretches = list(self._found(body))
        self._starts = [each.at for each in self._stretches]
        self._token_starts = [token.start for token in markup.tokens]
        self._token_ends = [token.end for token in markup.tokens]

    def _found(self, body: Body) -> Iterator[Stretch]:
        """The stretches of the body, with the offsets of its source."""
        tokens = self._markup.tokens
        bodies = list(self._markup.tags("body"))
        outer = (
            bodies[0] if len(bodies) == 1 else next(t for t in tokens if t.kind in (Kind.START, Kind.EMPTY))
        )
        first, last = outer.at, tokens[outer.partner].at
        pictures = [token for token in self._markup.tags("img") if outer.start <= token.start]
        offset, words, picture = -first, list[str](), 0
        waiting = list(body.described)[::-1]
        for stretch in (*self._markup.stretches, Stretch(last, 0, outer.end, outer.end)):
            if stretch.at < first:
                continue
            while waiting and waiting[-1].start <= min(stretch.at, last) + offset:
                described = waiting.pop()
                picture, place = self._picture(pictures, picture, described, offset)
                yield Stretch(described.start, described.end - described.start, *place)
                words.append(self._text[described.start : described.end])
                offset += described.end - described.start
            if stretch.at >= last:
                break
            yield Stretch(stretch.at + offset, stretch.length, stretch.start, stretch.end)
            words.append(self._markup.words[stretch.at : stretch.at + stretch.length])
        if "".join(words) != self._text:
            raise Unplaced(body.source.name)

    def _picture(
        self, pictures: Sequence[Token], index: int, described: Span, offset: int
    ) -> tuple[int, tuple[int, int]]:
        """The place of the picture of which the text is ``described``; nowhere, if it is not found."""
        wanted = " ".join(self._text[described.start : described.end].split())
        for found in range(index, len(pictures)):
            token = pictures[found]
            if token.at + offset > described.start:
                break
            alternative = self._markup.attributes(token).get("alt", "")
            if token.at + offset == described.start and " ".join(alternative.split()) == wanted:
                return found + 1, (token.start, self._markup.tokens[token.partner].end)
        return index, (-1, -1)

    def pieces(self, start: int, end: int) -> list[Piece]:
        """``start:end`` of the source, not empty, in as few stretches as the markup allows."""
        first = self._stretches[bisect_right(self._starts, start) - 1]
        final = self._stretches[bisect_right(self._starts, end - 1) - 1]
        if first.start < 0 or final.start < 0:
            return []
        begin = first.start + (start - first.at) if _verbatim(first) else first.start
        until = final.start + (end - final.at) if _verbatim(final) else final.end
        return self._divided(begin, until, start, end)

    def _divided(self, begin: int, until: int, start: int, end: int) -> list[Piece]:
        tokens = self._markup.tokens
        index = bisect_right(self._token_starts, begin) - 1
        last = bisect_left(self._token_ends, until)
        index, last = self._widened(index, last, begin, until)
        found: list[tuple[int, int]] = []
        opened = closed = -1
        while index <= last:
            token = tokens[index]
            inside = self._text_within(token, begin, until)
            if inside is not None:
                opened, closed = (inside[0] if opened < 0 else opened), inside[1]
            elif token.kind in (Kind.START, Kind.EMPTY) and self._is_whole(index, last):
                opened, closed = (token.start if opened < 0 else opened), tokens[token.partner].end
                index = token.partner
            elif token.kind not in (Kind.TEXT, Kind.OTHER):
                found += [(opened, closed)] if opened >= 0 else []
                opened = -1
            index += 1
        found += [(opened, closed)] if opened >= 0 else []
        return list(self._spoken(found, start, end))

    def _widened(self, first: int, last: int, begin: int, until: int) -> tuple[int, int]:
        """The tokens ``first`` to ``last``, and the tags around them of elements that hold nothing else."""
        tokens, text = self._markup.tokens, self._markup.text
        at_start = not text[tokens[first].start : begin].strip()
        at_end = not text[until : tokens[last].end].strip()
        while True:
            before, after = tokens[first - 1], tokens[min(last + 1, len(tokens) - 1)]
            opens = at_start and before.kind is Kind.START and before.local not in _DIVIDES
            closes = at_end and after.kind is Kind.END and after.local not in _DIVIDES
            if opens and before.partner <= last:
                first -= 1
            elif closes and after.partner >= first:
                last += 1
            elif opens and closes and before.partner == last + 1:
                first, last = first - 1, last + 1
            else:
                return first, last

    def _text_within(self, token: Token, begin: int, until: int) -> tuple[int, int] | None:
        """The part of a text between ``begin`` and ``until`` without white space around it, if any."""
        if token.kind is not Kind.TEXT:
            return None
        start, end = max(token.start, begin), min(token.end, until)
        text = self._markup.text[start:end]
        if not text.strip():
            return None
        return start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))

    def _is_whole(self, index: int, last: int) -> bool:
        """Whether the element that begins at ``index`` ends by ``last`` and may stand in a span."""
        tokens = self._markup.tokens
        partner = tokens[index].partner
        if partner > last or tokens[index].local in _DIVIDES:
            return False
        return not any(
            token.local in BLOCKS for token in tokens[index + 1 : partner] if token.kind is not Kind.TEXT
        )

    def _spoken(self, found: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
        """Those in which something of the utterance stands, and in which a span may."""
        before = 0
        for opened, closed in found:
            said = "".join(
                self._said(max(stretch.at, start), min(stretch.at + stretch.length, end))
                for stretch in self._between(opened, closed, start, end)
            )
            if said.strip() and not self._is_out_of_place(opened):
                yield Piece(opened, closed, before)
            before += letters_in(said)

    def _between(self, opened: int, closed: int, start: int, end: int) -> Iterator[Stretch]:
        """The stretches of text, of the source's ``start:end``, that are written in ``opened:closed``."""
        first = max(0, bisect_right(self._starts, start) - 1)
        for stretch in self._stretches[first : bisect_left(self._starts, end)]:
            if stretch.start < closed and opened < stretch.end:
                if _verbatim(stretch):
                    ahead = max(0, opened - stretch.start)
                    behind = max(0, stretch.end - closed)
                    yield Stretch(stretch.at + ahead, stretch.length - ahead - behind, opened, closed)
                else:
                    yield stretch

    def _said(self, start: int, end: int) -> str:
        """What of ``start:end`` is not skipped."""
        parts, at = [], start
        for begin, until in self._skipped[max(0, bisect_left(self._skipped, (start, 0)) - 1) :]:
            if begin >= end:
                break
            parts.append(self._text[at : max(at, begin)])
            at = max(at, until)
        return "".join([*parts, self._text[at:end]])

    def _is_out_of_place(self, at: int) -> bool:
        """Whether the innermost element around ``at`` may not hold a span."""
        token = self._markup.tokens[bisect_right(self._token_starts, at) - 1]
        return token.parent < 0 or self._markup.tokens[token.parent].local in _NO_PHRASES


def _verbatim(stretch: Stretch) -> bool:
    return stretch.length == stretch.end - stretch.start
