"""M4B: AAC with chapters, cover and tags, for the players of audiobooks; books are joined from chapters."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path

import numpy as np

from narrate.atomic import replacing, scratch
from narrate.publish.aac import AacEncoder, require_encoder
from narrate.publish.encoder import Writer
from narrate.publish.format import Format
from narrate.publish.joining import alike
from narrate.publish.mp4 import Aac, write_head
from narrate.publish.mp4_reading import M4bFile, read_m4b
from narrate.publish.reading import proved_blocks
from narrate.publish.resampling import at_rate
from narrate.publish.tags import ChapterMark, Cover, Part, Tags
from narrate.sound.encodings import DEFAULTS, Encoding

RATE_HZ = 44_100


@contextmanager
def m4b_writer(path: Path, rate_hz: int, how: Encoding = DEFAULTS["m4b"]) -> Iterator[Writer]:
    """Open ``path`` for mono sound at ``rate_hz``; the M4B file is in place when the block ends well.

    It plays exactly the samples written, once they are at 44.1 kHz.

    Raises MissingTool where there is no encoder, and NarrateError when the file cannot be written, or nothing
    was written into it.
    """
    with replacing(path) as temporary, scratch(path) as packets:
        with packets.open("wb") as file:
            encoder = AacEncoder(file, RATE_HZ, how)
            with at_rate(encoder, rate_hz, RATE_HZ) as writer:
                yield writer
            aac = encoder.finish()
        whole = M4bFile(packets, aac, 0, aac.bytes, b"")
        _write([whole], aac, temporary, Tags(""), None, ())


def tag(src: Path, dst: Path, tags: Tags, cover: Cover | None, chapters: Sequence[ChapterMark] = ()) -> None:
    """Write the sound of ``src`` to ``dst`` under new tags; ``src`` may be tagged, and may be ``dst``.

    Raises NarrateError when ``src`` is not a whole M4B file of narrate's, its sound is not that of its
    checksum, or ``dst`` cannot be written.
    """
    file = read_m4b(src)
    with replacing(dst) as temporary:
        _write([file], file.aac, temporary, tags, cover, chapters)


def join(parts: Sequence[Part], dst: Path, tags: Tags, cover: Cover | None) -> tuple[ChapterMark, ...]:
    """Write the packets of ``parts``, one after the other, to ``dst``; nothing is encoded again.

    Returns a chapter mark per part. Marks are exact: a part begins where its first packet does, since the
    encoder delayed all parts alike. At a seam there are up to 47 ms of the silence that it put around each.

    Raises NarrateError when there are no parts, one is not a whole M4B file of narrate's, they are encoded
    differently, or ``dst`` cannot be written.
    """
    files = alike(parts, dst, read_m4b, lambda file: file.aac.coding)
    first = files[0].aac
    begins = list(accumulate((file.aac.whole for file in files), initial=0))
    ends = [*begins[1:-1], begins[-2] + files[-1].aac.samples]
    marks = tuple(
        ChapterMark(part.title, begin, end, first.rate_hz)
        for part, begin, end in zip(parts, begins, ends, strict=False)
    )
    sizes = np.concatenate([file.aac.sizes for file in files])
    whole = Aac(first.config, first.rate_hz, first.channels, sizes, first.skip, ends[-1])
    with replacing(dst) as temporary:
        _write(files, whole, temporary, tags, cover, marks)
    return marks


def _write(
    files: Sequence[M4bFile],
    aac: Aac,
    path: Path,
    tags: Tags,
    cover: Cover | None,
    chapters: Sequence[ChapterMark],
) -> None:
    """Write the packets of ``files``, which are ``aac`` together, to ``path`` behind their head."""
    counted = [mark.at(aac.rate_hz) for mark in chapters]
    whole = hashlib.md5(usedforsecurity=False)
    with path.open("wb") as out:
        out.write(write_head(aac, tags, cover, counted, whole.digest()))
        for file in files:
            for block in proved_blocks(file.path, file.start, file.end, file.md5):
                whole.update(block)
                out.write(block)
        out.seek(0)  # the head is as long as before, and knows the checksum now
        out.write(write_head(aac, tags, cover, counted, whole.digest()))


M4B = Format(
    ".m4b",
    m4b_writer,
    tag,
    join,
    marks_hz=None,
    many_marks="its M4B file has them as a QuickTime track only, as Nero's marks are counted in a byte, and"
    " players that know of those only show none",
    require=require_encoder,
)
