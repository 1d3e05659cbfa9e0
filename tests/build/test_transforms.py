"""One voice is several people: what is done to its sound, and that this alone costs no rendering."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from narrate.build.book import build
from narrate.build.events import Damaged, Failed, Flagged, Planned, Transforming
from narrate.build.prepare import plan_of, prepare, store_of
from narrate.build.request import Request
from narrate.build.taking import Reel
from narrate.cli.program import run
from narrate.engines.base import EngineFailed, Performance
from narrate.engines.tone import Settings, Tone
from narrate.model import Render, Take
from narrate.project.load import load
from narrate.sound.pcm import decode
from narrate.takes.line import Line
from narrate.takes.plan import Plan
from narrate.voices.pitch import track
from tests.build.test_taking import recording
from tests.building import Built, edit, files, make
from tests.conftest import BOOK, TOML
from tests.voices.test_psola import formants_moved_st, pitch_hz

ADA, BEN = "c01.p03.u1", "c01.p04.u1"
LOW = "{ pitch_shift = -4, speed = 0.8 }"
HIGH = "{ pitch_shift = 3 }"


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small book, built: Ada and Ben have one voice, and Ben's is lower and slower."""
    folder = tmp_path_factory.mktemp("transforms") / "two-lamps"
    folder.mkdir()
    (folder / "narration.toml").write_text(TOML, encoding="utf-8")
    (folder / "book.md").write_text(BOOK + "\n“Then somebody was here,” said Ben.\n", encoding="utf-8")
    toml = folder / "narration.toml"
    edit(toml, "[cast]", '[output]\nformats = ["flac"]\n\n[cast]')
    edit(toml, 'Ben = { voice = "ben", pronouns = "he" }', f'Ben = {{ voice = "ada", transform = {LOW} }}')
    text = toml.read_text()
    toml.write_text(text[: text.index("[voices.ben]")])
    events = make(folder)
    (told,) = (event for event in events if isinstance(event, Planned))
    assert (told.transforms, transforms(events), events.end.failed) == (2, 2, 0)
    return folder


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(built_once, tmp_path / "built")


@pytest.fixture
def lamps(built_once: Path, tmp_path: Path) -> Path:
    """A copy of which nothing was built."""
    ignore = shutil.ignore_patterns(".narrate", "dist", "narration.lock")
    return shutil.copytree(built_once, tmp_path / "lamps", ignore=ignore)


def planned(folder: Path) -> Plan:
    prepared = prepare(load(folder))
    return plan_of(prepared, store_of(prepared.project))


def line_of(folder: Path, id_: str) -> Line:
    return next(line for line in planned(folder).lines if line.utterance.id == id_)


def take_of(folder: Path, render: Render) -> Take:
    return store_of(load(folder), lenient=True).get(render.key)


def heard(folder: Path, take: Take) -> np.ndarray:
    return decode(store_of(load(folder)).sound(take)).audio


def transforms(events: Built) -> int:
    assert [event.done for event in events if isinstance(event, Transforming)] == [
        *range(1, events.end.transformed + 1)
    ]
    return events.end.transformed


def test_a_character_has_another_pitch_and_pace_and_its_words_are_where_they_are_heard(built: Path) -> None:
    line = line_of(built, BEN)
    plain, take = take_of(built, line.render.plain), take_of(built, line.render)
    assert take.made_from == plain.key
    assert take.duration_s == pytest.approx(plain.duration_s / 0.8, rel=0.01)
    before, after = heard(built, plain), heard(built, take)
    assert pitch_hz(after) / pitch_hz(before) == pytest.approx(2 ** (-4 / 12), rel=0.03)
    voiced = track(after, 24_000).voiced
    for word, was in zip(take.words, plain.words, strict=True):
        assert (word.start, word.end) == (was.start, was.end)
        assert (word.start_s, word.end_s) == pytest.approx((was.start_s / 0.8, was.end_s / 0.8))
        assert voiced[round(word.start_s * 80) + 2 : round(word.end_s * 80) - 2].all()
    assert not line_of(built, ADA).render.transform
    rows = json.loads((built / "dist" / "build.json").read_text())["chapters"][0]["utterances"]
    assert {row["id"]: row.get("transform") for row in rows if row["speaker"] in ("Ada", "Ben")} == {
        ADA: None,
        BEN: {"pitch_shift": -4.0, "speed": 0.8, "revision": 1},
    }


