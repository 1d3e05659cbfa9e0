"""What killed processes left unfinished goes with the next build, wherever it lies; all else stays."""

from __future__ import annotations

from pathlib import Path

from narrate import atomic
from narrate.build.book import build
from narrate.build.request import Request
from narrate.project.load import load


def test_a_build_sweeps_what_is_unfinished_and_what_is_being_written_stays(project: Path) -> None:
    list(build(Request(load(project))))
    places = ("", "recordings", "dist/mp3", ".narrate", ".narrate/builds", ".narrate/blobs-v1/00")
    left = [project / place / f"{atomic.TEMPORARY}left" for place in places]
    mine = [project / "recordings" / "mine.wav", project / "notes" / f"{atomic.TEMPORARY}mine"]
    for path in (*left, *mine):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    with atomic.replacing(project / "recordings" / "new.wav") as written:
        list(build(Request(load(project))))
        assert [path.exists() for path in (*left, *mine)] == [False] * len(left) + [True, True]
        written.write_bytes(b"y")
    assert (project / "recordings" / "new.wav").read_bytes() == b"y"
