"""The author's pronunciations: which words they match, and what they leave alone."""

import time

from hypothesis import given
from hypothesis import strategies as st

from narrate.model import Pronunciation
from narrate.script.lexicon import Respelled, apply

DINAH = Pronunciation("Dinah", ipa="dˈInə")
CHESHIRE = Pronunciation("Cheshire", say="CHESH-er")


def test_a_respelling_replaces_the_word() -> None:
    assert apply("A Cheshire cat.", (CHESHIRE,)) == Respelled("A CHESH-er cat.", ())


def test_phonemes_leave_the_word_and_are_listed_once() -> None:
    assert apply("Dinah! Dinah's here.", [DINAH]) == Respelled("Dinah! Dinah's here.", (("Dinah", "dˈInə"),))


def test_a_possessive_keeps_its_ending() -> None:
    assert apply("Cheshire's cats", (CHESHIRE,)).spoken == "CHESH-er's cats"


def test_parts_of_other_words_do_not_match() -> None:
    lexicon = (Pronunciation("can", say="KAN"), Pronunciation("brien", say="BRY-en"), DINAH)
    for text in ("can't", "O'Brien", "candle", "Dinahs", "pecan", "can'tankerous"):
        assert apply(text, lexicon) == Respelled(text, ())


def test_the_longest_entry_wins_and_its_respelling_is_left_alone() -> None:
    lexicon = (
        Pronunciation("York", say="YAWK"),
        Pronunciation("New York", say="Noo York"),
        Pronunciation("noo", say="nu"),
    )
    assert apply("New York and York", lexicon).spoken == "Noo York and YAWK"


def test_a_capital_in_the_entry_asks_for_it_and_lower_case_does_not() -> None:
    assert apply("Polish polish POLISH", (Pronunciation("Polish", say="POH-lish"),)).spoken == (
        "POH-lish polish POH-lish"
    )
    assert apply("Read READ read", (Pronunciation("read", say="red"),)).spoken == "red red red"


def test_an_entry_finds_the_words_that_are_said_for_it() -> None:
    lexicon = (Pronunciation("St. John", say="Sinjin"), Pronunciation("d’Artagnan", say="dar-tan-yan"))
    assert apply("Saint John met d'Artagnan", lexicon).spoken == "Sinjin met dar-tan-yan"


def test_no_lexicon_changes_nothing() -> None:
    assert apply("Alice", ()) == Respelled("Alice", ())


@given(st.lists(st.text("ab'C -", min_size=1, max_size=5), max_size=6), st.text("ab'C -.", max_size=40))
def test_only_entries_that_match_leave_a_trace(words: list[str], text: str) -> None:
    lexicon = tuple(Pronunciation(word, ipa=f"ipa of {word}") for word in words)
    respelled = apply(text, lexicon)
    assert respelled.spoken == text
    for word, _ in respelled.ipa:
        assert word in text


def test_a_novel_takes_seconds_at_most() -> None:
    lexicon = tuple(Pronunciation(f"Name{number}", say="x") for number in range(200))
    start = time.process_time()
    for number in range(12_000):
        apply(
            f"The quick brown fox number {number} met Name{number % 400} over the lazy dog's long supper.",
            lexicon,
        )
    assert time.process_time() - start < 3
