"""Subtitles are cut as people who set them by hand would."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.model import NARRATOR, Boundary, UtteranceKind
from narrate.publish.captions import columns
from narrate.publish.cues import LONGEST_S, SHORTEST_S, Cue, cues
from narrate.publish.srt import shown
from narrate.publish.timing import TimedChapter
from narrate.sound.settings import Pauses
from tests.publish.timed import chapter, told, utterance

TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("abcdefgh    ,.!?—\n“”…\u200f\u200dשלוم日本👍🏽é\u0301"), st.characters(codec="utf-8")
    ),
    max_size=300,
)
WITHIN = [boundary for boundary in Boundary if boundary is not Boundary.CHAPTER]
NO_PAUSES = Pauses(0, 0, 0, 0, 0, 0, 0, 0)


def texts(found: tuple[Cue, ...], *, named: bool = True) -> list[str]:
    return ["|".join(shown(line, named=named) for line in cue.lines) for cue in found]


def of(written: TimedChapter, tongue: str = "en") -> list[str]:
    return texts(cues(written, tongue))


def test_a_cue_ends_with_its_sentence() -> None:
    assert of(told("The street was dark at that hour. Nobody had lit the lamp there.")) == [
        "The street was dark at that hour.",
        "Nobody had lit the lamp there.",
    ]


def test_a_long_sentence_is_cut_where_it_pauses() -> None:
    text = (
        "The town of Chidgeholme has thirty-one street lamps, numbered in the order in which somebody paid "
        "for them, and each of them has a name."
    )
    assert of(told(text)) == [
        "The town of Chidgeholme|has thirty-one street lamps,",
        "numbered in the order|in which somebody paid for them,",
        "and each of them has a name.",
    ]


def test_a_word_without_a_mark_is_not_left_hanging() -> None:
    text = "She walked all the way down to the old harbour and asked the boy there for the key of the lamp"
    for cue in of(told(text)):
        assert cue.split()[-1] not in {"the", "of", "to", "a", "for"}


def test_an_abbreviation_ends_no_cue() -> None:
    text = "He had never been asked by anybody at all to walk so far for the sake of Mr. Lusk in the rain."
    assert not any(cue.endswith("Mr.") for cue in of(told(text)))


def test_short_sentences_share_a_cue_rather_than_flicker() -> None:
    assert of(told("No. He sat down there with Ada. It was the wrong lamp again.")) == [
        "No. He sat down there with Ada.",
        "It was the wrong lamp again.",
    ]


def test_a_tag_shares_the_cue_of_what_it_tells_of() -> None:
    said = ("“No,”", "Ben", Boundary.SPEAKER), ("said Ben.", NARRATOR, Boundary.PARAGRAPH)
    assert of(chapter(*said)) == ["“No,” said Ben."]


def test_speakers_have_cues_of_their_own_where_there_is_time() -> None:
    said = (
        ("“Who has the matches, Ben?”", "Ada", Boundary.SPEAKER),
        ("said Ada to him.", NARRATOR, Boundary.CHAPTER),
    )
    assert of(chapter(*said)) == ["“Who has the matches, Ben?”", "said Ada to him."]


def test_who_speaks_is_named_where_nobody_tells() -> None:
    lines = (
        ("“Who has the matches?”", "Ada", Boundary.SPEAKER),
        ("asked Ada, and she turned.", NARRATOR, Boundary.PARAGRAPH),
        ("“I have not got them here.”", "Ben", Boundary.PARAGRAPH),
        ("“I shall go on, then, alone.”", "Ben", Boundary.PARAGRAPH),
        ("“You are quite impossible.”", "Ada", Boundary.PARAGRAPH),
        ("“So I have heard it said.”", None, Boundary.CHAPTER),
    )
    assert of(chapter(*lines)) == [
        "“Who has the matches?”",
        "asked Ada, and she turned.",
        "BEN: “I have not got them here.”",
        "“I shall go on, then, alone.”",
        "ADA: “You are quite impossible.”",
        "“So I have heard it said.”",
    ]


def test_a_long_name_leaves_room_for_what_is_said() -> None:
    name = "The Right Honourable the Lady Catherine de Bourgh"
    (cue,) = cues(chapter(("“Most unexpected, Mr. Collins!”", name, Boundary.CHAPTER)), "en")
    assert shown(cue.lines[0], named=True).startswith("THE RIGHT HONOURABLE TH…: “Most")
    assert all(columns(shown(line, named=True)) <= 42 for line in cue.lines)


def test_lines_of_verse_stay_lines() -> None:
    text = "Tyger, tyger, burning bright,\nIn the forests of the night,\nWhat immortal hand or eye"
    assert of(told(text)) == [
        "Tyger, tyger, burning bright,|In the forests of the night,",
        "What immortal hand or eye",
    ]


def test_the_words_of_a_poem_in_two_takes_are_two_lines() -> None:
    first = utterance("How doth the little", 1, kind=UtteranceKind.VERSE)
    second = utterance("crocodile", first.end_s + 0.1, kind=UtteranceKind.VERSE, boundary=Boundary.CHAPTER)
    assert of(TimedChapter(1, "", 9, (first, second))) == ["How doth the little|crocodile"]


def test_a_dash_stays_with_the_word_before_it() -> None:
    text = "He was—so she said—a liar… “Was he really one of them?”"
    assert of(told(text)) == ["He was—so she said—a liar…", "“Was he really one of them?”"]


def test_ideographs_are_two_columns_wide_and_need_no_spaces() -> None:
    found = cues(
        told("昔々あるところにおじいさんとおばあさんが住んでいました。おじいさんは山へ柴刈りに行きました。"),
        "ja",
    )
    lines = [shown(line) for cue in found for line in cue.lines]
    assert (
        "".join(lines)
        == "昔々あるところにおじいさんとおばあさんが住んでいました。おじいさんは山へ柴刈りに行きました。"
    )
    assert all(columns(line) <= 42 for line in lines)
    assert not any(line.startswith(("。", "、")) for line in lines)


def test_a_word_of_500_characters_is_shown_in_pieces() -> None:
    found = cues(told(f"It is called {'Donaudampfschiff' * 31}kapitän."), "de")
    lines = [shown(line) for cue in found for line in cue.lines]
    assert all(columns(line) <= 42 for line in lines)
    assert "".join(lines).replace(" ", "") == f"Itiscalled{'Donaudampfschiff' * 31}kapitän."
    assert all(cue.end_s - cue.start_s <= LONGEST_S for cue in found)


def test_a_cue_waits_for_its_reader_where_there_is_silence() -> None:
    (cue,) = cues(chapter(("Twenty short words now.", NARRATOR, Boundary.CHAPTER), letter_s=0.01), "en")
    assert cue.start_s == 0.75
    assert cue.end_s == pytest.approx(0.75 + 23 / 17)


def test_two_cues_that_nearly_touch_touch() -> None:
    one, two = (
        utterance("The street was dark and empty that night.", 1),
        utterance("Nobody came there to light the lamps.", 3.69),
    )
    first, second = cues(TimedChapter(1, "", 9, (one, two)), "en")
    assert 0 < two.start_s - one.end_s < 0.1
    assert first.end_s == second.start_s == two.start_s


def test_a_word_that_is_drawn_out_for_a_minute_is_shown_for_seven_seconds() -> None:
    (cue,) = cues(chapter(("Oooooooh", NARRATOR, Boundary.CHAPTER), letter_s=8), "en")
    assert cue.end_s - cue.start_s == LONGEST_S


def test_nothing_said_is_nothing_shown() -> None:
    assert cues(TimedChapter(1, "Empty", 3.75, ()), "en") == ()
    assert cues(told("", " \n "), "en") == ()


def test_what_nobody_says_is_shown_with_its_neighbour() -> None:
    still = [utterance(text, 1.0, letter_s=0) for text in ("One.", "Two.")]
    spoken = utterance("Three lamps burn.", 1.0, boundary=Boundary.CHAPTER)
    assert of(TimedChapter(1, "", 9, (*still, spoken))) == ["One. Two. Three lamps burn."]
    after = [utterance(text, spoken.end_s, letter_s=0, start=90) for text in ("Four.", "Five.")]
    assert of(TimedChapter(1, "", spoken.end_s, (spoken, *after))) == ["Three lamps burn. Four. Five."]


@pytest.mark.parametrize("pauses", [Pauses(), NO_PAUSES], ids=["pauses", "no pauses"])
@given(
    lines=st.lists(
        st.tuples(TEXTS, st.sampled_from([NARRATOR, "Ada", "<Ben>", None]), st.sampled_from(WITHIN)),
        max_size=6,
    ),
    letter_s=st.sampled_from([0.0, 0.004, 0.06, 0.3]),
)
def test_cues_hold_every_word_in_order_and_never_overlap(
    pauses: Pauses, lines: list[tuple[str, str | None, Boundary]], letter_s: float
) -> None:
    written = chapter(*lines, pauses=pauses, letter_s=letter_s)
    found = cues(written, "en")
    shows = "".join(shown(line) for cue in found for line in cue.lines)
    letters = [char for text, _, _ in lines for char in text if char.isalnum()]
    if written.duration_s > 0.01:
        assert [char for char in shows if char.isalnum()] == letters
    assert all(0 < cue.end_s - cue.start_s <= LONGEST_S + 1e-9 for cue in found)
    assert all(one.end_s <= other.start_s for one, other in pairwise(found))
    assert all(len(cue.lines) in (1, 2) and all(cue.lines) for cue in found)
    assert not any(
        set("\n\r\x0b\x0c\x1c\x85\u2028\u2029\x00") & set(shown(line)) for cue in found for line in cue.lines
    )
    if letter_s >= 0.06:
        assert all(columns(shown(line, named=True)) <= 42 for cue in found for line in cue.lines)
        if pauses is not NO_PAUSES:
            assert all(cue.end_s - cue.start_s >= min(SHORTEST_S, 0.3) for cue in found)
