"""How eSpeak's voices sound: pitch and timbre of the plain voice and of the variants for characters.

The figures are in ``portraits.json``: benchmarks/portraits.py had each variant tell a fable and measured it.
They were taken of British English; what makes one variant another is the same in every language.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from narrate.engines.espeak.draft_voices import MEN, OTHERS, PITCHES, WOMEN
from narrate.voices.casting.portrait import UNKNOWN, Offer, Portrait

_PLAIN = 0.5  # of variants that are hardly a person: a robot, a croak
_GOOD = 1.0


@dataclass(frozen=True, slots=True)
class _Table:
    """Timbres by variant, and pitches in Hz at the pitch ``settings``."""

    timbres: Mapping[str, tuple[float, ...]]
    pitches_hz: Mapping[str, tuple[float, ...]]
    settings: tuple[int, ...]


def offers() -> tuple[Offer, ...]:
    """Every variant of the embedded voices at every pitch that is natural."""
    return tuple(
        Offer(
            keys={"voice": variant, "pitch": pitch},
            portrait=portrait(variant, pitch),
            worth=_GOOD if variant in (*WOMEN, *MEN) else _PLAIN,
        )
        for pitch in PITCHES
        for variant in dict.fromkeys((*WOMEN, *MEN, *OTHERS))
    )


def portrait(voice: str, pitch: int) -> Portrait:
    """How a voice at the setting ``pitch`` sounds: "+f2" and "en-gb+f2" alike; unknown for other variants."""
    variant = "+" + voice.partition("+")[2] if "+" in voice else ""
    table = _table()
    if variant not in table.timbres:
        return UNKNOWN
    low_hz, high_hz = table.pitches_hz[variant][0], table.pitches_hz[variant][-1]
    low, high = table.settings[0], table.settings[-1]
    return Portrait(
        sex="f" if variant in WOMEN else "m" if variant in MEN or not variant else "",
        # eSpeak's scale is even in semitones, within a tenth of one
        pitch_hz=low_hz * (high_hz / low_hz) ** ((pitch - low) / (high - low)),
        timbre=table.timbres[variant],
        space="espeak",
        name=f"{variant} {pitch}",
    )


@cache
def _table() -> _Table:
    document = json.loads((resources.files(__package__) / "portraits.json").read_text(encoding="utf-8"))
    timbres, pitches = document["timbres"], document["pitches_hz"]
    return _Table(
        {name: tuple(row) for name, row in timbres.items()},
        {name: tuple(row) for name, row in pitches.items()},
        tuple(document["settings"]),
    )
