"""Models that ask the hub for more than themselves get what their voice names, and nothing else."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from narrate.engines.base import EngineFailed
from narrate.engines.mlx.engine import Mlx
from narrate.engines.mlx.parts import Part
from narrate.engines.mlx.settings import Settings
from narrate.engines.processes.process import Process
from narrate.errors import MissingTool, NarrateError
from tests.engines.conftest import Start

COMMIT = "c0ffee" + "0" * 34


class Borrower:
    """What mlx-audio's models do, in a process of its own."""

    def __init__(self, cache: Path) -> None:
        from narrate.engines.mlx.lending import Lending

        self._lending = Lending(cache)

    def lend(self, *parts: Part) -> None:
        self._lending.lend(parts)

    def snapshot(self, repository: str, revision: str | None = None) -> Path:
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(repo_id=repository, revision=revision)).resolve()

    def swallowed(self, repository: str) -> None:
        from huggingface_hub import hf_hub_download

        with contextlib.suppress(Exception):  # as chatterbox_turbo does
            hf_hub_download(repository, "model.safetensors")

    def settle(self) -> None:
        self._lending.settle("Parrot")

    def call(self, host: str) -> None:
        socket.create_connection((host, 80))


@pytest.fixture
def borrower(start: Start, tmp_path: Path) -> Process:
    return start("mlx.test_lending:Borrower", tmp_path / "hub", before="")


def test_what_is_lent_is_found_in_its_commit(borrower: Process, tmp_path: Path) -> None:
    codec, other = tmp_path / COMMIT, tmp_path / "by hand"
    codec.mkdir()
    other.mkdir()
    borrower.ask("lend", Part("x/codec", str(codec), "v2"), Part("bert-base", str(other)))
    for revision in (None, "main", "v2", COMMIT):
        assert borrower.ask("snapshot", "x/codec", revision) == codec
    assert borrower.ask("snapshot", "bert-base") == other
    borrower.ask("settle")
    borrower.ask("lend", Part("bert-base", str(other)))
    with pytest.raises(EngineFailed):
        borrower.ask("snapshot", "x/codec")


def test_what_is_asked_for_in_vain_is_named_even_if_the_model_goes_on(borrower: Process) -> None:
    borrower.ask("lend")
    borrower.ask("swallowed", "x/codec")
    with pytest.raises(EngineFailed):
        borrower.ask("snapshot", "y/voices", COMMIT)
    with pytest.raises(MissingTool) as found:
        borrower.ask("settle")
    assert found.value.message == f"Parrot asks for more than its own repository: x/codec, y/voices@{COMMIT}"
    assert found.value.hint == (
        f'add also = ["x/codec", "y/voices@{COMMIT}"] to the voice, and run narrate models pull'
    )
    borrower.ask("settle")  # said once


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "example.org"])
def test_there_is_no_network(borrower: Process, host: str) -> None:
    with pytest.raises(EngineFailed, match="renders without the network"):
        borrower.ask("call", host)


@pytest.fixture
def orpheus(tmp_path: Path) -> Path:
    """A model whose code asks for a codec where it is imported; its own weights are not looked at."""
    folder = tmp_path / "orpheus-tiny"
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "llama"}')
    (folder / "model.safetensors").touch()
    return folder


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Path], None]:
    """An empty cache of the hub's library, and a way to put a repository into it."""
    from huggingface_hub import constants

    cache = tmp_path / "user's cache"
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))

    def put(repository: str, files: Path) -> None:
        place = cache / f"models--{repository.replace('/', '--')}"
        (place / "refs").mkdir(parents=True)
        (place / "refs" / "main").write_text(COMMIT)
        (place / "snapshots").mkdir()
        files.rename(place / "snapshots" / COMMIT)

    return put


def tiny_snac(folder: Path) -> Path:
    """The codec that Orpheus models speak through."""
    import mlx.core as mx
    from mlx.utils import tree_flatten
    from mlx_audio.codec.models.snac import SNAC

    config = {
        "encoder_dim": 4,
        "encoder_rates": [2, 2],
        "decoder_dim": 8,
        "decoder_rates": [2, 2],
        "attn_window_size": None,
        "codebook_size": 4,
        "codebook_dim": 2,
        "vq_strides": [1],
    }
    folder.mkdir()
    mx.save_safetensors(str(folder / "model.safetensors"), dict(tree_flatten(SNAC(**config).parameters())))
    (folder / "config.json").write_text(json.dumps(config))
    return folder


SNAC = "mlx-community/snac_24khz"


def test_a_real_model_that_fetches_its_codec_names_it(
    orpheus: Path, hub: Callable[[str, Path], None], tmp_path: Path
) -> None:
    (fault,) = Mlx.faults(Settings(str(orpheus)))
    assert fault == (
        f"orpheus-tiny asks for more than its own repository: {SNAC}; "
        f'add also = ["{SNAC}"] to the voice, and run narrate models pull'
    )
    named = Settings(str(orpheus), also=(SNAC,), options={"top_k": 40, "temprature": 0.9})
    assert Mlx.faults(named) == ()  # cannot be told before it is here
    with pytest.raises(MissingTool, match=SNAC):
        Mlx.require(named, {})
    hub(SNAC, tiny_snac(tmp_path / "snac"))
    assert Mlx.faults(named) == ('options.temprature: llama has no such option; did you mean "temperature"?',)
    with pytest.raises(NarrateError, match=r"options\.temprature"):
        Mlx.require(named, {SNAC: COMMIT})


def test_also_names_repositories() -> None:
    wrong = Settings("x/y", also=("mlx-community/snac", "a b", "bert-base", "x/y@v1"))
    with pytest.raises(NarrateError, match="'a b' is no repository"):
        Mlx.weights(wrong)
    (fault,) = Mlx.faults(wrong)
    assert fault == 'also: \'a b\' is no repository; write "owner/name" or "owner/name@revision"'
