"""Which parts of a book are not its narration: title pages, imprints, contents, notes, licences.

A part is judged by what most of its text is declared to be, not by what it also contains: a chapter with
footnotes is a chapter. Names decide only where the whole title is one that such parts have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from narrate.manuscript.epub import vocabulary as words
from narrate.manuscript.epub.blocks import Piece
from narrate.model import BlockKind

MOST = 0.6
"""The share of a part's text that must be declared as something for the part to be it."""

BACK = "back matter"
"""What a part is that the book declares as back matter without saying of which sort."""

TITLE_PAGE_LIMIT = 2_000
"""Characters on a title page; the longest of the 18th century have about 1,500."""

_MATTER_TITLES = re.compile(
    r"(?P<title_page>half ?-?title(?: ?page)?|title ?-?page|titlepage|titelseite|page de titre)"
    r"|(?P<cover>(?:front |back )?cover(?: page)?|umschlag|couverture|cubierta|表紙)"
    r"|(?P<imprint>imprint|colophon|uncopyright|copyright(?: (?:page|notice|information))?|impressum"
    r"|mentions légales|créditos|colofon|奥付)"
    r"|(?P<table_of_contents>(?:table of )?contents|inhalt|inhaltsverzeichnis|table des matières|sommaire"
    r"|índice|indice|sumário|inhoud|оглавление|содержание|目次|目录|目錄)"
    r"|(?P<list_of_illustrations>(?:list of )?(?:illustrations|figures|maps|plates|tables))"
    r"|(?P<dedication>dedication|widmung|dédicace|dedicatoria)"
    r"|(?P<acknowledgments>acknowledge?ments?|danksagung|remerciements|agradecimientos|ringraziamenti)"
    r"|(?P<about_the_author>about the (?:authors?|publisher|translator|illustrator|editor)|über den autor"
    r"|à propos de l[’']auteur|sobre el autor)"
    r"|(?P<other_books>(?:also|other (?:books|titles|works)|books) by\b.*|praise for\b.*|newsletter)"
    r"|(?P<notes>(?:foot|end|rear)?notes|additional notes|anmerkungen|fußnoten|notas|примечания)"
    r"|(?P<transcribers_notes>transcriber[’']?s[’']? notes?|editorial notes?)"
    r"|(?P<dramatis_personae>dramatis person(?:ae|æ)|persons represented)"
    r"|(?P<index>(?:general )?index|bibliography|works cited|further reading|register|literaturverzeichnis)"
    r"|(?P<Project_Gutenberg>(?:the )?(?:full )?project gutenberg(?:[’']?s)? .*|.*gutenberg.* licen[cs]e)",
    re.IGNORECASE,
)
_SUBTITLE = re.compile(r"[:;/(]")
_EDGES = re.compile(r"^\W+|\W+$")


def by_type(pieces: Sequence[Piece]) -> str:
    """What most of the text is declared to be ("imprint"), "" for body text or when nothing is declared."""
    total = declared = unclear = 0
    shares: dict[str, int] = {}
    for piece in pieces:
        size = len(piece.block.text)
        total += size
        reasons = {words.MATTER[word] for word in piece.types if word in words.MATTER}
        if piece.block.kind is BlockKind.NOTE:
            reasons = reasons or {"notes"}
        for reason in reasons:
            shares[reason] = shares.get(reason, 0) + size
        if reasons:
            declared += size
        elif words.BACK_MATTER in piece.types and words.BODY.isdisjoint(piece.types):
            unclear += size
    if not total:
        return ""
    if declared >= MOST * total:
        return max(sorted(shares), key=lambda reason: shares[reason])
    return BACK if declared + unclear >= MOST * total else ""


def is_body_by_type(pieces: Sequence[Piece]) -> bool:
    """Whether the text is declared as part of the narration, so that its title proves nothing."""
    return any(not words.BODY.isdisjoint(piece.types) for piece in pieces if piece.block.text)


def by_title(title: str) -> str:
    """What a part with this title is ("table of contents"), or ""."""
    match = _MATTER_TITLES.fullmatch(_EDGES.sub("", title))
    return (match.lastgroup or "").replace("_", " ") if match else ""


def runs_on(reason: str) -> bool:
    """Whether matter of this sort is long enough to go on in further documents: notes do, imprints do not."""
    return "notes" in reason or reason in ("index", "bibliography", BACK)


def is_title_page(titles: Iterable[str], book: str, size: int) -> bool:
    """Whether a part of ``size`` characters that is called as the book is its title page."""
    wanted = {_letters(book), _letters(_SUBTITLE.split(book)[0])} - {""}
    return size <= TITLE_PAGE_LIMIT and any(_letters(title) in wanted for title in titles)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
