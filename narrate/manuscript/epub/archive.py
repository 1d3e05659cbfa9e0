"""The zip file that an EPUB is: members read on demand, within limits, by the names a book uses for them."""

from __future__ import annotations

import posixpath
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import unquote, urlsplit

from narrate.errors import NarrateError

MEMBERS_LIMIT = 20_000
"""Files in one book; the largest illustrated books have a few thousand."""

MEMBER_LIMIT_BYTES = 32 << 20
"""Unpacked size of one file that holds text. A whole novel is about 1 MB of XHTML."""

TOTAL_LIMIT_BYTES = 64 << 20
"""Unpacked size of everything that is read from one book, which takes up to five times as much memory. The
longest novels have 10 MB; pictures and sound are never read."""

_BLOCK_BYTES = 1 << 20

_DIRECTORY_LIMIT_BYTES = 16 << 20
"""The zip's table of contents: 20,000 members with names of 700 bytes."""

_END_OF_DIRECTORY = b"PK\x05\x06"
_END_OF_DIRECTORY_BYTES = 22  # APPNOTE.TXT 4.3.16, without the comment of at most 65,535 bytes
_ZIP64_LOCATOR = b"PK\x06\x07"
_ZIP64_LOCATOR_BYTES = 20

_ENCRYPTED = 0x1  # general purpose flag bit 0
_UTF8_NAME = 0x800  # general purpose flag bit 11
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # all that EPUB allows

_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)
"""What zipfile raises for a damaged member, depending on which byte is wrong."""


class Archive:
    """An open EPUB, or another ``kind`` of zip file. Names are compared as on any platform.

    Raises NarrateError for what is not a zip file or is one with too much in it.
    """

    def __init__(self, path: Path, name: str, kind: str = "EPUB") -> None:
        self.name = name
        self.duplicates: tuple[str, ...] = ()
        self._read_bytes = 0
        try:
            with path.open("rb") as file:
                _check_directory(file, name)
            self._zip = zipfile.ZipFile(path)
        except zipfile.BadZipFile as error:
            raise NarrateError(
                f"{name} is not a readable {kind}: it is not a complete zip file",
                hint="download or export the book again",
            ) from error
        except (*_UNREADABLE, struct.error) as error:
            reason = error.strerror if isinstance(error, OSError) else None
            raise NarrateError(
                f"{name} cannot be read: {reason or 'its list of files is damaged'}",
                hint="check the file's path, or export the book again",
            ) from error
        try:
            self._members = self._named()
        except NarrateError:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @property
    def members(self) -> tuple[str, ...]:
        """The names of all files, as the zip gives them, with forward slashes."""
        return tuple(dict.fromkeys(member.filename.replace("\\", "/") for member in self._members.values()))

    def find(self, member: str) -> str | None:
        """The name, as the zip gives it, of what the book calls ``member``; None when it is not there."""
        info = self._members.get(member) or self._members.get(_folded(member))
        return None if info is None else info.filename.replace("\\", "/")

    def size_bytes(self, member: str) -> int:
        """The unpacked size of ``member`` as the zip declares it; 0 when it is not there."""
        info = self._members.get(member) or self._members.get(_folded(member))
        return 0 if info is None else info.file_size

    def read(self, member: str, limit_bytes: int = MEMBER_LIMIT_BYTES) -> bytes:
        """The bytes of ``member``, which is in the book. Raises NarrateError when too large or damaged."""
        info = self._openable(member)
        self._read_bytes += info.file_size
        if info.file_size > limit_bytes:
            raise NarrateError(
                f"{self.name}: {member} unpacks to {info.file_size >> 20} MB, more than a chapter can have",
                hint="split it into smaller files",
            )
        if self._read_bytes > TOTAL_LIMIT_BYTES:
            raise NarrateError(
                f"{self.name}: the text unpacks to more than {TOTAL_LIMIT_BYTES >> 20} MB",
                hint="split the book into volumes",
            )
        return b"".join(self._unpacked(info, limit_bytes))

    def blocks(self, member: str) -> Iterator[bytes]:
        """The bytes of ``member``, of any size, a block at a time: for what is only copied.

        Raises NarrateError when it is locked or damaged.
        """
        info = self._openable(member)
        return self._unpacked(info, info.file_size)

    def _openable(self, member: str) -> zipfile.ZipInfo:
        info = self._members.get(member) or self._members[_folded(member)]
        if info.flag_bits & _ENCRYPTED:
            raise NarrateError(
                f"{self.name}: {member} is locked with a password",
                hint="narrate reads books without passwords or copy protection only",
            )
        if info.compress_type not in _METHODS:
            raise NarrateError(
                f"{self.name}: {member} is packed in a way that EPUB does not allow",
                hint="export the book again as EPUB",
            )
        return info

    def _unpacked(self, info: zipfile.ZipInfo, limit_bytes: int) -> Iterator[bytes]:
        left = limit_bytes
        try:
            with self._zip.open(info) as file:
                while left > 0 and (block := file.read(min(left, _BLOCK_BYTES))):
                    left -= len(block)
                    yield block
        except _UNREADABLE as error:
            name = info.filename.replace("\\", "/")
            raise NarrateError(
                f"{self.name}: {name} is damaged and cannot be unpacked",
                hint="download or export the book again",
            ) from error

    def _named(self) -> dict[str, zipfile.ZipInfo]:
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(infos) > MEMBERS_LIMIT:
            raise _too_many(self.name)
        members: dict[str, zipfile.ZipInfo] = {}
        duplicates: list[str] = []
        for info in infos:
            name = info.filename.replace("\\", "/")
            if name in members:
                duplicates.append(name)
            members.setdefault(name, info)
        for info in infos:
            for name in _spellings(info):
                members.setdefault(name, info)
                members.setdefault(_folded(name), info)
        self.duplicates = tuple(duplicates)
        return members


