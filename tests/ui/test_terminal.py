"""A build as it is told: every event in a log and in a terminal, and what went wrong even when quiet."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from narrate.build.events import (
    Assembling,
    Event,
    Failed,
    Finished,
    Flagged,
    Inspected,
    Inspecting,
    Mastered,
    Planned,
    Published,
    Reading,
    Rendered,
)
from narrate.ui.terminal import follow

EVENTS: tuple[Event, ...] = (
    Planned(4, 3, {"ada": 60, "teller": 30}),
    Reading(1, 1),
    Rendered("c01.p02.u1", "teller", 30, 2.0),
    Flagged("c01.p02.u2", "ada", 40, ("clipped", "silent for 3.0 s inside"), 4),
    Failed("c01.p02.u3", "ada", 20, "the model choked [bold]"),
    Assembling(((2, 5.0),)),
    Mastered(2, 5.0),
    Published(Path("/nowhere/02.flac"), "flac", 2, "The Second", 5.0, 1000),
    *(Published(Path(f"/nowhere/{n}.srt"), "srt", n, "The Second", 5.0, 100) for n in (1, 2, 3)),
    Published(Path("/nowhere/2.lrc"), "lrc", 2, "The Second", 5.0, 100),
    Inspecting(0, 1),
    Inspected(
        (("acx", 12), ("m4b", 2), ("acx-sound-book", 1)),
        tuple(f"0{n} - X.mp3 does not meet [it]" for n in range(8)),
        (),
    ),
    Finished(4, 1, 1, 2, 1, 2, 5.0, Path("/nowhere"), ()),
)


def told(*, terminal: bool, quiet: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=200, no_color=True, highlight=False)
    assert follow((event for event in EVENTS), console, quiet=quiet) == EVENTS[-1]
    return out.getvalue()


@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize("quiet", [True, False])
def test_what_went_wrong_is_told_always(terminal: bool, quiet: bool) -> None:
    text = told(terminal=terminal, quiet=quiet)
    assert "flagged c01.p02.u2: the sound is clipped and silent for 3.0 s inside after 4 attempts" in text
    assert "failed c01.p02.u3: the model choked [bold]" in text
    assert ("wrote 1 of 2 chapters" in text) is not quiet


def test_a_terminal_shows_all_that_was_tried_as_done() -> None:
    assert "3 of 3 utterances, 0.0 min" in told(terminal=True)


def test_a_log_has_a_line_for_each_file_and_tells_of_rendering_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "rendered 3 of" not in told(terminal=False)
    monkeypatch.setattr("narrate.ui.log_lines._SILENCE_S", 0.0)
    text = told(terminal=False)
    assert "4 utterances, 3 to render" in text
    assert "read 1 of 1 utterance" in text
    assert "rendered 3 of 3 utterances, 0.0 min of sound, about 0 s left" in text
    assert "wrote /nowhere/02.flac  5 s  1 kB\nwrote 3 srt files\nwrote 1 lrc file\n" in text


@pytest.mark.parametrize("terminal", [True, False])
def test_what_files_meet_is_one_line_and_what_they_do_not_is_a_warning(terminal: bool) -> None:
    text = told(terminal=terminal)
    assert "15 files meet their technical numbers (acx, m4b)\n" in text
    assert "warning: 04 - X.mp3 does not meet [it]\n" in text
    assert "warning: 05" not in text
    assert "  and 3 more; narrate inspect tells all\n" in text
    assert "meet" not in told(terminal=terminal, quiet=True)
