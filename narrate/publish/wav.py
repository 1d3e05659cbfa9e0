"""WAV: chapters at their own rate in 16 or 24 bits, and books joined from them, of any length."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path

from narrate.atomic import replacing
from narrate.publish.encoder import Coding, Writer, encoding
from narrate.publish.format import Format
from narrate.publish.joining import alike
from narrate.publish.reading import proved_blocks
from narrate.publish.riff import Wave, read_wave, write_head, write_tail
from narrate.publish.tags import ChapterMark, Cover, Part, Tags
from narrate.sound.encodings import DEFAULTS, Encoding

_SUBTYPES = {16: "PCM_16", 24: "PCM_24"}


@contextmanager
def wav_writer(path: Path, rate_hz: int, how: Encoding = DEFAULTS["wav"]) -> Iterator[Writer]:
    """Open ``path`` for mono sound at ``rate_hz``; the file is in place when the block ends well.

    It is of the kind for any length, RF64, until it is tagged.

    Raises NarrateError when the file cannot be written, or nothing was written into it.
    """
    coding = Coding(
        "RF64",
        _SUBTYPES[how.bits or 0],
        samples_in=lambda written: read_wave(written).samples,
        channels=how.channels,
    )
    with replacing(path) as temporary, encoding(temporary, rate_hz, coding) as encoder:
        yield encoder


def tag(src: Path, dst: Path, tags: Tags, cover: Cover | None, chapters: Sequence[ChapterMark] = ()) -> None:
    """Write the sound of ``src`` to ``dst`` under new tags; ``src`` may be tagged, and may be ``dst``.

    Raises NarrateError when ``src`` is not a whole WAV file, its sound is not that of its checksum, or
    ``dst`` cannot be written.
    """
    _write([read_wave(src)], dst, tags, cover, chapters)


def join(parts: Sequence[Part], dst: Path, tags: Tags, cover: Cover | None) -> tuple[ChapterMark, ...]:
    """Write the sound of ``parts``, one after the other, to ``dst``, sample for sample.

    Returns a chapter mark per part; marks are exact to the sample.

    Raises NarrateError when there are no parts, one is not a whole WAV file or is damaged, they are encoded
    differently, or ``dst`` cannot be written.
    """
    waves = alike(parts, dst, read_wave, lambda wave: wave.sound)
    ends = accumulate(wave.samples for wave in waves)
    marks = tuple(
        ChapterMark(part.title, end - wave.samples, end, wave.sound.rate_hz)
        for part, wave, end in zip(parts, waves, ends, strict=True)
    )
    _write(waves, dst, tags, cover, marks)
    return marks


def _write(
    waves: Sequence[Wave], dst: Path, tags: Tags, cover: Cover | None, chapters: Sequence[ChapterMark]
) -> None:
    """Write the samples of ``waves`` to ``dst``, and what is said of them behind."""
    data_bytes = sum(wave.end - wave.start for wave in waves)
    tail_bytes = len(write_tail(tags, cover, chapters, bytes(16)))
    whole = hashlib.md5(usedforsecurity=False)
    with replacing(dst) as temporary, temporary.open("wb") as file:
        file.write(write_head(waves[0].sound, data_bytes, tail_bytes))
        for wave in waves:
            for block in proved_blocks(wave.path, wave.start, wave.end, wave.md5):
                whole.update(block)
                file.write(block)
        file.write(bytes(data_bytes % 2))
        file.write(write_tail(tags, cover, chapters, whole.digest()))


WAV = Format(".wav", wav_writer, tag, join, marks_hz=None)
