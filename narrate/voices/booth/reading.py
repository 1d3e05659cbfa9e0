"""A line as somebody read it: where the words are in it, what was measured, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from narrate.errors import Outcome
from narrate.sound.pcm import Recording
from narrate.voices.booth.level import level
from narrate.voices.booth.prompts import expected_s
from narrate.voices.booth.spoken_part import EDGE_S, spoken_part
from narrate.voices.checks import checklist
from narrate.voices.checks.checklist import Item

_NOISY_DB = 20.0
"""Of speech above noise: less can be bettered, for readers at home have 25 to 43 dB."""

_FASTEST, _SLOWEST = 1.5, 0.45  # of the pace that ``expected_s`` goes by: 24 and 7 letters a second
_FASTER, _SLOWER = 1.35, 0.7  # of the reader's own
_ENOUGH = 2  # lines that tell a reader's pace

_BY_LENGTH = ("length", "transcript")
"""What is better told by the line, which is known: whether something was left out of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """``line`` as it was read in ``recording``; its samples ``kept`` are the words and a little around them.

    ``pace`` is how many times as fast it was read as lines usually are. ``items`` is the checklist.
    """

    line: str
    recording: Recording
    kept: slice[int, int, None]
    pace: float
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

    @property
    def remarks(self) -> tuple[Item, ...]:
        """What is wrong with it, or not as good as it could be."""
        return tuple(item for item in self.items if item.outcome is not Outcome.PASS)

    @property
    def good(self) -> bool:
        """Whether there is nothing that the next attempt is likely to better."""
        again = any(item.name in ("level", "clipping", "drop-outs", "edges") for item in self.remarks)
        return self.passes and not again and self.figure("snr_db") >= _NOISY_DB

    def figure(self, name: str) -> float:
        """What was measured by that name, as in the checklist; 0 where it was not."""
        return next((item.figures[name] for item in self.items if name in item.figures), 0.0)


def read(line: str, recording: Recording, others: Sequence[Reading] = ()) -> Reading:
    """Examine ``recording``, in which somebody was to read ``line``.

    ``others`` are lines that the same person read: what does not fit their pace is told.
    """
    kept = spoken_part(recording)
    words_s = (kept.stop - kept.start) / recording.sample_rate - 2 * EDGE_S
    if words_s <= 0:
        silent = checklist.examine(recording)
        return Reading(line, recording, slice(0, 0), 0.0, _muted(recording) or silent)
    pace = expected_s(line) / words_s
    speech = Recording(recording.audio[kept], recording.sample_rate)
    listed = checklist.examine(speech, line)
    items = [item for item in listed if item.name not in _BY_LENGTH]
    if checklist.outcome(items) is not Outcome.FAIL:  # else how long it is may be that fault's
        too_long = (item for item in listed if item.name in _BY_LENGTH and item.outcome is Outcome.FAIL)
        items += tuple(_other_words(words_s, pace, others)) or too_long
    return Reading(line, recording, kept, pace, tuple(items))


def _muted(recording: Recording) -> tuple[Item, ...]:
    if not level(recording.audio).nothing:
        return ()
    advice = "there is nothing but zeros in it: the microphone is muted, or its cable is out"
    return (Item("level", Outcome.FAIL, "nothing but zeros", "a voice", advice),)


def _other_words(words_s: float, pace: float, others: Sequence[Reading]) -> Iterator[Item]:
    """Whether what was said can be the line, by how long it took."""
    known = [other.pace for other in others if other.passes]
    own = median(known) if len(known) >= _ENOUGH else None
    fastest, slowest = (_FASTEST, _SLOWEST) if own is None else (own * _FASTER, own * _SLOWER)
    if slowest <= pace <= fastest:
        return
    wanted = f"about {words_s * pace / (own or 1.0):.1f} s" + (" at your pace" if own else "")
    measured = f"{words_s:.1f} s"
    if pace > fastest:
        advice = f"{measured} are too few for these words, which take {wanted}: something was left out"
    else:
        advice = (
            f"{measured} are too many for these words, which take {wanted}: something was added or said "
            "twice, or it was read very slowly"
        )
    yield Item("words", Outcome.FAIL, measured, wanted, advice, figures={"pace": pace})
