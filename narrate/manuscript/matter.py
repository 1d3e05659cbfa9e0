"""Front and back matter: the sorts there are, and which titles such parts of a book have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from narrate.model import BlockKind, Chapter

FRONT = "front matter"
BACK = "back matter"
DECLARED = (
    *("title page", "half title", "cover", "imprint", "colophon", "copyright page", "dedication"),
    *("table of contents", "list of illustrations", "list of tables", "navigation", "index", "bibliography"),
    *("acknowledgments", "contributors", "credits", "errata", "dramatis personae", "footnotes", "endnotes"),
)
"""What books declare parts of themselves to be."""

UNLISTED = "not in the table of contents"

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
_EDGES = re.compile(r"^\W+|\W+$")

SORTS = tuple(
    sorted(
        {
            *(FRONT, BACK, UNLISTED, *DECLARED),
            *(name.replace("_", " ").lower() for name in _MATTER_TITLES.groupindex),
        }
    )
)
"""Every sort of matter that a project can ask for, in lower case."""


SMALL = 0.1
"""The largest share of a book that a dedication or an imprint has; a chapter called so has more."""

SMALL_CHARACTERS = 1_000
"""What is no longer than this is small whatever its share: even a short story has a title page."""

NEAR_AN_END = 0.25
"""Matter stands in the first or the last quarter of a book; a chapter called "Index" may stand anywhere."""


def runs_on(reason: str) -> bool:
    """Whether matter of this sort may be long and have several parts: notes may, imprints not."""
    return "notes" in reason or reason in ("index", "bibliography", BACK)


def is_plausible(reason: str, before: int, size: int, total: int) -> bool:
    """Whether a part of ``size`` characters, with ``before`` of ``total`` before it, can be such matter.

    A title alone proves nothing: the part must be small, unless it is of a sort that is not, and stand near
    the beginning or the end of the book.
    """
    small = size <= max(SMALL * total, SMALL_CHARACTERS) or runs_on(reason)
    return small and min(before, total - before - size) <= NEAR_AN_END * total


def judged(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """``chapters``, those said to be matter that are called so and can be it. Not all of a book is."""
    sizes = [
        sum(len(block.text) for block in chapter.blocks if block.kind is not BlockKind.PICTURE)
        for chapter in chapters
    ]
    total, before = sum(sizes), 0
    made: list[Chapter] = []
    for chapter, size in zip(chapters, sizes, strict=True):
        reason = "" if chapter.matter else by_title(chapter.title)
        if reason and is_plausible(reason, before, size, total):
            place = FRONT if 2 * before < total else BACK
            made.append(replace(chapter, matter=f"{place}: {reason}"))
        else:
            made.append(chapter)
        before += size
    return tuple(chapters) if all(chapter.matter for chapter in made) else tuple(made)


def by_title(title: str) -> str:
    """What a part with this title is ("table of contents"), or ""."""
    match = _MATTER_TITLES.fullmatch(_EDGES.sub("", title))
    return (match.lastgroup or "").replace("_", " ") if match else ""
