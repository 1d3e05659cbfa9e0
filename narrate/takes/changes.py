"""What is different between two builds, or between a build and a plan: which lines, and why. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from narrate.takes.line import Line
from narrate.takes.manifest import Manifest, Spoken
from narrate.takes.pairing import pair
from narrate.takes.plan import Plan
from narrate.takes.reasons import reasons, respelled

LOST = "its take is no longer in the store"
"""Why a line is rendered again of which nothing changed."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A line and the one that it replaces, if any; ``reasons``, in words, are why that sounded different."""

    now: Spoken
    was: Spoken | None
    reasons: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether it is the same take as before, wherever it stood."""
        return self.was is not None and self.was.key == self.now.key


@dataclass(frozen=True, slots=True)
class Comparison:
    """The lines of the later book in its order, and those of the earlier that are no more."""

    lines: tuple[Compared, ...]
    gone: tuple[Spoken, ...]

    @property
    def differing(self) -> tuple[Compared, ...]:
        """The lines that sound different, or were not there."""
        return tuple(line for line in self.lines if not line.same)


def compare(before: Manifest, after: Manifest) -> Comparison:
    """What in ``after`` sounds different from ``before``. A line that was only moved does not."""
    pairs = pair(before.lines, after.lines)
    lexicon = respelled(before.lexicon, after.lexicon)
    compared = []
    for index, (line, other) in enumerate(zip(after.lines, pairs.was, strict=True)):
        whole = pairs.part_of.get(index)
        if other is not None:
            was = before.lines[other]
            compared.append(Compared(line, was, reasons(was, line, lexicon)))
        elif whole is not None:
            compared.append(Compared(line, None, (f"was part of {before.lines[whole].id}",)))
        else:
            compared.append(Compared(line, None))
    replaced = {*pairs.was} | pairs.joined
    gone = tuple(line for index, line in enumerate(before.lines) if index not in replaced)
    return Comparison(tuple(compared), gone)


class Status(StrEnum):
    """What a plan says of a line."""

    CACHED = "cached"
    NEW = "new"
    STALE = "stale"  # it replaces a take that the last build used


@dataclass(frozen=True, slots=True)
class Change:
    """A line of a plan and what there is to do for it. ``reasons`` are of a stale one, in words."""

    line: Line
    status: Status
    reasons: tuple[str, ...] = ()


def changes(plan: Plan, before: Manifest, after: Manifest) -> tuple[Change, ...]:
    """Each line of ``plan``, which ``after`` tells of, against the last build."""
    compared = compare(before, after).lines
    return tuple(_change(line, each) for line, each in zip(plan.lines, compared, strict=True))


def _change(line: Line, compared: Compared) -> Change:
    if line.cached:
        return Change(line, Status.CACHED)
    if compared.same:
        return Change(line, Status.STALE, (LOST,))
    return Change(line, Status.STALE if compared.reasons else Status.NEW, compared.reasons)
