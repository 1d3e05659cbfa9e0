"""Models that a lock file pins: another machine gets the same, and moving on is a decision."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from narrate.build import lock
from narrate.build.book import build
from narrate.build.events import Downloaded, Finished, Planned
from narrate.build.prepare import plan_of, prepare
from narrate.build.request import Request
from narrate.cli.program import run
from narrate.errors import MissingTool, NarrateError, ProblemsFound
from narrate.project import takes_toml
from narrate.project.load import load
from narrate.takes.store import Store
from tests.building import edit, make


def published(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "dist").rglob("*.flac")
    }


def known(folder: Path) -> lock.Lock:
    return lock.read(folder / lock.NAME)


def empty_machine() -> None:
    from huggingface_hub import constants

    shutil.rmtree(constants.HF_HUB_CACHE, ignore_errors=True)


def newer(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, "config.json": b'{"newer": 1}'}


@pytest.fixture
def built(hub, files, sung: Path) -> Path:
    """A book that has settled on a commit from which the repository has moved on."""
    hub.push("an/model", files)
    make(sung)
    hub.push("an/model", newer(files))
    hub.asked.clear()
    return sung


def test_a_second_machine_fetches_what_the_lock_file_pins(hub, built: Path, tmp_path: Path) -> None:
    second = tmp_path / "second"
    shutil.copytree(built, second, ignore=shutil.ignore_patterns(".narrate", "dist"))
    empty_machine()
    with pytest.raises(MissingTool, match="not on this machine: the Singer weights"):
        make(second, locked=True, offline=True)
    assert hub.asked == []
    events = make(second, locked=True)
    commit = known(built).models["an/model"].revision
    assert Downloaded("Singer weights", "an/model", commit) in events
    assert len(events.rendered) > 0
    assert published(second) == published(built)
    assert (second / lock.NAME).read_bytes() == (built / lock.NAME).read_bytes()


DIFFERENT = [
    (
        "narration.toml",
        'engine = "singer"',
        'engine = "singer"\nrevision = "v2"',
        "voices.ada, voices.ben: narration.toml asks for an/model at v2, and narration.lock has ",
    ),
    (
        "narration.lock",
        'repository = "an/model"',
        'repository = "another/model"',
        "voices.ada, voices.ben: narration.lock has no commit of an/model",
    ),
]


def test_what_is_not_pinned_as_asked_is_told_before_anybody_is(hub, built: Path) -> None:
    empty_machine()
    for file, old, new, told in DIFFERENT:
        edit(built / file, old, new)
        before = (built / lock.NAME).read_bytes()
        with pytest.raises(ProblemsFound) as caught:
            make(built, locked=True)
        (problem,) = caught.value.problems
        assert told in problem.message
        assert (built / lock.NAME).read_bytes() == before
        edit(built / file, new, old)
    assert hub.asked == []


def test_upgrading_shows_what_moves_and_what_it_costs_and_then_does_it(hub, built: Path, capsys) -> None:
    before, was = (built / lock.NAME).read_bytes(), known(built)
    old, new = was.models["an/model"].revision, hub.refs["an/model"]["main"]
    assert run(["lock", "--upgrade", "--dry-run", "--project", str(built)]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[0].split() == ["model", "an/model", old[:12], "→", new[:12]]
    assert lines[1].split()[:2] == ["level", "ada"]  # which Ben's is, too: to this engine they are one voice
    assert lines[1].endswith(" LUFS → measured by the next build")
    assert lines[2].startswith("then 6 utterances of 6 to render: about ")
    assert said.err == "nothing was changed\n"
    hub.status = 503
    assert run(["lock", "--upgrade", "--project", str(built)]) == 5
    assert "answered 503" in capsys.readouterr().err
    hub.status = 0
    assert (built / lock.NAME).read_bytes() == before

    assert run(["lock", "--upgrade", "--json", "--project", str(built)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["moves"][0] == {"what": "model", "name": "an/model", "before": old[:12], "after": new[:12]}
    assert (told["utterances"], told["to_render"], told["to_render_anyway"]) == (6, 6, 0)
    assert told["sound_s"] > 0
    assert told["written"] is True
    assert known(built).models == {"an/model": lock.Pin(new)}
    assert known(built).levels == {}
    assert not hub.fetched()

    assert run(["plan", "--why", str(built)]) == 0
    assert f"voice ada: model revision of an/model: {old[:7]} → {new[:7]}" in capsys.readouterr().out
    assert len(make(built).rendered) == 6
    assert make(built, locked=True).rendered == []
    assert run(["lock", "--upgrade", "an/model", "--project", str(built)]) == 0
    assert capsys.readouterr().out == "nothing moves: all of it is as it would be settled today\n"
    (built / lock.NAME).write_bytes(before)  # the way back
    assert make(built, locked=True).rendered == []


def test_upgrading_tells_which_choices_then_hold_for_no_line(built: Path, capsys) -> None:
    line = plan_of(prepare(load(built)), Store.of(built)).lines[1]
    text = takes_toml.chosen("", line.first.key, 2, "Ada: the lamp")
    takes_toml.save(built, takes_toml.chosen(text, "0" * 64, 2, "Ada: of a line that is gone anyway"))
    assert len(make(built).rendered) == 1
    upgrade = ["lock", "--upgrade", "an/model", "--dry-run", "--project", str(built)]
    assert run(upgrade) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "then 1 choice in takes.toml holds for no line any more:",
        "  takes.toml:5: no line is read so any more: Ada: the lamp",
    ]
    assert run([*upgrade, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["choices_lost"] == 1


def test_a_commit_that_is_edited_while_the_book_is_built_is_used_by_the_next_build(hub, built: Path) -> None:
    old, new = known(built).models["an/model"].revision, hub.refs["an/model"]["main"]
    shutil.rmtree(built / "dist")
    for event in build(Request(load(built))):
        if isinstance(event, Finished):
            edit(built / lock.NAME, old, new)
    assert len(make(built).rendered) == 6


def test_a_commit_that_is_edited_before_it_is_settled_is_told_and_stays(hub, built: Path) -> None:
    old, new = known(built).models["an/model"].revision, hub.refs["an/model"]["main"]
    shutil.rmtree(built / "dist")
    events = build(Request(load(built)))
    while not isinstance(next(events), Planned):
        pass
    edit(built / lock.NAME, old, new)
    with pytest.raises(NarrateError, match=r"edited since .* another commit of an/model"):
        next(events)
    assert known(built).models["an/model"].revision == new
    assert len(make(built).rendered) == 6


def test_what_is_settled_is_shown_and_only_what_is_named_moves_after_the_build_under_way(
    hub, built: Path, capsys
) -> None:
    was = known(built)
    assert run(["lock", str(built)]) == 0
    shown = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[:2] for line in shown] == [["voice", "ada"], ["model", "an/model"]]
    assert run(["lock", "--json", str(built)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["model"] == [{"repository": "an/model", "revision": was.models["an/model"].revision}]
    assert run(["lock", "--dry-run", str(built)]) == 2
    assert run(["lock", "--upgrade", "bem", "--project", str(built)]) == 3
    assert 'hint: did you mean "ben"?' in capsys.readouterr().err

    with Store.of(built).lock() as hold:
        assert hold.busy() == ""
        upgrading = subprocess.Popen(
            [sys.executable, "-m", "narrate", "lock", "--upgrade", "ben", "--project", str(built)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert upgrading.stderr is not None
        assert upgrading.stderr.readline() == f"waiting for the other build (pid {os.getpid()})\n"
        moved = {identity: lock.Level("ada", -33.0) for identity in was.levels}  # what that build settles
        lock.write(built / lock.NAME, dataclasses.replace(was, levels=moved))
    out, _ = upgrading.communicate(timeout=60)
    assert out.splitlines() == [
        "level       ada                              -33.0 LUFS → measured by the next build",
        "then 0 utterances of 6 to render",
    ]
    assert hub.asked == []
    assert known(built) == dataclasses.replace(was, levels={})
    with pytest.raises(ProblemsFound, match=r"voices\.ada: narration\.lock has no level"):
        make(built, locked=True)
    assert make(built).rendered == []
    assert known(built) == was
    (built / lock.NAME).unlink()
    assert run(["lock", str(built)]) == 0
    assert capsys.readouterr().out == "nothing is settled yet: the first build does\n"


def test_offline_a_model_moves_to_what_was_fetched_by_its_name(hub, built: Path, capsys) -> None:
    old = known(built).models["an/model"].revision
    upgrade = ["lock", "--upgrade", "an/model", "--offline", "--project", str(built)]
    assert run(upgrade) == 0
    assert capsys.readouterr().out == "nothing moves: all of it is as it would be settled today\n"
    (built / lock.NAME).rename(built / "kept.lock")
    assert run(["models", "pull", "-q", str(built)]) in (0, 5)  # 5: there is no tagger on this hub
    (built / "kept.lock").rename(built / lock.NAME)
    hub.asked.clear()
    assert known(built).models["an/model"].revision == old
    assert run(upgrade) == 0
    assert known(built).models["an/model"].revision == hub.refs["an/model"]["main"]
    empty_machine()
    capsys.readouterr()
    assert run(upgrade) == 5
    assert "nothing of an/model at main is on this machine" in capsys.readouterr().err
    assert hub.asked == []
