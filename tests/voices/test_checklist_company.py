"""Music and a second speaker on the checklist: as far as they are likely."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from narrate.errors import Outcome
from narrate.sound.pcm import Recording
from narrate.voices.checks.checklist import Item, examine, outcome, verdict
from narrate.voices.company.suspicion import Suspicion
from tests.voices.conftest import RATE_HZ

Sound = NDArray[np.float32]


def found(audio: Sound) -> dict[str, Item]:
    return {item.name: item for item in examine(Recording(audio, RATE_HZ))}


def test_a_reader_alone_passes(spoken: Sound) -> None:
    items = found(spoken)
    assert {items[name].outcome for name in ("music", "second speaker")} == {Outcome.PASS}
    assert outcome(tuple(items.values())) is Outcome.PASS


def test_a_reader_over_music_cannot_be_cloned(spoken: Sound) -> None:
    at_s = np.arange(len(spoken)) / RATE_HZ
    chords = np.array([(262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294)])
    of_chord = chords[(at_s / 2).astype(int) % 4]
    fading = np.exp(-2 * (at_s % 0.5))
    notes = sum(
        np.sin(2 * np.pi * number * of_chord[:, note] * at_s) / number
        for note in range(3)
        for number in (1, 2, 3)
    )
    items = found((spoken + 0.03 * fading * notes).astype(np.float32))
    assert items["music"].outcome is Outcome.FAIL
    assert items["music"].places
    assert verdict(tuple(items.values())) == "cannot be cloned"


@pytest.mark.parametrize(("likelihood", "told"), [(0.2, "pass"), (0.7, "warn"), (0.95, "fail")])
def test_company_is_told_as_far_as_it_is_likely(
    spoken: Sound, likelihood: float, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = ((1.0, 2.0),) if likelihood > 0.5 else ()
    for detector in ("music.music", "speakers.second_speaker"):
        monkeypatch.setattr(f"narrate.voices.company.{detector}", lambda _: Suspicion(likelihood, places))
    items = found(spoken)
    for name in ("music", "second speaker"):
        assert (items[name].outcome, items[name].places) == (told, places)
        assert items[name].guess
        assert bool(items[name].advice) == bool(places)
