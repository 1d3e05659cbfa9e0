"""From missing lines to takes in the store: engines perform, results are checked, measured and kept."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, as_completed, wait
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Any, Self

from narrate import __version__
from narrate.build.events import Failed, Flagged, Rendered, Stopping
from narrate.engines.base import Engine, EngineFailed, Performance
from narrate.engines.models.weights import Pins
from narrate.engines.registry import engine_class
from narrate.errors import MissingTool, NarrateError
from narrate.model import Take, canonical_json
from narrate.takes.line import Line
from narrate.takes.store import Store


def require_engines(lines: Sequence[Line], pins: Pins) -> None:
    """Raise MissingTool, before anything is rendered, if an engine or a model for ``lines`` is not here."""
    for voice in dict.fromkeys(line.voice for line in lines):
        try:
            engine_class(voice.engine).require(voice.settings, pins)
        except MissingTool:
            raise
        except NarrateError as error:  # of the voice's own settings: the author is to know whose
            raise NarrateError(f"voices.{voice.name}: {error.message}", hint=error.hint) from error


class Studio:
    """The engines of a build: they read the lines before any is rendered, and then render them.

    A context manager: leaving it ends the processes that engines have begun. ``singly``: no lines are
    performed together, so that it can be told how long each takes; they sound the same.
    """

    def __init__(self, store: Store, pins: Pins, *, singly: bool = False) -> None:
        self._store = store
        self._pins = pins
        self._singly = singly
        self._engines: dict[str, Engine[Any]] = {}

    def read(self, lines: Sequence[Line]) -> Iterator[tuple[Line, tuple[str, ...]]]:
        """Each of ``lines`` with what in it has no sound, as its engine reads it."""
        for line in lines:
            yield line, self._engine(line).read(line.render, line.voice.settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for engine in self._engines.values():
            engine.__exit__(None, None, None)

    def render(self, lines: Sequence[Line]) -> Generator[Rendered | Flagged | Failed | Stopping, None, None]:
        """Render ``lines`` (ordered by engine and voice) into the store, telling each as it is done.

        Interrupted, it finishes what is in flight, keeps it, and starts nothing more; interrupted again, it
        lets that go. One engine at a time holds its models.
        """
        for name, group in groupby(lines, key=lambda line: line.render.engine):
            first, *_ = rest = list(group)
            engine = self._engine(first)
            pool = ThreadPoolExecutor(engine.workers, thread_name_prefix=name)
            try:
                engine.__enter__()
                batches = _batches(iter(rest), 1 if self._singly else engine.batch, self._store)
                yield from _perform_all(engine, pool, batches, self._store)
            except GeneratorExit:  # who listens was interrupted: what is in flight is finished, too
                _finish(engine, pool)
                raise
            except KeyboardInterrupt:
                engine.abandon()  # whatever is still performed: nobody waits for it
                raise
            finally:
                pool.shutdown(cancel_futures=True)
                engine.__exit__(None, None, None)

    def _engine(self, line: Line) -> Engine[Any]:
        name = line.voice.engine
        if name not in self._engines:
            self._engines[name] = engine_class(name)(self._pins)
        return self._engines[name]


def _finish(engine: Engine[Any], pool: ThreadPoolExecutor) -> None:
    """Wait for what is performed; interrupted, let it go."""
    try:
        pool.shutdown(cancel_futures=True)
    except KeyboardInterrupt:
        engine.abandon()
        raise


def to_read(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Those of ``lines`` whose engines have to read them first."""
    return tuple(line for line in lines if engine_class(line.voice.engine).reads_ahead)


def _batches(lines: Iterator[Line], most: int, store: Store) -> Iterator[tuple[int, tuple[Line, ...]]]:
    """``lines`` of one engine in groups of one voice in one style, each with the attempts made before."""
    for _, alike in groupby(lines, key=lambda line: (line.render.voice, line.render.style)):
        waiting: dict[int, list[Line]] = {}
        for line in alike:
            before = store.flagged(line.render.key)
            tried = before.attempts if before else 0
            batch = waiting.setdefault(tried, [])
            batch.append(line)
            if len(batch) == most:
                yield tried, tuple(waiting.pop(tried))
        yield from ((tried, tuple(batch)) for tried, batch in waiting.items())


