"""Keeping profiles: made, put into a library's folder whole or not at all, and removed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from narrate import __version__, atomic
from narrate.errors import NarrateError
from narrate.sound.pcm import Recording
from narrate.voices import reference
from narrate.voices.profiles import names, preparing, profile
from narrate.voices.profiles.library import Library
from narrate.voices.profiles.profile import Profile, Source


def keep(  # noqa: PLR0913 - all that a profile is made of
    folder: Path,
    name: str,
    recording: Recording,
    transcript: str,
    *,
    licence: str = "",
    consent: str = "",
    source_sha256: str = "",
    source_file: str = "",
    again: bool = False,
) -> Profile:
    """Make a profile of ``recording``, in which ``transcript`` is said, and keep it in ``folder``.

    ``again`` lets it take the place of one that is called so. Raises NarrateError where there is one and it
    is not to, where the name cannot be one, and where the folder cannot be written; ProblemsFound with all
    that keeps a voice from being cloned from the recording.
    """
    called = names.plain(name)
    sound = preparing.prepared(recording, transcript)
    made = Profile(
        name=called,
        folder=folder / called,
        transcript=reference.one_line(transcript),
        licence=licence.strip(),
        consent=consent.strip(),
        source=Source(_printable(source_file), source_sha256),
        reference=folder / called / preparing.file_name(sound.sha256),
        sha256=sound.sha256,
        measured=sound.measured,
        made_with=f"narrate {__version__}",
    )
    return put(made, sound.flac, again=again)


def put(made: Profile, flac: bytes, *, again: bool) -> Profile:
    """Write the profile ``made``, whose sound is ``flac``, into its folder: whole, or not at all. Returns it.

    Raises NarrateError as ``keep`` does.
    """
    folder, words = made.folder.parent, _proved(made)
    with atomic.alone(folder):
        atomic.sweep_folders(folder)
        if not again:
            require_free(folder, made.name)
        standing = Library((folder,)).places().get(made.name)
        if standing is None:
            _put_new(made, words, flac)
            return made
        instead = replace(made, folder=standing, reference=standing / made.reference.name)
        _put_again(instead, words, flac)
        return instead


def require_free(folder: Path, name: str) -> None:
    """Raise NarrateError if there is a profile called ``name`` in ``folder``, or it cannot be a name."""
    if names.plain(name) in Library((folder,)).places():
        raise NarrateError(
            f"there is a profile “{names.plain(name)}” in {folder} already",
            hint="choose another name, or write --replace; what is read by it is then rendered anew",
        )


def _proved(made: Profile) -> bytes:
    """``profile.toml`` of ``made``, which can be read again. Raises NarrateError if a note cannot."""
    try:
        words = profile.text(made).encode()
    except UnicodeEncodeError as error:
        raise NarrateError("the words or a note hold bytes that are no text in UTF-8") from error
    profile.parsed(words, made.folder)
    return words


def _printable(name: str) -> str:
    """The name of a file, which may be any bytes, as text that can be told."""
    return "".join(char if char.isprintable() else "?" for char in name)


def _put_new(made: Profile, words: bytes, flac: bytes) -> None:
    try:
        with atomic.new_folder(made.folder) as being_made:
            (being_made / made.reference.name).write_bytes(flac)
            (being_made / profile.FILE).write_bytes(words)
    except FileExistsError as error:
        raise NarrateError(
            f"{made.folder} is there already, and is no voice profile",
            hint="choose another name, or move it out of the way",
        ) from error


def _put_again(made: Profile, words: bytes, flac: bytes) -> None:
    """In the place of another: whoever reads meanwhile finds the old one or the new one."""
    atomic.write(made.reference, flac)
    atomic.write(made.file, words)
    for old in made.folder.glob(preparing.file_name("*")):
        if old != made.reference:
            atomic.remove(old)


def remove(place: Path) -> tuple[str, ...]:
    """Remove the profile in the folder ``place``; the names of what else is in there, which stays.

    Raises NarrateError where it cannot be removed.
    """
    with atomic.alone(place.parent):
        if place.is_symlink():  # what it leads to is somebody else's
            atomic.remove(place)
            return ()
        sounds = tuple(place.glob(preparing.file_name("*")))
        atomic.remove(place / profile.FILE)  # without it the rest is no profile, whatever happens next
        for sound in sounds:
            atomic.remove(sound)
        left = tuple(sorted(each.name for each in place.iterdir()))
        if not left:
            with atomic.explained(place, "remove"):
                place.rmdir()
    return left
