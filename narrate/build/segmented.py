"""A chapter's file, segment by segment: what stands published is used again, everything else is made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from narrate.build.entries import StandingSegment
from narrate.build.shelf import Shelf
from narrate.model import Take, canonical_json
from narrate.publish.format import After, Encoded, SegmentEncoder, SegmentWriter
from narrate.sound.master import Write
from narrate.sound.meter import Tally
from narrate.sound.timeline import Segment
from narrate.sound.utterance import Part


class Filled(Protocol):
    """A file that a chapter is written to; ``segments`` are those in it that can be used again."""

    segments: list[StandingSegment]

    def begin(self, segment: Segment) -> Write | StandingSegment:
        """Who is to be given the sound of ``segment``; or how it stands published, to be copied."""
        ...

    def end(self, segment: Segment, tally: Tally) -> None:
        """Write ``segment``, whose turn it is."""
        ...


@dataclass(frozen=True, slots=True)
class Origin:
    """What the segments of a chapter are made from. ``basis`` hashes all but takes, gains and pauses."""

    basis: str
    takes: Sequence[Take]
    parts: Sequence[Part]

    def of(self, segment: Segment) -> Sequence[Take]:
        """The takes of ``segment``."""
        return self.takes[segment.first : segment.first + len(segment.marks)]

    def identity(self, segment: Segment, how: str) -> str:
        """The hash of all that ``segment`` is made from, encoded so: of sounds, not of the keys of takes."""
        parts = self.parts[segment.first : segment.first + len(segment.marks)]
        voiced = [
            (take.blob, take.measure.begin, take.measure.end, part.gain_db, part.pause_s)
            for take, part in zip(self.of(segment), parts, strict=True)
        ]
        made_from = (self.basis, voiced, segment.shape, how)
        return hashlib.sha256(canonical_json(made_from).encode()).hexdigest()


class Segmented:
    """A file that is put together from segments: made, or copied from where they stand on ``shelf``."""

    def __init__(self, origin: Origin, file: SegmentWriter, shelf: Shelf) -> None:
        self.segments: list[StandingSegment] = []
        self._origin = origin
        self._file = file
        self._shelf = shelf
        self._begun: dict[int, SegmentEncoder | tuple[Encoded, str]] = {}

    def begin(self, segment: Segment) -> Write | StandingSegment:
        """As ``Filled`` says."""
        found = self._standing(self._identity(segment))
        if found is not None:
            kept, copy = found
            self._begun[segment.first] = copy, kept.sha256
            return kept
        encoder = self._file.encoder(opens=segment.opens, frames=segment.frames)
        self._begun[segment.first] = encoder
        return encoder.write

    def end(self, segment: Segment, tally: Tally) -> None:
        """As ``Filled`` says."""
        begun = self._begun.pop(segment.first)
        made, digest = begun if isinstance(begun, tuple) else _finished(begun)
        self._file.append(made, segment.spare)
        self.segments.append(
            StandingSegment(
                identity=self._identity(segment),
                frames=made.frames,
                samples=made.samples,
                bytes=len(made.data),
                sha256=digest,
                spare=segment.spare,
                tally=tally.as_text(),
            )
        )

    def _identity(self, segment: Segment) -> str:
        return self._origin.identity(segment, self._file.identity)

    def _standing(self, identity: str) -> tuple[StandingSegment, Encoded] | None:
        found = self._shelf.holding(identity)
        if found is None:
            return None
        path, (kept, *others) = found
        after = After(
            sum(each.bytes for each in (kept, *others)),
            sum(each.samples + each.spare for each in (kept, *others)),
        )
        try:
            data = self._file.standing(path, kept.bytes, after)
        except OSError:  # it is made again
            return None
        if hashlib.sha256(data).hexdigest() != kept.sha256:
            return None
        return kept, Encoded(data, kept.frames, kept.samples)


def _finished(encoder: SegmentEncoder) -> tuple[Encoded, str]:
    made = encoder.finish()
    return made, hashlib.sha256(made.data).hexdigest()


class Streamed:
    """A file that is written as it is heard, each time anew. ``tone`` is what a spare sample is of: (n,)."""

    def __init__(self, write: Write, tone: NDArray[np.float32]) -> None:
        self.segments: list[StandingSegment] = []
        self._write = write
        self._tone = tone
        self._begun: dict[int, list[NDArray[np.float32]]] = {}

    def begin(self, segment: Segment) -> Write:
        """As ``Filled`` says: it is kept until its turn comes."""
        blocks = self._begun[segment.first] = list[NDArray[np.float32]]()
        return blocks.append

    def end(self, segment: Segment, tally: Tally) -> None:  # noqa: ARG002 - it is measured for others
        """As ``Filled`` says."""
        for block in self._begun.pop(segment.first):
            self._write(block)
        if segment.spare:
            self._write(self._tone[: segment.spare])
