"""Which voices there are, what a blend is made of, and what a name that nobody has is answered with."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from narrate.engines.kokoro import voices
from narrate.engines.kokoro.engine import Kokoro, Settings
from narrate.engines.kokoro.languages import LANGUAGES
from narrate.errors import MissingTool


def copied(folder: Path, to: Path) -> Path:
    """A copy of a checkpoint that shares its files, until one is replaced."""
    shutil.copytree(folder, to, copy_function=os.link)
    return to


def test_version_1_has_54_voices_in_nine_languages() -> None:
    assert len(voices.VERSION_1) == len(set(voices.VERSION_1)) == 54
    assert Counter(name[0] for name in voices.VERSION_1) == Counter(
        "a" * 20 + "b" * 8 + "eeefhhhhiijjjjjppp" + "z" * 8
    )
    assert {name[0] for name in voices.VERSION_1} == set(LANGUAGES)
    assert {name[1:3] for name in voices.VERSION_1} == {"f_", "m_"}


def test_shares_of_a_blend_sum_to_one_in_one_order_however_they_are_written() -> None:
    assert voices.parts("bf_emma") == {"bf_emma": 1.0}
    assert list(voices.parts({"bf_lily": 3, "bf_emma": 7}).items()) == [("bf_emma", 0.7), ("bf_lily", 0.3)]
    assert voices.parts({"bf_emma": 0.7, "bf_lily": 0.3}) == voices.parts({"bf_lily": 30, "bf_emma": 70})


@pytest.mark.parametrize(
    ("voice", "prosody", "faults"),
    [
        ("bf_emma", None, ()),
        ({"bf_emma": 0.7, "bf_lily": 0.3}, "am_michael", ()),
        ("bf_ema", None, ("there is no voice 'bf_ema': did you mean \"bf_emma\"?",)),
        ("af_heart", "am_micheal", ("there is no voice 'am_micheal': did you mean \"am_michael\"?",)),
        (
            "bf_emma,bf_lily",
            None,
            (
                "there is no voice 'bf_emma,bf_lily': a blend is written "
                "voice = { bf_emma = 0.5, bf_lily = 0.5 }",
            ),
        ),
        (
            "qqq",
            None,
            (
                "there is no voice 'qqq': there are af_alloy, af_aoede, af_bella, af_heart, af_jessica, "
                "af_kore, af_nicole, af_nova and 46 more",
            ),
        ),
        ({}, None, ("a blend needs a voice: voice = { bf_emma = 0.7, bf_lily = 0.3 }",)),
    ],
)
def test_an_unknown_voice_is_a_fault_before_any_model_is_there(
    voice: Any, prosody: str | None, faults: tuple[str, ...]
) -> None:
    assert Kokoro.faults(Settings(voice, prosody=prosody)) == faults


def test_a_folders_voices_are_its_own(random_kokoro: Path) -> None:
    there = Settings("ef_dora", model=str(random_kokoro))
    assert Kokoro.faults(there) == ()
    Kokoro.require(there, {})
    absent = Settings("bf_lily", model=str(random_kokoro))
    assert Kokoro.faults(absent) == (
        "there is no voice 'bf_lily': there are af_bella, af_heart, am_adam, bf_emma, bm_george, ef_dora",
    )
    with pytest.raises(MissingTool, match="there is no voice 'bf_lily'"):
        Kokoro.require(absent, {})


def test_the_original_repository_is_told_to_be_for_pytorch() -> None:
    (fault,) = Kokoro.faults(Settings("af_heart", model="hexgrad/Kokoro-82M"))
    assert "prince-canuma/Kokoro-82M has the same for MLX" in fault


def test_a_voice_of_other_repositories_is_not_judged_by_version_1() -> None:
    assert Kokoro.faults(Settings("zf_001", model="someone/Kokoro-82M-zh")) == ()


@pytest.mark.parametrize(
    ("settings", "language", "fault"),
    [
        ({"voice": "af_heart"}, "en-gb", ""),
        ({"voice": "ef_dora"}, "es", ""),
        ({"voice": "ef_dora", "language": "en"}, "en", ""),
        ({"voice": {"ef_dora": 0.4, "af_heart": 0.6}}, "en", ""),
        ({"voice": "ef_dora"}, "en-gb", "the voice speaks Spanish and the book is in British English"),
        ({"voice": {"ef_dora": 0.6, "af_heart": 0.4}}, "en", "the voice speaks Spanish"),
        ({"voice": "af_heart", "language": "nl"}, "en", "Kokoro does not speak 'nl'"),
        ({"voice": "mine"}, "fr", ""),
        ({"voice": "mine"}, "nl", "Kokoro does not speak 'nl'"),
    ],
)
def test_a_voice_of_another_language_is_told(settings: Mapping[str, Any], language: str, fault: str) -> None:
    found = Kokoro.foreign(Settings(**settings), language)
    assert found.startswith(fault)
    assert bool(found) == bool(fault)


def test_the_key_holds_what_is_heard_and_nothing_else(random_kokoro: Path, tmp_path: Path) -> None:
    def key(**settings: Any) -> Mapping[str, object]:
        return Kokoro.fingerprint(
            Settings(**{"voice": "af_heart", "model": str(random_kokoro), **settings}), {}
        )

    plain = key()
    assert str(random_kokoro) not in str(plain)
    assert key(model=str(copied(random_kokoro, tmp_path / "elsewhere"))) == plain
    others = [key(voice="am_adam"), key(prosody="am_adam"), key(speed=1.1), key(language="en-GB")]
    assert all(other != plain for other in others)
    assert key(language="EN-gb") == key(language="en-GB")
    assert key(voice={"af_heart": 3, "am_adam": 1}) == key(voice={"am_adam": 0.25, "af_heart": 0.75})
    assert key(voice={"af_heart": 2}) == plain


def test_the_key_of_a_folder_is_of_the_files_that_are_used(random_kokoro: Path, tmp_path: Path) -> None:
    folder = copied(random_kokoro, tmp_path / "model")
    heart, adam = (Settings(name, model=str(folder)) for name in ("af_heart", "am_adam"))
    before = Kokoro.fingerprint(heart, {}), Kokoro.fingerprint(adam, {})
    pack = (folder / "voices" / "am_adam.safetensors").read_bytes()
    (folder / "voices" / "am_adam.safetensors").unlink()
    (folder / "voices" / "am_adam.safetensors").write_bytes(pack[:-1] + b"\1")
    assert Kokoro.fingerprint(heart, {}) == before[0]
    assert Kokoro.fingerprint(adam, {}) != before[1]


def test_the_key_of_a_repository_is_its_commit() -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    settings = Settings("af_heart")
    assert commit in str(Kokoro.fingerprint(settings, {settings.model: commit}))


def test_the_weights_are_the_model_with_its_voices() -> None:
    (weights,) = Kokoro.weights(Settings({"bf_emma": 1, "bf_lily": 1}, prosody="am_adam", revision="v1"))
    assert (weights.source, weights.revision) == ("prince-canuma/Kokoro-82M", "v1")
    assert {"config.json", "voices/bf_emma.safetensors", "voices/am_adam.safetensors"} < set(weights.files)
