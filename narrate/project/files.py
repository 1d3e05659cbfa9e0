"""The files that narration.toml names: are they there, and what may have been meant."""

from __future__ import annotations

import contextlib
import os
import stat
from itertools import islice
from pathlib import Path

from narrate.engines.models.weights import names_folder
from narrate.errors import did_you_mean
from narrate.project.finding import Finding, KeyPath, quoted, spelled
from narrate.project.schema import MANUSCRIPTS, BookTable
from narrate.project.tables import is_line

_CONVERT = {
    **dict.fromkeys((".doc", ".odt", ".rtf"), "open it in Word or LibreOffice and save it as .docx"),
    ".pages": "export it from Pages as Word or EPUB",
    ".pdf": "a PDF knows no paragraphs: use the document that it was made from",
    **dict.fromkeys((".mobi", ".azw3"), "export the book as EPUB"),
}
"""What to do with files that are manuscripts, too."""

_NEIGHBOURS = 1000
"""Names of a folder that are compared with one that is missing."""


def check_file(root: Path, path: KeyPath, written: object) -> tuple[Finding, ...]:
    """Nothing, if ``written`` (relative to ``root``, or absolute) is a file; else why not.

    A value of the wrong type is somebody else's to complain about.
    """
    if not is_line(written):
        return ()
    file = root / written
    mode = _mode(file)
    if stat.S_ISREG(mode):
        return ()
    if stat.S_ISDIR(mode):
        return (Finding(path, "file-missing", f"{spelled(path)}: {quoted(written)} is a folder, not a file"),)
    if file.name in _names(file.parent):
        return (Finding(path, "file-missing", f"{spelled(path)}: {quoted(written)} cannot be read"),)
    if stat.S_ISDIR(_mode(file.parent)):
        hint = did_you_mean(file.name, _names(file.parent)) or f"paths start at the project's folder, {root}"
    else:
        hint = f"there is no folder {quoted(str(Path(written).parent))} either"
    return (Finding(path, "file-missing", f"{spelled(path)}: there is no file {quoted(written)}", hint),)


def check_source(root: Path, path: KeyPath, written: object) -> tuple[Finding, ...]:
    """Nothing, if ``written`` is a repository or a folder that is there; else why not."""
    if not is_line(written) or not names_folder(written):
        return ()
    folder = expanded(root, written)
    mode = _mode(folder)
    if stat.S_ISDIR(mode):
        return ()
    if mode:
        message, hint = f"{quoted(written)} is a file, not a folder", "a model is a folder of files"
    else:
        message = f"there is no folder {quoted(written)}"
        hint = (
            did_you_mean(folder.name, _names(folder.parent)) or f"paths start at the project's folder, {root}"
        )
    return (Finding(path, "folder-missing", f"{spelled(path)}: {message}", hint),)


def expanded(root: Path, written: str) -> Path:
    """The absolute path of the file or folder ``written``, where "~" is a home and "." is ``root``."""
    path = Path(written)
    with contextlib.suppress(RuntimeError):  # the home of somebody unknown to this machine is only a name
        path = path.expanduser()
    return Path(os.path.normpath(root / path))


def check_manuscript(root: Path, value: object) -> tuple[Finding, ...]:
    """What is wrong with the files of [book] manuscript, as far as the value has the right type."""
    path: KeyPath = ("book", "manuscript")
    named: list[tuple[KeyPath, object]] = [(path, value)]
    if isinstance(value, list):
        named = [((*path, index), item) for index, item in enumerate(value)]
    findings: list[Finding] = []
    seen: set[str] = set()
    for place, written in named:
        if not is_line(written):
            continue
        file = os.path.realpath(root / written)
        suffix = Path(written).suffix
        if file in seen:
            message = f"{spelled(place)}: {quoted(written)} is in the list already"
            findings.append(Finding(place, "manuscript-twice", message, "each file is narrated once"))
        elif stat.S_ISDIR(_mode(root / written)):
            pass  # what is in it is known when it is read
        elif missing := check_file(root, place, written):
            findings += missing
        elif suffix.lower() not in MANUSCRIPTS:
            message = f"{spelled(place)}: {quoted(written)} is not a manuscript that narrate can read"
            hint = _CONVERT.get(suffix.lower(), f"the file's name ends in {', '.join(MANUSCRIPTS)}")
            findings.append(Finding(place, "manuscript-kind", message, hint))
        seen.add(file)
    return tuple(findings)


def manuscripts(root: Path, table: BookTable) -> tuple[Path, ...]:
    """The files of a checked table, in reading order."""
    names = [table.manuscript] if isinstance(table.manuscript, str) else table.manuscript
    return tuple(root / name for name in names)


def check_folder(root: Path, written: object) -> tuple[Finding, ...]:
    """Whether [output] folder is one that narrate may fill without touching what the author wrote."""
    if not is_line(written):
        return ()
    path: KeyPath = ("output", "folder")
    folder = Path(os.path.normpath(root / written))
    if folder == root or folder in root.parents:
        fault = "holds the project itself"
    elif _mode(folder) and not stat.S_ISDIR(_mode(folder)):
        fault = "is a file"
    else:
        return ()
    hint = 'name a folder for what narrate makes, such as "dist"'
    return (Finding(path, "output-folder", f"{spelled(path)}: {quoted(written)} {fault}", hint),)


def _mode(file: Path) -> int:
    """The kind of file as ``stat`` tells it; 0 for what is not there or cannot be looked at."""
    try:
        return file.stat().st_mode
    except OSError:  # missing, forbidden, a loop of links, a name longer than the file system takes
        return 0


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in islice(entries, _NEIGHBOURS)]
    except OSError:
        return []
