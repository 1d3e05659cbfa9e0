"""A profile as one file: the same bytes each time; and of one from anywhere, nothing is believed."""

from __future__ import annotations

import hashlib
import io
import stat
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.errors import NarrateError
from narrate.sound.pcm import encode_flac
from narrate.voices.profiles import exchange, keeping, profile
from narrate.voices.profiles.profile import Profile
from tests.voices.test_profile import WORDS, kept, spoken


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    """A profile to be packed. Not to be changed."""
    return kept(tmp_path_factory.mktemp("voices"))


def taken_in(data: bytes, folder: Path, name: str = "") -> Profile:
    """Import ``data`` into the library ``folder``."""
    found, flac = exchange.unpacked(data, folder, name)
    return keeping.put(found, flac, again=False)


def test_what_is_packed_is_unpacked_as_it_was(made: Profile, tmp_path: Path) -> None:
    data = exchange.packed(made)
    assert exchange.packed(made) == data
    found = taken_in(data, tmp_path)
    assert {path.name: path.read_bytes() for path in found.folder.iterdir()} == {
        path.name: path.read_bytes() for path in made.folder.iterdir()
    }
    assert exchange.packed(found) == data
    other = taken_in(data, tmp_path, "Bob")
    assert (other.name, other.consent, other.licence) == ("bob", made.consent, made.licence)
    with pytest.raises(NarrateError, match="there is a profile “bob”"):
        taken_in(data, tmp_path, "bob")


def test_nothing_in_it_is_compressed_or_dated(made: Profile) -> None:
    with zipfile.ZipFile(io.BytesIO(exchange.packed(made))) as package:
        for entry in package.infolist():
            assert entry.compress_type == zipfile.ZIP_STORED
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)


