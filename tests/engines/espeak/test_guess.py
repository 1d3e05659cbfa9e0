"""How many phonemes eSpeak gives a text: what a transcript is counted in."""

from __future__ import annotations

import pytest

from narrate.engines.espeak.guess import phonemes


@pytest.mark.parametrize(("text", "number"), [("cat", 3), ("Thatched, each boy.", 8), ("8", 2), ("…", None)])
def test_phonemes_are_counted(text: str, number: int | None) -> None:
    assert phonemes(text) == number
