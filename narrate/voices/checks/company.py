"""Who and what else is heard: music, and a second speaker. Best effort; a build does not listen for them."""

from __future__ import annotations

from narrate.errors import Outcome
from narrate.voices.checks.item import Examined, Item
from narrate.voices.company import music as of_music
from narrate.voices.company import speakers
from narrate.voices.company.suspicion import NONE, Suspicion

_LIKELY, _CERTAIN = 0.5, 0.9


def music(found: Examined) -> Item | None:
    """Whether there is music, alone or under the voice."""
    advice = (
        "a clone takes the music for a part of the voice: record it again without, or take another stretch"
    )
    return _item("music", of_music.music(found.recording), advice)


def second_speaker(found: Examined) -> Item | None:
    """Whether somebody else is heard as well."""
    advice = "a clone is made of everybody who is heard: cut out the sentences of one person"
    return _item("second speaker", speakers.second_speaker(found.recording), advice)


def _item(name: str, suspicion: Suspicion, advice: str) -> Item | None:
    """What comes of ``suspicion``; nothing where there was too little to tell."""
    if suspicion is NONE:
        return None
    likelihood = suspicion.likelihood
    likely = likelihood > _LIKELY
    return Item(
        name,
        Outcome.FAIL if likelihood >= _CERTAIN else Outcome.WARN if likely else Outcome.PASS,
        f"{likelihood:.0%} likely",
        f"{_LIKELY:.0%} or less",
        advice if likely else "",
        suspicion.places,
        {"likelihood": likelihood},
        guess=True,
    )
