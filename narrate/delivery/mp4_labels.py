"""The labels of an MP4 file (M4B, M4A), as FFmpeg reads them."""

from __future__ import annotations

from typing import Any

from narrate.delivery.labels import Labels, Mark, Picture

_NAMES = {
    "title": "title", "album": "album", "artist": "artist", "album_artist": "album artist",
    "composer": "narrator", "genre": "genre", "track": "track", "date": "date", "language": "language",
    "publisher": "publisher", "series": "series", "series-part": "part", "description": "description",
    "comment": "comment", "grouping": "series",
}  # fmt: skip


def mp4_labels(container: Any) -> Labels:
    """The labels of an open ``av`` container: tags, the attached picture, chapters."""
    tags: dict[str, str] = {}
    for key, value in container.metadata.items():
        if value and (name := _NAMES.get(key.lower())):
            tags.setdefault(name, value)
    return Labels(tags, _cover(container), tuple(_mark(chapter) for chapter in container.chapters()))


def _mark(chapter: Any) -> Mark:
    base = chapter["time_base"]
    title = chapter["metadata"].get("title", "")
    return Mark(title, float(chapter["start"] * base), float(chapter["end"] * base))


def _cover(container: Any) -> Picture | None:
    from av.stream import Disposition

    for stream in container.streams.video:
        if stream.disposition & Disposition.attached_pic:
            context = stream.codec_context
            return Picture(context.name.replace("mjpeg", "jpeg"), context.width, context.height, 0)
    return None
