"""spaCy's English tagger, which tells "I read" from "I have read": where it lies, and fetching it.

It is on no package index and on no model hub, but a wheel among the releases of spaCy's models on GitHub.
narrate keeps it in its own data folder, because installing packages is not for a program to do.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import ssl
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path, PurePosixPath

from narrate import atomic, places
from narrate.errors import MissingTool, NarrateError

NAME = "en_core_web_sm"
VERSION = "3.8.0"  # of the models that go with spaCy 3.8
URL = (
    "https://github.com/explosion/spacy-models/releases/download/"
    f"{NAME}-{VERSION}/{NAME}-{VERSION}-py3-none-any.whl"
)
SHA256 = "1932429db727d4bff3deed6b34cfc05df17794f4a52eeb26cf8928f7c1a0fb85"
"""Of the wheel, as the lock files of many public projects have it."""

BYTES = 12_800_000
"""About, of the wheel."""

WHAT = "English tagger"
_LARGEST = 200_000_000
"""Bytes that the wheel may hold unpacked; the real one has about 15 MB."""


def installed() -> Path | None:
    """The folder to give to ``spacy.load``: of the installed package, or what narrate fetched; or None.

    spaCy is not imported for the answer.
    """
    return _package() or (_folder() if (_folder() / "config.cfg").is_file() else None)


def version(place: Path) -> str:
    """What spaCy calls the model in the folder ``place``: "en_core_web_sm 3.8.0"."""
    try:
        meta = json.loads((place / "meta.json").read_bytes())
        return f"{meta['lang']}_{meta['name']} {meta['version']}"
    except (OSError, ValueError, KeyError, TypeError):
        return NAME


def fetch() -> Iterator[int]:
    """Fetch the tagger into narrate's data folder, telling how many bytes have come.

    Raises MissingTool when the network or the disk fails, or when what came is not the file that is meant;
    then nothing is left of it.
    """
    try:
        with atomic.explained(_folder()):
            _folder().parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=atomic.TEMPORARY, dir=_folder().parent) as temporary:
                wheel = Path(temporary, "wheel.zip")
                yield from _receive(wheel)
                unpacked = Path(temporary, "unpacked")
                _unpack(wheel, unpacked)
                shutil.rmtree(_folder(), ignore_errors=True)  # an earlier one that lacks something
                unpacked.rename(_folder())
    except MissingTool:
        raise
    except NarrateError as error:  # the disk
        raise cannot(error.message, error.hint) from error


def _package() -> Path | None:
    try:
        version = importlib.metadata.version(NAME)
    except importlib.metadata.PackageNotFoundError:
        return None
    found = importlib.util.find_spec(NAME)
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / f"{NAME}-{version}"
    return folder if (folder / "config.cfg").is_file() else None


def _folder() -> Path:
    return places.data() / "taggers" / f"{NAME}-{VERSION}"


def _receive(wheel: Path) -> Iterator[int]:
    """Download the wheel, telling the bytes, and prove that it is the one that is meant."""
    digest = hashlib.sha256()
    count = 0
    try:
        answer = urllib.request.urlopen(URL, timeout=30, context=_trust())  # noqa: S310 - a constant of ours
        with answer, wheel.open("wb") as file:
            while chunk := answer.read(2**16):
                file.write(chunk)
                digest.update(chunk)
                count += len(chunk)
                yield count
    except urllib.error.HTTPError as error:
        error.close()
        raise cannot(f"{URL} answered {error.code}", "try again later") from error
    except (urllib.error.URLError, HTTPException, ConnectionError, TimeoutError) as error:
        raise cannot(f"{URL}: {getattr(error, 'reason', error)}", "check the connection") from error
    if digest.hexdigest() != SHA256:
        raise cannot(f"what came from {URL} is not the file that it should be (SHA-256)", "try again later")


def _trust() -> ssl.SSLContext:
    """The machine's own certificates and Mozilla's: Python on macOS may have none."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _unpack(wheel: Path, folder: Path) -> None:
    """Unpack the model out of the wheel into ``folder``; no file of it lands anywhere else."""
    root = PurePosixPath(NAME, f"{NAME}-{VERSION}")
    try:
        with zipfile.ZipFile(wheel) as archive:
            members = [
                each
                for each in archive.infolist()
                if not each.is_dir() and PurePosixPath(each.filename).is_relative_to(root)
            ]
            if sum(each.file_size for each in members) > _LARGEST:
                raise cannot("the wheel holds more than it may", "")
            for each in members:
                path = PurePosixPath(each.filename).relative_to(root)
                if ".." in path.parts or (os.sep != "/" and os.sep in each.filename):
                    raise cannot(f"the wheel holds a file with a strange name: {each.filename!r}", "")
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(each) as source, target.open("wb") as file:
                    shutil.copyfileobj(source, file)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise cannot(f"the wheel cannot be unpacked: {error}", "") from error
    if not (folder / "config.cfg").is_file():
        raise cannot(f"the wheel holds no {root}/config.cfg", "")


def cannot(reason: str, hint: str) -> MissingTool:
    """The error that the tagger could not be fetched."""
    way = "without it, words like “read” and “live” are told apart by simple rules"
    return MissingTool(
        f"cannot fetch the {WHAT} (about {BYTES / 1e6:.0f} MB): {reason}",
        hint=f"{hint}; {way}" if hint else way,
    )
