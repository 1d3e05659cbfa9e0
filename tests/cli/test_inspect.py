"""``narrate inspect``: the project's last build, or anybody's files; as a table, as JSON, as pictures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.delivery.facts import listen
from tests.build.test_delivered import LONGER
from tests.building import edit
from tests.cli.conftest import Command, make
from tests.delivery.conftest import RATE_HZ, speech


@pytest.fixture
def inside(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built project, which is the current folder; its last chapter is long enough to be loud."""
    edit(project / "book.md", "There never had been one.", LONGER)
    edit(project / "narration.toml", "[cast]", '[output]\nformats = ["flac"]\n\n[cast]')
    make(project)
    monkeypatch.chdir(project)
    return project


@pytest.mark.usefixtures("inside")
def test_without_a_file_it_is_the_last_build(command: Command) -> None:
    ran = command("inspect")
    assert ran.code == 0
    assert ran.out.splitlines()[-2:] == [
        "3 files meet the technical numbers of acx-sound",
        "1 file meets the technical numbers of acx-sound-book",
    ]
    assert "01 - The First Lamp.flac" in ran.out
    assert command("inspect", "-q").out == ""


def test_a_projects_folder_is_what_it_has_published(
    inside: Path, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inside / "voices").mkdir()
    soundfile.write(inside / "voices" / "ada.wav", speech(), RATE_HZ)
    (inside / "dist" / "audition" / "ada").mkdir(parents=True)
    soundfile.write(inside / "dist" / "audition" / "ada" / "espeak.flac", speech(), RATE_HZ)
    published = command("inspect", "--json").out
    monkeypatch.chdir(tmp_path)
    assert command("inspect", inside, "--json").out == published
    both = json.loads(command("inspect", inside, inside / "voices", "--json").out)["batches"]
    assert [each["name"] for each in both] == [
        "ada.wav", *(each["name"] for each in json.loads(published)["batches"])
    ]  # fmt: skip
    assert "narrate build makes one" in command("inspect", inside, "--draft").err


def test_a_file_that_fails_is_told_with_how_much_and_the_code_is_3(tmp_path: Path, command: Command) -> None:
    path = tmp_path / "loud\x1b[31m.wav"
    soundfile.write(path, 1.9 * speech(), RATE_HZ)
    ran = command("inspect", path, "-q")
    assert ran.code == 3
    assert "RMS: -15.66 dB, 2.34 dB over (wanted: -23 to -18 dB)" in ran.out
    assert "\x1b" not in ran.out
    assert "warning" not in ran.out
    whole = command("inspect", path)
    assert "1 file does not meet the technical numbers of acx-sound" in whole.out


@pytest.mark.usefixtures("inside")
def test_json_has_every_number(command: Command) -> None:
    ran = command("inspect", "dist/flac", "--json", "--profile", "archive")
    assert ran.code == 3  # it is mastered for ACX
    (batch,) = json.loads(ran.out)["batches"]
    assert (batch["profile"], batch["outcome"], len(batch["files"])) == ("archive", "fail", 3)
    file = batch["files"][0]
    facts, _ = listen(Path(file["path"]))
    assert facts.sound is not None
    assert file["sound"]["rms_db"] == facts.sound.rms_db
    assert file["container"]["codec"] == "flac"
    failed = {finding["rule"] for finding in file["findings"] if finding["outcome"] == "fail"}
    assert failed == {"loudness"}


@pytest.mark.usefixtures("inside")
def test_mistakes_are_told(tmp_path: Path, command: Command) -> None:
    assert 'did you mean "librivox"' in command("inspect", "--profile", "librivix").err
    assert "there is no file" in command("inspect", "absent.mp3").err
    assert "narrate build makes one" in command("inspect", "--draft").err
    (tmp_path / "x.mp3").write_text("no sound")
    ran = command("inspect", tmp_path / "x.mp3")
    assert ran.code == 3
    assert "1 file cannot be read as sound" in ran.out
    assert "Traceback" not in ran.err


def test_a_missing_package_ends_with_5(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.m4b").write_bytes(b"\0\0\0\x20ftypM4B " + bytes(99))
    monkeypatch.setattr("narrate.delivery.decoding.find_spec", lambda _: None)
    ran = command("inspect", tmp_path / "x.m4b")
    assert ran.code == 5
    assert "narrate[m4b]" in ran.out


def test_pictures_know_the_speakers_of_the_project(inside: Path, command: Command) -> None:
    from PIL import Image

    from narrate.drawing import ink

    assert command("inspect", "dist", "--plot", "-q").code == 0
    pictures = sorted(path.name for path in (inside / "pictures").iterdir())
    assert pictures == [
        "01 - The First Lamp.flac.png",
        "02 - The Second Lamp.flac.png",
        "03 - The Third Lamp.flac.png",
        "Two Lamps.flac.png",
    ]
    found = {}
    for name in pictures:
        image = Image.open(inside / "pictures" / name).convert("RGB")
        dots = {f"#{r:02x}{g:02x}{b:02x}" for _, (r, g, b) in image.getcolors(1 << 20) or ()}
        found[name[:2]] = [dots.issuperset({colour}) for colour in ink.SPEAKERS[:4]]
    assert found["01"] == found["Tw"] == [True, True, True, False]  # the narrator, Ada, Ben
    assert found["03"] == [True, False, False, False]


def test_pictures_of_an_edited_book_do_not_tell_who_speaks_where(inside: Path) -> None:
    from narrate.build.request import Request
    from narrate.build.stretches import stretches
    from narrate.project.load import load

    before = stretches(Request(load(inside)))
    assert len(before) == 3
    third = before[inside / "dist/flac/03 - The Third Lamp.flac"]
    assert {each.speaker for each in third} == {"narrator"}
    book = inside / "book.md"
    book.write_text(book.read_text("utf-8").replace("Not I,", "Not me,"), "utf-8")
    after = stretches(Request(load(inside)))
    assert set(before) - set(after) == {inside / "dist/flac/01 - The First Lamp.flac"}
    make(inside)
    assert set(stretches(Request(load(inside)))) == set(before)


def test_pictures_show_accepted_takes_though_manifests_do_not(
    inside: Path, command: Command, tmp_path: Path
) -> None:
    from narrate.cli.inspect import _spoken

    edit(
        inside / "narration.toml",
        'formats = ["flac"]',
        'formats = ["flac"]\ntimings = ["json"]\nsample = true',
    )
    soundfile.write(tmp_path / "loud.wav", np.clip(20 * speech(), -1, 1), RATE_HZ)
    assert command("take", "c02.p01.u1", "--file", tmp_path / "loud.wav", "--accept").code == 0
    make(inside)
    found = _spoken(inside / "dist")
    for name in ("flac/02 - The Second Lamp.flac", "sample/Retail Sample.flac"):
        assert any(each.flaw for each in found[inside / "dist" / name])
    assert inside / "dist/Two Lamps.flac" in found  # told by its manifest alone