def _perform_all(
    engine: Engine[Any],
    pool: ThreadPoolExecutor,
    batches: Iterator[tuple[int, tuple[Line, ...]]],
    store: Store,
) -> Iterator[Rendered | Flagged | Failed | Stopping]:
    """Keep each worker one batch ahead, so that none waits and an interruption has little to finish."""
    broken, ending = threading.Event(), threading.Event()
    free = threading.Semaphore(engine.workers)  # to the last one when nothing is performed

    def work(tried: int, lines: tuple[Line, ...]) -> _Done:
        with free:
            if broken.is_set() or ending.is_set():  # nothing more is begun, however soon that is noticed
                return _Done((), None)
            done = _perform(engine, lines, tried, store)
            if done.error is not None:
                broken.set()
            return done

    running: set[Future[_Done]] = set()

    def begin(most: int) -> None:
        for tried, lines in islice(batches, most):
            running.add(pool.submit(work, tried, lines))

    try:
        begin(2 * engine.workers)
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            running.difference_update(done)
            begin(len(done))
            for future in done:
                yield from future.result().told
            if broken.is_set():
                for future in as_completed(running):
                    yield from future.result().told
                raise next(error for future in done | running if (error := future.result().error))
    except KeyboardInterrupt:
        ending.set()
        pool.shutdown(wait=False, cancel_futures=True)
        try:
            yield Stopping()
            for future in as_completed(future for future in running if not future.cancelled()):
                yield from future.result().told
            for _ in range(engine.workers):  # one may be performed that was just being handed to the pool
                free.acquire()
            free.release(engine.workers)
        except GeneratorExit:  # another interruption came while who listens was busy with what it was told
            engine.abandon()
            raise
        raise


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of a batch, as far as it went, and what ended it before its end."""

    told: tuple[Rendered | Flagged | Failed, ...]
    error: BaseException | None


def _perform(engine: Engine[Any], lines: tuple[Line, ...], tried: int, store: Store) -> _Done:
    """Have ``lines`` spoken, and keep each as it comes: what ends the build in the middle costs no other."""
    told: list[Rendered | Flagged | Failed] = []
    try:
        results = engine.together([line.render for line in lines], lines[0].voice.settings, tried)
        _require_unchanged(engine, lines[0])
        for line, result in zip(lines, results, strict=True):
            _require_unchanged(engine, line)
            told.append(_keep(line, result, store))
    except BaseException as error:  # it crosses to the thread that tells
        return _Done(tuple(told), error)
    return _Done(tuple(told), None)


def _require_unchanged(engine: Engine[Any], line: Line) -> None:
    """Raise NarrateError if a recording or a model was replaced since the plan: the sound is no key's."""
    voice, settings = line.voice, line.voice.settings
    sounds = canonical_json(engine.fingerprint(settings, engine.pins)), engine.manner(settings)
    if sounds != (line.render.voice, line.render.style):
        raise NarrateError(
            f"voices.{voice.name}: a file that this voice is made from was changed while it was rendered",
            hint="build again; the takes that were finished before are kept",
        )


def _keep(line: Line, result: Performance | EngineFailed, store: Store) -> Rendered | Flagged | Failed:
    """Check and measure what an engine gave for ``line``, and put it into the store."""
    from narrate.sound.edges import spoken_within
    from narrate.sound.measure import faults, measure
    from narrate.sound.pcm import encode_flac

    what = line.utterance.id, line.voice.name, len(line.render.text)
    key = line.render.key
    if isinstance(result, EngineFailed):
        return Failed(*what, str(result))
    duration_s = len(result.audio) / result.sample_rate_hz
    within_s = spoken_within(result.words, line.render.text, duration_s)
    measured = measure(result.audio, result.sample_rate_hz, within_s)
    wrong = tuple(dict.fromkeys((*result.faults, *faults(result.audio, result.sample_rate_hz, measured))))
    if not len(result.audio) or "not a number" in wrong:
        return Failed(*what, f"the sound is {' and '.join(wrong)}")
    flac = encode_flac(result.audio, result.sample_rate_hz)
    take = Take(
        key=key,
        blob=hashlib.sha256(flac).hexdigest(),
        sample_rate=result.sample_rate_hz,
        samples=len(result.audio),
        measure=measured,
        words=result.words,
        phonemes=result.phonemes,
        faults=wrong,
        attempts=result.attempts,
        made_with={"narrate": __version__, **result.made_with},
    )
    if not store.accepts(take):
        before = store.flagged(key)
        if before is not None and len(before.faults) <= len(wrong):  # the best so far stays
            take, flac = replace(before, attempts=take.attempts), store.sound(before)
        store.put(line.render, take, flac)
        return Flagged(*what, take.faults, take.attempts)
    store.put(line.render, take, flac)
    return Rendered(*what, take.duration_s)
