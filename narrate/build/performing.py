"""What a build does for its takes: lines are read and rendered, takes proved, and damaged ones made again."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from narrate.build import levels
from narrate.build.events import (
    Damaged,
    Event,
    Failed,
    Flagged,
    Reading,
    Rendered,
    Stopping,
    Transforming,
    Warned,
)
from narrate.build.flagged import Flawed
from narrate.build.pace import Pace, characters_by_voice, remember_speeds
from narrate.build.pieces import ChapterPieces
from narrate.build.render import Studio, require_engines, to_read
from narrate.build.settling import Settling
from narrate.build.transforming import transform
from narrate.engines.models.weights import Pins
from narrate.errors import NarrateError, Problem, ProblemsFound
from narrate.takes.line import Line
from narrate.takes.plan import Plan, soundless
from narrate.takes.store import DamagedTake, Store


class Performing:
    """The takes of one build of ``plan``.

    ``rendered`` counts those that were rendered, ``transformed`` those that were made from others, and
    ``failed`` has the keys of those that could not be.
    """

    def __init__(self, plan: Plan, studio: Studio, pins: Pins, store: Store, settling: Settling) -> None:
        self.rendered = 0
        self.transformed = 0
        self.failed: set[str] = set()
        self._plan = plan
        self._studio = studio
        self._pins = pins
        self._store = store
        self._settling = settling
        self._told: dict[str, Flagged | Failed] = {}
        self._seconds: dict[str, float] = {}  # of the takes known to be whole, by key
        self._mended: set[str] = set()

    def read(self, lines: Sequence[Line]) -> Iterator[Reading]:
        """Have ``lines`` read; raises ProblemsFound if there is anything in them that has no sound."""
        problems: list[Problem] = []
        waiting = to_read(lines)
        for done, (line, faults) in enumerate(self._studio.read(waiting), 1):
            problems += (soundless(line, fault) for fault in faults)
            yield Reading(done, len(waiting))
        if problems:
            raise ProblemsFound(problems)

    def render(self, lines: Sequence[Line]) -> Iterator[Event]:
        """Render ``lines`` and remember how long each voice took, for the next estimate."""
        pace = Pace(characters_by_voice(lines), {}, time.monotonic())
        try:
            with contextlib.closing(self._render_all(lines)) as events:
                for event in events:
                    if isinstance(event, Rendered):
                        pace.rendered(event.voice, event.characters, event.duration_s, time.monotonic())
                    yield event
        finally:
            remember_speeds(pace, lines, self._store)
        yield from self._others()

    def _render_all(self, lines: Sequence[Line]) -> Generator[Event, None, None]:
        keys = {line.utterance.id: line.render.key for line in lines}
        with contextlib.closing(self._studio.render(lines)) as events:  # at once, however this ends
            for event in events:
                if isinstance(event, Rendered):
                    self.rendered += 1
                    self._seconds[keys[event.id]] = event.duration_s
                elif isinstance(event, Flagged) and self._store.lenient:
                    continue  # told with those of earlier builds
                elif not isinstance(event, Stopping):
                    self.failed.add(keys[event.id])
                    self._told[keys[event.id]] = event
                yield event

    def transform(self, lines: Sequence[Line]) -> Iterator[Event]:
        """Make the takes of ``lines`` from those that engines rendered; what is damaged of those, anew."""
        broken: dict[str, tuple[DamagedTake, list[Line]]] = {}
        with contextlib.closing(transform(lines, self._store)) as results:
            for done, (line, made) in enumerate(results, 1):
                if not isinstance(made, DamagedTake):
                    self.transformed += 1
                    self._seconds[made.key] = made.duration_s
                    if not self._store.lenient and not self._store.accepts(made):
                        self.failed.add(made.key)
                        if made.made_from not in self._told:  # the faults are its own
                            who = line.utterance.id, line.voice.name
                            yield Flagged(*who, 0, made.faults, made.attempts)
                elif made.key in self.failed:  # nothing could be rendered
                    self.failed.add(line.render.key)
                else:
                    broken.setdefault(made.key, (made, []))[1].append(line)
                yield Transforming(done, len(lines))
        for damage, again in broken.values():
            yield from self.again(damage)
            yield from self.transform(again)

    def _others(self) -> Iterator[Flagged | Failed]:
        """Tell of the takes that are to be made from one that failed, which was told of one line alone."""
        lines: dict[str, list[Line]] = {}
        for line in self._plan.lines if self._told else ():
            if line.plain.render.key in self._told:
                lines.setdefault(line.render.key, []).append(line)
        for first, *rest in lines.values():
            why = self._told[first.plain.render.key]
            if why.id not in {line.utterance.id for line in (first, *rest)}:
                yield replace(why, id=first.utterance.id, voice=first.voice.name, characters=0)

    @property
    def lacking(self) -> int:
        """How many takes the book lacks: of what could not be rendered, what it is itself to be made of."""
        return len(self.failed & {line.render.key for line in self._plan.lines})

    def unaccepted(self, made_do: Iterable[Flawed]) -> Iterator[Flagged]:
        """Tell of those that the build makes do with though nobody accepted their faults."""
        for line, take in made_do:
            if not self._store.accepts(take):
                yield Flagged(line.utterance.id, line.voice.name, 0, take.faults, take.attempts)

    def levels_lufs(self) -> Generator[Event, None, Mapping[str, float]]:
        """The voices' loudness; frozen once a whole book has been rendered without a failure."""
        frozen = self._settling.levels
        while True:
            try:
                found = levels.measure(self._plan, frozen, self.failed, self._store)
            except DamagedTake as damage:
                yield from self.again(damage)
            else:
                break
        if not self.failed:
            self._settling.freeze(found)
        return levels.loudness_lufs(found)

    def repair(self, lines: Sequence[Line]) -> Iterator[Event]:
        """Prove that the takes about to be used are whole, and render again those that are not."""
        for line in lines:
            key = line.render.key
            while key not in self._seconds and key not in self.failed:
                try:
                    take = self._store.get(key)
                    self._store.sound(take)
                    self._seconds[key] = take.duration_s
                except DamagedTake as damage:
                    yield from self.again(damage)

    def again(self, damage: DamagedTake) -> Iterator[Event]:
        """Make the damaged take anew. Raises NarrateError where that was done before, and is of no use."""
        line = next(
            each for line in self._plan.lines for each in (line, line.plain) if each.render.key == damage.key
        )
        if damage.key in self._mended:
            raise NarrateError(
                f"the take of {line.utterance.id} is damaged as soon as it is kept: {damage.reason}",
                hint="copy the project to another disk: this one loses what is written to it",
            )
        self._mended.add(damage.key)
        if line.render.transform:
            yield Damaged(line.utterance.id, damage.reason)
            self._store.drop(damage.key)
            yield from self.transform([line])
            return
        yield from map(Warned, self._settling.again(line))
        require_engines([line], self._pins)
        yield Damaged(line.utterance.id, damage.reason)
        self._store.drop(damage.key)
        yield from self._render_all([line])

    def complete(self, chapter: ChapterPieces) -> bool:
        """Whether every line of ``chapter`` has its take."""
        return not any(line.render.key in self.failed for line in chapter.plan.lines)

    def length_s(self, chapter: ChapterPieces) -> float:
        """How long the takes of ``chapter``, which were proved, are together."""
        return sum(self._seconds[line.render.key] for line in chapter.plan.lines)
