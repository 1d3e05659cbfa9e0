"""A real Whisper class, tiny, hears recordings in a process of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.engines.transcriber import MODEL, Transcriber
from narrate.errors import MissingTool, NarrateError
from tests.conftest import made_once

SENTENCE = "The lamp at the corner is out."
"""What the tiny model hears in everything."""


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    file = tmp_path / "ada.flac"
    soundfile.write(file, 0.1 * np.sin(np.arange(2 * 22050) / 40), 22050)
    return file


def test_what_is_heard_is_one_line_of_words(whisper: Path, recording: Path) -> None:
    with Transcriber(str(whisper)) as transcriber:
        transcriber.require()
        assert transcriber.words(recording) == SENTENCE
        assert transcriber.words(recording) == SENTENCE


def test_a_file_that_is_no_sound_and_a_model_that_cannot_hear_are_named(
    whisper: Path, recording: Path, tmp_path: Path
) -> None:
    noise = tmp_path / "noise.wav"
    noise.write_text("not a sound")
    deaf = tmp_path / "deaf"
    shutil.copytree(whisper, deaf)
    (deaf / "tokenizer.json").unlink()
    (deaf / "tokenizer_config.json").unlink()
    with Transcriber(str(whisper)) as transcriber, pytest.raises(NarrateError, match=r"noise\.wav"):
        transcriber.words(noise)
    with Transcriber(str(deaf)) as transcriber, pytest.raises(NarrateError, match=r"ada\.flac could not be"):
        transcriber.words(recording)


def test_a_model_that_hears_nothing_is_not_believed(
    tmp_path_factory: pytest.TempPathFactory, recording: Path
) -> None:
    mute = made_once(tmp_path_factory, "whisper.py", "...")
    with Transcriber(str(mute)) as transcriber, pytest.raises(NarrateError, match="no words were heard"):
        transcriber.words(recording)


def test_a_voice_model_is_no_listener(tmp_path: Path, recording: Path) -> None:
    other = tmp_path / "parrot"
    other.mkdir()
    (other / "config.json").write_text(json.dumps({"model_type": "parrot"}))
    (other / "model.safetensors").touch()
    with Transcriber(str(other)) as transcriber, pytest.raises(NarrateError, match="parrot"):
        transcriber.words(recording)


def test_without_its_model_nothing_is_heard(
    tmp_path: Path, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "empty"))
    with Transcriber() as transcriber:
        for ask in (transcriber.require, lambda: transcriber.words(recording)):
            with pytest.raises(MissingTool, match=f"{MODEL}, about 1620 MB"):
                ask()
