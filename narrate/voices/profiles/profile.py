"""A voice profile: a recording fit to be cloned, what is said in it, and by whose leave, in a folder.

``profile.toml`` says all that is known, and is a person's to read and to edit; the sound is beside it,
trimmed and levelled, in FLAC. The folder's name is the profile's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from narrate import atomic
from narrate.digest import sha256_of
from narrate.errors import NarrateError, Problem, ProblemsFound, Where
from narrate.model import canonical_json
from narrate.project.document import parse_bytes
from narrate.voices.profiles import names
from narrate.voices.profiles.tables import TABLES, VERSION, checked

FILE = "profile.toml"
LARGEST = 100_000
"""Bytes of a ``profile.toml``. What is said in half a minute takes a hundredth of it."""

_COMMENT = """\
# A voice that narrate keeps. These lines are yours to edit; the tables below belong to the sound.
# consent: by whose leave the voice is cloned. licence: on what terms the recording may be used.
"""


@dataclass(frozen=True, slots=True)
class Source:
    """What the profile was made from: a file's name, without its folder, and the SHA-256 of its bytes."""

    file: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of the sound of a profile, rounded; None is not known.

    The first eight are as in ``narrate.voices.quality``, the others as in ``narrate.voices.prosody``.
    """

    duration_s: float
    speech_s: float
    rate_hz: int
    level_db: float
    peak_db: float
    clipped_ms: float
    high_db: float | None = None
    snr_db: float | None = None
    pitch_hz: float | None = None
    range_st: float | None = None
    spread_st: float | None = None
    energy_db: float | None = None
    syllables_s: float | None = None
    pause_s: float | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """The profile called ``name``, in ``folder``; ``reference`` is its sound, ``sha256`` that file's hash.

    ``licence`` and ``consent`` are what a person wrote down, or "". ``made_with`` is the narrate that made
    it.
    """

    name: str
    folder: Path
    transcript: str
    licence: str
    consent: str
    source: Source
    reference: Path
    sha256: str
    measured: Measured
    made_with: str

    @property
    def file(self) -> Path:
        """Where its words and notes can be edited."""
        return self.folder / FILE

    @property
    def source_sha256(self) -> str:
        """The SHA-256 of the file that it was made from; "" where that is not known."""
        return self.source.sha256


def read(folder: Path) -> Profile:
    """The profile in ``folder``, whose sound is the one that it was made with.

    Raises NarrateError where there is none, its name cannot be one, or its sound is missing or altered, and
    ProblemsFound with all that is wrong with its ``profile.toml``.
    """
    file = folder / FILE
    if not file.is_file():
        raise NarrateError(f"there is no voice profile in {folder}", hint="narrate voice list shows all")
    with atomic.explained(file, "read"):
        data = atomic.read(file)
    profile = parsed(data, folder)
    if fault := _altered(profile):
        raise NarrateError(fault[0], where=Where(_told(folder)), hint=fault[1])
    return profile


def parsed(data: bytes, folder: Path) -> Profile:
    """The profile whose ``profile.toml`` has ``data``, whatever its sound is. Raises as ``read`` does."""
    name = names.plain(folder.name)
    try:
        document = parse_bytes(data, folder / FILE, LARGEST, "it is none that narrate wrote")
        tables = checked(document)
    except ProblemsFound as found:
        raise ProblemsFound(_placed(each, _told(folder)) for each in found.problems) from found
    return _profile(name, folder, tables)


def _told(folder: Path) -> str:
    """How the file in ``folder`` is called in a message: "profile.toml" alone would be anybody's."""
    return f"{folder.name}/{FILE}"


def text(profile: Profile) -> str:
    """``profile.toml`` of ``profile``; the same profile gives the same text."""
    head = {
        "version": VERSION,
        "transcript": profile.transcript,
        "licence": profile.licence,
        "consent": profile.consent,
    }
    tables: Mapping[str, Mapping[str, Any]] = {
        "sound": {
            "file": profile.reference.name,
            "sha256": profile.sha256,
            "made_with": profile.made_with,
        },
        "source": {key: value for key, value in asdict(profile.source).items() if value},
        "measured": {key: value for key, value in asdict(profile.measured).items() if value is not None},
    }
    parts = [_COMMENT + _lines(head)]
    parts += [f"[{name}]\n{_lines(values)}" for name, values in tables.items() if values]
    return "\n".join(parts)


def _profile(name: str, folder: Path, tables: Mapping[str, Any]) -> Profile:
    head, sound, source, measured = (tables[key] for key in TABLES)
    return Profile(
        name=name,
        folder=folder,
        transcript=" ".join(head.transcript.split()),
        licence=head.licence,
        consent=head.consent,
        source=Source(source.file, source.sha256 or ""),
        reference=folder / sound.file,
        sha256=sound.sha256,
        measured=Measured(**{field.name: getattr(measured, field.name) for field in fields(Measured)}),
        made_with=sound.made_with,
    )


def _altered(profile: Profile) -> tuple[str, str] | None:
    """What is wrong with the sound of ``profile``, and what to do; None where it is whole."""
    again = f"restore it, or make the profile anew: narrate voice add {profile.name} FILE --replace"
    try:
        found = sha256_of(profile.reference)
    except FileNotFoundError:
        return f"the sound of the profile “{profile.name}” is missing: {profile.reference.name}", again
    except OSError as error:
        return f"the sound of the profile “{profile.name}” cannot be read: {error.strerror}", again
    if found != profile.sha256:
        return (
            f"{profile.reference.name} is not the sound that the profile “{profile.name}” was made with",
            again,
        )
    return None


def _placed(problem: Problem, file: str) -> Problem:
    """``problem`` in the file of that name."""
    where = replace(problem.where, file=file) if problem.where else Where(file)
    return replace(problem, where=where)


def _lines(values: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in values.items())


def _value(value: str | float) -> str:
    # A JSON string without characters that JSON may leave as they are and TOML may not is a TOML string.
    return canonical_json(value).replace("\x7f", "\\u007f") if isinstance(value, str) else str(value)
