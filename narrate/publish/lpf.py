"""LPF: a W3C audiobook in one file, for players that take no folder (https://www.w3.org/TR/lpf/).

What is in it is said in ``publication.json``, by the Publication Manifest (https://www.w3.org/TR/pub-manifest/)
and its profile for audiobooks (https://www.w3.org/TR/audiobooks/).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from narrate.publish.identity import identifier, language_tag
from narrate.publish.packing import Packed, Sound, pack
from narrate.publish.tags import Cover, Tags, one_line, printable

_MANIFEST = "publication.json"
_PAGE = "index.html"
_AUDIO_TYPE = "audio/mpeg"
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}
_DATE = re.compile(r"([1-9]\d{3})(-\d{2}-\d{2})?")


@dataclass(frozen=True, slots=True)
class Track:
    """A chapter: its title, its sound and how long that is."""

    title: str
    sound: Sound
    duration_s: float


def write(path: Path, tags: Tags, cover: Cover | None, tracks: Sequence[Track]) -> None:
    """Write the book of ``tracks`` to ``path``. Raises NarrateError where files cannot be read or written."""
    pack(path, _files(tags, cover, tracks))


def _files(tags: Tags, cover: Cover | None, tracks: Sequence[Track]) -> Iterator[Packed]:
    manifest = json.dumps(_manifest(tags, cover, tracks), ensure_ascii=False, indent=2)
    yield Packed.of(_MANIFEST, f"{manifest}\n".encode())
    yield Packed.of(_PAGE, _page(tags, tracks).encode())
    if cover is not None:
        yield Packed.of(_cover(cover), cover.data)
    for number, track in enumerate(tracks, 1):
        yield track.sound.packed(_audio(number))


def _audio(number: int) -> str:
    return f"audio/{number:03}.mp3"


def _cover(cover: Cover) -> str:
    return f"cover{_SUFFIXES[cover.mime]}"


def _manifest(tags: Tags, cover: Cover | None, tracks: Sequence[Track]) -> Mapping[str, object]:
    """The manifest; what is not known is left out."""
    language = language_tag(tags.language)
    known = {
        "author": one_line(tags.author),
        "readBy": one_line(tags.narrator),
        "publisher": one_line(tags.publisher),
        "datePublished": _date(tags.year),
        "description": printable(tags.description),
    }
    resources: list[Mapping[str, object]] = [
        {
            "type": "LinkedResource",
            "rel": "contents",
            "url": _PAGE,
            "encodingFormat": "text/html",
            "name": one_line(tags.title),
        }
    ]
    if cover is not None:
        resources.append(
            {"type": "LinkedResource", "rel": "cover", "url": _cover(cover), "encodingFormat": cover.mime}
        )
    return {
        "@context": ["https://schema.org", "https://www.w3.org/ns/pub-context", {"language": language}],
        "conformsTo": "https://www.w3.org/TR/audiobooks/",
        "type": "Audiobook",
        "id": identifier(tags),
        "name": one_line(tags.title),
        **{name: value for name, value in known.items() if value},
        "inLanguage": [language],
        "duration": _duration(sum(track.duration_s for track in tracks)),
        "accessMode": ["auditory"],
        "accessModeSufficient": [{"type": "ItemList", "itemListElement": ["auditory"]}],
        "accessibilityFeature": ["tableOfContents"],
        "accessibilityHazard": ["noFlashingHazard", "noMotionSimulationHazard"],
        "readingOrder": [
            {
                "type": "LinkedResource",
                "url": _audio(number),
                "encodingFormat": _AUDIO_TYPE,
                "name": one_line(track.title),
                "duration": _duration(track.duration_s),
            }
            for number, track in enumerate(tracks, 1)
        ],
        "resources": resources,
    }


def _date(year: str) -> str:
    """A date from what is called the year, which may be one; of a year alone, the first day."""
    match = _DATE.fullmatch(year)
    return "" if match is None else f"{match[1]}{match[2] or '-01-01'}"


def _duration(duration_s: float) -> str:
    """A duration of ISO 8601, in seconds to the millisecond."""
    return f"PT{duration_s:.3f}S"


def _page(tags: Tags, tracks: Sequence[Track]) -> str:
    """The primary entry page, which is the table of contents as well."""
    title, author = escape(one_line(tags.title)), escape(one_line(tags.author))
    items = "".join(
        f'<li><a href="{_audio(number)}">{escape(one_line(track.title))}</a></li>\n'
        for number, track in enumerate(tracks, 1)
    )
    by = f"<p>{author}</p>\n" if author else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{language_tag(tags.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<title>{title}</title>\n<link rel="publication" href="{_MANIFEST}">\n</head>\n<body>\n'
        f'<h1>{title}</h1>\n{by}<nav role="doc-toc">\n<ol>\n{items}</ol>\n</nav>\n</body>\n</html>\n'
    )
