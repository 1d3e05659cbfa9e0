"""The package document of an EPUB that somebody made, with the sound put into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from lxml import etree

from narrate.manuscript.epub.archive import Archive, resolve
from narrate.manuscript.epub.package import package_member
from narrate.manuscript.epub.xhtml import decode, parse_xml
from narrate.publish.readalong.contents import unused
from narrate.publish.readalong.documents import as_utf8
from narrate.publish.readalong.markup import Edits, Kind, Markup, Token, Unbalanced
from narrate.publish.readalong.overlay import AUDIO_TYPE, SMIL_TYPE, Overlay, link, properties

_LIGHTABLE = "application/xhtml+xml"
_OVERLAY = "media-overlay"


class Unsuitable(Exception):
    """The package cannot take sound: it is of EPUB 2, or is no package."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the manifest, and its tag; ``member`` is as the package has it."""

    tag: Token
    id: str
    member: str
    media_type: str


class PackageDocument:
    """The package document of ``archive``: what it lists, and how sound is put into it.

    Members are called as the archive calls them. Raises Unsuitable, and NarrateError where it cannot be read.
    """

    def __init__(self, archive: Archive) -> None:
        self.member = package_member(archive, [])
        self._markup = _markup(archive, self.member)
        tokens = self._markup.tokens
        root = next(index for index, token in enumerate(tokens) if token.kind is Kind.START)
        version = self._markup.attributes(tokens[root]).get("version", "")
        if tokens[root].local != "package" or not version.startswith("3"):
            raise Unsuitable(version)
        self._metadata = self._child(root, "metadata")
        self._manifest = self._child(root, "manifest")
        self._items = list(self._listed())
        found = [(archive.find(item.member), item) for item in self._items if item.member]
        self._by_member = {member: item for member, item in reversed(found) if member}

    def _child(self, root: int, name: str) -> Token:
        for token in self._markup.tags(name):
            if token.parent == root and token.kind is Kind.START:
                return token
        raise Unsuitable(name)

    def _listed(self) -> Iterable[Item]:
        for token in self._markup.tags("item"):
            if self._manifest.start < token.start < self._markup.tokens[self._manifest.partner].start:
                attributes = self._markup.attributes(token)
                target = resolve(self.member, attributes.get("href", ""))
                kind = attributes.get("media-type", "").strip().lower()
                yield Item(token, attributes.get("id", ""), target[0] if target else "", kind)

    @property
    def spelled(self) -> Mapping[str, str]:
        """By member, its name as the manifest has it."""
        return {member: item.member for member, item in self._by_member.items()}

    @property
    def replaced(self) -> frozenset[str]:
        """The overlays that the book has already: there can be one for a document."""
        return frozenset(m for m, item in self._by_member.items() if item.media_type == SMIL_TYPE)

    def takes_sound(self, member: str) -> bool:
        """Whether ``member`` is a document that can be read along."""
        item = self._by_member.get(member)
        return item is not None and item.media_type == _LIGHTABLE

    def ordered(self, members: Iterable[str]) -> Sequence[str]:
        """``members`` in the order of the manifest."""
        return sorted(members, key=lambda member: self._by_member[member].tag.start)

    def with_sound(
        self, overlays: Sequence[Overlay], audio: Sequence[str], style: str, narrator: str
    ) -> bytes:
        """The document with ``overlays``, and the files ``audio`` and ``style`` that these need.

        The documents of the overlays are called as the manifest calls them.
        """
        markup = self._markup
        edits = Edits(markup.text)
        self._without_overlays(edits)
        tags = {item.member: item.tag for item in self._by_member.values()}
        stem = unused("narrate-", markup.ids())
        smils = [f"{stem}overlay-{number:03}" for number in range(1, len(overlays) + 1)]
        for overlay, smil in zip(overlays, smils, strict=True):
            edits.attribute(tags[overlay.document], _OVERLAY, smil)
        rows = [(f"{stem}style", style, "text/css")]
        rows += [(smil, overlay.smil, SMIL_TYPE) for smil, overlay in zip(smils, overlays, strict=True)]
        rows += [(f"{stem}audio-{number:03}", each, AUDIO_TYPE) for number, each in enumerate(audio, 1)]
        prefix = _prefix(self._manifest)
        for name, member, media_type in rows:
            href = link(self.member, member)
            self._append(
                edits, self._manifest, f'<{prefix}item id="{name}" href="{href}" media-type="{media_type}"/>'
            )
        prefix = _prefix(self._metadata)
        for each in properties(list(zip(smils, overlays, strict=True)), narrator):
            refines = f' refines="#{each.refines}"' if each.refines else ""
            value = escape(each.value, quote=False)
            self._append(
                edits, self._metadata, f'<{prefix}meta property="{each.name}"{refines}>{value}</{prefix}meta>'
            )
        return edits.made().encode("utf-8", "replace")

    def _append(self, edits: Edits, parent: Token, line: str) -> None:
        """Put ``line`` at the end of the element ``parent``."""
        edits.insert(self._markup.tokens[parent.partner].start, f"\t{line}\n\t")

    def _without_overlays(self, edits: Edits) -> None:
        """Take out the overlays that the book had, and what the package says of them."""
        tokens = self._markup.tokens
        for item in self._items:
            if item.media_type == SMIL_TYPE:
                edits.replace(item.tag.start, tokens[item.tag.partner].end, "")
            else:
                edits.without(item.tag, _OVERLAY)
        for meta in self._markup.tags("meta"):
            if self._markup.attributes(meta).get("property", "").startswith("media:"):
                edits.replace(meta.start, tokens[meta.partner].end, "")


def _markup(archive: Archive, member: str) -> Markup:
    data = archive.read(member)
    try:
        return Markup(as_utf8(decode(data)[0]))
    except Unbalanced:
        root = parse_xml(data, f"{archive.name}/{member}").root
        return Markup(etree.tostring(root, encoding="unicode", with_tail=False))


def _prefix(token: Token) -> str:
    return token.name.removesuffix(token.name.rpartition(":")[2])
