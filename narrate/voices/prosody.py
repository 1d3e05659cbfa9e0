"""How somebody speaks in a recording: melody, pace, energy and pauses, apart from who they are.

Every figure comes with a confidence, because three words say little of how somebody reads. Neither the level
of a recording nor its sample rate matters; noise takes away confidence before it takes away truth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.sound.pcm import Recording
from narrate.voices import syllables
from narrate.voices.manner import Figures
from narrate.voices.measures.levels import speech_level_db, stretches
from narrate.voices.pitch import FRAMES_PER_S, Track, track

SHORTEST_PAUSE_S = 0.15
"""Shorter silences are stops: the closure of a "p" takes up to 0.12 s."""

LEAST_VOICED = 0.25
"""Of speech. Thirty recordings of readers lie at 0.48 to 0.83, a whisper at 0.13."""

_SHORTEST_PHRASE_S = 1.0  # in which a fall of the voice can be told
_LOW, _HIGH = 5, 95  # percentiles between which the range of a voice lies
_CLEAN_DB = 30.0  # of speech above noise, from which on noise does not matter
_OCTAVES = 1.0  # from the median, beyond which a pitch is more likely an error than a voice


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurement and how far to trust it, 0 to 1: how much there was to measure, and how clean it was."""

    value: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Prosody:
    """What was measured of a recording in which somebody speaks.

    ``pitch_hz`` is the median pitch. ``range_st`` are the semitones between its 5th and 95th percentile,
    ``spread_st`` is its standard deviation. ``declination_st_s`` is how fast the voice falls within a phrase,
    in semitones a second; negative where it falls. ``rate`` is in syllables a second of speech without its
    pauses, or in phonemes where their number was given. ``pause_share`` is how much of the time is pause, and
    ``pause_s`` how long one is. ``energy_db`` is the standard deviation of the level of what is voiced, and
    ``voiced`` its share of the speech. ``seconds`` are from the first sound to the last, ``snr_db`` how far
    speech lies above noise.
    """

    seconds: float
    snr_db: float
    pitch_hz: Figure
    range_st: Figure
    spread_st: Figure
    declination_st_s: Figure
    rate: Figure
    pause_share: Figure
    pause_s: Figure
    energy_db: Figure
    voiced: Figure

    @property
    def speech_s(self) -> float:
        """The seconds without pauses."""
        return self.seconds * (1 - self.pause_share.value)


def measure(recording: Recording, phonemes: int | None = None) -> Prosody | None:
    """The prosody of ``recording``; None of one in which nobody speaks.

    ``phonemes`` is how many of them its transcript has.
    """
    followed = track(recording.audio, recording.sample_rate)
    spoken, snr_db = _speech(followed)
    voiced = followed.voiced & spoken
    if not voiced.any():
        return None
    first, last = np.flatnonzero(spoken)[[0, -1]]
    inside = slice(int(first), int(last) + 1)
    frames = inside.stop - inside.start
    pauses = stretches(~spoken[inside], math.ceil(SHORTEST_PAUSE_S * FRAMES_PER_S))
    paused = sum(stop - start for start, stop in pauses)
    speech_s = (frames - paused) / FRAMES_PER_S
    voiced_s = float(voiced.sum()) / FRAMES_PER_S

    semitones = 12 * np.log2(followed.hz[voiced])
    middle = float(np.median(semitones))
    semitones = semitones[np.abs(semitones - middle) <= 12 * _OCTAVES]
    low, high = np.percentile(semitones, (_LOW, _HIGH))
    slope, phrases = _declination(followed, voiced, pauses, inside)
    units = phonemes
    if units is None:
        units = syllables.count(recording.audio, recording.sample_rate, voiced)

    clean = min(1.0, max(0.0, snr_db) / _CLEAN_DB)
    steady = float(followed.strength[voiced].mean()) * min(1.0, snr_db / 10.0 if snr_db > 0 else 0.0)
    return Prosody(
        seconds=frames / FRAMES_PER_S,
        snr_db=snr_db,
        pitch_hz=Figure(float(2 ** (middle / 12)), _enough(voiced_s, 1.0) * steady),
        range_st=Figure(float(high - low), _enough(voiced_s, 4.0) * steady),
        spread_st=Figure(float(semitones.std()), _enough(voiced_s, 4.0) * steady),
        declination_st_s=Figure(slope, _enough(phrases, 6.0) * steady),
        rate=Figure(units / speech_s, _enough(speech_s, 4.0) * (clean if phonemes is None else 1.0)),
        pause_share=Figure(paused / frames, _enough(frames / FRAMES_PER_S, 8.0) * clean),
        pause_s=Figure(
            paused / len(pauses) / FRAMES_PER_S if pauses else 0.0, _enough(len(pauses), 4.0) * clean
        ),
        energy_db=Figure(float(followed.level_db[voiced].std()), _enough(voiced_s, 3.0) * clean),
        voiced=Figure(voiced_s / speech_s, _enough(speech_s, 3.0) * steady),
    )


