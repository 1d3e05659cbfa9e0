"""The page of an audition in a browser: it plays, it keeps what a person thinks, and nothing breaks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from narrate.audition import stage
from narrate.audition.audition import Audition, Request
from narrate.audition.report import Report
from narrate.project.load import load
from tests.browser import Page

HOSTILE = "</script><script>hacked=1</script><img src=x onerror=hacked=2> \"'\u202e&amp;"
LINES = ("Who is there?", f"Nobody, nobody at all! {HOSTILE}")
TOML = """\
[book]
title = "The Stairs"
manuscript = "book.md"

[voices.{name}]
engine = "tone"
pitch_hz = 150
"""


def audition(folder: Path, name: str) -> Report:
    """An audition of three tones, in ``folder / "heard"``."""
    (folder / "narration.toml").write_text(TOML.format(name=json.dumps(name)), encoding="utf-8")
    (folder / "book.md").write_text("# One\n\nNobody came.\n", encoding="utf-8")
    held = Audition(
        stage.of_project(load(folder)),
        Request(name, LINES, ("tone:220", "tone:330"), (), folder / "heard"),
    )
    for _ in held.run():
        pass
    assert held.report is not None
    return held.report


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("audition")


@pytest.fixture(scope="module")
def heard(folder: Path) -> Report:
    return audition(folder, HOSTILE)


@pytest.fixture(scope="module")
def page(folder: Path) -> Iterator[Page]:
    with Page(folder / "browser", "--autoplay-policy=no-user-gesture-required") as started:
        yield started


def test_every_clip_plays_and_hostile_text_is_text(heard: Report, folder: Path, page: Page) -> None:
    page.open(folder / "heard" / "index.html")
    assert page.run("document.querySelectorAll('.card').length") == len(heard.heard)
    assert page.run("typeof hacked") == "undefined"
    assert page.run("document.querySelectorAll('img').length") == 0
    assert page.run("document.getElementById('name').textContent") == HOSTILE
    assert page.run("document.querySelectorAll('#lines .text')[1].textContent") == LINES[1]
    clips = "[...document.querySelectorAll('audio')]"
    assert page.run(f"{clips}.length") == 6
    page.until(f"{clips}.every((clip) => clip.duration > 0)")
    for number in range(6):
        page.run(f"{clips}[{number}].play()")
        page.until(f"{clips}[{number}].currentTime > 0.05")
        page.run(f"{clips}[{number}].pause()")


def test_on_a_phone_nothing_is_wider_than_the_page(heard: Report, folder: Path, page: Page) -> None:
    page.send("Emulation.setDeviceMetricsOverride", width=390, height=844, deviceScaleFactor=1, mobile=True)
    page.open(folder / "heard" / "index.html")
    if page.run("document.getElementById('blind').getAttribute('aria-checked')") == "true":
        page.press("b")
    assert page.run("document.querySelectorAll('tbody tr').length") == len(heard.heard)
    assert page.run("document.documentElement.scrollWidth") == 390
    scores = "[...document.querySelectorAll('.scores button')].map((each) => each.getBoundingClientRect())"
    assert page.run(f"Math.min(...{scores}.map((each) => Math.min(each.width, each.height)))") >= 36
    page.send("Emulation.clearDeviceMetricsOverride")
    page.run("localStorage.clear()")


def test_what_a_person_thinks_is_kept_saved_and_shown_again(heard: Report, folder: Path, page: Page) -> None:
    place = folder / "heard" / "index.html"
    page.open(place)
    # Blind, nobody is named, and the keys rate.
    cards = "[...document.querySelectorAll('.card h3')].map((name) => name.textContent)"
    assert page.run(cards) == ["Candidate A", "Candidate B", "Candidate C"]
    assert page.run("document.getElementById('measured').textContent") == ""
    for key in ("4", "3", "ArrowDown", "2"):
        page.press(key)
    page.press("b")
    named = page.run(cards)
    assert named == [each.candidate.title for each in heard.heard]
    page.run(
        "note = document.querySelector('textarea'); note.value = 'Near.';"
        "note.dispatchEvent(new Event('input'))"
    )
    checked = (
        "[...document.querySelectorAll('[aria-checked=true].scores button, .scores [aria-checked=true]')]"
    )
    rated = f"{checked}.map((score) => score.getAttribute('aria-label')).sort().join()"
    before = page.run(rated)
    assert before == "identity 2 of 5,identity 4 of 5,naturalness 3 of 5"
    # It is all there after the page was closed.
    page.open(place)
    assert page.run(rated) == before
    assert page.run("document.querySelector('textarea').value") == "Near."
    # And in what is saved, where the browser writes files itself, and where it can only download.
    page.run(
        "window.showSaveFilePicker = async (wanted) => ({name: wanted.suggestedName, createWritable: "
        "async () => ({write: async (text) => { window.written = text; }, close: async () => {}})})"
    )
    page.press("s")
    page.until("document.getElementById('told').textContent.startsWith('Saved as ratings.json')")
    written = page.run("window.written")
    page.open(place)
    page.run("window.showSaveFilePicker = undefined")
    page.run("document.getElementById('save').click()")
    page.until("document.getElementById('told').textContent.startsWith('Downloaded')")
    saved = page.downloaded("ratings.json")
    assert saved.read_text(encoding="utf-8") == written
    document = json.loads(written)
    scores = {each["title"]: each["scores"] for each in document["ratings"].values() if each["scores"]}
    assert sorted(map(tuple, (each.items() for each in scores.values()))) == [
        (("identity", 2),),
        (("identity", 4), ("naturalness", 3)),
    ]
    assert set(scores) <= set(named)

    # Beside the page it is shown by the next audition, in a browser that knows nothing.
    saved.rename(place.with_name("ratings.json"))
    again = audition(folder, HOSTILE)
    thought = again.ratings.by_candidate.values()
    assert {each.mean for each in thought} - {None} == {2.0, 3.5}  # the note may be on the third
    assert "Near." in {each.note for each in thought}
    page.run("localStorage.clear()")
    page.open(place)
    assert page.run(rated) == before
    assert page.run("document.getElementById('blind').getAttribute('aria-checked')") == "false"
