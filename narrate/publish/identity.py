"""What a package is known by: an identifier that stays, and a language tag as it is usually written."""

from __future__ import annotations

import re
import uuid

from narrate.model import canonical_json
from narrate.publish.tags import Tags

_NAMESPACE = uuid.UUID("6f4d2a70-0f0b-5d5c-9d53-3b0c1b6f2e11")
"""Ours, in which the names are titles and authors (RFC 9562, 5.5)."""

_REGION = re.compile(r"[a-z]{2}")
_SCRIPT = re.compile(r"[a-z]{4}")


def identifier(tags: Tags) -> str:
    """The identifier of a book by this author with this title, in this language: always the same."""
    name = canonical_json([tags.title, tags.author, tags.language])
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, name)}"


def language_tag(tag: str) -> str:
    """A language tag in the usual case (RFC 5646, 2.1.1): "en-gb" is "en-GB"; "en" for none."""
    first, *others = (tag or "en").lower().split("-")
    return "-".join([first, *map(_cased, others)])


def _cased(part: str) -> str:
    if _REGION.fullmatch(part):
        return part.upper()
    return part.capitalize() if _SCRIPT.fullmatch(part) else part
