"""Covers of kinds and sizes that players fail at, made into ones that all of them show, by Pillow."""

from __future__ import annotations

import io
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MOST_PIXELS = 3000
"""On a side; what shops ask for, and as much as the memory of small players holds."""

_QUALITY = 90
_WHITE = (255, 255, 255)


class CannotFit(Exception):
    """Pillow cannot decode the picture."""


@lru_cache(maxsize=1)  # it is asked for several times in a build, and a large one takes seconds
def fitted(data: bytes) -> tuple[bytes, int, int]:
    """The picture in ``data`` as a baseline RGB JPEG, its width and height at most ``MOST_PIXELS``.

    The same bytes give the same bytes. Who calls has made sure that the picture is not too large to decode.
    Raises CannotFit.
    """
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings(), _opened(data) as opened:
            opened.draft(None, (MOST_PIXELS, MOST_PIXELS))  # JPEG: decoded at half its size, or less
            image = ImageOps.exif_transpose(_rgb(opened))
        image.thumbnail((MOST_PIXELS, MOST_PIXELS), Image.Resampling.LANCZOS)
        file = io.BytesIO()
        image.save(file, "JPEG", quality=_QUALITY)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise CannotFit(str(error)) from error
    return file.getvalue(), image.width, image.height


def _opened(data: bytes) -> Picture:
    from PIL import Image

    # Pillow warns of half as many pixels as whoever calls here allows.
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    return Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))


def _rgb(image: Picture) -> Picture:
    """``image`` in the colours of screens: by its own profile if it has one, and on white if it has holes."""
    from PIL import Image

    if image.mode.startswith("I"):  # grey of 16 bits, which Pillow would cut off at 255
        return image.convert("F").point(lambda value: value / 256).convert("L").convert("RGB")
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        ground = Image.new("RGB", seen.size, _WHITE)
        ground.paste(seen, mask=seen.getchannel("A"))
        return ground
    return _by_profile(image) or image.convert("RGB")


def _by_profile(image: Picture) -> Picture | None:
    """``image`` in sRGB, if it brings a profile of its colours that can be used."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if not profile:
        return None
    try:
        return ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
