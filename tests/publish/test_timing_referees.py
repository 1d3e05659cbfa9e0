"""ffmpeg, none of our code, reads every kind of timing file: each cue, each time, each word."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from narrate.model import NARRATOR, Boundary
from narrate.publish.timings import TIMINGS, find_timing
from tests.publish.timed import chapter, sheet

LINES = (
    ("Nobody had lit the lamp & nobody knew <why> it was out.", NARRATOR, Boundary.PARAGRAPH),
    ("“שלום עולם, who has the matches?”", "Ada", Boundary.SPEAKER),
    ("asked the girl 👩🏽‍🚀.", NARRATOR, Boundary.PARAGRAPH),
    ("", NARRATOR, Boundary.SENTENCE),
    ("“Not I.”", "Ben", Boundary.CHAPTER),
)


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not here to read timing files")
@pytest.mark.parametrize("name", [name for name in TIMINGS if name != "json"])
def test_ffmpeg_reads(name: str, tmp_path: Path) -> None:
    kind = find_timing(name)
    file = tmp_path / f"lamps{kind.suffix}"
    written = chapter(*LINES)
    file.write_text("".join(kind.write(sheet(written))), encoding="utf-8")
    ran = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", file, "-f", "ass", "-"], capture_output=True, text=True, check=True
    )
    assert ran.stderr == ""
    events = re.findall(r"^Dialogue: 0,(\d+):(\d+):([\d.]+),.*?,,0,0,0,,(.*)$", ran.stdout, re.MULTILINE)
    shown = " ".join(text.replace("\\N", " ").replace("BEN: ", "") for *_, text in events)
    assert re.findall(r"\w+", shown) == re.findall(r"\w+", " ".join(line for line, *_ in LINES))
    heard = {
        round(3600 * int(hours) + 60 * int(minutes) + float(seconds), 2)
        for hours, minutes, seconds, _ in events
    }
    for utterance in written.utterances:
        if utterance.text:
            assert min(abs(utterance.start_s - at_s) for at_s in heard) <= 0.011
