"""Auditioning voices whose models come from the hub: fetched if they are asked for by name, else left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrate.audition import stage
from narrate.audition.audition import Audition, Request
from narrate.build.events import Downloaded, Downloading, Event
from narrate.errors import MissingTool
from narrate.project.load import load


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NARRATE_VOICES", str(tmp_path / "library"))


def held(folder: Path, *others: str, offline: bool = False) -> tuple[Audition, list[Event]]:
    request = Request("ada", ("Who is there?",), others, (), folder / "heard", offline)
    audition = Audition(stage.of_project(load(folder)), request)
    return audition, list(audition.run())


def test_what_is_asked_for_by_name_is_fetched_first_and_told(hub, files, sung: Path) -> None:
    hub.push("an/model", files)
    audition, events = held(sung, "ada")
    kinds = [type(event) for event in events if isinstance(event, Downloading | Downloaded)]
    assert kinds == [Downloading] * 2 + [Downloaded] * 2
    assert audition.report is not None
    assert [each.candidate.slug for each in audition.report.heard] == ["singer_base"]
    assert (sung / "heard" / "singer_base-1.flac").exists()


def test_what_is_not_asked_for_is_left_out_and_nobody_is_asked(hub, files, sung: Path) -> None:
    hub.push("an/model", files)
    audition, events = held(sung, "espeak")
    assert not any(isinstance(event, Downloading) for event in events)
    assert hub.fetched() == []
    assert audition.report is not None
    assert [each.candidate.slug for each in audition.report.heard] == ["espeak"]
    (absent,) = audition.report.absent
    assert absent.hint == "narrate models pull fetches it"


def test_offline_what_is_asked_for_is_an_error(hub, files, sung: Path) -> None:
    hub.push("an/model", files)
    with pytest.raises(MissingTool, match="not on this machine: the Singer weights"):
        held(sung, "ada", offline=True)
    assert hub.fetched() == []
