"""Kokoro's convolutions with their weights worked out once: upstream does it again in every call.

A convolution with weight norm keeps a direction v and a size g for each output channel and uses g · v / |v|
(Salimans & Kingma 2016). Worked out with upstream's own function, the product has the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mlx.core as mx
from mlx_audio.tts.models.kokoro.istftnet import ConvWeighted, weight_norm


class Fused(ConvWeighted):  # type: ignore[misc]
    """A ``ConvWeighted`` that has its weight."""

    weight: mx.array

    def __call__(self, x: mx.array, conv: Callable[..., mx.array]) -> mx.array:
        """``conv`` of ``x`` (batch, length, channels); which way round the weight goes is as upstream."""
        weight = self.weight
        if x.shape[-1] != weight.shape[-1] and self.groups == 1:
            weight = weight.T
        result = conv(
            x, weight, stride=self.stride, padding=self.padding, dilation=self.dilation, groups=self.groups
        )
        return result if self.bias is None else result + self.bias.reshape(1, 1, -1)


def fuse(model: Any) -> int:
    """Give every convolution of ``model`` its weight in place of its parts; how many there were."""
    convolutions = [module for module in model.modules() if type(module) is ConvWeighted]
    for convolution in convolutions:
        convolution.weight = weight_norm(convolution.weight_v, convolution.weight_g, dim=0)
        mx.eval(convolution.weight)
        del convolution.weight_v, convolution.weight_g
        convolution.__class__ = Fused
    return len(convolutions)
