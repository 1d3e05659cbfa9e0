"""Convolutions as multiplications of matrices, for mlx on a CPU, whose own are loops for some of them.

With a dilation: the sum over the kernel's taps of the shifted input times one matrix each. Transposed: one
multiplication for all taps, which are then laid over each other. Everything else stays mlx's own. The
results differ in the last bits, for sums are made in another order; ``install`` compares the two before it
replaces anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import mlx.core as mx

TOLERANCE = 1e-5
"""Of the largest value. Sums of a few hundred products in single precision (6e-8) differ by about 1e-6."""

_Convolution = Callable[..., mx.array]
_stock_conv1d: _Convolution = mx.conv1d
_stock_transposed: _Convolution = mx.conv_transpose1d


def conv1d(
    input: mx.array,  # noqa: A002 - mlx's name for it
    weight: mx.array,
    /,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
    **others: mx.Stream | mx.Device | None,
) -> mx.array:
    """``mx.conv1d`` of ``input`` (batch, length, in) with ``weight`` (out, taps, in)."""
    taps = weight.shape[1]
    if dilation == 1 or stride != 1 or groups != 1 or taps == 1 or not _single((input, weight)) or others:
        return _stock_conv1d(input, weight, stride, padding, dilation, groups, **others)
    if padding:
        input = mx.pad(input, [(0, 0), (padding, padding), (0, 0)])  # noqa: A001
    length = input.shape[1] - dilation * (taps - 1)
    if length < 1:
        return _stock_conv1d(input, weight, stride, 0, dilation, groups)  # which says what is wrong
    result = input[:, :length] @ weight[:, 0].T
    for tap in range(1, taps):
        at = tap * dilation
        result = result + input[:, at : at + length] @ weight[:, tap].T
    return result


def conv_transpose1d(  # noqa: PLR0913, PLR0917 - mlx's own signature
    input: mx.array,  # noqa: A002
    weight: mx.array,
    /,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    output_padding: int = 0,
    groups: int = 1,
    **others: mx.Stream | mx.Device | None,
) -> mx.array:
    """``mx.conv_transpose1d`` of ``input`` (batch, length, in) with ``weight`` (out, taps, in / groups)."""
    out, taps, per_group = weight.shape
    batch, length, channels = input.shape
    each_its_own = groups == channels == out and per_group == 1
    plain = dilation == 1 and output_padding == 0 and padding < taps and (groups == 1 or each_its_own)
    if not plain or not _single((input, weight)) or others:
        return _stock_transposed(input, weight, stride, padding, dilation, output_padding, groups, **others)
    if each_its_own and groups != 1:
        tapped = input[:, :, None, :] * weight[:, :, 0].T[None, None]
    else:
        product = input @ weight.reshape(out * taps, per_group).T
        tapped = product.reshape(batch, length, out, taps).swapaxes(2, 3)
    # tapped (batch, length, taps, out): what sample i of the input adds at i * stride + tap. Cut into
    # stretches of one stride, stretch j lies j strides later, and stretches of one j never overlap.
    stretches = -(-taps // stride)
    tapped = mx.pad(tapped, [(0, 0), (0, 0), (0, stretches * stride - taps), (0, 0)])
    result: mx.array | None = None
    for j in range(stretches):
        part = tapped[:, :, j * stride : (j + 1) * stride].reshape(batch, length * stride, out)
        part = mx.pad(part, [(0, 0), (j * stride, (stretches - 1 - j) * stride), (0, 0)])
        result = part if result is None else result + part
    assert result is not None  # noqa: S101 - a kernel has at least one tap
    total = (length - 1) * stride + taps
    return result[:, padding : total - padding]


def install() -> str:
    """Put these in the place of mlx's own if they agree with them; otherwise say what does not."""
    for name, (ours, stock) in _OURS.items():
        for input_shape, weight_shape, how in _CASES[name]:
            if not _agree(ours, stock, input_shape, weight_shape, how):
                return (
                    f"{name} as matrices differs from mlx's for a kernel of {weight_shape}, so mlx's is used"
                )
    for name, (ours, _) in _OURS.items():
        setattr(mx, name, ours)
    return ""


def _single(arrays: tuple[mx.array, mx.array]) -> bool:
    return all(array.dtype == mx.float32 and array.ndim == 3 for array in arrays)


def _agree(
    ours: _Convolution,
    stock: _Convolution,
    input_shape: tuple[int, int, int],
    weight_shape: tuple[int, int, int],
    how: Mapping[str, int],
) -> bool:
    found, right = (
        function(_wave(input_shape, 0.37), _wave(weight_shape, 0.91), **how) for function in (ours, stock)
    )
    return found.shape == right.shape and bool(mx.abs(found - right).max() <= TOLERANCE * mx.abs(right).max())


def _wave(shape: tuple[int, int, int], step: float) -> mx.array:
    """Numbers between -1 and 1 without a pattern; not random ones, which would move mlx's random state."""
    count = shape[0] * shape[1] * shape[2]
    return mx.sin(step * mx.arange(count, dtype=mx.float32) ** 1.5).reshape(shape)


_OURS: Mapping[str, tuple[_Convolution, _Convolution]] = {
    "conv1d": (conv1d, _stock_conv1d),
    "conv_transpose1d": (conv_transpose1d, _stock_transposed),
}

_CASES: Mapping[str, tuple[tuple[tuple[int, int, int], tuple[int, int, int], Mapping[str, int]], ...]] = {
    # Kokoro's residual blocks: kernels of 3 to 11, dilations of 3 and 5
    "conv1d": (
        ((1, 40, 16), (8, 3, 16), {"padding": 3, "dilation": 3}),
        ((1, 70, 24), (24, 11, 24), {"padding": 25, "dilation": 5}),
        ((2, 31, 8), (12, 7, 8), {"dilation": 3}),
    ),
    # its upsampling (20 taps, stride 10; 12, stride 6), its pooling, and a kernel that strides do not divide
    "conv_transpose1d": (
        ((1, 9, 16), (8, 20, 16), {"stride": 10, "padding": 5}),
        ((1, 9, 16), (8, 12, 16), {"stride": 6, "padding": 3}),
        ((1, 11, 16), (16, 3, 1), {"stride": 2, "groups": 16}),
        ((2, 7, 8), (4, 5, 8), {"stride": 3, "padding": 1}),
        ((1, 7, 8), (4, 1, 8), {}),
    ),
}
