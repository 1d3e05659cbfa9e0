"""Why a line has to be rendered: the take that it replaces, and what about it is different. Pure.

The lines of the last build and of the plan are laid side by side, as two texts are compared. Within a stretch
that differs, a line replaces the one whose words are most like its own.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from narrate.model import Phonemes, Render
from narrate.takes.alignment import differing
from narrate.takes.performed import Performed
from narrate.takes.plan import Line

_ALIKE = 0.5
"""Of two texts' words: a smaller share in common, and the one is no version of the other."""

_MOST_PAIRS = 40_000
"""Comparisons of texts in one stretch; beyond, lines replace each other in order."""

Renders = Callable[[str], Render | None]
"""The request that a take of the store was made for, by its key."""


class Status(StrEnum):
    """What a plan says of a line."""

    CACHED = "cached"
    NEW = "new"
    STALE = "stale"  # it replaces a take that the last build used


@dataclass(frozen=True, slots=True)
class Change:
    """A line and what there is to do for it. ``reasons`` are of a stale one, in words."""

    line: Line
    status: Status
    reasons: tuple[str, ...] = ()


def changes(lines: Sequence[Line], performed: Sequence[Performed], renders: Renders) -> tuple[Change, ...]:
    """Each of ``lines`` against what was ``performed`` in the last build."""
    old = [line.key for line in performed]
    new = [line.render.key for line in lines]
    found = [Change(line, Status.CACHED if line.cached else Status.NEW) for line in lines]
    for start, end, first, last in differing(old, new):
        waiting = [at for at in range(first, last) if not lines[at].cached]
        replaced = [(before, render) for before in performed[start:end] if (render := renders(before.key))]
        for at, (before, render) in _pairs(lines, waiting, replaced):
            found[at] = Change(lines[at], Status.STALE, tuple(_reasons(lines[at], before, render)))
    return tuple(found)


_Old = tuple[Performed, Render]


def _pairs(
    lines: Sequence[Line], waiting: Sequence[int], replaced: Sequence[_Old]
) -> Iterator[tuple[int, _Old]]:
    """Which line replaces which take: first those with the same words, then those with similar ones."""
    by_text: dict[str, deque[int]] = {}
    for index, (_, render) in enumerate(replaced):
        by_text.setdefault(render.text, deque()).append(index)
    free = dict.fromkeys(range(len(replaced)))
    left: list[int] = []
    for at in waiting:
        if same := by_text.get(lines[at].render.text):
            index = same.popleft()
            del free[index]
            yield at, replaced[index]
        else:
            left.append(at)
    if len(left) * len(free) > _MOST_PAIRS:
        yield from ((at, replaced[index]) for at, index in zip(left, free, strict=False))
        return
    said = {index: Counter(replaced[index][1].text.split()) for index in free}
    for at in left:
        words = Counter(lines[at].render.text.split())
        rated = ((_likeness(said[index], words), -index) for index in free)
        likeness, negative = max(rated, default=(0.0, 0))
        if likeness >= _ALIKE:
            del free[-negative]
            yield at, replaced[-negative]


def _likeness(some: Counter[str], others: Counter[str]) -> float:
    """The share of two texts' words that are in both, 0 to 1."""
    return 2 * (some & others).total() / max(1, some.total() + others.total())


def _reasons(line: Line, before: Performed, old: Render) -> Iterator[str]:
    new, voice = line.render, line.voice.name
    if before.voice != voice and (old.engine, old.voice) != (new.engine, new.voice):
        yield f"read by {voice} instead of {before.voice}"
    elif old.engine != new.engine:
        yield f"voice {voice}: engine {old.engine} → {new.engine}"
    else:
        yield from (
            f"voice {voice}: {each}" for each in _settings(json.loads(old.voice), json.loads(new.voice))
        )
    if old.engine == new.engine and old.engine_revision != new.engine_revision:
        yield f"this narrate renders differently with {new.engine}"
    if old.text != new.text:
        yield f"spoken text: {_words(old.text, new.text)}"
    yield from _sounds(old, new)
    for name in ("language", "style"):
        if getattr(old, name) != getattr(new, name):
            yield f"{name}: {getattr(old, name) or 'none'} → {getattr(new, name) or 'none'}"
    if old.text == new.text and old.occurrence != new.occurrence:
        yield "the same words are said more often, or less often, before it in the chapter"
    if old.take != new.take:
        yield f"take {old.take} → {new.take}"


def _settings(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    """What differs between two fingerprints of a voice."""
    for key in sorted({*old, *new}):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if isinstance(before, dict) and isinstance(after, dict):
            yield from (f"{key}.{each}" for each in _settings(before, after))
        elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
            yield from (f"{key} {_model(a, b)}" for a, b in zip(before, after, strict=True) if a != b)
        else:
            yield f"{key} {_model(before, after)}"


def _model(before: object, after: object) -> str:
    """A changed value: hashes only say that it did, commits are cut to what people read."""
    if before is None or after is None:
        return f"{_shown(before)} → {_shown(after)}"
    if str(before).startswith("sha256:") and str(after).startswith("sha256:"):
        return "changed"
    return f"{_shown(before)} → {_shown(after)}"


def _shown(value: object) -> str:
    if value is None:
        return "none"
    source, at, commit = str(value).partition("@")
    return f"{source}@{commit[:7]}" if at else str(value)


def _words(old: str, new: str) -> str:
    """The words that differ, each stretch as “before” → “after”."""
    before, after = old.split(), new.split()
    told = [
        f"“{' '.join(before[start:end])}” → “{' '.join(after[first:last])}”"
        for start, end, first, last in differing(before, after)
    ]
    return ", ".join(told) or "spacing"


def _sounds(old: Render, new: Render) -> Iterator[str]:
    """Fixed phonemes that differ, by the word they belong to."""
    before, after = _said(old.text, old.ipa), _said(new.text, new.ipa)
    for word in dict.fromkeys((*before, *after)):
        if before.get(word) != after.get(word):
            yield f"pronunciation of “{word}”: {_slashed(before.get(word))} → {_slashed(after.get(word))}"


def _said(text: str, ipa: Sequence[Phonemes]) -> dict[str, str]:
    return {text[start:end]: phonemes for start, end, phonemes in ipa}


def _slashed(phonemes: str | None) -> str:
    return f"/{phonemes}/" if phonemes else "none"
