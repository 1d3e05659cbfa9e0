"""The parent's side: what a clone is in a key, what is wrong with it, what it needs. No model."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from narrate.engines.csm.engine import Csm, Settings
from narrate.engines.models.weights import NO_PINS
from narrate.errors import MissingTool, NarrateError
from tests.engines.csm.conftest import TRANSCRIPT

KEYED = {
    "transcript": "Other words than those.",
    "temperature": 0.7,
    "revision": "a-branch",
    "model": "somebody/csm-1b",
}


@pytest.fixture
def voice(recordings: tuple[Path, Path]) -> Settings:
    return Settings(recordings[0], TRANSCRIPT)


@pytest.mark.parametrize("field", KEYED)
def test_what_changes_the_sound_changes_the_key(voice: Settings, field: str) -> None:
    other = replace(voice, **{field: KEYED[field]})
    assert Csm.fingerprint(other, NO_PINS) != Csm.fingerprint(voice, NO_PINS)


def test_what_does_not_change_the_sound_is_not_in_the_key(voice: Settings, tmp_path: Path) -> None:
    moved = Path(shutil.copyfile(voice.reference, tmp_path / "moved.wav"))
    same = replace(voice, reference=moved, attempts=9, transcript=f" {TRANSCRIPT}\n")
    assert Csm.fingerprint(same, NO_PINS) == Csm.fingerprint(voice, NO_PINS)


def test_a_commit_that_the_project_has_settled_on_is_in_the_key(voice: Settings) -> None:
    pinned = Csm.fingerprint(voice, {"kyutai/moshiko-pytorch-bf16": "c0ffee"})
    assert pinned != Csm.fingerprint(voice, NO_PINS)


def test_a_clone_needs_three_things_from_the_hub(voice: Settings) -> None:
    assert [weights.source for weights in Csm.weights(voice)] == [
        "mlx-community/csm-1b",
        "unsloth/Llama-3.2-1B",
        "kyutai/moshiko-pytorch-bf16",
    ]


def test_a_local_model_brings_what_it_has_of_its_own(voice: Settings, tiny_csm: Path, tmp_path: Path) -> None:
    whole = Csm.weights(replace(voice, model=str(tiny_csm)))
    assert [Path(weights.source) for weights in whole] == [
        tiny_csm,
        tiny_csm / "tokenizer",
        tiny_csm / "codec",
    ]
    bare = Csm.weights(replace(voice, model=str(tmp_path)))
    assert [weights.local for weights in bare] == [True, False, False]


def test_a_recording_is_judged_with_its_words(voice: Settings) -> None:
    assert Csm.faults(voice) == ()
    (fault,) = Csm.faults(replace(voice, transcript=TRANSCRIPT * 9))
    assert fault.startswith("ada.wav: its transcript cannot belong to it: ")


def test_a_clone_without_words_is_refused_unless_a_model_is_to_write_them(voice: Settings) -> None:
    (fault,) = Csm.faults(replace(voice, transcript=" "))
    assert fault.startswith("there is no transcript; ")
    assert Csm.faults(replace(voice, transcript="", transcribe=True)) == ()


def test_a_build_does_not_begin_with_a_recording_that_is_no_good(
    voice: Settings, tiny_csm: Path, tmp_path: Path
) -> None:
    local = replace(voice, model=str(tiny_csm))
    Csm.require(local, NO_PINS)
    with pytest.raises(NarrateError, match="there is no transcript"):
        Csm.require(replace(local, transcript=""), NO_PINS)
    (tmp_path / "ada.wav").write_bytes(b"RIFF")
    with pytest.raises(NarrateError, match=r"ada\.wav cannot be read as sound"):
        Csm.require(replace(local, reference=tmp_path / "ada.wav"), NO_PINS)


def test_a_folder_that_is_not_there_is_missing(voice: Settings, tmp_path: Path) -> None:
    with pytest.raises(MissingTool, match="there is no folder"):
        Csm.require(replace(voice, model=str(tmp_path / "csm")), NO_PINS)


def test_the_english_model_does_not_read_a_german_book_and_a_model_of_the_authors_may(ada: Settings) -> None:
    english = Settings(ada.reference, ada.transcript)
    assert "speaks English and the language of the book is 'de'" in Csm.foreign(english, "de")
    assert Csm.foreign(english, "en-gb") == ""
    assert Csm.foreign(ada, "de") == ""


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (None, "it has no config.json"),
        ("{", "its config.json cannot be read"),
        ("[]", "its config.json cannot be read"),
        ('{"model_type": "kokoro"}', "its config.json is of the kind 'kokoro'"),
    ],
)
def test_a_folder_that_holds_another_model_is_found_without_loading_it(
    ada: Settings, tmp_path: Path, config: str | None, message: str
) -> None:
    if config is not None:
        (tmp_path / "config.json").write_text(config)
    elsewhere = replace(ada, model=str(tmp_path))
    assert message in Csm.faults(elsewhere)[0]
    with pytest.raises(MissingTool, match=message):
        Csm.require(elsewhere, {})
