"""Profiles are kept whole or not at all, read as they were made, and damage is told with its place."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from narrate import atomic
from narrate.errors import NarrateError, ProblemsFound
from narrate.sound.pcm import Recording, decode
from narrate.voices import quality, reference
from narrate.voices.profiles import keeping, library, names, profile
from narrate.voices.profiles.library import Library
from narrate.voices.profiles.profile import Profile
from tests.conftest import noise_in_syllables

WORDS = "The lamp at the corner had gone out again, and nobody knew."


def spoken(seed: int = 1, seconds: float = 3.0, rate_hz: int = 24_000, gain: float = 1.0) -> Recording:
    """Noise in the rhythm of speech, with silence at its edges."""
    loud = noise_in_syllables(seconds, seed) * np.float32(gain)
    return Recording(
        np.concatenate([np.zeros(12_000, np.float32), loud, np.zeros(24_000, np.float32)]), rate_hz
    )


def kept(folder: Path, name: str = "alice", seed: int = 1) -> Profile:
    return keeping.keep(folder, name, spoken(seed), WORDS, consent="her own", source_file="clip.m4a")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    made = kept(tmp_path / "voices")
    assert profile.read(made.folder) == made
    assert Library((tmp_path / "voices",)).find("ALICE") == made
    assert Library((tmp_path / "voices",)).find("al") is None
    assert Library((tmp_path / "nowhere", tmp_path / "voices")).profiles() == (made,)


def test_the_sound_is_trimmed_and_levelled(tmp_path: Path) -> None:
    for gain, name in ((0.02, "quiet"), (1.0, "usual")):
        made = keeping.keep(tmp_path, name, spoken(gain=gain), WORDS)
        sound = decode(made.reference)
        assert sound.duration_s == pytest.approx(3.0, abs=0.2)
        found = quality.measure(sound)
        assert found.level_db == pytest.approx(-22, abs=0.1)
        assert made.measured.level_db == round(found.level_db, 1)
        assert (found.kept.start, found.kept.stop) == (0, len(sound.audio))  # nothing is left to trim
        assert len(reference.load(made.reference, WORDS, 24_000).audio) == len(sound.audio)


def test_no_peak_is_raised_to_the_ceiling(tmp_path: Path) -> None:
    recording = spoken(gain=0.02)
    recording.audio[30_000] = 0.1
    made = keeping.keep(tmp_path, "alice", recording, WORDS)
    assert np.abs(decode(made.reference).audio).max() == pytest.approx(0.9, abs=1e-3)


def test_a_high_sample_rate_comes_down_to_48_khz(tmp_path: Path) -> None:
    wide = Recording(np.repeat(spoken(seconds=3.0).audio, 4), 96_000)
    assert keeping.keep(tmp_path, "alice", wide, WORDS).measured.rate_hz == 48_000


def test_the_same_recording_gives_the_same_bytes(tmp_path: Path) -> None:
    kept(tmp_path / "one")
    kept(tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert set(contents(tmp_path / "one")) == {
        "alice/profile.toml",
        f"alice/{kept(tmp_path / 'three').reference.name}",
    }


@pytest.mark.parametrize(
    ("recording", "words", "fault"),
    [
        (spoken(seconds=1.5), WORDS, "a clone needs 2 to 30 s"),
        (spoken(seconds=31.0), WORDS, "a clone takes 2 to 30 s"),
        (Recording(np.zeros(96_000, np.float32), 24_000), WORDS, "it is silent"),
        (spoken(rate_hz=8_000), WORDS, "a telephone's"),
        (spoken(), "", "its transcript is empty"),
        (spoken(), "No.", "its transcript cannot belong to it"),
    ],
)
def test_what_cannot_be_cloned_is_no_profile(
    tmp_path: Path, recording: Recording, words: str, fault: str
) -> None:
    with pytest.raises(ProblemsFound, match=fault):
        keeping.keep(tmp_path / "voices", "alice", recording, words)
    assert not (tmp_path / "voices").exists()


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "a/b",
        "../alice",
        "a\\b",
        "alice\n",
        "a b",
        "-alice",
        "_",
        "con",
        "LPT1",
        "ä",
        "a" * 65,
        "a\0b",
    ],
)
def test_hostile_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NarrateError, match="cannot be the name of a profile"):
        keeping.keep(tmp_path, name, spoken(), WORDS)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("note", ["\x1b[31mred", "half a character: \udc80", "a" * profile.LARGEST])
def test_notes_that_could_not_be_read_again_are_refused(tmp_path: Path, note: str) -> None:
    with pytest.raises(NarrateError):
        keeping.keep(tmp_path / "voices", "alice", spoken(), WORDS, consent=note)
    assert not (tmp_path / "voices").exists()


def test_a_file_may_be_called_anything(tmp_path: Path) -> None:
    made = keeping.keep(tmp_path, "alice", spoken(), WORDS, source_file='a\n\x1b"\udc80".wav')
    assert profile.read(made.folder).source.file == 'a??"?".wav'


def test_a_name_with_accents_has_a_proposal() -> None:
    with pytest.raises(NarrateError, match='for example "jurgen-m"'):
        names.plain("Jürgen M.")


def test_nothing_is_overwritten_unless_it_is_to_be(tmp_path: Path) -> None:
    first = kept(tmp_path)
    before = contents(tmp_path)
    with pytest.raises(NarrateError, match=r"there is a profile “alice” in .* already"):
        kept(tmp_path, "Alice", seed=2)
    assert contents(tmp_path) == before
    (first.folder / "notes.txt").write_text("mine")
    again = keeping.keep(tmp_path, "Alice", spoken(2), WORDS, again=True)
    assert {path.name for path in again.folder.iterdir()} == {
        "profile.toml",
        again.reference.name,
        "notes.txt",
    }
    assert profile.read(again.folder) == again != first
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / "raw.wav").write_bytes(b"a recording")
    with pytest.raises(NarrateError, match="is there already, and is no voice profile"):
        kept(tmp_path, "bob")
    assert not list(tmp_path.glob(atomic.TEMPORARY + "*"))


def test_of_two_who_add_one_name_at_once_one_does(tmp_path: Path) -> None:
    def add(seed: int) -> str:
        try:
            return kept(tmp_path, "Alice", seed).sha256
        except NarrateError as error:
            return error.message

    with ThreadPoolExecutor(4) as pool:  # each has a lock of its own on the folder
        told = list(pool.map(add, (1, 2, 1, 2)))
    (made,) = Library((tmp_path,)).profiles()
    assert told.count(made.sha256) == 1
    assert sum("there is a profile “alice”" in each for each in told) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["alice"]


def test_where_nothing_can_be_written_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(**_: object) -> str:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(tempfile, "mkdtemp", read_only)
    with pytest.raises(atomic.CannotWrite, match="the file system is read-only"):
        kept(tmp_path)
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(atomic.CannotWrite, match="is a file, not a folder"):
        kept(tmp_path / "file" / "voices")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_kill_while_a_profile_is_made_leaves_nothing_that_lasts(tmp_path: Path) -> None:
    (tmp_path / f"{atomic.TEMPORARY}dead").mkdir()
    (tmp_path / f"{atomic.TEMPORARY}dead" / profile.FILE).write_text("half")
    assert Library((tmp_path,)).places() == {}
    kept(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["alice"]


def test_what_is_removed_is_gone_and_other_files_stay(tmp_path: Path) -> None:
    made = kept(tmp_path)
    assert keeping.remove(made.folder) == ()
    assert not made.folder.exists()
    made = kept(tmp_path)
    (made.folder / "raw.wav").write_bytes(b"mine")
    assert keeping.remove(made.folder) == ("raw.wav",)
    assert [path.name for path in made.folder.iterdir()] == ["raw.wav"]


def replaced(old: str, new: str) -> Callable[[Profile], object]:
    def do(made: Profile) -> None:
        text = made.file.read_text()
        assert old in text
        made.file.write_text(text.replace(old, new, 1))

    return do


@pytest.mark.parametrize(
    ("do", "told"),
    [
        (replaced("transcript", "transcrip"), 'alice/profile.toml:4: unknown key "transcrip"'),
        (replaced("consent = ", "consent = 1 #"), "alice/profile.toml:6: consent: expected text, found 1"),
        (replaced(f'"{WORDS}"', '"…"'), "alice/profile.toml:4: transcript: must not be empty"),
        (replaced('"her own"', '"her own'), "alice/profile.toml:6: not valid TOML"),
        (replaced("[sound]", "[sounds]"), 'alice/profile.toml:8: unknown key "sounds"'),
        (replaced('file = "reference', 'file = "../reference'), "alice/profile.toml:9: sound.file"),
        (replaced("rate_hz = 24000", 'rate_hz = "24"'), "measured.rate_hz: expected a whole number above 0"),
        (replaced("version = 1", "version = 2"), "was written by a newer narrate (version 2)"),
        (lambda made: made.reference.unlink(), "the sound of the profile “alice” is missing"),
        (
            lambda made: made.reference.write_bytes(b"other"),
            "is not the sound that the profile “alice” was made",
        ),
        (lambda made: made.file.write_bytes(b"\xff"), "alice/profile.toml:1: not UTF-8"),
    ],
)
def test_damage_is_told_with_its_place(tmp_path: Path, do: Callable[[Profile], object], told: str) -> None:
    made = kept(tmp_path)
    do(made)
    with pytest.raises(NarrateError) as found:
        profile.read(made.folder)
    assert told in str(found.value)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    made = kept(tmp_path)
    replaced("consent = ", "consent = 1 #")(made)
    replaced("sha256 = ", 'sha256 = "00" #')(made)
    with pytest.raises(ProblemsFound) as found:
        profile.read(made.folder)
    assert [str(problem.where) for problem in found.value.problems] == [
        "alice/profile.toml:6",
        "alice/profile.toml:10",
    ]


def test_a_person_may_edit_the_words_over_several_lines(tmp_path: Path) -> None:
    made = kept(tmp_path)
    replaced(f'"{WORDS}"', '"""\nThe lamp,\n  of course."""')(made)
    assert profile.read(made.folder).transcript == "The lamp, of course."


def test_the_users_library_is_where_the_machine_keeps_such_things(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(library.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert library.users() == tmp_path / "narrate" / "voices"
    monkeypatch.setenv(library.VARIABLE, str(tmp_path / "mine"))
    assert library.of(tmp_path / "book").folders == (tmp_path / "book" / "voices", tmp_path / "mine")
    monkeypatch.setenv(library.VARIABLE, "~nobody-of-this-name/mine")
    with pytest.raises(NarrateError, match="the whole path of a folder"):
        library.users()
