"""What tests of mlx's arithmetic do in a process of their own, which is where mlx may be changed."""

from __future__ import annotations

import os
import random

import mlx.core as mx
import numpy as np

from narrate.engines.on_mlx import linux_cpu, matmul_convolutions
from narrate.engines.on_mlx.linux_cpu import Arithmetic


class Calculator:
    """mlx after ``linux_cpu.start``."""

    def arithmetic(self) -> Arithmetic:
        return linux_cpu.start()

    def threads(self) -> str:
        return os.environ["OPENBLAS_NUM_THREADS"]

    def installed(self) -> tuple[bool, bool]:
        return (
            mx.conv1d is matmul_convolutions.conv1d,
            mx.conv_transpose1d is matmul_convolutions.conv_transpose1d,
        )

    def worst(self, count: int) -> float:
        """The largest difference, as a share of the largest value, over convolutions of any kind."""
        dice = random.Random(1)  # noqa: S311 - not for secrets
        worst = 0.0
        for _ in range(count):
            channels, taps, out = dice.randint(1, 9), dice.randint(1, 8), dice.randint(1, 9)
            groups = dice.choice((1, 1, channels))
            out = channels if groups > 1 else out
            stride, padding, dilation = dice.randint(1, 4), dice.randint(0, 2), dice.randint(1, 3)
            length = dice.randint(dilation * (taps - 1) + 1 + 2 * padding, 60)
            wave = mx.random.normal((dice.randint(1, 2), length, channels))
            weight = mx.random.normal((out, taps, channels // groups))
            shape = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
            pairs = [(matmul_convolutions.conv1d, matmul_convolutions._stock_conv1d)]
            if (length - 1) * stride + dilation * (taps - 1) + 1 > 2 * padding:
                pairs.append((matmul_convolutions.conv_transpose1d, matmul_convolutions._stock_transposed))
            for ours, stock in pairs:
                found, right = (np.array(function(wave, weight, **shape)) for function in (ours, stock))
                assert found.shape == right.shape, (shape, found.shape, right.shape)
                worst = max(worst, float(np.abs(found - right).max() / np.abs(right).max()))
        return worst

    def other_kinds(self) -> bool:
        """Half precision and two-dimensional input are mlx's own affair."""
        wave = mx.random.normal((1, 20, 4)).astype(mx.float16)
        weight = mx.random.normal((4, 3, 4)).astype(mx.float16)
        found = mx.conv1d(wave, weight, dilation=2)
        return bool(mx.array_equal(found, matmul_convolutions._stock_conv1d(wave, weight, dilation=2)))

    def random_state_is_kept(self) -> bool:
        mx.random.seed(3)
        first = mx.random.normal((5,))
        mx.random.seed(3)
        matmul_convolutions.install()
        return bool(mx.array_equal(first, mx.random.normal((5,))))


class Wrong(Calculator):
    """Convolutions that are wrong by a thousandth: they are not to be used."""

    def refused(self) -> tuple[str, tuple[bool, bool]]:
        mx.conv1d, mx.conv_transpose1d = (
            matmul_convolutions._stock_conv1d,
            matmul_convolutions._stock_transposed,
        )
        ours = dict(matmul_convolutions._OURS)
        function, stock = ours["conv_transpose1d"]
        ours["conv_transpose1d"] = (lambda *values, **how: 1.001 * function(*values, **how)), stock
        matmul_convolutions._OURS = ours
        return matmul_convolutions.install(), self.installed()
