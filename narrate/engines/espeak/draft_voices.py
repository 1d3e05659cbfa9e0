"""Embedded voices for people who have none: distinct, stable, fitting their pronouns.

Each person has an order of preference over a palette of eSpeak variants and pitches, drawn from the hash of
the name. In the order of the cast, everyone takes the first one still free: adding a character at the end
changes nobody, and two casts that share a name share its voice unless it was taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from narrate.engines.espeak.engine import Settings
from narrate.model import NARRATOR, Voice

WOMEN = ("+f1", "+f2", "+f3", "+f4", "+f5", "+linda", "+belinda", "+steph")
MEN = ("+m1", "+m2", "+m3", "+m4", "+m7", "+edward", "+ed", "+john")
OTHERS = ("+m5", "+f4", "+klatt2", "+m8", "+Mario", "+Alicia", "+croak", "+UniRobot")
_PALETTES = {"she": WOMEN, "he": MEN, "it": OTHERS[::-1], "they": OTHERS}
PITCHES = (50, 38, 62, 44, 56)
"""eSpeak's 0 to 99. The variants themselves differ in register; these stay where all are natural."""

EMBEDDED = "embedded "
"""How the names of these voices begin, before the person's."""

_NARRATOR = Settings(speed=160, pitch=45)


@dataclass(frozen=True, slots=True)
class Person:
    """Who needs a voice: the name in the cast and the pronouns, or ""."""

    name: str
    pronouns: str = ""


def choose(people: Sequence[Person]) -> tuple[Voice, ...]:
    """A voice for each of ``people``, in their order; the one called ``NARRATOR`` gets the plain voice."""
    taken: set[Settings] = set()
    voices = []
    for person in people:
        settings = _NARRATOR if person.name == NARRATOR else _first_free(person, taken)
        taken.add(settings)
        voices.append(Voice(EMBEDDED + person.name, "espeak", settings))
    return tuple(voices)


def _first_free(person: Person, taken: set[Settings]) -> Settings:
    """The person's favourite that nobody has; another of its variant and pitch once all are gone."""
    palette = _PALETTES.get(person.pronouns, OTHERS + WOMEN + MEN)
    choices = [Settings(voice=variant, pitch=pitch) for pitch in PITCHES for variant in palette]
    variants = {settings.voice for settings in taken}
    ranked = sorted(choices, key=lambda choice: (choice.voice in variants, _rank(person.name, choice)))
    free = [choice for choice in ranked if choice not in taken]
    if free:
        return free[0]
    favourite = ranked[0]  # a cast of more than forty: tell them apart by pace
    speeds = range(favourite.speed, 400)
    other_paces = (Settings(favourite.voice, speed, favourite.pitch) for speed in speeds)
    return next((settings for settings in other_paces if settings not in taken), favourite)


def _rank(name: str, choice: Settings) -> str:
    return hashlib.sha256(f"{name}\0{choice.voice}\0{choice.pitch}".encode()).hexdigest()
