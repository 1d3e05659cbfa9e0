"""From the bytes of one document of a book to a tree of elements, safely, whatever the bytes are.

Nothing outside the bytes is ever looked at: the document type declaration is cut away, so there are no
entities to resolve, and the parsers have no network. Named entities of HTML are replaced beforehand.
"""

from __future__ import annotations

import codecs
import html
import html.entities
import re
import sys
from dataclasses import dataclass

from lxml import etree

from narrate.errors import NarrateError

MARKUP_LIMIT = 500_000
"""Tags in one document: a tree of so many takes about 100 MB. A whole play has about 20,000."""

TEXT_LIMIT_BYTES = 80 << 20
"""Memory that a document's text may take, and all documents' together. A character takes four times as much
where a rare one (an emoji, a cuneiform sign) stands in the same document."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED_IN_XML = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)""")
_DECLARED_IN_META = re.compile(rb"""<meta[^>]*?charset\s*=\s*["']?([A-Za-z0-9._:-]+)""", re.IGNORECASE)
_NOT_FOR_DOCUMENTS = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7"}
"""Text encodings of Python that no document uses; some take quadratic time."""

ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,31});")
XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}
_XML_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
_VISIBLE = re.compile(r"\S")
_DOCTYPE_TOKEN = re.compile(r"""[\[\]>"']|<!--""")


@dataclass(frozen=True, slots=True)
class Document:
    """A document's root element, and in words what had to be tolerated to read it."""

    root: etree._Element
    complaints: tuple[str, ...]


def parse(data: bytes, name: str) -> Document:
    """The document in ``data``, read as XML or, where it is not well-formed, as HTML.

    Raises NarrateError for one that is nested too deeply or too large to read whole.
    """
    text, complaints = _text(data, name)
    encoded = text.encode("utf-8", "replace")
    parser = _xml_parser(recover=False)
    root, line = _attempt(encoded, parser)
    if root is None or _is_over_limit(parser):  # in HTML, a thousand <p> need not be within each other
        place = f" (line {line})" if line else ""
        complaints = (*complaints, f"is not well-formed{place} and was read as HTML")
        root, _ = _parse(encoded, _html_parser(), name)
    return Document(etree.Element("html") if root is None else root, complaints)


def parse_xml(data: bytes, name: str) -> Document:
    """The XML document in ``data``: a package or navigation file, repaired where it is not well-formed.

    Raises NarrateError for one that cannot be read at all.
    """
    text, complaints = _text(data, name)
    encoded = text.encode("utf-8", "replace")
    root, _ = _parse(encoded, _xml_parser(recover=False), name)
    if root is None:
        complaints = (*complaints, "is not well-formed; what could be read of it was used")
        root, _ = _parse(encoded, _xml_parser(recover=True), name)
    if root is None:
        raise NarrateError(f"{name} is not readable XML", hint="export the book again as EPUB")
    return Document(root, complaints)


