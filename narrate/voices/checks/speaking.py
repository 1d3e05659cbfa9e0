"""How somebody speaks in a recording: whether with a voice, how evenly, how fast, and where they stop."""

from __future__ import annotations

import numpy as np

from narrate.errors import Outcome
from narrate.voices.checks.item import Examined, Item, apart
from narrate.voices.measures.levels import HOP_S, stretches
from narrate.voices.prosody import LEAST_VOICED

_WINDOW_S, _STEP_S = 1.5, 0.25
_MOSTLY = 0.4  # of a window is speech, or its level says nothing
_STEADY_DB = 10.0  # thirteen takes of nine readers, lively ones among them, are at 3 to 9
_SLOW, _FAST = 2.0, 6.5  # syllables a second without pauses; those readers are at 3.2 to 5.5
_TOLD = 0.3  # confidence, below which a pace is not told
_LONG_PAUSE_S = 1.5
_ABRUPT_DB = 18.0  # below the speech: a file that begins so loud begins inside a sound
_ABOVE_NOISE_DB = 10.0  # so is noise: its frames of 20 ms lie within 5 dB of their mean
_MARKED_S = 0.1


def voice(found: Examined) -> Item:
    """Whether what is heard has a voice in it."""
    heard = found.prosody
    wanted = f"{LEAST_VOICED:.0%} or more of speech voiced"
    if heard is None:
        advice = "nothing in it has the pitch of a voice: is it the right file?"
        return Item("voice", Outcome.WARN, "none", wanted, advice, figures={"voiced": 0.0})
    share, pitch_hz = heard.voiced.value, heard.pitch_hz.value
    wrong = share < LEAST_VOICED
    return Item(
        "voice",
        Outcome.WARN if wrong else Outcome.PASS,
        f"{share:.0%} voiced, {pitch_hz:.0f} Hz",
        wanted,
        "it is whispered, and so will be all that a clone says, or it is no speech; it can be no style"
        if wrong
        else "",
        figures={"voiced": share, "pitch_hz": pitch_hz},
    )


def steadiness(found: Examined) -> Item | None:
    """How far the level of the speech wanders; not told of less than two seconds."""
    window, step = round(_WINDOW_S / HOP_S), round(_STEP_S / HOP_S)
    spoken, power = found.levels.spoken, 10 ** (found.levels.level_db / 10)
    levels_db = [
        (at, 10 * float(np.log10(power[at : at + window][said].mean())))
        for at in range(0, len(spoken) - window + 1, step)
        if np.count_nonzero(said := spoken[at : at + window]) >= _MOSTLY * window
    ]
    if len(levels_db) < 2:
        return None
    loudest = max(level_db for _, level_db in levels_db)
    wander_db = loudest - min(level_db for _, level_db in levels_db)
    wrong = wander_db > _STEADY_DB
    soft = np.zeros(len(spoken), np.bool_)
    for at, level_db in levels_db if wrong else ():
        if level_db < loudest - _STEADY_DB:
            soft[at : at + window] = True
    return Item(
        "steadiness",
        Outcome.WARN if wrong else Outcome.PASS,
        f"level wanders by {apart(wander_db, _STEADY_DB)} dB",
        f"{_STEADY_DB:.0f} dB or less",
        "keep the same distance from the microphone, and one mood" if wrong else "",
        tuple((start * HOP_S, stop * HOP_S) for start, stop in stretches(soft)),
        {"wander_db": wander_db},
    )


def pace(found: Examined) -> Item | None:
    """Syllables a second, as far as they can be counted by ear."""
    heard = found.prosody
    if heard is None or heard.voiced.value < LEAST_VOICED or heard.rate.confidence < _TOLD:
        return None
    rate = heard.rate.value
    advice = ""
    if rate < _SLOW:
        advice = "read faster: the clone takes over the pace"
    elif rate > _FAST:
        advice = "read more slowly: the clone takes over the pace"
    return Item(
        "pace",
        Outcome.WARN if advice else Outcome.PASS,
        f"{rate:.1f} syllables a second",
        f"{_SLOW:g} to {_FAST:g}",
        advice,
        figures={"syllables_s": rate},
        guess=True,
    )


def pauses(found: Examined) -> Item:
    """The longest silence between words."""
    kept, rate_hz = found.quality.kept, found.quality.rate_hz
    said = np.flatnonzero(found.levels.spoken)
    inside = found.levels.spoken[said[0] : said[-1] + 1] if len(said) else found.levels.spoken[:0]
    start_s = float(said[0]) * HOP_S if len(said) else kept.start / rate_hz
    silent = [(start_s + a * HOP_S, start_s + b * HOP_S) for a, b in stretches(~inside)]
    longest = max((stop - start for start, stop in silent), default=0.0)
    places = tuple((start, stop) for start, stop in silent if stop - start > _LONG_PAUSE_S)
    return Item(
        "pauses",
        Outcome.WARN if places else Outcome.PASS,
        f"longest {apart(longest, _LONG_PAUSE_S, 1)} s",
        f"{_LONG_PAUSE_S:g} s or less",
        "cut it shorter: a clone that heard long pauses makes some, and may stop in one" if places else "",
        places,
        {"longest_pause_s": longest},
    )


def edges(found: Examined) -> Item:
    """Whether the recording begins before its first sound, and ends after its last."""
    rate_hz = found.recording.sample_rate
    head_s = found.quality.kept.start / rate_hz
    tail_s = found.quality.seconds - found.quality.kept.stop / rate_hz
    least_db = max(found.levels.speech_db - _ABRUPT_DB, found.levels.noise_db + _ABOVE_NOISE_DB)
    seconds = found.quality.seconds
    ends = {
        "begins": (found.levels.level_db[0], (0.0, min(_MARKED_S, seconds))),
        "ends": (found.levels.level_db[-1], (max(0.0, seconds - _MARKED_S), seconds)),
    }
    if found.quality.cut:
        del ends["ends"]  # where that is, nobody has listened
    cut = {word: place for word, (level_db, place) in ends.items() if level_db > least_db}
    return Item(
        "edges",
        Outcome.WARN if cut else Outcome.PASS,
        f"silence {head_s:.1f} s before, {tail_s:.1f} after",
        "no sound cut off",
        f"it {' and '.join(cut)} in the middle of a sound: leave half a second of silence" if cut else "",
        tuple(cut.values()),
        {"head_s": head_s, "tail_s": tail_s},
    )
