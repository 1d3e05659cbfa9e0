"""Covers that not every player shows become ones that all of them do."""

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from narrate.errors import NarrateError, Where
from narrate.publish.cover import read_cover, what_is_changed
from narrate.publish.cover_fitting import fitted

RED, WHITE = (200, 30, 40), (255, 255, 255)
PRINTED = (55, 225, 215, 0)  # RED, in the colours of print


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def shown(data: bytes) -> tuple[str, tuple[int, int], tuple[int, ...]]:
    """The mode and size of a picture, and the colour in its middle."""
    image = Image.open(io.BytesIO(data))
    middle = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
    assert isinstance(middle, tuple)
    return image.mode, image.size, middle


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    "data",
    [
        saved(Image.new("RGB", (3000, 40), RED)),
        saved(Image.new("RGB", (64, 64), RED), progressive=True),
        saved(Image.new("L", (64, 64), 90)),
        saved(Image.new("RGBA", (64, 64), (*RED, 90)), "PNG"),
        saved(Image.new("P", (64, 64), 3), "PNG"),
    ],
    ids=["as large as may be", "progressive", "grey", "with holes", "palette"],
)
def test_what_every_player_shows_is_kept_byte_for_byte(data: bytes) -> None:
    assert read_cover(data).data == data
    assert what_is_changed(data) == ""


@pytest.mark.parametrize(
    ("image", "kind", "why", "size"),
    [
        (
            Image.new("RGB", (64, 48), RED).convert("CMYK"),
            "JPEG",
            "is in CMYK, the colours of print",
            (64, 48),
        ),
        (Image.new("RGB", (12_000, 240), RED), "JPEG", "has 12000 by 240 pixels", (3000, 60)),
        (Image.new("RGB", (24, 12_000), RED), "PNG", "has 24 by 12000 pixels", (6, 3000)),
    ],
)
def test_a_cover_for_print_becomes_one_for_screens(
    image: Image.Image, kind: str, why: str, size: tuple[int, int]
) -> None:
    data = saved(image, kind)
    cover = read_cover(data)
    mode, found, colour = shown(cover.data)
    assert (mode, found, (cover.width, cover.height), cover.mime) == ("RGB", size, size, "image/jpeg")
    assert near(colour, RED)
    assert what_is_changed(data) == why
    assert read_cover(cover.data) == cover  # and that is one that is kept
    assert cover.data[2:4] == b"\xff\xe0"  # no EXIF, no profile: a plain JPEG


def test_holes_are_filled_with_white() -> None:
    cover = read_cover(saved(Image.new("RGBA", (3001, 20), (*RED, 0)), "PNG"))
    assert near(shown(cover.data)[2], WHITE)


def test_sixteen_bits_are_not_cut_off() -> None:
    grey = Image.fromarray(np.full((32, 32), 0x8000, np.uint16))
    data = saved(grey, "PNG")
    assert what_is_changed(data) == "has 16 bits a colour"
    assert near(shown(read_cover(data).data)[2], (128, 128, 128))


def test_a_cameras_turn_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    data = saved(Image.new("RGB", (3200, 20), RED), exif=exif)
    cover = read_cover(data)
    assert (cover.width, cover.height) == (19, 3000)


def test_a_profile_of_colours_is_used_and_a_broken_one_does_no_harm() -> None:
    image = Image.new("RGB", (3200, 20), RED)
    linear = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (linear, b"no profile"):
        assert near(shown(read_cover(saved(image, icc_profile=profile)).data)[2], RED)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(body, zlib.crc32(kind)))


def bomb(side: int) -> bytes:
    """A PNG that says it has ``side`` by ``side`` pixels, in a few bytes."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(NarrateError, match="50,000 by 50,000 pixels, more than the 150 million") as caught:
        read_cover(bomb(50_000), Where("cover.png"))
    assert caught.value.hint == "save it with at most 3000 by 3000"


def test_a_picture_that_has_less_than_it_says_is_refused() -> None:
    for side in (4000, 10_000):  # of the latter Pillow would warn by itself
        with pytest.raises(NarrateError, match="the cover cannot be read"):
            read_cover(bomb(side), Where("cover.png"))


def test_the_same_picture_gives_the_same_bytes() -> None:
    data = saved(Image.new("CMYK", (3200, 40), PRINTED))
    first = read_cover(data)
    fitted.cache_clear()
    assert read_cover(data) == first
