"""mlx on a Linux CPU: a fast BLAS where there is one, convolutions that agree with mlx's; what is told."""

from __future__ import annotations

import subprocess
import sys

import pytest

from narrate.engines.on_mlx.linux_cpu import Arithmetic
from tests.engines.conftest import Start

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mlx is left as it is there")


@pytest.fixture
def calculator(start: Start) -> Start:
    """Start the class of in_mlx.py in an environment of its own."""
    return lambda **environment: start("on_mlx.in_mlx:Calculator", **environment)


def on_cpu(calculator: Start, **environment: str) -> Arithmetic:
    found: Arithmetic = calculator(**environment).ask("arithmetic")
    if found.device != "cpu":
        pytest.skip("mlx has a GPU here, and is left as it is")
    return found


def test_convolutions_of_any_shape_agree_with_mlxs(calculator: Start) -> None:
    process = calculator()
    assert process.ask("worst", 150) < 1e-5
    assert process.ask("other_kinds")
    assert process.ask("random_state_is_kept")


def test_they_are_used_and_it_is_said(calculator: Start) -> None:
    found = on_cpu(calculator)
    assert found.matmul_convolutions
    assert found.made_with["convolutions"] == "matrices"
    assert calculator().ask("installed") == (True, True)


def test_ones_that_differ_are_not_used_and_it_is_said(start: Start) -> None:
    why, installed = start("on_mlx.in_mlx:Wrong").ask("refused")
    assert "conv_transpose1d as matrices differs from mlx's" in why
    assert installed == (False, False)


def test_a_blas_is_named_or_refused_by_a_variable(calculator: Start) -> None:
    assert on_cpu(calculator, NARRATE_BLAS="none") == Arithmetic("cpu")
    assert calculator(NARRATE_BLAS="none").ask("installed") == (False, False)
    absent = on_cpu(calculator, NARRATE_BLAS="/nowhere/libblas.so")
    assert (absent.blas, absent.note) == ("", "NARRATE_BLAS=/nowhere/libblas.so cannot be loaded")
    no_blas = on_cpu(calculator, NARRATE_BLAS="libc.so.6")
    assert (no_blas.blas, no_blas.note) == ("", "NARRATE_BLAS=libc.so.6 cannot be loaded")


def test_one_that_is_found_is_loaded_with_one_thread_unless_told_otherwise(
    calculator: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    found = on_cpu(calculator)
    if not found.blas:
        assert found.note == "there is no fast BLAS library"
        pytest.skip(f"{found.note}: its threads cannot be looked at")
    assert found.made_with["blas"] == found.blas
    assert calculator().ask("threads") == "1"
    assert calculator(OPENBLAS_NUM_THREADS="3").ask("threads") == "3"


def test_where_mlx_was_imported_first_its_own_blas_stays() -> None:
    code = (
        "import mlx.core; from narrate.engines.on_mlx.linux_cpu import start\n"
        "print(start().blas, start().note)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() in ("mlx was there first, so its own BLAS is used", "")


def test_the_rest_of_narrate_leaves_mlx_alone() -> None:
    code = (
        "import sys, narrate.engines.kokoro.engine, narrate.engines.on_mlx.linux_cpu\n"
        "print([name for name in sys.modules if name.startswith(('mlx', 'numpy'))])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
