"""Files held against profiles: what passes, what fails, by how much; alone and together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from narrate.cli import reference_profiles
from narrate.delivery.facts import Container, Facts, Sound
from narrate.delivery.labels import Mark, Picture
from narrate.delivery.profiles import PROFILES, SOURCES, find_profile, profile_for
from narrate.delivery.quantities import QUANTITIES
from narrate.delivery.rules import Finding, judged, worst
from narrate.delivery.sets import Member, compared
from narrate.delivery.silences import Gap
from narrate.errors import NarrateError, Outcome

DOCS = Path(__file__).parent.parent.parent / "docs"

CONTAINER = Container(
    codec="mp3", container="mp3", rate_hz=44_100, channels=1, bits=None, bytes=10_000_000, kbps=(192,),
    modes=("mono",), declared_s=400.0, gapless="Info of LAME", cover=Picture("jpeg", 3000, 3000, 900_000),
    tags={"title": "One", "album": "Book", "artist": "A", "narrator": "N"}, marks=(Mark("One", 0.0, 400.0),),
)  # fmt: skip
SOUND = Sound(
    seconds=400.0, rms_db=-21.0, peak_db=-3.7, true_peak_dbtp=-3.6, loudness_lufs=-20.2, range_lu=3.0,
    floor_db=-76.0, pauses=80, pauses_db=-75.0, head_s=0.75, tail_s=3.0, digital_s=0.0, clipped_ms=0.0,
    dc_offset=0.0, not_numbers=0, gaps=(Gap(30.0, 32.2),),
)  # fmt: skip
GOOD = Facts(CONTAINER, SOUND)


def broken(facts: Facts, profile: str = "acx") -> dict[str, Finding]:
    found = judged(facts, find_profile(profile))
    return {finding.rule: finding for finding in found if finding.outcome is not Outcome.PASS}


def sounding(**changes: object) -> Facts:
    return replace(GOOD, sound=replace(SOUND, **changes))


def packed(**changes: object) -> Facts:
    return replace(GOOD, container=replace(CONTAINER, **changes))


def test_a_good_file_passes_every_rule() -> None:
    findings = judged(GOOD, PROFILES["acx"])
    assert worst(findings) is Outcome.PASS
    assert {finding.rule for finding in findings} == {rule.quantity for rule in PROFILES["acx"].rules}


@pytest.mark.parametrize(
    ("facts", "rule", "by"),
    [
        (sounding(rms_db=-17.45), "rms", "0.55 dB over"),
        (sounding(rms_db=-23.7), "rms", "0.70 dB under"),
        (sounding(rms_db=-17.9999), "rms", "0.0001 dB over"),
        (sounding(peak_db=-2.5), "peak", "0.50 dB over"),
        (sounding(floor_db=-55.04), "noise-floor", "5.0 dB over"),
        (sounding(head_s=0.1), "head", "0.40 s under"),
        (sounding(head_s=1.5), "head", "0.50 s over"),
        (sounding(tail_s=7.0), "tail", "2.00 s over"),
        (sounding(clipped_ms=4.0), "clipping", "3.0 ms over"),
        (sounding(not_numbers=1), "not-numbers", "1 over"),
        (sounding(seconds=7320.0), "length", "2.0 min over"),
        (packed(kbps=(128,)), "bit-rate", "64 kbps under"),
        (packed(kbps=(128, 192, 256)), "bit-rate-kind", ""),
        (packed(rate_hz=48_000), "sample-rate", "3900 Hz over"),
        (packed(modes=("joint stereo",), channels=2), "channels", ""),
        (packed(codec="aac", modes=()), "codec", ""),
        (packed(lost_frames=3), "whole", ""),
        (packed(cut_bytes=3), "whole", ""),
        (packed(declared_s=420.0), "whole", ""),
        (packed(marks=(Mark("One", 5.0, 400.0),)), "marks", ""),
        (packed(marks=(Mark("One", 0.0, 400.0), Mark("", 400.0, 400.0))), "marks", ""),
    ],
)
def test_what_is_wrong_fails_by_how_much_it_is(facts: Facts, rule: str, by: str) -> None:
    found = broken(facts)[rule]
    assert (found.outcome, found.by) == (Outcome.FAIL, by)


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        (sounding(true_peak_dbtp=-2.9), "true-peak"),
        (sounding(pauses_db=-50.0), "pauses"),
        (sounding(digital_s=0.05), "digital-silence"),
        (sounding(dc_offset=0.004), "dc-offset"),
        (sounding(gaps=(Gap(30.0, 37.0),)), "longest-silence"),
        (packed(junk_bytes=10), "junk"),
        (packed(gapless=None), "gapless"),
        (packed(tags={"title": "One"}), "tags"),
        (packed(cover=None), "cover"),
        (packed(declared_s=380.0), "header"),
    ],
)
def test_what_is_only_told_warns(facts: Facts, rule: str) -> None:
    assert {name: each.outcome for name, each in broken(facts).items()} == {rule: Outcome.WARN}


def test_limits_themselves_are_good() -> None:
    at_limits = sounding(rms_db=-18.0, peak_db=-3.0, true_peak_dbtp=-3.0, floor_db=-60.0, pauses_db=-60.0)
    assert not broken(at_limits)
    assert not broken(sounding(head_s=0.5, tail_s=5.0, rms_db=-23.0))


def test_a_book_may_be_long_and_needs_marks_between_which_it_is_silent() -> None:
    marks = (Mark("One", 0.0, 200.0), Mark("Two", 200.0, 7500.0))
    whole = Facts(replace(CONTAINER, marks=marks, declared_s=7500.0), replace(SOUND, seconds=7500.0))
    assert set(broken(whole)) == {"length"}
    assert not broken(whole, "acx-book")
    bare = replace(whole, container=replace(whole.container, marks=()))
    assert set(broken(bare, "acx-book")) == {"chapters"}
    assert whole.sound is not None
    gap = replace(whole, sound=replace(whole.sound, gaps=(Gap(194.0, 201.0),)))
    assert not broken(gap, "acx-book")


def test_profiles_of_sound_leave_the_container_alone() -> None:
    lossless = packed(codec="flac", container="flac", rate_hz=24_000, bits=16, kbps=(230,), modes=())
    assert set(broken(lossless)) == {"codec", "sample-rate"}
    assert not broken(lossless, "acx-sound")


def test_podcasts_are_as_loud_as_two_speakers_play_them() -> None:
    assert not broken(sounding(loudness_lufs=-19.2), "podcast")
    stereo = replace(sounding(loudness_lufs=-19.2), container=replace(CONTAINER, channels=2))
    assert broken(stereo, "podcast")["loudness-of-two"].by == "2.2 LUFS under"


def test_who_is_judged_by_what() -> None:
    chosen = {
        (codec, preset): profile_for(codec, preset).name
        for codec in ("mp3", "aac", "flac", "opus")
        for preset in ("acx", "podcast", "archive")
    }
    assert chosen == {
        ("mp3", "acx"): "acx", ("aac", "acx"): "m4b", ("flac", "acx"): "acx-sound",
        ("mp3", "podcast"): "podcast", ("aac", "podcast"): "podcast", ("flac", "podcast"): "podcast-sound",
        ("opus", "acx"): "opus", ("opus", "podcast"): "podcast-sound", ("opus", "archive"): "archive-sound",
        ("mp3", "archive"): "archive-sound", ("aac", "archive"): "archive-sound",
        ("flac", "archive"): "archive",
    }  # fmt: skip
    for name in (*PROFILES, "acx-sound", "librivox-book", "archive-sound-book"):
        assert find_profile(name).name == name
    with pytest.raises(NarrateError, match="no profile"):
        find_profile("audible")


def members(*names: str, **changes: Facts) -> list[Member]:
    return [Member(Path(name), changes.get(f"at{at}", GOOD)) for at, name in enumerate(names)]


def said(files: list[Member], profile: str = "acx") -> dict[str, tuple[Outcome, str]]:
    return {each.rule: (each.outcome, each.measured) for each in compared(files, find_profile(profile))}


def test_files_of_a_set_are_alike_and_numbered() -> None:
    good = members("00 - Opening Credits.mp3", "01 - A.mp3", "02 - End Credits.mp3", "Retail Sample.mp3")
    good[3] = Member(good[3].path, sounding(seconds=200.0))
    assert {outcome for outcome, _ in said(good).values()} == {Outcome.PASS}
    assert not compared(good[:1], PROFILES["acx"])
    apart = {each.rule: each.outcome for each in compared(good[:3], PROFILES["acx"], elsewhere=(200.0,))}
    assert apart["retail-sample"] is Outcome.PASS
    other = said(members("01.mp3", "02.mp3", at1=packed(channels=2, rate_hz=48_000, codec="aac")))
    assert other["channels"] == (Outcome.FAIL, "1 and 2")
    assert other["sample-rates"][0] is other["codecs"][0] is Outcome.FAIL
    spread = said(members("01.mp3", "02.mp3", at1=sounding(rms_db=-18.9)))
    assert spread["rms-spread"] == (Outcome.WARN, "2.10 dB apart")
    assert "rms-spread" not in said(members("01.mp3", "02.mp3", at1=sounding(rms_db=-18.9, seconds=9.0)))


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("01.mp3", "03.mp3"), "2 is missing"),
        (("01.mp3", "01 - b.mp3"), "1 stands before two names"),
        (("01.mp3", "b.mp3"), "b.mp3 has no number"),
        (
            ("1.mp3", "10.mp3", "2.mp3", *(f"{n}.mp3" for n in range(3, 10))),
            "names do not sort by their numbers",
        ),
        (("1.mp3", "2.mp3"), "in order"),
    ],
)
def test_numbers_of_names(names: tuple[str, ...], told: str) -> None:
    assert said(members(*names))["numbering"][1] == told


def test_credits_and_sample_are_asked_for_by_acx_alone() -> None:
    bare = said(members("01.mp3", "02.mp3"))
    names = ("opening-credits", "closing-credits", "retail-sample")
    assert all(bare[name][0] is Outcome.WARN for name in names)
    assert not set(names) & set(said(members("01.mp3", "02.mp3"), "librivox"))
    long = members("01.mp3", "02.mp3", "sample.mp3", at2=sounding(seconds=310.0))
    assert said(long)["retail-sample"] == (Outcome.WARN, "310 s")


def test_the_reference_is_what_the_rules_are() -> None:
    page = (DOCS / "reference" / "delivery-profiles.md").read_text("utf-8")
    assert page == "".join(reference_profiles.pages())
    for profile in PROFILES.values():
        for rule in profile.rules:
            assert rule.quantity in QUANTITIES
            assert any(rule.source.startswith(source) for source in SOURCES)
