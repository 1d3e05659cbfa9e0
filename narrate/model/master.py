"""The master: a chapter's finished sound."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UtteranceMark:
    """Where an utterance is heard in its chapter: samples ``start:end`` at the master's rate."""

    id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Master:
    """What is known of a chapter's finished sound: length, marks and levels, measured while it was made."""

    sample_rate: int
    samples: int
    marks: tuple[UtteranceMark, ...]
    rms_db: float
    peak_db: float
    loudness_lufs: float

    @property
    def duration_s(self) -> float:
        """Seconds of finished sound."""
        return self.samples / self.sample_rate
