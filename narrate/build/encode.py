"""One chapter from its takes into untagged files, in one pass and with constant memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrate.build.entries import Sounding, StandingSegment
from narrate.build.pieces import ChapterPieces
from narrate.build.reckoning import Reckoning, reckoned
from narrate.build.shelf import Shelf
from narrate.model import Master, Take, canonical_json
from narrate.project.project import Project
from narrate.publish.format import Encoded, SegmentEncoder, SegmentWriter, Tone
from narrate.publish.formats import find_format
from narrate.sound.master import Write, by_segment
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

    ``hands`` segments at a time are worked on. What stands published as it would be encoded is copied. Raises
    DamagedTake where a take is not whole, NarrateError where a file cannot be written, and whatever ``told``
    raises: then no file is left.
    """
    project = materials.project
    rate_hz = project.mastering.sample_rate_hz
    tone = Tone(*around(project.mastering))
    meant = reckoned(chapter, project, materials.store)
    parts = _parts(chapter, meant, materials.store, told)
    writers: list[Write] = []
    assemblies: dict[Path, _Assembled] = {}
    with ExitStack() as stack:
        for path, name in files.items():
            kind, how = find_format(name), project.output.encodings[name]
            if kind.segments is None:
                writers.append(stack.enter_context(kind.open(path, rate_hz, how)).write)
            else:
                file = stack.enter_context(kind.segments(path, rate_hz, how, tone))
                assemblies[path] = _Assembled(chapter.basis, meant.takes, parts, file, materials.shelf)

        def write(block: NDArray[np.float32]) -> None:
            for each in writers:
                each(block)

        def listen(segment: Segment) -> list[Write]:
            return [taker for each in assemblies.values() for taker in each.begin(segment)]

        heard = by_segment(
            parts, meant.pauses, project.mastering, write if writers else None, listen, hands=hands
        )
        known = _finished(heard, assemblies.values())
    sounding = Sounding(
        duration_s=known.duration_s,
        loudness_lufs=round(known.loudness_lufs, 2),
        rms_db=round(known.rms_db, 2),
        peak_db=round(known.peak_db, 2),
        trim_db=meant.trim_db,
        held_db=max(0.0, round(meant.rms_db - known.rms_db, 1)),
    )
    segments = {path: tuple(each.segments) for path, each in assemblies.items()}
    return {path: replace(sounding, segments=segments.get(path, ())) for path in files}


def _finished(heard: Generator[Segment, None, Master], assemblies: Iterable[_Assembled]) -> Master:
    """Let each segment that is ``heard`` be written, in order; what is known of all of them."""
    with closing(heard):
        while True:
            try:
                segment = next(heard)
            except StopIteration as end:
                known: Master = end.value
                return known
            for each in assemblies:
                each.end(segment)


class _Assembled:
    """A file that is put together from segments: encoded, or copied from where they stand."""

    def __init__(
        self, basis: str, takes: Sequence[Take], parts: Sequence[Part], file: SegmentWriter, shelf: Shelf
    ) -> None:
        self.segments: list[StandingSegment] = []
        self._basis = basis
        self._takes = takes
        self._parts = parts
        self._file = file
        self._shelf = shelf
        self._begun: dict[int, SegmentEncoder | Encoded] = {}

    def begin(self, segment: Segment) -> Sequence[Write]:
        """Who is to be given the sound of ``segment``: nobody where it stands published."""
        standing = self._standing(self._identity(segment))
        if standing is not None:
            self._begun[segment.first] = standing
            return ()
        encoder = self._file.encoder(opens=segment.opens, frames=segment.frames)
        self._begun[segment.first] = encoder
        return (encoder.write,)

    def end(self, segment: Segment) -> None:
        """Write ``segment``, whose turn it is."""
        begun = self._begun.pop(segment.first)
        made = begun if isinstance(begun, Encoded) else begun.finish()
        self._file.append(made)
        digest = hashlib.sha256(made.data).hexdigest()
        identity = self._identity(segment)
        self.segments.append(StandingSegment(identity, made.frames, made.samples, len(made.data), digest))

    def _identity(self, segment: Segment) -> str:
        """The hash of all that its frames are made from: of sounds, not of the keys that they lie under."""
        which = slice(segment.first, segment.first + len(segment.marks))
        voiced = [
            (take.blob, take.measure.begin, take.measure.end, part.gain_db, part.pause_s)
            for take, part in zip(self._takes[which], self._parts[which], strict=True)
        ]
        made_from = (self._basis, voiced, segment.shape, self._file.identity)
        return hashlib.sha256(canonical_json(made_from).encode()).hexdigest()

    def _standing(self, identity: str) -> Encoded | None:
        found = self._shelf.holding(identity)
        if found is None:
            return None
        path, at, kept = found
        try:
            with path.open("rb") as file:
                file.seek(at)
                data = file.read(kept.bytes)
        except OSError:  # it is encoded again
            return None
        whole = hashlib.sha256(data).hexdigest() == kept.sha256
        return Encoded(data, kept.frames, kept.samples) if whole else None


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
