"""Which files are inspected, and which of them belong together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from narrate.delivery.beside import REPORT, Build, Described, Sort, build_around, read_build
from narrate.delivery.decoding import SUFFIXES
from narrate.errors import NarrateError
from narrate.manuscript.natural import natural


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that are delivered together, in the order of their names; ``build`` is the one they are of.

    ``missing`` are files of the build that are not there, where a whole folder was asked for; there may be no
    others. ``strays`` stand in the folder of a build that does not know them. A ``book`` is a file by itself.
    """

    name: str
    files: tuple[Path, ...]
    build: Build | None = None
    book: bool = False
    missing: tuple[Path, ...] = ()
    strays: bool = False

    def described(self, path: Path) -> Described | None:
        """What the build tells of one of the files."""
        return self.build.files.get(path) if self.build else None


_APART = frozenset({"draft", "preview", "draft-preview", "audition"})
"""What a folder of publications has inside that is no part of them."""


@dataclass
class _Gathered:
    files: list[Path] = field(default_factory=list)
    whole: bool = False


def batches(paths: Iterable[Path]) -> tuple[Batch, ...]:
    """The files at ``paths`` and in the folders among them, those together that belong together.

    Raises NarrateError where there is nothing at a path, or no sound file in a folder.
    """
    gathered: dict[tuple[Path, str], _Gathered] = {}
    builds: dict[Path, Build | None] = {}
    wholes: list[Build] = []
    found: dict[Path, Path | None] = {}  # each file once; and the folder it was found in
    for path in paths:
        place = Path(os.path.abspath(path))  # noqa: PTH100 - links keep their names
        if place.is_dir():
            inside = list(_sounds_in(place))
            if (whole := read_build(place)) and whole.files:
                wholes.append(whole)
            elif not inside:
                raise NarrateError(
                    f"there is no sound file in {path}", hint=f"narrate inspects {' '.join(sorted(SUFFIXES))}"
                )
            found.update({file: place for file in inside if file not in found})
        elif place.exists() or place.is_symlink():
            found.setdefault(place, None)
        else:
            raise NarrateError(f"there is no file {path}")
    for file, folder in found.items():
        home = file.parent
        if home not in builds:
            builds[home] = build_around(file)
        build = builds[home]
        described = build.files.get(file) if build else None
        key = _key(file, described, build)
        group = gathered.setdefault(key, _Gathered())
        group.files.append(file)
        group.whole |= folder is not None
    made = tuple(_batches(gathered, builds))
    for whole in wholes:
        made = _with_lost(made, whole)
    return made


def of_build(folder: Path) -> tuple[Batch, ...]:
    """All files of the build in ``folder``. Raises NarrateError for no build."""
    build = read_build(folder)
    if build is None:
        raise NarrateError(f"there is no build in {folder}", hint="narrate build makes one")
    return _with_lost(batches(path for path in build.files if path.exists()), build)


def _with_lost(made: tuple[Batch, ...], build: Build) -> tuple[Batch, ...]:
    """``made``, and which files of ``build`` are not there, even where none of their kind is."""
    lost: dict[tuple[Path, str], list[Path]] = {}
    for path, each in build.files.items():
        if not path.exists():
            lost.setdefault(_key(path, each, build), []).append(path)
    found = []
    for batch in made:
        described = batch.described(batch.files[0])
        missing = lost.pop(_key(batch.files[0], described, batch.build), None) if described else None
        found.append(replace(batch, missing=tuple(missing)) if missing else batch)
    for (_, suffix), paths in lost.items():
        name = f"{paths[0].parent.name}/*{suffix}" if suffix else paths[0].name
        found.append(Batch(name, (), build, book=not suffix, missing=tuple(paths)))
    return tuple(found)


def _key(file: Path, described: Described | None, build: Build | None) -> tuple[Path, str]:
    if described is not None and build is not None:
        if described.sort is Sort.BOOK:
            return file, ""
        return build.folder, file.suffix.lower()  # the sample goes with the chapters of its format
    return file.parent, file.suffix.lower()


def _batches(
    gathered: dict[tuple[Path, str], _Gathered], builds: dict[Path, Build | None]
) -> Iterator[Batch]:
    for (_, suffix), group in sorted(gathered.items(), key=_order):
        files = tuple(sorted(group.files, key=lambda path: natural(path.name)))
        build = builds[files[0].parent]
        name = files[0].name if len(files) == 1 else f"{files[0].parent.name}/*{suffix}"
        known = [build.files[file] for file in files if file in build.files] if build else []
        if not build or not known:
            yield Batch(name, files, strays=build is not None)
        elif known[0].sort is Sort.BOOK:
            yield Batch(name, files, build, book=True)
        else:
            beside = [path for path, each in build.files.items() if each.sort is not Sort.BOOK]
            alike = [path for path in beside if group.whole and path.suffix == files[0].suffix]
            missing = tuple(path for path in alike if not path.exists())
            yield Batch(name, files, build, missing=missing)


def _order(group: tuple[tuple[Path, str], _Gathered]) -> tuple[object, ...]:
    """Chapters by their folders, then the books."""
    place, suffix = group[0]
    return not suffix, natural(str(place)), suffix


def _sounds_in(folder: Path) -> Iterator[Path]:
    """The sound files in ``folder`` and below, but for other builds in it, drafts and previews."""
    for place, inner, names in os.walk(folder):
        here = Path(place)
        if REPORT in names:
            inner[:] = set(inner) - _APART
        if here != folder and REPORT in names:
            inner.clear()
            continue
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            if Path(name).suffix.lower() in SUFFIXES and not name.startswith("."):
                yield here / name
