"""What MLX finds on this machine, tried: the device, the BLAS, and how fast the two things are that count.

Made in a process of its own, as a renderer's is, so that it sees what a renderer will see.
"""

from __future__ import annotations

import importlib.metadata
import time
from collections.abc import Callable
from dataclasses import dataclass

from narrate.engines.on_mlx import linux_cpu
from narrate.engines.on_mlx.linux_cpu import Arithmetic

SLOW_GFLOPS = 12.0
"""Below it, matrices are the reference BLAS's, which does about 4 on a core; fast ones do 30 to 100."""

_TRIES_S = 0.4


@dataclass(frozen=True, slots=True)
class Found:
    """``matrices`` and ``convolutions`` are in billions of operations a second, the best of a few tries.

    ``device`` is a name for people ("Apple M3").
    """

    version: str
    arithmetic: Arithmetic
    device: str
    matrices: float
    convolutions: float

    @property
    def slow(self) -> bool:
        """Whether this is a CPU with no BLAS but the reference."""
        return self.arithmetic.device == "cpu" and self.matrices < SLOW_GFLOPS


class Machine:
    """The performer of ``narrate doctor``."""

    def examine(self) -> Found:
        """Measure; takes about a second."""
        arithmetic = linux_cpu.start()
        import mlx.core as mx

        left, right = mx.random.normal((320, 320)), mx.random.normal((320, 320))
        # Kokoro's commonest convolution: 128 channels, 11 taps, a dilation of 5
        length, channels, taps, dilation = 300, 128, 11, 5
        sound = mx.random.normal((1, length, channels))
        kernel = mx.random.normal((channels, taps, channels))
        mx.eval(left, right, sound, kernel)
        convolution = 2 * (length - dilation * (taps - 1)) * taps * channels**2  # operations
        return Found(
            version=importlib.metadata.version("mlx"),
            arithmetic=arithmetic,
            device=_device(cpu=mx.default_device() == mx.Device(mx.cpu)),
            matrices=2 * 320**3 / _best_s(lambda: mx.eval(left @ right)) / 1e9,
            convolutions=convolution
            / _best_s(lambda: mx.eval(mx.conv1d(sound, kernel, dilation=dilation)))
            / 1e9,
        )


def _device(*, cpu: bool) -> str:
    import mlx.core as mx

    if cpu:
        return "the CPU"
    return str(mx.device_info().get("device_name", "the GPU"))


def _best_s(act: Callable[[], None]) -> float:
    """The shortest time of ``act`` in as many tries as fit into ``_TRIES_S``; three at least."""
    act()  # what is prepared once is not counted
    times: list[float] = []
    begin = time.perf_counter()
    while len(times) < 3 or time.perf_counter() - begin < _TRIES_S:
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return min(times)
