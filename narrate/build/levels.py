"""How loud each voice is, measured over all its takes once and then frozen in ``narration.lock``.

One gain a voice, never one a sentence: that would pump. Frozen, because otherwise one changed sentence would
move its voice by a hundredth of a decibel and with it every chapter the voice is in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from narrate.build.lock import Level
from narrate.engines.registry import RECORDING
from narrate.model import canonical_json
from narrate.sound.levels import voice_lufs
from narrate.takes.line import Line
from narrate.takes.plan import Plan
from narrate.takes.store import Store


def voice_identity(line: Line) -> str:
    """What a level belongs to: the engine and the voice's fingerprint, whatever the author calls it."""
    return hashlib.sha256(canonical_json([line.render.engine, line.render.voice]).encode()).hexdigest()


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
        names.setdefault(identity, line.voice.name)
        if identity not in frozen:
            lines = heard.setdefault(identity, {})
            if line.render.key not in failed:
                lines[line.render.key] = line
    loudness = {identity: level.loudness_lufs for identity, level in frozen.items()}
    for identity, lines in heard.items():
        loudness[identity] = voice_lufs(store.get(key).measure for key in sorted(lines))
    return {identity: Level(name, loudness[identity]) for identity, name in names.items()}
