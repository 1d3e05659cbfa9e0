"""What styles come to: their recordings measured once, and the figures kept in narration.lock.

The figures are part of a request and so of its key: they are settled before anything is planned, and from the
lock file where that has them, so that a processor that rounds the other way renders nothing anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from narrate.build import lock
from narrate.build.lock import Measured
from narrate.engines.models.hashes import sha256
from narrate.errors import NarrateError, Problem, Severity, Where
from narrate.model import Cast, Style, Voice
from narrate.project.project import Project

if TYPE_CHECKING:
    from narrate.voices.manner import Figures


_DOUBTFUL = 0.3
"""Less confidence than this is told: two seconds of speech, or noise 10 dB below it."""


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


def doubts(project: Project) -> Iterator[Problem]:
    """For a check: what of the styles no voice will take on, and recordings that hardly say anything."""
    from narrate.voices.manner import LIMITS, MOST_ST, in_words, parse

    for style in styles_of(settled(project)[0].cast):
        if not style.manner:
            continue
        by = parse(style.manner).by
        beyond = [name for name, (low, high) in LIMITS.items() if not low <= by.get(name, 1.0) <= high]
        if abs(by.get("pitch", 0.0)) > MOST_ST:
            beyond.insert(0, "pitch")
        if beyond:
            yield _doubt(
                project,
                "style-beyond",
                f"a style asks for {in_words(style.manner)}; {' and '.join(beyond)} will be less",
                f"a voice is moved {MOST_ST:g} semitones at most, and stays within what sounds like itself",
            )
        for file in style.recordings:
            yield from _thin(project, file)


def _thin(project: Project, file: Path) -> Iterator[Problem]:
    """Whether there is too little in the recording ``file``, or it is too noisy, to be a style."""
    from narrate.voices import prosody
    from narrate.voices.decode import decode

    found = prosody.measure(decode(file))
    if found is None:
        return
    doubtful = [
        name
        for name, figure in (
            ("its melody", found.spread_st),
            ("its pace", found.rate),
            ("its energy", found.energy_db),
        )
        if figure.confidence < _DOUBTFUL
    ]
    if doubtful:
        yield _doubt(
            project,
            "style-thin",
            f"{file.name}: {' and '.join(doubtful)} can hardly be told from {found.seconds:.1f} s of speech "
            f"{found.snr_db:.0f} dB above its noise",
            "five seconds or more say how somebody reads",
        )


def _doubt(project: Project, slug: str, message: str, hint: str) -> Problem:
    return Problem(slug, message, Where(project.file.name), hint, Severity.WARNING)


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
