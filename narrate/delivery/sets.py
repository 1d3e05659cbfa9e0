"""Files that are delivered together, held against each other: alike, numbered, nothing left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from narrate.delivery.facts import Facts
from narrate.delivery.profiles import Profile
from narrate.delivery.rules import Finding
from narrate.errors import Outcome

_NUMBER = re.compile(r"\s*(\d+)")
_LONG_S = 60.0  # what is shorter says little of a level
_OPENING = re.compile(r"\bopening\b|\bintro(duction)? credits?\b", re.IGNORECASE)
_CLOSING = re.compile(r"\b(closing|end|ending)\b.*\bcredits?\b|\bclosing\b|\bend credits?\b", re.IGNORECASE)
_SAMPLE = re.compile(r"\bsample\b", re.IGNORECASE)
_SAMPLE_S = (60.0, 300.0)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a set, and what is known of it."""

    path: Path
    facts: Facts

    @property
    def is_sample(self) -> bool:
        """Whether its name says that it is a retail sample."""
        return bool(_SAMPLE.search(self.path.stem))

    @property
    def words(self) -> str:
        """What it is called: its name and its title."""
        return f"{self.path.stem} {(self.facts.container.tags or {}).get('title', '')}"


def compared(
    members: Sequence[Member], profile: Profile, *, elsewhere: Sequence[float] = ()
) -> tuple[Finding, ...]:
    """What is to be said of several files, in the order of their names, that one of them does not show.

    ``elsewhere`` are the seconds of retail samples that are known to stand in another folder.
    """
    return tuple(_findings(members, profile, elsewhere)) if len(members) > 1 else ()


def _findings(members: Sequence[Member], profile: Profile, elsewhere: Sequence[float]) -> Iterator[Finding]:
    yield _alike("channels", "channels", members, lambda file: file.container.channels)
    yield _alike("sample-rates", "sample rates", members, lambda file: file.container.rate_hz)
    yield _alike("codecs", "codecs", members, lambda file: file.container.codec)
    yield from _spread(members, profile)
    yield _numbered(members)
    if profile.set:
        yield from _credits(members, elsewhere)


def _alike(rule: str, name: str, members: Sequence[Member], of: Callable[[Facts], object]) -> Finding:
    values = sorted({str(of(member.facts)) for member in members})
    outcome = Outcome.PASS if len(values) == 1 else Outcome.FAIL
    return Finding(rule, name, outcome, " and ".join(values), "the same in all files")


def _spread(members: Sequence[Member], profile: Profile) -> Iterator[Finding]:
    heard = [(member, member.facts.sound) for member in members]
    long = [(member, sound) for member, sound in heard if sound and sound.seconds > _LONG_S]
    if len(long) < 2:
        return
    soft, loud = (end(long, key=lambda each: each[1].rms_db) for end in (min, max))
    spread_db = loud[1].rms_db - soft[1].rms_db
    over_db = spread_db - profile.spread_db
    yield Finding(
        "rms-spread",
        "RMS from file to file",
        Outcome.WARN if over_db > 0 else Outcome.PASS,
        f"{spread_db:.2f} dB apart",
        f"{profile.spread_db:g} dB or less",
        f"{soft[0].path.name} is the softest, {loud[0].path.name} the loudest" if over_db > 0 else "",
    )


def _numbered(members: Sequence[Member]) -> Finding:
    names = [member.path.name for member in members if not member.is_sample]
    found = [_NUMBER.match(name) for name in names]
    bare = [name for name, number in zip(names, found, strict=True) if number is None]
    numbers = sorted(int(number[1]) for number in found if number)
    said = "in order"
    if bare:
        said = f"{bare[0]} has no number"
    elif len(set(numbers)) < len(numbers):
        twice = next(number for number in numbers if numbers.count(number) > 1)
        said = f"{twice} stands before two names"
    elif numbers and numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        lacking = next(n for n in range(numbers[0], numbers[-1]) if n not in set(numbers))
        said = f"{lacking} is missing"
    elif names != sorted(names, key=lambda name: int((_NUMBER.match(name) or [0, 0])[1])):
        said = "names do not sort by their numbers"
    outcome = Outcome.PASS if said == "in order" else Outcome.WARN
    return Finding(
        "numbering", "numbers of the names", outcome, said, "a number before each name, none left out"
    )


def _credits(members: Sequence[Member], elsewhere: Sequence[float]) -> Iterator[Finding]:
    for rule, name, pattern in (
        ("opening-credits", "opening credits", _OPENING),
        ("closing-credits", "closing credits", _CLOSING),
    ):
        there = any(pattern.search(member.words) for member in members)
        outcome = Outcome.PASS if there else Outcome.WARN
        yield Finding(
            rule, name, outcome, "there" if there else "no file of that name", "a file of their own"
        )
    sounds = [member.facts.sound for member in members if member.is_sample]
    samples = [sound.seconds for sound in sounds if sound] or list(elsewhere)
    least, most = _SAMPLE_S
    good = bool(samples) and all(least <= seconds <= most for seconds in samples)
    told = " and ".join(f"{seconds:.0f} s" for seconds in samples) or "no file of that name"
    outcome = Outcome.PASS if good else Outcome.WARN
    yield Finding("retail-sample", "retail sample", outcome, told, "a file of 1 to 5 minutes")
