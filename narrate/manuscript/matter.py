"""Front and back matter: the sorts there are, and which titles such parts of a book have."""

from __future__ import annotations

import re

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
        {FRONT, BACK, UNLISTED, *DECLARED, *(name.replace("_", " ") for name in _MATTER_TITLES.groupindex)}
    )
)
"""Every sort of matter that a project can ask for."""


def by_title(title: str) -> str:
    """What a part with this title is ("table of contents"), or ""."""
    match = _MATTER_TITLES.fullmatch(_EDGES.sub("", title))
    return (match.lastgroup or "").replace("_", " ") if match else ""
