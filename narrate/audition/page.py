"""The page of an audition: one file beside the clips, without a network, in which a person listens and rates.

What it shows is data in it, which only its own script reads, as text; its policy lets no other script run, so
that no name or line, whatever is in it, can be more than a name or a line.
"""

from __future__ import annotations

import base64
import hashlib
import html as markup
import json
import re
from collections.abc import Mapping
from pathlib import Path

from narrate.audition.ratings import QUALITIES, Ratings, as_json

_WEB = Path(__file__).parent / "web"
_PLACE = re.compile("(@[A-Z]+@)")
_ESCAPES = {each: f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}
"""What in JSON would end a script, or its line."""


def html(document: Mapping[str, object], given: Ratings) -> str:
    """The page of the audition that ``document`` (``report.as_json``) is of, with the ratings ``given``."""
    page, style, script = (
        (_WEB / f"page.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")
    )
    data = {
        "qualities": QUALITIES,
        "audition": document,
        "ratings": {
            "saved_ms": given.saved_ms,
            "ratings": {identity: as_json(each) for identity, each in given.by_candidate.items()},
        },
    }
    parts = {
        "@POLICY@": _policy(script),
        "@TITLE@": markup.escape(f"Audition: {document['name']}"),
        "@STYLE@": style,
        "@SCRIPT@": script,
        "@DATA@": _embedded(data),
    }
    # Split once: what fills one place is never searched for another.
    return "".join(parts.get(piece, piece) for piece in _PLACE.split(page))


def _embedded(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False)
    return "".join(_ESCAPES.get(each, each) for each in text)


def _policy(script: str) -> str:
    """Nothing but this script, styles of its own, and sound from beside the page."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "media-src 'self' file:; base-uri 'none'; form-action 'none'"
    )
