"""Second-order filters, applied to a whole utterance at once: recursive on paper, FFT in fact.

numpy has no recursive filter, and a loop over samples is slow. These filters forget within a tenth of a
second, so their impulse response, cut off where nothing audible is left, does the same work as blocks of
FFTs (overlap-save), to about 1e-6 of the largest sample.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_NEGLIGIBLE = 1e-7  # of full scale: the sum of what is cut off; 24 bits end at 6e-8
_REST_S = 0.005
_SHORTEST_FFT = 16_384  # fits the processor's cache, and is well over what 24 kHz filters remember


@dataclass(frozen=True, slots=True)
class Biquad:
    """y[n] = b0 x[n] + b1 x[n-1] + b2 x[n-2] - a1 y[n-1] - a2 y[n-2]."""

    b0: float
    b1: float
    b2: float
    a1: float
    a2: float

    def response(self, z: NDArray[np.complex128]) -> NDArray[np.complex128]:
        """The gain at the points ``z`` of the unit circle, in their shape."""
        back = 1 / z
        return (self.b0 + back * (self.b1 + back * self.b2)) / (1 + back * (self.a1 + back * self.a2))


Chain = tuple[Biquad, ...]
"""Filters one after the other."""


def high_pass(cutoff_hz: float, rate_hz: int) -> Chain:
    """A second-order Butterworth high-pass, -3 dB at ``cutoff_hz``."""
    return (_high_pass(cutoff_hz, math.sqrt(0.5), rate_hz, gain=1.0),)


def k_weighting(rate_hz: int) -> Chain:
    """The K-weighting of ITU-R BS.1770-4 at any rate: the shelf of a head, then a high-pass.

    The Recommendation prints coefficients for 48 kHz. These are the analogue prototypes behind them
    (found by Brecht De Man, "Evaluation of implementations of the EBU R128 loudness measurement", AES 145),
    and at 48 kHz they give the printed numbers.
    """
    shelf_hz, shelf_db, shelf_q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    k = math.tan(math.pi * shelf_hz / rate_hz)
    high = 10 ** (shelf_db / 20)
    middle = high**0.4996667741545416
    a0 = 1 + k / shelf_q + k * k
    shelf = Biquad(
        (high + middle * k / shelf_q + k * k) / a0,
        2 * (k * k - high) / a0,
        (high - middle * k / shelf_q + k * k) / a0,
        2 * (k * k - 1) / a0,
        (1 - k / shelf_q + k * k) / a0,
    )
    # The printed high-pass begins with 1, not with 1/a0: a gain of 0.04 dB, kept at every rate.
    return shelf, _high_pass(38.13547087602444, 0.5003270373238773, rate_hz, gain=1.0049949)


def _high_pass(cutoff_hz: float, q: float, rate_hz: int, gain: float) -> Biquad:
    k = math.tan(math.pi * cutoff_hz / rate_hz)
    a0 = 1 + k / q + k * k
    return Biquad(gain / a0, -2 * gain / a0, gain / a0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)


def filtered(audio: NDArray[np.float32], *chains: Chain) -> tuple[NDArray[np.float32], ...]:
    """``audio`` (n,) through each of ``chains``, starting from silence: one array (n,) for each.

    Several at once cost less than one after the other. The chains must be made for the audio's rate.
    """
    past = max(memory(chain) for chain in chains)
    size = max(_SHORTEST_FFT, 1 << (6 * past).bit_length())
    step = size - past
    spectra = [_spectrum(chain, size) for chain in chains]
    results = tuple(np.empty(len(audio), np.float32) for _ in chains)
    window = np.zeros(size, np.float32)
    for start in range(0, len(audio), step):
        piece = audio[max(0, start - past) : start + step]
        begin = max(0, past - start)
        window[begin : begin + len(piece)] = piece
        window[begin + len(piece) :] = 0
        bins = np.fft.rfft(window)
        wanted = min(step, len(audio) - start)
        for spectrum, result in zip(spectra, results, strict=True):
            result[start : start + wanted] = np.fft.irfft(bins * spectrum, size)[past : past + wanted]
    return results


def at_rest(audio: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
    """``audio`` (n,) less its mean over the first 5 ms, so that a high-pass does not ring as it begins.

    Not less its mean over all: where silence comes before speech with a constant part, that would put a
    step at the very beginning, and trimming would find a sound there.
    """
    start = audio[: max(1, round(_REST_S * rate_hz))]
    return audio - np.float32(start.mean(dtype=np.float64)) if len(start) else audio


def memory(chain: Chain) -> int:
    """How many samples before the present one ``chain`` still hears."""
    return len(_impulse_response(chain)) - 1


@lru_cache(maxsize=64)
def _impulse_response(chain: Chain) -> NDArray[np.float64]:
    # 2^18 samples are over four seconds at 48 kHz and below; nothing is left to wrap around.
    size = 1 << 18
    turn = np.exp(2j * np.pi * np.arange(size // 2 + 1) / size)
    gain = np.ones(size // 2 + 1, np.complex128)
    for biquad in chain:
        gain *= biquad.response(turn)
    impulse = np.fft.irfft(gain, size)
    left = np.cumsum(np.abs(impulse[::-1]))[::-1]
    return impulse[: int(np.count_nonzero(left > _NEGLIGIBLE))]


@lru_cache(maxsize=64)
def _spectrum(chain: Chain, size: int) -> NDArray[np.complex64]:
    return np.fft.rfft(_impulse_response(chain), size).astype(np.complex64)
