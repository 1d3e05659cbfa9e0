import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.errors import NarrateError, Where
from narrate.publish.cover import MAX_BYTES, read_cover, what_is_changed

WHERE = Where("cover.jpg")


def test_a_jpeg_is_known_by_its_header(jpeg: bytes) -> None:
    cover = read_cover(jpeg, WHERE)
    assert (cover.mime, cover.width, cover.height, cover.depth_bits) == ("image/jpeg", 16, 16, 24)
    assert cover.data == jpeg


def test_a_png_is_known_by_its_header_whatever_its_name(png: bytes) -> None:
    cover = read_cover(png, WHERE)
    assert (cover.mime, cover.width, cover.height, cover.depth_bits) == ("image/png", 3, 2, 32)


def test_a_cameras_thumbnail_does_not_stand_for_the_picture(jpeg: bytes) -> None:
    exif = b"Exif\0\0" + jpeg  # a whole small picture within a header
    with_thumbnail = jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]
    assert read_cover(with_thumbnail, WHERE).width == 16
    with pytest.raises(NarrateError, match="cut short"):
        read_cover(with_thumbnail[: len(exif) + 100], WHERE)


def test_bytes_after_the_end_of_a_jpeg_are_allowed(jpeg: bytes) -> None:
    assert read_cover(jpeg + b"\0" * 512, WHERE).height == 16


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8 ", b"<svg/>", b"\xff\xd8", b"\x89PNG"]
)
def test_anything_else_is_refused_with_a_way_out(data: bytes) -> None:
    with pytest.raises(NarrateError) as caught:
        read_cover(data, WHERE)
    assert str(caught.value) == (
        "cover.jpg: the cover is neither a JPEG nor a PNG image\n  hint: a cover is a JPEG or PNG image"
    )


def test_every_truncation_is_refused(jpeg: bytes, png: bytes) -> None:
    for image in (jpeg, png):
        for length in range(len(image)):
            with pytest.raises(NarrateError, match="the cover is"):
                read_cover(image[:length], WHERE)


def test_a_damaged_png_is_refused(png: bytes) -> None:
    for at in range(8, len(png)):
        damaged = png[:at] + bytes((png[at] ^ 0x40,)) + png[at + 1 :]
        with pytest.raises(NarrateError, match="damaged"):
            read_cover(damaged, WHERE)


def test_a_picture_without_extent_is_refused(png: bytes) -> None:
    flat = struct.pack(">IIBBBBB", 3, 0, 8, 6, 0, 0, 0)
    head = b"IHDR" + flat
    with pytest.raises(NarrateError, match="damaged"):
        read_cover(png[:12] + head + struct.pack(">I", zlib.crc32(head)) + png[33:], WHERE)


def test_a_file_that_no_sound_file_can_hold_is_made_smaller(jpeg: bytes) -> None:
    assert read_cover(jpeg.ljust(MAX_BYTES, b"\0"), WHERE).data == jpeg.ljust(MAX_BYTES, b"\0")
    large = jpeg.ljust(MAX_BYTES + 1, b"\0")
    cover = read_cover(large, WHERE)
    assert (cover.width, cover.height, len(cover.data) < 2000) == (16, 16, True)
    assert what_is_changed(large) == "has 16 MB"


@given(st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]), st.binary(max_size=200))
def test_garbage_is_refused_and_never_crashes(start: bytes, rest: bytes) -> None:
    with pytest.raises(NarrateError, match="the cover is"):
        read_cover(start + rest, WHERE)
