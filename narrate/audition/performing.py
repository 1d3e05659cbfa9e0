"""The audition itself: each candidate says each line, through the engines and the store of a build."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from narrate.audition.candidates import Candidate
from narrate.audition.lines import numbered
from narrate.audition.stage import Stage, with_cast
from narrate.audition.timing import Clock, Timed, model_of, slug_of
from narrate.build import fetching, lock, styles, transcripts
from narrate.build.events import (
    Event,
    Failed,
    Planned,
    Reading,
    Transforming,
    Warned,
)
from narrate.build.pace import characters_by_voice, speeds_by_voice
from narrate.build.pins import names, needs, settle, voices_of
from narrate.build.prepare import locked_pins, store_of
from narrate.build.render import Studio, to_read
from narrate.build.settling import settle_readers
from narrate.build.transforming import transform
from narrate.build.waiting import obtained
from narrate.engines.models import hub
from narrate.engines.models.weights import Pins
from narrate.engines.registry import engine_class
from narrate.errors import MissingTool, NarrateError, ProblemsFound, Severity
from narrate.model import Cast, Script, ScriptChapter, Take, Utterance
from narrate.project.profiles import unconsented
from narrate.takes import plan
from narrate.takes.line import Line
from narrate.takes.plan import soundless
from narrate.takes.store import DamagedTake, Store


@dataclass(frozen=True, slots=True)
class Absent:
    """A candidate that cannot be heard here: why, and what to do."""

    candidate: Candidate
    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class Said:
    """A line as a candidate says it: its take, or None and why there is none."""

    line: Line
    take: Take | None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Performed:
    """What a candidate said, and how quickly."""

    candidate: Candidate
    said: tuple[Said, ...]
    timed: Timed


class Performing:
    """An audition on ``stage`` of those ``wanted``, each of whom says all of ``utterances``.

    After it has run, ``performed`` are those who were heard, and ``absent`` those who could not be.
    """

    def __init__(self, stage: Stage, wanted: Sequence[Candidate], utterances: Sequence[Utterance]) -> None:
        self.absent: list[Absent] = []
        self.performed: list[Performed] = []
        self.pins: Pins = {}
        self._stage = stage
        self._utterances = tuple(utterances)
        self._wanted = self._settled(wanted)
        self._store: Store = store_of(stage.project, lenient=True)

    def run(self, *, offline: bool) -> Iterator[Event]:
        """Fetch what was asked for by name and is not here, and have everybody speak.

        Raises MissingTool where nobody can, and NarrateError where somebody cannot who was asked for by name.
        """
        for origin in dict.fromkeys(each.voice.provenance for each in self._wanted):
            yield from map(Warned, unconsented(self._stage.project.root, origin))
        offline = offline or hub.is_offline()
        self.pins = yield from self._obtained(offline=offline)
        lines = {
            each.slug: planned for each in self._wanted if (planned := self._lines(each, offline=offline))
        }
        if not lines:
            raise self._silence()
        with self._store.lock() as hold:
            yield from obtained(hold)
            lacking = self._lacking(line for own in lines.values() for line in own)
            missing = self._ordered(self._lacking(line.plain for line in lacking))
            to_transform = [line for line in lacking if line.render.transform]
            characters = characters_by_voice(missing)
            speeds = speeds_by_voice(missing, self._store)
            wanted = sum(map(len, lines.values()))
            yield Planned(wanted, len(missing), characters, speeds, len(to_transform))
            failures: dict[str, str] = {}
            with Studio(self._store, self.pins, singly=True) as studio:
                yield from self._read(studio, missing)
                clock = Clock(missing)
                for event in studio.render(missing):
                    if isinstance(event, Failed):
                        failures[event.id] = event.reason
                    clock.told(event)
                    yield event
            for done, _ in enumerate(transform(to_transform, self._store), 1):
                yield Transforming(done, len(to_transform))
        for each in self._wanted:
            if each.slug in lines:
                said = tuple(self._said(line, failures) for line in lines[each.slug])
                sound_s = {one.line.utterance.id: one.take.duration_s for one in said if one.take is not None}
                self.performed.append(Performed(each, said, clock.timed(each.slug, sound_s)))

    def sound(self, take: Take) -> bytes:
        """The FLAC file of ``take``."""
        return self._store.sound(take)

    def _settled(self, wanted: Sequence[Candidate]) -> list[Candidate]:
        """``wanted`` with the words that are known of their recordings, and their styles in figures."""
        company = with_cast(self._stage.project, tuple(each.voice for each in wanted))
        settled, problems = styles.settled(transcripts.settled(company))
        if any(problem.severity is Severity.ERROR for problem in problems):
            raise ProblemsFound(problems)
        cast = settled.cast
        voices = (cast.narrator, *(each.voice for each in cast.characters))
        return [replace(each, voice=voice) for each, voice in zip(wanted, voices, strict=True)]

    def _obtained(self, *, offline: bool) -> Generator[Event, None, Pins]:
        """The commits of all models, once those are here that somebody asked for by name."""
        wanted = needs(each.voice for each in self._wanted)
        locked = locked_pins(self._stage.project.root, wanted)
        pins = settle(wanted, locked)
        missing = [
            need
            for need in needs(each.voice for each in self._wanted if each.asked)
            if not need.weights.local and not hub.standing(need.weights, pins).complete
        ]
        if not missing:
            return pins
        if offline:
            told = ", ".join(f"the {need.weights.what} ({need.weights.about})" for need in missing)
            raise MissingTool(
                f"not on this machine: {told}", hint="it is fetched where the network may be used"
            )
        commits = yield from fetching.fetch(missing, {**names(wanted), **pins})
        return settle(wanted, locked, commits)

    def _lines(self, candidate: Candidate, *, offline: bool) -> tuple[Line, ...]:
        """What ``candidate`` is to say; nothing where it cannot, which is an error where it was asked for."""
        try:
            return self._planned(candidate)
        except NarrateError as error:
            if candidate.asked:
                raise
            self.absent.append(
                Absent(candidate, error.message, self._hint(candidate, error, offline=offline))
            )
            return ()

    def _planned(self, candidate: Candidate) -> tuple[Line, ...]:
        """What ``candidate`` is to say. Raises NarrateError where it cannot here, or not in its style."""
        for recording in transcripts.wordless([candidate.voice]):
            raise NarrateError(
                f"nobody has written down yet what is said in {recording.name}",
                hint='a build does; or write it down yourself, as transcript = "…"',
            )
        engine_class(candidate.voice.engine).require(candidate.voice.settings, self.pins)
        planned = self._plan(candidate)
        for problem in planned.problems:
            raise NarrateError(problem.message, hint=problem.hint)
        return planned.lines

    def _plan(self, candidate: Candidate) -> plan.Plan:
        """What a build of a book would render that has these lines, and nobody else who reads."""
        said = tuple(numbered(self._utterances, candidate.slug))
        script = Script((ScriptChapter(1, "", said),))
        return plan.make(script, Cast(candidate.voice), self._stage.language, self._store.known(), self.pins)

    def _hint(self, candidate: Candidate, error: NarrateError, *, offline: bool) -> str:
        """What to do about ``error``, which keeps ``candidate`` from being heard."""
        away = [
            need
            for need in needs([candidate.voice])
            if not need.weights.local and not hub.standing(need.weights, self.pins).complete
        ]
        if not away:
            return error.hint
        cast = {voice.name for voice in voices_of(self._stage.project.cast)} if self._stage.written else set()
        way = "narrate models pull" if candidate.voice.name in cast else f"--with {candidate.call}"
        return f"{way} fetches it{' where the network may be used' if offline else ''}"

    def _silence(self) -> MissingTool:
        reasons = dict.fromkeys(each.reason for each in self.absent)
        hints = dict.fromkeys(each.hint for each in self.absent if each.hint)
        embedded = "--with espeak adds the embedded voice, which needs no model"
        return MissingTool(f"nobody can be heard: {'; '.join(reasons)}", hint="; ".join([*hints, embedded]))

    def _lacking(self, lines: Iterable[Line]) -> list[Line]:
        """Those of ``lines`` whose takes are to be made, once each; one that is damaged is made again."""
        once: dict[str, Line] = {}
        for line in lines:
            key = line.render.key
            if key in once:
                continue
            try:
                self._store.sound(self._store.get(key))
            except DamagedTake:
                self._store.drop(key)
                once[key] = line
        return list(once.values())

    def _ordered(self, lines: Sequence[Line]) -> list[Line]:
        """``lines`` by their models, so that each is loaded once, and then by candidate."""
        order = {each.slug: number for number, each in enumerate(self._wanted)}
        return sorted(lines, key=lambda line: (*model_of(line), order[slug_of(line.utterance.id)]))

    def _read(self, studio: Studio, missing: Sequence[Line]) -> Iterator[Event]:
        if self._stage.written:  # a build that finds these takes learns nothing of what read them
            cast = set(voices_of(self._stage.project.cast))
            own = [line for line in missing if line.voice in cast]
            yield from map(Warned, settle_readers(self._stage.project.root / lock.NAME, own) if own else ())
        waiting = to_read(missing)
        for done, (line, faults) in enumerate(studio.read(waiting), 1):
            if faults:
                raise ProblemsFound([soundless(line, fault) for fault in faults])
            yield Reading(done, len(waiting))

    def _said(self, line: Line, failures: dict[str, str]) -> Said:
        try:
            return Said(line, self._store.get(line.render.key))
        except DamagedTake as damage:
            return Said(line, None, failures.get(line.utterance.id, damage.reason))
