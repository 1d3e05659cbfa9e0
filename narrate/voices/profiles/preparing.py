"""What a profile keeps of a recording: trimmed, levelled, in FLAC, and measured. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from narrate.errors import Problem, ProblemsFound
from narrate.sound.pcm import Recording, encode_flac
from narrate.sound.resample import resampled
from narrate.voices import prosody, quality, reference
from narrate.voices.profiles.profile import Measured

HIGHEST_RATE_HZ = 48_000
"""Of what is kept. No model that clones hears more than half of it."""


@dataclass(frozen=True, slots=True)
class Sound:
    """The sound of a profile as a file, the hash of it, and what was measured of it."""

    flac: bytes
    sha256: str
    measured: Measured


def prepared(recording: Recording, transcript: str) -> Sound:
    """``recording``, in which ``transcript`` is said, as a profile keeps it; the same gives the same bytes.

    Raises ProblemsFound with all that keeps a voice from being cloned from it.
    """
    found = quality.measure(recording)
    _require(found, transcript)
    audio = recording.audio[found.kept]
    rate_hz = min(recording.sample_rate, HIGHEST_RATE_HZ)
    audio = resampled(audio, recording.sample_rate, rate_hz)
    audio = reference.levelled(audio, quality.measure(Recording(audio, rate_hz)))
    kept = Recording(audio, rate_hz)
    again = quality.measure(kept)
    _require(again, transcript)  # what is only just long enough may be a little shorter now
    flac = encode_flac(audio, rate_hz)
    return Sound(flac, hashlib.sha256(flac).hexdigest(), measured(kept, again))


def file_name(sha256: str) -> str:
    """What the sound with this hash is called: another sound never takes the place of one that is read."""
    return f"reference-{sha256[:8]}.flac"


def measured(recording: Recording, found: quality.Quality) -> Measured:
    """The measurements of ``recording``, whose quality was ``found``."""
    spoken = prosody.measure(recording)
    figures = prosody.figures(recording)
    return Measured(
        **quality.rounded(found),
        snr_db=None if found.levels is None else round(found.levels.snr_db, 1),
        pitch_hz=figures.pitch_hz,
        range_st=round(spoken.range_st.value, 1) if spoken and figures.pitch_hz else None,
        spread_st=figures.spread_st,
        energy_db=figures.energy_db,
        syllables_s=figures.syllables_s,
        pause_s=figures.pause_s,
    )


def _require(found: quality.Quality, transcript: str) -> None:
    if faults := reference.unfit(found, transcript):
        raise ProblemsFound(Problem("voice-unfit", fault) for fault in faults)
