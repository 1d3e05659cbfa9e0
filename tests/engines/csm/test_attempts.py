"""What is wrong with a take is found, tried again with the next seed, and told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from narrate.engines.csm import checks
from narrate.engines.csm.engine import Settings
from narrate.engines.processes.process import Process
from tests.conftest import noise_in_syllables
from tests.engines.csm.conftest import render

RATE_HZ = 24_000
BORDERLINE = "猫は静かな通りで灯り and waits for Ada n"
"""Three tokens a character: the tiny model takes about as long for it as a take may last."""


def test_one_that_never_ends_is_stopped_and_flagged(
    renderer: Process, ada: Settings, endless_csm: Path
) -> None:
    endless = replace(ada, model=str(endless_csm), attempts=2)
    (found,) = renderer.ask("perform", [render("Yes, Ada.")], endless, 0)
    seconds = len(found.audio) / RATE_HZ
    assert found.attempts == 2
    assert found.faults == (f"cut off after {seconds:.1f} s",)
    assert 4 < seconds < 6


def test_one_that_ends_at_once_is_empty(renderer: Process, ada: Settings, mute_csm: Path) -> None:
    mute = replace(ada, model=str(mute_csm), attempts=2)
    (found,) = renderer.ask("perform", [render("Yes, Ada.")], mute, 0)
    assert (len(found.audio), found.faults, found.attempts) == (0, ("empty",), 2)


def test_only_what_fails_is_tried_again_and_each_attempt_has_a_seed_of_its_own(
    renderer: Process, ada: Settings
) -> None:
    free = replace(ada, temperature=1.5, attempts=6)
    renders = [render(BORDERLINE, occurrence) for occurrence in range(5)]
    together = renderer.ask("perform", [*renders, render("Not I, said Ben.")], free, 0)
    assert together[-1].attempts == 1
    again = [(one, found) for one, found in zip(renders, together, strict=False) if found.attempts > 1]
    assert 0 < len(again) < len(renders)
    for one, found in again[:1]:
        once = replace(free, attempts=1)
        attempts = [renderer.ask("perform", [one], once, tried)[0] for tried in range(found.attempts)]
        assert [bool(each.faults) for each in attempts] == [True] * (found.attempts - 1) + [False]
        assert [each.attempts for each in attempts] == list(range(1, found.attempts + 1))
        assert np.array_equal(attempts[-1].audio, found.audio)
        assert not np.array_equal(attempts[0].audio, attempts[1].audio)


def test_attempts_go_on_after_those_that_were_made_before(
    renderer: Process, ada: Settings, endless_csm: Path
) -> None:
    endless = replace(ada, model=str(endless_csm), attempts=2)
    (first,) = renderer.ask("perform", [render("Yes, Ada.")], endless, 0)
    (more,) = renderer.ask("perform", [render("Yes, Ada.")], endless, 2)
    assert (first.attempts, more.attempts) == (2, 4)
    assert not np.array_equal(first.audio, more.audio)


def test_a_text_that_leaves_no_room_is_given_up(renderer: Process, ada: Settings) -> None:
    fits, too_long = renderer.ask("perform", [render("Go!"), render("猫" * 600)], ada, 0)
    assert fits.faults == ()
    assert "2048 positions" in str(too_long)


def test_a_take_records_what_it_was_made_with(renderer: Process, ada: Settings) -> None:
    (found,) = renderer.ask("perform", [render("Go!")], ada, 0)
    assert found.made_with["watermark"] == "none"
    assert {"mlx", "mlx-audio"} <= set(found.made_with)


SPEECH = noise_in_syllables(4.0, seed=3)


@pytest.mark.parametrize(
    ("audio", "expected_s", "faults"),
    [
        (SPEECH, 4.0, ()),
        (SPEECH, 1.5, ()),
        (SPEECH, 8.0, ()),
        (SPEECH, 0.5, ("too long for its text (4.0 s, about 0.5 expected)",)),
        (SPEECH, 14.0, ("too short for its text (4.0 s, about 14.0 expected)",)),
        (SPEECH[:0], 4.0, ("empty",)),
        (np.zeros(RATE_HZ, np.float32), 4.0, ("silent",)),
        (np.where(SPEECH > 0.5, np.nan, SPEECH), 4.0, ("not a number",)),
        (np.clip(20 * SPEECH, -1, 1), 4.0, ("clipped",)),
        (
            np.concatenate([SPEECH, np.zeros(3 * RATE_HZ, np.float32), SPEECH]),
            8.0,
            ("silent for 3.1 s inside",),
        ),
    ],
    ids=["good", "slow", "fast", "long", "short", "empty", "silent", "nan", "clipped", "a pause"],
)
def test_what_is_wrong_with_a_sound(audio: np.ndarray, expected_s: float, faults: tuple[str, ...]) -> None:
    found = checks.faults(audio.astype(np.float32), RATE_HZ, expected_s, ended=True)
    assert found == faults


def test_a_cap_is_generous_and_comes_after_too_long() -> None:
    for text, pace in (("Yes.", 16.0), ("A" * 400, 16.0), ("A" * 100, 3.0)):
        cap_s = checks.most_frames(text, pace) / checks.FRAMES_PER_S
        assert cap_s > 3 * checks.expected_s(text, pace)
        assert checks.faults(
            np.resize(SPEECH, int(cap_s * RATE_HZ)), RATE_HZ, checks.expected_s(text, pace), ended=True
        )
