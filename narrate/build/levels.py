"""How loud each voice is, measured over all its takes once and then frozen in ``narration.lock``.

One gain a voice, never one a sentence: that would pump. Frozen, because otherwise one changed sentence would
move its voice by a hundredth of a decibel and with it every chapter the voice is in.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from narrate.build.lock import Level
from narrate.model import canonical_json
from narrate.sound.levels import voice_lufs
from narrate.takes.plan import Line, Plan
from narrate.takes.store import Store


def voice_identity(line: Line) -> str:
    """What a level belongs to: the engine and the voice's fingerprint, whatever the author calls it."""
    return _identity(line.render.engine, line.render.voice)


@functools.lru_cache(maxsize=256)
def _identity(engine: str, voice: str) -> str:
    return hashlib.sha256(canonical_json([engine, voice]).encode()).hexdigest()


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
