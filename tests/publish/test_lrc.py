"""LRC: lyrics for music players."""

from __future__ import annotations

from narrate.model import NARRATOR, Boundary
from narrate.publish.lrc import lrc
from narrate.sound.settings import Pauses
from tests.publish.timed import chapter, sheet, told


def test_a_chapter() -> None:
    lines = (
        ("The lamp was out that night.", NARRATOR, Boundary.PARAGRAPH),
        ("“Not I, nor anybody else.”", "Ben", Boundary.CHAPTER),
    )
    assert "".join(lrc(sheet(chapter(*lines), title="I [first]\nLamp"))) == (
        "[ti:I (first) Lamp]\n[ar:A. Tester]\n[al:Two Lamps]\n[length:00:07]\n"
        "[00:00.75]The lamp was out that night.\n[00:03.21]BEN: “Not I, nor anybody else.”\n[00:05.03]\n"
    )


def test_minutes_go_on_after_an_hour() -> None:
    text = "".join(lrc(sheet(told("One."), told("Two."), starts_s=(0.0, 5999.246))))
    assert "[length:100:03]" in text
    assert "[99:60" not in text
    assert "[100:00.00]Two." in text


def test_no_text_is_taken_for_a_time() -> None:
    text = "".join(lrc(sheet(told("[00:12.00] [aside] he said, [1:30] then."))))
    assert "]((00:12.00] [aside] he said, (1:30] then." not in text
    assert "(00:12.00] [aside] he said, (1:30] then." in text


def test_the_last_line_goes_in_a_long_pause_only() -> None:
    lines = (("One lamp burns.", NARRATOR, Boundary.SCENE), ("Two lamps burn.", NARRATOR, Boundary.CHAPTER))
    assert [line[10:] for line in lrc(sheet(chapter(*lines)))][4:] == [
        "One lamp burns.\n",
        "\n",
        "Two lamps burn.\n",
        "\n",
    ]
    short = chapter(*lines, pauses=Pauses(scene=1.9, tail=1.0))
    assert [line[10:] for line in lrc(sheet(short))][4:] == ["One lamp burns.\n", "Two lamps burn.\n"]