def test_one_that_was_packed_again_by_hand_is_read(made: Profile, tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.mkdir("alice")
        for path in made.folder.iterdir():
            package.write(path, f"alice/{path.name}")
    assert taken_in(file.getvalue(), tmp_path).sha256 == made.sha256


def packing(
    toml: str, flac: bytes, first: str = "alice/profile.toml", second: str = "alice/sound.flac"
) -> bytes:
    """A file of those two, or with other names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(first, toml)
        package.writestr(second, flac)
    return file.getvalue()


def consistent(made: Profile, sound: bytes, **words: str) -> bytes:
    """A file whose hash is that of ``sound``, whatever that is."""
    text = profile.text(made).replace(made.sha256, hashlib.sha256(sound).hexdigest())
    text = text.replace(made.reference.name, "sound.flac")
    for old, new in words.items():
        text = text.replace({"transcript": WORDS, "pitch": "rate_hz = 24000"}[old], new)
    return packing(text, sound)


def flac(made: Profile) -> bytes:
    return made.reference.read_bytes()


def long_silence(_: Profile) -> bytes:
    """Nothing, for long, which FLAC makes small."""
    file = io.BytesIO()
    soundfile.write(file, np.zeros(48_000 * 60, np.int16), 48_000, format="FLAC")
    return file.getvalue()


def stereo(_: Profile) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.stack([spoken().audio] * 2, axis=1), 24_000, format="FLAC")
    return file.getvalue()


def wav(_: Profile) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, spoken().audio, 24_000, format="WAV")
    return file.getvalue()


def bomb(made: Profile) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("alice/profile.toml", profile.text(made))
        package.writestr(f"alice/{made.reference.name}", bytes(50_000_000))
    return file.getvalue()


def link(made: Profile) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("alice/profile.toml", profile.text(made))
        entry = zipfile.ZipInfo(f"alice/{made.reference.name}")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(entry, "/etc/passwd")
    return file.getvalue()


def two_of_one_name(made: Profile) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return packing(profile.text(made), b"version = 1", second="alice/profile.toml")


def locked(made: Profile) -> bytes:
    data = bytearray(exchange.packed(made))
    for start in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[start] |= 1
    return bytes(data)


def flipped(made: Profile) -> bytes:
    data = bytearray(exchange.packed(made))
    data[len(data) // 2] ^= 1
    return bytes(data)


def hugely_many(_: Profile) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for number in range(2000):
            package.writestr(f"alice/{number}", b"")
    return file.getvalue()


HOSTILE: dict[str, tuple[Callable[[Profile], bytes], str]] = {
    "nothing": (lambda _: b"", "it is no zip file, or a damaged one"),
    "no zip": (lambda _: b"RIFF" * 100, "it is no zip file, or a damaged one"),
    "cut off": (lambda made: exchange.packed(made)[:-30], "it is no zip file, or a damaged one"),
    "a bit flipped": (flipped, "it is no zip file, or a damaged one"),
    "too large": (lambda _: bytes(exchange.LARGEST + 1), "it has more than 8 MB"),
    "a bomb": (bomb, "unpacks to more than 8 MB"),
    "many files": (hugely_many, "it holds 2,000 files"),
    "a link": (link, "is a link"),
    "a password": (locked, "is locked with a password"),
    "two of one name": (two_of_one_name, "two files of one name"),
    "out of the folder": (
        lambda made: packing(profile.text(made), flac(made), second="alice/../../evil.flac"),
        "its files are not in one folder",
    ),
    "out of the library": (
        lambda made: packing(
            profile.text(made), flac(made), first="../evil/profile.toml", second="../evil/sound.flac"
        ),
        "cannot be the name of a profile",
    ),
    "from the root": (
        lambda made: packing(profile.text(made), flac(made), first="/profile.toml", second="/sound.flac"),
        "cannot be the name of a profile",
    ),
    "no folder": (
        lambda made: packing(profile.text(made), flac(made), first="profile.toml", second="sound.flac"),
        "there is no profile.toml in a folder",
    ),
    "no words": (lambda made: packing("", flac(made), first="alice/a.toml"), "there is no profile.toml"),
    "another's sound": (
        lambda made: packing(profile.text(made), flac(made)),
        "and says that its sound is reference-",
    ),
    "an altered sound": (
        lambda made: packing(profile.text(made), b"fLaC", second=f"alice/{made.reference.name}"),
        "is not the sound that it was made with",
    ),
    "not TOML": (lambda made: packing("[", flac(made)), "alice/profile.toml:1: not valid TOML"),
    "a strange key": (
        lambda made: packing(profile.text(made) + 'path = "/etc"\n', flac(made)),
        'unknown key "path"',
    ),
    "a newer version": (
        lambda made: packing(profile.text(made).replace("version = 1", "version = 9"), flac(made)),
        "was written by a newer narrate (version 9)",
    ),
    "no sound": (lambda made: consistent(made, b"fLaC" + bytes(100)), "its sound cannot be decoded"),
    "silence without end": (
        lambda made: consistent(made, long_silence(made)),
        "its sound is longer than any that can be cloned",
    ),
    "two channels": (lambda made: consistent(made, stereo(made)), "not the mono FLAC"),
    "no FLAC": (lambda made: consistent(made, wav(made)), "not the mono FLAC"),
    "others' words": (
        lambda made: consistent(made, flac(made), transcript="No."),
        "its transcript cannot belong to it",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_profile_is_refused_and_nothing_is_written(
    kind: str, made: Profile, tmp_path: Path
) -> None:
    make, told = HOSTILE[kind]
    with pytest.raises(NarrateError) as refused:
        taken_in(make(made), tmp_path / "library" / "voices")
    assert told in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_what_it_says_of_itself_is_measured_anew(made: Profile, tmp_path: Path) -> None:
    quieter = encode_flac(spoken(2).audio[12_000:80_000], 24_000)
    found = taken_in(consistent(made, quieter, pitch="rate_hz = 44100"), tmp_path)
    assert found.measured.rate_hz == 24_000
    assert found.measured.level_db != made.measured.level_db
    assert profile.read(found.folder) == found


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(NarrateError, match="there is no file"):
        exchange.read(tmp_path, tmp_path)
    (tmp_path / "notes.voice").write_text("no profile")
    with pytest.raises(NarrateError, match=r"^notes\.voice: this is no voice profile"):
        exchange.read(tmp_path / "notes.voice", tmp_path)
