"""What styles come to: their recordings measured once, and the figures kept in narration.lock.

The figures are part of a request and so of its key: they are settled before anything is planned, and from the
lock file where that has them, so that a processor that rounds the other way renders nothing anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from narrate.build import lock
from narrate.build.lock import Measured
from narrate.engines.models.hashes import sha256
from narrate.errors import NarrateError, Problem, Where
from narrate.model import Cast, Style, Voice
from narrate.project.project import Project

if TYPE_CHECKING:
    from narrate.voices.manner import Figures


def styles_of(cast: Cast) -> tuple[Style, ...]:
    """Every style that the cast may speak in, each once."""
    voices = (cast.narrator, *(character.voice for character in cast.characters), cast.others)
    asked = (
        *(voice.style for voice in voices if voice is not None),
        *(character.style for character in cast.characters),
        *(style for _, style in cast.styles),
    )
    return tuple(dict.fromkeys(style for style in asked if style is not None))


def settled(project: Project) -> tuple[Project, tuple[Problem, ...]]:
    """``project`` with its styles in figures, and what is wrong with their recordings.

    A style whose recording is wrong changes nothing; the problem stops a build.
    """
    styles = styles_of(project.cast)
    if not styles:
        return project, ()
    from narrate.voices.manner import Figures, manner_of

    files = dict.fromkeys(file for style in styles for file in style.recordings)
    rows = lock.read(project.root / lock.NAME).references.values() if files else ()
    known = {row.sha256: figures_of(row) for row in rows if row.pitch_hz is not None}
    measured: dict[Path, Figures] = {}
    problems: list[Problem] = []
    for file in files:
        try:
            measured[file] = known.get(sha256(file)) or measure(file)
        except NarrateError as error:
            measured[file] = Figures()
            problems.append(Problem("style-unmeasured", error.message, Where(project.file.name), error.hint))
    told = {style: replace(style, manner=manner_of(style, measured).text) for style in styles}
    return replace(project, cast=_recast(project.cast, told)), tuple(problems)


def measure(file: Path) -> Figures:
    """The figures of the recording ``file``. Raises NarrateError where nobody is heard to speak in it."""
    from narrate.voices import prosody
    from narrate.voices.decode import decode

    found = prosody.figures(decode(file))
    if found.pitch_hz is None:
        raise NarrateError(
            f"{file.name} can be no style: no voice is heard in it",
            hint="record a few sentences, spoken and not whispered, without music",
        )
    return found


def figures_of(row: Measured) -> Figures:
    """The figures of a recording that the lock file has."""
    from narrate.voices.manner import Figures

    return Figures(**{name: getattr(row, name) for name in Figures.__slots__})


def recordings(cast: Cast, voices: Iterable[Voice]) -> tuple[Path, ...]:
    """The recordings of the styles in which lines read by ``voices`` may be."""
    reading = set(voices)
    asked = [
        *(voice.style for voice in reading),
        *(character.style for character in cast.characters if character.voice in reading),
        *(style for _, style in cast.styles),
    ]
    return tuple(sorted({file for style in asked if style for file in style.recordings}))


def _recast(cast: Cast, told: Mapping[Style, Style]) -> Cast:
    def voice(spoken: Voice) -> Voice:
        return replace(spoken, style=told[spoken.style]) if spoken.style else spoken

    return replace(
        cast,
        narrator=voice(cast.narrator),
        characters=tuple(
            replace(each, voice=voice(each.voice), style=told[each.style] if each.style else None)
            for each in cast.characters
        ),
        others=voice(cast.others) if cast.others else None,
        styles=tuple((name, told[style]) for name, style in cast.styles),
    )
