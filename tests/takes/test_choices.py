"""Choices of takes: about a line by what it is, and told when there is no such line."""

from __future__ import annotations

from pathlib import Path

from narrate.engines import tone
from narrate.errors import Where
from narrate.model import (
    NARRATOR,
    Boundary,
    Cast,
    Character,
    Script,
    ScriptChapter,
    Span,
    Utterance,
    UtteranceKind,
    Voice,
)
from narrate.project.takes_toml import Accepted, Choice, Choices
from narrate.takes.plan import NO_CHOICES, Plan, make

HERE = Where("takes.toml", 3)


def utterance(text: str, speaker: str = NARRATOR) -> Utterance:
    kind = UtteranceKind.SPEECH
    return Utterance("c01.p01.u1", kind, speaker, 1.0, "", text, text, Span("a.md", 0, 1), Boundary.SENTENCE)


def plan(*texts: str, choices: Choices = NO_CHOICES, pitch_hz: float = 330, speaker: str = "Ada") -> Plan:
    ada = Character("Ada", Voice("ada", "tone", tone.Settings(pitch_hz)))
    ben = Character("Ben", Voice("ben", "tone", tone.Settings(200)))
    cast = Cast(Voice("teller", "tone", tone.Settings(110)), (ada, ben))
    chapter = ScriptChapter(1, "One", tuple(utterance(text, speaker) for text in texts))
    return make(Script((chapter,)), cast, "en", frozenset(), choices=choices)


def choosing(line: str, take: int = 1, recording: Path | None = None) -> Choices:
    return Choices((Choice(line, take, recording, "Ada: Yes.", HERE),))


def test_a_take_is_chosen_by_the_key_of_the_first_and_holds_wherever_the_line_goes() -> None:
    first = plan("Yes.").lines[0].first
    chosen = plan("No.", "Yes.", "Maybe.", choices=choosing(first.key, 3))
    assert [line.render.take for line in chosen.lines] == [1, 3, 1]
    assert chosen.lines[1].first == first
    assert chosen.lines[1].render.key != first.key
    assert chosen.warnings == ()


def test_it_holds_no_longer_once_the_words_or_the_voice_are_others_and_that_is_told() -> None:
    choices = choosing(plan("Yes.").lines[0].first.key, 3)
    for other in (plan("Yes!", choices=choices), plan("Yes.", choices=choices, pitch_hz=331)):
        assert [line.render.take for line in other.lines] == [1]
        (warning,) = other.warnings
        assert str(warning).startswith("takes.toml:3: warning: no line is read so any more: Ada: Yes.")


def test_of_lines_that_are_alike_each_has_its_own_choice() -> None:
    second = plan("Yes.", "Yes.").lines[1].first
    chosen = plan("Yes.", "Yes.", choices=choosing(second.key, 2))
    assert [line.render.take for line in chosen.lines] == [1, 2]


def test_a_recording_stays_with_its_words_and_its_speaker_whatever_the_voice(tmp_path: Path) -> None:
    file = tmp_path / "mine.wav"
    file.write_bytes(b"some sound")
    choices = choosing(plan("Yes.").lines[0].words, recording=file)
    for pitch_hz in (330.0, 440.0):
        (line,) = plan("Yes.", choices=choices, pitch_hz=pitch_hz).lines
        assert (line.render.engine, line.voice.name) == ("recording", "ada (recorded)")
    key = line.render.key
    file.write_bytes(b"another sound")
    assert plan("Yes.", choices=choices).lines[0].render.key != key
    moved = tmp_path / "moved.wav"
    moved.write_bytes(b"some sound")
    assert plan("Yes.", choices=choosing(line.words, recording=moved)).lines[0].render.key == key
    assert [each.render.engine for each in plan("Yes.", choices=choices, speaker="Ben").lines] == ["tone"]
    assert len(plan("Yes.", choices=choices, speaker="Ben").warnings) == 1


def test_an_accepted_take_that_nothing_uses_is_told() -> None:
    key = plan("Yes.").lines[0].render.key
    accepted = Accepted(key, ("clipped",), "", HERE)
    assert plan("Yes.", choices=Choices(accepted=(accepted,))).warnings == ()
    (warning,) = plan("No.", choices=Choices(accepted=(accepted,))).warnings
    assert "no line uses this take any more" in str(warning)
