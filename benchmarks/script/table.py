"""The table that the benchmark of the script prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: what narrate reaches, and what it is to reach."""

    measure: str
    reached: str
    aim: str


def table(rows: Iterable[Row]) -> str:
    """``rows`` in Markdown."""
    lines = ["| measure | reached | aim |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {row.measure} | {row.reached} | {row.aim} |" for row in rows)])
