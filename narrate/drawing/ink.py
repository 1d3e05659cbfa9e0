"""What pictures are drawn with: letters, colours and measures, at twice their size for smooth edges."""

from __future__ import annotations

import functools
import unicodedata

from PIL import Image, ImageDraw, ImageFont

SCALE = 2
"""Everything is drawn so much larger, and made smaller at the end."""

PAPER = "#fcfcfa"
PANEL = "#f3f3ef"
INK = "#23262b"
PALE = "#7d828b"
GRID = "#dfdfd9"
GOOD = "#2f7d4f"
WARN = "#a86a00"
BAD = "#c0392b"
SILENT = "#b9bcc2"
FLAW = "#7b4bb0"

SPEAKERS = (
    "#54698f", "#d0643c", "#2a948a", "#d99f2b", "#8a5fb0", "#c4527f",
    "#4893c9", "#7c9a35", "#a8703f", "#3f7a63", "#b3574f",
)  # fmt: skip
"""By how long they are heard; told apart also by most who see colours otherwise."""

_ALIKE = {
    "–": "-", "—": "-", "‒": "-", "−": "-", "‐": "-", "‑": "-", "ß": "ss", "æ": "ae", "Æ": "Ae",
    "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ı": "i", "þ": "th", "ð": "d",
}  # fmt: skip
"""What is drawn for letters that are more than one with an accent: the font has hardly more than ASCII."""

MISSING = "·"
"""Stands for letters that the font has not."""


@functools.lru_cache(maxsize=16)
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font, the same on every machine."""
    return ImageFont.load_default(size * SCALE)


def legible(text: str) -> str:
    """``text`` on one line, with one dot for each run of letters that the font cannot draw.

    A letter of which only the accent is missing is drawn without it.
    """
    letters = ""
    for char in " ".join(text.split()):
        parts = unicodedata.normalize("NFKD", _ALIKE.get(char, char))
        plain = "".join(part for part in parts if not unicodedata.combining(part))
        if _drawable(char):
            letters += char
        elif plain and plain.isascii() and plain.isprintable():
            letters += plain
        elif not letters.endswith(MISSING):
            letters += MISSING
    return letters


@functools.lru_cache(maxsize=4096)
def _drawable(char: str) -> bool:
    if not char.isprintable():
        return False
    face = font(12)
    absent = face.getmask("\U0010ffff")
    mask = face.getmask(char)
    return char == " " or (mask.size, bytes(mask)) != (absent.size, bytes(absent))


def fitted(text: str, size: int, width: float) -> str:
    """``text``, legible, cut so that it is at most ``width`` pixels wide."""
    letters = legible(text)
    if wide(letters, size) <= width:
        return letters
    while letters and wide(letters + "…", size) > width:
        letters = letters[:-1]
    return letters.rstrip() + "…"


def wide(text: str, size: int) -> float:
    """How many pixels wide ``text`` is."""
    return float(font(size).getlength(text)) / SCALE


class Canvas:
    """A picture being drawn, in pixels of its final size."""

    def __init__(self, width: int, height: int) -> None:
        self._image = Image.new("RGB", (width * SCALE, height * SCALE), PAPER)
        self._draw = ImageDraw.Draw(self._image, "RGBA")

    def box(
        self, left: float, top: float, right: float, bottom: float, colour: str, radius: float = 0
    ) -> None:
        """A filled rectangle."""
        corners = [each * SCALE for each in (left, top, max(left, right), max(top, bottom))]
        if radius:
            self._draw.rounded_rectangle(corners, radius * SCALE, fill=colour)
        else:
            self._draw.rectangle(corners, fill=colour)

    def line(self, points: list[tuple[float, float]], colour: str, width: float = 1) -> None:
        """A line through ``points``."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, fill=colour, width=max(1, round(width * SCALE)), joint="curve")

    def dashes(self, left: float, right: float, y: float, colour: str) -> None:
        """A level across a panel."""
        at = left
        while at < right:
            self.line([(at, y), (min(at + 6, right), y)], colour, 1)
            at += 11

    def triangle(self, x: float, y: float, size: float, colour: str) -> None:
        """A mark that points down at ``x``, ``y``."""
        corners = [(x - size, y - 1.6 * size), (x + size, y - 1.6 * size), (x, y)]
        self._draw.polygon([(a * SCALE, b * SCALE) for a, b in corners], fill=colour)

    def text(self, x: float, y: float, text: str, size: int, colour: str = INK, anchor: str = "ls") -> None:
        """``text`` at a point of its base line; ``anchor`` is as Pillow's."""
        self._draw.text((x * SCALE, y * SCALE), text, fill=colour, font=font(size), anchor=anchor)

    def finished(self) -> Image.Image:
        """The picture in its own size."""
        width, height = self._image.size
        return self._image.resize((width // SCALE, height // SCALE), Image.Resampling.LANCZOS)
