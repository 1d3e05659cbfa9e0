"""The author's pronunciations: which words they match, and what they leave alone."""

import time
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.model import Phonemes, Pronunciation
from narrate.script.lexicon.respell import Lexicon, Respelled

DINAH = Pronunciation("Dinah", ipa="dˈInə")
CHESHIRE = Pronunciation("Cheshire", say="CHESH-er")


def apply(
    text: str, lexicon: Sequence[Pronunciation], speaker: str | None = None, language: str = "en-gb"
) -> Respelled:
    return Lexicon.of(lexicon, language).apply(text, speaker)


def test_a_respelling_replaces_the_word() -> None:
    assert apply("A Cheshire cat.", (CHESHIRE,)) == Respelled("A CHESH-er cat.", ())


def test_phonemes_leave_the_word_and_name_its_places() -> None:
    assert apply("Dinah! No Dinah here.", [DINAH]) == Respelled(
        "Dinah! No Dinah here.", (Phonemes(0, 5, "dˈInə"), Phonemes(10, 15, "dˈInə"))
    )


@pytest.mark.parametrize(
    ("text", "ipa"),
    [
        ("Dinah's", "dˈInəz"),
        ("Dinahs", "dˈInəz"),
        ("DINAHS", "dˈInəz"),
        ("Blythe's", "blˈIðz"),
        ("Blythes", "blˈIðz"),
        ("Voss's", "vˈɒsɪz"),
        ("Vosses", "vˈɒsɪz"),
        ("Jelfs", "jˈɛlfs"),
        ("scuttles", "skˈʌtᵊlz"),
        ("parties", "pˈɑːtiz"),
    ],
)
def test_an_entry_serves_the_regular_s_of_its_word(text: str, ipa: str) -> None:
    lexicon = (
        DINAH,
        Pronunciation("Blythe", ipa="blˈIð"),
        Pronunciation("Voss", ipa="vˈɒs"),
        Pronunciation("Jelf", ipa="jˈɛlf"),
        Pronunciation("scuttle", ipa="skˈʌtᵊl"),
        Pronunciation("party", ipa="pˈɑːti"),
    )
    assert apply(text, lexicon) == Respelled(text, (Phonemes(0, len(text), ipa),))


def test_a_word_may_have_a_respelling_and_phonemes() -> None:
    both = Pronunciation("Dinah", say="Dyna", ipa="dˈInə")
    assert apply("See Dinah's cat", [both]) == Respelled("See Dyna's cat", (Phonemes(4, 10, "dˈInəz"),))


def test_a_respelling_serves_the_plural_too() -> None:
    lexicon = (Pronunciation("Cholmondeley", say="CHUM-lee"), Pronunciation("Belvoir", say="BEECH"))
    assert apply("the Cholmondeleys' house, two Belvoirs", lexicon).spoken == (
        "the CHUM-lees' house, two BEECHes"
    )


def test_what_is_no_plural_of_the_word_is_left_alone() -> None:
    lexicon = (
        Pronunciation("read", say="red"),
        Pronunciation("hi", say="hye"),
        Pronunciation("St. John", say="Sinjin"),
        Pronunciation("Dinahs", say="the cats"),
        DINAH,
    )
    assert apply("He reads his. Saint Johns. Dinahs", lexicon).spoken == "He reads his. Saint Johns. the cats"
    assert apply("Dinahs", [DINAH], language="fr").ipa == ()


def test_an_entry_may_be_one_characters_own() -> None:
    lexicon = (Pronunciation("lead", say="led", only=("Alice", "Bill")), Pronunciation("lead", say="leed"))
    said = [apply("lead", lexicon, speaker).spoken for speaker in ("Alice", "bill", "narrator", None)]
    assert said == ["led", "led", "leed", "leed"]


def test_an_entry_may_be_one_languages_own() -> None:
    lexicon = (Pronunciation("chat", say="sha", language="fr"), Pronunciation("chat", say="chatt"))
    said = [apply("chat", lexicon, language=language).spoken for language in ("fr", "fr-ca", "en")]
    assert said == ["sha", "sha", "chatt"]


def test_what_the_author_has_fixed_stays_where_it_is() -> None:
    lexicon = Lexicon.of((CHESHIRE, DINAH), "en")
    text = "Cheshire Dinah, Cheshire Dinah"
    assert lexicon.apply(text, None, [Phonemes(9, 14, "x"), Phonemes(16, 24, "y")]) == Respelled(
        "CHESH-er Dinah, Cheshire Dinah",
        (Phonemes(9, 14, "x"), Phonemes(16, 24, "y"), Phonemes(25, 30, "dˈInə")),
    )
    longer = Lexicon.of((Pronunciation("Cheshire", say="of Cheshire"),), "en")
    assert longer.apply("Cheshire Dinah", None, [Phonemes(9, 14, "x")]).ipa == (Phonemes(12, 17, "x"),)


def test_a_possessive_keeps_its_ending() -> None:
    assert apply("Cheshire's cats", (CHESHIRE,)).spoken == "CHESH-er's cats"


def test_parts_of_other_words_do_not_match() -> None:
    lexicon = (Pronunciation("can", say="KAN"), Pronunciation("brien", say="BRY-en"), DINAH)
    for text in ("can't", "O'Brien", "candle", "Dinahsaur", "pecan", "can'tankerous"):
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
    assert all(0 <= start < end <= len(text) for start, end, _ in respelled.ipa)
    assert all(before.end <= after.start for before, after in pairwise(respelled.ipa))


def test_a_novel_takes_seconds_at_most() -> None:
    lexicon = tuple(Pronunciation(f"Name{number}", say="x") for number in range(200))
    ready = Lexicon.of(lexicon, "en")
    start = time.process_time()
    for number in range(12_000):
        ready.apply(
            f"The quick brown fox number {number} met Name{number % 400} over the lazy dog's long supper.",
            "Alice",
        )
    assert time.process_time() - start < 3
