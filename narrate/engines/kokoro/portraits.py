"""How the voices of Kokoro-82M v1.0 sound: their timbre in figures, and the grades that their maker gives.

The figures are in ``portraits.json``, made by benchmarks/portraits.py from the timbre halves of the voices,
by which the decoder colours the sound. How high a voice is cannot be told from them: the model predicts it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from narrate.engines.kokoro import voices
from narrate.engines.kokoro.languages import LANGUAGES, language_of
from narrate.voices.casting.portrait import UNKNOWN, Offer, Portrait

_POINTS = {"A": 4.0, "B": 3.0, "C": 2.0, "D": 1.0, "F": 0.0, "": 2.0}  # without a grade, as most have
_SIGNS = {"+": 0.3, "-": -0.3}
_BEST = 4.0


@dataclass(frozen=True, slots=True)
class _Table:
    """Timbres and grades by the voice's name."""

    timbres: Mapping[str, tuple[float, ...]]
    grades: Mapping[str, str]


def offers(names: tuple[str, ...], language: str) -> tuple[Offer, ...]:
    """Those of the voices ``names`` that speak ``language``, in whatever accent, and are known."""
    wanted = language_of(language)
    if wanted is None:
        return ()
    return tuple(
        Offer(
            keys={"voice": name},
            portrait=portrait(name),
            worth=_worth(_table().grades.get(name, "")),
            grade=_table().grades.get(name, ""),
            at_home=name[0] == wanted.letter,
        )
        for name in names
        if name in _table().timbres and LANGUAGES[name[0]].family == wanted.family
    )


def portrait(voice: str | Mapping[str, float]) -> Portrait:
    """How a voice or a blend sounds: a blend's timbre is the mean of what it is made of."""
    shares = voices.parts(voice)
    timbres = _table().timbres
    if not all(name in timbres for name in shares):
        return UNKNOWN
    sexes = {name[1] for name in shares}
    return Portrait(
        sex=sexes.pop() if len(sexes) == 1 else "",
        timbre=tuple(
            sum(share * figure for share, figure in zip(shares.values(), column, strict=True))
            for column in zip(*(timbres[name] for name in shares), strict=True)
        ),
        space="kokoro",
        name="".join(shares) if len(shares) == 1 else "",
    )


def _worth(grade: str) -> float:
    """A school grade, "A" to "F" with or without a sign, as 0 to 1."""
    return max(0.0, _POINTS[grade[:1]] + _SIGNS.get(grade[1:], 0.0)) / _BEST


@cache
def _table() -> _Table:
    document = json.loads((resources.files(__package__) / "portraits.json").read_text(encoding="utf-8"))
    return _Table({name: tuple(row) for name, row in document["timbres"].items()}, document["grades"])
