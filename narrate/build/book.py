"""A build of the book, from what is settled before it to what is remembered after it."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from narrate.build import fetching, locked, stamp, sweeping, transcripts
from narrate.build.events import Event, Finished, Inspected, Planned, Warned
from narrate.build.pins import voices_in
from narrate.build.prepare import chapter_of, plan_of, prepare, store_of
from narrate.build.render import Studio
from narrate.build.request import Request
from narrate.build.shelf import Shelf
from narrate.build.stamp import Stamp
from narrate.build.waiting import obtained
from narrate.engines.models.weights import NO_PINS, Pins
from narrate.publish.formats import require
from narrate.takes.store import Store


def build(request: Request) -> Generator[Event, None, None]:
    """Build, yielding events; the last is Finished. Whoever stops listening closes it.

    Raises ProblemsFound before anything is rendered, MissingTool when an engine, a model or an encoder is not
    here, and NarrateError when files cannot be read or written. Whatever ends it, finished takes and files
    are kept.
    """
    found: Pins = NO_PINS
    if fetching.concerns(request.project) and not _stands(request):
        require(request.formats)
        if request.locked:
            locked.require_unchanged(request)  # before anything is fetched
        found = yield from fetching.obtain(request.project, request.only, offline=request.offline)
    store = store_of(request.project, lenient=request.only is not None)
    with store.lock() as hold:
        yield from obtained(hold)
        sweeping.sweep(store, request.project)
        yield from map(Warned, sweeping.mend(store))
        shelf = Shelf(request.folder, request.memory("shelf"))
        inputs = stamp.inputs_of(request.project)
        done = stamp.standing(request.memory("stamp"), inputs, request.lock, shelf)
        if done is not None and request.only is None:
            yield from map(Warned, done.warnings)
            yield Planned(done.finished.utterances, 0)
            yield done.inspected
            yield done.finished
            return
        require(request.formats)
        yield from _hear(request, store, found)
        prepared = prepare(request.project, found)
        prepared.require_sound()
        # Here, with all that writes files: a build that has nothing to do starts without it.
        from narrate.build.loop import Loop

        complete = inspected = None
        with Studio(store, prepared.pins) as studio:
            loop = Loop(request, prepared, studio, store, shelf)
            yield from map(Warned, loop.warnings)
            for event in loop.run():
                complete = event if isinstance(event, Finished) and not event.failed else None
                inspected = event if isinstance(event, Inspected) else inspected
                yield event
        if complete is None or inspected is None or inspected.unread or request.only is not None:
            return
        # Only if nothing was edited meanwhile: the build may have read the one or the other.
        settled = stamp.hash_of(request.lock)
        if loop.settling.stands() and stamp.inputs_of(request.project) == inputs:
            left = Stamp(inputs, settled, inspected, complete, loop.warnings)
            stamp.leave(request.memory("stamp"), left, shelf)


def _hear(request: Request, store: Store, found: Pins) -> Iterator[Event]:
    """Settle the words of recordings that the lines to be built need, and nobody has."""
    if request.locked or not transcripts.waiting(request.project):
        return
    prepared = prepare(request.project, found)
    prepared.require_sound()
    lines = chapter_of(plan_of(prepared, store), request.only).lines
    yield from transcripts.hear(prepared.project, voices_in(lines), prepared.pins)


def _stands(request: Request) -> bool:
    """Whether there is nothing to do, as far as can be seen before the project is locked."""
    shelf = Shelf(request.folder, request.memory("shelf"))
    inputs = stamp.inputs_of(request.project)
    return request.only is None and bool(stamp.standing(request.memory("stamp"), inputs, request.lock, shelf))
