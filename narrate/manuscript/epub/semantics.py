"""What an element of a book is to a narrator: skipped and why, a block, a line of verse, a note, a break."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from narrate.manuscript.epub import vocabulary as words

EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
SSML = "{http://www.w3.org/2001/10/synthesis}"

FOOTNOTE_REFERENCE = "footnote reference"

_FEWEST_CELLS = 2
_LONGEST_CELL = 500  # characters
_MARK_LIMIT = 24
"""Characters of a page number or note mark. More is text, whatever the markup says."""

_NUMBER = re.compile(
    r"\s*[\[({]?\s*(?:p(?:age|g|p)?\.?\s*)?(?:\d{1,5}|[ivxlcdm]{1,9})[a-z]?\s*[\])}]?\s*", re.IGNORECASE
)
_NOTE_MARK = re.compile(
    r"\s*(?:[\[(](?:\d{1,4}|[a-z]{1,2}|[*†‡§¶‖]{1,4})[\])]|[*†‡§¶‖]{1,4}|↩\ufe0e?)\s*", re.IGNORECASE
)
_BARE_NUMBER = re.compile(r"\s*\d{1,4}\s*")
_SCENE_MARK = re.compile(r"[\s*∗⁎＊✱-✽❀-❋⁂⁑❖❦❧☙◆◇●○•∙★☆#~_⸻―—–-]*")
_FILE_NAME = re.compile(r"\s*\S+\.(?:jpe?g|png|gif|svg|webp|bmp|tiff?)\b", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """What an element's name, types and classes say; of the latter two only words that matter here.

    ``said`` is the kind of utterance that the element declares its text to be ("letter"), or "".
    """

    tag: str
    types: frozenset[str]
    classes: frozenset[str]
    is_block: bool
    is_verse: bool
    is_note: bool
    said: str = ""


def kind_of(element: etree._Element) -> Kind:
    """What the element says that it is."""
    attributes = element.attrib
    if not attributes:
        return _kind(element.tag, "", "", "")
    return _kind(
        element.tag,
        attributes.get(EPUB_TYPE) or attributes.get("epub:type") or "",
        attributes.get("role") or "",
        attributes.get("class") or "",
    )


@lru_cache(maxsize=2048)
def _kind(name: str, types: str, role: str, classes: str) -> Kind:
    tag = name.rpartition("}")[2].lower()
    roles = (word.removeprefix("doc-") for word in role.lower().split())
    terms = words.TERMS.intersection((*types.lower().split(), *roles))
    names = words.CLASSES.intersection(classes.lower().split())
    is_block = tag in words.BLOCKS
    styled_verse = is_block and (tag in ("pre", "linegroup") or not words.VERSE_CLASSES.isdisjoint(names))
    note = not (words.NOTES.isdisjoint(terms) and words.NOTE_CLASSES.isdisjoint(names))
    return Kind(
        tag=tag,
        types=terms,
        classes=names,
        is_block=is_block,
        is_verse=styled_verse or not words.VERSE.isdisjoint(terms),
        is_note=is_block and note,
        said=_said(terms, names),
    )


def _said(terms: frozenset[str], classes: frozenset[str]) -> str:
    found = {words.KINDS[term] for term in terms if term in words.KINDS}
    found |= {words.KIND_CLASSES[name] for name in classes if name in words.KIND_CLASSES}
    return min(found, default="")


@lru_cache(maxsize=2048)
def joined(outer: frozenset[str], inner: frozenset[str]) -> frozenset[str]:
    """The words of both; the same set for the same words, since there is one per paragraph."""
    return outer | inner


def is_verse_line(element: etree._Element, kind: Kind) -> bool:
    """Whether an element within verse is one line: a block with neither blocks nor line breaks in it."""
    if not kind.is_block:
        return not words.LINE_CLASSES.isdisjoint(kind.classes)
    return not any(
        inner is not element and (kind_of(inner).is_block or kind_of(inner).tag == "br")
        for inner in element.iter()
    )


def is_scene_mark(text: str) -> bool:
    """Whether the text of a block is nothing but asterisks, dashes or printer's flowers."""
    return bool(_SCENE_MARK.fullmatch(text))


def is_scene_break(element: etree._Element, kind: Kind) -> bool:
    """Whether an element is a scene break by itself: a rule, or an empty block styled as one."""
    if kind.tag == "hr":
        return True
    return kind.is_block and not words.BREAK_CLASSES.isdisjoint(kind.classes) and not _has_text(element)


