"""Whether somebody listens to the words, and what is told where nobody does."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrate.audition.hearing import listener


def test_without_the_model_nobody_listens_and_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    transcriber, why = listener({})
    assert transcriber is None
    assert "not on this machine: the speech-to-text model" in why
