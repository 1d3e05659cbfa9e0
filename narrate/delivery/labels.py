"""What a file says of itself: tags, a cover, chapter marks, as found in it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter mark: seconds from the start of the file. ``end_s`` is None where only starts are told."""

    title: str
    start_s: float
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A cover: "jpeg", "png" or whatever it is, pixels (0 where it is no picture) and bytes."""

    kind: str
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a file. ``tags`` have the names of ``NAMES``; ``marks`` are in the order of the file."""

    tags: Mapping[str, str] = field(default_factory=dict)
    cover: Picture | None = None
    marks: tuple[Mark, ...] = ()


NAMES = (
    "title", "album", "artist", "album artist", "narrator", "genre", "track", "date", "language",
    "publisher", "series", "part", "description", "comment",
)  # fmt: skip
"""What tags are called here, whatever each container calls them."""

NO_LABELS = Labels()


def picture(data: bytes) -> Picture:
    """The cover whose file ``data`` is; only its head is looked at."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of very many pixels: they are told
            with Image.open(io.BytesIO(data)) as image:
                return Picture((image.format or "?").lower(), image.width, image.height, len(data))
    except Exception:  # Pillow raises whatever a broken picture makes it stumble over
        return Picture("no picture", 0, 0, len(data))
