"""The cover: the project's own, else the one inside the manuscript."""

from __future__ import annotations

from narrate.errors import NarrateError, Where
from narrate.model import Manuscript
from narrate.project.project import Project
from narrate.publish.cover import read_cover
from narrate.publish.tags import Cover


def cover_of(project: Project, manuscript: Manuscript) -> Cover | None:
    """The book's cover, or None.

    Raises NarrateError when the project names a file that is no usable image; a manuscript's embedded
    picture of another kind (a GIF, an SVG) is no fault of the author's and is left out.
    """
    if project.book.cover is not None:
        path = project.book.cover
        try:
            data = path.read_bytes()
        except OSError as error:
            raise NarrateError(f"the cover {path} cannot be read: {error.strerror}") from error
        return read_cover(data, Where(path.name))
    if manuscript.cover is not None:
        try:
            return read_cover(manuscript.cover)
        except NarrateError:
            return None
    return None
