"""mlx on a Linux CPU: a fast BLAS where there is one, convolutions that agree with mlx's; what is told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from narrate.engines.linux_cpu import Arithmetic
from narrate.engines.on_mlx import START_MLX
from narrate.engines.process import Process

HERE = {"PYTHONPATH": str(Path(__file__).parent)}
Start = Callable[..., Process]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mlx is left as it is there")


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[Process] = []

    def begin(name: str = "Calculator", **environment: str) -> Process:
        process = Process(f"in_mlx:{name}", before=START_MLX, environment={**HERE, **environment})
        started.append(process)
        return process

    yield begin
    for process in started:
        process.stop()


def on_cpu(start: Start, **environment: str) -> Arithmetic:
    found: Arithmetic = start(**environment).ask("arithmetic")
    if found.device != "cpu":
        pytest.skip("mlx has a GPU here, and is left as it is")
    return found


def test_convolutions_of_any_shape_agree_with_mlxs(start: Start) -> None:
    calculator = start()
    assert calculator.ask("worst", 150) < 1e-5
    assert calculator.ask("other_kinds")
    assert calculator.ask("random_state_is_kept")


def test_they_are_used_and_it_is_said(start: Start) -> None:
    found = on_cpu(start)
    assert found.matmul_convolutions
    assert found.made_with["convolutions"] == "matrices"
    assert start().ask("installed") == (True, True)


def test_ones_that_differ_are_not_used_and_it_is_said(start: Start) -> None:
    why, installed = start("Wrong").ask("refused")
    assert "conv_transpose1d as matrices differs from mlx's" in why
    assert installed == (False, False)


def test_a_blas_is_named_or_refused_by_a_variable(start: Start) -> None:
    assert on_cpu(start, NARRATE_BLAS="none") == Arithmetic("cpu")
    assert start(NARRATE_BLAS="none").ask("installed") == (False, False)
    absent = on_cpu(start, NARRATE_BLAS="/nowhere/libblas.so")
    assert (absent.blas, absent.note) == ("", "NARRATE_BLAS=/nowhere/libblas.so cannot be loaded")
    no_blas = on_cpu(start, NARRATE_BLAS="libc.so.6")
    assert (no_blas.blas, no_blas.note) == ("", "NARRATE_BLAS=libc.so.6 cannot be loaded")


def test_one_that_is_found_is_loaded_with_one_thread_unless_told_otherwise(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    found = on_cpu(start)
    if not found.blas:
        assert found.note == "there is no fast BLAS library"
        pytest.skip(f"{found.note}: its threads cannot be looked at")
    assert found.made_with["blas"] == found.blas
    assert start().ask("threads") == "1"
    assert start(OPENBLAS_NUM_THREADS="3").ask("threads") == "3"


def test_where_mlx_was_imported_first_its_own_blas_stays() -> None:
    code = "import mlx.core; from narrate.engines.linux_cpu import start; print(start().blas, start().note)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() in ("mlx was there first, so its own BLAS is used", "")


def test_the_rest_of_narrate_leaves_mlx_alone() -> None:
    code = (
        "import sys, narrate.engines.kokoro.engine, narrate.engines.linux_cpu\n"
        "print([name for name in sys.modules if name.startswith(('mlx', 'numpy'))])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
