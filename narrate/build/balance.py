"""What each utterance of a chapter is turned up or down by in the end, from the records of its takes alone.

All of it is a function of what the hash of a chapter's sound is made of: which takes, the voices' settled
levels, the pauses and the numbers of the master. So it is worked out only where a chapter is mastered, and
no other chapter's takes are opened for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from narrate.build.pieces import ChapterPieces
from narrate.project.project import Project
from narrate.sound.forecast import Spoken, fit
from narrate.sound.levels import gain_db, pull_db
from narrate.sound.settings import Pauses
from narrate.sound.timeline import Extent, timeline
from narrate.takes.store import Store


@dataclass(frozen=True, slots=True)
class Balance:
    """``gains_db`` are the utterances', in order: their voice's, what pulls in an outlier, and ``trim_db``.

    ``trim_db`` is the whole chapter's. ``pauses`` have the head and the tail that it gets. ``rms_db`` is
    what it would have without the limiter.
    """

    gains_db: tuple[float, ...]
    trim_db: float
    pauses: Pauses
    rms_db: float


def balanced(chapter: ChapterPieces, project: Project, store: Store) -> Balance:
    """The balance of ``chapter``, all of whose takes are in ``store``. Raises DamagedTake."""
    settings = project.mastering
    spoken, extents = [], []
    for line, level_lufs, pause_s in zip(
        chapter.plan.lines, chapter.levels_lufs, chapter.pauses_s, strict=True
    ):
        take = store.get(line.render.key)
        gain = gain_db(level_lufs, settings.target_lufs) + pull_db(take.measure, level_lufs)
        spoken.append(Spoken(take.measure, take.sample_rate, gain))
        extents.append(Extent(line.utterance.id, take.sample_rate, take.measure, pause_s))
    _, samples = timeline(extents, project.pauses, settings)
    made = fit(spoken, samples, project.pauses, settings)
    return Balance(
        gains_db=tuple(round(each.gain_db + made.trim_db, 1) for each in spoken),
        trim_db=made.trim_db,
        pauses=replace(project.pauses, tail=made.tail_s),
        rms_db=made.rms_db,
    )