def resolve(base: str, href: str) -> tuple[str, str] | None:
    """The member and the fragment ("" for none) that ``href`` in the member ``base`` points to.

    None for anything outside the book. Paths cannot climb out: ``..`` stops at the top.
    """
    try:
        parts = urlsplit(href.strip())
    except ValueError:  # "http://[" and other malformed hosts
        return None
    if parts.scheme or parts.netloc:
        return None
    path = unquote(parts.path).replace("\\", "/")
    if not path:
        return base, unquote(parts.fragment)
    joined = posixpath.normpath(posixpath.join("/", posixpath.dirname(base), path))
    return joined.lstrip("/"), unquote(parts.fragment)


def _check_directory(file: BinaryIO, name: str) -> None:
    """Refuse a table of contents that would not fit in memory, before zipfile reads all of it."""
    size = file.seek(0, 2)
    tail_bytes = min(size, _END_OF_DIRECTORY_BYTES + _ZIP64_LOCATOR_BYTES + 0xFFFF)
    file.seek(size - tail_bytes)
    tail = file.read(tail_bytes)
    end = tail.rfind(_END_OF_DIRECTORY)
    if end < 0 or end + _END_OF_DIRECTORY_BYTES > len(tail):
        raise zipfile.BadZipFile(name)
    (directory_bytes,) = struct.unpack_from("<L", tail, end + 12)
    locator = end - _ZIP64_LOCATOR_BYTES
    if locator >= 0 and tail.startswith(_ZIP64_LOCATOR, locator):
        (record_at,) = struct.unpack_from("<Q", tail, locator + 8)
        if record_at + 48 > size:
            raise zipfile.BadZipFile(name)
        file.seek(record_at + 40)
        (directory_bytes,) = struct.unpack("<Q", file.read(8))
    if directory_bytes > _DIRECTORY_LIMIT_BYTES:
        raise _too_many(name)


def _too_many(name: str) -> NarrateError:
    return NarrateError(
        f"{name} holds more than {MEMBERS_LIMIT:,} files", hint="split the book, or export it without extras"
    )


def _spellings(info: zipfile.ZipInfo) -> list[str]:
    """The names that a member may be meant by: zip tools before UTF-8 wrote names in their own code page."""
    names = [info.filename.replace("\\", "/")]
    if not info.flag_bits & _UTF8_NAME and not info.filename.isascii():
        for encoding in ("utf-8", "cp1252"):
            try:
                names.append(info.filename.encode("cp437").decode(encoding).replace("\\", "/"))
            except UnicodeError:
                continue
    return names


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
