"""``narrate models`` and the options that concern the network, as people meet them."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pty
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from narrate.cli.program import run
from narrate.engines.models import download, tagger_files
from narrate.engines.models.weights import NO_PINS, Weights

ROOT = "en_core_web_sm/en_core_web_sm-3.8.0"


@pytest.fixture(autouse=True)
def tagger(hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tagger on this machine's own network."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(f"{ROOT}/config.cfg", "[nlp]")
    hub.plain["/tagger.whl"] = data.getvalue()
    monkeypatch.setattr(tagger_files, "URL", f"{hub.url}/tagger.whl")
    monkeypatch.setattr(tagger_files, "SHA256", hashlib.sha256(data.getvalue()).hexdigest())
    monkeypatch.setattr(tagger_files, "_package", lambda: None)


def objects(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_what_is_not_here_is_listed_without_asking_anybody(hub, sung: Path, capsys) -> None:
    assert run(["models", str(sung)]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[:3] == [
        "✗ Singer weights           not here, about 3.0 MB",
        "  an/model",
        "  for ada, ben",
    ]
    assert "✗ English tagger           not here, about 12.8 MB" in out
    assert hub.asked == []


def test_what_was_pulled_is_here_and_a_build_pins_it(hub, files, sung: Path, capsys) -> None:
    commit = hub.push("an/model", files)
    assert run(["models", "pull", str(sung)]) == 0
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        "fetching the Singer weights: 3.0 MB from an/model",
        "fetching the Singer voice ada: 2 kB from an/model",
        "fetching the Singer voice ben: 2 kB from an/model",
        "fetched the Singer weights",
        "fetched the Singer voice ada",
        "fetched the Singer voice ben",
        f"fetching the English tagger: 12.8 MB from {hub.url}/tagger.whl",
        "fetched the English tagger",
    ]
    assert said.out == "everything that the project needs is on this machine\n"
    assert not (sung / "narration.lock").exists()
    assert run(["models", "--json", str(sung)]) == 0
    rows = objects(capsys.readouterr().out)
    assert [
        (row["what"], row["present"], row["bytes"], row["revision"], row["pinned"]) for row in rows[:2]
    ] == [
        ("Singer weights", True, 3_000_002, commit, False),
        ("Singer voice ada", True, 2000, commit, False),
    ]
    assert rows[-1]["present"] is True
    hub.asked.clear()
    assert run(["build", "--offline", "-q", str(sung)]) == 0
    assert run(["models", str(sung)]) == 0
    assert f"an/model at {commit[:12]}, pinned" in capsys.readouterr().out
    assert run(["models", "pull", str(sung)]) == 0  # pinned and here: there is nothing to ask
    assert capsys.readouterr().err == ""
    assert hub.asked == []


def test_a_pull_moves_what_is_not_pinned_and_leaves_what_is(hub, files, sung: Path, capsys) -> None:
    old = hub.push("an/model", files)
    assert run(["models", "pull", "-q", str(sung)]) == 0
    new = hub.push("an/model", {**files, "config.json": b'{"new": 1}'})
    assert run(["models", "pull", "-q", str(sung)]) == 0
    assert "fetching the Singer weights: 0 kB from an/model" in capsys.readouterr().err  # never in silence
    assert run(["build", "-q", str(sung)]) == 0
    assert new in (sung / "narration.lock").read_text()
    lock = (sung / "narration.lock").read_text().replace(new, old)
    (sung / "narration.lock").write_text(lock)
    hub.fetched()
    assert run(["models", "pull", "-q", str(sung)]) == 0
    assert hub.fetched() == []
    assert (sung / "narration.lock").read_text() == lock


def test_programs_read_events(hub, files, sung: Path, capsys) -> None:
    commit = hub.push("an/model", files)
    assert run(["models", "pull", "--json", str(sung)]) == 0
    events = [each for each in objects(capsys.readouterr().out) if each["event"] != "received"]
    assert [each["event"] for each in events] == ["downloading"] * 3 + ["downloaded"] * 3 + [
        "downloading",
        "downloaded",
    ]
    assert events[0] == {
        "event": "downloading",
        "what": "Singer weights",
        "source": "an/model",
        "bytes": 3_000_002,
        "voices": ["ada", "ben"],
    }
    assert events[3]["commit"] == commit


def test_a_quiet_build_still_says_what_it_fetches(hub, files, sung: Path, capsys) -> None:
    hub.push("an/model", files)
    assert run(["build", "-q", str(sung)]) == 0
    assert "fetching the Singer weights: 3.0 MB from an/model" in capsys.readouterr().err


def test_a_build_that_may_not_fetch_names_all_that_is_missing(hub, sung: Path, capsys) -> None:
    assert run(["build", "--offline", str(sung)]) == 5
    assert capsys.readouterr().err == (
        "error: not on this machine: the Singer weights (an/model, about 3 MB), "
        "the Singer voice ada (an/model, about 1 MB), the Singer voice ben (an/model, about 1 MB)\n"
        "  hint: narrate models pull fetches all that the project needs\n"
    )
    assert hub.asked == []
    assert not (sung / ".narrate").exists()


def test_a_preview_that_may_not_fetch_says_the_same(hub, sung: Path, capsys) -> None:
    assert run(["preview", "chapter", "1", "--offline", "--no-play", str(sung)]) == 5
    assert "not on this machine: the Singer weights" in capsys.readouterr().err
    assert hub.asked == []


def test_plan_and_check_never_ask_anybody(hub, sung: Path, capsys) -> None:
    assert run(["plan", str(sung)]) == 0
    assert run(["check", str(sung)]) == 0
    assert hub.asked == []
    assert capsys.readouterr().err == ""


def test_a_pull_that_fails_exits_with_5_and_names_the_model(hub, sung: Path, capsys) -> None:
    assert run(["models", "pull", str(sung)]) == 5
    said = capsys.readouterr().err
    assert said.startswith(
        "error: cannot fetch the Singer weights (an/model, about 3 MB): the hub has no repo"
    )
    assert hub.fetched() == []


def test_embedded_voices_need_no_models(project: Path, capsys) -> None:
    assert run(["models", str(project)]) == 0
    assert capsys.readouterr().out == "the project needs no models: its voices are embedded ones\n"
    assert run(["models", "pull", str(project)]) == 0


def test_outside_a_project_the_engines_own_models_are_listed(
    hub, files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["models", "--json"]) == 0, capsys.readouterr().err
    rows = objects(capsys.readouterr().out)
    assert {row["source"] for row in rows} >= {"prince-canuma/Kokoro-82M", "mlx-community/csm-1b"}
    assert not any(row["present"] for row in rows)
    wanted = Weights("prince-canuma/Kokoro-82M", ("config.json",), "configuration", 1)
    hub.push(wanted.source, files)
    list(download.fetch((wanted,), NO_PINS))
    assert run(["models", "--json"]) == 0
    assert [row["source"] for row in objects(capsys.readouterr().out) if row["present"]] == [wanted.source]
    assert run(["models", "pull"]) == 3
    assert "there is no narration.toml" in capsys.readouterr().err


def test_ctrl_c_keeps_what_is_whole_and_leaves_no_halves(hub, files, sung: Path, tmp_path: Path) -> None:
    hub.push("an/model", files)
    hub.stall_in = "model.safetensors"
    command = [sys.executable, "-m", "narrate", "models", "pull", str(sung)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, "NO_COLOR": "1"})
    assert hub.stalled.wait(60)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"interrupted" in said
    assert b"Traceback" not in said
    assert list((tmp_path / "hub").rglob("*.incomplete")) == []
    hub.stall_in = ""
    assert run(["models", "pull", "-q", str(sung)]) == 0


def test_a_terminal_shows_a_bar(hub, files, sung: Path) -> None:
    hub.push("an/model", files)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "narrate", "build", str(sung)]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    process = subprocess.Popen(command, stderr=theirs, env=environment)
    os.close(theirs)
    shown = b""
    while True:
        try:
            shown += os.read(ours, 65536)
        except OSError:  # so Linux says that the other side is closed
            break
    os.close(ours)
    assert process.wait(60) == 0
    assert b"Fetching" in shown
    assert b"Singer weights, 3.0 MB" in shown
    assert b"Rendering" in shown


@pytest.mark.parametrize(
    ("language", "voice", "wanted"), [("en-gb", "bf_emma", True), ("fr", "ff_siwi", False)]
)
def test_kokoro_wants_the_tagger_for_english(
    language: str, voice: str, wanted: bool, project: Path, capsys
) -> None:
    toml = (
        f'[book]\ntitle = "Two Lamps"\nlanguage = "{language}"\nmanuscript = "book.md"\n'
        f'[voices.a]\nengine = "kokoro"\nvoice = "{voice}"\n[cast]\nnarrator = "a"\n'
    )
    (project / "narration.toml").write_text(toml)
    assert run(["models", "--json", str(project)]) == 0
    rows = objects(capsys.readouterr().out)
    assert [row["what"] for row in rows if row["source"] != "prince-canuma/Kokoro-82M"] == [
        "English tagger"
    ] * wanted
