from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from narrate.model import Measure
from narrate.sound.master import by_segment, master
from narrate.sound.measure import measure
from narrate.sound.meter import Tally
from narrate.sound.pcm import Recording
from narrate.sound.roomtone import RoomTone
from narrate.sound.seam import SegmentTone, around
from narrate.sound.settings import Mastering, Pauses
from narrate.sound.timeline import FRAME_S, LEAD_S, TAIL_S, Extent, Segment, segments, timeline
from narrate.sound.utterance import Part

RATE = 24_000
USUAL = Mastering()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments of a few seconds, so that a test has many."""
    monkeypatch.setattr("narrate.sound.cuts.SHORTEST_S", 2)
    monkeypatch.setattr("narrate.sound.cuts.LONGEST_S", 5)


def extent(samples: int, pause_s: float = 0.7, rate_hz: int = RATE) -> Extent:
    return Extent("u", rate_hz, Measure(0, samples, (), samples / 1e6), pause_s)


def parts(count: int, seed: int = 1, pause_s: float = 0.5) -> list[Part]:
    made = []
    noise = np.random.default_rng(seed)
    for index in range(count):
        audio = noise.uniform(-0.3, 0.3, round(noise.uniform(0.5, 2.0) * RATE)).astype(np.float32)
        known = measure(audio, RATE)
        made.append(Part(f"u{index}", lambda a=audio: Recording(a, RATE), known, 0.0, pause_s, RATE))
    return made


def sounds(wanted: list[Part], hands: int = 1) -> tuple[list[Segment], list[bytes], bytes]:
    """The segments, the sound of each, and that of the whole chapter."""
    apart: dict[int, list[NDArray[np.float32]]] = {}
    whole: list[NDArray[np.float32]] = []

    def listen(segment: Segment) -> list:
        return [apart.setdefault(segment.first, []).append]

    found = [segment for segment, _ in by_segment(wanted, Pauses(), USUAL, listen, hands=hands)]
    own = [np.concatenate(apart[segment.first]).tobytes() for segment in found]
    master(wanted, Pauses(), USUAL, whole.append, hands=hands)
    return found, own, np.concatenate(whole).tobytes()


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 6_000_000), st.sampled_from([0.0, 0.1, 0.35, 0.7, 3.0])), max_size=12),
    st.sampled_from([16_000, 24_000, 24_001, 44_100, 48_000]),
)
def test_mp3_frames_keep_step_with_samples_however_many_seams(
    utterances: list[tuple[int, float]], rate_hz: int
) -> None:
    settings = replace(USUAL, sample_rate_hz=rate_hz)
    divided = segments([extent(*each) for each in utterances], Pauses(), settings)
    frames = 0
    for segment in divided:
        late = frames * FRAME_S * rate_hz - segment.start
        assert 0 <= late < 1
        assert segment.spare in (0, 1)
        frames += segment.frames
    assert [segment.last for segment in divided] == [False] * (len(divided) - 1) + [True]
    assert [segment.opens for segment in divided] == [True] + [False] * (len(divided) - 1)
    assert sum(len(segment.marks) for segment in divided) == len(utterances)
    assert (divided[-1].start + divided[-1].samples) % 4096 == 0


@pytest.mark.usefixtures("short")
def test_a_pause_with_a_seam_is_half_a_frame_longer_or_shorter_at_the_most() -> None:
    extents = [extent(length) for length in range(20_000, 80_000, 1234)]
    divided = segments(extents, Pauses(), USUAL)
    assert len(divided) > 8
    marks, _ = timeline(extents, Pauses(), USUAL)
    pauses_s = [(later.start - mark.end) / RATE for mark, later in pairwise(marks)]
    assert max(abs(pause_s - 0.7) for pause_s in pauses_s) < FRAME_S / 2 + 2 / RATE
    seams = {segment.first for segment in divided[1:]}
    for index, pause_s in enumerate(pauses_s, 1):
        assert index in seams or pause_s == pytest.approx(0.7, abs=1e-9)


@pytest.mark.usefixtures("short")
def test_where_nobody_pauses_a_seam_makes_a_short_pause() -> None:
    marks, _ = timeline([extent(30_000, 0.0)] * 20, Pauses(), USUAL)
    pauses_s = [(later.start - mark.end) / RATE for mark, later in pairwise(marks)]
    assert set(map(bool, pauses_s)) == {False, True}
    assert max(pauses_s) <= LEAD_S + TAIL_S + FRAME_S


def test_a_chapter_of_nine_hours_has_a_timeline() -> None:
    extents = [extent(170_000 + 997 * (index % 89)) for index in range(4_000)]
    divided = segments(extents, Pauses(), USUAL)
    assert divided[-1].start > 9 * 3600 * RATE
    assert 150 < len(divided) < 500


@pytest.mark.usefixtures("short")
def test_a_segment_sounds_the_same_wherever_it_stands() -> None:
    wanted = parts(16)
    _, own, _ = sounds(wanted)
    _, moved, _ = sounds([*parts(5, seed=2), *wanted])
    assert len(own) > 4
    assert len(set(own[1:-1]) & set(moved)) >= len(own) - 4  # but where it is divided elsewhere


@pytest.mark.usefixtures("short")
def test_more_hands_make_the_same_segments() -> None:
    assert sounds(parts(12)) == sounds(parts(12), hands=3)


@pytest.mark.usefixtures("short")
def test_a_chapter_is_its_segments_one_after_the_other() -> None:
    wanted = parts(12)
    found, own, whole = sounds(wanted)
    extents = [Extent(part.id, RATE, part.measure, part.pause_s) for part in wanted]
    marks, samples = timeline(extents, Pauses(), USUAL)
    assert marks == tuple(mark for segment in found for mark in segment.marks)
    assert samples == len(whole) // 4
    at = 0
    for segment, sound in zip(found, own, strict=True):
        assert whole[at : at + len(sound)] == sound
        at += len(sound) + 4 * segment.spare
    assert at == len(whole)


@pytest.mark.usefixtures("short")
def test_what_is_known_of_many_segments_is_what_is_known_of_one() -> None:
    wanted = parts(12)
    many = master(wanted, Pauses(), USUAL, lambda _: None)
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr("narrate.sound.cuts.LONGEST_S", 10_000)
        one = master(wanted, Pauses(), USUAL, lambda _: None)
    assert many.loudness_lufs == pytest.approx(one.loudness_lufs, abs=0.15)  # at seams blocks are not counted
    assert many.rms_db == pytest.approx(one.rms_db, abs=0.05)
    assert many.peak_db == pytest.approx(one.peak_db, abs=0.01)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("hands", [1, 3])
def test_what_nobody_wants_to_hear_and_is_known_is_not_made(hands: int) -> None:
    wanted = parts(12)
    tallies: dict[int, Tally] = {}
    asked = by_segment(wanted, Pauses(), USUAL, lambda segment: tallies.get(segment.first, ()), hands=hands)
    for segment, tally in asked:
        tallies[segment.first] = tally
    assert len(tallies) > 4
    fewer = [replace(part, load=None) for part in wanted]  # type: ignore[arg-type]
    again = by_segment(fewer, Pauses(), USUAL, lambda segment: tallies[segment.first], hands=hands)
    while True:
        try:
            segment, tally = next(again)
        except StopIteration as end:
            known = end.value
            break
        assert tally == tallies[segment.first]
    assert known == master(wanted, Pauses(), USUAL, lambda _: None)


def test_a_take_of_another_length_than_its_measure_says_is_refused() -> None:
    (wrong,) = parts(1)
    wrong = replace(wrong, measure=replace(wrong.measure, end=wrong.measure.end + 100))
    with pytest.raises(ValueError, match="its measure says"):
        master([wrong], Pauses(), USUAL, lambda _: None)


def test_the_tone_of_a_segment_leads_over_to_its_loops_beginning() -> None:
    loop = RoomTone(RATE, USUAL.room_tone_db)
    before, after = around(USUAL)
    tone = SegmentTone(Segment(0, 0, 5 * RATE, 191, 0, ()), USUAL)
    whole = tone.at(0, 5 * RATE)
    assert np.array_equal(whole[: len(after)], after)
    assert np.array_equal(whole[-len(before) :], before)
    assert np.array_equal(np.concatenate([before, after]), loop.at(-len(before), len(before) + len(after)))
    level = [20 * np.log10(np.sqrt(np.square(part).mean())) for part in whole.reshape(-1, RATE // 20)]
    assert max(level) - min(level) < 4  # noise in short pieces, and none of them stands out
    assert level[-2] == pytest.approx(USUAL.room_tone_db, abs=2.5)
    assert np.abs(np.diff(whole)).max() <= np.abs(np.diff(loop.at(0, 15 * RATE))).max() * 1.2


def test_the_tone_of_the_last_segment_goes_on_to_its_end() -> None:
    tone = SegmentTone(Segment(0, 0, 5 * RATE, 0, 0, ()), USUAL)
    assert np.array_equal(tone.at(0, 5 * RATE), RoomTone(RATE, USUAL.room_tone_db).at(0, 5 * RATE))