def decode(data: bytes) -> tuple[str, str]:
    """The text of ``data``, and the encoding when that had to be guessed ("" when it was declared).

    The order is: byte order mark, XML declaration, meta element, UTF-8, Windows-1252.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), ""
    if data.startswith((b"<\0", b"\0<")):
        return data.decode("utf-16-le" if data[1] == 0 else "utf-16-be", "replace"), ""
    declared = _declared(data)
    for encoding in (declared, "utf-8"):
        try:
            return data.decode(encoding), "" if encoding == declared else "UTF-8"
        except (LookupError, UnicodeError):
            continue
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "Latin-1"


def _declared(data: bytes) -> str:
    """The encoding that the document declares; UTF-8 where it declares none or one that cannot be."""
    match = _DECLARED_IN_XML.match(data[:400]) or _DECLARED_IN_META.search(data[:2048])
    if match is None:
        return "utf-8"
    try:
        encoding = codecs.lookup(match[1].decode("ascii")).name
    except (LookupError, UnicodeError):
        return "utf-8"
    if encoding.startswith(("utf-16", "utf-32")):  # then the declaration could not have been read as ASCII
        return "utf-8"
    if encoding == "iso8859-1":  # as the Encoding Standard has it: nobody means the control characters
        return "cp1252"
    return "utf-8" if encoding.replace("-", "_") in _NOT_FOR_DOCUMENTS else encoding


def _text(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The decoded document without declarations and named entities, ready for a parser."""
    if data.count(b"<") > MARKUP_LIMIT:
        raise NarrateError(
            f"{name} has more than {MARKUP_LIMIT:,} tags, more than a chapter can have",
            hint="split it into smaller files",
        )
    text, guessed = decode(data)
    if sys.getsizeof(text) > TEXT_LIMIT_BYTES:
        raise NarrateError(f"{name} is too long to be read safely", hint="split it into smaller files")
    complaints = (f"does not say its encoding rightly; it was read as {guessed}",) if guessed else ()
    declaration = _XML_DECLARATION.match(text)
    if declaration:
        text = text[declaration.end() :]
    endless = text.find("<!--", text.rfind("-->") + 1)
    if endless >= 0:  # both parsers would drop the rest of the document
        text = text[:endless] + text[endless:].replace("<!--", "&lt;!--")
        complaints = (*complaints, "has a comment that does not end; it was read as text")
    text = _without_doctype(text.replace("\0", "\ufffd"))
    return ENTITY.sub(_character, text), complaints


def named(entity: str) -> str:
    """The text that ``&entity;`` stands for in a document: itself, where nobody knows it."""
    return html.entities.html5.get(f"{entity};", f"&{entity};")


def _character(match: re.Match[str]) -> str:
    return match[0] if match[1] in XML_ENTITIES else html.escape(named(match[1]))


def _without_doctype(text: str) -> str:
    """``text`` without its document type declaration; in one pass, for it may be hostile."""
    at = 0
    while True:
        visible = _VISIBLE.search(text, at)
        at = visible.start() if visible else len(text)
        if text.startswith("<!--", at):
            closing, end = "-->", text.find("-->", at + 4)
        elif text.startswith("<?", at):
            closing, end = "?>", text.find("?>", at + 2)
        else:
            break
        if end < 0:
            return text
        at = end + len(closing)
    if text[at : at + 9].upper() != "<!DOCTYPE":
        return text
    until = doctype_end(text, at + 9)
    return text if until is None else text[:at] + text[until:]


def doctype_end(text: str, at: int) -> int | None:
    """Where the declaration ends whose inside begins at ``at``; None when it does not end."""
    in_subset = False
    while match := _DOCTYPE_TOKEN.search(text, at):
        at = match.end()
        match match[0]:
            case "[":
                in_subset = True
            case "]":
                in_subset = False
            case ">" if not in_subset:
                return at
            case '"' | "'" | "<!--" as opening:
                closing = "-->" if opening == "<!--" else opening
                at = text.find(closing, at) + len(closing)
                if at < len(closing):
                    return None
    return None


def _xml_parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )


def _html_parser() -> etree.HTMLParser:
    return etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )


def _parse(
    encoded: bytes, parser: etree.XMLParser | etree.HTMLParser, name: str
) -> tuple[etree._Element | None, int]:
    """The root element, or None and the line of the fault.

    A parser that met one of its limits has dropped the rest of the document: that raises NarrateError.
    """
    root, line = _attempt(encoded, parser)
    if _is_over_limit(parser):
        raise NarrateError(
            f"{name} is nested too deeply, or one piece of its text is too long, to be read safely",
            hint="open the book in an editor such as Sigil and simplify that file",
        )
    return root, line


def _attempt(encoded: bytes, parser: etree.XMLParser | etree.HTMLParser) -> tuple[etree._Element | None, int]:
    """The root element, or None and the line of the fault."""
    try:
        return etree.fromstring(encoded, parser), 0
    except etree.XMLSyntaxError as error:
        return None, error.position[0] or 0


def _is_over_limit(parser: etree.XMLParser | etree.HTMLParser) -> bool:
    return any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)
