"""What turns written words into sounds beside the models: the versions that shaped the text of a book.

They are in no key: an update must not render hours again, and a machine with other versions can put together
a book whose takes it has. The lock file tells which they were, so that a book that is to be rendered in the
same way elsewhere, or is rendered differently from now on, is no surprise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from narrate.engines.registry import engine_class
from narrate.takes.line import Line

Readers = Mapping[str, Mapping[str, str]]
"""Engine → package or tagger → version."""


def here(lines: Iterable[Line]) -> dict[str, dict[str, str]]:
    """What reads ``lines`` on this machine."""
    found: dict[str, dict[str, str]] = {}
    for voice, language in dict.fromkeys((line.voice, line.render.language) for line in lines):
        if versions := engine_class(voice.engine).reads_with(voice.settings, language):
            found.setdefault(voice.engine, {}).update(versions)
    return found


def settled(known: Readers, lines: Iterable[Line], rendered: Iterable[Line]) -> dict[str, dict[str, str]]:
    """What the lock file is to say of the readers of ``lines``, some of which are to be ``rendered``.

    Of an engine that renders nothing, what is ``known`` stays: it shaped the takes that there are.
    """
    reading = here(rendered)
    whole = here(lines) if reading else {}
    engines = dict.fromkeys(line.voice.engine for line in lines)
    found: dict[str, dict[str, str]] = {}
    for engine in engines:
        before = known.get(engine, {})
        if engine in reading:
            kept = {name: version for name, version in before.items() if name in whole[engine]}
            found[engine] = {**kept, **reading[engine]}
        elif before:
            found[engine] = dict(before)
    return found


def moved(known: Readers, found: Readers) -> tuple[tuple[str, str, str, str], ...]:
    """What differs between the two, as engine, name, version before and version after, "" for none.

    Only of engines that both know.
    """
    return tuple(
        (engine, name, known[engine].get(name, ""), versions.get(name, ""))
        for engine, versions in found.items()
        if engine in known
        for name in dict.fromkeys((*known[engine], *versions))
        if known[engine].get(name) != versions.get(name)
    )


def named(name: str, version: str) -> str:
    """A reader and its version, for people."""
    if name == "tagger":
        return "our own rules for a tagger" if version == "rules" else f"the tagger {version}"
    return f"{name} {version}" if version else f"no {name}"
