"""From missing lines to takes in the store: engines perform, results are checked, measured and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import groupby, islice
from typing import Any

from narrate import __version__
from narrate.build.events import Failed, Rendered
from narrate.engines.base import Engine, EngineFailed
from narrate.engines.registry import engine_class
from narrate.model import Take
from narrate.takes.plan import Line
from narrate.takes.store import Store


def require_engines(lines: Sequence[Line]) -> None:
    """Raise MissingTool, before anything is rendered, if an engine or a model for ``lines`` is not here."""
    for voice in dict.fromkeys(line.voice for line in lines):
        engine_class(voice.engine).require(voice.settings)


def render(lines: Sequence[Line], store: Store) -> Iterator[Rendered | Failed]:
    """Render ``lines`` (ordered by engine and voice) into ``store``, telling each as it is done.

    Interrupted, it finishes what is in flight, keeps it, and starts nothing more.
    """
    for name, group in groupby(lines, key=lambda line: line.render.engine):
        engine = engine_class(name)()
        pool = ThreadPoolExecutor(engine.workers, thread_name_prefix=name)
        try:
            # MLX's random state and streams belong to a thread: load where we perform.
            pool.submit(engine.__enter__).result()
            yield from _perform_all(engine, pool, group, store)
        finally:
            pool.shutdown(cancel_futures=True)
            engine.__exit__(None, None, None)


def _perform_all(
    engine: Engine[Any], pool: ThreadPoolExecutor, lines: Iterator[Line], store: Store
) -> Iterator[Rendered | Failed]:
    """Keep each worker one line ahead, so that none waits and an interruption has little to finish."""

    def submit(line: Line) -> Future[Rendered | Failed]:
        return pool.submit(_perform, engine, line, store)

    running = {submit(line) for line in islice(lines, 2 * engine.workers)}
    while running:
        done, running = wait(running, return_when=FIRST_COMPLETED)
        running |= {submit(line) for line in islice(lines, len(done))}
        for future in done:
            yield future.result()


def _perform(engine: Engine[Any], line: Line, store: Store) -> Rendered | Failed:
    from narrate.sound.measure import faults, measure
    from narrate.sound.pcm import encode_flac

    try:
        performance = engine.perform(line.render, line.voice.settings)
    except EngineFailed as error:
        return Failed(line.utterance.id, str(error))
    measured = measure(performance.audio, performance.sample_rate_hz)
    wrong = faults(performance.audio, performance.sample_rate_hz, measured)
    if wrong:
        return Failed(line.utterance.id, f"the sound is {' and '.join(wrong)}")
    flac = encode_flac(performance.audio, performance.sample_rate_hz)
    take = Take(
        key=line.render.key,
        blob=hashlib.sha256(flac).hexdigest(),
        sample_rate=performance.sample_rate_hz,
        samples=len(performance.audio),
        measure=measured,
        words=performance.words,
        made_with={"narrate": __version__},
    )
    store.put(line.render, take, flac)
    return Rendered(line.utterance.id, line.voice.name, len(line.render.text), take.duration_s)
