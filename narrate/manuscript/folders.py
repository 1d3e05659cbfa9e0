"""Books in folders: which files are read, in which order, and what the folders' names say."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from narrate.errors import NarrateError, Problem, Severity, Where
from narrate.manuscript.blocktext import BlockText
from narrate.manuscript.matter import BACK, FRONT, by_title
from narrate.manuscript.natural import letters, natural, order_number
from narrate.manuscript.summary import NAME, Listed, read_summary
from narrate.model import Block, BlockKind, Chapter, Manuscript, Skipped, Source, Span

FILES_LIMIT = 5_000
"""Files of one book; one scene a file makes a few hundred."""

DEPTH_LIMIT = 12
"""Folders within folders: book, volume, part, chapter and scene are five."""

_OWN = frozenset(("readme", "index"))
"""Names of the file that introduces its folder."""

_CONTAINERS = frozenset(
    (
        *("manuscript", "manuscripts", "text", "texts", "chapters", "src", "source", "sources", "book"),
        *("content", "contents", "body", "draft", "story", "novel", "markdown", "md", "main"),
    )
)
"""Folders that hold the text, and whose name is not the name of a part of it."""

_UNREAD = frozenset(
    (".doc", ".rtf", ".odt", ".pages", ".tex", ".rst", ".adoc", ".asciidoc", ".org", ".wpd", ".pdf")
)

ReadFile = Callable[[Path], Manuscript]


def read_folder(folder: Path, name: str, suffixes: frozenset[str], read: ReadFile) -> list[Manuscript]:
    """The manuscripts in ``folder``, which people call ``name``, in reading order.

    A SUMMARY.md in it says which; otherwise these are the files with one of the ``suffixes``, in the order
    of their numbers. A folder in it is a part, and its name the part's heading, unless it has a heading of
    its own; a folder of files without headings is a chapter. Raises NarrateError for a folder without any.
    """
    reader = _FolderReader(suffixes, read)
    made = reader.read(folder, name, 0)
    if not made:
        raise NarrateError(
            f"{name} has no manuscript in it", hint=f"narrate reads files in {', '.join(sorted(suffixes))}"
        )
    return [*made, Manuscript("", "", "", (), (), (), tuple(reader.problems))]


# --- ordered by a list --------------------------------------------------------------------------------------


def _listed(folder: Path, name: str, suffixes: frozenset[str], read: ReadFile) -> Iterator[Manuscript]:
    summary = read_summary(folder / NAME, f"{name}/{NAME}")
    problems: list[Problem] = []
    seen = {NAME}
    made: list[Manuscript] = []
    for entry in summary.entries:
        if isinstance(entry, Block):
            made.append(_heading_alone(entry))
            continue
        missing = _missing(entry, folder, suffixes)
        if missing is not None:
            problems.append(missing)
        elif entry.member not in seen:
            seen.add(entry.member)
            made.append(read(folder / entry.member))
    problems += (
        Problem(
            "summary-unlisted",
            f"{NAME} does not list this file, and it is not read.",
            Where(f"{name}/{member}"),
            f"add it to {NAME}, or delete it",
            Severity.WARNING,
        )
        for member in _members(folder, suffixes)
        if member not in seen
    )
    listed = summary.manuscript
    yield replace(listed, problems=(*listed.problems, *problems))
    yield from made


def _missing(entry: Listed, folder: Path, suffixes: frozenset[str]) -> Problem | None:
    file = folder / entry.member
    if file.suffix.lower() not in suffixes:
        return Problem(
            "summary-kind",
            f'"{entry.member}" is not a manuscript that narrate can read.',
            entry.where,
            f"narrate reads files in {', '.join(sorted(suffixes))}",
        )
    if file.is_file():
        return None
    return Problem(
        "summary-missing",
        f'there is no file "{entry.member}".',
        entry.where,
        f"paths start at the folder of {NAME}; leave the address empty for a chapter yet to be written",
    )


def _members(folder: Path, suffixes: frozenset[str]) -> list[str]:
    """The files with one of ``suffixes`` anywhere in ``folder``, but for the list itself."""
    found: list[str] = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            member = (Path(parent) / name).relative_to(folder).as_posix()
            if Path(name).suffix.lower() in suffixes and not name.startswith(".") and member != NAME:
                found.append(member)
            if len(found) > FILES_LIMIT:
                raise _too_many(folder.name)
    return found


# --- ordered by name ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _FolderReader:
    suffixes: frozenset[str]
    read_file: ReadFile
    problems: list[Problem] = field(default_factory=list)
    _files: int = 0
    _entered: set[Path] = field(default_factory=set)

    def read(self, folder: Path, name: str, depth: int) -> list[Manuscript]:
        """The manuscripts in ``folder``, and what its name makes of them."""
        if (folder / NAME).is_file():
            return list(_listed(folder, name, self.suffixes, self.read_file))
        files, folders = self._contents(folder, name, depth)
        made: list[Manuscript] = []
        direct = 0
        for path in sorted((*files, *folders), key=lambda path: _place(path, folder)):
            if path in folders:
                made += self.read(path, f"{name}/{path.name}", depth + 1)
            else:
                direct += 1
                made.append(_titled(self.read_file(path), path))
        if depth == 0 or not made:
            return made
        return _named(made, folder.name, name, alone=not folders and direct > 1, several=len(made) > 1)

    def _contents(self, folder: Path, name: str, depth: int) -> tuple[list[Path], list[Path]]:
        real = folder.resolve()
        if depth > DEPTH_LIMIT or real in self._entered:  # a link to a folder that it is in
            raise NarrateError(
                f"{name}: folders are nested too deeply, or in a circle",
                hint="look for a link to a folder above it",
            )
        self._entered.add(real)
        try:
            paths = [path for path in folder.iterdir() if not path.name.startswith(".")]
        except OSError as error:
            raise NarrateError(f"{name} cannot be read: {error.strerror}") from None
        files = [path for path in paths if path.suffix.lower() in self.suffixes and path.is_file()]
        self._files += len(files)
        if self._files > FILES_LIMIT:
            raise _too_many(name)
        for path in sorted(paths):
            if path.suffix.lower() in _UNREAD and path.is_file():
                self.problems.append(
                    Problem(
                        "folder-unread",
                        f"this file is not read: narrate does not read {path.suffix}.",
                        Where(f"{name}/{path.name}"),
                        "convert it, or take it out of the folder",
                        Severity.WARNING,
                    )
                )
        return files, [path for path in paths if path.is_dir()]


def _place(path: Path, folder: Path) -> tuple[bool, tuple[tuple[int, int, str], ...]]:
    """A key that sorts what introduces ``folder`` before the rest, and that by its numbers."""
    stem = path.stem if path.is_file() else ""
    introduces = letters(stem) in _OWN or (stem and letters(stem) == letters(_bare(folder.name)))
    return not introduces, natural(path.name)


def _bare(name: str) -> str:
    return name[order_number(name) :]


def _titled(manuscript: Manuscript, path: Path) -> Manuscript:
    """``manuscript``, whose only chapter is called as its file if it has no title of its own."""
    if len(manuscript.chapters) != 1 or manuscript.chapters[0].title:
        return manuscript
    return replace(manuscript, chapters=(replace(manuscript.chapters[0], title=_bare(path.stem)),))


def _named(made: list[Manuscript], folder: str, name: str, *, alone: bool, several: bool) -> list[Manuscript]:
    """What is in the folder called ``folder``: matter, a chapter in scenes, or a part under its heading."""
    title = _bare(folder)
    if letters(title) in (letters(FRONT), letters(BACK)):
        place = FRONT if letters(title) == letters(FRONT) else BACK
        return [_as_matter(manuscript, place) for manuscript in made]
    chapters = [chapter for manuscript in made for chapter in manuscript.chapters]
    if not letters(title) or letters(title) in _CONTAINERS or not chapters or not several:
        return made
    if alone and not any(map(_has_heading, chapters)):
        return _one_chapter([_name_alone(folder, name), *made], title)
    first = chapters[0]
    if letters(first.title) == letters(title) or _is_heading_alone(first):
        return made
    return [_name_alone(folder, name), *made]


def _as_matter(manuscript: Manuscript, place: str) -> Manuscript:
    def judged(chapter: Chapter) -> Chapter:
        kind = by_title(chapter.title)
        return replace(chapter, matter=chapter.matter or (f"{place}: {kind}" if kind else place))

    return replace(manuscript, chapters=tuple(map(judged, manuscript.chapters)))


def _one_chapter(made: Sequence[Manuscript], title: str) -> list[Manuscript]:
    """The chapters of all of ``made``, scenes of one, in the first of them."""
    blocks: list[Block] = []
    for manuscript in made:
        for chapter in manuscript.chapters:
            if blocks and blocks[-1].kind is not BlockKind.HEADING:
                blocks.append(Block(BlockKind.SCENE_BREAK, "", chapter.blocks[0].source))
            blocks += chapter.blocks
    whole = Chapter(1, title, tuple(blocks))
    return [replace(each, chapters=(whole,) if each is made[0] else ()) for each in made]


def _name_alone(folder: str, name: str) -> Manuscript:
    """A manuscript that is nothing but the name of a folder, without its number."""
    source = Source(name, folder)
    begin = order_number(folder)
    text = BlockText()
    skipped = [Skipped(Span(name, 0, begin), "number of a folder")] if begin else []
    at = begin
    for end, character in enumerate(folder[begin:] + "_", begin):
        if character == "_":
            if end > at:
                text.write(folder[at:end], at, end)
            if end < len(folder):
                text.gap(" ", end, end)
                skipped.append(Skipped(Span(name, end, end + 1), "number of a folder"))
            at = end + 1
    block = replace(text.block(BlockKind.HEADING, name, 1, level=1), line=None)
    return replace(_heading_alone(block), sources=(source,), skipped=tuple(skipped))


def _heading_alone(block: Block) -> Manuscript:
    return Manuscript("", "", "", (Chapter(1, block.text, (block,)),), ())


def _is_heading_alone(chapter: Chapter) -> bool:
    return all(block.kind is BlockKind.HEADING for block in chapter.blocks)


def _has_heading(chapter: Chapter) -> bool:
    return any(block.kind is BlockKind.HEADING for block in chapter.blocks)


def _too_many(name: str) -> NarrateError:
    return NarrateError(
        f"{name} holds more than {FILES_LIMIT:,} manuscripts", hint="name the folder of one book"
    )
