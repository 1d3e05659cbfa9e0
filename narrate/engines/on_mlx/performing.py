"""What the performers of all engines on MLX do alike: begin, say what they work with, give memory back."""

from __future__ import annotations

import gc
from importlib.metadata import version

from narrate.engines.on_mlx import linux_cpu


def begin(cache_bytes: int) -> dict[str, str]:
    """Import mlx as this machine likes it; what a take's record is to say of it.

    ``cache_bytes`` is what MLX may keep of memory that it no longer needs. Without a limit it grows with
    every new length of text (mlx-audio#54: 70 GB).
    """
    arithmetic = linux_cpu.start()
    import mlx.core as mx

    mx.set_cache_limit(cache_bytes)
    return {**{name: version(name) for name in ("mlx", "mlx-audio")}, **arithmetic.made_with}


def free() -> None:
    """Give back the memory of a model that nobody holds: models refer to themselves, so it is looked for."""
    import mlx.core as mx

    gc.collect()
    mx.clear_cache()
