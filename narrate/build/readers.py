"""What turns written words into sounds beside the models: the versions that shaped the text of a book.

They are in no key: an update must not render hours again, and a machine with other versions can put together
a book whose takes it has. The lock file tells which they were, so that a book that is to be rendered in the
same way elsewhere, or is rendered differently from now on, is no surprise.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from narrate.engines.registry import engine_class
from narrate.takes.line import Line
from narrate.takes.store import DamagedTake, Store

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


def added(known: Readers, rendered: Iterable[Line]) -> dict[str, Mapping[str, str]]:
    """What is ``known``, and what reads lines that are ``rendered`` apart from the rest of the book."""
    reading = here(rendered)
    return {**known, **{engine: {**known.get(engine, {}), **reading[engine]} for engine in reading}}


def recalled(known: Readers, lines: Sequence[Line], store: Store) -> dict[str, Mapping[str, str]]:
    """What is ``known``, and of engines that nobody knows anything of, what the takes of ``lines`` tell.

    Where they tell of several versions, that which most of them were read with. It reads the records of an
    engine that is not known and reads with something, which the lock file then knows.
    """
    reading = here(line for line in lines if line.voice.engine not in known)
    counts: dict[str, dict[str, Counter[str]]] = {engine: {} for engine in reading}
    for key, engine in {line.render.key: line.voice.engine for line in lines}.items():
        if engine in reading:
            with contextlib.suppress(DamagedTake):  # which is found later, and rendered anew
                made_with = store.get(key).made_with
                for name in reading[engine].keys() & made_with.keys():
                    counts[engine].setdefault(name, Counter())[made_with[name]] += 1
    told = {
        engine: {name: max(sorted(versions), key=versions.__getitem__) for name, versions in names.items()}
        for engine, names in counts.items()
        if names
    }
    return {**known, **told}


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
