"""What ``narrate doctor`` says of MLX: the device, the BLAS, the speed, and what to do where it is slow."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

import pytest

from narrate.engines.on_mlx.linux_cpu import Arithmetic
from narrate.engines.on_mlx.machine import Found


def test_slow_is_a_cpu_with_the_reference_blas_and_nothing_else() -> None:
    cpu, gpu = Arithmetic("cpu"), Arithmetic("gpu")
    assert Found("0.32", cpu, "the CPU", matrices=4.0, convolutions=1.0).slow
    assert not Found("0.32", cpu, "the CPU", matrices=60.0, convolutions=1.0).slow
    assert not Found("0.32", gpu, "Apple M1", matrices=4.0, convolutions=1.0).slow


@pytest.mark.skipif(sys.platform != "linux", reason="the BLAS is mlx's own elsewhere")
def test_doctor_measures_mlx_as_a_renderer_sees_it(narrate: Callable[..., object]) -> None:
    def mlx(**environment: str) -> dict[str, object]:
        ran = narrate("doctor", "--json", **environment)
        lines = [json.loads(line) for line in ran.out.splitlines()]  # type: ignore[attr-defined]
        return next(line for line in lines if line["name"] == "MLX")

    without = mlx(NARRATE_BLAS="none")
    if "on the CPU" not in str(without["found"]):
        pytest.skip("mlx has a GPU here")
    assert not without["ok"]
    assert "apt install libopenblas0-pthread" in str(without["hint"])
    wrong = mlx(NARRATE_BLAS="/nowhere.so")
    assert "NARRATE_BLAS=/nowhere.so cannot be loaded" in str(wrong["found"])
