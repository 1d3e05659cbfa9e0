"""Moving on purpose: what the lock file would say if a project settled anew, and what that costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from narrate.build import levels, lock, own_files, settling
from narrate.build.levels import voice_identity
from narrate.build.lock import Level, Lock, Pin
from narrate.build.pins import is_commit, lockable, names, needs, voices_in, voices_of
from narrate.build.prepare import Prepared, plan_of
from narrate.build.request import Request
from narrate.engines.models import download, hub
from narrate.engines.models.weights import Pins
from narrate.errors import MissingTool, NarrateError, Problem, ProblemsFound, did_you_mean
from narrate.project.finding import quoted
from narrate.takes.plan import Plan
from narrate.takes.store import Store

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Move:
    """Something that is settled anew: what it is, whose it is, and what the lock file says of it, for people.

    ``after`` is "" for what the next build settles, ``before`` for what nobody had settled.
    """

    what: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The lock file as it would be, how that differs from what it says now, and what is then to be rendered.

    ``retired`` are the levels that still wait for voices that left the book. ``already`` counts the lines
    that are to be rendered anyway; ``lost`` are warnings of choices in takes.toml that are then about no
    line, and now are about one.
    """

    lock: Lock
    retired: Mapping[str, Level]
    moves: tuple[Move, ...]
    plan: Plan
    already: int
    lost: tuple[Problem, ...]

    def settle(self, request: Request) -> None:
        """Have the project of ``request`` say so. Raises NarrateError where that cannot be written."""
        levels.retire(request.retired, self.retired)  # first: what is to be measured anew waits nowhere
        lock.write(request.lock, self.lock)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to move: repositories, voices and engines by name, or everything where nothing is named."""

    names: frozenset[str]

    def __contains__(self, name: object) -> bool:
        return not self.names or name in self.names

    def of(self, known: Mapping[str, V], found: Mapping[str, V], named: Iterable[str]) -> dict[str, V]:
        """``found`` if everything is to move, else ``known`` with what is ``found`` of those ``named``."""
        if not self.names:
            return dict(found)
        return {**known, **{key: found[key] for key in named if key in found}}


def choose(wanted: Sequence[str], prepared: Prepared) -> Chosen:
    """The chosen by the author's names. Raises NarrateError for one that names nothing of the project."""
    voices = voices_of(prepared.project.cast)
    known = dict.fromkeys(
        (*names(needs(voices)), *(voice.name for voice in voices), *(voice.engine for voice in voices))
    )
    for name in wanted:
        if name not in known:
            uses = did_you_mean(name, known) or f"it uses {', '.join(known)}"
            folder = "the project's folder is given as --project DIR; " if Path(name).is_dir() else ""
            raise NarrateError(f"nothing that the project uses is called {quoted(name)}", hint=folder + uses)
    return Chosen(frozenset(wanted))


def newest(prepared: Prepared, chosen: Chosen, *, offline: bool) -> Pins:
    """The newest commits of the chosen repositories, of the branch or tag that the author asks for.

    The hub tells; ``offline``, they are those that were last fetched by their names. Raises MissingTool where
    the hub cannot be asked, or nothing was fetched.
    """
    wanted = needs(voices_of(prepared.project.cast))
    revisions = {source: revision for source, revision in names(wanted).items() if source in chosen}
    found = {source: revision for source, revision in revisions.items() if is_commit(revision)}
    moving = {source: revision for source, revision in revisions.items() if source not in found}
    if moving and not (offline or hub.is_offline()):
        # All parts, so that a commit that has lost a file of one is told now.
        offers = download.ask([need.weights for need in wanted if need.weights.source in moving], moving)
        return {**found, **{offer.weights.source: offer.commit for offer in offers}}
    for source, revision in moving.items():
        commit = hub.commit(source, revision)
        if not commit:
            raise MissingTool(
                f"nothing of {source} at {revision} is on this machine, and the network is switched off",
                hint=f"narrate lock --upgrade {source} asks the hub, where there is a network",
            )
        found[source] = commit
    return found


def upgraded(request: Request, prepared: Prepared, chosen: Chosen, commits: Pins, store: Store) -> Upgrade:
    """What the lock file becomes if the chosen move to ``commits`` and to what is on this machine.

    Raises ProblemsFound where there are lines that nobody may read.
    """
    known, waiting = lock.read(request.lock), levels.retired(request.retired)
    moved = replace(prepared, pins={**prepared.pins, **commits})
    before, plan = plan_of(prepared, store), plan_of(moved, store)
    if plan.problems:
        raise ProblemsFound(plan.problems)
    project, voices = prepared.project, voices_in(plan.lines)
    spoken = [voice for voice in voices if voice.name in chosen]
    own = own_files.users(project, spoken)
    anew = {voice_identity(line) for line in plan.lines if line.voice.name in chosen}
    gone = {voice_identity(line) for line in before.lines} - {voice_identity(line) for line in plan.lines}
    fresh = settling.settled(known, moved, plan.lines, plan.lines)
    settled = replace(
        known,
        models=chosen.of(known.models, lockable(needs(voices), moved.pins), chosen.names),
        files=chosen.of(known.files, fresh.files, own),
        references=chosen.of(known.references, fresh.references, own),
        readers=chosen.of(known.readers, fresh.readers, chosen.names),
        levels={each: level for each, level in _kept(known.levels, anew, chosen).items() if each not in gone},
    )
    # A level that waits is one that the next build would take, if the book has the voice.
    used = {identity: level for identity, level in waiting.items() if identity in anew}
    told = replace(known, levels={**used, **known.levels})
    moves = tuple(_moves(told, settled))
    lost = tuple(warning for warning in plan.warnings if warning not in before.warnings)
    return Upgrade(settled, _kept(waiting, anew, chosen), moves, plan, len(before.missing), lost)


def _kept(known: Mapping[str, Level], anew: AbstractSet[str], chosen: Chosen) -> dict[str, Level]:
    """The levels that are not measured ``anew``, and are nobody's who is chosen."""
    return {
        identity: level
        for identity, level in known.items()
        if identity not in anew and level.name not in chosen
    }


def _moves(known: Lock, found: Lock) -> Iterator[Move]:
    for source, (old, new) in _changed(known.models, found.models):
        yield Move("model", source, _pin(old), _pin(new))
    for path, (before, after) in _changed(known.files, found.files):
        yield Move("file", path, _hash(before), _hash(after))
    recordings = (own_files.hashes(side.references) for side in (known, found))
    for path, (before, after) in _changed(*recordings):
        yield Move("reference", path, _hash(before), _hash(after))
    for engine, (old_versions, new_versions) in _changed(known.readers, found.readers):
        for name, (before, after) in _changed(old_versions or {}, new_versions or {}):
            yield Move("reader", f"{engine}: {name}", before or "", after or "")
    for identity, (level, _) in _changed(known.levels, found.levels):
        assert level is not None  # noqa: S101 - levels are only taken out here
        yield Move("level", level.name or identity[:12], f"{level.loudness_lufs} LUFS", "")


def _changed(old: Mapping[str, V], new: Mapping[str, V]) -> Iterator[tuple[str, tuple[V | None, V | None]]]:
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            yield key, (old.get(key), new.get(key))


def _pin(pin: Pin | None) -> str:
    return "" if pin is None else f"{pin.revision[:12]} ({pin.asked})" if pin.asked else pin.revision[:12]


def _hash(digest: str | None) -> str:
    return f"sha256:{digest[:12]}" if digest else ""
