"""mlx on the CPU of a Linux machine, made fast before it is imported; elsewhere, nothing is changed.

mlx-cpu's wheel for Linux brings the reference BLAS (about 4 GFLOP/s a core, where OpenBLAS does 50 and
more), and its convolutions with a dilation, with groups or transposed are loops of about 1 GFLOP/s. A BLAS
of the system that is loaded for everybody before mlx is found first when mlx looks for ``cblas_sgemm``;
the convolutions are then multiplications of matrices (``matmul_convolutions``).

Only a process that renders does this (``engine.START_MLX``): it changes mlx for the whole process.
"""

from __future__ import annotations

import ctypes
import importlib.metadata
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from narrate.errors import MissingTool

VARIABLE = "NARRATE_BLAS"
"""Names the library to load, by path or as the linker knows it; ``none`` leaves mlx as it is."""

HOW_TO_GET_ONE = "apt install libopenblas0-pthread, or name a BLAS library in NARRATE_BLAS"

_LIBRARIES = ("libopenblas.so.0", "libopenblasp.so.0", "libmkl_rt.so.3", "libmkl_rt.so.2", "libblis.so.4")
"""With 32-bit integers, as mlx calls them: Debian's and Fedora's OpenBLAS, Intel's MKL, AMD's BLIS."""

_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
"""One each, unless the person says otherwise: Kokoro's matrices are small (two threads took a fifth more
CPU time, and gave other last bits)."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How this process calculates: ``device`` is "cpu" or "gpu".

    ``blas`` is the library loaded in place of mlx's own, or "". ``matmul_convolutions`` says whether those
    are used. ``note`` says, in words for people, what was tried in vain.
    """

    device: str
    blas: str = ""
    matmul_convolutions: bool = False
    note: str = ""

    @property
    def made_with(self) -> dict[str, str]:
        """What a take's record says of it."""
        convolutions = "matrices" if self.matmul_convolutions else "mlx"
        return {"device": self.device, "blas": self.blas or "mlx", "convolutions": convolutions}


@cache
def start() -> Arithmetic:
    """Import mlx, after a fast BLAS where that helps, and say how this process calculates from now on.

    Raises MissingTool when a BLAS was loaded that calculates wrongly.
    """
    blas, note = _load_blas() if _helps() else ("", "")
    import mlx.core as mx

    if mx.default_device() != mx.Device(mx.cpu):
        return Arithmetic("gpu", note=note)
    if not _helps() or os.environ.get(VARIABLE) == "none":
        return Arithmetic("cpu", note=note)
    if blas and not _multiplies():
        raise MissingTool(
            f"the BLAS library {blas} multiplies matrices wrongly under mlx",
            hint=f"{VARIABLE}=none does without it",
        )
    from narrate.engines.on_mlx import matmul_convolutions

    wrong = matmul_convolutions.install()
    return Arithmetic("cpu", blas, not wrong, "; ".join(filter(None, (note, wrong))))


def _helps() -> bool:
    """Whether mlx here is the wheel for a Linux CPU, and only that: a GPU's is left alone."""
    if not sys.platform.startswith("linux"):
        return False
    return _installed("mlx-cpu") and not (_installed("mlx-cuda-12") or _installed("mlx-cuda-13"))


def _installed(distribution: str) -> bool:
    return any(True for _ in importlib.metadata.distributions(name=distribution))


def _load_blas() -> tuple[str, str]:
    """The name of the BLAS that is now in front of mlx's own, or "" and why there is none."""
    if "mlx.core" in sys.modules:
        return "", "mlx was there first, so its own BLAS is used"
    named = os.environ.get(VARIABLE)
    if named == "none":
        return "", ""
    for variable in _THREADS:
        os.environ.setdefault(variable, "1")  # read when the library is loaded
    for name in (named,) if named else _candidates():
        try:
            library = ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
            library.cblas_sgemm  # noqa: B018 - AttributeError where it is no BLAS that mlx can call
        except (OSError, AttributeError):
            continue
        return Path(name).name, ""
    return "", f"{VARIABLE}={named} cannot be loaded" if named else "there is no fast BLAS library"


def _candidates() -> Iterator[str]:
    """Names for the linker, then files where the linker does not look: alternatives, pip's and conda's."""
    yield from _LIBRARIES
    for pattern in ("openblas-*/libopenblas*.so.0", "blis-*/libblis.so.4"):
        yield from map(str, sorted(Path("/usr/lib").glob(f"*/{pattern}")))
    yield from (str(Path(sys.prefix, "lib", name)) for name in _LIBRARIES)


def _multiplies() -> bool:
    """Whether a product of whole numbers, which single precision holds exactly, is right."""
    import mlx.core as mx

    rows = mx.arange(12 * 40, dtype=mx.float32).reshape(12, 40) % 7
    columns = mx.arange(40 * 9, dtype=mx.float32).reshape(40, 9) % 5
    right = [
        [sum((40 * i + k) % 7 * ((9 * k + j) % 5) for k in range(40)) for j in range(9)] for i in range(12)
    ]
    return bool(mx.array_equal(rows @ columns, mx.array(right, dtype=mx.float32)))
