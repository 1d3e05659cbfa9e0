"""A long reading in pieces: none too long, none lost, cut where a reader breathes."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.engines.kokoro.pieces import cut
from narrate.engines.kokoro.reader import Reader
from narrate.engines.kokoro.reading import MOST_PHONEMES, Said

SENTENCE = "ðə stɹˈit wʌz dˈɑɹk, ænd nˈObˌɑdi hæd lˈɪt ðə lˈæmp æt ðə kˈɔɹnəɹ."


def said(phonemes: str) -> tuple[Said, ...]:
    """The words of ``phonemes``, as if they were the text."""
    words = phonemes.split(" ")
    ends = [*accumulate(len(word) + 1 for word in words)]
    return tuple(
        Said(end - len(word) - 1, end - 1, end - len(word) - 1, end - 1)
        for word, end in zip(words, ends, strict=True)
    )


def test_what_is_short_enough_is_one_piece() -> None:
    text = " ".join([SENTENCE] * 5)
    (piece,) = cut(text, said(text))
    assert piece.phonemes == text
    assert piece.words == said(text)
    assert cut("", ()) == ()


def test_a_long_reading_is_cut_at_sentences_into_pieces_of_about_equal_length() -> None:
    text = " ".join([SENTENCE] * 9)
    pieces = cut(text, said(text))
    assert all(piece.phonemes.endswith(".") for piece in pieces)
    assert {len(piece.phonemes) for piece in pieces} == {3 * len(SENTENCE) + 2}


@given(st.lists(st.text("abˈə.,;—!", min_size=1, max_size=700), max_size=30))
def test_no_symbol_is_lost_no_piece_too_long_and_no_word_misplaced(words: list[str]) -> None:
    text = " ".join(words)
    pieces = cut(text, said(text))
    assert all(0 < len(piece.phonemes) <= MOST_PHONEMES for piece in pieces)
    assert "".join(piece.phonemes for piece in pieces).replace(" ", "") == text.replace(" ", "")
    for piece in pieces:
        for word in piece.words:
            assert piece.phonemes[word.first : word.last] == text[word.start : word.end]
    whole = {
        (word.start, word.end) for word in said(text) if word.end - word.start < 80 and word.end > word.start
    }
    assert whole <= {(word.start, word.end) for piece in pieces for word in piece.words}


def test_four_thousand_characters_without_a_mark_are_read_whole(reader: Reader) -> None:
    for letter, line in {
        "b": "and the road went on over the hill ",
        "e": "y el camino seguía sobre la colina ",
        "f": "et le chemin montait vers la colline ",
    }.items():
        text = (line * 115)[:4000].strip()
        reading = reader.reading(text, (), letter)
        assert reading.faults == ()
        assert all(80 <= len(piece.phonemes) <= 300 for piece in reading.pieces)
        assert [text[w.start : w.end] for piece in reading.pieces for w in piece.words] == text.split()


@pytest.mark.parametrize("letter", ["a", "e", "h"])
def test_one_word_of_a_thousand_letters_is_read(reader: Reader, letter: str) -> None:
    reading = reader.reading(("का" if letter == "h" else "ba") * 500, (), letter)
    assert all(len(piece.phonemes) <= MOST_PHONEMES for piece in reading.pieces)
    assert sum(len(piece.phonemes) for piece in reading.pieces) >= 1000
