"""Which commit of each model a project uses: settled once, kept in ``narration.lock``, changed on purpose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from narrate.build.lock import Pin
from narrate.engines.base import plain
from narrate.engines.models import hub
from narrate.engines.models.weights import NO_PINS, Pins, Weights
from narrate.engines.registry import RECORDING, engine_class
from narrate.errors import Problem, Where
from narrate.model import Cast, Voice
from narrate.takes.line import Line

_COMMIT = re.compile(r"[0-9a-f]{40}")


def is_commit(revision: str) -> bool:
    """Whether ``revision`` can mean only one thing; a branch or a tag moves."""
    return bool(_COMMIT.fullmatch(revision))


@dataclass(frozen=True, slots=True)
class Need:
    """Weights, and the names of the voices that need them."""

    weights: Weights
    voices: tuple[str, ...]


def voices_of(cast: Cast) -> tuple[Voice, ...]:
    """Every voice that may read a line of the book, once."""
    voices = [cast.narrator, *(character.voice for character in cast.characters), cast.others, cast.credits]
    return tuple(dict.fromkeys(voice for voice in voices if voice is not None))


def voices_in(lines: Iterable[Line]) -> tuple[Voice, ...]:
    """The voices that read ``lines``, each once, in whichever style; what a person recorded none reads."""
    speaking = dict.fromkeys(line.voice for line in lines if line.voice.engine != RECORDING)
    return tuple(dict.fromkeys(replace(voice, settings=plain(voice.settings)) for voice in speaking))


def needs(voices: Iterable[Voice]) -> tuple[Need, ...]:
    """What ``voices`` need, in their order; what several need once."""
    found: dict[Weights, dict[str, None]] = {}
    for voice in voices:
        for weights in engine_class(voice.engine).weights(voice.settings):
            found.setdefault(weights, {})[voice.name] = None
    return tuple(Need(weights, tuple(names)) for weights, names in found.items())


def asked(wanted: Iterable[Need]) -> dict[str, str]:
    """Repository → the revision that the author asks for, or ""; one who asks speaks for all."""
    revisions: dict[str, str] = {}
    for need in wanted:
        if not need.weights.local:
            source = need.weights.source
            revisions[source] = revisions.get(source) or need.weights.revision or ""
    return revisions


def names(wanted: Iterable[Need]) -> dict[str, str]:
    """Repository → the revision to ask the hub for where no commit is settled on."""
    return {source: revision or "main" for source, revision in asked(wanted).items()}


def settle(wanted: Iterable[Need], locked: Mapping[str, Pin], found: Pins = NO_PINS) -> dict[str, str]:
    """The commits of the repositories in ``wanted``, as far as they are known without asking the hub.

    A pin holds as long as the author asks for the same; else what the author asks for is a commit, was
    just ``found``, or is what was fetched last.
    """
    pins: dict[str, str] = {}
    for source, revision in asked(wanted).items():
        pin = locked.get(source)
        if pin is not None and pin.asked == revision:
            pins[source] = pin.revision
        elif is_commit(revision):
            pins[source] = revision
        elif commit := found.get(source) or hub.commit(source, revision or None):
            pins[source] = commit
    return pins


def lockable(wanted: Iterable[Need], pins: Pins) -> dict[str, Pin]:
    """What the lock file is to say of the repositories in ``wanted``."""
    revisions = asked(wanted)
    return {source: Pin(pins[source], revision) for source, revision in revisions.items() if source in pins}


def conflicts(wanted: Iterable[Need], file: str) -> tuple[Problem, ...]:
    """Repositories of which the author asks for two revisions at once; ``file`` is the project file."""
    revisions: dict[str, dict[str, str]] = {}
    for need in wanted:
        if not need.weights.local and need.weights.revision:
            voices = revisions.setdefault(need.weights.source, {})
            voices.setdefault(need.weights.revision, need.voices[0])
    return tuple(
        Problem(
            "model-revisions",
            f"{source} is asked for in {len(voices)} revisions: "
            + ", ".join(f"{revision} by {voice}" for revision, voice in voices.items()),
            Where(file),
            hint="a book is rendered with one revision of a model: write the same for each voice",
        )
        for source, voices in revisions.items()
        if len(voices) > 1
    )
