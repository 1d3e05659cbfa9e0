"""The proof of coverage stands between a manuscript and its sound: what it finds stops a build."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from narrate.build import prepare as preparing
from narrate.errors import ProblemsFound
from narrate.model import Script
from narrate.project.load import load
from narrate.script import compose as composing
from narrate.script.compose import compose


def test_check_accounts_for_every_character_of_every_source(
    narrate: Callable[..., Any], project: Path
) -> None:
    text = "# One\n\nIt *rained*.[^1]\n\n![A lamp](lamp.png)\n\n[^1]: A note.\n"
    (project / "book.md").write_text(text, encoding="utf-8")
    ran = narrate("check", project)
    assert ran.code == 0, ran.err
    assert "48 characters: 12 spoken, 36 skipped for 4 reasons, 0 unaccounted\n" in ran.out
    told = json.loads(narrate("check", project, "--json").out)
    assert told["characters"] == sum(map(len, text.split()))
    assert (told["spoken_characters"], told["skipped_characters"]) == (12, 36)
    assert told["skipped_by_reason"] == {
        "picture": 18,
        "markup": 8,
        "footnote": 6,
        "footnote reference": 4,
    }
    assert told["unaccounted_characters"] == 0


def test_a_lost_utterance_stops_a_build(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lost: list[str] = []

    def careless(*arguments: Any) -> Script:
        script = compose(*arguments)
        first, *others = script.chapters
        lost.append(first.utterances[-1].text)
        return replace(script, chapters=(replace(first, utterances=first.utterances[:-1]), *others))

    monkeypatch.setattr(composing, "compose", careless)
    prepared = preparing.prepare(load(project))
    assert prepared.proof.unaccounted == sum(map(len, lost[0].split()))
    with pytest.raises(ProblemsFound, match="would not be spoken"):
        prepared.require_sound()
