"""The package document of an EPUB: the book's title, the files it consists of, the order they are read in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from narrate.errors import NarrateError, Problem, Severity, Where
from narrate.manuscript.epub.archive import Archive, resolve
from narrate.manuscript.epub.pronunciations import MEDIA_TYPE as PLS
from narrate.manuscript.epub.xhtml import parse_xml

COVER_LIMIT_BYTES = 20 << 20
"""A larger picture is not a cover."""

MANIFEST_LIMIT = 20_000
"""Items in the manifest: as many as files in the archive."""

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONT_OBFUSCATION = {
    "http://www.idpf.org/2008/embedding",  # EPUB 3.3, section 4.2.6.3
    "http://ns.adobe.com/pdf/enc#RC",  # Adobe's older scheme
}
_DOCUMENTS = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"}
_NCX = "application/x-dtbncx+xml"
_IMAGE = "image/"
_FALLBACKS_LIMIT = 8


@dataclass(frozen=True, slots=True)
class SpineDocument:
    """A document of the reading order. ``guide`` is what the package's guide calls it, if anything."""

    member: str
    linear: bool
    guide: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Package:
    """What the package document says, as far as narration needs it.

    ``nav``, ``ncx`` and ``lexicons`` are members.
    """

    title: str
    author: str
    language: str
    spine: tuple[SpineDocument, ...]
    nav: str | None
    ncx: str | None
    cover: bytes | None
    problems: tuple[Problem, ...]
    lexicons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Item:
    member: str | None  # None: outside the book
    href: str
    media_type: str
    properties: frozenset[str]
    fallback: str


def read_package(archive: Archive) -> Package:
    """The package of the book. Raises NarrateError when there is none, or nothing in it can be read."""
    problems: list[Problem] = []
    opf = package_member(archive, problems)
    document = parse_xml(archive.read(opf), f"{archive.name}/{opf}")
    problems += [
        _warning("epub-package", f"{opf} {complaint}", f"{archive.name}/{opf}")
        for complaint in document.complaints
    ]
    root = document.root
    items = _manifest(root, opf, archive)
    spine = _spine(root, items, archive, problems)
    _refuse_protected(archive, spine)
    return Package(
        title=next(iter(_metadata(root, "title")), ""),
        author=_joined(_metadata(root, "creator")),
        language=next(iter(_metadata(root, "language")), ""),
        spine=_with_guide(root, opf, spine),
        nav=_existing(archive, (item for item in items.values() if "nav" in item.properties)),
        ncx=_existing(archive, _ncx_items(root, items)),
        cover=_cover(root, items, archive, problems),
        problems=tuple(problems),
        lexicons=_all_existing(archive, (i for i in items.values() if i.media_type == PLS)),
    )


def package_member(archive: Archive, problems: list[Problem]) -> str:
    """The package document that is read. Raises NarrateError where there is none."""
    if archive.find(_CONTAINER):
        root = parse_xml(archive.read(_CONTAINER), f"{archive.name}/{_CONTAINER}").root
        for rootfile in root.iter("{*}rootfile"):
            target = resolve("", rootfile.get("full-path", ""))
            found = archive.find(target[0]) if target else None
            if found:
                return found
    for member in archive.members:
        if member.lower().endswith(".opf"):
            problems.append(
                _warning(
                    "epub-container",
                    f"{_CONTAINER} does not name the package; {member} was used",
                    archive.name,
                )
            )
            return member
    raise NarrateError(
        f"{archive.name} is not an EPUB: it has no package document (.opf)",
        hint="check that the file is a book and not another kind of zip file",
    )


def _manifest(root: etree._Element, opf: str, archive: Archive) -> dict[str, _Item]:
    items: dict[str, _Item] = {}
    for count, element in enumerate(root.iter("{*}item")):
        if count >= MANIFEST_LIMIT:
            raise NarrateError(
                f"{archive.name}: the package lists more than {MANIFEST_LIMIT:,} files",
                hint="split the book, or export it without extras",
            )
        href = element.get("href", "")
        target = resolve(opf, href)
        items.setdefault(
            element.get("id", ""),
            _Item(
                member=target[0] if target else None,
                href=href,
                media_type=element.get("media-type", "").strip().lower(),
                properties=frozenset(element.get("properties", "").split()),
                fallback=element.get("fallback", ""),
            ),
        )
    return items


def _spine(
    root: etree._Element, items: Mapping[str, _Item], archive: Archive, problems: list[Problem]
) -> list[SpineDocument]:
    spine: list[SpineDocument] = []
    seen: set[str] = set()
    faults: list[str] = []
    for reference in _spine_references(root):
        item = _document(items, reference.get("idref", ""))
        member = archive.find(item.member) if item is not None and item.member else None
        if item is None:
            fault = f"the reading order names {reference.get('idref', '')!r}, which the package does not list"
        elif item.member is None:
            fault = f"{item.href} of the reading order is not in the book but elsewhere"
        elif member is None:
            fault = f"{item.href} of the reading order is missing from the book"
        elif item.media_type not in _DOCUMENTS:
            fault = f"{member} of the reading order is not a text document but {item.media_type or 'unknown'}"
        elif member in seen:
            fault = f"{member} is more than once in the reading order and was read once"
        else:
            seen.add(member)
            spine.append(SpineDocument(member, linear=reference.get("linear", "yes").strip() != "no"))
            continue
        faults.append(fault)
        problems.append(_warning("epub-spine", fault, archive.name))
    if not any(document.linear for document in spine):
        reason = "; ".join(faults[:5]) or "its reading order (spine) is empty"
        raise NarrateError(
            f"{archive.name} has no text document to read: {reason}",
            hint="export the book again as EPUB; a book of pictures only cannot be narrated",
        )
    return spine


