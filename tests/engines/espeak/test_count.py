"""How many phonemes a text has."""

from __future__ import annotations

import pytest

from narrate.engines.espeak.count import phonemes, reads
from narrate.engines.kokoro.languages import LANGUAGES
from narrate.engines.kokoro.trial import TEXTS


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("cat", "en-gb", 3),
        ("the cow", "en-us", 4),  # a diphthong is one
        ("  Judge!\n", "en-gb", 3),  # and so is an affricate
        ("Straße", "de", 6),
        ("…", "en-gb", 0),
        ("abc", "xx", None),
    ],
)
def test_phonemes_are_counted(text: str, language: str, expected: int | None) -> None:
    assert phonemes(text, language) == expected


@pytest.mark.parametrize("letter", LANGUAGES)
def test_what_a_voice_says_to_show_itself_can_be_counted_in_every_language_but_japanese(letter: str) -> None:
    language, text = LANGUAGES[letter].tags[0], TEXTS[letter]
    found = phonemes(text, language)
    assert reads(language) is (found is not None) is (letter != "j")
    assert found is None or 0.5 < found / len(text.replace(" ", "")) < 3
