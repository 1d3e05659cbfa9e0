"""Inspecting files: hostile ones, folders of them, and files of a build."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.delivery.batches import batches, of_build
from narrate.delivery.report import BatchReport, FileReport, inspect
from narrate.digest import sha256_of
from narrate.errors import NarrateError, Outcome
from narrate.publish import mp3
from narrate.publish.tags import ChapterMark, Tags
from tests.delivery.conftest import RATE_HZ, speech, write_mp3


def reports(*paths: Path, profile: str | None = None) -> tuple[list[FileReport], list[BatchReport]]:
    found = list(inspect(batches(paths), profile, hands=2))
    files = [each for each in found if isinstance(each, FileReport)]
    return files, [each for each in found if isinstance(each, BatchReport)]


def outcomes(report: FileReport | BatchReport) -> dict[str, Outcome]:
    return {each.rule: each.outcome for each in report.findings if each.outcome is not Outcome.PASS}


def hostile(folder: Path) -> dict[str, str]:
    """Files that are no good, and what is said of each."""
    good = write_mp3(folder / "_.mp3", speech(1.0)).read_bytes()
    (folder / "_.mp3").unlink()
    (folder / "empty.mp3").write_bytes(b"")
    (folder / "text.mp3").write_text("It is a text. " * 999)
    (folder / "text.flac").write_text("It is a text. " * 999)
    (folder / "zeros.mp3").write_bytes(bytes(99_999))
    (folder / "noise.wav").write_bytes(np.random.default_rng(0).bytes(99_999))
    (folder / "tag.mp3").write_bytes(b"ID3\x03\0\0\x7f\x7f\x7f\x7f" + good)
    soundfile.write(folder / "many.wav", np.zeros((10, 300), np.float32), RATE_HZ)
    soundfile.write(folder / "slow.wav", np.zeros(10, np.float32), 3)
    soundfile.write(folder / "none.wav", np.zeros(0, np.float32), RATE_HZ)
    soundfile.write(folder / "cut.flac", speech(2.0), RATE_HZ)
    data = (folder / "cut.flac").read_bytes()
    (folder / "cut.flac").write_bytes(data[: len(data) // 2])
    os.mkfifo(folder / "pipe.mp3")
    (folder / "loop.mp3").symlink_to("loop.mp3")
    return {
        "empty.mp3": "is empty",
        "text.mp3": "not one frame of MP3",
        "text.flac": "no sound that can be read",
        "zeros.mp3": "not one frame of MP3",
        "noise.wav": "no sound that can be read",
        "tag.mp3": "not one frame of MP3",
        "many.wav": "300 channels",
        "slow.wav": "3 samples a second",
        "none.wav": "not a sample of sound",
        "cut.flac": "breaks off",
        "pipe.mp3": "is no file",
        "loop.mp3": "is no file",
    }


def test_hostile_files_are_told_and_fail(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    told = hostile(tmp_path)
    files, _ = reports(tmp_path)
    assert {report.path.name for report in files} == set(told)
    for report in files:
        assert report.outcome is Outcome.FAIL
        assert told[report.path.name] in report.findings[0].measured
        assert report.facts is None
    assert capfd.readouterr().err == ""


def test_a_damaged_mp3_fails_and_the_decoder_is_not_heard(
    good: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = good.read_bytes()
    (tmp_path / "cut.mp3").write_bytes(data[: len(data) // 2])
    for name, junk in (("little.mp3", b"Garbage! " * 30), ("much.mp3", b"Garbage! " * 300)):
        (tmp_path / name).write_bytes(data[:50_000] + junk + data[50_000:])
    files, _ = reports(*(tmp_path / name for name in ("cut.mp3", "little.mp3", "much.mp3")))
    (whole,) = [finding for finding in files[0].findings if finding.rule == "whole"]
    assert whole.outcome is Outcome.FAIL
    assert "frames that its header counts" in whole.measured
    assert outcomes(files[1])["junk"] is Outcome.WARN
    assert "2,700 bytes" in files[2].findings[0].measured
    assert capfd.readouterr().err == ""


def test_an_m4b_says_what_it_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "book.m4b").write_bytes(b"\0\0\0\x20ftypM4B " + bytes(100))
    monkeypatch.setattr("narrate.delivery.decoding.find_spec", lambda _: None)
    (file,), (batch,) = reports(tmp_path / "book.m4b")
    assert "narrate[m4b]" in file.lacking
    assert batch.lacking == file.lacking
    assert batch.as_json()["outcome"] is batch.as_json()["files"][0]["outcome"] is None


def test_a_broken_m4b_fails(tmp_path: Path) -> None:
    pytest.importorskip("av")
    for name, data in (("a.m4b", b"\0\0\0\x20ftypM4B " + bytes(999)), ("b.m4b", b"A text. " * 999)):
        (tmp_path / name).write_bytes(data)
    files, _ = reports(tmp_path)
    assert [report.outcome for report in files] == [Outcome.FAIL] * 2


def test_files_are_put_together_by_folder_and_kind(tmp_path: Path) -> None:
    for name in ("a/2.wav", "a/10.wav", "a/1.flac", "b/1.wav", "b/.hidden.wav", "b/notes.txt", "b/c/3.wav"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, speech(0.1), RATE_HZ, format="WAV")
    found = {batch.name: [path.name for path in batch.files] for batch in batches([tmp_path])}
    alone = {name: [name] for name in ("1.flac", "1.wav", "3.wav")}
    assert found == {**alone, "a/*.wav": ["2.wav", "10.wav"]}
    assert len(batches([tmp_path / "a", tmp_path / "a" / "2.wav"])) == 2
    with pytest.raises(NarrateError, match="no file"):
        batches([tmp_path / "absent.mp3"])
    (tmp_path / "d").mkdir()
    with pytest.raises(NarrateError, match="no sound file"):
        batches([tmp_path / "d"])


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as a build leaves it: two chapters and the book."""
    dist = tmp_path / "dist"
    (dist / "mp3").mkdir(parents=True)
    sound = speech()
    chapters = []
    parts = []
    for number, title in enumerate(("One", "Two"), 1):
        path = dist / "mp3" / f"0{number} - {title}.mp3"
        write_mp3(path, sound)
        marks = [ChapterMark(title, 0, len(sound), RATE_HZ)]
        mp3.tag(path, path, Tags(title, "Book", "A", "N", track=number), None, marks)
        parts.append(mp3.Part(path, title))
        file = {"path": f"mp3/{path.name}", "format": "mp3", "sha256": sha256_of(path)}
        duration_s = len(sound) / RATE_HZ
        chapters.append({"number": number, "title": title, "duration_s": duration_s, "files": [file]})
    book = dist / "Book.mp3"
    made = mp3.join(parts, book, Tags("Book", "Book", "A", "N"), None)
    whole = {"path": "Book.mp3", "sha256": sha256_of(book), "duration_s": made[-1].end / RATE_HZ}
    (dist / "build.json").write_text(json.dumps({"preset": "acx", "chapters": chapters, "book": [whole]}))
    return dist


