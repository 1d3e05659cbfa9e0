"""What a chapter will be, from the records of its takes alone: who is heard when, and how much turned up.

All of it is a function of what the hash of a chapter's sound is made of: which takes, the voices' settled
levels, the pauses and the numbers of the master. So it is worked out only where a chapter is mastered, or
told in time, and no other chapter's takes are opened for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from narrate.build.pieces import ChapterPieces
from narrate.model import Take, UtteranceMark
from narrate.project.project import Project
from narrate.sound.forecast import Spoken, fit
from narrate.sound.levels import gain_db, pull_db
from narrate.sound.settings import Pauses
from narrate.sound.timeline import Extent, timeline
from narrate.takes.line import Line
from narrate.takes.store import Store


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A chapter's ``takes``, their ``marks`` and their ``gains_db``, each in the order of its lines.

    A gain is the voice's, with what pulls in an outlier, and ``trim_db``, which is the whole chapter's.
    ``pauses`` have the head and the tail that it gets; ``samples`` is its length, at the master's rate like
    the marks. ``rms_db`` is without the limiter.
    """

    takes: tuple[Take, ...]
    marks: tuple[UtteranceMark, ...]
    samples: int
    gains_db: tuple[float, ...]
    trim_db: float
    pauses: Pauses
    rms_db: float


def reckoned(chapter: ChapterPieces, project: Project, store: Store) -> Reckoning:
    """What ``chapter`` will be, all of whose takes are in ``store``. Raises DamagedTake."""
    settings = project.mastering
    lines = chapter.plan.lines
    takes = tuple(store.get(line.render.key) for line in lines)
    extents = list(map(extent, lines, takes, chapter.pauses_s))
    gains_db = [
        gain_db(level_lufs, settings.target_lufs) + pull_db(take.measure, level_lufs)
        for take, level_lufs in zip(takes, chapter.levels_lufs, strict=True)
    ]
    spoken = [
        Spoken(take.measure, take.sample_rate, gain) for take, gain in zip(takes, gains_db, strict=True)
    ]
    _, usual = timeline(extents, project.pauses, settings)
    made = fit(spoken, usual, project.pauses, settings)
    pauses = replace(project.pauses, tail=made.tail_s)
    marks, samples = timeline(extents, pauses, settings)
    return Reckoning(
        takes=takes,
        marks=marks,
        samples=samples,
        gains_db=tuple(round(gain + made.trim_db, 1) for gain in gains_db),
        trim_db=made.trim_db,
        pauses=pauses,
        rms_db=made.rms_db,
    )


def extent(line: Line, take: Take, pause_s: float) -> Extent:
    """What decides how long ``line`` is heard, with the pause after it."""
    return Extent(line.utterance.id, take.sample_rate, take.measure, pause_s)
