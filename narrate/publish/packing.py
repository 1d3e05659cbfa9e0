"""Zip files that are the same bytes wherever they are made: in order, undated, nothing compressed.

Sound cannot be compressed, and what else is in a package is small beside it; a compressor of another version
would give other bytes. Files are streamed: only a block is ever in memory.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from narrate.atomic import replacing
from narrate.publish.reading import cut_short, read_blocks

_UNDATED = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip file can have."""

_UNIX = 3
_READABLE = 0o100644 << 16  # a plain file that everybody may read


@dataclass(frozen=True, slots=True)
class Packed:
    """A file in a package: its name, how many bytes it has, and those."""

    name: str
    size: int
    blocks: Callable[[], Iterable[bytes]]

    @classmethod
    def of(cls, name: str, data: bytes) -> Packed:
        """``data`` as the file ``name``."""
        return cls(name, len(data), lambda: (data,))


@dataclass(frozen=True, slots=True)
class Sound:
    """A published sound file, as the shelf knows it."""

    path: Path
    size: int
    sha256: str

    def packed(self, name: str) -> Packed:
        """The file as ``name`` in a package; it is proved while it is read. Raises NarrateError."""
        return Packed(name, self.size, self._proved)

    def _proved(self) -> Iterator[bytes]:
        digest = hashlib.sha256()
        for block in read_blocks(self.path, 0, self.size):
            digest.update(block)
            yield block
        if digest.hexdigest() != self.sha256:
            raise cut_short(self.path)


def pack(path: Path, files: Iterable[Packed]) -> None:
    """Write ``files``, in this order, into the zip file ``path``. Raises NarrateError."""
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as package:
        for file in files:
            entry = zipfile.ZipInfo(file.name, _UNDATED)
            entry.create_system = _UNIX
            entry.external_attr = _READABLE
            entry.file_size = file.size
            with package.open(entry, "w") as target:
                for block in file.blocks():
                    target.write(block)
