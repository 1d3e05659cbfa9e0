"""What else the microphone heard: noise, the mains, the building, the room, and clicks in the pauses."""

from __future__ import annotations

from narrate.errors import Outcome
from narrate.voices.checks.item import Examined, Item, apart
from narrate.voices.measures.clicks import clicks as clicks_in
from narrate.voices.measures.hum import hum as hum_in
from narrate.voices.measures.levels import SILENT_DB
from narrate.voices.measures.reverberation import reverberation_s
from narrate.voices.measures.rumble import rumble_db

CLEAN_DB = 30.0
"""Speech above noise. Home recordings of readers are at 25 to 43 dB, studios at 50 to 63."""

_FAINT_HUM_DB = 40.0  # below the speech
_FAINT_RUMBLE_DB, _NO_RUMBLE_DB = 15.0, 50.0  # below the speech; readers are at 6 to 64
_DRY_S = 0.4  # voices alone are at 0.07 to 0.27, living rooms at 0.4 to 0.6
_CLICKS = 2  # one may be a "t"


def noise(found: Examined) -> Item:
    """How far the speech lies above what is heard in its pauses."""
    levels = found.levels
    snr_db = levels.snr_db
    advice = ""
    if snr_db < CLEAN_DB:
        advice = (
            "a clone takes the noise for a part of the voice: shut windows, switch off fans and computers, "
            "go nearer to the microphone"
        )
    outcome, advice = found.fault_or("noise", advice)
    silent = levels.noise_db < SILENT_DB
    measured = f"{apart(snr_db, CLEAN_DB)} dB below speech, at {levels.noise_db:.0f} dB"
    return Item(
        "noise",
        outcome,
        "none: pauses are digital silence" if silent else measured,
        f"{CLEAN_DB:.0f} dB or more below speech",
        advice,
        figures={"snr_db": snr_db, "noise_db": levels.noise_db, "speech_db": levels.speech_db},
    )


def hum(found: Examined) -> Item:
    """The mains."""
    heard = hum_in(found.recording.audio, found.recording.sample_rate)
    wanted = f"{_FAINT_HUM_DB:.0f} dB or more below speech"
    if heard is None:
        return Item("hum", Outcome.PASS, "none", wanted)
    below_db = found.levels.speech_db - heard.level_db
    wrong = below_db < _FAINT_HUM_DB
    return Item(
        "hum",
        Outcome.WARN if wrong else Outcome.PASS,
        f"{heard.mains_hz} Hz, {apart(below_db, _FAINT_HUM_DB)} dB below speech",
        wanted,
        "the mains is heard: run the computer on its battery, move cables and lamps away, use another socket"
        if wrong
        else "",
        figures={"mains_hz": heard.mains_hz, "below_speech_db": below_db},
    )


def rumble(found: Examined) -> Item:
    """What lies below all voices."""
    level_db = rumble_db(found.recording.audio, found.recording.sample_rate)
    below_db = found.levels.speech_db - level_db
    wrong = below_db < _FAINT_RUMBLE_DB
    return Item(
        "rumble",
        Outcome.WARN if wrong else Outcome.PASS,
        _against_speech(below_db),
        f"{_FAINT_RUMBLE_DB:.0f} dB or more below speech",
        "the desk, the wind or the traffic is heard, below all voices: put the microphone on something soft, "
        "keep breath off it, and switch its low cut on"
        if wrong
        else "",
        figures={"below_speech_db": below_db},
    )


def _against_speech(below_db: float) -> str:
    if below_db > _NO_RUMBLE_DB:
        return "none"
    return f"{apart(abs(below_db), _FAINT_RUMBLE_DB)} dB {'below' if below_db >= 0 else 'above'} speech"


def reverberation(found: Examined) -> Item | None:
    """How long the room goes on sounding, where enough words end in silence to tell."""
    seconds = reverberation_s(found.recording.audio, found.recording.sample_rate)
    if seconds is None:
        return None
    wrong = seconds >= _DRY_S
    return Item(
        "reverberation",
        Outcome.WARN if wrong else Outcome.PASS,
        f"{seconds:.2f} s",
        f"less than {_DRY_S:g} s",
        "a clone speaks in the same room: hang up blankets, or record among clothes or under a duvet"
        if wrong
        else "",
        figures={"reverberation_s": seconds},
        guess=True,
    )


def clicks(found: Examined) -> Item:
    """Lips, tongues and chairs, where nobody speaks."""
    places = clicks_in(found.recording.audio, found.recording.sample_rate, found.levels.speech_db)
    wrong = len(places) >= _CLICKS
    return Item(
        "clicks",
        Outcome.WARN if wrong else Outcome.PASS,
        f"{len(places)} in the pauses" if places else "none",
        f"fewer than {_CLICKS}",
        "drink water, go a hand's breadth back and speak past the microphone" if wrong else "",
        places,
        {"clicks": len(places)},
        guess=True,
    )
