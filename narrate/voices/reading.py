"""A line as somebody read it: where the words are in it, what was measured, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from narrate.errors import Outcome
from narrate.sound.pcm import Recording
from narrate.voices import checklist, prosody, quality, spoken_part
from narrate.voices.checklist import Item
from narrate.voices.clicks import clicks
from narrate.voices.level import TARGET_DB, level
from narrate.voices.prompts import expected_s
from narrate.voices.spoken_part import LONGEST_PAUSE_S, SpokenPart

_QUIET_DB = -36.0  # RMS of loud parts: what is so far below the target was not meant to be
_NOISY_DB, _CLEAN_DB = 20.0, 30.0
"""Of speech above the room. Readers at home lie at 30 to 60 dB, a hall with an audience at 20."""

_FASTEST, _SLOWEST = 1.5, 0.45  # of the pace that ``expected_s`` goes by: 24 and 7 letters a second
_FASTER, _SLOWER = 1.35, 0.7  # of the reader's own
_ENOUGH = 2  # lines that tell a reader's pace

_TARGET = f"{TARGET_DB[0]:.0f} to {TARGET_DB[1]:.0f} dB"
_LOUDER = "go nearer, or raise the level of the microphone in the computer's settings"


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """``line`` as it was read in ``recording``; its samples ``kept`` are the words and a little around them.

    ``snr_db`` is how far speech lies above the room, and ``pace`` how many times as fast it was read as lines
    usually are. ``unsteady_db`` is the standard deviation of the level of half seconds, ``clicks`` how many
    there are. ``items`` is what is wrong.
    """

    line: str
    recording: Recording
    kept: slice[int, int, None]
    snr_db: float
    pace: float
    unsteady_db: float
    clicks: int
    items: tuple[Item, ...]

    @property
    def speech(self) -> Recording:
        """What is kept of it."""
        return Recording(self.recording.audio[self.kept], self.recording.sample_rate)

    @property
    def seconds(self) -> float:
        """How long that is."""
        return (self.kept.stop - self.kept.start) / self.recording.sample_rate

    @property
    def passes(self) -> bool:
        """Whether a voice can be made of it."""
        return checklist.outcome(self.items) is not Outcome.FAIL


def read(line: str, recording: Recording, others: Sequence[Reading] = ()) -> Reading:
    """Measure ``recording``, in which somebody was to read ``line``.

    ``others`` are lines that the same person read: what does not fit their pace is told.
    """
    spoken = spoken_part.find(recording)
    found = prosody.measure(recording)
    if spoken is None or found is None:
        return Reading(line, recording, slice(0, 0), 0.0, 0.0, 0.0, 0, (_silent(recording),))
    speech = Recording(recording.audio[spoken.kept], recording.sample_rate)
    pace = expected_s(line) / spoken.words_s
    items = {item.name: item for item in checklist.examine(speech, line) if item.outcome is not Outcome.PASS}
    items |= {item.name: item for item in _too_little(speech, found.snr_db)}
    if not items:  # else its length, or what is heard of it, is the recording's fault
        items |= {item.name: item for item in (*_other_words(spoken, pace, others), *_pauses(spoken))}
    return Reading(
        line=line,
        recording=recording,
        kept=spoken.kept,
        snr_db=found.snr_db,
        pace=pace,
        unsteady_db=spoken.unsteady_db,
        clicks=clicks(speech),
        items=tuple(items.values()),
    )


def _silent(recording: Recording) -> Item:
    if level(recording.audio).nothing:
        advice = "the microphone is muted, or its cable is out: switch it on, and read again"
        return Item("silence", Outcome.FAIL, "nothing but zeros", _TARGET, advice)
    measured_db = quality.measure(recording).level_db
    return Item("silence", Outcome.FAIL, f"nothing was heard, {measured_db:.0f} dB", _TARGET, _LOUDER)


def _too_little(speech: Recording, snr_db: float) -> Iterator[Item]:
    level_db = quality.measure(speech).level_db
    if level_db < _QUIET_DB:
        yield Item("level", Outcome.FAIL, f"too quiet, {level_db:.0f} dB", _TARGET, _LOUDER)
    if snr_db < _NOISY_DB:
        measured, wanted = f"speech is only {snr_db:.0f} dB above the room's noise", f"{_CLEAN_DB:.0f} dB"
        advice = "switch off what hums, close the window, go nearer to the microphone"
        yield Item("noise", Outcome.FAIL, measured, wanted, advice)


def _other_words(spoken: SpokenPart, pace: float, others: Sequence[Reading]) -> Iterator[Item]:
    """Whether that can be the line, by how long it took."""
    known = [other.pace for other in others if other.passes]
    own = median(known) if len(known) >= _ENOUGH else None
    fastest, slowest = (_FASTEST, _SLOWEST) if own is None else (own * _FASTER, own * _SLOWER)
    wanted_s = spoken.words_s * pace / (own or 1.0)
    measured = f"{spoken.words_s:.1f} s for these words"
    wanted = f"about {wanted_s:.1f} s" + (" at your pace" if own else "")
    if pace > fastest:
        yield Item("words", Outcome.FAIL, measured, wanted, "something was left out: read the whole line")
    elif pace < slowest:
        advice = "something was added or said twice, or it was read very slowly: read it once, as in a book"
        yield Item("words", Outcome.FAIL, measured, wanted, advice)


def _pauses(spoken: SpokenPart) -> Iterator[Item]:
    if spoken.pauses_s:
        longest_s = max(end_s - start_s for start_s, end_s in spoken.pauses_s)
        yield Item(
            "pause",
            Outcome.WARN,
            f"a pause of {longest_s:.1f} s",
            f"at most {LONGEST_PAUSE_S:.0f} s",
            "read it in one go",
            spoken.pauses_s,
        )
