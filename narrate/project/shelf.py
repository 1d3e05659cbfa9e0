"""Every profile that a project finds, whole or damaged, and the voices that are made from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from narrate.errors import NarrateError, ProblemsFound, did_you_mean
from narrate.project import document
from narrate.project.finding import quoted
from narrate.project.profiles import users_of
from narrate.voices.profiles import library, profile
from narrate.voices.profiles.library import Library
from narrate.voices.profiles.profile import Profile
from narrate.voices.profiles.remarks import Remark, remarks


@dataclass(frozen=True, slots=True)
class Standing:
    """A profile called ``name``, in ``folder``; ``own`` if that is in the project.

    ``made`` is None where it is damaged. ``faults`` are sentences that say how, or why no voice can be cloned
    from it, and ``remarks`` what else is to be said. ``users`` are the voices of the project that are made
    from it; None where nobody can tell. ``hidden``: the project has another one of that name.
    """

    name: str
    folder: Path
    own: bool
    made: Profile | None
    faults: tuple[str, ...]
    users: tuple[str, ...] | None
    remarks: tuple[Remark, ...] = ()
    hidden: bool = False

    @property
    def verdict(self) -> str:
        """In a few words, how good it is."""
        if self.made is None:
            return "damaged"
        if self.faults:
            return "cannot be cloned"
        return ", ".join(remark.word for remark in self.remarks) or "good"


def standings(root: Path | None) -> Iterator[Standing]:
    """All profiles for the project in ``root``, or outside of one: its own, and then the user's."""
    seen: set[str] = set()
    for folder in library.of(root).folders:
        for place in library.profiles_in(folder):
            name = place.name.lower()
            yield _standing(root, name, place, hidden=name in seen)
            seen.add(name)


def standing(root: Path | None, name: str, *, user: bool = False) -> Standing:
    """The profile ``name`` that the project in ``root`` finds, or the user's own if that is meant.

    Raises NarrateError where there is none.
    """
    known = (Library((library.users(),)) if user else library.of(root)).places()
    place = known.get(name.lower())
    if place is None:
        raise NarrateError(
            f"there is no voice profile {quoted(name)}",
            hint=did_you_mean(name, known) or "narrate voice list shows those that there are",
        )
    hidden = library.of(root).places().get(name.lower()) != place
    return _standing(root, name.lower(), place, hidden=hidden)


def whole(found: Standing) -> Profile:
    """The profile of ``found``. Raises NarrateError where it is damaged."""
    return profile.read(found.folder) if found.made is None else found.made


def _standing(root: Path | None, name: str, place: Path, *, hidden: bool) -> Standing:
    own = root is not None and place.is_relative_to(root)
    users = () if hidden else _users(root, name)
    try:
        made = profile.read(place)
        said = tuple(remarks(made))
    except ProblemsFound as error:
        return Standing(name, place, own, None, tuple(map(str, error.problems)), users, hidden=hidden)
    except NarrateError as error:
        return Standing(name, place, own, None, (error.sentence,), users, hidden=hidden)
    faults = tuple(remark.sentence for remark in said if remark.fails)
    others = tuple(remark for remark in said if not remark.fails)
    return Standing(name, place, own, made, faults, users, others, hidden)


def _users(root: Path | None, name: str) -> tuple[str, ...] | None:
    if root is None:
        return ()
    try:
        return tuple(users_of(name, document.read(root).values.get("voices")))
    except NarrateError:
        return None
