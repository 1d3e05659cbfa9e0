"""The real loader finds every part where narrate says, and nothing but that."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from narrate.engines.csm.engine import Settings
from narrate.engines.processes.process import Process
from narrate.errors import MissingTool
from tests.checkpoints.csm import CODEC_FILE, fill_hub_cache
from tests.engines.conftest import Start
from tests.engines.csm.conftest import render


@pytest.fixture
def copy(tiny_csm: Path, tmp_path: Path) -> Path:
    """The tiny model in a folder that may be changed."""
    return shutil.copytree(tiny_csm, tmp_path / "csm")


def test_from_the_hubs_cache_without_a_network_it_sounds_as_from_a_folder(
    renderer: Process, laboratory: Start, ada: Settings, tiny_csm: Path, tmp_path: Path
) -> None:
    fill_hub_cache(tmp_path / "hub", tiny_csm)
    offline = laboratory(HF_HUB_CACHE=str(tmp_path / "hub"), HF_HUB_OFFLINE="1")
    (cached,) = offline.ask(
        "perform", [render("Who has the matches?")], Settings(ada.reference, ada.transcript), 0
    )
    (local,) = renderer.ask("perform", [render("Who has the matches?")], ada, 0)
    assert np.array_equal(cached.audio, local.audio)


def test_what_mlx_audio_looks_up_is_put_back(renderer: Process, ada: Settings) -> None:
    renderer.ask("width", ada)
    assert renderer.ask("look_ups") == ("unsloth/Llama-3.2-1B", True)


def test_with_nothing_in_the_cache_it_names_the_model_and_loads_nothing(
    laboratory: Start, ada: Settings, tmp_path: Path
) -> None:
    empty = laboratory(HF_HUB_CACHE=str(tmp_path / "hub"), HF_HUB_OFFLINE="1")
    with pytest.raises(MissingTool, match="mlx-community/csm-1b, about 3100 MB"):
        empty.ask("perform", [render("Go!")], Settings(ada.reference, ada.transcript), 0)


def _without_the_codec(folder: Path) -> None:
    (folder / "codec" / CODEC_FILE).unlink()


def _with_a_second_checkpoint(folder: Path) -> None:
    shutil.copyfile(folder / "codec" / CODEC_FILE, folder / "codec.safetensors")


def _torn(folder: Path) -> None:
    whole = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(whole[: len(whole) // 2])


def _without_the_tokenizer(folder: Path) -> None:
    (folder / "tokenizer" / "tokenizer.json").unlink()


@pytest.mark.parametrize(
    "damage", [_without_the_codec, _with_a_second_checkpoint, _torn, _without_the_tokenizer]
)
def test_a_folder_that_is_not_whole_is_named(
    renderer: Process, ada: Settings, copy: Path, damage: Callable[[Path], None]
) -> None:
    damage(copy)
    with pytest.raises(MissingTool, match=str(copy)):
        renderer.ask("perform", [render("Go!")], replace(ada, model=str(copy)), 0)


def test_a_model_gives_its_memory_back_when_another_is_asked_for(
    renderer: Process, ada: Settings, copy: Path
) -> None:
    renderer.ask("width", ada)
    _, held = renderer.ask("memory")
    renderer.ask("width", replace(ada, model=str(copy)))
    renderer.ask("width", ada)
    _, after = renderer.ask("memory")
    assert after <= held + 2**16


SILENTCIPHER = """
class server:
    class Model:
        def encode_wav(self, audio, rate_hz, key, calc_sdr, message_sdr):
            return audio + 0.01, None

def get_model(model_type, ckpt_path, config_path):
    open(config_path).close()
    return server.Model()
"""


@pytest.fixture
def silentcipher(tmp_path: Path) -> Path:
    """A package of that name, which marks the sound so that it can be seen."""
    packages = tmp_path / "packages"
    (packages / "silentcipher-9.9.dist-info").mkdir(parents=True)
    (packages / "silentcipher-9.9.dist-info" / "METADATA").write_text("Name: silentcipher\nVersion: 9.9\n")
    (packages / "silentcipher.py").write_text(SILENTCIPHER)
    return packages


def test_where_the_watermarks_package_is_installed_the_sound_is_marked(
    renderer: Process, laboratory: Start, ada: Settings, silentcipher: Path, tmp_path: Path
) -> None:
    snapshot = tmp_path / "hub" / "models--sony--silentcipher" / "snapshots" / ("0" * 40)
    (snapshot / "44_1_khz" / "73999_iteration").mkdir(parents=True)
    (snapshot / "44_1_khz" / "73999_iteration" / "hparams.yaml").touch()
    (snapshot.parent.parent / "refs").mkdir()
    (snapshot.parent.parent / "refs" / "main").write_text("0" * 40)
    marking = laboratory(PYTHONPATH=str(silentcipher), HF_HUB_CACHE=str(tmp_path / "hub"), HF_HUB_OFFLINE="1")
    (marked,) = marking.ask("perform", [render("Go!")], ada, 0)
    (plain,) = renderer.ask("perform", [render("Go!")], ada, 0)
    assert marked.made_with["watermark"] == "silentcipher 9.9"
    assert np.mean(marked.audio - plain.audio[: len(marked.audio)]) == pytest.approx(0.01, abs=1e-3)


def test_without_the_watermarks_model_nothing_goes_out_unmarked(
    laboratory: Start, ada: Settings, silentcipher: Path, tmp_path: Path
) -> None:
    unable = laboratory(PYTHONPATH=str(silentcipher), HF_HUB_CACHE=str(tmp_path / "hub"), HF_HUB_OFFLINE="1")
    with pytest.raises(MissingTool, match="sony/silentcipher"):
        unable.ask("perform", [render("Go!")], ada, 0)
