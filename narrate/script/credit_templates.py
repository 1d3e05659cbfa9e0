"""What an author may write of credits: templates with fields in braces, and what can stand in those."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from narrate.errors import Where, did_you_mean

FIELD = re.compile(r"\{([^{}]*)\}")
"""A field in a template; its name is the group."""


@dataclass(frozen=True, slots=True)
class Template:
    """Words with fields in braces, as an author wrote them at ``where``; each line is a paragraph."""

    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class Credits:
    """What a project wants said before and after its book, asked for at ``where``.

    None is said in narrate's own words.
    """

    where: Where
    opening: Template | None = None
    closing: Template | None = None


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is known of the audiobook, "" for what is not. The names are those of the fields in templates."""

    title: str = ""
    author: str = ""
    narrator: str = ""
    publisher: str = ""
    year: str = ""
    series: str = ""
    part: str = ""


FIELDS = tuple(field.name for field in fields(Particulars))
"""What may stand in braces in a template."""


def fault(template: str) -> tuple[str, str] | None:
    """What is wrong with the braces in ``template``, and what to do; None if nothing is."""
    known = ", ".join(f"{{{name}}}" for name in FIELDS)
    for name in FIELD.findall(template):
        if name not in FIELDS:
            close = did_you_mean(name, FIELDS)
            return f"there is no field {{{name}}}", close or f"the fields are {known}"
    if set(FIELD.sub("", template)) & set("{}"):
        return "has a brace that belongs to no field", f"the fields are {known}"
    return None
