"""What is found in one finished file: numbers and words that can be kept as JSON."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from narrate.ahead import ahead
from narrate.delivery.curves import Curves, trace
from narrate.delivery.decoding import Blocks, Stream, opened
from narrate.delivery.id3_labels import id3_labels
from narrate.delivery.labels import Labels, Mark, Picture
from narrate.delivery.mp3_walk import Walk
from narrate.delivery.riff_labels import riff_labels
from narrate.delivery.silences import Gap, silences
from narrate.delivery.unreadable import Unreadable, reading
from narrate.delivery.vorbis_labels import flac_labels, ogg_labels
from narrate.sound.decibels import decibels
from narrate.sound.loudness import block_power, count_blocks, integrated_lufs, sparse
from narrate.sound.loudness_range import loudness_range_lu

_MOST_GAPS = 50
_LONG_S = 1.5  # shorter pauses are not worth remembering


@dataclass(frozen=True, slots=True)
class Container:
    """What is told of the sound, and stands around it.

    ``kbps`` are the bit rates of an MP3's frames; of other files, the mean alone. ``modes`` are those of an
    MP3's frames. ``declared_s`` is how long the file says it is. ``lost_frames`` are those that an MP3's
    header counts and that are not there; ``gapless`` says what that header tells.
    """

    codec: str
    container: str
    rate_hz: int
    channels: int
    bits: int | None
    bytes: int
    kbps: tuple[int, ...]
    modes: tuple[str, ...] = ()
    declared_s: float | None = None
    junk_bytes: int = 0
    cut_bytes: int = 0
    lost_frames: int = 0
    gapless: str | None = None
    tags: Mapping[str, str] | None = None
    cover: Picture | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Sound:
    """What is measured: dB of full scale, LUFS, LU and seconds.

    ``gaps`` are the longest silences between speech, in order.
    """

    seconds: float
    rms_db: float
    peak_db: float
    true_peak_dbtp: float
    loudness_lufs: float
    range_lu: float
    floor_db: float
    pauses: int
    pauses_db: float | None
    head_s: float
    tail_s: float
    digital_s: float
    clipped_ms: float
    dc_offset: float
    not_numbers: int
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """A finished file. ``sound`` is None where it was not listened to."""

    container: Container
    sound: Sound | None = None

    def as_json(self) -> dict[str, Any]:
        """For a memory; ``from_json`` reads it."""
        return asdict(self)

    @staticmethod
    def from_json(document: Mapping[str, Any]) -> Facts:
        """What ``as_json`` made. Raises KeyError, TypeError or ValueError for anything else."""
        outer, inner = dict(document["container"]), document["sound"]
        cover = outer["cover"]
        outer |= {
            "kbps": tuple(outer["kbps"]),
            "modes": tuple(outer["modes"]),
            "cover": Picture(**cover) if cover else None,
            "marks": tuple(Mark(**mark) for mark in outer["marks"]),
        }
        sound = Sound(**{**inner, "gaps": tuple(Gap(**gap) for gap in inner["gaps"])}) if inner else None
        return Facts(Container(**outer), sound)


Going = Callable[[], None]
"""Is called now and then, and raises where nobody waits for the answer any more."""


def listen(path: Path, going: Going = lambda: None) -> tuple[Facts, Curves]:
    """Read the file ``path`` to its end and measure it.

    Raises Unreadable where it is no sound or ends in the middle, MissingTool where it takes a package that is
    not installed, and whatever ``going`` raises.
    """
    with opened(path) as stream:
        with closing(ahead(_while(stream.blocks, going))) as blocks:
            totals, curves = trace(blocks, stream.rate_hz, stream.channels)
        container = _container(path, stream)
    if not totals.samples:
        raise Unreadable(path, "has not a sample of sound in it")
    quiet = silences(curves)
    longest = sorted(quiet.gaps, key=lambda gap: -gap.length_s)[:_MOST_GAPS]
    seconds = totals.samples / stream.rate_hz
    sound = Sound(
        seconds=seconds,
        rms_db=decibels(math.sqrt(totals.mean_square)),
        peak_db=decibels(totals.peak),
        true_peak_dbtp=decibels(totals.true_peak),
        loudness_lufs=integrated_lufs(sparse(count_blocks(block_power(curves.hops)))),
        range_lu=loudness_range_lu(curves.hops),
        floor_db=quiet.floor_db,
        pauses=quiet.pauses,
        pauses_db=quiet.pauses_db,
        head_s=quiet.head_s,
        tail_s=quiet.tail_s,
        digital_s=quiet.digital_s,
        clipped_ms=totals.clipped / stream.rate_hz * 1000,
        dc_offset=totals.dc_offset,
        not_numbers=totals.not_numbers,
        gaps=tuple(sorted((gap for gap in longest if gap.length_s >= _LONG_S), key=lambda gap: gap.start_s)),
    )
    return Facts(_closed(container, seconds), sound), curves


def look(path: Path) -> Facts:
    """What the container of ``path`` tells, without listening: quick. Raises as ``listen`` does."""
    with opened(path) as stream:
        container = _container(path, stream)
    return Facts(_closed(container, container.declared_s))


def _while(blocks: Blocks, going: Going) -> Blocks:
    for block in blocks:
        going()
        yield block


def _container(path: Path, stream: Stream) -> Container:
    with reading(path):
        size = path.stat().st_size
    labels = _labels(path, stream)
    found = Container(
        codec=stream.codec,
        container=stream.container,
        rate_hz=stream.rate_hz,
        channels=stream.channels,
        bits=stream.bits,
        bytes=size,
        kbps=(),
        declared_s=None if stream.samples is None else stream.samples / stream.rate_hz,
        tags=labels.tags,
        cover=labels.cover,
        marks=labels.marks,
    )
    return _walked(found, stream.walk) if stream.walk else found


def _labels(path: Path, stream: Stream) -> Labels:
    match stream.container:
        case "mp3":
            return id3_labels(path)
        case "flac":
            return flac_labels(path)
        case "ogg":
            return ogg_labels(path)
        case "wav" | "rf64":
            return riff_labels(path, stream.rate_hz, stream.labels)
        case _:
            return stream.labels


def _walked(container: Container, walk: Walk) -> Container:
    gapless = walk.gapless
    counted = gapless.frames if gapless and gapless.frames is not None else walk.frames
    told = None
    if gapless:
        trims = "" if gapless.delay is None else f", drops {gapless.delay} and {gapless.padding} samples"
        told = f"{gapless.name}{f' of {gapless.encoder}' if gapless.encoder else ''}{trims}"
    rate_hz = walk.rates_hz[0] if walk.rates_hz else container.rate_hz
    lost = max(0, counted - walk.frames)
    per_frame = walk.samples // walk.frames if walk.frames else 0
    return replace(
        container,
        kbps=walk.kbps,
        modes=walk.modes,
        declared_s=(walk.played + lost * per_frame) / rate_hz,
        junk_bytes=walk.junk_bytes,
        cut_bytes=walk.cut_bytes,
        lost_frames=lost,
        gapless=told,
    )


def _closed(container: Container, seconds: float | None) -> Container:
    """``container`` with an end for each chapter mark, and a bit rate where its frames tell none."""
    marks = container.marks
    starts = [mark.start_s for mark in marks[1:]]
    ended = tuple(
        replace(mark, end_s=after) if mark.end_s is None else mark
        for mark, after in zip(marks, [*starts, seconds], strict=False)
    )
    kbps = container.kbps
    if not kbps and seconds:
        with contextlib.suppress(OverflowError):
            kbps = (round(container.bytes * 8 / seconds / 1000),)
    return replace(container, marks=ended, kbps=kbps)
