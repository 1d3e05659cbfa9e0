"""The table of how eSpeak's variants sound is of the engine that is here."""

from __future__ import annotations

import numpy as np
import pytest

from narrate.engines.espeak.draft_voices import MEN, OTHERS, PITCHES, WOMEN
from narrate.engines.espeak.engine import Espeak, Settings
from narrate.model import Render
from narrate.voices.casting.portrait import UNKNOWN, contrast
from narrate.voices.pitch import track

TEXT = "The North Wind and the Sun were disputing which was the stronger, when a traveler came along."


def test_every_variant_is_offered_at_every_pitch() -> None:
    offers = Espeak.offers(Settings(), "de")
    assert len(offers) == len({*WOMEN, *MEN, *OTHERS}) * len(PITCHES)
    assert len({offer.portrait.name for offer in offers}) == len(offers)
    for offer in offers:
        settings = Settings(**offer.keys)  # type: ignore[arg-type]
        assert Espeak.portrait(settings) == offer.portrait
        assert offer.portrait.timbre


@pytest.mark.parametrize(
    "settings", [Settings(pitch=45), Settings("+f3", pitch=62), Settings("+ed", pitch=38)]
)
def test_the_pitch_of_a_variant_is_what_is_heard(settings: Settings) -> None:
    render = Render("espeak", 1, "", TEXT, ipa=(), language="en-gb", style="", occurrence=0)
    with Espeak() as engine:
        spoken = engine.perform(render, settings)
    followed = track(spoken.audio, spoken.sample_rate_hz)
    heard_hz = float(np.median(followed.hz[followed.voiced]))
    told_hz = Espeak.portrait(settings).pitch_hz
    assert told_hz
    assert abs(12 * np.log2(heard_hz / told_hz)) < 1


def test_a_language_before_the_variant_does_not_matter_and_other_variants_are_unknown() -> None:
    assert Espeak.portrait(Settings("en-us+m3")) == Espeak.portrait(Settings("+m3"))
    assert Espeak.portrait(Settings("+whisper")) == UNKNOWN
    plain, robot = Espeak.portrait(Settings()), Espeak.portrait(Settings("+UniRobot"))
    assert (plain.sex, robot.sex) == ("m", "")
    assert contrast(plain, robot).apart > 0.5
