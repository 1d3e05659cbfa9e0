"""Takes of a line: rendered beside the one that is used, chosen, recorded, accepted as they are."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.build.events import Finished, Flagged, Warned
from narrate.build.inspection import inspect
from narrate.build.taking import Reel
from narrate.cli.program import run
from narrate.engines.base import EngineFailed, Performance
from narrate.engines.recording import PersonsRecording
from narrate.engines.recording import Settings as RecordingSettings
from narrate.engines.tone import Settings, Tone
from narrate.errors import NarrateError, ProblemsFound
from narrate.model import Render
from narrate.project.load import load
from tests.building import Built, make

ID = "c01.p03.u1"  # “Who has the matches?”


def reel(folder: Path) -> Reel:
    return Reel(load(folder))


@pytest.fixture
def built(project: Path) -> Path:
    toml = project / "narration.toml"
    toml.write_text(toml.read_text().replace("[cast]", '[output]\nformats = ["flac"]\n\n[cast]'))
    make(project)
    return project


def chapter(folder: Path, name: str = "01 - The First Lamp") -> bytes:
    return (folder / "dist" / "flac" / f"{name}.flac").read_bytes()


def recording(path: Path, seconds: float, level: float = 0.05, pause_s: float = 0.4) -> Path:
    """Somebody humming, in stereo, with silence around it."""
    time_s = np.arange(round(seconds * 44_100)) / 44_100
    hum = level * np.sin(2 * np.pi * 150 * time_s) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * time_s))
    edge = np.zeros(round(pause_s * 44_100))
    sound = np.concatenate([edge, hum, edge])
    soundfile.write(path, np.stack([sound, sound], 1), 44_100)
    return path


def test_a_further_take_costs_itself_and_changes_nothing_until_it_is_chosen(built: Path) -> None:
    before, lock = chapter(built), (built / "narration.lock").read_bytes()
    desk = reel(built)
    events = Built(desk.retake(desk.line(ID), 2))
    assert events.rendered == [ID, ID]
    assert [(kept.number, kept.chosen) for kept in desk.kept(desk.line(ID))] == [
        (1, True),
        (2, False),
        (3, False),
    ]
    assert len({kept.take.blob for kept in desk.kept(desk.line(ID))}) == 3
    assert make(built).written == set()

    desk.choose(desk.line(ID), 2, accept=False)
    events = make(built)
    assert (events.rendered, events.written) == ([], {1, None})
    assert chapter(built) != before
    assert (built / "narration.lock").read_bytes() == lock
    assert [kept.chosen for kept in reel(built).kept(reel(built).line(ID))] == [False, True, False]

    desk = reel(built)
    desk.choose(desk.line(ID), 1, accept=False)
    assert make(built).rendered == []
    assert chapter(built) == before


def test_a_choice_survives_edits_elsewhere_and_is_told_when_its_line_is_gone(built: Path) -> None:
    desk = reel(built)
    list(desk.retake(desk.line(ID), 1))
    desk.choose(desk.line(ID), 2, accept=False)
    book = built / "book.md"
    book.write_text(book.read_text().replace("# The First Lamp\n", "# The First Lamp\n\nIt was late.\n"))
    assert make(built).rendered == ["c01.p02.u1"]
    moved = reel(built).line("c01.p04.u1")
    assert moved.render.take == 2
    book.write_text(book.read_text().replace("the matches", "a match"))
    warnings = [str(event.problem) for event in make(built) if isinstance(event, Warned)]
    assert any("no line is read so any more: Ada: “Who has the matches?”" in told for told in warnings)
    (again,) = (
        event for event in make(built) if isinstance(event, Warned) and "so any" in str(event.problem)
    )
    assert str(again.problem.where) == "takes.toml:5"
    drafted = [event for event in make(built, draft=True) if isinstance(event, Warned)]
    assert not any("so any more" in str(event.problem) for event in drafted)


def test_a_chosen_take_is_rendered_where_it_is_not_and_the_book_is_the_same(
    built: Path, tmp_path: Path
) -> None:
    desk = reel(built)
    list(desk.retake(desk.line(ID), 1))
    desk.choose(desk.line(ID), 2, accept=False)
    make(built)
    other = tmp_path / "other"
    shutil.copytree(built, other, ignore=shutil.ignore_patterns(".narrate", "dist"))
    assert len(make(other).rendered) == 12
    assert chapter(other) == chapter(built)


def test_a_take_that_is_not_there_is_not_chosen(built: Path) -> None:
    desk = reel(built)
    with pytest.raises(NarrateError, match=r"has no take 4; it has 1"):
        desk.choose(desk.line(ID), 4, accept=False)
    with pytest.raises(NarrateError, match=r'there is no utterance "c09.p01"'):
        desk.line("c09.p01")
    assert not (built / "takes.toml").exists()


def test_a_recording_takes_the_place_of_the_voice_at_its_level(built: Path, tmp_path: Path) -> None:
    lock = (built / "narration.lock").read_bytes()
    quiet, loud = recording(tmp_path / "quiet.wav", 1.6, 0.02), recording(tmp_path / "loud.wav", 1.6, 0.4)
    heard = []
    for file in (quiet, loud):
        desk = reel(built)
        list(desk.record(desk.line(ID), file, accept=False))
        (used,) = (choice.recording for choice in load(built).choices.takes)
        assert used is not None
        assert used.parent == built / "recordings"
        assert used.read_bytes() == file.read_bytes()
        events = make(built)
        assert (events.rendered, events.written) == ([], {1, None})
        sound, rate = soundfile.read(built / "dist" / "flac" / "01 - The First Lamp.flac")
        heard.append(loudest_hum(sound, rate))
    assert abs(heard[0] - heard[1]) < 0.5
    assert (built / "narration.lock").read_bytes() == lock
    assert (built / "takes.toml").read_text().count("[[take]]") == 1
    assert [kept.number for kept in reel(built).kept(reel(built).line(ID))] == [1, None]

    toml = built / "narration.toml"
    toml.write_text(toml.read_text().replace("pitch_hz = 330", "pitch_hz = 350"))
    assert ID not in make(built).rendered
    desk = reel(built)
    assert desk.line(ID).render.engine == "recording"
    desk.choose(desk.line(ID), 1, accept=False)
    assert make(built).rendered == [ID]


def loudest_hum(sound: np.ndarray, rate: int) -> float:
    """The level in dB of the loudest second in the band of the recording, which no tone voice is in."""
    from narrate.sound.filters import filtered, high_pass

    (clean,) = filtered(sound.astype(np.float32), high_pass(60, rate))
    spectra = np.abs(np.fft.rfft(clean[: len(clean) // rate * rate].reshape(-1, rate), axis=1))
    return float(20 * np.log10(spectra[:, 145:156].max()))


def test_a_recording_inside_the_project_is_used_where_it_lies(built: Path) -> None:
    (built / "mine").mkdir()
    file = recording(built / "mine" / "matches.wav", 1.6)
    desk = reel(built)
    list(desk.record(desk.line(ID), file, accept=False))
    assert 'recording = "mine/matches.wav"' in (built / "takes.toml").read_text()
    make(built)
    recording(file, 1.5)
    assert make(built).rendered == [ID]
    file.unlink()
    with pytest.raises(ProblemsFound) as found:
        make(built)
    assert str(found.value.problems[0]).startswith(f"takes.toml:5: {ID}: there is no file")
    desk = reel(built)
    desk.choose(desk.line(ID), 1, accept=False)
    assert make(built).rendered == []


def test_clean_keeps_a_chosen_recording_whose_line_was_edited_away(
    built: Path, tmp_path: Path, narrate: Callable[..., object]
) -> None:
    desk = reel(built)
    list(desk.record(desk.line(ID), recording(tmp_path / "mine.wav", 1.6), accept=False))
    book = (built / "book.md").read_text()
    (built / "book.md").write_text(book.replace("the matches", "a match"))
    make(built)
    narrate("clean", built)
    (built / "book.md").write_text(book)
    assert make(built).rendered == []


def test_a_recording_that_is_no_sound_is_told_by_a_check(built: Path) -> None:
    line = reel(built).line(ID)
    (built / "takes.toml").write_text(f'[[take]]\nline = "{line.words}"\nrecording = "book.md"\n')
    told = [str(each) for each in inspect(load(built)).problems if each.slug == "recording-unreadable"]
    assert told == [f"{ID}: book.md cannot be read as sound\n  hint: narrate take {ID} --file takes another"]


def test_a_recording_is_not_cut_short_in_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("narrate.voices.decode.LONGEST_S", 2.0)
    spoken = Render("recording", 1, "{}", "Hello there.", (), "en", "", 0)
    with pytest.raises(EngineFailed, match=r"long\.wav lasts 4 s: cut the line out"):
        PersonsRecording().perform(spoken, RecordingSettings(recording(tmp_path / "long.wav", 3.0)))


def test_a_chosen_take_that_is_not_rendered_is_listed(built: Path, narrate: Callable[..., object]) -> None:
    line = reel(built).line(ID)
    (built / "takes.toml").write_text(f'[[take]]\nline = "{line.first.key}"\ntake = 99\n')
    ran = narrate("takes", ID, "--no-play", "--project", built)
    assert "  * take 99         not rendered yet\n" in ran.out  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("seconds", "level", "fault"),
    [
        (30, 0.1, "too long for its words"),
        (0.3, 0.1, "too short for its words"),
        (1.6, 0.0, "silent"),
        (1.6, 9.0, "clipped"),
    ],
)
def test_a_recording_with_faults_is_used_only_where_the_author_says_so(
    built: Path, tmp_path: Path, seconds: float, level: float, fault: str
) -> None:
    file = recording(tmp_path / "mine.wav", seconds, level)
    desk = reel(built)
    with pytest.raises(NarrateError, match=fault):
        list(desk.record(desk.line(ID), file, accept=False))
    assert not (built / "takes.toml").exists()
    assert not (built / "recordings").exists()
    list(desk.record(desk.line(ID), file, accept=True))
    events = make(built)
    assert events.written == {1, None}
    assert isinstance(events[-1], Finished)
    assert events[-1].failed == 0
    assert f'faults = ["{fault}' in (built / "takes.toml").read_text()


def test_what_is_chosen_for_other_lines_is_left_alone(built: Path, tmp_path: Path) -> None:
    desk = reel(built)
    line, other = desk.line(ID), desk.line("c03.p01.u1")
    for each in (line, other):
        list(desk.retake(each, 2))
    (built / "mine.wav").write_bytes(recording(tmp_path / "mine.wav", 1.6).read_bytes())
    entries = [  # two for one line, as a merge or a corrected speaker may leave them
        f'line = "{line.words}"\nrecording = "mine.wav"',
        f'line = "{line.first.key}"\ntake = 2',
        f'line = "{other.first.key}"\ntake = 3',
    ]
    (built / "takes.toml").write_text("".join(f"[[take]]\n{entry}\n\n" for entry in entries))
    desk = reel(built)
    (built / "takes.toml").write_text((built / "takes.toml").read_text() + "# meanwhile\n")
    desk.choose(desk.line(ID), 3, accept=False)
    chosen = {choice.line: choice.take for choice in load(built).choices.takes}
    assert chosen == {line.first.key: 3, other.first.key: 3}
    assert "# meanwhile" in (built / "takes.toml").read_text()


def test_a_recorded_line_is_not_checked_for_what_a_voice_could_read(built: Path, tmp_path: Path) -> None:
    book = built / "book.md"
    book.write_text(book.read_text().replace("There was no third lamp.", "☃☃ There was no third lamp."))

    def unreadable() -> list[str]:
        return [each.slug for each in inspect(load(built)).problems if "no voice can read" in each.message]

    before = unreadable()
    desk = reel(built)
    line = next(each for each in ("c03.p01.u1", "c03.p02.u1") if "third lamp" in desk.line(each).render.text)
    list(desk.record(desk.line(line), recording(tmp_path / "mine.wav", 3), accept=False))
    assert unreadable() == []
    assert before in ([], ["text-unreadable"])


class Mute(Tone):
    """Says no further take."""

    def perform(self, render: Render, settings: Settings, tried: int = 0) -> Performance:
        if render.take > 1:
            raise EngineFailed("the engine choked")
        return super().perform(render, settings, tried)


def test_a_retake_that_fails_is_a_failure(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("narrate.build.render.engine_class", lambda _: Mute)
    assert run(["retake", ID, "-n", "2", "--no-play", "--project", str(built)]) == 4
    assert [kept.number for kept in reel(built).kept(reel(built).line(ID))] == [1]


class Clipping(Tone):
    """Clips the word "button" in every take but the third."""

    def perform(self, render: Render, settings: Settings, tried: int = 0) -> Performance:
        performance = super().perform(render, settings, tried)
        faults = ("clipped",) if "button" in render.text and render.take != 3 else ()
        return replace(performance, faults=faults, attempts=tried + 1)


def test_a_flagged_take_is_accepted_or_another_is_chosen(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("narrate.build.render.engine_class", lambda _: Clipping)
    (flagged,) = (event for event in make(project) if isinstance(event, Flagged))
    desk = reel(project)
    line = desk.line(flagged.id)
    with pytest.raises(NarrateError, match=r"take 1 is clipped"):
        desk.choose(line, 1, accept=False)
    desk.choose(line, 1, accept=True)
    events = make(project)
    assert (events.rendered, events[-1].failed) == ([], 0)  # type: ignore[union-attr]
    assert 1 in events.written
    other = tmp_path / "other"
    shutil.copytree(project, other, ignore=shutil.ignore_patterns(".narrate", "dist"))
    events = make(other)
    assert (events[-1].failed, len(events.rendered)) == (0, 12)  # type: ignore[union-attr]
    assert chapter(other) == chapter(project)

    desk = reel(project)
    list(desk.retake(desk.line(flagged.id), 2))
    desk.choose(desk.line(flagged.id), 3, accept=False)
    assert load(project).choices.accepted == ()  # that was of another take
    (project / "takes.toml").unlink()
    desk = reel(project)
    assert [kept.take.faults for kept in desk.kept(desk.line(flagged.id))] == [("clipped",), ("clipped",), ()]
    desk.choose(desk.line(flagged.id), 3, accept=False)
    events = make(project)
    assert (events.rendered, events[-1].failed) == ([], 0)  # type: ignore[union-attr]


def test_the_commands(built: Path, narrate: Callable[..., object], tmp_path: Path) -> None:
    def call(*arguments: object) -> tuple[int, str, str]:
        ran = narrate(*arguments, "--project", built, PATH="")
        return ran.code, ran.out, ran.err  # type: ignore[attr-defined]

    code, out, err = call("retake", ID, "-n", "2")
    assert code == 0, err
    assert [line.split()[:3] for line in out.splitlines()[1:]] == [
        ["*", "take", "1"],
        ["take", "2", "0.75"],
        ["take", "3", "0.75"],
    ]
    assert "no player found" in err
    assert call("take", ID, "2")[1] == f"{ID} is take 2; the next build uses it\n"
    assert call("take", ID)[0] == 2
    file = recording(tmp_path / "mine.wav", 1.6)
    assert call("take", "c01.p01.u1", "--file", file)[1].startswith("c01.p01.u1 is your recording mine.wav")
    listed = [line.strip() for line in call("takes", "--no-play")[1].splitlines()]
    assert [line.split("  ")[0] for line in listed] == [
        "c01.p01.u1",
        "take 1",
        "* your recording",
        ID,
        "take 1",
        "* take 2",
        "take 3",
    ]


def test_a_voice_that_says_it_one_way_is_told(built: Path, narrate: Callable[..., object]) -> None:
    toml = built / "narration.toml"
    toml.write_text(toml.read_text().replace('engine = "tone"\npitch_hz = 330', 'engine = "espeak"'))
    ran = narrate("retake", ID, "--no-play", "--project", built)
    assert ran.code == 0, ran.err  # type: ignore[attr-defined]
    assert "take 2 is the same sound as take 1" in ran.err  # type: ignore[attr-defined]
