"""The words that mean something to a narrator: ``epub:type`` and DPUB-ARIA terms, class names, elements.

Sources: EPUB Structural Semantics Vocabulary 1.1, DPUB-ARIA 1.1 (read without ``doc-``), Z39.98-2012
(``z3998:``), EPUB 2's guide, and the class names of Standard Ebooks, Project Gutenberg, Pandoc and InDesign.
"""

from __future__ import annotations

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "levelhd": 2}

BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "book",
            "bodymatter",
            "caption",
            "center",
            "dd",
        ),
        *("details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"),
        *("frontmatter", "head", "header", "hgroup", "hr", "html", "legend", "level", "level1", "level2"),
        *(
            "level3",
            "level4",
            "level5",
            "level6",
            "li",
            "line",
            "linegroup",
            "main",
            "menu",
            "nav",
            "ol",
            "p",
        ),
        *(
            "pre",
            "rearmatter",
            "section",
            "summary",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "ul",
        ),
        *HEADINGS,
    )
)
CELLS = frozenset(("td", "th"))

SKIPPED_ELEMENTS = {
    "script": "script or style",
    "style": "script or style",
    "template": "script or style",
    "head": "document head",
    "rt": "ruby reading",
    "rp": "ruby reading",
    "rtc": "ruby reading",
    "svg": "drawing",
    "math": "formula",
    "audio": "embedded media",
    "video": "embedded media",
    "object": "embedded media",
    "iframe": "embedded media",
    "canvas": "embedded media",
    "noscript": "embedded media",
    "del": "struck out",
}
NAVIGATION = {"toc": "table of contents", "loi": "list of illustrations", "lot": "list of tables"}

PERSONA = "z3998:persona"
PAGE_BREAK = "pagebreak"
NOTE_REFERENCE = "noteref"
BACK_LINK = "backlink"
BACK_MATTER = "backmatter"

MATTER = {
    "titlepage": "title page",
    "title-page": "title page",
    "halftitlepage": "half title",
    "cover": "cover",
    "imprint": "imprint",
    "colophon": "colophon",
    "copyright-page": "copyright page",
    "dedication": "dedication",
    "toc": "table of contents",
    "loi": "list of illustrations",
    "lot": "list of tables",
    "landmarks": "navigation",
    "index": "index",
    "bibliography": "bibliography",
    "acknowledgments": "acknowledgments",
    "acknowledgements": "acknowledgments",
    "contributors": "contributors",
    "other-credits": "credits",
    "credits": "credits",
    "errata": "errata",
    "z3998:dramatis-personae": "dramatis personae",
    "footnotes": "footnotes",
    "footnote": "footnotes",
    "endnotes": "endnotes",
    "endnote": "endnotes",
    "rearnotes": "endnotes",
    "rearnote": "endnotes",
}
"""Parts of a book that are not its narration."""

BODY = frozenset(
    (
        *(
            "chapter",
            "part",
            "volume",
            "prologue",
            "epilogue",
            "preface",
            "foreword",
            "introduction",
            "epigraph",
        ),
        *("afterword", "conclusion", "preamble", "z3998:scene", "z3998:poem"),
    )
)
"""Parts of a book that are."""

VERSE = frozenset(("z3998:verse", "z3998:poem", "z3998:song", "z3998:hymn", "z3998:lyrics"))
VERSE_CLASSES = frozenset(
    ("poem", "poetry", "verse", "stanza", "linegroup", "line-block", "lg", "poetry-container")
)
LINE_CLASSES = frozenset(("line", "verse-line", "verseline", "poem-line"))

KINDS = {
    "z3998:letter": "letter",
    "z3998:email": "letter",
    "z3998:email-message": "letter",
    "z3998:stage-direction": "direction",
}
KIND_CLASSES = {
    "letter": "letter",
    "telegram": "letter",
    "thought": "thought",
    "inscription": "inscription",
    "epitaph": "inscription",
    "stage-direction": "direction",
    "stagedir": "direction",
}
"""What passages are, as the script calls it. No vocabulary has a word for thoughts or inscriptions."""

NOTES = frozenset(
    ("annotation", "endnote", "endnotes", "footnote", "footnotes", "note", "rearnote", "rearnotes")
)
NOTE_CLASSES = frozenset(("footnote", "footnotes", "endnote", "endnotes"))

PAGE_CLASSES = frozenset(
    ("pagenum", "pageno", "pagenumber", "page-number", "page_number", "pb", "pginternal-num")
)
LINE_NUMBER_CLASSES = frozenset(("lnum", "linenum", "lineno", "line-number", "linenumber"))
BREAK_CLASSES = frozenset(
    ("tb", "asterism", "scenebreak", "scene-break", "section-break", "thoughtbreak", "thought-break")
)
DROP_CAP_CLASSES = frozenset(("dropcap", "drop-cap", "dropcaps", "letra"))
BOILERPLATE_CLASSES = frozenset(("pg-boilerplate",))

TERMS = frozenset(
    (PERSONA, PAGE_BREAK, NOTE_REFERENCE, BACK_LINK, BACK_MATTER, *MATTER, *BODY, *VERSE, *KINDS, *NOTES)
)
CLASSES = frozenset().union(
    VERSE_CLASSES,
    KIND_CLASSES,
    LINE_CLASSES,
    NOTE_CLASSES,
    PAGE_CLASSES,
    LINE_NUMBER_CLASSES,
    BREAK_CLASSES,
    DROP_CAP_CLASSES,
    BOILERPLATE_CLASSES,
)
