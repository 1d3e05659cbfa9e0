"""Another pitch, other formants, another speed: the periods of a voice laid anew (PSOLA).

After E. Moulines and F. Charpentier, "Pitch-synchronous waveform processing techniques for text-to-speech
synthesis using diphones" (Speech Communication 9, 1990). Each period is cut out around its mark and laid at
another distance from the next: nearer, and the voice is higher, while the shape of a period, and with it the
formants, stays. Formants are moved by resampling everything first, which moves pitch and pace as well, and
those back. Noise has no periods; it is cut where each piece goes on as the one before did (W. Verhelst, M.
Roelands, "An overlap-add technique based on waveform similarity", ICASSP 1993).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrate.model import Transform
from narrate.sound.resample import resampled
from narrate.voices.pitch_marks import voiced_stretches

_FINE_HZ = 96_000  # periods are laid in steps of 10 us: in those of 24 kHz, a high voice would be hoarse
_NOISE_S = 0.006  # from piece to piece where there is no voice
_SEARCH_S = 0.005  # how far from its place a piece may be taken so that it goes on as the one before
_COARSE = 8  # samples: in steps of so many it is sought
_ALIKE = 0.7  # of two pieces: less, and it is noise
_NO_CHANGE = 1e-9
_NO_POWER = 1e-20
_MOST_GAIN = 2.0
_CEILING = 0.99  # "clipped" is what is louder than 0.999


def transformed(audio: NDArray[np.float32], rate_hz: int, transform: Transform) -> NDArray[np.float32]:
    """``audio`` (n,), in [-1, 1], with ``transform`` done to it: (round(n / speed),).

    Itself, where nothing is to be done. Its RMS stays, unless peaks would then be above 0.99. What has no
    voice in it gets no pitch, and silence is silence.
    """
    if transform == Transform():
        return audio
    length = round(len(audio) / transform.speed)
    if not length or not audio.any():
        return np.zeros(length, np.float32)
    pitch, formants = (2 ** (semitones / 12) for semitones in (transform.pitch_shift, transform.formant))
    times = max(1, round(_FINE_HZ / rate_hz))
    fine_hz = rate_hz * times
    source_hz = round(fine_hz / formants)  # heard at the fine rate, the formants are where they are to be
    source = resampled(audio, rate_hz, source_hz)
    stretches = [
        _Stretch(each.marks_s * source_hz, each.periods_s * source_hz)
        for each in voiced_stretches(audio, rate_hz)
    ]
    by = source_hz / fine_hz
    pieces = list(
        _Cutting(source, fine_hz, stretches).pieces(length * times, transform.speed * by, pitch * by)
    )
    return _levelled(resampled(_laid(source, pieces, length * times), fine_hz, rate_hz), audio)


def _levelled(result: NDArray[np.float32], like: NDArray[np.float32]) -> NDArray[np.float32]:
    """``result`` at the RMS of what it was made from."""
    power, wanted = (float(np.square(each, dtype=np.float64).mean()) for each in (result, like))
    gain = min(_MOST_GAIN, (wanted / power) ** 0.5) if power else 1.0
    peak = float(np.abs(result).max()) * gain
    return (result * np.float32(gain * min(1.0, _CEILING / peak) if peak else 1.0)).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Stretch:
    """A stretch of voice: a mark in every period, and how long the period around it is, in samples."""

    marks: NDArray[np.float64]
    periods: NDArray[np.float64]

    @property
    def begin(self) -> float:
        return float(self.marks[0] - self.periods[0] / 2)

    @property
    def end(self) -> float:
        return float(self.marks[-1] + self.periods[-1] / 2)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is around the sample ``source``, laid at ``place``: ``half`` samples either way at the most."""

    place: float
    source: float
    half: float
    backwards: bool = False


