"""How a chapter is put together: the pauses between utterances, and the levels of the finished sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated

from annotated_types import Interval

from narrate.model import Boundary

Pause = Annotated[float, Interval(ge=0, le=60)]

LOUDEST_PAUSE_DB = -62
"""RMS of what is heard where nothing is said: ACX takes up to -60 dB, in any pause."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds of room tone: after an utterance by what follows it, before the first and after the last.

    Takes are trimmed, so these are the gaps that a listener hears. ``scene``, ``heading``, ``head`` and
    ``tail`` follow what Audible's producers were long asked for (narratorsroadmap.com, "standards for
    silence in the book"); ACX wants a head of 0.5 to 1 s and a tail of 1 to 5 s.
    """

    clause: Pause = 0.08
    sentence: Pause = 0.35
    speaker: Pause = 0.5
    paragraph: Pause = 0.7
    scene: Pause = 2.2
    heading: Pause = 2.0
    head: Pause = 0.75
    tail: Pause = 3.0

    def after(self, boundary: Boundary, explicit_s: float | None) -> float:
        """Seconds of pause at ``boundary``; ``explicit_s`` is the author's own and wins.

        After the chapter's last utterance there is none: the tail follows.
        """
        if explicit_s is not None:
            return explicit_s
        by_boundary = {
            Boundary.CLAUSE: self.clause,
            Boundary.SENTENCE: self.sentence,
            Boundary.SPEAKER: self.speaker,
            Boundary.PARAGRAPH: self.paragraph,
            Boundary.SCENE: self.scene,
            Boundary.HEADING: self.heading,
            Boundary.CHAPTER: 0.0,
        }
        return by_boundary[boundary]


@dataclass(frozen=True, slots=True)
class Mastering:
    """The levels of finished sound, before it is encoded. The defaults are the preset ``acx``.

    ``target_lufs`` is each voice's loudness over the whole book; ``ceiling_dbtp`` the highest true peak;
    ``room_tone_db`` the level (RMS, full scale is 0) of the faint noise under everything; and
    ``highpass_hz`` where rumble begins. ``rms_db`` is the band in which the RMS of each chapter is to lie,
    pauses included; None where nobody asks for one.
    """

    sample_rate_hz: Annotated[int, Interval(ge=16_000, le=48_000)] = 24_000
    target_lufs: Annotated[float, Interval(ge=-30, le=-14)] = -20.0
    ceiling_dbtp: Annotated[float, Interval(ge=-12, le=-1)] = -3.5
    room_tone_db: Annotated[float, Interval(ge=-100, le=LOUDEST_PAUSE_DB)] = -76.0
    highpass_hz: Annotated[float, Interval(ge=20, le=120)] = 60.0
    rms_db: tuple[float, float] | None = (-22.5, -18.5)


@dataclass(frozen=True, slots=True)
class Preset:
    """What somebody asks of a delivery: levels, the room tone around a chapter, and how files are encoded.

    ``head`` and ``tail`` are seconds; ``mp3_kbps`` is the constant rate of MP3; ``channels`` are those of
    every format, 1 or 2. What an author writes goes before any of it.
    """

    mastering: Mastering
    head: Pause = 0.75
    tail: Pause = 3.0
    mp3_kbps: int = 192
    channels: int = 1


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        # ACX: RMS between -23 and -18 dB, peaks up to -3 dB, pauses up to -60 dB, a head of 0.5 to 1 s and a
        # tail of 1 to 5 s, MP3 of 192 kbps or more, and mono (help.acx.com, "audio submission requirements").
        # Speech at -20 LUFS, mono, has an RMS of about -21 dB; half a decibel is left for what an MP3 or AAC
        # encoder adds to the peaks or takes from the level.
        "acx": Preset(Mastering()),
        # LibriVox: "around 89 dB", which is -21 to -16 LUFS, and no rule for peaks but no clipping; 0.5 to
        # 1 s before, 5 s after; MP3 of 128 kbps, mono (wiki.librivox.org, Tech_Specs).
        "librivox": Preset(
            Mastering(target_lufs=-19.0, ceiling_dbtp=-2.0, rms_db=None), tail=5.0, mp3_kbps=128
        ),
        # Apple Podcasts: -16 LKFS in stereo, which is -19 LUFS in mono: the same sound in two channels
        # measures 3 LU more than in one. Peaks up to -1 dBTP; a decibel is left for AAC and low rates.
        "podcast": Preset(Mastering(target_lufs=-19.0, ceiling_dbtp=-2.0, rms_db=None), mp3_kbps=128),
        # EBU R 128: -23 LUFS, peaks up to -1 dBTP. Hardly ever limits, and is below ACX's range.
        "archive": Preset(Mastering(target_lufs=-23.0, ceiling_dbtp=-1.0, rms_db=None)),
    }
)
"""Sets of numbers, each for those who ask for it. ``acx`` is the default."""
