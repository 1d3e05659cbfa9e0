"""The time that rendering still takes, told truthfully: no loading counted, no voice taken for another."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.build.book import build
from narrate.build.events import Finished
from narrate.build.pace import Pace, Speed, read, write
from narrate.build.request import Request
from narrate.errors import NarrateError
from narrate.project.load import load


def test_nothing_is_said_before_there_is_a_result() -> None:
    assert Pace({"a": 100}, {}, 0.0).left_s(5.0) is None


def test_loading_counts_only_until_there_is_more_to_go_by() -> None:
    pace = Pace({"a": 300}, {}, 0.0)
    pace.rendered("a", 100, 1.0, 31.0)  # thirty seconds of loading
    assert pace.left_s(31.0) == pytest.approx(62.0)
    pace.rendered("a", 100, 1.0, 32.0)
    assert pace.left_s(32.0) == pytest.approx(1.0)
    assert pace.left_s(32.6) == pytest.approx(0.4)
    assert pace.left_s(40.0) == 0.0


def test_a_batch_is_one_measurement() -> None:
    pace = Pace({"a": 2400}, {}, 0.0)
    for batch in (100.0, 180.0):
        for place in range(8):
            pace.rendered("a", 100, 1.0, batch + place / 1000)
    assert pace.left_s(180.007) == pytest.approx(80.0, rel=0.01)


def test_each_voice_has_its_own_pace_and_one_not_heard_yet_the_average() -> None:
    pace = Pace({"slow": 200, "quick": 200, "new": 100}, {}, 0.0)
    pace.rendered("slow", 100, 1.0, 10.0)
    pace.rendered("slow", 50, 1.0, 15.0)
    pace.rendered("quick", 100, 1.0, 16.0)
    pace.rendered("quick", 50, 1.0, 16.5)
    # slow: 10 characters a second; quick: 100; both: 100 in 5.5 seconds
    assert pace.left_s(16.5) == pytest.approx(50 / 10 + 50 / 100 + 100 * 5.5 / 100)


def test_what_was_done_before_rendering_does_not_count() -> None:
    pace = Pace({"a": 200}, {}, 0.0)
    pace.begin(60.0)
    pace.rendered("a", 100, 1.0, 61.0)
    assert pace.left_s(61.0) == pytest.approx(1.0)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 500), st.floats(0, 100)), max_size=30))
def test_whatever_comes_the_estimate_is_a_time(results: list[tuple[str, int, float]]) -> None:
    pace, now_s = Pace({"a": 1000, "b": 1000}, {}, 0.0), 0.0
    for voice, characters, gap_s in results:
        now_s += gap_s
        pace.rendered(voice, characters, 1.0, now_s)
        left_s = pace.left_s(now_s)
        assert left_s is None or 0 <= left_s < float("inf")


def test_what_earlier_builds_measured_is_used_from_the_start_and_given_up_for_better() -> None:
    pace = Pace({"a": 300}, {"a": Speed(1000, 100.0, 60.0)}, 0.0)
    assert pace.left_s(0.0) == pytest.approx(30.0)
    pace.rendered("a", 100, 6.0, 31.0)  # loading
    assert pace.left_s(31.0) == pytest.approx(20.0)
    pace.rendered("a", 100, 6.0, 33.0)
    assert pace.left_s(33.0) == pytest.approx(2.0)
    assert pace.speeds() == {"a": Speed(100, 2.0, 6.0)}


def test_of_a_voice_that_is_quick_its_start_counts_as_well() -> None:
    pace = Pace({"a": 1000}, {}, 0.0)
    for result in range(20):
        pace.rendered("a", 10, 1.0, (result + 1) / 100)
    assert pace.speeds()["a"] == Speed(200, pytest.approx(0.2), 20.0)


def test_speeds_are_kept_and_a_damaged_file_is_none(tmp_path: Path) -> None:
    path = tmp_path / "pace.json"
    assert read(path) == {}
    write(path, {"x": Speed(100, 2.0, 6.0)})
    assert read(path) == {"x": Speed(100, 2.0, 6.0)}
    for damage in (b"", b"[]", b'{"version": 1, "voices": {"x": [1]}}', b'{"version": 1, "voices": 3}'):
        path.write_bytes(damage)
        assert read(path) == {}


def test_a_memory_that_cannot_be_written_does_not_hide_how_a_build_ended(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise NarrateError("the disk is full")

    monkeypatch.setattr("narrate.build.pace.write", full)
    monkeypatch.setattr("narrate.build.pace._MANY", 1)
    events = list(build(Request(load(project))))
    assert isinstance(events[-1], Finished)
