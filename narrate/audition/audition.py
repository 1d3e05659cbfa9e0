"""An audition from beginning to end: who is heard, what they say, how it was, and what is written of it."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from narrate import atomic
from narrate.audition import clips, hearing, measures, page, ratings, report
from narrate.audition.candidates import candidates
from narrate.audition.judging import judge
from narrate.audition.lines import of_voice, own, written
from narrate.audition.material import REFERENCE, Material, gather
from narrate.audition.performing import Performing
from narrate.audition.report import Heard, Reference, Report
from narrate.audition.stage import Stage
from narrate.audition.subject import Subject, find
from narrate.build.events import Event
from narrate.build.prepare import prepare
from narrate.errors import NarrateError, count
from narrate.model import Utterance
from narrate.sound.pcm import Recording, encode_flac
from narrate.voices import decode, prosody, quality
from narrate.voices.prosody import Prosody

PAGE = "index.html"
_CLIP = re.compile(r"[a-z0-9_]{1,90}-[0-9]{1,3}\.flac|reference\.flac")
_LONGEST_REFERENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted: ``name`` is whom to hear, ``texts`` what, or nothing for lines that fit.

    ``others`` and ``strengths`` are as in ``candidates``. ``into`` is the folder for what is written.
    """

    name: str
    texts: tuple[str, ...]
    others: tuple[str, ...]
    strengths: tuple[float, ...]
    into: Path
    offline: bool = False


class Audition:
    """The audition that ``request`` asks for, on ``stage``; ``report`` is there once it has run.

    Raises NarrateError where nobody is called so, or somebody who is asked for cannot be.
    """

    def __init__(self, stage: Stage, request: Request) -> None:
        self.report: Report | None = None
        self._stage = stage
        self._into = request.into
        self._offline = request.offline
        _require_free(request.into)
        self._ratings = ratings.read(request.into)
        self._subject = find(stage, request.name)
        self._reference = _reference(self._subject)
        pitch_hz = prosody.figures(self._reference).pitch_hz if self._reference else None
        wanted = candidates(stage, self._subject, request.others, request.strengths, pitch_hz)
        self._utterances = _utterances(stage, self._subject, request.texts)
        self._performing = Performing(stage, wanted, self._utterances)

    def run(self) -> Generator[Event, None, None]:
        """Perform, measure, and write all files.

        Raises MissingTool where nobody can be heard, TakesFailed where nothing could be rendered, and
        NarrateError where files cannot be read or written.
        """
        yield from self._performing.run(offline=self._offline)
        material = gather(self._performing.performed, self._reference, self._performing.sound)
        before = _clips_before(self._into)
        for name, sound in material.files():
            atomic.write(self._into / name, encode_flac(sound.audio, sound.sample_rate))
        self.report = self._told(material)
        document = report.as_json(self.report)
        atomic.write(self._into / PAGE, page.html(document, self._ratings).encode(errors="replace"))
        text = json.dumps(document, ensure_ascii=False, indent=1)
        atomic.write(self._into / report.NAME, f"{text}\n".encode(errors="replace"))
        for name in before - set(report.files(document)):
            atomic.remove(self._into / name)

    def _told(self, material: Material) -> Report:
        against = prosody.measure(self._reference) if self._reference else None
        heard, unheard = self._judged(material, against)
        return Report(
            name=self._subject.name,
            language=self._stage.language,
            lines=tuple(each.text for each in self._utterances),
            reference=self._held_against(against),
            heard=heard,
            absent=tuple(self._performing.absent),
            matched_lufs=material.matched_lufs,
            unheard=unheard,
            machine=f"{platform.system()} on {platform.machine()}, {count(os.cpu_count() or 1, 'core')}",
            ratings=self._ratings,
        )

    def _judged(self, material: Material, against: Prosody | None) -> tuple[tuple[Heard, ...], str]:
        """Everybody who was heard, and why nobody listened to the words, or ""."""
        transcriber, unheard = hearing.listener(self._performing.pins)

        def errors_of(file: str, utterance: Utterance) -> float | None:
            if transcriber is None:
                return None
            wordings = (utterance.spoken, utterance.text)
            return hearing.errors_in(transcriber, self._into / file, wordings)

        with transcriber or contextlib.nullcontext():
            judged = [
                judge(each, self._utterances, material, against, errors_of)
                for each in self._performing.performed
            ]
        return tuple(each for each in judged if each is not None), unheard

    def _held_against(self, against: Prosody | None) -> Reference | None:
        found, file = self._reference, self._subject.reference
        if found is None or file is None:
            return None
        figures = measures.measured(found, round(clips.loudness_lufs(found), 1), against)
        return Reference(file.name, REFERENCE, figures, measures.shape(found))


def _utterances(stage: Stage, subject: Subject, texts: Sequence[str]) -> tuple[Utterance, ...]:
    """``texts``, or lines of the voice in the book, or narrate's own where it has hardly any there."""
    readers = [each.name for each in stage.project.cast.characters if each.voice.name == subject.name]
    speaker = readers[0] if len(readers) == 1 else None
    if not texts and stage.written:
        said = of_voice(prepare(stage.project), subject.name)
        if len(said) > 1:
            return said
    return written(texts or own(stage.language), stage.language, stage.project.lexicon, speaker)


def _reference(subject: Subject) -> Recording | None:
    """What is spoken in the reference of ``subject``; its first half minute, if it is longer."""
    if subject.reference is None:
        return None
    found = decode.decode(subject.reference)
    kept = quality.measure(found).kept
    spoken = Recording(found.audio[kept] if kept.stop > kept.start else found.audio, found.sample_rate)
    return clips.cut(spoken, 0, min(len(spoken.audio), round(_LONGEST_REFERENCE_S * spoken.sample_rate)))


def _require_free(folder: Path) -> None:
    """Raise NarrateError if there is a page in ``folder`` that is no audition's."""
    if (folder / PAGE).exists() and not (folder / report.NAME).exists():
        raise NarrateError(
            f"{folder / PAGE} is there already, and no audition's", hint="choose another folder with --into"
        )


def _clips_before(folder: Path) -> set[str]:
    """The files of sound of the audition that was written to ``folder`` before."""
    try:
        document = json.loads(atomic.read(folder / report.NAME))
    except (OSError, ValueError, RecursionError):
        return set()
    return {name for name in report.files(document) if _CLIP.fullmatch(name)}