def is_drama_row(element: etree._Element, kind: Kind) -> bool:
    """Whether an element is a row of a play's table: who speaks, and what."""
    if kind.tag != "tr":
        return False
    return words.PERSONA in kind.types or any(words.PERSONA in kind_of(cell).types for cell in element)


def is_data_row(element: etree._Element, kind: Kind) -> bool:
    """Whether an element is a row of a table of short cells, and not of one that only lays a page out."""
    if kind.tag != "tr" or sum(kind_of(cell).tag in words.CELLS for cell in element) < _FEWEST_CELLS:
        return False
    for cell in element:
        blocks = sum(inner is not cell and kind_of(inner).is_block for inner in cell.iter())
        if blocks > 1 or len("".join(map(str, cell.itertext()))) > _LONGEST_CELL:
            return False
    return True


def drop_cap(element: etree._Element, kind: Kind) -> str:
    """The letter that a picture stands for at the beginning of a chapter, or ""."""
    letter = (element.get("alt") or "").strip()
    is_letter = kind.tag == "img" and len(letter) == 1
    return letter if is_letter and not words.DROP_CAP_CLASSES.isdisjoint(kind.classes) else ""


def description(element: etree._Element, kind: Kind) -> str:
    """The words that describe a picture, with any space around them, or ""."""
    words = (element.get("alt") or "") if kind.tag == "img" else ""
    return words if words.strip() else ""


def is_file_name(description: str) -> bool:
    """Whether a picture is described by its file's name, as some programs do."""
    return bool(_FILE_NAME.match(description))


def skip_reason(element: etree._Element, kind: Kind, *, in_note: bool, before: str) -> str:
    """Why the whole element is not spoken, or "" when it is.

    ``before`` is the character in front of it: a number that touches a word refers to a note, whereas one
    that stands apart ("see page 12") is part of the sentence.
    """
    if kind.tag in words.SKIPPED_ELEMENTS:
        return words.SKIPPED_ELEMENTS[kind.tag]
    if not element.attrib:
        return ""
    return (
        _hidden_reason(element, kind)
        or _number_reason(element, kind)
        or _note_reason(element, kind, in_note=in_note, before=before)
    )


def _hidden_reason(element: etree._Element, kind: Kind) -> str:
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return "hidden"
    identifier = element.get("id")
    if identifier in ("pg-header", "pg-footer") or not words.BOILERPLATE_CLASSES.isdisjoint(kind.classes):
        return f"Project Gutenberg {'licence' if identifier == 'pg-footer' else 'header'}"
    if kind.tag == "nav":
        return next((reason for word, reason in words.NAVIGATION.items() if word in kind.types), "navigation")
    return ""


def _number_reason(element: etree._Element, kind: Kind) -> str:
    if words.PAGE_BREAK in kind.types:
        return "page number" if _mark(element) is not None else ""
    if not words.PAGE_CLASSES.isdisjoint(kind.classes) and _matches(_NUMBER, element):
        return "page number"
    if not words.LINE_NUMBER_CLASSES.isdisjoint(kind.classes) and _matches(_NUMBER, element):
        return "line number"
    return ""


def _note_reason(element: etree._Element, kind: Kind, *, in_note: bool, before: str) -> str:
    if words.NOTE_REFERENCE in kind.types and _mark(element) is not None:
        return FOOTNOTE_REFERENCE
    if words.BACK_LINK in kind.types and _mark(element) is not None:
        return "link back from a footnote"
    if kind.tag != "a" or "#" not in (element.get("href") or ""):
        return ""
    touches = in_note or _is_raised(element) or (before != "" and not before.isspace())
    if _matches(_NOTE_MARK, element) or (touches and _matches(_BARE_NUMBER, element)):
        return FOOTNOTE_REFERENCE
    return ""


def _is_raised(element: etree._Element) -> bool:
    parent = element.getparent()
    inside = any(kind_of(child).tag == "sup" for child in element)
    return inside or (parent is not None and kind_of(parent).tag == "sup")


def _matches(pattern: re.Pattern[str], element: etree._Element) -> bool:
    mark = _mark(element)
    return mark is not None and bool(pattern.fullmatch(mark))


def _mark(element: etree._Element) -> str | None:
    """The element's text if it is short enough for a mark; it is not read further than that."""
    text = ""
    for piece in element.itertext():
        text += str(piece)
        if len(text) > _MARK_LIMIT:
            return None
    return text


def _has_text(element: etree._Element) -> bool:
    return any(not str(piece).isspace() for piece in element.itertext())