def test_a_build_is_as_its_report_says(built: Path) -> None:
    files, sets = reports(built)
    assert [report.name for report in sets] == ["mp3/*.mp3", "Book.mp3"]
    assert [report.profile for report in files] == ["acx", "acx", "acx-book"]
    ofbuild = {"unchanged", "length-of-build", "marks-of-build"}
    for report in files:
        assert ofbuild <= {finding.rule for finding in report.findings}
        assert set(outcomes(report)) == {"cover"}
    assert len(of_build(built)) == 2
    with pytest.raises(NarrateError, match="no build"):
        of_build(built / "mp3")


def test_what_is_gone_is_told_even_where_none_of_its_kind_is_left(built: Path) -> None:
    one, two = sorted((built / "mp3").iterdir())
    (built / "Book.mp3").unlink()
    two.unlink()
    for found in (of_build(built), batches([built])):
        assert [(each.name, each.missing) for each in found] == [
            (one.name, (two,)),
            ("Book.mp3", (built / "Book.mp3",)),
        ]
    one.unlink()
    for found in (of_build(built), batches([built])):
        assert {path for each in found for path in each.missing} == {one, two, built / "Book.mp3"}
        assert {report.outcome for report in inspect(found, None, hands=1)} == {Outcome.FAIL}


def test_what_is_otherwise_than_the_report_says_fails(built: Path) -> None:
    one, two = sorted((built / "mp3").iterdir())
    mp3.tag(one, one, Tags("Other", "Book", "A", "N"), None, [ChapterMark("Other", 0, 9000, RATE_HZ)])
    two.unlink()
    write_mp3(built / "mp3" / "03 - Stray.mp3", speech())
    (built / "draft").mkdir()
    (built / "draft" / "x.mp3").write_bytes(b"never looked at")
    (built / "audition" / "ada").mkdir(parents=True)
    (built / "audition" / "ada" / "x.flac").write_bytes(b"never looked at")
    files, sets = reports(built)
    found = {report.path.name: outcomes(report) for report in files}
    assert found[one.name]["unchanged"] is Outcome.FAIL
    assert found[one.name]["marks-of-build"] is Outcome.FAIL
    assert found["03 - Stray.mp3"]["of-the-build"] is Outcome.WARN
    assert "x.mp3" not in found
    absent = [finding for report in sets for finding in report.findings if finding.rule == "present"]
    assert [(finding.name, finding.outcome) for finding in absent] == [(two.name, Outcome.FAIL)]


def test_a_report_that_cannot_be_understood_is_none(built: Path) -> None:
    for text in ("", "[]", "{}", '{"chapters": 3}', '{"chapters": [{}]}', "[" * 100_000):
        (built / "build.json").write_text(text)
        assert all(batch.build is None for batch in batches([built]))


def test_whoever_stops_listening_is_not_kept(good: Path) -> None:
    def going() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        list(inspect(batches([good]), None, hands=1, going=going))
