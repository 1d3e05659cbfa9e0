"""Building a project whose models come from the hub: announced, pinned, or not at all."""

from __future__ import annotations

import dataclasses
import os
import shutil
import socket
import tomllib
from pathlib import Path

import pytest

from narrate.build.book import build
from narrate.build.events import Downloaded, Downloading, Finished, Planned, Received
from narrate.build.prepare import plan_of, prepare
from narrate.build.request import Request
from narrate.engines.models import hub as local
from narrate.engines.models.weights import NO_PINS
from narrate.errors import MissingTool, ProblemsFound
from narrate.project.load import load
from narrate.project.project import draft
from narrate.takes.store import Store
from tests.building import edit, edit_all, make


def pins(folder: Path) -> list[dict[str, str]]:
    return tomllib.loads((folder / "narration.lock").read_text()).get("model", [])


def tree(folder: Path) -> dict[Path, bytes | None]:
    """Everything in a folder."""
    return {path: path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


def empty_machine() -> None:
    """Forget everything that was fetched."""
    from huggingface_hub import constants

    shutil.rmtree(constants.HF_HUB_CACHE)


def test_a_build_says_what_it_fetches_and_how_large_it_is_before_it_does(hub, files, sung: Path) -> None:
    commit = hub.push("an/model", files)
    events = make(sung)
    kinds = [type(event) for event in events if not isinstance(event, Received)]
    assert kinds[:6] == [Downloading] * 3 + [Downloaded] * 3
    assert kinds[6] is Planned
    assert events[:3] == [
        Downloading("Singer weights", "an/model", 3_000_002, ("ada", "ben")),
        Downloading("Singer voice ada", "an/model", 2000, ("ada",)),
        Downloading("Singer voice ben", "an/model", 2000, ("ben",)),
    ]
    assert isinstance(events[-1], Finished)
    assert len(events.rendered) > 0
    assert pins(sung) == [{"repository": "an/model", "revision": commit}]


def test_the_next_build_asks_nobody(hub, files, sung: Path) -> None:
    hub.push("an/model", files)
    make(sung)
    hub.asked.clear()
    assert make(sung).rendered == []
    edit(sung / "book.md", "Nobody had lit", "No one had lit")
    assert len(make(sung).rendered) == 1
    assert hub.asked == []


@pytest.mark.parametrize("how", ["--offline", "HF_HUB_OFFLINE", "no network"])
def test_nothing_happens_where_nothing_is_here_and_nothing_can_come(
    how: str, hub, files, sung: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    hub.push("an/model", files)
    before = tree(sung)
    if how == "HF_HUB_OFFLINE":
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        if how == "no network":
            monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{nobody.getsockname()[1]}")
        with pytest.raises(MissingTool) as caught:
            make(sung, offline=how == "--offline")
    assert "Singer weights (an/model, about 3 MB)" in caught.value.message
    assert "narrate models pull" in caught.value.hint
    assert tree(sung) == before
    assert hub.asked == []


def test_a_model_that_moves_on_changes_nothing_until_the_pin_goes(hub, files, sung: Path) -> None:
    old = hub.push("an/model", files)
    make(sung)
    new = hub.push("an/model", {**files, "model.safetensors": os.urandom(2000)})
    empty_machine()
    edit(sung / "book.md", "Nobody had lit", "No one had lit")
    events = make(sung)
    assert len(events.rendered) == 1
    assert Downloaded("Singer weights", "an/model", old) in events
    assert pins(sung) == [{"repository": "an/model", "revision": old}]
    (sung / "narration.lock").unlink()
    empty_machine()
    everything = make(sung)
    (planned,) = (each for each in everything if isinstance(each, Planned))
    assert len(everything.rendered) == planned.utterances
    assert pins(sung) == [{"repository": "an/model", "revision": new}]


def test_a_book_that_is_rendered_needs_its_model_no_more(hub, files, sung: Path) -> None:
    hub.push("an/model", files)
    make(sung)
    empty_machine()
    hub.asked.clear()
    edit(sung / "narration.toml", "Two Lamps", "Three Lamps")
    events = make(sung, offline=True)
    assert events.rendered == []
    assert hub.asked == []
    (sung / "narration.lock").unlink()  # which commit it was is then asked, and nothing is fetched
    events = make(sung)
    assert events.rendered == []
    assert hub.fetched() == []
    assert len(pins(sung)) == 1


def test_a_revision_that_the_author_writes_wins_and_is_pinned(hub, files, sung: Path) -> None:
    main = hub.push("an/model", files)
    other = hub.push("an/model", {**files, "model.safetensors": os.urandom(2000)}, branch="v2")
    make(sung)
    toml = sung / "narration.toml"
    edit_all(toml, 'engine = "singer"', 'engine = "singer"\nrevision = "v2"')
    assert len(make(sung).rendered) > 0
    assert pins(sung) == [{"repository": "an/model", "revision": other, "asked": "v2"}]
    hub.push("an/model", files | {"config.json": b'{"moved": 1}'}, branch="v2")
    edit(sung / "book.md", "Nobody had lit", "No one had lit")
    assert len(make(sung).rendered) == 1
    assert pins(sung)[0]["revision"] == other
    edit_all(toml, 'revision = "v2"', f'revision = "{main}"')
    make(sung)
    assert pins(sung) == [{"repository": "an/model", "revision": main, "asked": main}]


def test_a_pin_that_is_edited_is_noticed(hub, files, sung: Path) -> None:
    first = hub.push("an/model", files)
    make(sung)
    second = hub.push("an/model", {**files, "config.json": b'{"second": 1}'})
    edit(sung / "narration.lock", first, second)
    assert len(make(sung).rendered) > 0
    edit(sung / "narration.lock", second, first)
    events = make(sung)
    assert events.rendered == []  # the takes of the first are still there
    assert not any(isinstance(event, Downloading) for event in events)


def test_two_revisions_of_one_model_are_a_problem(hub, sung: Path) -> None:
    edit(sung / "narration.toml", 'voice = "ben"\n\n', 'voice = "ben"\nrevision = "v2"\n\n')
    edit(
        sung / "narration.toml",
        '[voices.ada]\nengine = "singer"',
        '[voices.ada]\nengine = "singer"\nrevision = "v1"',
    )
    with pytest.raises(ProblemsFound, match="asked for in 2 revisions: v1 by ada, v2 by ben"):
        make(sung)
    assert hub.asked == []


def test_a_revision_that_one_voice_asks_for_is_every_voices(hub, files, sung: Path) -> None:
    hub.push("an/model", files)
    other = hub.push("an/model", {**files, "config.json": b'{"other": 1}'}, branch="v2")
    edit(sung / "narration.toml", 'voice = "ben"\n\n', 'voice = "ben"\nrevision = "v2"\n\n')
    make(sung)
    assert pins(sung) == [{"repository": "an/model", "revision": other, "asked": "v2"}]


def test_a_preview_fetches_and_freezes_nothing(hub, files, sung: Path) -> None:
    hub.push("an/model", files)
    assert len(make(sung, only=2).rendered) > 0  # where Ben is silent
    assert hub.fetched() == [
        "config.json",
        "model.safetensors",
        "voices/ada.safetensors",
    ]
    assert not (sung / "narration.lock").exists()
    with pytest.raises(MissingTool, match="Singer voice ben"):
        make(sung, only=1, offline=True)


def test_a_draft_fetches_and_pins_nothing(hub, sung: Path) -> None:
    list(build(Request(draft(load(sung)), draft=True, offline=True)))
    assert hub.asked == []
    assert not (sung / "narration.lock").exists()
    assert "[[model]]" not in (sung / ".narrate" / "draft.lock").read_text()


def test_what_another_program_fetched_is_used_and_pinned(hub, files, sung: Path) -> None:
    from narrate.engines.models import download
    from narrate.engines.registry import engine_class

    commit = hub.push("an/model", files)
    voices = [load(sung).cast.narrator, *(each.voice for each in load(sung).cast.characters)]
    wanted = [each for voice in voices for each in engine_class("singer").weights(voice.settings)]
    list(download.fetch(wanted, NO_PINS))
    hub.push("an/model", {**files, "config.json": b'{"newer": 1}'})
    hub.asked.clear()
    make(sung)
    assert hub.asked == []
    assert pins(sung) == [{"repository": "an/model", "revision": commit}]


def test_a_model_in_a_folder_is_its_content(hub, files, sung: Path) -> None:
    for name, data in files.items():
        (sung / "models/mine" / name).parent.mkdir(parents=True, exist_ok=True)
        (sung / "models/mine" / name).write_bytes(data)
    edit_all(sung / "narration.toml", 'engine = "singer"', 'engine = "singer"\nmodel = "./models/mine"')
    assert len(make(sung).rendered) > 0
    assert pins(sung) == []
    os.utime(sung / "models/mine/model.safetensors")
    assert make(sung).rendered == []
    (sung / "models/mine/README.md").write_text("which no voice needs")
    assert make(sung).rendered == []
    (sung / "models/mine/voices/ben.safetensors").write_bytes(b"B" * 2000)
    project = load(sung)
    bens = [line for line in plan_of(prepare(project), Store.of(sung)).lines if line.voice.name == "ben"]
    assert len(make(sung).rendered) == len(bens) > 0
    (sung / "models/mine/model.safetensors").unlink()
    with pytest.raises(ProblemsFound, match=r"voices.ada: the folder .*models/mine lacks \*.safetensors"):
        load(sung, deep=True)
    with pytest.raises(MissingTool, match=r"models/mine lacks \*\.safetensors"):
        make(sung)
    assert hub.asked == []


@pytest.mark.usefixtures("hub")
def test_only_what_is_in_a_folder_counts_not_where_it_is(files, sung: Path, tmp_path: Path) -> None:
    for folder in ("one", "other"):
        for name, data in files.items():
            (tmp_path / folder / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / folder / name).write_bytes(data)
    edit_all(sung / "narration.toml", 'engine = "singer"', 'engine = "singer"\nmodel = "../one"')
    make(sung)
    edit_all(sung / "narration.toml", "../one", "../other")
    assert make(sung).rendered == []
    narrator = load(sung).cast.narrator.settings
    other = dataclasses.replace(narrator, model=str(tmp_path / "one"))  # type: ignore[type-var]
    from narrate.engines.registry import engine_class

    singer = engine_class("singer")
    assert [local.identity(each, NO_PINS) for each in singer.weights(narrator)] == [
        local.identity(each, NO_PINS) for each in singer.weights(other)
    ]


def test_a_book_with_problems_fetches_nothing(hub, files, sung: Path) -> None:
    hub.push("an/model", files)
    edit(sung / "narration.toml", 'others = "narrator"\n', "")
    edit(sung / "book.md", "said Ben", "said Zoe")
    with pytest.raises(ProblemsFound, match="nobody knows"):
        make(sung)
    assert hub.asked == []