def figures(recording: Recording, phonemes: int | None = None) -> Figures:
    """What of the prosody of ``recording`` a style is made of, rounded; nothing of one without a voice.

    Nobody has one who is silent or whispers. ``phonemes`` is how many of them its transcript has.
    """
    found = measure(recording)
    if found is None or found.voiced.value < LEAST_VOICED:
        return Figures()
    return Figures(
        pitch_hz=round(found.pitch_hz.value, 1),
        spread_st=round(found.spread_st.value, 2),
        energy_db=round(found.energy_db.value, 2),
        syllables_s=round(found.rate.value, 2),
        pause_s=round(found.pause_s.value, 2),
        phonemes_s=None if phonemes is None else round(phonemes / found.speech_s, 2),
    )


def _enough(amount: float, much: float) -> float:
    """0 for nothing, 0.63 for as ``much`` as it takes, towards 1 for more."""
    return float(1 - np.exp(-amount / much))


def _speech(followed: Track) -> tuple[NDArray[np.bool_], float]:
    """In which frames somebody speaks: (n,); and how far that lies above the noise, in dB."""
    if not len(followed.level_db):
        return np.zeros(0, np.bool_), 0.0
    least_db, above_db = speech_level_db(followed.level_db)
    return followed.level_db > least_db, above_db


def _declination(
    followed: Track,
    voiced: NDArray[np.bool_],
    pauses: Sequence[tuple[int, int]],
    inside: slice[int, int, None],
) -> tuple[float, float]:
    """The mean slope of phrases, in semitones a second, weighted by length; and seconds of voice in them.

    Phrases are what ``pauses`` leave of the frames ``inside``.
    """
    pitch = 12 * np.log2(np.where(voiced, followed.hz, 1.0))
    edges = [0, *(edge for pause in pauses for edge in pause), inside.stop - inside.start]
    total = 0.0
    counted = 0
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        at = inside.start + start + np.flatnonzero(voiced[inside.start + start : inside.start + stop])
        if len(at) and at[-1] - at[0] >= _SHORTEST_PHRASE_S * FRAMES_PER_S:
            total += _slope(at / FRAMES_PER_S, pitch[at]) * len(at)
            counted += len(at)
    return (total / counted, counted / FRAMES_PER_S) if counted else (0.0, 0.0)


def _slope(time_s: NDArray[np.float64], pitch: NDArray[np.float64]) -> float:
    """The slope that half of all pairs of points lie under (P. K. Sen, JASA 63, 1968): no jump tilts it."""
    step = max(1, len(time_s) // 100)
    time_s, pitch = time_s[::step], pitch[::step]
    first, second = np.triu_indices(len(time_s), 1)
    return float(np.median((pitch[second] - pitch[first]) / (time_s[second] - time_s[first])))