def test_real_speech_is_moved_as_asked(lamps: Path) -> None:
    toml = lamps / "narration.toml"
    edit(toml, 'engine = "tone"\npitch_hz = 330', 'engine = "espeak"\nvoice = "en-us"')
    for asked, semitones, formant in (("pitch_shift = 4", 4, 0), ("formant = -3", 0, -3)):
        now = toml.read_text().split("transform = ")[1].split("}")[0]
        edit(toml, now, f"{{ {asked} ")
        make(lamps, only=3)
        line = next(each for each in planned(lamps).chapters[2].lines if each.utterance.speaker == "Ben")
        take, plain = take_of(lamps, line.render), take_of(lamps, line.render.plain)
        after, before = heard(lamps, take), heard(lamps, plain)
        rate = take.sample_rate
        assert len(after) == len(before)
        ratio = pitch_hz(after, rate) / pitch_hz(before, rate)
        assert ratio == pytest.approx(2 ** (semitones / 12), rel=0.03)
        assert formants_moved_st(before, after, rate) == pytest.approx(formant, abs=0.7)


def test_another_transformation_renders_nothing_and_is_taken_back_for_nothing(built: Path) -> None:
    dist = files(built)
    toml = built / "narration.toml"
    edit(toml, LOW, HIGH)
    plan = planned(built)
    assert (len(plan.missing), len(plan.to_transform)) == (0, 2)
    events = make(built)
    assert (events.rendered, transforms(events), events.mastered) == ([], 2, {1, 3})
    assert files(built) != dist
    assert make(built).end.transformed == 0
    edit(toml, HIGH, LOW)
    events = make(built)
    assert (events.rendered, transforms(events)) == ([], 0)
    assert files(built) == dist
    edit(toml, f", transform = {LOW}", "")
    events = make(built)
    assert (events.rendered, transforms(events)) == ([], 0)  # the plain takes were kept


def test_nothing_asked_for_is_the_same_book_and_the_same_takes(lamps: Path, tmp_path: Path) -> None:
    other = shutil.copytree(lamps, tmp_path / "other")
    edit(lamps / "narration.toml", f", transform = {LOW}", "")
    edit(other / "narration.toml", LOW, "{ pitch_shift = 0, formant = 0.0, speed = 1 }")
    assert [line.render for line in planned(other).lines] == [line.render for line in planned(lamps).lines]
    assert planned(other).to_transform == ()


def test_a_characters_wins_over_its_voices(lamps: Path) -> None:
    toml = lamps / "narration.toml"
    edit(toml, "pitch_hz = 330", "pitch_hz = 330\ntransform = { formant = 2, speed = 1.5 }")
    assert json.loads(line_of(lamps, ADA).render.transform) == {"formant": 2.0, "speed": 1.5, "revision": 1}
    assert json.loads(line_of(lamps, BEN).render.transform)["speed"] == 0.8
    edit(toml, LOW, "{}")
    assert line_of(lamps, BEN).render.transform == ""
    assert line_of(lamps, BEN).render.voice == line_of(lamps, ADA).render.voice


def test_one_take_is_made_into_two_people_where_they_say_the_same(lamps: Path) -> None:
    plan = planned(lamps)
    ada, ben = (
        next(line for line in plan.lines if line.utterance.speaker == who and "somebody" in line.render.text)
        for who in ("Ada", "Ben")
    )
    assert ben.render.plain == ada.render
    assert ben.render.key != ada.render.key
    assert ben.plain.render.seed == ada.render.seed
    assert len(plan.missing) == len(plan.lines) - 1


def test_each_is_as_loud_as_it_is_and_levels_are_their_own(built: Path) -> None:
    lock = (built / "narration.lock").read_text()
    assert lock.count('name = "ada"') == 2
    edit(built / "narration.toml", LOW, HIGH)
    make(built)
    before, after = (set(text.split("[[")) for text in (lock, (built / "narration.lock").read_text()))
    assert len(after - before) == 1  # Ada's own, and the teller's, stay


