"""narrate diff: what an editor has to hear again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from narrate import sealed
from narrate.build.history import KEPT, History
from narrate.ui import player
from tests.building import edit
from tests.cli.conftest import Command, make


def objects(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_the_last_build_is_compared_with_the_one_before(built: Path, command: Command) -> None:
    edit(built / "book.md", "somebody was here", "somebody had been here")
    edit(built / "book.md", "# The Third Lamp\n", "# The Third Lamp\n\nSomething else happened here.\n")
    make(built)
    shown = command("diff", "--project", built)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.splitlines() == [
        "build 1 → build 2",
        "   2  The Second Lamp",
        "      c02.p03.u1      Ada           spoken text: “was” → “had been”",
        "   3  The Third Lamp",
        "      c03.p02.u1      narrator      new: Something else happened here.",
        "1 changed, 1 new; 11 lines sound the same",
    ]
    counts, changed, new = objects(command("diff", "--json", "--project", built).out)
    assert counts == {"same": 11, "changed": 1, "new": 1, "gone": 0, "redone": [], "book": False}
    assert changed["reasons"] == ["spoken text: “was” → “had been”"]
    assert (changed["was"] or {})["id"] == "c02.p03.u1"  # type: ignore[index]
    assert (new["status"], new["was"], new["speaker"]) == ("new", None, "narrator")


def test_what_only_mastering_or_tags_changed_is_said_in_a_line(built: Path, command: Command) -> None:
    edit(built / "narration.toml", "[cast]", "[pauses]\nparagraph = 1.5\n\n[cast]")
    make(built)
    assert command("diff", "--project", built).out.splitlines()[1:] == [
        "nothing sounds different: 12 lines",
        "chapters 1, 2 have the same speech in another file: other pauses, mastering or tags",
    ]
    edit(built / "book.md", "There never had been one.", "")
    make(built)
    assert command("diff", "--project", built).out.splitlines()[1:] == [
        "   3  The Third Lamp",
        "      c03.p02.u1      narrator      spoken text: “There never had been one.” left out",
        "1 changed; 11 lines sound the same",
    ]


def test_a_format_that_is_added_is_no_other_file_and_another_description_is(
    built: Path, command: Command
) -> None:
    edit(built / "narration.toml", '["flac"]', '["flac", "mp3"]')
    make(built)
    nothing = "nothing sounds different: 12 lines"
    assert command("diff", "--project", built).out.splitlines()[1:] == [nothing]
    edit(built / "narration.toml", "[book]", '[book]\ndescription = "Three lamps."')
    make(built)
    assert command("diff", "--project", built).out.splitlines()[1:] == [
        nothing,
        "chapters 1, 2, 3 have the same speech in another file: other pauses, mastering or tags",
    ]


def test_builds_are_named_by_number_file_or_folder(built: Path, command: Command, tmp_path: Path) -> None:
    shutil.copytree(built / "dist", tmp_path / "first")
    edit(built / "book.md", "somebody was here", "nobody was here")
    make(built)
    edit(built / "book.md", "nobody was here", "somebody was here")
    make(built)
    first, dist = tmp_path / "first", built / "dist"
    told = {
        names: command("diff", *names, "--project", built).out.splitlines()[-1]
        for names in ((), (1,), (1, 3), (1, 2), (first,), (first, 2), (first / "build.json", dist))
    }
    one, none = "1 changed; 11 lines sound the same", "nothing sounds different: 12 lines"
    assert [*told.values()] == [one, none, none, one, none, one, none]
    listed = command("diff", "--list", "--project", built).out.splitlines()
    assert [line.split()[0] for line in listed] == ["1", "2", "3"]
    assert [line.split("  ")[-1] for line in listed[1:]] == ["1 changed", "1 changed"]
    numbered = objects(command("diff", "--list", "--json", "--project", built).out)
    assert [each["number"] for each in numbered] == [1, 2, 3]


def test_two_files_need_no_project(built: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(built.parent)
    shutil.copy(built / "dist" / "build.json", built.parent / "a.json")
    (built / "narration.toml").unlink()
    assert command("diff", "a.json", built / "dist").code == 0
    assert command("diff", "a.json").code == 3


def test_a_book_that_is_joined_in_another_way_is_told(built: Path, command: Command, tmp_path: Path) -> None:
    document = json.loads((built / "dist" / "build.json").read_bytes())
    document["book"][0]["sha256"] = "0" * 64
    (tmp_path / "build.json").write_text(json.dumps(document))
    told = command("diff", tmp_path, "--project", built).out.splitlines()
    assert told[1:] == [
        "nothing sounds different: 12 lines",
        "the book is another file, of the same chapters",
    ]


def test_what_cannot_be_compared_is_said(built: Path, command: Command, tmp_path: Path) -> None:
    once = command("diff", "--project", built)
    assert (once.code, "only one build is kept" in once.err) == (3, True)
    never = command("diff", "--draft", "--project", built)
    assert (never.code, "no build is kept yet" in never.err) == (3, True)
    gone = command("diff", 7, "--project", built)
    assert (gone.code, "build 7 is not kept: those from 1 to 1 are" in gone.err) == (3, True)
    nothing = command("diff", "nowhere", "--project", built)
    assert (nothing.code, 'there is no "nowhere"' in nothing.err) == (3, True)
    for text, told in (
        ('{"version": 1}', "older narrate"),
        ('{"version": 3}', "newer narrate"),
        ("[]", "is damaged"),
        ('{"version": 2, "voices": []}', "is damaged"),
    ):
        (tmp_path / "build.json").write_text(text)
        refused = command("diff", tmp_path, "--project", built)
        assert (refused.code, told in refused.err) == (3, True), refused.err
    assert command("diff", "1", "1", "1", "--project", built).code == 2
    shutil.rmtree(built / ".narrate")
    (built / ".narrate").write_text("I am no folder")
    for options in (("--list",), ()):
        hidden = command("diff", *options, "--project", built)
        assert (hidden.code, "something in its path is a file, not a folder" in hidden.err) == (1, True)
    assert command("diff", "--play", "--json", "--project", built).code == 2


def test_what_changed_is_played_in_order_and_what_is_gone_from_the_store_is_said(
    built: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(built / "book.md", "somebody was here", "nobody was here")
    edit(built / "narration.toml", "220", "230")
    edit(built / "book.md", "There never had been one.", "")
    make(built)
    played: list[Path] = []
    monkeypatch.setattr(player, "find", lambda: ("mpv",))
    monkeypatch.setattr(player, "play", lambda path: played.append(path) or True)
    heard = command("diff", "--play", "--project", built)
    assert heard.code == 0
    assert [line.split()[1] for line in heard.err.splitlines()] == ["c01.p04.u1", "c02.p03.u1", "c03.p02.u1"]
    assert [path.read_bytes()[:4] for path in played] == [b"fLaC"] * 3
    played[1].unlink()
    again = command("diff", "--play", "--project", built)
    assert (again.code, len(played)) == (0, 5)
    assert "cannot be played: its sound is not there" in again.err
    monkeypatch.setattr(player, "find", lambda: None)
    assert "no player found" in command("diff", "--play", "--project", built).err


def test_only_a_build_that_changes_something_is_kept_and_drafts_apart(built: Path) -> None:
    kept = History.of(built)
    make(built)
    (built / ".narrate" / "stamp.json").unlink()
    make(built)
    assert kept.numbers() == (1,)
    make(built, as_draft=True)
    assert (kept.numbers(), History.of(built, draft=True).numbers()) == ((1,), (1,))
    told = json.loads((built / "dist" / "build.json").read_bytes())
    assert sealed.read(kept.path(1)) == told
    assert "seal" not in told


def test_of_a_damaged_build_the_one_before_tells_and_the_next_is_kept(built: Path, command: Command) -> None:
    edit(built / "book.md", "somebody was here", "nobody was here")
    make(built)
    kept = History.of(built)
    flipped = kept.path(2).read_bytes().replace(b"nobody was here", b"nobody was hera")
    for damage in (b"", b"{", b'{"version": 2, "voices": [], "chapters": [1]}', flipped):
        kept.path(2).write_bytes(damage)
        edit(built / "book.md", "There never had been one.", "There never, ever had been one.")
        why = command("plan", "--why", built)
        assert "c03.p02.u1      teller        spoken text: “never” → “never, ever”" in why.out
        assert "c02.p03.u1" not in why.out
        edit(built / "book.md", "There never, ever had been one.", "There never had been one.")
    listed = command("diff", "--list", "--project", built)
    assert (len(listed.out.splitlines()), "is damaged" in listed.err) == (1, True)
    (built / ".narrate" / "stamp.json").unlink()
    make(built)
    assert kept.numbers() == (1, 2, 3)


def test_the_oldest_builds_go(tmp_path: Path) -> None:
    kept = History(tmp_path / "builds")
    for number in range(KEPT + 3):
        kept.keep(b'{"version": %d}' % number)
        kept.keep(b'{"version": %d}' % number)
    assert kept.numbers() == tuple(range(4, KEPT + 4))
    (kept.folder / "notes.txt").write_text("mine")
    assert kept.newest().lines == ()
    assert len(kept.numbers()) == KEPT
