"""What styles come to: their recordings measured once, and the figures kept in narration.lock.

The figures are part of a request and so of its key: they are settled before anything is planned, and from the
lock file where that has them, so that a processor that rounds the other way renders nothing anew. Only those
styles are measured that an engine takes on in figures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrate.build import lock
from narrate.build.lock import MeasuredRecording
from narrate.build.pins import voices_of
from narrate.engines.base import Engine
from narrate.engines.models.hashes import sha256
from narrate.engines.registry import engine_class
from narrate.errors import NarrateError, Problem, Severity, Where
from narrate.model import Cast, Character, Style, Utterance, Voice, canonical_json
from narrate.project.finding import KeyPath, spelled
from narrate.project.project import Project
from narrate.takes.line import Line
from narrate.takes.reader import reader_of

if TYPE_CHECKING:
    from narrate.voices.manner import Figures


_DOUBTFUL = 0.3
"""Less confidence than this is told: two seconds of speech, or noise 10 dB below it."""

_SLOWEST, _FASTEST = 3.0, 40.0
"""Phonemes a second of speech, pauses apart, between which a transcript can belong to a recording.

Twenty recordings of ten readers lie between 6 and 15, and four of a second and a half, of which hardly
anything is left without what counts as a pause, between 20 and 27. Half a transcript, or twice one, is not
found this way.
"""


def spoken_styles(cast: Cast) -> Iterator[tuple[Voice, Style]]:
    """Every style that the cast may speak in, with a voice that may do so; those of a draft are none."""
    return ((voice, style) for _, voice, style in _written(cast))


def measured_styles(cast: Cast) -> tuple[Style, ...]:
    """The styles of which a voice takes on the figures, each once."""
    return tuple(_measured(cast))


def _measured(cast: Cast) -> dict[Style, KeyPath]:
    """The same, each with a place in narration.toml where it is written: in [styles], if it is there."""
    found: dict[Style, KeyPath] = {}
    for path, voice, style in _written(cast):
        if engine_class(voice.engine).measures_styles and (style not in found or path[0] == "styles"):
            found[style] = path
    return found


def _written(cast: Cast) -> Iterator[tuple[KeyPath, Voice, Style]]:
    """As ``spoken_styles``, with the place where each is written."""
    if cast.plain:
        return
    voices = voices_of(cast)
    for voice in voices:
        yield from ((path, voice, style) for path, style in _own(("voices", voice.name), voice))
    for each in cast.characters:
        yield from ((path, each.voice, style) for path, style in _own(("cast", each.name), each))
    for name, style in cast.styles:
        yield from ((("styles", name), voice, style) for voice in voices)


def _own(path: KeyPath, owner: Voice | Character) -> Iterator[tuple[KeyPath, Style]]:
    if owner.style:
        yield (*path, "style"), owner.style
    yield from (((*path, "styles", name), style) for name, style in owner.styles)


def spoken_in(styles: Iterable[Style]) -> dict[Path, str]:
    """The recordings of ``styles``, each with the words that are said in it, where one of them knows any."""
    found: dict[Path, str] = {}
    for file, words in (said for style in styles for said in style.spoken):
        found[file] = found.get(file) or words
    return found


def settled(project: Project) -> tuple[Project, tuple[Problem, ...]]:
    """``project`` with its styles in figures, and what is wrong with their recordings.

    A style whose recording is wrong changes nothing; the problem stops a build.
    """
    styles = measured_styles(project.cast)
    if not styles:
        return project, ()
    from narrate.voices.manner import Figures, manner_of

    spoken = spoken_in(styles)
    rows = lock.read(project.root / lock.NAME).references.values() if spoken else ()
    known = {row.sha256: row for row in rows}
    measured: dict[Path, Figures] = {}
    problems = [
        Problem(
            "style-transcripts",
            f"{file.name} is said to have other words in one style than in another",
            Where(project.file.name),
            hint="write the same words, all that are said in it, wherever it is named",
        )
        for file, words in dict.fromkeys(said for style in styles for said in style.spoken)
        if words not in ("", spoken[file])
    ]
    for file, words in spoken.items():
        try:
            row = figured(known.get(sha256(file)), file, words, project.book.language)
            measured[file] = figures_of(row)
        except NarrateError as error:
            measured[file] = Figures()
            problems.append(Problem("style-unmeasured", error.message, Where(project.file.name), error.hint))
    told = {style: replace(style, manner=manner_of(style, measured).text) for style in styles}
    return replace(project, cast=_recast(project.cast, told)), tuple(problems)


def figured(row: MeasuredRecording | None, file: Path, words: str, language: str) -> MeasuredRecording:
    """``row``, what is known of the recording ``file``, with its figures; what they lack is measured.

    Raises NarrateError where nobody is heard to speak in it.
    """
    known = row or MeasuredRecording(sha256(file))
    heard = hashlib.sha256(canonical_json([language, words]).encode()).hexdigest() if words else None
    if known.pitch_hz is not None and (heard is None or known.words_sha256 == heard):
        return known
    found = measure(file, words, language)
    if known.pitch_hz is None:
        known = replace(known, **{name: getattr(found, name) for name in found.__slots__})
    return replace(known, phonemes_s=found.phonemes_s, words_sha256=heard)


def measure(file: Path, words: str = "", language: str = "") -> Figures:
    """The figures of the recording ``file``, in which ``words`` are said, where those are known.

    Raises NarrateError where nobody is heard to speak in it.
    """
    from narrate.engines.espeak import count
    from narrate.voices import prosody
    from narrate.voices.decode import decode

    found = prosody.figures(decode(file), count.phonemes(words, language) if words else None)
    if found.pitch_hz is None:
        raise NarrateError(
            f"{file.name} can be no style: no voice is heard in it",
            hint="record a few sentences, spoken and not whispered, without music",
        )
    pace = found.phonemes_s
    if pace is not None and not _SLOWEST <= pace <= _FASTEST:
        raise NarrateError(
            f"{file.name}: its transcript cannot belong to it: that would be {pace:.1f} phonemes a second of "
            f"speech, which has {_SLOWEST:g} to {_FASTEST:g}",
            hint="write down every word that is said in it, and no others; or leave its transcript out",
        )
    return found


def figures_of(row: MeasuredRecording) -> Figures:
    """The figures of a recording that the lock file has."""
    from narrate.voices.manner import Figures

    return Figures(**{name: getattr(row, name) for name in Figures.__slots__})


def doubts(project: Project) -> Iterator[Problem]:
    """For a check: what of the styles no voice will take on, and recordings that hardly say anything."""
    from narrate.engines.espeak import count
    from narrate.voices.manner import LIMITS, MOST_ST, in_words, parse

    for style, path in _measured(settled(project)[0].cast).items():
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
                f"{spelled(path)} asks for {in_words(style.manner)}; {' and '.join(beyond)} will be less",
                f"a voice is moved {MOST_ST:g} semitones at most, and stays within what sounds like itself",
            )
        if style.transcript and not count.reads(project.book.language):
            yield _doubt(
                project,
                "style-uncounted",
                f"{spelled(path)}: the phonemes of {project.book.language!r} cannot be counted, and the "
                "transcript makes its pace no more exact",
                "its pace is told by how the voice swells",
            )
        for file in style.recordings:
            yield from _thin(project, file)


def heard(lines: Iterable[Line], cast: Cast) -> Iterator[Problem]:
    """For a check: what the engines of ``lines`` find wrong with their styles, and what is left out of them.

    It looks into recordings, and into the code of models.
    """
    first: dict[tuple[Voice, Style], Utterance] = {}
    for line in lines:
        voice, style = reader_of(line.utterance, cast)
        if voice is not None and style is not None and line.voice.engine == voice.engine:
            first.setdefault((voice, style), line.utterance)
    for (voice, style), utterance in first.items():
        engine, place = engine_class(voice.engine), (utterance.where,)
        known = engine.faults(voice.settings)
        wrong = _faults(engine, voice, style, known, forgiving=voice.forgoes)
        for fault in wrong:
            yield Problem("style-fault", f"{utterance.id}: voices.{voice.name}: {fault}", *place)
        if voice.forgoes:
            untold = _faults(engine, voice, style, (*known, *wrong), forgiving=False)
            for fault in (*engine.unstyled(voice.settings, style), *untold):
                message = f"{utterance.id}: voices.{voice.name} leaves something out of its style: {fault}"
                yield Problem("style-ignored", message, *place, severity=Severity.WARNING)


def _faults(
    engine: type[Engine[Any]], voice: Voice, style: Style, known: tuple[str, ...], *, forgiving: bool
) -> tuple[str, ...]:
    """What is wrong with ``voice`` in ``style`` and was not ``known`` before."""
    styled = engine.styled(voice.settings, style, forgiving=forgiving)
    if styled == voice.settings:
        return ()
    return tuple(fault for fault in engine.faults(styled) if fault not in known)


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
    asked = {style for voice, style in spoken_styles(cast) if voice in reading}
    return tuple(sorted({file for style in asked for file in style.recordings}))


def _recast(cast: Cast, told: Mapping[Style, Style]) -> Cast:
    def style(asked: Style | None) -> Style | None:
        return told.get(asked, asked) if asked else None

    def styles(named: tuple[tuple[str, Style], ...]) -> tuple[tuple[str, Style], ...]:
        return tuple((name, told.get(each, each)) for name, each in named)

    def voice(spoken: Voice) -> Voice:
        return replace(spoken, style=style(spoken.style), styles=styles(spoken.styles))

    return replace(
        cast,
        narrator=voice(cast.narrator),
        characters=tuple(
            replace(each, voice=voice(each.voice), style=style(each.style), styles=styles(each.styles))
            for each in cast.characters
        ),
        others=voice(cast.others) if cast.others else None,
        credits=voice(cast.credits) if cast.credits else None,
        styles=styles(cast.styles),
    )
