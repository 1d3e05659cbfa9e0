"""Names of HTML elements, to tell a tag in a manuscript from a character who thinks in <angle brackets>."""

from __future__ import annotations

_BREAKING = """
    address article aside audio blockquote body br button caption center col colgroup dd details dialog dir
    div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html iframe legend li
    link main menu meta nav noframes ol optgroup option p pre script section select style summary table tbody
    td template textarea tfoot th thead title tr ul video
"""
_WITHIN_WORDS = """
    a abbr acronym b bdi bdo big cite code data del dfn em embed font i img input ins kbd label map mark
    object picture q rp rt ruby s samp small source span strike strong sub sup svg time tt u var wbr
"""
BREAKING = frozenset(_BREAKING.split())
"""Elements that stand on lines of their own: words on two sides of such a tag are two words."""

KNOWN = BREAKING | frozenset(_WITHIN_WORDS.split())
"""Every element that a manuscript may hold (HTML living standard, and the older ones still in use)."""
