"""What became of the sound between the microphone and the file: length, rate, level, and what is broken."""

from __future__ import annotations

from narrate.errors import Outcome
from narrate.sound.decibels import decibels
from narrate.voices import quality
from narrate.voices.checks.item import Examined, Item, apart
from narrate.voices.measures.bandwidth import bandwidth_hz
from narrate.voices.measures.distortion import ceiling, flat, gaps
from narrate.voices.measures.levels import SILENT_DB
from narrate.voices.reference import QUIET_DB

BEST_S = (6.0, 15.0)
"""Seconds of speech. Less says little of how somebody speaks; more has to be read before every line."""

WHOLE_HZ = 10_000.0
"""Where the spectrum should end at the earliest: an "s" has most of its power at 5 to 9 kHz."""

_NEARLY_HZ = 1500.0  # below half the rate: what a converter's filter leaves out
_MOST_CONSTANT = 0.01  # of full scale; thirty recordings have 0.007 at the most
_FLAT_TOPS = 3  # fewer may be round
_LOST_DB = 1.5  # two microphones before one mouth lose less
_SILENT_BESIDE_DB = 20.0


def length(found: Examined) -> Item:
    """Seconds of speech."""
    speech_s = found.quality.speech_s
    advice = ""
    if speech_s < BEST_S[0]:
        advice = "read a sentence or two more: a clone knows of a voice what it hears"
    elif speech_s > BEST_S[1]:
        advice = "keep the best sentences, and only their words: a clone hears all of it before every line"
    outcome, advice = found.fault_or("length", advice)
    return Item(
        "length",
        outcome,
        f"{found.quality.lasts_s:.0f} s in all" if found.quality.cut else f"{speech_s:.2f} s of speech",
        f"{quality.SHORTEST_S:.0f} to {quality.LONGEST_S:.0f} s, best {BEST_S[0]:.0f} to {BEST_S[1]:.0f}",
        advice,
        figures={"speech_s": speech_s, "seconds": found.quality.lasts_s},
    )


def sample_rate(found: Examined) -> Item:
    """Samples a second, as the file says."""
    outcome, advice = found.fault_or("sample rate", "")
    rate_hz = found.quality.rate_hz
    wanted = f"{quality.LOWEST_RATE_HZ} Hz or more"
    return Item("sample rate", outcome, f"{rate_hz} Hz", wanted, advice, figures={"rate_hz": rate_hz})


def bandwidth(found: Examined) -> Item | None:
    """Where the spectrum ends, whatever the sample rate."""
    kept = found.recording.audio[found.quality.kept]
    rate_hz = found.quality.rate_hz
    top_hz = bandwidth_hz(kept, rate_hz)
    if not top_hz:
        return None
    advice = ""
    if top_hz < WHOLE_HZ and top_hz < rate_hz / 2 - _NEARLY_HZ:
        advice = (
            "a lossy encoder, a video call or a converter has left out what was above: find the original; "
            "the clone will sound as dull"
        )
    elif top_hz < WHOLE_HZ:
        advice = "record at 44100 or 48000 Hz: the clone will sound as dull"
    outcome, advice = found.fault_or("bandwidth", advice)
    return Item(
        "bandwidth",
        outcome,
        f"up to {top_hz / 1000:.1f} kHz",
        f"{WHOLE_HZ / 1000:.0f} kHz or more",
        advice,
        figures={"bandwidth_hz": top_hz},
    )


def level(found: Examined) -> Item:
    """How loud the loud parts are."""
    level_db, peak_db = found.quality.level_db, decibels(found.quality.peak)
    advice = ""
    if level_db < QUIET_DB:
        advice = (
            "a build makes it louder, and its noise as well: go nearer to the microphone, or turn it up "
            "until the loudest words peak at -6 dB"
        )
    outcome, advice = found.fault_or("level", advice)
    return Item(
        "level",
        outcome,
        f"{apart(level_db, QUIET_DB)} dB, peak {peak_db:.1f} dB",
        f"{QUIET_DB:.0f} dB or more",
        advice,
        figures={"level_db": level_db, "peak_db": peak_db},
    )


def clipping(found: Examined) -> Item:
    """What is cut off flat, or was before the file was changed."""
    audio, rate_hz = found.recording.audio, found.recording.sample_rate
    clipped_ms = found.quality.clipped_s * 1000
    pressed = ceiling(audio, rate_hz)
    cut = flat(audio, rate_hz, quality.FLAT)
    measured, advice, places = "none", "", cut.places
    if pressed is not None:
        measured = f"{pressed.share:.0%} of its peaks at the ceiling"
        places = pressed.places
        advice = (
            "its peaks are pressed together, by too much gain or a limiter, perhaps before it was made "
            "quieter or encoded: record at a lower level, and turn automatic gain off"
        )
    elif cut.tops >= _FLAT_TOPS:
        measured = f"{clipped_ms:.1f} ms cut off flat"
        advice = "some peaks are cut off: record at a lower level"
    outcome, advice = found.fault_or("clipping", advice)
    if outcome is Outcome.FAIL:
        measured = f"{clipped_ms:.0f} ms cut off flat"
    return Item(
        "clipping",
        outcome,
        measured,
        "none",
        advice,
        places if advice else (),
        {"clipped_ms": clipped_ms, "pressed": pressed.share if pressed else 0.0},
    )


def dropouts(found: Examined) -> Item | None:
    """Where samples are missing; not told where all silence is digital, for then words are cut out so."""
    if found.levels.noise_db < SILENT_DB:
        return None
    places = gaps(found.recording.audio, found.recording.sample_rate, found.levels.speech_db)
    advice = (
        "the sound breaks off and goes on: close other programs, avoid wireless microphones, record again"
    )
    return Item(
        "drop-outs",
        Outcome.WARN if places else Outcome.PASS,
        str(len(places)) if places else "none",
        "none",
        advice if places else "",
        places,
        {"dropouts": len(places)},
    )


def constant(found: Examined) -> Item:
    """A constant part, which some sound cards add."""
    share = abs(float(found.recording.audio.mean(dtype="float64")))
    wrong = share > _MOST_CONSTANT
    return Item(
        "constant part",
        Outcome.WARN if wrong else Outcome.PASS,
        f"{share:.1%} of full scale",
        f"{_MOST_CONSTANT:.0%} or less",
        "the sound card adds it: use another input, or a high-pass of 20 Hz" if wrong else "",
        figures={"constant": share},
    )


def channels(found: Examined) -> Item | None:
    """Whether the channels of the file hold the same sound; only where they are known."""
    if found.channels is None:
        return None
    each, lost_db = found.channels.each_db, found.channels.lost_db
    advice = ""
    if len(each) == 1:
        measured = "one"
    elif min(each) < max(each) - _SILENT_BESIDE_DB:
        measured = f"{len(each)}, of which one is all but silent"
    elif lost_db <= _LOST_DB:
        measured = f"{len(each)}, alike"
    else:
        measured = f"{len(each)}, {min(lost_db, 99):.0f} dB lost in their average"
        advice = "the channels differ, and a clone hears their average: keep one of them only"
    outcome, advice = found.fault_or("channels", advice)
    return Item(
        "channels",
        outcome,
        measured,
        f"one, or {_LOST_DB:g} dB lost at most",
        advice,
        figures={"channels": len(each), "lost_db": lost_db},
    )
