"""A style in figures: what wins, what is limited, and what enters a request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.model import Style, canonical_json
from narrate.voices.manner import LIMITS, MOST_ST, Change, Figures, in_words, manner_of, parse

LIVELY, CALM = Path("lively.wav"), Path("calm.wav")
MEASURED = {
    LIVELY: Figures(pitch_hz=200.0, spread_st=4.0, energy_db=6.0, syllables_s=5.0, pause_s=0.3),
    CALM: Figures(pitch_hz=150.0, spread_st=2.5, energy_db=4.0, syllables_s=4.0, pause_s=0.6),
}
VOICE = Figures(pitch_hz=120.0, spread_st=2.0, energy_db=5.0, syllables_s=4.0, pause_s=0.4)


def change(style: Style, voice: Figures = VOICE) -> Change:
    return parse(manner_of(style, MEASURED).text).change(voice)


def test_a_recording_alone_says_how_lively_to_be_and_not_how_high() -> None:
    assert change(Style(reference=LIVELY)) == Change(
        pitch=0, range=2.0, rate=5 / 4, energy=6 / 5, pauses=0.3 / 0.4
    )


def test_against_a_neutral_one_it_is_the_readers_own_change() -> None:
    found = change(Style(reference=LIVELY, neutral=CALM))
    assert found.pitch == pytest.approx(4.98)
    assert found == Change(pitch=found.pitch, range=1.6, rate=1.25, energy=1.5, pauses=0.5)


def test_what_is_said_outright_wins() -> None:
    found = change(Style(reference=LIVELY, rate=0.9, pitch=-2))
    assert (found.rate, found.pitch, found.energy) == (0.9, -2, 6 / 5)


def test_half_of_it_is_the_square_root_of_a_factor() -> None:
    assert change(Style(pitch=4, range=2, strength=0.5)) == Change(pitch=2, range=2**0.5)


def test_what_is_not_known_of_the_voice_is_left() -> None:
    assert change(Style(reference=LIVELY), Figures(spread_st=0.0)) == Change()


@given(
    wanted=st.builds(Figures, *[st.none() | st.floats(0, 1e4)] * 5),
    had=st.builds(Figures, *[st.none() | st.floats(0, 1e4)] * 5),
)
def test_no_recording_moves_a_voice_beyond_its_limits(wanted: Figures, had: Figures) -> None:
    manner = manner_of(Style(reference=LIVELY, neutral=CALM), {LIVELY: wanted, CALM: had})
    found = manner.change(VOICE)
    assert abs(found.pitch) <= MOST_ST
    for name, (low, high) in LIMITS.items():
        assert low <= getattr(found, name) <= high


def test_nothing_to_take_on_is_no_part_of_a_request() -> None:
    assert manner_of(Style(reference=LIVELY, pitch=4, strength=0), MEASURED).text == ""
    assert in_words("") == "none"


def test_a_request_holds_figures_and_no_path() -> None:
    text = manner_of(Style(reference=LIVELY, pitch=4.0, strength=0.5), MEASURED).text
    assert text == (
        '{"by":{"pitch":4.0},"like":{"energy_db":6.0,"pause_s":0.3,"spread_st":4.0,"syllables_s":5.0},"strength":0.5}'
    )
    assert in_words(text) == (
        "pitch +4 semitones, like spread 4 st, energy 6 dB, syllables 5 /s, pause 0.3 s, strength 0.5"
    )


def test_phonemes_say_how_fast_it_is_where_they_are_known() -> None:
    paces = {LIVELY: 15.0, CALM: 12.0}
    counted = {file: replace(known, phonemes_s=paces[file]) for file, known in MEASURED.items()}
    style = Style(reference=LIVELY, transcript="So it was.")
    voice = replace(VOICE, phonemes_s=10.0)
    assert parse(manner_of(style, counted).text).change(voice).rate == LIMITS["rate"][1]  # 1.5 is too much
    assert parse(manner_of(replace(style, strength=0.5), counted).text).change(voice).rate == 1.4**0.5
    assert change(replace(style, transcript="")).rate == 5 / 4
    against = replace(style, neutral=CALM, neutral_transcript="So it was.")
    assert manner_of(against, counted).by["rate"] == 1.25
    assert "phonemes 15 /s" in in_words(manner_of(style, counted).text)


@pytest.mark.parametrize(
    ("manner", "words"),
    [
        (
            {
                "reference": "sha256:0123456789abcdef",
                "transcript": "Leave it alone, I said, and do not come back!",
            },
            "like recording 0123456, “Leave it alone, I said, and do not come …”",
        ),
        ({"instruct": "in a hoarse whisper"}, "“in a hoarse whisper”"),
        ({"instruct": "low", "options": {"exaggeration": 0.8}}, "“low”, exaggeration 0.8"),
        ({"options": {"emotion": "angry", "fast": True}}, "emotion angry, fast True"),
    ],
)
def test_every_manner_can_be_told_in_words(manner: dict[str, object], words: str) -> None:
    assert in_words(canonical_json(manner)) == words
