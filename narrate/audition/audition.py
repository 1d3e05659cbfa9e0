"""An audition from beginning to end: choose who is heard, have them speak, measure, and write what is heard."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from narrate import atomic
from narrate.audition import clips, hearing, measures, page, ratings, report
from narrate.audition.artefacts import artefacts
from narrate.audition.candidates import candidates
from narrate.audition.lines import of_voice, own, written
from narrate.audition.measures import Clip, Measures
from narrate.audition.performing import Performed, Performing
from narrate.audition.report import Heard, Reference, Report
from narrate.audition.stage import Stage
from narrate.audition.subject import Subject, find
from narrate.build.events import Event
from narrate.build.prepare import prepare
from narrate.engines.transcriber import Transcriber
from narrate.errors import NarrateError, TakesFailed
from narrate.model import Take, Utterance
from narrate.sound.loudness import integrated_lufs
from narrate.sound.pcm import Recording, decode, encode_flac
from narrate.voices import decode as recordings
from narrate.voices import prosody, quality
from narrate.voices.manner import in_words
from narrate.voices.prosody import Prosody

PAGE = "index.html"
_REFERENCE = "reference.flac"
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
    """The audition that ``request`` asks for, on ``stage``; ``report`` is there once it has run."""

    def __init__(self, stage: Stage, request: Request) -> None:
        self.report: Report | None = None
        self._stage = stage
        self._request = request
        _require_free(request.into)
        self._ratings = ratings.read(request.into)
        self._subject = find(stage, request.name)
        self._reference = _reference(self._subject)
        self._pitch = prosody.figures(self._reference).pitch_hz if self._reference else None
        wanted = candidates(stage, self._subject, request.others, request.strengths, self._pitch)
        self._utterances = _utterances(stage, self._subject, request.texts)
        self._performing = Performing(stage, wanted, self._utterances)

    def run(self) -> Generator[Event, None, None]:
        """Perform, measure, and write all files. Raises NarrateError; TakesFailed where nothing was made."""
        performing = self._performing
        yield from performing.run(offline=self._request.offline)
        self.report = self._written(performing.performed)

    def _written(self, performed: Sequence[Performed]) -> Report:
        into = self._request.into
        sounds = {
            (each.candidate.slug, number): self._cut(said.take)
            for each in performed
            for number, said in enumerate(each.said, 1)
            if said.take is not None and said.take.measure.end > said.take.measure.begin
        }
        if not sounds:
            failures = dict.fromkeys(said.failure for each in performed for said in each.said if said.failure)
            raise TakesFailed(f"nothing could be rendered: {'; '.join(failures)}")
        reference = self._reference
        against = prosody.measure(reference) if reference else None
        heard = [*sounds.values(), *([reference] if reference else ())]
        gains, matched = clips.gains_db([(clips.loudness_lufs(each), clips.peak(each)) for each in heard])
        before = _names_before(into)
        for (slug, number), gain in zip(sounds, gains, strict=False):
            louder = clips.louder(sounds[slug, number], gain)
            atomic.write(into / _file(slug, number), encode_flac(louder.audio, louder.sample_rate))
        if reference:
            louder = clips.louder(reference, gains[-1])
            atomic.write(into / _REFERENCE, encode_flac(louder.audio, louder.sample_rate))
        gain_of = dict(zip(sounds, gains, strict=False))
        transcriber, unheard = hearing.listener(self._performing.pins)
        with transcriber or Transcriber() as listening:
            found = [
                self._heard(each, sounds, gain_of, against, listening if transcriber else None)
                for each in performed
                if any((each.candidate.slug, number) in sounds for number in range(1, len(each.said) + 1))
            ]
        told = Report(
            name=self._subject.name,
            language=self._stage.language,
            lines=tuple(each.text for each in self._utterances),
            reference=self._told(reference, against),
            heard=tuple(found),
            absent=tuple(self._performing.absent),
            matched_lufs=matched,
            unheard=unheard,
            machine=_machine(),
            ratings=self._ratings,
        )
        document = report.as_json(told)
        atomic.write(into / PAGE, page.html(document, self._ratings).encode())
        text = json.dumps(document, ensure_ascii=False, indent=1)
        atomic.write(into / report.NAME, f"{text}\n".encode())
        for name in before - set(report.files(document)):
            atomic.remove(into / name)
        return told

    def _heard(
        self,
        each: Performed,
        sounds: dict[tuple[str, int], Recording],
        gains: dict[tuple[str, int], float],
        against: Prosody | None,
        transcriber: Transcriber | None,
    ) -> Heard:
        slug = each.candidate.slug
        made: list[Clip] = []
        failures: dict[int, str] = {}
        for number, (said, utterance) in enumerate(zip(each.said, self._utterances, strict=True), 1):
            sound = sounds.get((slug, number))
            if sound is None or said.take is None:
                failures[number] = said.failure or "the sound is silent"
                continue
            file = _file(slug, number)
            wordings = (utterance.spoken, utterance.text)
            errors = (
                hearing.word_error_rate(transcriber, self._request.into / file, wordings)
                if transcriber
                else None
            )
            made.append(
                Clip(
                    line=number,
                    file=file,
                    key=said.take.key,
                    gain_db=gains[slug, number],
                    measures=measures.measured(sound, _lufs(said.take), against, errors),
                    artefacts=artefacts(sound, utterance.spoken),
                    faults=said.take.faults,
                    shape=measures.shape(sound),
                )
            )
        takes = [said.take for said in each.said if said.take is not None]
        whole = measures.together([sounds[slug, clip.line] for clip in made])
        lufs = round(integrated_lufs(pair for take in takes for pair in take.measure.loudness), 1)
        render = each.said[0].line.render
        return Heard(
            candidate=each.candidate,
            identity=report.identity_of(render),
            manner=in_words(render.style),
            clips=tuple(made),
            failures=failures,
            measures=measures.measured(whole, lufs, against, self._word_errors(made)),
            timed=each.timed,
        )

    def _word_errors(self, made: Sequence[Clip]) -> float | None:
        """Of all clips, each by its words."""
        counted = [
            (clip.measures.word_errors, len(self._utterances[clip.line - 1].spoken.split()))
            for clip in made
            if clip.measures.word_errors is not None
        ]
        words = sum(count for _, count in counted)
        return (
            sum(errors * count for errors, count in counted if errors is not None) / words if words else None
        )

    def _cut(self, take: Take) -> Recording:
        return clips.cut(decode(self._performing.sound(take)), take.measure.begin, take.measure.end)

    def _told(self, reference: Recording | None, against: Prosody | None) -> Reference | None:
        file = self._subject.reference
        if reference is None or file is None:
            return None
        found: Measures = measures.measured(reference, round(clips.loudness_lufs(reference), 1), against)
        return Reference(file.name, _REFERENCE, found, measures.shape(reference))


def _utterances(stage: Stage, subject: Subject, texts: Sequence[str]) -> tuple[Utterance, ...]:
    """``texts``, or lines of the voice in the book, or narrate's own where it has none there."""
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
    found = recordings.decode(subject.reference)
    kept = quality.measure(found).kept
    spoken = Recording(found.audio[kept] if kept.stop > kept.start else found.audio, found.sample_rate)
    return clips.cut(spoken, 0, min(len(spoken.audio), round(_LONGEST_REFERENCE_S * spoken.sample_rate)))


def _file(slug: str, number: int) -> str:
    return f"{slug}-{number}.flac"


def _lufs(take: Take) -> float:
    return round(integrated_lufs(take.measure.loudness), 1)


def _require_free(folder: Path) -> None:
    """Raise NarrateError if there is a page in ``folder`` that is no audition's."""
    if (folder / PAGE).exists() and not (folder / report.NAME).exists():
        raise NarrateError(
            f"{folder / PAGE} is there already, and no audition's", hint="choose another folder with --into"
        )


def _names_before(folder: Path) -> set[str]:
    """The files of sound of the audition that was written to ``folder`` before."""
    try:
        document = json.loads(atomic.read(folder / report.NAME))
    except (OSError, ValueError, RecursionError):
        return set()
    return {name for name in report.files(document) if _CLIP.fullmatch(name)}


def _machine() -> str:
    """What the times were measured on."""
    return f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores"
