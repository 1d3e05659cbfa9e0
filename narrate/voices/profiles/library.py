"""Where profiles are kept: a project's own in its folder ``voices``, and the user's, for all projects."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from narrate import places
from narrate.errors import NarrateError
from narrate.voices.profiles import profile
from narrate.voices.profiles.profile import Profile

FOLDER = "voices"
"""Of a project's profiles, within its folder."""

VARIABLE = "NARRATE_VOICES"
"""What names another folder for the user's library."""


@dataclass(frozen=True, slots=True)
class Library:
    """The profiles in ``folders``; of two that are called alike, that in the first counts."""

    folders: tuple[Path, ...]

    def places(self) -> dict[str, Path]:
        """Name → folder of all profiles, whole or not, by name."""
        found: dict[str, Path] = {}
        for folder in self.folders:
            for place in profiles_in(folder):
                found.setdefault(place.name.lower(), place)
        return dict(sorted(found.items()))

    def profiles(self) -> tuple[Profile, ...]:
        """All profiles, by name. Raises NarrateError for the first that is damaged."""
        return tuple(profile.read(place) for place in self.places().values())

    def find(self, name: str) -> Profile | None:
        """The profile called ``name``, in any case, if there is one. Raises NarrateError if it is damaged."""
        place = self.places().get(name.lower())
        return None if place is None else profile.read(place)


def of(project_root: Path | None) -> Library:
    """What a project in ``project_root`` finds: its own profiles, then the user's; outside of one, those."""
    own = () if project_root is None else (project_root / FOLDER,)
    return Library((*own, users()))


def users() -> Path:
    """The folder of the user's library, which need not be there: $NARRATE_VOICES, or the platform's.

    Raises NarrateError where that variable names no folder from the root.
    """
    chosen = os.environ.get(VARIABLE, "")
    if not chosen:
        return places.data() / FOLDER
    folder = Path(chosen)
    with contextlib.suppress(RuntimeError):  # the home of somebody unknown to this machine is only a name
        folder = folder.expanduser()
    if not folder.is_absolute():
        raise NarrateError(f"{VARIABLE} is {chosen!r}", hint="it is to be the whole path of a folder")
    return folder


def profiles_in(folder: Path) -> tuple[Path, ...]:
    """The folders of profiles in ``folder``, by name."""
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return ()
    named = (place for place in inside if place.name.isprintable() and not place.name.startswith("."))
    return tuple(place for place in named if (place / profile.FILE).is_file())
