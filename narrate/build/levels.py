"""How loud each voice is, measured over all its takes once and then frozen in ``narration.lock``.

One gain a voice, never one a sentence: that would pump. Frozen, because otherwise one changed sentence would
move its voice by a hundredth of a decibel and with it every chapter the voice is in.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

from narrate import atomic
from narrate.errors import NarrateError
from narrate.model import canonical_json
from narrate.sound.levels import voice_lufs
from narrate.takes.plan import Line, Plan
from narrate.takes.store import Store

_HEAD = """\
# Written by narrate; keep it with the project. How loud each voice is (LUFS), measured over the whole book
# when the voice was new and frozen since, so that an edit changes only the chapters it is in.
# Delete an entry to have its voice measured anew.
version = 1
"""


def voice_identity(line: Line) -> str:
    """What a level belongs to: the engine and the voice's fingerprint, whatever the author calls it."""
    return hashlib.sha256(canonical_json([line.render.engine, line.render.voice]).encode()).hexdigest()


def read(path: Path) -> dict[str, float]:
    """The frozen levels in the lock file ``path``, LUFS by voice identity; empty if there is no such file."""
    try:
        with path.open("rb") as file:
            document = tomllib.load(file)
        if document["version"] != 1:
            raise NarrateError(
                f"{path.name} was written by a newer narrate", hint="update narrate, or delete the file"
            )
        return {voice["identity"]: float(voice["loudness_lufs"]) for voice in document.get("voice", [])}
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise NarrateError(
            f"{path.name} is damaged: {error}",
            hint="restore it, or delete it to have the voices measured anew",
        ) from error


def measure(
    plan: Plan, frozen: Mapping[str, float], failed: AbstractSet[str], store: Store
) -> dict[str, float]:
    """The levels of all voices of ``plan``: frozen ones as they are, new ones measured over their takes.

    The keys in ``failed`` have no take and do not count. Raises DamagedTake where a take that is needed
    cannot be read.
    """
    levels = dict(frozen)
    heard: dict[str, dict[str, Line]] = {}
    for line in plan.lines:
        identity = voice_identity(line)
        if identity not in frozen:
            lines = heard.setdefault(identity, {})
            if line.render.key not in failed:
                lines[line.render.key] = line
    for identity, lines in heard.items():
        levels[identity] = voice_lufs(store.get(key).measure for key in sorted(lines))
    return levels


def freeze(path: Path, plan: Plan, levels: Mapping[str, float]) -> None:
    """Write the levels of the plan's voices to the lock file ``path``, if that changes it."""
    names: dict[str, str] = {}
    for line in plan.lines:
        names.setdefault(voice_identity(line), line.voice.name)
    text = _HEAD
    for identity, name in sorted(names.items(), key=lambda item: (item[1], item[0])):
        quoted = canonical_json(name)  # a JSON string is a TOML basic string
        text += f'\n[[voice]]\nname = {quoted}\nidentity = "{identity}"\nloudness_lufs = {levels[identity]}\n'
    data = text.encode()
    if not path.exists() or path.read_bytes() != data:
        atomic.write(path, data)
