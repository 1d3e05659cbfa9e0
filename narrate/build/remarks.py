"""What an author should know of the files that a project asks for, before they are made. No sound."""

from __future__ import annotations

from collections.abc import Iterator

from narrate.build.cover import cover_remarks
from narrate.errors import Problem, Severity, Where
from narrate.model import Manuscript
from narrate.project.project import Project
from narrate.publish.formats import find_format

_MANY = 255
"""Chapter marks in one file: some players, and some kinds of marks, count them in a byte."""


def remarks(project: Project, manuscript: Manuscript, chapters: int) -> tuple[Problem, ...]:
    """Problems of the formats, the cover and the number of ``chapters``, each told once.

    Raises NarrateError when the cover is no usable image.
    """
    return (*_of_marks(project, chapters), *_of_channels(project), *cover_remarks(project, manuscript))


def _of_marks(project: Project, chapters: int) -> Iterator[Problem]:
    where = Where(project.file.name)
    if not project.output.book:
        return
    for name in project.output.formats:
        audio = find_format(name)
        if audio.most_marks is not None and chapters > audio.most_marks:
            yield Problem(
                "too-many-chapters",
                f"a {name} file can hold {audio.most_marks} chapter marks, and the book has {chapters}"
                " chapters",
                where,
                hint=f"take {name} out of [output] formats, or write book = false",
            )
        elif audio.many_marks and chapters > _MANY:
            yield Problem(
                "many-chapters",
                f"the book has {chapters} chapters, more than {_MANY}: {audio.many_marks}",
                where,
                hint="the chapter files are not concerned: players of folders show them all",
                severity=Severity.WARNING,
            )


def _of_channels(project: Project) -> Iterator[Problem]:
    output = project.output
    if "mp3" in output.formats and output.encodings["mp3"].channels > 1:
        yield Problem(
            "mp3-joint-stereo",
            "MP3 files with two channels are joint stereo, which ACX does not take; narrate's encoder makes"
            " no other kind",
            Where(project.file.name),
            hint="for ACX take channels = 1, which it recommends",
            severity=Severity.WARNING,
        )
