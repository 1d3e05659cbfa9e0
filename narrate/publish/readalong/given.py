"""The read-along of a book that is an EPUB: the author's own, with sound put beside it.

Every file of the book is copied as it is. Only the package document and the documents that are narrated are
changed, and in these nothing but what is put in: no library that reads a book and writes it again keeps it.
"""

from __future__ import annotations

import posixpath
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

COPIED_LIMIT_BYTES = 4 << 30
"""Unpacked size of all that is copied from one book: nothing is packed again in the read-along."""

_MIMETYPE = Packed.of("mimetype", b"application/epub+zip")
_SIGNATURES = "META-INF/signatures.xml"  # of the files as they were
_FOLDER = "narration"


@dataclass(slots=True)
class Given:
    """A read-along being made of an open EPUB. ``problems`` is what had to be left out."""

    contents: Contents
    archive: Archive
    package: PackageDocument
    problems: list[Problem] = field(default_factory=list)
    _folder: str = ""

    def files(self) -> Iterator[Packed]:
        """The files of the read-along, in order. Raises NarrateError for what cannot be read or copied."""
        self._require_room()
        members = self.archive.members
        self._folder = unused(posixpath.join(posixpath.dirname(self.package.member), _FOLDER), members)
        placed = self._placed()
        changed, overlays = self._lit(placed)
        changed[self.package.member] = self._described(overlays)
        yield _MIMETYPE
        for member, name in self._kept():
            if member in changed:
                yield Packed.of(name, changed[member])
            else:
                yield Packed(name, self.archive.size_bytes(member), partial(self.archive.blocks, member))
        yield Packed.of(self._style, STYLE.encode())
        yield from (Packed.of(overlay.smil, overlay.written()) for overlay in overlays)
        heard = {each.clip.chapter for overlay in overlays for each in overlay.lit}
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
        spelled = self.package.spelled
        seen = {_MIMETYPE.name}
        for member in self.archive.members:
            name = spelled.get(member, member)
            if member in self.package.replaced or member == _SIGNATURES or name in seen:
                continue
            if name.startswith("/") or ".." in name.split("/"):
                self._warn("epub-outside", f"{name} would stand outside the book and was left out")
                continue
            seen.add(name)
            yield member, name

    def _placed(self) -> Mapping[str, Placed]:
        """The documents in which something is heard, by their names in the archive."""
        found: dict[str, Placed] = {}
        for source, utterances in self.contents.by_source().items():
            member = source.removeprefix(f"{self.archive.name}/")
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

    def _lit(self, placed: Mapping[str, Placed]) -> tuple[dict[str, bytes], list[Overlay]]:
        """The documents with their spans, and their overlays in the order of the manifest."""
        letters = {
            name: [piece.before for piece in pieces]
            for document in placed.values()
            for name, pieces in document.pieces.items()
        }
        heard: dict[tuple[str, int], Clip] = {}
        for narration in self.contents.narrations:
            heard.update(clips(narration.timed, letters))
        changed: dict[str, bytes] = {}
        overlays: list[Overlay] = []
        for member in self.package.ordered(placed):
            document = placed[member]
            pieces = [
                (piece, heard[name, index])
                for name, own in document.pieces.items()
                for index, piece in enumerate(own)
                if (name, index) in heard
            ]
            if not pieces:
                continue
            style = link(member, self._style)
            data, ids = lit(document.markup, [piece for piece, _ in pieces], style, self.contents.tags.title)
            changed[member] = data
            smil = f"{self._folder}/{len(overlays) + 1:03}.smil"
            marks = (
                Lit(name, self._audio(clip.chapter), clip)
                for name, (_, clip) in zip(ids, pieces, strict=True)
            )
            overlays.append(Overlay(member, smil, tuple(marks)))
        return changed, overlays

    def _described(self, overlays: Sequence[Overlay]) -> bytes:
        audio = sorted({each.audio for overlay in overlays for each in overlay.lit})
        return self.package.with_sound(overlays, audio, self._style, self.contents.tags.narrator)

    def _warn(self, slug: str, message: str) -> None:
        self.problems.append(Problem(slug, message, Where(self.archive.name), severity=Severity.WARNING))
