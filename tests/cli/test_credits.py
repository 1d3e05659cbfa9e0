"""Credits and the sample on the command line: found by number and by name, counted, and nobody's speech."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from narrate.build.book import build
from narrate.build.events import Finished
from narrate.build.request import Request
from narrate.project.load import load
from tests.build.costs import cost
from tests.building import edit
from tests.cli.conftest import Command, make


@pytest.fixture
def credited(project: Path) -> Path:
    """The project, built with credits and a sample."""
    asked = '[output]\nformats = ["flac"]\ncredits = true\nsample = true\nbook = false\n\n[cast]'
    edit(project / "narration.toml", "[cast]", asked)
    make(project)
    return project


def test_previews_and_the_script_find_them_by_number_and_by_name(credited: Path, command: Command) -> None:
    ran = command("preview", "credits", "--no-play", credited)
    assert ran.code == 0, ran.err
    preview = credited / "dist" / "preview" / "flac"
    assert [Path(line) for line in ran.out.splitlines()] == [
        preview / "00 - Opening Credits.flac",
        preview / "04 - Closing Credits.flac",
    ]
    third = list(build(Request(load(credited), only=3)))[-1]
    assert isinstance(third, Finished)
    assert [path.name for path in third.files] == ["03 - The Third Lamp.flac"]
    ran = command("script", "0", "--project", credited)
    assert [line.split()[0] for line in ran.out.splitlines() if line.startswith("c")] == [
        "c00.p01.u1",
        "c00.p02.u1",
        "c00.p03.u1",
    ]
    ran = command("script", "9", "--project", credited)
    assert (ran.code, "there is no chapter 9: the book has 3" in ran.err) == (3, True)


def test_a_book_without_them_says_so(project: Path, command: Command) -> None:
    ran = command("preview", "credits", project)
    assert (ran.code, "the book has no credits" in ran.err) == (3, True)
    ran = command("script", "0", "--project", project)
    assert (ran.code, "there is no chapter 0: the book has 3" in ran.err) == (3, True)


def test_they_cannot_be_given_to_a_character(credited: Path, command: Command) -> None:
    ran = command("assign", "c00.p01.u1", "Ada", "--project", credited)
    assert (ran.code, "c00.p01.u1 is credits, not a quotation" in ran.err) == (3, True)


def test_another_take_of_them_is_chosen_like_any_other(credited: Path, command: Command) -> None:
    assert command("retake", "c04.p01.u1", "--no-play", "--project", credited).code == 0
    assert command("take", "c04.p01.u1", "2", "--project", credited).code == 0
    found = cost(credited)
    assert (found.rendered, found.written) == ((), {"flac/04 - Closing Credits.flac"})


def test_status_and_plan_count_them(credited: Path, command: Command) -> None:
    status = json.loads(command("status", credited, "--json").out)
    assert [(each["number"], each["utterances"]) for each in status["chapters"]] == [
        (0, 3),
        (1, 6),
        (2, 4),
        (3, 2),
        (4, 3),
    ]
    sample = {"path": "sample/Retail Sample.flac", "format": "flac"}
    assert status["sample"] == [{**sample, "state": "up to date", "why": ""}]
    edit(credited / "narration.toml", "A. Tester", "B. Tester")
    planned = [json.loads(line) for line in command("plan", credited, "--json").out.splitlines()]
    stale = [each["id"] for each in planned[1:] if each["status"] != "cached"]
    assert stale == ["c00.p02.u1", "c04.p02.u1"]
    status = json.loads(command("status", credited, "--json").out)
    assert [each["state"] for each in status["sample"]] == ["stale"]
    assert [each["why"] for each in status["sample"]] == ["tags"]
    shown = command("status", credited).out
    assert "Opening Credits" in shown
    assert "the sample, sample/Retail Sample.flac: stale: tags" in shown


def test_diff_tells_what_of_them_sounds_different(credited: Path, command: Command) -> None:
    edit(credited / "narration.toml", "A. Tester", "B. Tester")
    make(credited)
    told = [json.loads(line) for line in command("diff", "--json", "--project", credited).out.splitlines()]
    assert (told[0]["changed"], told[0]["new"], told[0]["gone"]) == (2, 0, 0)
    assert [(each["id"], each["chapter"]) for each in told[1:]] == [("c00.p02.u1", 0), ("c04.p02.u1", 4)]


def test_check_accounts_for_them(credited: Path, command: Command) -> None:
    document = json.loads(command("check", credited, "--json").out)
    assert (document["chapters"], document["unaccounted_characters"]) == (5, 0)
    assert sum(document["marks"].values()) == 3  # as without them
