"""The picture of a recording: the same bytes for the same file, marks where something is wrong."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from PIL import Image

from narrate.errors import Outcome
from narrate.voices.checks import picture as drawn
from narrate.voices.checks.checked import CheckedFile, check
from narrate.voices.checks.item import Item
from narrate.voices.checks.picture import picture
from tests.voices.conftest import RATE_HZ

Sound = NDArray[np.float32]

pytestmark = pytest.mark.usefixtures("alone")


@pytest.fixture
def checked(tmp_path: Path, spoken: Sound) -> Callable[..., CheckedFile]:
    def of(audio: Sound | None = None, name: str = "keeper.wav") -> CheckedFile:
        sound = spoken[: 4 * RATE_HZ] if audio is None else audio
        soundfile.write(tmp_path / name, sound, RATE_HZ, subtype="PCM_24")
        return check(tmp_path / name)

    return of


def pixels(png: bytes) -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def count(image: NDArray[np.uint8], colour: str, rows: slice) -> int:
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return int((np.abs(image[rows].astype(int) - wanted).sum(axis=2) < 12).sum())


def test_what_is_wrong_is_marked_at_its_time(checked: Callable[..., CheckedFile], spoken: Sound) -> None:
    lane = slice(drawn._LANES, drawn._LANES + drawn._LANE)
    clipped = spoken[: 6 * RATE_HZ].copy()
    half = len(clipped) // 2
    clipped[half:] = np.clip(12 * clipped[half:], -0.9, 0.9)
    image = pixels(picture(checked(clipped)))
    middle = (drawn._LEFT + drawn._RIGHT) // 2
    assert count(image[:, middle:], drawn.ink.BAD, lane) > 100
    assert count(image[:, :middle], drawn.ink.BAD, lane) == 0


def test_as_many_remarks_as_there_are_have_room(checked: Callable[..., CheckedFile]) -> None:
    good, same = (
        replace(found, items=tuple(item for item in found.items if item.outcome is Outcome.PASS))
        for found in (checked(), checked())
    )
    first = picture(good)
    assert first == picture(same)  # the same file, the same bytes
    places = ((0.5, 0.6), (3.0, 3.0))
    many = tuple(
        Item(f"flaw {number}", Outcome.WARN, "much", "little", "do " * 100, places) for number in range(9)
    )
    few, full = pixels(first), pixels(picture(replace(good, items=many)))
    assert len(full) == len(few) + 9 * drawn._LANE + 18 * 24
    assert (full[-20:] == full[-1, -1]).all()  # nothing runs over the lower edge
    assert (full[:, -20:] == full[-1, -1]).all()


@pytest.mark.parametrize(
    ("name", "seconds"), [("灯台.wav", 0.0005), ("a" * 200 + ".wav", 0.5), ("ligne é\x1b[31m.wav", 3.0)]
)
def test_silence_a_moment_and_any_name_can_be_drawn(
    checked: Callable[..., CheckedFile], name: str, seconds: float
) -> None:
    found = checked(np.zeros(round(seconds * RATE_HZ), np.float32), name)
    assert found.outcome is Outcome.FAIL
    image = pixels(picture(found))
    assert (image[:, -20:] == image[-1, -1]).all()  # the name ends before the edge


def test_a_file_without_sound_has_no_picture(tmp_path: Path) -> None:
    (tmp_path / "words.wav").write_text("no sound")
    with pytest.raises(ValueError, match=r"words\.wav"):
        picture(check(tmp_path / "words.wav"))
