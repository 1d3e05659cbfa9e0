"""The values that narration.toml may have: what makes them fit, and what is said of those that do not."""

from __future__ import annotations

import re
from typing import Annotated

from annotated_types import Interval
from pydantic import AfterValidator, Field

from narrate.engines.models.weights import names_folder
from narrate.errors import did_you_mean
from narrate.manuscript.matter import SORTS
from narrate.project.tables import Line, Refused, lines, one_line
from narrate.script.credit_templates import fault

_REPOSITORY = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}", re.ASCII)  # as the hub takes them: owner/name
_NARROWEST_DB = 1.0  # a chapter is moved in steps of half a decibel
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)  # BCP 47, without its rare forms


def _language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        meant = text.replace("_", "-").split(".")[0]
        hint = f'write "{meant.lower()}"' if _LANGUAGE.fullmatch(meant) else 'such as "en", "en-gb" or "de"'
        raise Refused("is not a language tag", hint)
    return text.lower()


def _source(text: str) -> str:
    """The id of a repository, or what names a folder; raises Refused."""
    one_line(text)
    if not names_folder(text) and not _REPOSITORY.fullmatch(text):
        hint = 'write a repository as "owner/name", and a folder as "./folder"'
        raise Refused("is neither a repository nor a folder", hint)
    return text


def _template(text: str) -> str:
    """Text with the fields of credits in braces; raises Refused."""
    written = lines(text)
    if not written:
        raise Refused("must not be empty")
    if found := fault(written):
        raise Refused(*found)
    return written


def _band(levels: list[float]) -> list[float]:
    if levels and (len(levels) != 2 or levels[1] - levels[0] < _NARROWEST_DB):
        raise Refused(
            "must be the lowest and the highest level, at least 1 dB apart",
            "such as [-22.5, -18.5]; [] is no band at all",
        )
    return levels


def _matter(kind: str) -> str:
    if kind.casefold() not in SORTS:
        hint = did_you_mean(kind.casefold(), SORTS) or f"narrate knows {', '.join(SORTS)}"
        raise Refused("is no kind of front or back matter", hint)
    return kind.casefold()


Template = Annotated[str, AfterValidator(_template)]
Language = Annotated[str, AfterValidator(_language)]
Matter = Annotated[str, AfterValidator(_matter)]
WrittenSource = Annotated[str, AfterValidator(_source)]
Titles = Annotated[list[Line], Field(min_length=1)]
Band = Annotated[list[Annotated[float, Interval(ge=-40, le=-10)]], AfterValidator(_band)]
