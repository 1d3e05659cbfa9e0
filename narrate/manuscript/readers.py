"""Which reader reads which file, and how several files, or a folder of them, become one manuscript."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from narrate.errors import NarrateError, did_you_mean
from narrate.manuscript.folders import ReadFile, read_folder
from narrate.manuscript.matter import judged
from narrate.manuscript.summary import NAME as SUMMARY
from narrate.model import Block, BlockKind, Chapter, Manuscript

READERS = {
    ".md": "narrate.manuscript.markdown",
    ".markdown": "narrate.manuscript.markdown",
    ".txt": "narrate.manuscript.plain",
    ".epub": "narrate.manuscript.epub",
    ".docx": "narrate.manuscript.docx",
    ".fountain": "narrate.manuscript.fountain",
    ".html": "narrate.manuscript.html",
    ".htm": "narrate.manuscript.html",
    ".xhtml": "narrate.manuscript.html",
}
"""File suffix → the module whose ``read(path, name)`` reads it."""


class Reader(Protocol):
    """A module that reads one format."""

    def read(self, path: Path, name: str, *, one_of_several: bool = False) -> Manuscript:
        """The manuscript in ``path``; its sources are called ``name`` or ``name/member``.

        The only title in a file that is ``one_of_several`` is a chapter's, not the book's.
        """


def read(paths: Sequence[Path], root: Path) -> Manuscript:
    """The files and folders in reading order as one manuscript; ``root`` is what names are relative to.

    Title, author, language and cover are the first that a file declares. Raises NarrateError for what cannot
    be read.
    """
    several = len(paths) > 1
    seen: set[Path] = set()

    def read_file(path: Path) -> Manuscript:
        real = path.resolve()
        if real in seen:
            raise NarrateError(
                f"{source_name(path, root)} is in the manuscript twice",
                hint="list a file or the folder it is in",
            )
        seen.add(real)
        return _reader(path).read(path, source_name(path, root), one_of_several=several or path not in paths)

    parts = list(_parts(paths, root, read_file))
    chapters = judged(_under_part_headings([chapter for part in parts for chapter in part.chapters]))
    return Manuscript(
        title=next((part.title for part in parts if part.title), ""),
        author=next((part.author for part in parts if part.author), ""),
        language=next((part.language for part in parts if part.language), ""),
        chapters=tuple(replace(chapter, number=number) for number, chapter in enumerate(chapters, 1)),
        sources=tuple(source for part in parts for source in part.sources),
        skipped=tuple(skipped for part in parts for skipped in part.skipped),
        problems=tuple(problem for part in parts for problem in part.problems),
        cover=next((part.cover for part in parts if part.cover), None),
        play=any(part.play for part in parts),
        pronunciations=tuple(entry for part in parts for entry in part.pronunciations),
    )


def files(paths: Sequence[Path], root: Path) -> tuple[tuple[Path, ...], tuple[Manuscript, ...]]:
    """The files that ``read`` would read, and what lists and folders say besides; no text is read.

    Raises NarrateError where ``read`` does because of a folder.
    """
    found: list[Path] = []

    def note(path: Path) -> Manuscript:
        found.append(path)
        return _UNREAD

    told = [part for part in _parts(paths, root, note) if part != _UNREAD]
    return tuple(found), tuple(told)


_UNREAD = Manuscript("", "", "", (), ())


def _parts(paths: Sequence[Path], root: Path, read_file: ReadFile) -> Iterator[Manuscript]:
    """What the files and folders hold, in reading order, as ``read_file`` reads it."""
    for path in paths:
        folder = path.parent if path.name == SUMMARY and path.is_file() else path
        if folder.is_dir():
            yield from read_folder(folder, source_name(folder, root), frozenset(READERS), read_file)
        else:
            yield read_file(path)


def _under_part_headings(chapters: Sequence[Chapter]) -> list[Chapter]:
    """A chapter of headings alone ("Part One", in a file of its own) begins the chapter after it."""
    merged: list[Chapter] = []
    waiting: tuple[Block, ...] = ()
    for chapter, following in zip(chapters, [*chapters, None][1:], strict=True):
        bare = all(block.kind is BlockKind.HEADING for block in chapter.blocks)
        if bare and not chapter.matter and following is not None and not following.matter:
            waiting += chapter.blocks
        else:
            merged.append(replace(chapter, blocks=waiting + chapter.blocks))
            waiting = ()
    return merged


def _reader(path: Path) -> Reader:
    module = READERS.get(path.suffix.lower())
    if module is None:
        known = ", ".join(READERS)
        raise NarrateError(
            f"{path.name}: narrate does not read {path.suffix or 'files without a suffix'}",
            hint=did_you_mean(path.suffix, READERS) or f"it reads {known}",
        )
    reader: Reader = importlib.import_module(module)
    return reader


def source_name(path: Path, root: Path) -> str:
    """What the sources from the file ``path`` are called, in a project at ``root``."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
