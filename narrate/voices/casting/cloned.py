"""How somebody sounds who is cloned from a recording: as high as in it. Of timbre nothing is known."""

from __future__ import annotations

from pathlib import Path

from narrate.errors import NarrateError
from narrate.voices.casting.portrait import UNKNOWN, Portrait

_MAN_HZ, _WOMAN_HZ = 150.0, 195.0
"""Men's and women's voices lie at 131 and 220 Hz on average (J. Hillenbrand et al., JASA 97, 1995).

Between these two, more than two semitones from either, it may be anybody: an orator, say.
"""


def of_pitch(file: Path, pitch_hz: float | None) -> Portrait:
    """Of a clone from ``file``, whose speaker's median pitch is known, or is not.

    Whether it is a man or a woman is guessed from that; in between, or where nobody knows, it may be either.
    """
    low, high = (pitch_hz, pitch_hz) if pitch_hz else (_MAN_HZ, _WOMAN_HZ)
    sex = ("m" if low < _WOMAN_HZ else "") + ("f" if high > _MAN_HZ else "")
    return Portrait(sex=sex, pitch_hz=pitch_hz, space="recordings", name=str(file))


def of_recording(file: Path) -> Portrait:
    """Of a clone from ``file``, which is measured; unknown where it cannot be read."""
    from narrate.voices import prosody
    from narrate.voices.decode import decode

    try:
        figures = prosody.figures(decode(file))
    except NarrateError:
        return UNKNOWN
    return of_pitch(file, figures.pitch_hz)
