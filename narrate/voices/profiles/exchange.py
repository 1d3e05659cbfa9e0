"""A profile as one file, to be given away: a zip of its two files, undated and not compressed.

The same profile gives the same bytes. A file that is taken in may come from anywhere: nothing of it is
believed but what can be proved, and nothing is written before all of it is.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from narrate import atomic
from narrate.errors import NarrateError, Where, count
from narrate.sound.pcm import Recording
from narrate.voices import quality, reference
from narrate.voices.profiles import names, preparing, profile
from narrate.voices.profiles.profile import Profile

SUFFIX = ".voice"
LARGEST = 8_000_000
"""Bytes of the whole file, and of its sound: half a minute at 48 kHz in 24 bits has 4.3 million."""

_UNDATED = (1980, 1, 1, 0, 0, 0)  # the first date that a zip file can have
_UNIX = 3
_READABLE = 0o100644 << 16  # a plain file that everybody may read
_KIND, _PLAIN = 0o170000, 0o100000  # of the mode of a file: what it is
_ENCRYPTED = 0x1  # general purpose flag bit 0 (APPNOTE.TXT 4.4.4)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # people pack again what they unpacked

_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)
"""What zipfile raises, depending on which byte is wrong."""


def packed(made: Profile) -> bytes:
    """``made`` as the bytes of one file. Raises NarrateError where its sound cannot be read."""
    with atomic.explained(made.reference, "read"):
        flac = atomic.read(made.reference)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as package:
        for name, data in ((profile.FILE, profile.text(made).encode()), (made.reference.name, flac)):
            entry = zipfile.ZipInfo(f"{made.name}/{name}", _UNDATED)
            entry.create_system = _UNIX
            entry.external_attr = _READABLE
            package.writestr(entry, data)
    return file.getvalue()


def read(file: Path, folder: Path, name: str = "") -> tuple[Profile, bytes]:
    """The profile in ``file``, as ``unpacked`` has it; raises as that does, and where there is no file."""
    if not file.is_file():
        raise NarrateError(f"there is no file {file}")
    with atomic.explained(file, "read"), atomic.opened(file) as stream:
        data = stream.read(LARGEST + 1)
    try:
        return unpacked(data, folder, name)
    except NarrateError as error:
        error.where = error.where or Where(file.name)
        raise


def unpacked(data: bytes, folder: Path, name: str = "") -> tuple[Profile, bytes]:
    """The profile in ``data``, as it will be in the library ``folder``, and its sound as FLAC.

    ``name`` is what to call it, if that is another name than its own. Raises NarrateError, or ProblemsFound,
    for what is no profile, or one whose sound is not what it says, or cannot be cloned; writes nothing.
    """
    if len(data) > LARGEST:
        _refuse(f"it has more than {LARGEST // 1_000_000} MB")
    own, toml, sounds = _members(data)
    made = profile.parsed(toml, folder / own)
    flac = sounds.get(made.reference.name)
    if flac is None or len(sounds) != 1:
        _refuse(
            f"it holds {', '.join(map(repr, sounds)) or 'no sound'}, and says that its sound is "
            f"{made.reference.name}"
        )
    digest = hashlib.sha256(flac).hexdigest()
    if digest != made.sha256:
        _refuse(f"{made.reference.name} is not the sound that it was made with")
    recording = _recording(flac)
    found = quality.measure(recording)
    for fault in reference.unfit(found, made.transcript):
        _refuse(fault)
    called = names.plain(name) if name else made.name
    return replace(
        made,
        name=called,
        folder=folder / called,
        reference=folder / called / preparing.file_name(digest),
        measured=preparing.measured(recording, found),  # a file may say anything
    ), flac


def _members(data: bytes) -> tuple[str, bytes, dict[str, bytes]]:
    """The name of the folder in the zip file ``data``, its profile.toml, and its other files."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            if len(entries) != 2:
                _refuse(f"it holds {count(len(entries), 'file')}, and a profile has two")
            files = {entry.filename: _read(package, entry) for entry in entries}
    except _DAMAGED as error:
        raise _refusal("it is no zip file, or a damaged one") from error
    if len(files) != len(entries):
        _refuse(f"it holds two files of one name, {entries[0].filename!r}")
    folders = {file.rpartition("/")[0] for file in files}
    if len(folders) != 1:
        _refuse("its files are not in one folder")
    (own,) = folders
    toml = files.pop(f"{own}/{profile.FILE}", None)
    if toml is None:
        _refuse(f"there is no {profile.FILE} in a folder of the profile's name")
    return names.plain(own), toml, {file.rpartition("/")[2]: content for file, content in files.items()}


def _read(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of ``entry``, never more than ``LARGEST``."""
    kind = (entry.external_attr >> 16) & _KIND
    if kind not in (0, _PLAIN):  # 0 is what systems write that know no modes
        _refuse(f"{entry.filename!r} is a link, or no file at all")
    if entry.flag_bits & _ENCRYPTED:
        _refuse(f"{entry.filename!r} is locked with a password")
    if entry.compress_type not in _METHODS:
        _refuse(f"{entry.filename!r} is packed in a way that is not read here")
    with package.open(entry) as file:
        content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            _refuse(f"{entry.filename!r} unpacks to more than {LARGEST // 1_000_000} MB")
        file.read(1)  # at the end, zipfile proves what it has read
    return content


def _recording(flac: bytes) -> Recording:
    """The sound in ``flac``: mono, and little more than can be cloned, whatever the file says of itself."""
    import soundfile

    most = round((quality.LONGEST_S + 1) * preparing.HIGHEST_RATE_HZ)
    try:
        with soundfile.SoundFile(io.BytesIO(flac)) as file:
            if file.format != "FLAC" or file.channels != 1 or file.samplerate > preparing.HIGHEST_RATE_HZ:
                _refuse("its sound is not the mono FLAC that a profile has")
            audio = file.read(most, dtype="float32")
            if len(audio) == most:
                _refuse("its sound is longer than any that can be cloned")
            return Recording(audio, file.samplerate)
    except (soundfile.LibsndfileError, OSError) as error:
        raise _refusal("its sound cannot be decoded") from error


def _refusal(why: str) -> NarrateError:
    return NarrateError(
        f"this is no voice profile: {why}",
        hint="narrate voice export writes such a file; ask for it again where it is from",
    )


def _refuse(why: str) -> NoReturn:
    raise _refusal(why)
