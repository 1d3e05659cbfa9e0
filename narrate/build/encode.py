"""One chapter from its takes into untagged files, in one pass and with constant memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrate.build.balance import balanced
from narrate.build.pieces import ChapterPieces
from narrate.build.shelf import Sounding
from narrate.model import Take
from narrate.project.project import Project
from narrate.publish.formats import find_format
from narrate.sound.master import master
from narrate.sound.pcm import Recording, decode
from narrate.sound.utterance import Part
from narrate.takes.store import Store

Told = Callable[[float], None]
"""Is told, after each utterance, how many seconds of take that was."""


def encode(
    chapter: ChapterPieces,
    files: Mapping[Path, str],
    project: Project,
    store: Store,
    told: Told,
    *,
    hands: int,
) -> Sounding:
    """Master ``chapter`` into ``files`` (path → name of its format) and return what was measured.

    ``hands`` utterances at a time are worked on. Raises DamagedTake where a take is not whole, NarrateError
    where a file cannot be written, and whatever ``told`` raises: then no file is left.
    """
    balance = balanced(chapter, project, store)
    with ExitStack() as stack:
        rate_hz = project.mastering.sample_rate_hz
        writers = [stack.enter_context(find_format(name).open(path, rate_hz)) for path, name in files.items()]

        def write(block: NDArray[np.float32]) -> None:
            for writer in writers:
                writer.write(block)

        parts = _parts(chapter, balance.gains_db, store, told)
        result = master(parts, balance.pauses, project.mastering, write, hands=hands)
    return Sounding(
        duration_s=result.duration_s,
        loudness_lufs=round(result.loudness_lufs, 2),
        rms_db=round(result.rms_db, 2),
        peak_db=round(result.peak_db, 2),
        trim_db=balance.trim_db,
        held_db=max(0.0, round(balance.rms_db - result.rms_db, 1)),
    )


def _parts(chapter: ChapterPieces, gains_db: Sequence[float], store: Store, told: Told) -> Iterator[Part]:
    lines = zip(chapter.plan.lines, gains_db, chapter.pauses_s, strict=True)
    for line, gain_db, pause_s in lines:
        take = store.get(line.render.key)
        yield Part(line.utterance.id, partial(_recording, store, take), take.measure, gain_db, pause_s)
        told(take.duration_s)


def _recording(store: Store, take: Take) -> Recording:
    return decode(store.sound(take))
