"""The table of how Kokoro's voices sound has all of them, and offers those of the book's language."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrate.engines.kokoro import portraits, voices
from narrate.engines.kokoro.engine import Kokoro, Settings
from narrate.voices.casting.portrait import UNKNOWN, contrast


def test_every_voice_has_a_portrait_and_two_are_one_apart_on_average() -> None:
    found = [portraits.portrait(name) for name in voices.VERSION_1]
    assert UNKNOWN not in found
    assert {portrait.pitch_hz for portrait in found} == {None}  # the model predicts it: nobody measured it
    apart = [contrast(a, b).timbre or 0 for a in found for b in found if a is not b]
    assert sum(apart) / len(apart) == pytest.approx(1.0, abs=0.01)


def test_a_british_book_is_offered_british_voices_at_home_and_american_ones_besides() -> None:
    offers = {str(offer.keys["voice"]): offer for offer in Kokoro.offers(Settings("bf_emma"), "en-gb")}
    assert set(offers) == {name for name in voices.VERSION_1 if name[0] in "ab"}
    assert {name for name, offer in offers.items() if offer.at_home} == {
        name for name in offers if name[0] == "b"
    }
    assert (offers["bf_emma"].grade, offers["bf_emma"].portrait.sex) == ("B-", "f")
    assert offers["af_heart"].worth > offers["bf_emma"].worth > offers["am_adam"].worth
    assert {offer.at_home for offer in Kokoro.offers(Settings("bf_emma"), "en-au")} == {True, False}


def test_other_languages_have_only_their_own() -> None:
    assert [offer.keys["voice"] for offer in Kokoro.offers(Settings("ff_siwis"), "fr")] == ["ff_siwis"]
    assert Kokoro.offers(Settings("bf_emma", language="en-gb"), "de") == ()


def test_a_model_offers_what_it_has_and_what_nobody_knows_is_not_offered(tmp_path: Path) -> None:
    (tmp_path / "voices").mkdir()
    for name in ("bf_emma", "mine"):
        (tmp_path / "voices" / f"{name}.safetensors").touch()
    local = Settings("mine", model=str(tmp_path))
    assert [offer.keys["voice"] for offer in Kokoro.offers(local, "en-gb")] == ["bf_emma"]
    assert Kokoro.portrait(local) == UNKNOWN
    assert Kokoro.offers(Settings("bf_emma", model="somebody/else"), "en-gb") == ()


def test_a_blend_sounds_in_between() -> None:
    emma, george = portraits.portrait("bf_emma"), portraits.portrait("bm_george")
    blend = Kokoro.portrait(Settings({"bf_emma": 3.0, "bm_george": 1.0}))
    whole = contrast(emma, george).timbre
    assert whole
    assert contrast(emma, blend).timbre == pytest.approx(whole / 4)
    assert (blend.sex, blend.name) == ("", "")
