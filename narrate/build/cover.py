"""The cover: the project's own, else the one inside the manuscript."""

from __future__ import annotations

from pathlib import Path

from narrate.errors import NarrateError, Problem, Severity, Where
from narrate.model import Manuscript
from narrate.project.project import Project
from narrate.publish.cover import read_cover, what_is_changed
from narrate.publish.cover_fitting import MOST_PIXELS
from narrate.publish.tags import Cover


def cover_of(project: Project, manuscript: Manuscript) -> Cover | None:
    """The book's cover, or None.

    Raises NarrateError when the project names a file that is no usable image; a manuscript's embedded
    picture of another kind (a GIF, an SVG) is no fault of the author's and is left out, which
    ``cover_remarks`` tells.
    """
    if project.book.cover is not None:
        return read_cover(*_read(project.book.cover))
    if manuscript.cover is not None:
        try:
            return read_cover(manuscript.cover)
        except NarrateError:
            return None
    return None


def cover_remarks(project: Project, manuscript: Manuscript) -> tuple[Problem, ...]:
    """What an author should know of the cover: that the files have another than it, or none.

    Raises NarrateError as ``cover_of`` does.
    """
    if project.book.cover is None:
        return _left_out(project, manuscript)
    data, where = _read(project.book.cover)
    changed = what_is_changed(data, where)
    if not changed:
        return ()
    return (
        Problem(
            "cover-converted",
            f"the cover {changed}, which not every player shows: the files have it as an RGB JPEG"
            f" of at most {MOST_PIXELS} pixels a side",
            where,
            hint="nothing needs to be done; a cover that fits already is used as it is",
            severity=Severity.WARNING,
        ),
    )


def _left_out(project: Project, manuscript: Manuscript) -> tuple[Problem, ...]:
    if manuscript.cover is None:
        return ()
    try:
        read_cover(manuscript.cover)
    except NarrateError as error:
        return (
            Problem(
                "cover-left-out",
                f"the files have no cover: the manuscript has one, but {error.message}",
                Where(project.file.name),
                hint='add cover = "cover.jpg" to [book]',
                severity=Severity.WARNING,
            ),
        )
    return ()


def _read(path: Path) -> tuple[bytes, Where]:
    try:
        return path.read_bytes(), Where(path.name)
    except OSError as error:
        raise NarrateError(f"the cover {path} cannot be read: {error.strerror}") from error
