"""An audition as it was: who was heard, what was measured, what it sounds like, and who was left out.

``as_json`` is what audition.json holds, and what the page and the table are made of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from narrate import __version__
from narrate.audition import ratings
from narrate.audition.candidates import Candidate
from narrate.audition.measures import Clip, Measures
from narrate.audition.performing import Absent
from narrate.audition.ratings import Ratings
from narrate.audition.timing import Timed
from narrate.model import Render, canonical_json

NAME = "audition.json"
VERSION = 1

_OF_THE_TEXT = {"text", "ipa", "language", "occurrence", "take"}
"""Fields of a request that say what is said, and not by whom."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A candidate that was heard.

    ``identity`` is the same for the same voice in the same manner, whatever it says. ``manner`` is the style
    in words, or "none". ``clips`` are its lines without those that failed, ``failures`` why those did, by
    their number.
    """

    candidate: Candidate
    identity: str
    manner: str
    clips: tuple[Clip, ...]
    failures: Mapping[int, str]
    measures: Measures
    timed: Timed


@dataclass(frozen=True, slots=True)
class Reference:
    """The recording that all are held against: its ``name``, the ``file`` to listen to, and its measures."""

    name: str
    file: str
    measures: Measures
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole of an audition of the voice ``name``; ``unheard`` is why no words were listened to, or ""."""

    name: str
    language: str
    lines: tuple[str, ...]
    reference: Reference | None
    heard: tuple[Heard, ...]
    absent: tuple[Absent, ...]
    matched_lufs: float
    unheard: str
    machine: str
    ratings: Ratings

    @property
    def identity(self) -> str:
        """The same for the same lines said in the same voices: what ratings in a browser are kept under."""
        takes = [[each.identity, [clip.key for clip in each.clips]] for each in self.heard]
        return hashlib.sha256(canonical_json(["audition", self.lines, takes]).encode()).hexdigest()[:32]


def identity_of(render: Render) -> str:
    """Whose voice ``render`` asks for, in which manner: the same whatever is said."""
    voice = {name: value for name, value in render.fields.items() if name not in _OF_THE_TEXT}
    return hashlib.sha256(canonical_json(["candidate", voice]).encode()).hexdigest()[:32]


def as_json(report: Report) -> dict[str, Any]:
    """``report`` as JSON values."""
    return {
        "version": VERSION,
        "made_with": f"narrate {__version__}",
        "identity": report.identity,
        "name": report.name,
        "language": report.language,
        "machine": report.machine,
        "lines": list(report.lines),
        "matched_lufs": round(report.matched_lufs, 1),
        "reference": _reference(report.reference),
        "candidates": [_heard(each, report.ratings) for each in report.heard],
        "left_out": [
            {
                "slug": each.candidate.slug,
                "title": each.candidate.title,
                "reason": each.reason,
                "hint": each.hint,
            }
            for each in report.absent
        ],
        "words_unheard": report.unheard or None,
    }


def files(document: Any) -> Sequence[str]:
    """The files of sound that an audition's JSON ``document`` names; none of what is no such document."""
    try:
        named = [clip["file"] for each in document["candidates"] for clip in each["lines"] if "file" in clip]
        reference = document["reference"]
        return [str(name) for name in (*named, *([reference["file"]] if reference else ()))]
    except (KeyError, TypeError):
        return []


def _reference(reference: Reference | None) -> dict[str, object] | None:
    if reference is None:
        return None
    return {
        "name": reference.name,
        "file": reference.file,
        "measures": _measures(reference.measures),
        "shape": list(reference.shape),
    }


def _heard(each: Heard, given: Ratings) -> dict[str, object]:
    failed = [{"line": number, "failure": reason} for number, reason in each.failures.items()]
    return {
        "slug": each.candidate.slug,
        "identity": each.identity,
        "title": each.candidate.title,
        "voice": each.candidate.voice.name,
        "engine": each.candidate.voice.engine,
        "manner": each.manner,
        "measures": _measures(each.measures),
        "first_sound_s": _rounded(each.timed.first_s, 2),
        "with_loading": each.timed.started,
        "real_time_factor": _rounded(each.timed.real_time, 3),
        "lines": [*map(_clip, each.clips), *failed],
        "rating": ratings.as_json(given.by_candidate.get(each.identity)),
    }


def _clip(clip: Clip) -> dict[str, object]:
    return {
        "line": clip.line,
        "file": clip.file,
        "take": clip.key,
        "gain_db": round(clip.gain_db, 2),
        "measures": _measures(clip.measures),
        "artefacts": [
            {"kind": each.kind, "start_s": round(each.start_s, 3), "end_s": round(each.end_s, 3)}
            for each in clip.artefacts
        ],
        "faults": list(clip.faults),
        "shape": list(clip.shape),
    }


_DIGITS = {"pitch_hz": 1, "loudness_lufs": 1, "range_st": 1, "energy_db": 1}


def _measures(measures: Measures) -> dict[str, float | None]:
    return {name: _rounded(value, _DIGITS.get(name, 2)) for name, value in asdict(measures).items()}


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
