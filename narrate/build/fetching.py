"""The models that a project needs: what is here, and having the rest fetched, never without a word."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from narrate.build import transcripts
from narrate.build.events import Downloaded, Downloading, Received
from narrate.build.pins import Need, names, needs, settle, voices_in, voices_of
from narrate.build.prepare import chapter_of, language_of, locked_pins, plan_of, prepare, store_of
from narrate.engines.models import download, hub, tagger_files
from narrate.engines.models.hub import Standing
from narrate.engines.models.weights import Pins, Weights
from narrate.engines.registry import engine_class
from narrate.errors import ProblemsFound
from narrate.project.project import Project
from narrate.takes.line import Line

Arriving = Downloading | Received | Downloaded


@dataclass(frozen=True, slots=True)
class Found:
    """A need, what of it is on this machine, and the commit that is wanted, or "" where none is settled on.

    ``pinned`` says whether the lock file settles it.
    """

    need: Need
    standing: Standing
    commit: str
    pinned: bool


def concerns(project: Project) -> bool:
    """Whether the project has a voice whose model comes from the hub."""
    return any(not need.weights.local for need in needs(voices_of(project.cast)))


def found(project: Project) -> tuple[Found, ...]:
    """Everything that the cast of ``project`` needs, and what of it is here. Touches no network."""
    wanted = needs(voices_of(transcripts.settled(project).cast))
    locked = locked_pins(project.root, wanted)
    pins = settle(wanted, locked)

    def look(need: Need) -> Found:
        source = need.weights.source
        commit = pins.get(source, "")
        pinned = source in locked and locked[source].revision == commit
        return Found(need, hub.standing(need.weights, pins), commit, pinned)

    return tuple(look(need) for need in wanted)


def tagged(project: Project, language: str) -> tuple[str, ...]:
    """The names of the voices that read a book in ``language`` better with the English tagger."""
    return tuple(
        voice.name
        for voice in voices_of(project.cast)
        if engine_class(voice.engine).uses_tagger(voice.settings, language)
    )


def obtain(project: Project, only: int | None, *, offline: bool) -> Generator[Arriving, None, Pins]:
    """Have on this machine what the lines need that a build (of chapter ``only``) would render.

    Returns the commits that the hub was asked for. Writes nothing into the project. Raises MissingTool if
    something is not here and cannot be fetched, or must not be because of ``offline``.
    """
    if all(each.standing.complete and each.commit for each in found(project) if not each.need.weights.local):
        return {}  # the usual case, and then there is no need to know the lines
    prepared = prepare(project)
    prepared.require_sound()
    offline = offline or hub.is_offline()
    store = store_of(project, lenient=only is not None)
    revisions = names(needs(voices_of(prepared.project.cast)))
    whole = plan_of(prepared, store)
    if whole.problems:
        raise ProblemsFound(whole.problems)
    plan = chapter_of(whole, only)
    spoken = _remote(prepared.project, plan.lines)
    unsettled = [need for need in spoken if need.weights.source not in prepared.pins]
    commits: dict[str, str] = {}
    if unsettled:
        if offline:
            raise hub.absent(*(need.weights for need in unsettled))
        offers = download.ask([need.weights for need in unsettled], revisions)
        commits = {offer.weights.source: offer.commit for offer in offers}
        prepared = replace(prepared, pins={**prepared.pins, **commits})
        plan = chapter_of(plan_of(prepared, store), only)
    missing = [
        need
        for need in _remote(prepared.project, plan.missing)
        if not hub.standing(need.weights, prepared.pins).complete
    ]
    if missing:
        if offline:
            raise hub.absent(*(need.weights for need in missing))
        # What is not settled goes by its name, not its commit: the cache then remembers what the name meant.
        pins = {source: pin for source, pin in prepared.pins.items() if source not in commits}
        commits.update((yield from fetch(missing, {**revisions, **pins})))
    return commits


def pull(project: Project) -> Generator[Arriving, None, None]:
    """Fetch whatever the cast of ``project`` needs and is not here. Raises MissingTool.

    What the lock file pins is fetched at that commit, all else as it is on the hub today.
    """
    wanted = found(project)
    revisions = names(each.need for each in wanted)
    revisions |= {each.need.weights.source: each.commit for each in wanted if each.pinned}
    remote = [each for each in wanted if not each.need.weights.local]
    if absent := [each.need for each in remote if not (each.pinned and each.standing.complete)]:
        yield from fetch(absent, revisions)
    readers = tagged(project, language_of(project))
    if readers and tagger_files.installed() is None:
        yield from _fetch_tagger(readers)
    for each in wanted:
        if each.need.weights.local:
            hub.folder(each.need.weights, revisions)


def _fetch_tagger(voices: tuple[str, ...]) -> Iterator[Arriving]:
    if hub.is_offline():
        raise tagger_files.cannot("the network is switched off by HF_HUB_OFFLINE", "")
    what, source = tagger_files.WHAT, tagger_files.URL
    yield Downloading(what, source, tagger_files.BYTES, voices)
    for count in tagger_files.fetch():
        yield Received(what, source, count)
    yield Downloaded(what, source, "")


def fetch(wanted: Sequence[Need], revisions: Mapping[str, str]) -> Generator[Arriving, None, dict[str, str]]:
    """Fetch ``wanted`` at ``revisions``, telling all that will come first. Returns the commits."""
    commits: dict[str, str] = {}
    coming: set[Weights] = set()
    readers = {need.weights: need.voices for need in wanted}
    with contextlib.closing(download.fetch(tuple(readers), revisions)) as messages:
        for message in messages:
            weights = message.weights
            match message:
                case download.Offer(missing_bytes=count) if count:
                    coming.add(weights)
                    yield Downloading(weights.what, weights.source, count, readers[weights])
                case download.Received(bytes=count) if weights in coming:
                    yield Received(weights.what, weights.source, count)
                case download.Fetched(commit=commit):
                    commits[weights.source] = commit
                    if weights in coming:
                        yield Downloaded(weights.what, weights.source, commit)
                case _:
                    pass  # it was here
    return commits


def _remote(project: Project, lines: Iterable[Line]) -> list[Need]:
    """What of the hub's is needed to render ``lines``, in the order of the cast."""
    speakers = set(voices_in(lines))
    wanted = needs(voice for voice in voices_of(project.cast) if voice in speakers)
    return [need for need in wanted if not need.weights.local]
