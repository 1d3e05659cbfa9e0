"""Utterances: joined and cut to what renders well, holding every character once."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from narrate.model import (
    Block,
    BlockKind,
    Boundary,
    Mark,
    MarkKind,
    Phonemes,
    Pronunciation,
    Run,
    UtteranceKind,
)
from narrate.script.cutting import Limits, alike
from narrate.script.lexicon.lost_sounds import lost_marks
from narrate.script.speakers.attribution import NARRATION, Attribution
from narrate.script.utterances import Part, Performance, perform
from narrate.script.wording import Wording

LIMITS = Limits()
STANDARD = alike(LIMITS)
ENGLISH = Wording("en-gb")
ALICE = Attribution("Alice", 0.95, "“said Alice”")


def block(text: str, *marks: Mark, kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    return Block(kind, text, "a.md", (Run(0, 0, len(text)),), marks, line=1)


def narrated(text: str, *marks: Mark, kind: BlockKind = BlockKind.PARAGRAPH) -> Performance:
    written = block(text, *marks, kind=kind)
    return perform(
        written,
        [Part(0, len(text), UtteranceKind.NARRATION, NARRATION)] if text else [],
        ENGLISH,
        STANDARD,
    )


def texts(text: str, performance: Performance) -> list[str]:
    return [text[line.stretch.start : line.stretch.end] for line in performance.lines]


def test_short_sentences_are_joined() -> None:
    text = "It rained. Nobody came. The lamp went out."
    assert texts(text, narrated(text)) == [text]


def test_sentences_are_joined_up_to_the_longest_length_and_end_as_sentences() -> None:
    sentence = "It rained all day and all night on the town and on the sea, and nobody came to the lamp. "
    text = (sentence * 5).strip()
    performance = narrated(text)
    assert [len(piece) for piece in texts(text, performance)] == [177, 177, 88]
    assert {line.boundary for line in performance.lines} == {Boundary.SENTENCE}


def test_a_short_sentence_at_the_end_takes_one_of_its_neighbours() -> None:
    sentence = "It rained all day and all night on the town and on the sea there. "
    text = (
        sentence * 3 + "It did. " + "Nobody who was there came to the lamp in that night but the old keeper."
    )
    lengths = [len(piece) for piece in texts(text, narrated(text))]
    assert all(80 <= length <= 250 for length in lengths)


def test_a_long_sentence_is_cut_at_punctuation_into_balanced_pieces() -> None:
    clause = "the rain fell on the roofs and the towers and the harbour of the town"
    text = "; ".join([clause] * 6) + "."
    performance = narrated(text)
    pieces = texts(text, performance)
    assert all(piece[-1] in ";." for piece in pieces)
    assert max(map(len, pieces)) <= 250
    assert max(map(len, pieces)) - min(map(len, pieces)) < 80
    assert [line.boundary for line in performance.lines[:-1]] == [Boundary.CLAUSE] * (len(pieces) - 1)


def test_an_abbreviation_is_no_place_to_cut() -> None:
    text = "He said that " + "Mr. Reed and Dr. Marlow and Mrs. Weston and " * 12 + "nobody came"
    assert not any(piece.endswith(("Mr.", "Dr.", "Mrs.")) for piece in texts(text, narrated(text)))


def test_numbers_are_counted_as_they_are_spoken() -> None:
    text = " and ".join(["1,234,567"] * 20)
    performance = narrated(text)
    assert len(performance.lines) > 1
    assert all(len(line.words.spoken) <= LIMITS.never for line in performance.lines)


def test_a_word_that_nobody_can_break_is_cut_where_it_must_be() -> None:
    text = "a" * 10_000
    performance = narrated(text)
    assert "".join(texts(text, performance)) == text
    assert max(len(line.words.spoken) for line in performance.lines) <= LIMITS.never


def test_speakers_are_never_joined() -> None:
    text = "“I think,” she said, “not.”"
    parts = [
        Part(0, 10, UtteranceKind.SPEECH, ALICE),
        Part(10, 21, UtteranceKind.NARRATION, NARRATION),
        Part(21, 27, UtteranceKind.SPEECH, ALICE),
    ]
    performance = perform(block(text), parts, ENGLISH, STANDARD)
    assert texts(text, performance) == ["“I think,”", "she said,", "“not.”"]
    assert [line.boundary for line in performance.lines] == [
        Boundary.SPEAKER,
        Boundary.SPEAKER,
        Boundary.SENTENCE,
    ]


def test_the_lines_of_a_poem_are_joined_and_cut_at_their_ends() -> None:
    line = "The sun was shining on the sea, shining with all his might"
    text = "\n".join([line] * 6)
    pieces = texts(text, narrated(text, kind=BlockKind.VERSE))
    assert len(pieces) > 1
    assert all(piece.startswith("The sun") and piece.endswith("might") for piece in pieces)


def test_what_has_nothing_to_say_goes_with_its_neighbour() -> None:
    text = "“…” she said."
    parts = [Part(0, 3, UtteranceKind.SPEECH, ALICE), Part(3, 13, UtteranceKind.NARRATION, NARRATION)]
    performance = perform(block(text), parts, ENGLISH, STANDARD)
    assert texts(text, performance) == [text]
    assert performance.lines[0].part.kind is UtteranceKind.NARRATION
    assert performance.silent == ()


def test_a_block_that_has_nothing_to_say_is_left_out() -> None:
    performance = narrated("* * *")
    assert performance.lines == ()
    assert [(s.start, s.end) for s in performance.silent] == [(0, 5)]


def test_the_authors_respelling_is_what_is_said() -> None:
    text = "She met Cholmondeley there."
    spoken = narrated(text, Mark(MarkKind.SAY, 8, 20, "Chumley")).lines[0].words.spoken
    assert spoken == "She met Chumley there."


def test_fixed_phonemes_name_a_word_that_is_said() -> None:
    text = "I read it."
    words = narrated(text, Mark(MarkKind.IPA, 2, 6, "ɹˈɛd")).lines[0].words
    assert words.ipa == (Phonemes(2, 6, "ɹˈɛd"),)
    assert words.spoken == text


def test_of_two_equal_words_only_the_marked_one_has_its_phonemes() -> None:
    text = "I read in 1905 what you read; they READ it."
    words = (
        narrated(text, Mark(MarkKind.IPA, 24, 28, "ɹˈid"), Mark(MarkKind.IPA, 35, 39, "ɹˈɛd")).lines[0].words
    )
    assert words.spoken == "I read in nineteen oh five what you read; they read it."
    assert [(words.spoken[start:end], start, ipa) for start, end, ipa in words.ipa] == [
        ("read", 36, "ɹˈid"),
        ("read", 47, "ɹˈɛd"),
    ]


def test_fixed_phonemes_move_with_the_respellings_before_them() -> None:
    text = "Cholmondeley read No. 7 to Dinah."
    marks = (Mark(MarkKind.SAY, 0, 12, "Chumley"), Mark(MarkKind.IPA, 18, 23, "sˈɛvn"))
    wording = Wording.of("en-gb", (Pronunciation("Dinah", ipa="dˈInə"), Pronunciation("to", say="toward")))
    parts = [Part(0, len(text), UtteranceKind.NARRATION, NARRATION)]
    words = perform(block(text, *marks), parts, wording, STANDARD).lines[0].words
    assert words.spoken == "Chumley read Number seven toward Dinah."
    assert [words.spoken[start:end] for start, end, _ in words.ipa] == ["Number seven", "Dinah"]


@given(
    st.lists(
        st.tuples(st.sampled_from(["read", "No. 7", "READ", "1905", "St. John", "wasn’t"]), st.booleans())
    )
)
def test_every_mark_of_phonemes_is_kept_where_it_stands_or_named_as_lost(
    words: list[tuple[str, bool]],
) -> None:
    text, marks = "", list[Mark]()
    for word, marked in words:
        if marked:
            marks.append(Mark(MarkKind.IPA, len(text), len(text) + len(word), f"m{len(marks)}"))
        text += f"{word} and "
    performance = narrated(text, *marks)
    kept = [phonemes for line in performance.lines for phonemes in line.words.ipa]
    assert [each.ipa for each in kept] == [mark.value for mark in marks]
    assert lost_marks(block(text, *marks), performance.lines) == ()
    for line in performance.lines:
        plain = perform(
            block(text),
            [Part(line.stretch.start, line.stretch.end, line.part.kind, NARRATION)],
            ENGLISH,
            alike(Limits(1, 9999, 9999)),
        )
        if line.words.ipa and "READ" not in text:
            assert line.words.spoken == plain.lines[0].words.spoken


def test_a_word_with_a_respelling_and_phonemes_has_both() -> None:
    marks = (Mark(MarkKind.SAY, 2, 6, "red"), Mark(MarkKind.IPA, 2, 6, "ɹˈɛd"))
    words = narrated("I read it.", *marks).lines[0].words
    assert (words.spoken, words.ipa, words.lost) == ("I red it.", (Phonemes(2, 5, "ɹˈɛd"),), ())


def test_phonemes_that_cannot_be_kept_are_named() -> None:
    inner = Mark(MarkKind.IPA, 2, 6, "ɹˈɛd")
    written = block("I read it.", Mark(MarkKind.SAY, 0, 10, "No."), inner)
    performance = perform(written, [Part(0, 10, UtteranceKind.NARRATION, NARRATION)], ENGLISH, STANDARD)
    assert performance.lines[0].words.spoken == "No."
    assert lost_marks(written, performance.lines) == (inner,)
    divided = Mark(MarkKind.IPA, 2, 10, "x")
    written = block("I read it. He sang.", divided)
    parts = [Part(0, 6, UtteranceKind.SPEECH, ALICE), Part(6, 19, UtteranceKind.NARRATION, NARRATION)]
    assert lost_marks(written, perform(written, parts, ENGLISH, STANDARD).lines) == (divided,)


def test_the_lexicon_is_applied_to_what_is_said() -> None:
    text = "Dinah met Bess."
    wording = Wording.of("en-gb", (Pronunciation("Bess", say="Bets"), Pronunciation("Dinah", ipa="dˈInə")))
    line = perform(block(text), [Part(0, 15, UtteranceKind.NARRATION, NARRATION)], wording, STANDARD).lines[0]
    assert line.words.spoken == "Dinah met Bets."
    assert line.words.ipa == (Phonemes(0, 5, "dˈInə"),)


@given(
    st.text(alphabet="aB1 .!?,;:…—“”\n") | st.text(max_size=60) | st.text(alphabet="ab ", min_size=300),
    st.lists(st.integers(0, 400), max_size=4),
    st.sampled_from([Limits(), Limits(5, 12, 20), Limits(1, 1, 1)]),
    st.sampled_from([BlockKind.PARAGRAPH, BlockKind.VERSE]),
)
def test_lines_and_silence_hold_all_of_the_text_in_order(
    text: str, cuts: list[int], limits: Limits, kind: BlockKind
) -> None:
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    parts = [
        Part(start, end, UtteranceKind.SPEECH, Attribution(str(number), 1.0, ""))
        for number, (start, end) in enumerate(pairwise(edges))
    ]
    performance = perform(block(text, kind=kind), parts, Wording("fr"), alike(limits))
    stretches = [*(line.stretch for line in performance.lines), *performance.silent]
    covered = sorted((stretch.start, stretch.end) for stretch in stretches)
    assert all(before[1] <= after[0] for before, after in pairwise(covered))
    held = "".join(text[start:end] for start, end in covered)
    assert "".join(held.split()) == "".join(text.split())
    assert all(line.words.sayable for line in performance.lines)
    assert all(len(line.words.spoken) <= limits.never for line in performance.lines)
