"""How the sound files of each format are encoded: what an author may choose, and what holds otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from narrate.sound.settings import PRESETS


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a format encodes: ``bits`` a sample where nothing is lost, else ``kbps`` (1000 bits a second).

    ``channels`` is 1, or 2 for two that hold the same samples: shops contradict each other on which they
    take. ``kbps`` is for all channels together.
    """

    channels: int = 1
    bits: int | None = None
    kbps: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """The values that a format can be given; empty for a key that it does not have."""

    bits: tuple[int, ...] = ()
    kbps: tuple[int, ...] = ()


CHANNELS = (1, 2)

CHOICES: Mapping[str, Choices] = MappingProxyType(
    {
        "flac": Choices(bits=(16, 24)),
        # The constant rates of MPEG 1 layer III that are any use for speech (ISO/IEC 11172-3, 2.4.2.3).
        "mp3": Choices(kbps=(64, 80, 96, 112, 128, 160, 192, 224, 256, 320)),
        "m4b": Choices(kbps=(64, 80, 96, 128, 160, 192)),
        "opus": Choices(kbps=(24, 32, 48, 64, 96, 128)),
        "wav": Choices(bits=(16, 24)),
    }
)
"""What can be chosen, by the format's name in narration.toml."""

DEFAULTS: Mapping[str, Encoding] = MappingProxyType(
    {
        "flac": Encoding(bits=16),
        "mp3": Encoding(kbps=192),
        "m4b": Encoding(kbps=96),
        "opus": Encoding(kbps=48),
        "wav": Encoding(bits=16),
    }
)
"""What holds where neither the author nor the preset says otherwise."""


def encoding(
    name: str, preset: str, *, channels: int | None = None, bits: int | None = None, kbps: int | None = None
) -> Encoding:
    """How the format called ``name`` encodes: as chosen, else as ``preset`` needs it, else as always."""
    default, asked = DEFAULTS[name], PRESETS[preset]
    usual = asked.mp3_kbps if name == "mp3" else default.kbps
    return Encoding(channels or asked.channels, bits or default.bits, kbps or usual)
