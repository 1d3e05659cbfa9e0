"""ratings.json may come from anywhere: what could be a rating is taken, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from narrate.audition import ratings
from narrate.audition.ratings import Rating, Ratings
from narrate.errors import NarrateError


def written(folder: Path, document: object) -> Path:
    text = document if isinstance(document, str) else json.dumps(document)
    (folder / ratings.NAME).write_text(text, encoding="utf-8")
    return folder


def test_what_the_page_saves_is_read(tmp_path: Path) -> None:
    given = {"a": {"slug": "x", "title": "X", "scores": {"identity": 4, "clarity": 5}, "note": "good"}}
    found = ratings.read(written(tmp_path, {"version": 1, "saved_ms": 5, "ratings": given}))
    assert found == Ratings({"a": Rating({"identity": 4, "clarity": 5}, "good")}, 5)
    assert found.by_candidate["a"].mean == 4.5
    assert Rating(note="only words").mean is None


def test_what_is_no_rating_is_left_out(tmp_path: Path) -> None:
    given = {
        "a": {"scores": {"identity": 6, "clarity": True, "prosody": "5", "beauty": 3, "artefacts": 1}},
        "b": {"scores": {}, "note": " "},
        "c": {"note": "x" * 9999},
    }
    found = ratings.read(written(tmp_path, {"saved_ms": "now", "ratings": given}))
    assert found.saved_ms == 0
    assert dict(found.by_candidate["a"].scores) == {"artefacts": 1}
    assert "b" not in found.by_candidate
    assert len(found.by_candidate["c"].note) == 4000


@pytest.mark.parametrize(
    "document",
    [
        "",
        "[]",
        "{",
        '"x"',
        {"ratings": []},
        {"ratings": {"a": 3}},
        "[" * 100_000,
        " " * (ratings.LARGEST + 1),
    ],
)
def test_a_file_of_something_else_is_an_error_and_stays(tmp_path: Path, document: object) -> None:
    with pytest.raises(NarrateError, match="holds no ratings"):
        ratings.read(written(tmp_path, document))
    assert (tmp_path / ratings.NAME).exists()


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert ratings.read(tmp_path) == Ratings()