def _spine_references(root: etree._Element) -> Iterable[etree._Element]:
    spine = root.find(".//{*}spine")
    return () if spine is None else spine.iter("{*}itemref")


def _document(items: Mapping[str, _Item], identifier: str) -> _Item | None:
    """The item called ``identifier``, or the first of its fallbacks that is a text document."""
    wanted = items.get(identifier)
    item = wanted
    for _ in range(_FALLBACKS_LIMIT):
        if item is None:
            return wanted
        if item.media_type in _DOCUMENTS:
            return item
        item = items.get(item.fallback)
    return wanted


def _refuse_protected(archive: Archive, spine: Iterable[SpineDocument]) -> None:
    """Copy protection encrypts the text; fonts alone may be obfuscated in any book."""
    if not archive.find(_ENCRYPTION):
        return
    protected = set()
    for data in parse_xml(archive.read(_ENCRYPTION), f"{archive.name}/{_ENCRYPTION}").root.iter(
        "{*}EncryptedData"
    ):
        method, reference = data.find("{*}EncryptionMethod"), data.find(".//{*}CipherReference")
        algorithm = "" if method is None else method.get("Algorithm", "")
        target = resolve("", reference.get("URI", "")) if reference is not None else None
        if algorithm not in _FONT_OBFUSCATION and target:
            protected.add(archive.find(target[0]))
    for document in spine:
        if document.member in protected:
            raise NarrateError(
                f"{archive.name}: {document.member} is encrypted (DRM), so narrate cannot read the book",
                hint="use a copy of the book without copy protection",
            )


def _metadata(root: etree._Element, name: str) -> list[str]:
    """The values of the Dublin Core elements called ``name``; in OEBPS 1.2 they are capitalised."""
    names = [
        f"{{http://purl.org/dc/elements/{version}/}}{spelling}"
        for version in ("1.1", "1.0")
        for spelling in (name, name.capitalize())
    ]
    values = (_words(element) for element in root.iter(*names))
    return [value for value in values if value]


def _words(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _joined(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def _with_guide(root: etree._Element, opf: str, spine: list[SpineDocument]) -> tuple[SpineDocument, ...]:
    """The spine with what EPUB 2's guide says of whole documents ("title-page", "copyright-page")."""
    types: dict[str, set[str]] = {}
    for reference in root.iter("{*}reference"):
        target = resolve(opf, reference.get("href", ""))
        if target and not target[1]:
            types.setdefault(target[0], set()).add(reference.get("type", "").strip().lower())
    return tuple(
        SpineDocument(document.member, document.linear, frozenset(types.get(document.member, ())))
        for document in spine
    )


def _ncx_items(root: etree._Element, items: Mapping[str, _Item]) -> list[_Item]:
    """What may be the NCX: the item that the spine names, if it is one, and others of that type."""
    spine = root.find(".//{*}spine")
    named = items.get(spine.get("toc", "")) if spine is not None else None
    listed = [item for item in items.values() if item.media_type == _NCX]
    return [named, *listed] if named is not None and named.media_type == _NCX else listed


def _existing(archive: Archive, items: Iterable[_Item]) -> str | None:
    return next((found for item in items if item.member and (found := archive.find(item.member))), None)


def _all_existing(archive: Archive, items: Iterable[_Item]) -> tuple[str, ...]:
    return tuple(found for item in items if item.member and (found := archive.find(item.member)))


def _cover(
    root: etree._Element, items: Mapping[str, _Item], archive: Archive, problems: list[Problem]
) -> bytes | None:
    named = next(
        (meta.get("content", "") for meta in root.iter("{*}meta") if meta.get("name") == "cover"), ""
    )
    candidates = [item for item in items.values() if "cover-image" in item.properties]
    candidates += [items[named]] if named in items else []
    item = next((item for item in candidates if item.media_type.startswith(_IMAGE)), None)
    if item is None:
        return None
    member = archive.find(item.member) if item.member else None
    if member is None or archive.size_bytes(member) > COVER_LIMIT_BYTES:
        fault = "is missing" if member is None else f"is larger than {COVER_LIMIT_BYTES >> 20} MB"
        problems.append(
            _warning("epub-cover", f"the cover {item.href} {fault} and was left out", archive.name)
        )
        return None
    try:
        return archive.read(member, COVER_LIMIT_BYTES)
    except NarrateError as error:
        problems.append(_warning("epub-cover", error.message, archive.name))
        return None


def _warning(slug: str, message: str, file: str) -> Problem:
    return Problem(slug, message, Where(file), severity=Severity.WARNING)
