"""The tables of ``profile.toml`` as they are written: their keys, and what is wrong with a file's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, NonNegativeFloat, PositiveFloat, PositiveInt

from narrate.errors import ProblemsFound
from narrate.project.document import Document
from narrate.project.finding import Finding
from narrate.project.tables import Lines, Refused, Table
from narrate.project.validation import check, missing_key, unknown_key, wrong

VERSION = 1
"""Of the document."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SOUND = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.flac")


def _words(words: str) -> str:
    if not any(map(str.isalnum, words)):
        raise Refused("must not be empty", "write down every word that is said in the recording")
    return words


def _digest(written: str) -> str:
    if not _SHA256.fullmatch(written):
        raise Refused("is no SHA-256", "it has 64 digits from 0 to f")
    return written


def _sound_name(written: str) -> str:
    if not _SOUND.fullmatch(written):
        raise Refused("is not the name of a FLAC file in the profile's folder")
    return written


_Digest = Annotated[str, AfterValidator(_digest)]


class _HeadTable(Table):
    """What stands above the tables."""

    version: int
    transcript: Annotated[Lines, AfterValidator(_words)]
    licence: Lines = ""
    consent: Lines = ""


class _SoundTable(Table):
    """The file that is cloned."""

    file: Annotated[str, AfterValidator(_sound_name)]
    sha256: _Digest
    made_with: Lines = ""


class _SourceTable(Table):
    """The file that it was made from."""

    file: Lines = ""
    sha256: _Digest | None = None


class _MeasuredTable(Table):
    """What was measured of it."""

    duration_s: PositiveFloat
    speech_s: PositiveFloat
    rate_hz: PositiveInt
    level_db: float
    peak_db: float
    clipped_ms: NonNegativeFloat
    high_db: float | None = None
    snr_db: float | None = None
    pitch_hz: PositiveFloat | None = None
    range_st: NonNegativeFloat | None = None
    spread_st: NonNegativeFloat | None = None
    energy_db: NonNegativeFloat | None = None
    syllables_s: NonNegativeFloat | None = None
    pause_s: NonNegativeFloat | None = None


TABLES: Mapping[str, type[Table]] = {
    "": _HeadTable,
    "sound": _SoundTable,
    "source": _SourceTable,
    "measured": _MeasuredTable,
}
"""Table of ``profile.toml`` → what it may hold."""


def checked(document: Document) -> Mapping[str, Any]:
    """The tables of a well-formed ``profile.toml``. Raises ProblemsFound."""
    values = document.values
    version = values.get("version")
    if isinstance(version, int) and version > VERSION:
        newer = Finding(
            ("version",),
            "profile-newer",
            f"was written by a newer narrate (version {version})",
            "update narrate",
        )
        raise ProblemsFound(document.problems((newer,)))
    findings = list(_strangers(values))
    tables: dict[str, Any] = {}
    for name, model in TABLES.items():
        own = (
            values.get(name, {})
            if name
            else {key: values[key] for key in values if key in model.model_fields}
        )
        if not isinstance(own, dict):
            findings.append(wrong((name,), "a table", own, f"write [{name}] on a line of its own"))
        elif name in ("sound", "measured") and name not in values:
            findings.append(missing_key((), name, f"add the table [{name}], or make the profile anew"))
        else:
            found = check(model, own, (name,) if name else ())
            findings += found.findings
            tables[name] = found.value
    if findings:
        raise ProblemsFound(document.problems(tuple(findings)))
    return tables


def _strangers(values: Mapping[str, object]) -> Iterator[Finding]:
    known = (*_HeadTable.model_fields, *filter(None, TABLES))
    yield from (unknown_key((), key, known) for key in values if key not in known)
