"""[output.flac] and so on: how each format encodes, by the preset and what the author writes besides."""

from __future__ import annotations

from collections.abc import Mapping

from narrate.project.schema import MasterTable
from narrate.project.schema_output import OutputTable
from narrate.sound.encodings import CHOICES, Encoding, encoding


def encodings(table: OutputTable, master: MasterTable) -> Mapping[str, Encoding]:
    """The encoding of every format, asked for or not, by its name."""
    written = {name: getattr(table, name) for name in CHOICES}
    return {
        name: encoding(name, master.preset, **(own.model_dump() if own else {}))
        for name, own in written.items()
    }
