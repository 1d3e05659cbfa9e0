"""How loud each voice is, measured over all its takes once and then frozen in ``narration.lock``.

One gain a voice, never one a sentence: that would pump. Frozen, because otherwise one changed sentence would
move its voice by a hundredth of a decibel and with it every chapter the voice is in. The level of a voice
that leaves the book is remembered, so that a voice tried and taken back leaves no trace.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict
from pathlib import Path

from narrate import sealed
from narrate.build import lock
from narrate.build.lock import Level
from narrate.build.request import Request
from narrate.engines.registry import RECORDING
from narrate.model import canonical_json
from narrate.sound.levels import voice_lufs
from narrate.takes.line import Line
from narrate.takes.plan import Plan
from narrate.takes.store import DamagedTake, Store


def voice_identity(line: Line) -> str:
    """What a level belongs to: the engine and the voice's fingerprint, whatever the author calls it.

    And what is done to its sound: the same voice made another is as loud as that is.
    """
    return _identity(line.render.engine, line.render.voice, line.render.transform)


@functools.lru_cache(maxsize=256)
def _identity(engine: str, voice: str, transform: str) -> str:
    parts = [engine, voice, transform] if transform else [engine, voice]
    return hashlib.sha256(canonical_json(parts).encode()).hexdigest()


def settled(request: Request) -> Mapping[str, Level]:
    """The levels that are frozen for ``request``, and those of voices that left the book and may be back.

    On a locked build only what the lock file says counts.
    """
    known = lock.read(request.lock).levels
    return known if request.locked else {**retired(request.retired), **known}


def loudness_lufs(levels: Mapping[str, Level]) -> Mapping[str, float]:
    """``levels`` without their names."""
    return {identity: level.loudness_lufs for identity, level in levels.items()}


def lockable(plan: Plan, found: Mapping[str, Level]) -> dict[str, Level]:
    """Those of ``found`` that are to be frozen: a person's recording is one take, whose level never moves."""
    recorded = {voice_identity(line) for line in plan.lines if line.render.engine == RECORDING}
    return {identity: level for identity, level in found.items() if identity not in recorded}


def measure(
    plan: Plan, frozen: Mapping[str, Level], failed: AbstractSet[str], store: Store
) -> dict[str, Level]:
    """The levels of the voices of ``plan``: frozen ones as they are, new ones measured over their takes.

    The keys in ``failed`` have no take and do not count. Raises DamagedTake where a take that is needed
    cannot be read.
    """
    names: dict[str, str] = {}
    heard: dict[str, dict[str, Line]] = {}
    for line in plan.lines:
        identity = voice_identity(line)
        # Of several names for one voice, the same wherever in the book they are.
        names[identity] = min(line.voice.name, names.get(identity, line.voice.name))
        if identity not in frozen:
            lines = heard.setdefault(identity, {})
            if line.render.key not in failed:
                lines[line.render.key] = line
    loudness = {**loudness_lufs(frozen)}
    for identity, lines in heard.items():
        loudness[identity] = voice_lufs(store.get(key).measure for key in sorted(lines))
    return {identity: Level(name, loudness[identity]) for identity, name in names.items()}


def expected(request: Request, plan: Plan, store: Store) -> Mapping[str, float]:
    """How loud a build would find the voices of ``plan``, in LUFS; one with nothing rendered, at -70."""
    frozen = settled(request)
    without = {line.render.key for line in plan.lines if not line.cached}
    while True:
        try:
            return loudness_lufs(measure(plan, frozen, without, store))
        except DamagedTake as damage:
            without.add(damage.key)


def retired(path: Path) -> dict[str, Level]:
    """The levels in the file ``path`` of voices that left the book; none where it is absent or damaged."""
    try:
        document = sealed.read(path)
        return {
            identity: Level(str(level["name"]), float(level["loudness_lufs"]))
            for identity, level in document["levels"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def retire(path: Path, levels: Mapping[str, Level]) -> None:
    """Keep ``levels`` in ``path``, if that changes it."""
    if levels != retired(path):
        kept = {identity: asdict(level) for identity, level in levels.items()}
        sealed.write(path, {"version": 1, "levels": kept})