class Hoarse(Tone):
    """Faulty whenever it says "button" or "Not I", and mute where it is to say "pockets"."""

    performed = 0

    def perform(self, render: Render, settings: Settings, tried: int = 0) -> Performance:
        type(self).performed += 1
        if "Mute" in render.text:
            raise EngineFailed("the engine choked")
        performance = super().perform(render, settings, tried)
        faults = ("hoarse",) if "Not I" in render.text and render.take == 1 else ()
        return replace(performance, faults=faults, attempts=tried + 1)


def test_faults_are_handed_on_and_accepted_once_for_all_transformations(
    lamps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("narrate.build.render.engine_class", lambda _: Hoarse)
    events = make(lamps)
    assert [(event.id, event.faults) for event in events if isinstance(event, Flagged)] == [
        (BEN, ("hoarse",))
    ]
    assert events.end.failed == 1
    assert take_of(lamps, line_of(lamps, BEN).render).faults == ("hoarse",)
    assert 1 not in events.written
    events = make(lamps)  # another attempt, as at any flagged take
    assert take_of(lamps, line_of(lamps, BEN).render).attempts == 2

    reel = Reel(load(lamps))
    reel.choose(reel.line(BEN), 1, accept=True)
    events = make(lamps)
    assert (events.rendered, events.end.failed, transforms(events)) == ([], 0, 0)
    assert 1 in events.written
    done = Hoarse.performed
    edit(lamps / "narration.toml", LOW, HIGH)
    events = make(lamps)
    assert (events.end.failed, transforms(events), Hoarse.performed) == (0, 2, done)
    assert not [event for event in events if isinstance(event, Flagged)]


def test_what_cannot_be_said_is_not_transformed_and_told_for_each(
    lamps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("narrate.build.render.engine_class", lambda _: Hoarse)
    edit(lamps / "book.md", "“Not I,” said", "“Mute am I,” said")
    edit(lamps / "book.md", "“Then somebody was here,” said Ada", "“Mute am I,” said Ada")
    events = make(lamps)
    told = {event.id for event in events if isinstance(event, Failed)}
    assert told == {BEN, "c02.p03.u1"}  # who share what could not be rendered
    assert (events.end.failed, events.end.transformed) == (2, 1)
    assert (lamps / "dist" / "flac" / "03 - The Third Lamp.flac").exists()
    assert not (lamps / "dist" / "flac" / "01 - The First Lamp.flac").exists()


def test_faults_of_the_transformed_take_alone_are_told_and_accepted(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("narrate.voices.psola.transformed", lambda sound, *_: np.sign(sound))
    edit(built / "narration.toml", LOW, HIGH)
    events = make(built)
    told = {(event.id, event.faults) for event in events if isinstance(event, Flagged)}
    assert told == {(BEN, ("clipped",)), ("c03.p03.u1", ("clipped",))}
    assert (events.end.failed, events.rendered) == (2, [])
    for id_ in (BEN, "c03.p03.u1"):
        reel = Reel(load(built))
        reel.choose(reel.line(id_), 1, accept=True)
    events = make(built)
    assert (events.end.failed, events.rendered, events.end.transformed) == (0, [], 0)


def spoil(folder: Path, take: Take) -> None:
    file = store_of(load(folder)).file(take)
    file.write_bytes(file.read_bytes()[:-1] + b"\0")


def test_a_damaged_take_is_made_anew_from_the_plain_one_and_that_is_rendered_if_need_be(built: Path) -> None:
    dist = files(built)
    line = line_of(built, BEN)
    spoil(built, take_of(built, line.render))
    shutil.rmtree(built / "dist")
    events = make(built)
    assert [event.id for event in events if isinstance(event, Damaged)] == [BEN]
    assert (events.rendered, events.end.transformed) == ([], 1)
    assert files(built) == dist

    spoil(built, take_of(built, line.render.plain))
    edit(built / "narration.toml", LOW, HIGH)
    events = make(built)
    assert [event.id for event in events if isinstance(event, Damaged)] == [BEN]
    assert (events.rendered, events.end.transformed, events.end.failed) == ([BEN], 2, 0)
    edit(built / "narration.toml", HIGH, LOW)
    make(built)
    assert files(built) == dist


@pytest.mark.parametrize("ending", [GeneratorExit, KeyboardInterrupt])
def test_a_build_that_ends_in_the_middle_loses_nothing(
    lamps: Path, built: Path, ending: type[BaseException]
) -> None:
    events = build(Request(load(lamps)))
    next(event for event in events if isinstance(event, Transforming))
    with pytest.raises(ending):
        events.throw(ending())
    plan = planned(lamps)
    assert (len(plan.missing), len(plan.to_transform)) == (0, 0)  # both were under way
    assert make(lamps).rendered == []
    assert files(lamps) == files(built)


def test_takes_are_of_the_voice_and_chosen_whatever_is_done_to_it(built: Path, tmp_path: Path) -> None:
    reel = Reel(load(built))
    events = Built(reel.retake(reel.line(BEN), 1))
    assert events.rendered == [BEN]
    kept = reel.kept(reel.line(BEN))
    assert [(each.number, each.chosen, each.plain) for each in kept] == [(1, True, False), (2, False, False)]
    assert all(each.take.made_from for each in kept)
    reel.choose(reel.line(BEN), 2, accept=False)
    events = make(built)
    assert (events.rendered, events.end.transformed, events.written) == ([], 0, {1, None})

    edit(built / "narration.toml", LOW, HIGH)
    assert line_of(built, BEN).render.take == 2
    kept = Reel(load(built)).kept(line_of(built, BEN))
    assert [(each.number, each.chosen, each.plain) for each in kept] == [(1, False, True), (2, True, True)]
    events = make(built)
    assert (events.rendered, events.end.transformed) == ([], 2)

    reel = Reel(load(built))
    list(reel.record(reel.line(BEN), recording(tmp_path / "mine.wav", 0.8), accept=False))
    line = line_of(built, BEN)
    assert (line.render.engine, line.render.transform) == ("recording", "")
    reel = Reel(load(built))
    assert [each.number for each in reel.kept(reel.line(BEN))] == [1, 2, None]
    assert Built(reel.retake(reel.line(BEN), 1)).rendered == [BEN]
    kept = reel.kept(reel.line(BEN))
    assert [(each.number, each.plain) for each in kept] == [(1, True), (2, False), (3, False), (None, False)]


def test_clean_keeps_what_transformed_takes_are_made_from(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(built / "narration.toml", LOW, HIGH)
    make(built)
    assert run(["clean", str(built)]) == 0
    assert "the transformation changed" in capsys.readouterr().out
    known = store_of(load(built)).known()
    assert line_of(built, BEN).render.plain.key in known
    edit(built / "narration.toml", HIGH, LOW)
    events = make(built)
    assert (events.rendered, events.end.transformed) == ([], 2)


def test_a_plan_says_what_is_rendered_and_what_is_only_transformed(
    lamps: Path, built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(folder: Path, *arguments: str) -> str:
        assert run([*arguments, str(folder)]) == 0
        return capsys.readouterr().out

    said = told(lamps, "plan").splitlines()[-1]
    assert said.startswith("14 utterances, 13 to render (1 sound as others do), 2 to transform: about")
    edit(built / "narration.toml", LOW, HIGH)
    edit(built / "book.md", "third lamp.", "fourth lamp.")
    why = told(built, "plan", "--why").splitlines()
    change = "transformation: pitch -4 semitones, speed × 0.8 → pitch +3 semitones"
    assert [line.split("  ")[-1].strip() for line in why if "only transformed" in line] == [
        f"{change} (only transformed)"
    ] * 2
    assert why[0].endswith("1 to transform")
    assert why[-1].startswith("14 utterances, 1 to render, 2 to transform: about")
    counts, *rows = map(json.loads, told(built, "plan", "--json").splitlines())
    expected = {"utterances": 14, "cached": 11, "new": 0, "stale": 3, "render": 1, "transform": 2}
    assert counts.items() >= expected.items()
    assert sorted((row["render"], row["transform"]) for row in rows if row["status"] == "stale") == [
        (False, True),
        (False, True),
        (True, False),
    ]
    make(built)
    assert change in told(built, "diff", "--project")


def test_the_credits_are_transformed_as_their_voice_is(lamps: Path) -> None:
    toml = lamps / "narration.toml"
    edit(toml, "[output]", '[output]\ncredits = { voice = "host" }')
    toml.write_text(toml.read_text() + f'\n[voices.host]\nengine = "tone"\ntransform = {HIGH}\n')
    lines = [line for chapter in planned(lamps).chapters if chapter.credits for line in chapter.lines]
    assert lines
    assert all(line.render.transform for line in lines)
