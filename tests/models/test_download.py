"""Fetching models: what is asked, what comes, what is kept, and what is said when it does not come."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path
from typing import NamedTuple

import pytest

from narrate.engines.models import download
from narrate.engines.models import hub as local
from narrate.engines.models.download import Fetched, Message, Offer, Received
from narrate.engines.models.weights import NO_PINS, Weights
from narrate.errors import MissingTool

MODEL = Weights("an/model", ("config.json", "*.safetensors"), "Test weights", 3)
VOICES = Weights("an/model", ("voices/*.safetensors",), "Test voices", 1)


def fetch(*wanted: Weights, pins: dict[str, str] | None = None) -> list[Message]:
    return list(download.fetch(wanted, pins or NO_PINS))


def unfinished() -> list[Path]:
    from huggingface_hub import constants

    return list(Path(constants.HF_HUB_CACHE).rglob("*.incomplete"))


def test_what_there_is_and_how_large_is_asked_before_anything_is_fetched(hub, files) -> None:
    commit = hub.push("an/model", files)
    offers = download.ask((MODEL, VOICES), NO_PINS)
    assert offers == (Offer(MODEL, commit, 3_000_002, 3_000_002), Offer(VOICES, commit, 4000, 4000))
    assert hub.fetched() == []
    assert not local.standing(MODEL, NO_PINS).complete


def test_all_files_of_the_patterns_come_and_no_others(hub, files) -> None:
    commit = hub.push("an/model", files)
    events = fetch(MODEL, VOICES)
    assert hub.fetched() == [
        "config.json",
        "model.safetensors",
        "voices/ada.safetensors",
        "voices/ben.safetensors",
    ]
    assert [each for each in events if isinstance(each, Fetched)] == [
        Fetched(MODEL, commit),
        Fetched(VOICES, commit),
    ]
    folder = local.folder(MODEL, NO_PINS)
    assert (folder / "model.safetensors").read_bytes() == files["model.safetensors"]
    assert local.folder(VOICES, {"an/model": commit}) == folder
    assert local.commit("an/model") == commit
    assert local.standing(MODEL, NO_PINS).bytes == 3_000_002
    assert unfinished() == []


def test_what_is_there_is_not_fetched_again(hub, files) -> None:
    hub.push("an/model", files)
    fetch(MODEL)
    hub.fetched()
    (offer, *_) = fetch(MODEL)
    assert isinstance(offer, Offer)
    assert offer.missing_bytes == 0
    assert hub.fetched() == []


def test_one_more_voice_is_all_that_is_fetched_for_one_more_voice(hub, files) -> None:
    hub.push("an/model", files)
    ada = Weights("an/model", ("voices/ada.safetensors",), "voice ada", 1)
    fetch(MODEL, ada)
    hub.fetched()
    assert not local.standing(VOICES, NO_PINS).complete
    assert local.standing(VOICES, NO_PINS).missing == ("voices/ben.safetensors",)
    fetch(VOICES)
    assert hub.fetched() == ["voices/ben.safetensors"]
    assert local.standing(VOICES, NO_PINS).complete


def test_a_pin_holds_when_the_repository_moves_on(hub, files) -> None:
    old = hub.push("an/model", files)
    fetch(MODEL)
    new = hub.push("an/model", {**files, "model.safetensors": os.urandom(2000)})
    hub.fetched()
    pins = {"an/model": old}
    assert fetch(MODEL, pins=pins)[-1] == Fetched(MODEL, old)
    assert hub.fetched() == []
    assert local.identity(MODEL, pins) == f"an/model@{old}"
    assert fetch(MODEL)[-1] == Fetched(MODEL, new)
    assert hub.fetched() == ["model.safetensors"]
    assert local.commit("an/model") == new
    assert (local.folder(MODEL, pins) / "model.safetensors").read_bytes() == files["model.safetensors"]


def test_a_pinned_commit_is_fetched_on_a_machine_that_never_had_it(hub, files) -> None:
    old = hub.push("an/model", files)
    hub.push("an/model", {**files, "config.json": b'{"new": 1}'})
    fetch(MODEL, pins={"an/model": old})
    assert (local.folder(MODEL, {"an/model": old}) / "config.json").read_bytes() == b"{}"


def test_the_bytes_are_told_as_they_come(hub, files) -> None:
    hub.push("an/model", files)
    hub.stall_in = "model.safetensors"
    events = download.fetch((MODEL,), NO_PINS)
    seen = 0
    for event in events:
        if isinstance(event, Received):
            seen = event.bytes
            if seen > 1_000_000:
                break
    assert 1_000_000 < seen < 2_000_000  # a half of it was sent
    events.close()  # type: ignore[attr-defined]
    assert unfinished() == []


def test_an_interrupted_download_keeps_what_is_whole_and_leaves_no_halves(hub, files) -> None:
    hub.push("an/model", files)
    hub.stall_in = "model.safetensors"
    events = download.fetch((VOICES, MODEL), NO_PINS)
    for event in events:
        if isinstance(event, Received) and event.weights is MODEL and event.bytes > 1_000_000:
            break
    assert len(unfinished()) == 1
    events.close()  # type: ignore[attr-defined]
    assert unfinished() == []
    assert local.standing(VOICES, NO_PINS).complete
    with pytest.raises(MissingTool, match="narrate models pull"):
        local.folder(MODEL, NO_PINS)
    hub.stall_in = ""
    hub.fetched()
    fetch(VOICES, MODEL)
    assert "model.safetensors" in hub.fetched()
    assert (local.folder(MODEL, NO_PINS) / "model.safetensors").read_bytes() == files["model.safetensors"]


def test_a_connection_that_is_cut_is_taken_up_where_it_was(hub, files) -> None:
    hub.push("an/model", files)
    hub.cut_in = "model.safetensors"
    fetch(MODEL)
    assert hub.fetched().count("model.safetensors") == 2
    assert (local.folder(MODEL, NO_PINS) / "model.safetensors").read_bytes() == files["model.safetensors"]


class Wrong(NamedTuple):
    weights: Weights
    message: str


WRONG = {
    "an unknown repository": Wrong(Weights("an/other", ("x",), "X", 5), "the hub has no repository an/other"),
    "an unknown revision": Wrong(
        Weights("an/model", ("config.json",), "X", 5, revision="v9"), "an/model has no revision v9"
    ),
    "an unknown file": Wrong(
        Weights("an/model", ("voices/zoe.safetensors",), "X", 5),
        "an/model has no file voices/zoe.safetensors",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_the_hub_does_not_have_is_named(case: str, hub, files) -> None:
    hub.push("an/model", files)
    with pytest.raises(MissingTool) as caught:
        fetch(WRONG[case].weights)
    assert WRONG[case].message in caught.value.message
    assert "about 5 MB" in caught.value.message


def test_a_hub_that_cannot_answer_is_an_error_with_the_size_and_the_way_out(hub, files) -> None:
    hub.push("an/model", files)
    hub.status = 503
    with pytest.raises(MissingTool) as caught:
        fetch(MODEL)
    assert f"{hub.url} answered 503 for an/model" in caught.value.message


@pytest.mark.usefixtures("hub")
def test_no_network_is_an_error_with_the_size_and_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:  # bound and not listening: nobody answers there
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(MissingTool) as caught:
            fetch(MODEL)
    assert "cannot be reached" in caught.value.message
    assert "an/model, about 3 MB" in caught.value.message
    assert "narrate models pull" in caught.value.hint


def test_a_machine_told_to_stay_offline_asks_nobody(hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(MissingTool, match="HF_HUB_OFFLINE"):
        fetch(MODEL)
    assert hub.asked == []


def test_a_disk_without_room_is_found_before_anything_is_fetched(
    hub, files, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.push("an/model", files)
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=2_000_000))
    with pytest.raises(MissingTool) as caught:
        fetch(MODEL)
    assert "3 MB are to be fetched" in caught.value.message
    assert "2 MB left" in caught.value.message
    assert hub.fetched() == []


def test_a_disk_that_fills_up_meanwhile_is_an_error_and_leaves_no_halves(
    hub, files, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A limit on the size of files stands for the full disk: the write fails in the same place."""
    hub.push("an/model", files)
    limit = tmp_path / "sitecustomize.py"
    limit.write_text(
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    with pytest.raises(MissingTool) as caught:
        fetch(MODEL)
    assert "cannot fetch the Test weights" in caught.value.message
    assert f"cannot write {tmp_path}/hub: File too large" in caught.value.message
    assert unfinished() == []
