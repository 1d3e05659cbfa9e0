"""[master] and [pauses]: the preset, with what the author writes besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from types import MappingProxyType

from narrate.project.casting import CastList
from narrate.project.schema import MasterTable
from narrate.project.tables import Table
from narrate.sound.settings import PRESETS, Mastering, Pauses


def mastering(table: MasterTable) -> Mastering:
    """The levels of the preset, but for those that the author writes.

    A target outside the preset's band for the RMS of chapters is meant: then there is no band, unless the
    author writes one as well.
    """
    preset = PRESETS[table.preset].mastering
    values = {field.name: getattr(table, field.name) for field in fields(Mastering) if field.name != "rms_db"}
    made = replace(preset, **{name: value for name, value in values.items() if value is not None})
    written: list[float] | None = getattr(table, "rms_db", None)
    if written is not None:
        return replace(made, rms_db=(written[0], written[1]) if written else None)
    if made.rms_db is not None and not made.rms_db[0] <= made.target_lufs <= made.rms_db[1]:
        return replace(made, rms_db=None)
    return made


def pauses(table: Table, master: MasterTable) -> Pauses:
    """What the author writes; a head and a tail that nobody wrote are the preset's."""
    preset = PRESETS[master.preset]
    written = {name: getattr(table, name) for name in table.model_fields_set}
    return replace(Pauses(head=preset.head, tail=preset.tail), **written)


def character_pauses(between: Pauses, cast: CastList) -> Mapping[str, Pauses]:
    """The pauses of each character who has some of their own."""
    own = {entry.name: entry.table.pauses for entry in cast.characters}
    written = {name: table.model_dump(exclude_none=True) for name, table in own.items() if table}
    return MappingProxyType({name: replace(between, **each) for name, each in written.items() if each})
