"""What is said in recordings whose words the author leaves to narrate: heard once, kept in narration.lock.

The words are part of a voice and so of its keys: they are settled before anything is planned. What the model
heard is the author's to correct, there or in narration.toml; a recording that changes is heard anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrate.build import lock
from narrate.build.pins import voices_of
from narrate.engines.base import Engine
from narrate.engines.models.hashes import sha256
from narrate.engines.models.weights import NO_PINS, Pins
from narrate.engines.registry import engine_class
from narrate.errors import NarrateError, Problem, Severity, Where
from narrate.model import Cast, Voice
from narrate.project.project import Project

if TYPE_CHECKING:
    from narrate.build.events import Transcribed, Transcribing


def settled(project: Project) -> Project:
    """``project`` with the words that its lock file knows, for voices that wait for some."""
    unheard = {voice: path for voice in voices_of(project.cast) if (path := _unheard(voice)) is not None}
    if not unheard:
        return project
    known = lock.read(project.root / lock.NAME).transcripts
    told = {
        voice: _told(voice, known[digest])
        for voice, path in unheard.items()
        if (digest := sha256(path)) in known
    }
    return replace(project, cast=_recast(project.cast, told))


def waiting(project: Project) -> bool:
    """Whether there is a voice whose words are in no file."""
    return bool(wordless(voices_of(settled(project).cast)))


def hear(
    project: Project, voices: Iterable[Voice], pins: Pins = NO_PINS
) -> Iterator[Transcribing | Transcribed]:
    """Write down what is said in the recordings of ``voices`` that wait for words, into the lock file.

    Raises MissingTool where the model for it is not on this machine, and NarrateError where it hears
    nothing, or words that cannot belong to the recording: those are not kept.
    """
    recordings = wordless(voices)
    if not recordings:
        return
    from narrate.build.events import Transcribed, Transcribing
    from narrate.engines.transcriber import Transcriber

    with Transcriber(pins=pins) as transcriber:
        transcriber.require()
        for recording, voice in recordings.items():
            yield Transcribing(recording)
            words = transcriber.words(recording)
            told = _told(voice, words)
            for fault in _engine(voice).faults(told.settings):
                raise NarrateError(
                    f"voices.{voice.name}: “{words}” was heard, but {fault}",
                    hint='write down what is said in it, as transcript = "…"',
                )
            path = project.root / lock.NAME
            document = lock.read(path)
            transcripts = {**document.transcripts, sha256(recording): words}
            lock.write(path, replace(document, transcripts=transcripts))
            yield Transcribed(recording, words)


def doubts(project: Project) -> Iterator[Problem]:
    """For a check, which hears nothing: whose words are still to be heard, and heard ones that do not fit."""
    ready = settled(project)
    for recording, voice in wordless(voices_of(ready.cast)).items():
        yield Problem(
            "transcript-unheard",
            f"voices.{voice.name}: nobody has written down yet what is said in {recording.name}; the first "
            "build does",
            Where(project.file.name),
            hint='or write it down yourself, as transcript = "…"',
            severity=Severity.WARNING,
        )
    for before, voice in zip(voices_of(project.cast), voices_of(ready.cast), strict=True):
        for fault in _engine(voice).faults(voice.settings) if before != voice else ():
            yield Problem(
                "transcript-unfit",
                f"voices.{voice.name}: {fault}",
                Where(lock.NAME),
                hint=f"correct the words in {lock.NAME}",
            )


def wordless(voices: Iterable[Voice]) -> dict[Path, Voice]:
    """The recordings without words, each with the first voice that is cloned from it."""
    found: dict[Path, Voice] = {}
    for voice in voices:
        recording = _unheard(voice)
        if recording is not None:
            found.setdefault(recording, voice)
    return found


def _engine(voice: Voice) -> type[Engine[Any]]:
    return engine_class(voice.engine)


def _unheard(voice: Voice) -> Path | None:
    return _engine(voice).unheard(voice.settings)


def _told(voice: Voice, words: str) -> Voice:
    return replace(voice, settings=_engine(voice).told(voice.settings, words))


def _recast(cast: Cast, told: Mapping[Voice, Voice]) -> Cast:
    def instead(voice: Voice) -> Voice:
        return told.get(voice, voice)

    return replace(
        cast,
        narrator=instead(cast.narrator),
        characters=tuple(replace(character, voice=instead(character.voice)) for character in cast.characters),
        others=instead(cast.others) if cast.others else None,
        credits=instead(cast.credits) if cast.credits else None,
    )
