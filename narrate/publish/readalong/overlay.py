"""Media Overlays (EPUB 3.3, section 9): the SMIL of a document, the times, and how the sentence is lit up."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from narrate.publish.readalong.clips import Clip

ACTIVE_CLASS = "-epub-media-overlay-active"
"""The class of what is being heard: the name that the specification itself uses in its examples."""

STYLE = f"""\
.{ACTIVE_CLASS} {{
  background-color: rgba(255, 200, 60, 0.45);
}}
"""
"""The colour lets through what is behind it, so that the text can be read on light and on dark pages."""

SMIL_TYPE = "application/smil+xml"
AUDIO_TYPE = "audio/mpeg"


@dataclass(frozen=True, slots=True)
class Lit:
    """The element ``id`` of a document is lit up while ``clip`` is heard, a part of the file ``audio``."""

    id: str
    audio: str
    clip: Clip


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is heard of the member ``document``, in its order; ``smil`` is the member that says so."""

    document: str
    smil: str
    lit: tuple[Lit, ...]

    @property
    def duration_ms(self) -> int:
        """How long all of it is."""
        return sum(each.clip.duration_ms for each in self.lit)

    def written(self) -> bytes:
        """The SMIL document."""
        document = link(self.smil, self.document)
        pars = "".join(
            f'    <par id="par-{number}">\n'
            f'      <text src="{document}#{each.id}"/>\n'
            f'      <audio src="{link(self.smil, each.audio)}"'
            f' clipBegin="{_seconds(each.clip.begin_ms)}" clipEnd="{_seconds(each.clip.end_ms)}"/>\n'
            "    </par>\n"
            for number, each in enumerate(self.lit, 1)
        )
        head = (
            '<?xml version="1.0" encoding="utf-8"?>\n<smil xmlns="http://www.w3.org/ns/SMIL" version="3.0">\n'
        )
        return f"{head}  <body>\n{pars}  </body>\n</smil>\n".encode()


@dataclass(frozen=True, slots=True)
class Property:
    """A ``meta`` element of the package; ``refines`` is the id of the item that it is about, or ""."""

    name: str
    value: str
    refines: str = ""


def properties(overlays: Iterable[tuple[str, Overlay]], narrator: str) -> Sequence[Property]:
    """What the package says of its ``overlays``, each with the id of its SMIL in the manifest."""
    durations = [(item, overlay.duration_ms) for item, overlay in overlays]
    return (
        Property("media:duration", clock(sum(duration_ms for _, duration_ms in durations))),
        *(Property("media:duration", clock(duration_ms), item) for item, duration_ms in durations),
        *([Property("media:narrator", narrator)] if narrator else []),
        Property("media:active-class", ACTIVE_CLASS),
        Property("schema:accessibilityFeature", "synchronizedAudioText"),
    )


def clock(duration_ms: int) -> str:
    """A clock value: 3723004 ms is "1:02:03.004"."""
    minutes, rest_ms = divmod(duration_ms, 60_000)
    return f"{minutes // 60}:{minutes % 60:02}:{rest_ms // 1000:02}.{rest_ms % 1000:03}"


def link(base: str, member: str) -> str:
    """The address of ``member``, as it stands in an attribute of the member ``base``."""
    return escape(quote(posixpath.relpath("/" + member, posixpath.dirname("/" + base))))


def _seconds(time_ms: int) -> str:
    return f"{time_ms // 1000}.{time_ms % 1000:03}s"
