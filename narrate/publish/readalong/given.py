"""The read-along of a book that is an EPUB: the author's own, with sound put beside it.

Every file of the book is copied as it is. Only the package document and the documents that are narrated are
changed, and in these nothing but what is put in: no library that reads a book and writes it again keeps it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from narrate.errors import NarrateError, Problem, Severity, Where
from narrate.manuscript.epub.archive import Archive
from narrate.publish.packing import Packed
from narrate.publish.readalong.clips import Clip, clips
from narrate.publish.readalong.contents import Contents, unused
from narrate.publish.readalong.documents import Placed, lit, place
from narrate.publish.readalong.overlay import STYLE, Lit, Overlay, link
from narrate.publish.readalong.package import PackageDocument
from narrate.publish.readalong.places import Piece

COPIED_LIMIT_BYTES = 4 << 30
"""Unpacked size of all that is copied from one book: nothing is packed again in the read-along."""

_MIMETYPE = Packed.of("mimetype", b"application/epub+zip")
_SIGNATURES = "META-INF/signatures.xml"  # of the files as they were
_FOLDER = "narration"
_OUTSIDE = re.compile(r"/|[A-Za-z]:|(.*/)?\.\.(/|$)", re.DOTALL)


@dataclass(slots=True)
class Given:
    """A read-along being made of an open EPUB. ``problems`` is what had to be left out."""

    contents: Contents
    archive: Archive
    package: PackageDocument
    problems: list[Problem] = field(default_factory=list)
    _folder: str = ""

    def files(self) -> Iterator[Packed]:
        """The files of the read-along, in order. Raises NarrateError for what cannot be read or copied.

        Of the documents, only one at a time is in memory.
        """
        self._require_room()
        self._folder = unused(
            posixpath.join(posixpath.dirname(self.package.member), _FOLDER), self.archive.members
        )
        placed = self._placed()
        shown = self._shown(placed)
        overlays = {
            member: self._overlay(number, member, placed[member], shown[member])
            for number, member in enumerate(self.package.ordered(shown), 1)
        }
        yield _MIMETYPE
        for member, name in self._kept():
            if member in overlays:
                pieces = [piece for piece, _ in shown[member]]
                style, title = link(name, self._style), self.contents.tags.title
                data = lit(self.archive, member, placed[member], pieces, style, title)
                yield Packed.of(name, data)
            elif member == self.package.member:
                yield Packed.of(name, self._described(list(overlays.values())))
            else:
                yield Packed(name, self.archive.size_bytes(member), partial(self.archive.blocks, member))
        yield Packed.of(self._style, STYLE.encode())
        yield from (Packed.of(overlay.smil, overlay.written()) for overlay in overlays.values())
        heard = {each.clip.chapter for overlay in overlays.values() for each in overlay.lit}
        for narration in self.contents.narrations:
            if narration.timed.number in heard:
                yield narration.sound.packed(self._audio(narration.timed.number))

    @property
    def _style(self) -> str:
        return f"{self._folder}/narration.css"

    def _audio(self, chapter: int) -> str:
        return f"{self._folder}/{chapter:03}.mp3"

    def _require_room(self) -> None:
        whole = sum(self.archive.size_bytes(member) for member in self.archive.members)
        if whole > COPIED_LIMIT_BYTES:
            raise NarrateError(
                f"{self.archive.name} unpacks to {whole >> 30} GB, too much for a read-along",
                hint='take "epub" out of packages in [output]',
            )

    def _kept(self) -> Iterator[tuple[str, str]]:
        """Each member to be copied, and its name: as the package has it, where that is spelled otherwise."""
        left_out = {_MIMETYPE.name, _SIGNATURES, *self.package.replaced}
        seen: set[str] = set()
        for member in self.archive.members:
            name = self.package.spelled.get(member, member)
            if member in left_out or name in seen:
                continue
            if _OUTSIDE.match(name):
                self._warn("epub-outside", f"{name} would stand outside the book and was left out")
                continue
            seen.add(name)
            yield member, name

    def _placed(self) -> Mapping[str, Placed]:
        """The documents in which something is heard, by their names in the archive."""
        found: dict[str, Placed] = {}
        inside = f"{self.archive.name}/"
        for source, utterances in self.contents.by_source().items():
            if not source.startswith(inside):  # words that are not the book's: its credits
                continue
            member = source.removeprefix(inside)
            if not self.package.takes_sound(member):
                self._warn("epub-not-lit", f"{member} cannot have sound, by its type, and is not read along")
                continue
            document = place(self.archive, member, utterances)
            if document is None:
                self._warn("epub-not-lit", f"the text of {member} is not found in it, and is not read along")
                continue
            if document.rewritten:
                self._warn("epub-rewritten", f"{member} is not well-formed and was mended for the read-along")
            found[member] = document
        return found

    def _shown(self, placed: Mapping[str, Placed]) -> Mapping[str, Sequence[tuple[Piece, Clip]]]:
        """By document, the pieces in which something is heard, in order, and what."""
        letters = {
            name: [piece.before for piece in pieces]
            for document in placed.values()
            for name, pieces in document.pieces.items()
        }
        heard: dict[tuple[str, int], Clip] = {}
        for narration in self.contents.narrations:
            heard.update(clips(narration.timed, letters))
        found = {
            member: [
                (piece, heard[name, index])
                for name, own in document.pieces.items()
                for index, piece in enumerate(own)
                if (name, index) in heard
            ]
            for member, document in placed.items()
        }
        return {member: pieces for member, pieces in found.items() if pieces}

    def _overlay(
        self, number: int, member: str, placed: Placed, shown: Sequence[tuple[Piece, Clip]]
    ) -> Overlay:
        marks = (
            Lit(f"{placed.stem}{each}", self._audio(clip.chapter), clip)
            for each, (_, clip) in enumerate(shown, 1)
        )
        document = self.package.spelled.get(member, member)
        return Overlay(document, f"{self._folder}/{number:03}.smil", tuple(marks))

    def _described(self, overlays: Sequence[Overlay]) -> bytes:
        audio = sorted({each.audio for overlay in overlays for each in overlay.lit})
        return self.package.with_sound(overlays, audio, self._style, self.contents.tags.narrator)

    def _warn(self, slug: str, message: str) -> None:
        self.problems.append(Problem(slug, message, Where(self.archive.name), severity=Severity.WARNING))
