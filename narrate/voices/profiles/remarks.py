"""What is to be said of a profile: whether a voice can be cloned from it, and what might be better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from narrate.errors import Outcome
from narrate.sound.pcm import decode
from narrate.voices.checks import checklist
from narrate.voices.profiles.profile import Profile

_CUT = "edges"  # the item of the checklist on what a profile has cut off itself


@dataclass(frozen=True, slots=True)
class Remark:
    """``word`` is for a table, and ``sentence`` says what to do. What ``fails`` cannot be cloned."""

    word: str
    sentence: str
    fails: bool = False


def remarks(made: Profile) -> Iterator[Remark]:
    """What is to be said of ``made``; nothing of a good one that may be used.

    Raises NarrateError where its sound cannot be read.
    """
    if not made.consent:
        yield Remark(
            "no consent",
            "nobody has written down by whose leave this voice is cloned; write it into "
            f'{made.file}, for example consent = "my own voice"',
        )
    for item in checklist.examine(decode(made.reference), made.transcript):
        if item.outcome is not Outcome.PASS and item.name != _CUT:
            told = f"{item.name}: {item.measured}; {item.advice}"
            failed = item.outcome is Outcome.FAIL
            yield Remark(item.name, item.advice if failed else told, failed)
