"""build.json: a manifest of the book, the same for the same book, of which each request can be made again."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from narrate.build import history
from narrate.build.book import build
from narrate.build.prepare import plan_of, prepare
from narrate.build.request import Request
from narrate.model import Phonemes, Pronunciation, Render
from narrate.project.load import load
from narrate.takes import manifest
from narrate.takes.manifest import Manifest, Spoken
from narrate.takes.store import Store
from tests.building import edit

PAGE = Path(__file__).parent.parent.parent / "docs" / "reference" / "build-json.md"


@pytest.fixture
def built(project: Path) -> Path:
    toml = project / "narration.toml"
    text = (
        toml.read_text("utf-8")
        + '\n[output]\ntimings = ["json"]\npackages = ["lpf"]\n'
        + '\n[pronounce]\nbutton = "/bˈʌtən/"\nlamp = { say = "lam", only = ["Ada"] }\n'
    )
    toml.write_text(text, "utf-8")
    book = project / "book.md"
    book.write_text(
        book.read_text("utf-8").replace("never had been one.", "never had been one.\n\n“No.”\n\n“No.”")
    )
    list(build(Request(load(project))))
    return project


def report(project: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((project / "dist" / "build.json").read_bytes())
    return document


def test_every_request_of_the_book_can_be_made_from_it_again(built: Path) -> None:
    lines = history.read(built / "dist" / "build.json").manifest.lines
    plan = plan_of(prepare(load(built)), Store.of(built))
    assert [line.render for line in lines] == [line.render for line in plan.lines]
    assert all(line.key == line.render.key for line in lines)
    assert [(line.id, line.speaker, line.voice) for line in lines] == [
        (line.utterance.id, line.utterance.speaker, line.voice.name) for line in plan.lines
    ]
    assert any(line.render.ipa for line in lines)
    assert any(line.render.occurrence for line in lines)


def test_whatever_is_unusual_in_a_request_survives() -> None:
    usual = Render("tone", 1, '{"pitch_hz":1}', "“Ja?” \\ \u2028", (), "en", "", 0)
    renders = (
        usual,
        replace(usual, style="low"),
        replace(usual, ipa=(Phonemes(0, 2, "jˈɑ"),)),
        replace(usual, language="de"),
        replace(usual, occurrence=3),
        replace(usual, take=2),
        replace(usual, engine_revision=2),
        replace(usual, voice='{"pitch_hz":2}'),
    )
    lines = tuple(
        Spoken(f"c01.p0{at}.u1", 1 + at // 3, None, "teller", render.key, render)
        for at, render in enumerate(renders)
    )
    lexicon = (Pronunciation("a", say="b"), Pronunciation("c", ipa="d", only=("Ada",), language="fr"))
    before = Manifest(lines, lexicon)
    chapters = [{"number": number, "utterances": rows} for number, rows in manifest.rows(before).items()]
    document = json.loads(json.dumps({**manifest.head(before), "chapters": chapters}))
    after = manifest.parse(document)
    assert after == before
    assert [voice["name"] for voice in document["voices"]] == ["teller", "teller (2)", "teller (3)"]
    assert set(document["chapters"][0]["utterances"][0]) == {"id", "speaker", "voice", "key", "text"}


def test_each_utterance_has_a_line_and_nothing_in_it_is_of_this_machine(built: Path) -> None:
    text = (built / "dist" / "build.json").read_text("utf-8")
    count = sum(len(chapter["utterances"]) for chapter in report(built)["chapters"])
    assert sum(line.strip().startswith('{"id": ') for line in text.splitlines()) == count == 14
    assert str(built.parent) not in text


def test_it_is_written_only_if_it_changes_and_is_the_same_anywhere(built: Path, tmp_path: Path) -> None:
    path = built / "dist" / "build.json"
    before, written = path.read_bytes(), path.stat().st_mtime_ns
    (built / ".narrate" / "stamp.json").unlink()
    list(build(Request(load(built))))
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, written)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("narration.toml", "book.md"):
        shutil.copy(built / name, elsewhere)
    list(build(Request(load(elsewhere))))
    assert (elsewhere / "dist" / "build.json").read_bytes() == before


def test_the_reference_has_every_key(built: Path) -> None:
    toml = built / "narration.toml"
    edit(toml, "[output]\n", "[output]\ncredits = true\nsample = true\n")
    list(build(Request(load(built))))
    document = report(built)
    measured = {"duration_s", "loudness_lufs", "rms_db", "peak_db"}
    unusual = {"style", "language", "take", "ipa", "occurrence", "transform"}
    utterances = [each for chapter in document["chapters"] for each in chapter["utterances"]]
    entries = document["lexicon"]
    found = {
        "The document": set(document),
        "A chapter": set(document["chapters"][0]),
        "The retail sample": set(document["sample"]) - measured,
        "A file": set(document["chapters"][0]["files"][0]),
        "A file of the whole book": {"rate_hz", "marks"},
        "A mark": set(document["book"][0]["marks"][0]),
        "A voice": set(document["voices"][0]) | {"of", "profile"},
        "An utterance": set().union(*utterances) | unusual,
        "A pronunciation": set().union(*entries) | {"language"},
    }
    told: dict[str, set[str]] = {}
    heading = ""
    for line in PAGE.read_text("utf-8").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif row := re.match(r"\| `(\w+)` \|", line):
            told.setdefault(heading, set()).add(row[1])
    assert told == found
    assert f"newest {history.KEPT} are kept" in " ".join(PAGE.read_text("utf-8").split())
    assert set(document["book"][0]) == found["A file"] | found["A file of the whole book"] | measured
    assert set(document["timings"][0]) == found["A file"] | {"follows"}
    assert set(document["packages"][0]) == found["A file"]
