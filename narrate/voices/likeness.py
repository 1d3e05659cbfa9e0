"""How somebody sounds who is cloned from a recording: as high as in it. Of timbre nothing is known."""

from __future__ import annotations

from pathlib import Path

from narrate.errors import NarrateError
from narrate.voices.portrait import UNKNOWN, Portrait

_BETWEEN_HZ = 170.0
"""Men's and women's voices lie at 131 and 220 Hz (J. Hillenbrand et al., JASA 97, 1995): this is midway."""


def of_pitch(file: Path, pitch_hz: float | None) -> Portrait:
    """Of a clone from ``file``, whose speaker's median pitch is known, or is not.

    Whether it is a man or a woman is guessed from that: it is right of most people.
    """
    sex = "" if pitch_hz is None else "m" if pitch_hz < _BETWEEN_HZ else "f"
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
