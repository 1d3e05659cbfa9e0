"""What is to be said of a profile that can be cloned, and might be better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from narrate.voices.profile import Profile

_SHORT_S = 5.0
_NOISY_DB = 20.0


@dataclass(frozen=True, slots=True)
class Remark:
    """``word`` is for a table, and ``sentence`` says what is meant and what to do."""

    word: str
    sentence: str


def remarks(made: Profile) -> Iterator[Remark]:
    """What is to be said of ``made``; nothing of a good one that may be used."""
    found = made.measured
    if not made.consent:
        yield Remark(
            "no consent",
            "nobody has written down by whose leave this voice is cloned; write it into "
            f'{made.file}, for example consent = "my own voice"',
        )
    if found.speech_s < _SHORT_S:
        yield Remark("short", f"{found.speech_s:.1f} s are little; 5 to 15 s make a better clone")
    if found.snr_db is not None and found.snr_db < _NOISY_DB:
        yield Remark(
            "noisy",
            f"the noise is only {found.snr_db:.0f} dB below the voice, and a clone takes it over; "
            "record in a quieter room",
        )
    if found.pitch_hz is None:
        yield Remark("no voice", "no voice is heard in it: is it a whisper, or music?")
