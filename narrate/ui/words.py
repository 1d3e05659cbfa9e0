"""Quantities as people say them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from narrate.delivery.profiles import family
from narrate.errors import count


def duration(seconds: float) -> str:
    """Seconds as ``41 s``, ``12:05`` or ``1:02:33``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def work(sound_s: float, rendering_s: float | None) -> str:
    """``about 12:05 of sound, which takes about 41 s here``; how long it takes is told where it is known."""
    takes = "" if rendering_s is None else f", which takes about {duration(rendering_s)} here"
    return f"about {duration(sound_s)} of sound{takes}"


def size(number: int) -> str:
    """Bytes as ``812 kB``, ``3.4 MB``, ``355 MB`` or ``6.2 GB``, in powers of ten as disks are sold."""
    if number < 1_000_000:
        return f"{number / 1000:.0f} kB"
    if number < 100_000_000:
        return f"{number / 1_000_000:.1f} MB"
    return f"{number / 1_000_000:.0f} MB" if number < 1_000_000_000 else f"{number / 1_000_000_000:.1f} GB"


def near(path: Path, folder: Path | None = None) -> str:
    """The path as seen from ``folder``, or from the current one, where that is shorter."""
    here = folder or Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def met(profiles: Iterable[tuple[str, int]]) -> str:
    """``34 files meet their technical numbers (acx, m4b)``, whichever kind of profile it is."""
    numbers = Counter[str]()
    for profile, number in profiles:
        numbers[family(profile)] += number
    whole = numbers.total()
    meets = "meets its" if whole == 1 else "meet their"
    return f"{count(whole, 'file')} {meets} technical numbers ({', '.join(numbers)})"
