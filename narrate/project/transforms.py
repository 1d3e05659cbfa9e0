"""What an author asks to be done to the sound of a voice, for a voice or for a character."""

from __future__ import annotations

from dataclasses import replace

from narrate.model import Transform, Voice
from narrate.project.finding import Checked, KeyPath
from narrate.project.schema import TransformTable
from narrate.project.validation import check, wrong

_SHAPE = "such as { pitch_shift = -3, formant = -2, speed = 0.9 }"


def check_transform(path: KeyPath, value: object) -> Checked[Transform]:
    """The transformation ``value``, which stands at ``path``; no value and no finding where there is none."""
    if value is None:
        return Checked(None)
    if not isinstance(value, dict):
        return Checked(None, (wrong(path, "a table", value, _SHAPE),))
    checked = check(TransformTable, value, path)
    if checked.value is None:
        return Checked(None, checked.findings)
    return Checked(Transform(**checked.value.model_dump()))


def transformed(voice: Voice, transform: Transform | None) -> Voice:
    """``voice`` with what is to be done to its sound, where anything is asked for, and as it is where not."""
    return voice if transform is None else replace(voice, transform=transform)
