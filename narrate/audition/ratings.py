"""What a person thought of the candidates: ratings.json, which the page writes and the next audition reads.

The file may come from anywhere: nothing in it is believed that could not be a rating.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from narrate import atomic
from narrate.errors import NarrateError

NAME = "ratings.json"
QUALITIES = ("identity", "naturalness", "prosody", "clarity", "artefacts")
"""What is rated, from 1 to 5, which is best: of artefacts, none."""

LARGEST = 1_000_000
"""Bytes. A hundred candidates with a page of notes each take a quarter of it."""

_LONGEST_NOTE = 4000
_LEAST, _MOST = 1, 5


@dataclass(frozen=True, slots=True)
class Rating:
    """The scores of a candidate, quality → 1 to 5, as far as they were given, and a note or ""."""

    scores: Mapping[str, int] = field(default_factory=dict, hash=False)
    note: str = ""

    @property
    def mean(self) -> float | None:
        """The mean of the scores; None where none was given."""
        return sum(self.scores.values()) / len(self.scores) if self.scores else None


@dataclass(frozen=True, slots=True)
class Ratings:
    """Candidate (its identity) → rating, and when they were saved, in milliseconds of the epoch, or 0."""

    by_candidate: Mapping[str, Rating] = field(default_factory=dict, hash=False)
    saved_ms: int = 0


def read(folder: Path) -> Ratings:
    """The ratings beside the page in ``folder``; none where there is no such file.

    Raises NarrateError where it is no file of ratings: it is somebody's work, and not to be passed over.
    """
    path = folder / NAME
    try:
        with atomic.opened(path) as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return Ratings()
    except OSError as error:
        raise NarrateError(f"cannot read {path}: {error.strerror}") from error
    if len(data) > LARGEST:
        raise _no_ratings(path)
    try:
        document = json.loads(data.decode())
        given = {str(name): rating for name, each in document["ratings"].items() if (rating := _rating(each))}
        saved_ms = document.get("saved_ms", 0)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _no_ratings(path) from error
    return Ratings(given, saved_ms if isinstance(saved_ms, int) else 0)


def _no_ratings(path: Path) -> NarrateError:
    return NarrateError(
        f"{path} holds no ratings", hint="move it away, or save the ratings again from the page"
    )


def as_json(rating: Rating | None) -> dict[str, object] | None:
    """``rating`` as the page and reports have it; None where there is none."""
    return None if rating is None else {"scores": dict(rating.scores), "note": rating.note}


def _rating(each: Any) -> Rating | None:
    """What of ``each`` can be a rating."""
    scores, note = each.get("scores", {}), each.get("note", "")
    good = {
        quality: score
        for quality in QUALITIES
        if isinstance(score := scores.get(quality), int)
        and not isinstance(score, bool)
        and _LEAST <= score <= _MOST
    }
    kept = note[:_LONGEST_NOTE] if isinstance(note, str) else ""
    return Rating(good, kept) if good or kept.strip() else None
