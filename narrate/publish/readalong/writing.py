"""Writing a read-along: of the author's own EPUB where there is one, else of a book made for it."""

from __future__ import annotations

from pathlib import Path

from narrate.errors import Problem
from narrate.manuscript.epub.archive import Archive
from narrate.publish.packing import pack
from narrate.publish.readalong import composed
from narrate.publish.readalong.contents import Contents
from narrate.publish.readalong.given import Given
from narrate.publish.readalong.package import PackageDocument, Unsuitable


def takes_sound(epub: Path, name: str) -> bool:
    """Whether the EPUB ``epub`` can have sound put into it: EPUB 2 has no place for it.

    Raises NarrateError where it cannot be read.
    """
    with Archive(epub, name) as archive:
        try:
            PackageDocument(archive)
        except Unsuitable:
            return False
    return True


def write(path: Path, contents: Contents) -> tuple[Problem, ...]:
    """Write the read-along of ``contents`` to ``path``; returns what could not be read along.

    Raises NarrateError where a file cannot be read or written.
    """
    if contents.epub is None:
        pack(path, composed.files(contents))
        return ()
    with Archive(contents.epub, contents.name) as archive:
        given = Given(contents, archive, PackageDocument(archive))
        pack(path, given.files())
    return tuple(given.problems)
