"""The plan: who reads each utterance, and what would be rendered. Positions never matter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from narrate.engines import tone
from narrate.engines.csm import engine as csm
from narrate.engines.espeak import engine as espeak
from narrate.errors import Severity
from narrate.model import (
    NARRATOR,
    Boundary,
    Cast,
    Character,
    Phonemes,
    Script,
    ScriptChapter,
    Span,
    Style,
    Utterance,
    UtteranceKind,
    Voice,
)
from narrate.takes.ignored import ignored
from narrate.takes.plan import make
from narrate.takes.reader import reader_of

TELLER = Voice("teller", "tone", tone.Settings(pitch_hz=110))
ALICE = Character("Alice", Voice("alice", "tone", tone.Settings(pitch_hz=330)), aliases=("the girl",))
CAST = Cast(narrator=TELLER, characters=(ALICE,))


def utterance(text: str, speaker: str | None = NARRATOR, **changes: object) -> Utterance:
    kind = UtteranceKind.NARRATION if speaker == NARRATOR else UtteranceKind.SPEECH
    made = Utterance("c01.p01.u1", kind, speaker, 1.0, "", text, text, Span("a.md", 0, 1), Boundary.SENTENCE)
    return replace(made, **changes)


def script(*chapters: list[Utterance]) -> Script:
    return Script(
        tuple(ScriptChapter(n, f"Chapter {n}", tuple(lines)) for n, lines in enumerate(chapters, 1))
    )


def keys(script_: Script, cast: Cast = CAST) -> list[str]:
    return [line.render.key for line in make(script_, cast, "en", frozenset()).lines]


def voices(script_: Script, cast: Cast = CAST) -> list[str]:
    return [line.voice.name for line in make(script_, cast, "en", frozenset()).lines]


def test_everyone_reads_what_is_theirs() -> None:
    lines = [utterance("He ran."), utterance('"Go!"', "Alice"), utterance('"Oh."', "The Girl")]
    assert voices(script(lines)) == ["teller", "alice", "alice"]


def test_without_characters_the_narrator_reads_the_whole_book() -> None:
    lines = [utterance('"Go!"', "Alice"), utterance('"What?"', None)]
    assert voices(script(lines), Cast(narrator=TELLER)) == ["teller", "teller"]


def test_speech_that_nobody_may_read_is_a_problem_and_never_goes_to_someone_else() -> None:
    plan = make(script([utterance('"Go!"', "Alise"), utterance('"What?"', None)]), CAST, "en", frozenset())
    assert plan.lines == ()
    assert [problem.slug for problem in plan.problems] == ["speaker-uncast", "speaker-unknown"]
    assert plan.problems[0].hint == 'did you mean "Alice"?'


def test_others_read_it_where_the_project_says_so() -> None:
    lines = [utterance('"Go!"', "Bob"), utterance('"What?"', None)]
    assert voices(script(lines), replace(CAST, others=TELLER)) == ["teller", "teller"]


def test_moving_reverting_and_renaming_change_no_key() -> None:
    one, two = [utterance("One."), utterance("Two.")], [utterance("Three.")]
    assert sorted(keys(script(one, two))) == sorted(keys(script(two, one)))
    renamed = replace(CAST, narrator=replace(TELLER, name="storyteller"))
    assert keys(script(one, two), renamed) == keys(script(one, two))


def test_the_same_words_twice_in_a_chapter_are_two_takes_and_in_two_chapters_one() -> None:
    yes = utterance("Yes.")
    assert len(set(keys(script([yes, yes])))) == 2
    assert len(set(keys(script([yes], [yes])))) == 1


def test_the_same_words_with_other_phonemes_are_no_second_time() -> None:
    plain, pinned = utterance("Read."), utterance("Read.", ipa=(Phonemes(0, 4, "ɹˈɛd"),))
    first, second = keys(script([pinned, plain]))
    assert second == keys(script([plain]))[0]
    assert first != second


def test_a_voice_changes_only_its_own_keys() -> None:
    lines = script([utterance("He ran."), utterance('"Go!"', "Alice")])
    louder = replace(ALICE, voice=replace(ALICE.voice, settings=tone.Settings(pitch_hz=440)))
    before, after = keys(lines), keys(lines, replace(CAST, characters=(louder,)))
    assert (before[0] == after[0], before[1] == after[1]) == (True, False)


def test_a_recording_counts_by_its_bytes_and_not_by_its_path(tmp_path: Path) -> None:
    first, second = tmp_path / "a.wav", tmp_path / "b.wav"
    first.write_bytes(b"one")
    second.write_bytes(b"one")

    def key(path: Path) -> str:
        settings = csm.Settings(reference=path, transcript="One.")
        return keys(script([utterance("Hi.")]), Cast(narrator=Voice("n", "csm", settings)))[0]

    before = key(first)
    assert key(second) == before
    first.write_bytes(b"two")
    assert key(first) != before


def test_known_takes_are_cached_and_equal_requests_are_rendered_once() -> None:
    book = script([utterance("One."), utterance("Two.")], [utterance("One.")])
    one, two, again = keys(book)
    assert one == again
    plan = make(book, CAST, "en", frozenset({two}))
    assert [line.cached for line in plan.lines] == [False, True, False]
    assert [line.render.key for line in plan.missing] == [one]


def test_what_is_too_long_for_an_engine_is_a_problem() -> None:
    plan = make(script([utterance("a" * 3000)]), CAST, "en", frozenset())
    assert [problem.slug for problem in plan.problems] == ["utterance-too-long"]


def test_phonemes_that_an_engine_cannot_say_are_a_problem_before_anything_is_rendered() -> None:
    cast = Cast(narrator=Voice("teller", "espeak", espeak.Settings()))
    lines = [
        utterance("A lead pipe.", ipa=(Phonemes(2, 6, "lɛǃd"),)),
        utterance("A.", ipa=(Phonemes(0, 1, "A"),)),
    ]
    (problem,) = make(script(lines), cast, "en", frozenset()).problems
    assert problem.slug == "phonemes-unsayable"
    assert problem.message == 'c01.p01.u1: “lead”: eSpeak has no sound for "ǃ" in the phonemes /lɛǃd/'


def test_a_voice_that_takes_no_phonemes_reads_the_word_and_says_so_once(tmp_path: Path) -> None:
    (tmp_path / "ada.wav").write_bytes(b"one")
    cast = Cast(narrator=Voice("ada", "csm", csm.Settings(tmp_path / "ada.wav", "One.")))
    lead = utterance("A lead pipe.", ipa=(Phonemes(2, 6, "lˈɛd"),))
    respelled = replace(lead, spoken="A led pipe.", ipa=(Phonemes(2, 5, "lˈɛd"),))
    lines = script([lead, lead, utterance("Lead!", ipa=(Phonemes(0, 4, "lˈid"),)), respelled])
    (problem,) = ignored(lines, cast)
    assert (problem.slug, problem.severity) == ("phonemes-ignored", Severity.WARNING)
    assert problem.message == (
        "c01.p01.u1: the csm engine takes no phonemes; it reads “lead” as it is written"
    )
    assert make(lines, cast, "en", frozenset()).problems == ()
    assert ignored(lines, CAST) == ()


def test_a_style_that_an_engine_cannot_take_is_an_error_once_or_left_out_where_the_voice_says_so() -> None:
    lines = [utterance("Hush.", style="low"), utterance("Now.", style="low"), utterance("Hush.")]
    cast = replace(CAST, styles=(("low", Style(pitch=-2)),))
    (problem,) = make(script(lines), cast, "en", frozenset()).problems
    assert (problem.slug, problem.severity) == ("style-unsupported", Severity.ERROR)
    assert problem.message == "c01.p01.u1: the tone engine cannot take on a style"
    assert 'style_fallback = "ignore"' in problem.hint

    forgoing = replace(cast, narrator=replace(TELLER, forgoes=True))
    assert make(script(lines), forgoing, "en", frozenset()).problems == ()
    plain = [utterance("Hush."), utterance("Now."), utterance("Hush.")]
    assert keys(script(lines), forgoing) == keys(script(plain))


def test_a_style_is_the_characters_own_or_the_voices_or_one_of_all() -> None:
    low, lower, lowest = (Style(pitch=pitch, manner="") for pitch in (-1, -2, -3))
    said = utterance("Hush.", "Alice", style="low")
    voice = replace(ALICE.voice, styles=(("low", lower),))
    everyone = replace(CAST, styles=(("low", lowest),), characters=(ALICE,))
    voices_own = replace(everyone, characters=(replace(ALICE, voice=voice),))
    her_own = replace(everyone, characters=(replace(ALICE, voice=voice, styles=(("low", low),)),))
    assert [reader_of(said, cast)[1] for cast in (her_own, voices_own, everyone)] == [low, lower, lowest]
    assert reader_of(replace(said, speaker=NARRATOR), her_own)[1] == lowest
    (problem,) = make(script([said]), replace(CAST, styles=()), "en", frozenset()).problems
    assert problem.slug == "style-unknown"


def test_nobody_speaks_in_a_style_in_a_draft() -> None:
    cast = replace(CAST, plain=True, narrator=replace(TELLER, style=Style(pitch=1)))
    assert reader_of(utterance("Hush.", style="never heard of"), cast) == (cast.narrator, None)
    assert make(script([utterance("Hush.", style="never heard of")]), cast, "en", frozenset()).problems == ()


def test_phonemes_are_no_part_of_a_render_that_takes_none(tmp_path: Path) -> None:
    (tmp_path / "ada.wav").write_bytes(b"one")
    cast = Cast(narrator=Voice("ada", "csm", csm.Settings(tmp_path / "ada.wav", "One.")))
    pinned = utterance("A lead pipe.", ipa=(Phonemes(2, 6, "lˈɛd"),))
    assert keys(script([pinned]), cast) == keys(script([utterance("A lead pipe.")]), cast)


@given(st.lists(st.sampled_from(["Yes.", "No.", "Perhaps."]), max_size=12), st.randoms())
def test_a_chapter_needs_the_same_takes_in_any_order(texts: list[str], random: object) -> None:
    shuffled = texts.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = (keys(script([utterance(text) for text in order])) for order in (texts, shuffled))
    assert sorted(first) == sorted(second)
    assert len(set(first)) == len(texts)
