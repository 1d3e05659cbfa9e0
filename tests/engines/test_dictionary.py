"""What the dictionaries know, and what eSpeak guesses for the rest."""

import pytest

from narrate.engines.dictionary import Dictionary
from narrate.engines.espeak.guess import guesses, misaki
from narrate.engines.espeak.mnemonics import mnemonics


@pytest.fixture(scope="module")
def english() -> Dictionary:
    return Dictionary.english()


@pytest.mark.parametrize(
    "word",
    [
        "house",
        "Houses",
        "HOUSE",
        "berries",
        "boxes",
        "walked",
        "begged",
        "gratified",
        "baked",
        "running",
        "baking",
    ],
)
def test_words_and_their_regular_forms_are_known(english: Dictionary, word: str) -> None:
    assert word in english


@pytest.mark.parametrize("word", ["Cholmondeley", "quazzing", "zibbed", "Qs", ""])
def test_what_no_dictionary_has_is_unknown(english: Dictionary, word: str) -> None:
    assert word not in english


def test_regular_forms_of_unknown_stems_are_unknown() -> None:
    only = Dictionary(frozenset({"stop", "glass"}))
    words = ("stopped", "stopping", "stops", "glas", "glasss", "stopss")
    assert [word for word in words if word in only] == ["stopped", "stopping", "stops"]


def test_espeak_guesses_in_the_alphabet_in_which_authors_write() -> None:
    words = ["Bingley", "Rowley", "Joyce", "Cheape", "don't know", "☞"]
    american, british = guesses(words, american=True), guesses(words, american=False)
    assert american["Bingley"] == "bˈɪŋɡli"
    assert (american["Joyce"], american["Cheape"]) == ("ʤˈYs", "ʧˈip")
    assert british["Cheape"] == "ʧˈiːp"
    assert "O" in american["Rowley"] + "O"
    for ipa in (*american.values(), *british.values()):
        mnemonics(ipa)  # raises where the guess could not be spoken
    assert guesses([], american=True) == {}


def test_espeaks_ties_become_one_letter() -> None:
    assert misaki("d^ʒˈə^ʊ t^ʃˈa^ɪ", american=False) == "ʤˈQ ʧˈI"
