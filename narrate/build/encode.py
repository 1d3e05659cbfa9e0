"""One chapter from its takes into untagged files, in one pass and with constant memory."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from narrate.build.entries import Sounding, StandingSegment
from narrate.build.pieces import ChapterPieces
from narrate.build.reckoning import Reckoning, reckoned
from narrate.build.segmented import Filled, Origin, Segmented, Streamed
from narrate.build.shelf import Shelf
from narrate.model import Master, Take
from narrate.project.project import Project
from narrate.publish.format import Tone
from narrate.publish.formats import find_format
from narrate.sound.master import Write, by_segment
from narrate.sound.meter import Tally
from narrate.sound.pcm import Recording, decode
from narrate.sound.seam import around
from narrate.sound.timeline import Segment
from narrate.sound.utterance import Part
from narrate.takes.store import Store

Told = Callable[[float], None]
"""Is told, with each utterance, how many seconds of take that is."""


@dataclass(frozen=True, slots=True)
class Materials:
    """What chapters are made from: the project, its takes, and the published files that have segments."""

    project: Project
    store: Store
    shelf: Shelf


def encode(
    chapter: ChapterPieces, files: Mapping[Path, str], materials: Materials, told: Told, *, hands: int
) -> dict[Path, Sounding]:
    """Master ``chapter`` into ``files`` (path → name of its format); what was measured, and what is in each.

    ``hands`` segments at a time are worked on. What stands published as it would be encoded is copied, and is
    not mastered where no other file needs that. Raises DamagedTake where a take that is needed is not whole,
    NarrateError where a file cannot be written, and whatever ``told`` raises: then no file is left.
    """
    project = materials.project
    rate_hz = project.mastering.sample_rate_hz
    tone = Tone(*around(project.mastering))
    meant = reckoned(chapter, project, materials.store)
    parts = _parts(chapter, meant, materials.store, told)
    origin = Origin(chapter.basis, meant.takes, parts)
    filled: dict[Path, Filled] = {}
    with ExitStack() as stack:
        for path, name in files.items():
            kind, how = find_format(name), project.output.encodings[name]
            if kind.segments is None:
                filled[path] = Streamed(stack.enter_context(kind.open(path, rate_hz, how)).write, tone.after)
            else:
                file = stack.enter_context(kind.segments(path, rate_hz, how, tone))
                filled[path] = Segmented(origin, file, materials.shelf)

        def listen(segment: Segment) -> Sequence[Write] | Tally:
            begun = [each.begin(segment) for each in filled.values()]
            takers = [each for each in begun if not isinstance(each, StandingSegment)]
            tallies = [each.tally for each in begun if isinstance(each, StandingSegment) and each.tally]
            if takers or not tallies:
                return takers
            told(sum(take.duration_s for take in origin.of(segment)))
            return Tally.from_text(tallies[0])

        heard = by_segment(parts, meant.pauses, project.mastering, listen, hands=hands)
        known = _finished(heard, filled.values())
    sounding = Sounding(
        duration_s=known.duration_s,
        loudness_lufs=round(known.loudness_lufs, 2),
        rms_db=round(known.rms_db, 2),
        peak_db=round(known.peak_db, 2),
        trim_db=meant.trim_db,
        held_db=max(0.0, round(meant.rms_db - known.rms_db, 1)),
    )
    return {path: replace(sounding, segments=tuple(each.segments)) for path, each in filled.items()}


def _finished(heard: Generator[tuple[Segment, Tally], None, Master], files: Iterable[Filled]) -> Master:
    """Let each segment that is ``heard`` be written, in order; what is known of all of them."""
    with closing(heard):
        while True:
            try:
                segment, tally = next(heard)
            except StopIteration as end:
                known: Master = end.value
                return known
            for each in files:
                each.end(segment, tally)


def _parts(chapter: ChapterPieces, meant: Reckoning, store: Store, told: Told) -> list[Part]:
    lines = zip(chapter.plan.lines, meant.takes, meant.gains_db, chapter.pauses_s, strict=True)
    return [
        Part(
            line.utterance.id,
            partial(_recording, store, take, told),
            take.measure,
            gain_db,
            pause_s,
            take.sample_rate,
        )
        for line, take, gain_db, pause_s in lines
    ]


def _recording(store: Store, take: Take, told: Told) -> Recording:
    told(take.duration_s)
    return decode(store.sound(take))