class _Cutting:
    """A ``source`` (n,) at ``rate_hz`` with the ``stretches`` in which there is a voice, cut into pieces."""

    def __init__(self, source: NDArray[np.float32], rate_hz: int, stretches: Sequence[_Stretch]) -> None:
        self._source = source
        self._stretches = stretches
        self._begins = [each.begin for each in stretches]
        self._ends = [each.end for each in stretches]
        self._step = _NOISE_S * rate_hz
        self._reach = round(_SEARCH_S * rate_hz)

    def pieces(self, length: int, pace: float, pitch: float) -> Iterator[_Piece]:
        """What fills ``length`` samples: ``pace`` times as fast as the source, ``pitch`` times as high."""
        place, before = 0.0, None
        while place < length:
            at = place * pace
            index = bisect_left(self._ends, at)
            if index < len(self._begins) and self._begins[index] <= at:
                stretch = self._stretches[index]
                near = _nearest(stretch.marks, at)
                piece = _Piece(place, float(stretch.marks[near]), float(stretch.periods[near]))
                step = float(np.interp(at, stretch.marks, stretch.periods)) / pitch
            else:
                piece = self._noise(before, place, at, pace)
                step = self._step
                if index < len(self._begins):  # a voice begins with its first period
                    step = min(step, max(step / 4, (self._begins[index] - at) / pace))
            yield piece
            before = piece
            place += step

    def _noise(self, before: _Piece | None, place: float, at: float, pace: float) -> _Piece:
        """The piece for ``place``, from around ``at``, that goes on as the piece ``before`` did.

        Noise that is heard twice within milliseconds would be a tone: every other piece of it is laid
        backwards, where it sounds the same and is another.
        """
        usual = _Piece(place, at, 2 * self._step)
        if before is None or before.backwards or abs(pace - 1) < _NO_CHANGE:
            return usual
        half = round(self._step)
        follows = round(before.source + place - before.place)
        low, high = round(at) - self._reach - half, round(at) + self._reach + half
        if min(low, follows - half) < 0 or max(high, follows + half) > len(self._source):
            return usual
        template = self._source[follows - half : follows + half : _COARSE]
        region = self._source[low:high:_COARSE]
        power = np.concatenate([[0.0], np.cumsum(np.square(region, dtype=np.float64))])
        energy = (power[len(template) :] - power[: -len(template)]) * float(np.square(template).sum())
        like = np.correlate(region, template) / np.sqrt(np.maximum(energy, _NO_POWER))
        best = int(like.argmax())
        if pace < 1 and like[best] < _ALIKE:
            return _Piece(place, at, usual.half, backwards=True)
        return _Piece(place, float(low + half + best * _COARSE), usual.half)


def _laid(source: NDArray[np.float32], pieces: Sequence[_Piece], length: int) -> NDArray[np.float32]:
    """The ``pieces`` of ``source`` laid one after the other, each fading into the next: (length,)."""
    out = np.zeros(length, np.float32)
    places = [piece.place for piece in pieces]
    for index, piece in enumerate(pieces):
        left = min(piece.half, piece.place - places[index - 1]) if index else 0.0
        right = min(piece.half, places[index + 1] - piece.place if index + 1 < len(pieces) else piece.half)
        _lay(out, source, piece, max(1, round(left)), max(1, round(right)))
    return out


def _lay(out: NDArray[np.float32], source: NDArray[np.float32], piece: _Piece, rise: int, fall: int) -> None:
    """Add ``piece`` to ``out``, as far as there are samples of it."""
    place, middle = round(piece.place), round(piece.source)
    behind, ahead = middle, len(source) - middle
    if piece.backwards:
        behind, ahead = ahead - 1, behind + 1
    begin, end = max(1 - rise, -place, -behind), min(fall, len(out) - place, ahead)
    if end <= begin:
        return
    if piece.backwards:
        cut = source[middle - end + 1 : middle - begin + 1][::-1]
    else:
        cut = source[middle + begin : middle + end]
    out[place + begin : place + end] += cut * _bell(rise, fall)[begin + rise - 1 : end + rise - 1]


def _bell(rise: int, fall: int) -> NDArray[np.float32]:
    """From 0 to 1 within ``rise`` samples and back within ``fall``: (rise + fall - 1,)."""
    up = 0.5 - 0.5 * np.cos(np.pi * np.arange(1, rise + 1) / rise)
    down = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fall) / fall)
    return np.concatenate([up, down]).astype(np.float32)


def _nearest(marks: NDArray[np.float64], at: float) -> int:
    """The index of the mark nearest to ``at``."""
    after = int(np.searchsorted(marks, at))
    if after == 0 or (after < len(marks) and marks[after] - at < at - marks[after - 1]):
        return after
    return after - 1
