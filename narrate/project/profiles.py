"""``profile = "alice"`` in a voice: the recording and its words are those of a voice profile."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from narrate.errors import NarrateError, Problem, ProblemsFound, Severity, did_you_mean
from narrate.model import Provenance
from narrate.project.finding import Checked, Finding, KeyPath, listed, quoted, spelled
from narrate.project.schema import PROFILE, RECORDING, STANDS_FOR, WORDS, clones
from narrate.project.tables import is_line
from narrate.voices.profiles import library, profile
from narrate.voices.profiles.library import Library
from narrate.voices.profiles.profile import Profile

_LISTED = 10
"""Profiles that a hint names."""

_ANY = dict.fromkeys(STANDS_FOR, "any")
"""In place of what a profile that is wrong does not tell, so that the rest of its voice can be checked."""


def check_profile(
    root: Path, path: KeyPath, value: Mapping[str, object]
) -> tuple[Checked[Profile], Mapping[str, str]]:
    """The profile that the voice ``value`` at ``path`` is made from, and the settings that it stands for.

    Nothing, and none, where it is made from none. An empty transcript beside it is for models that take none.
    """
    name = value.get(PROFILE)
    if name is None or not clones(str(value["engine"])):  # the table knows no such key
        return Checked(None), {}
    if not is_line(name):  # which is the table's to complain about as well
        return Checked(None), _ANY
    wordless = value.get(WORDS) == ""
    beside = tuple(
        _beside(path, key) for key in STANDS_FOR if key in value and not (wordless and key == WORDS)
    )
    if beside:
        return Checked(None, beside), _ANY
    try:
        shelf = library.of(root)
        found = shelf.find(name)
    except NarrateError as error:
        return Checked(None, (_damaged((*path, PROFILE), name, error),)), _ANY
    if found is None:
        return Checked(None, (_unknown((*path, PROFILE), name, shelf),)), _ANY
    words = {} if wordless else {WORDS: found.transcript}
    return Checked(found), {RECORDING: str(found.reference), **words}


def provenance(root: Path, made: Profile) -> Provenance:
    """Where a voice of the project in ``root`` is from that is ``made`` from a profile."""
    return Provenance(
        name=made.name,
        file=made.file,
        licence=made.licence,
        consent=made.consent,
        source_sha256=made.source_sha256,
        own=made.folder.is_relative_to(root),
        digest=hashlib.sha256(profile.text(made).encode()).hexdigest(),
    )


def unconsented(root: Path, origin: Provenance | None) -> tuple[Problem, ...]:
    """A warning, if ``origin`` is a profile in which nobody has written down by whose leave it is cloned."""
    if origin is None or origin.consent:
        return ()
    file = origin.file.relative_to(root) if origin.file.is_relative_to(root) else origin.file
    return (
        Problem(
            "voice-consent",
            f"{quoted(origin.name)} does not say who agreed that this voice is cloned",
            hint=f'write it into {file}, for example consent = "my own voice"',
            severity=Severity.WARNING,
        ),
    )


def users_of(name: str, voices: object) -> Iterator[str]:
    """Of the table ``voices``, as it is written, those that are made from the profile ``name``."""
    for voice, value in voices.items() if isinstance(voices, dict) else ():
        written = value.get(PROFILE) if isinstance(value, dict) else None
        if isinstance(written, str) and written.lower() == name:
            yield voice


def _beside(path: KeyPath, key: str) -> Finding:
    message = f"{spelled((*path, key))}: there is a profile beside it, which has one"
    return Finding((*path, key), "profile-and-reference", message, "take one of the two out")


def _unknown(path: KeyPath, name: str, shelf: Library) -> Finding:
    known = tuple(shelf.places())
    if close := did_you_mean(name, known):
        hint = close
    elif known:
        hint = f"there are {listed(known[:_LISTED])}" + (" and others" if len(known) > _LISTED else "")
    else:
        hint = "narrate voice add makes one of a recording, and narrate voice import takes one from a file"
    return Finding(
        path, "profile-unknown", f"{spelled(path)}: there is no voice profile {quoted(name)}", hint
    )


def _damaged(path: KeyPath, name: str, error: NarrateError) -> Finding:
    first = error.problems[0] if isinstance(error, ProblemsFound) else error
    place = f"{first.where}: " if first.where else ""
    message = f"{spelled(path)}: {quoted(name)} cannot be used: {place}{first.message}"
    return Finding(path, "profile-damaged", message, first.hint)
