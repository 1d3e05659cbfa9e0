"""Whether the words arrive: counted against what a model hears."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrate.audition.hearing import errors, listener


@pytest.mark.parametrize(
    ("said", "heard", "wrong"),
    [
        ("The lamp is out.", "the lamp is out", 0),
        ("“Don’t!” she said.", "Dont she said", 0),
        ("Un café, s'il vous plaît.", "un cafe sil vous plait", 0),
        ("The lamp is out.", "The lamb is out", 1 / 4),
        ("The lamp is out.", "The is out", 1 / 4),
        ("The lamp is out.", "The lamp is out out", 1 / 4),
        ("The lamp is out.", "", 1),
        ("Yes.", "no, no, no", 3),
    ],
)
def test_word_errors_are_counted_by_the_words_that_were_to_be_said(
    said: str, heard: str, wrong: float
) -> None:
    assert errors(said, heard) == pytest.approx(wrong)


def test_without_the_model_nobody_listens_and_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    transcriber, why = listener({})
    assert transcriber is None
    assert "not on this machine: the speech-to-text model" in why
