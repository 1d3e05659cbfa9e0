"""The engine as a build uses it: text in, sound and words out, whatever happens to the process."""

from __future__ import annotations

import math
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from narrate.engines.base import EngineFailed
from narrate.engines.kokoro.engine import Kokoro, Settings
from narrate.errors import MissingTool, NarrateError
from narrate.model import Render, Style, canonical_json
from narrate.sound.pcm import Recording
from narrate.voices.manner import manner_of
from narrate.voices.pitch import track
from narrate.voices.prosody import Prosody, measure

TEXT = "Nobody had lit the lamp."


def render(text: str = TEXT, language: str = "en-gb") -> Render:
    return Render("kokoro", 1, "{}", text, (), language, "", 0)


@pytest.fixture(scope="module")
def kokoro() -> Iterator[Kokoro]:
    """An engine that the tests of this file use in turn."""
    with Kokoro() as engine:
        yield engine


@pytest.fixture
def emma(vocoder_kokoro: Path) -> Settings:
    return Settings("bf_emma", model=str(vocoder_kokoro))


def test_a_text_becomes_sound_with_its_words(kokoro: Kokoro, emma: Settings) -> None:
    assert kokoro.read(render(), emma) == ()
    said = kokoro.perform(render(), emma)
    assert [TEXT[word.start : word.end] for word in said.words] == ["Nobody", "had", "lit", "the", "lamp"]
    assert said.phonemes.startswith("nˈQ")  # British English
    assert {"mlx", "mlx-audio", "device", "blas", "convolutions"} < set(said.made_with)
    read_with = Kokoro.reads_with(emma, "en-gb")
    assert {"misaki", "tagger", "espeakng-loader"} < read_with.keys()
    assert read_with.items() <= said.made_with.items()
    assert said.words[-1].end_s < len(said.audio) / said.sample_rate_hz
    again = list(kokoro.together([render("The rain."), render()], emma))
    assert np.array_equal(again[1].audio, said.audio)  # type: ignore[union-attr]


def test_a_process_that_was_killed_is_replaced_and_says_the_same(kokoro: Kokoro, emma: Settings) -> None:
    before = kokoro.perform(render(), emma)
    os.kill(kokoro._process._process.pid, signal.SIGKILL)  # type: ignore[union-attr]
    assert np.array_equal(kokoro.perform(render(), emma).audio, before.audio)


def test_what_has_no_sound_is_told_before_anything_is_rendered(kokoro: Kokoro, emma: Settings) -> None:
    (fault,) = kokoro.read(render("😀"), emma)
    assert "😀" in fault
    with pytest.raises(EngineFailed, match="😀"):
        kokoro.perform(render("😀"), emma)


LINES = (
    "Nobody had lit the lamp upon the stairs, and nobody would light it now. She counted every step of them, "
    "and there was one too many."
)


def said(kokoro: Kokoro, voice: Settings, **style: float) -> Recording:
    manner = manner_of(Style(**style), {}).text if style else ""
    found = kokoro.perform(replace(render(LINES), style=manner), voice)
    return Recording(found.audio, found.sample_rate_hz)


def prosody_of(recording: Recording) -> Prosody:
    found = measure(recording)
    assert found is not None
    return found


def test_what_a_style_asks_for_is_in_the_sound(kokoro: Kokoro, emma: Settings) -> None:
    plain = said(kokoro, emma)
    own, bold = prosody_of(plain), prosody_of(said(kokoro, emma, pitch=4, range=2))
    assert 12 * math.log2(bold.pitch_hz.value / own.pitch_hz.value) == pytest.approx(4, rel=0.1)
    assert bold.spread_st.value / own.spread_st.value == pytest.approx(2, rel=0.1)
    half = said(kokoro, emma, pitch=4, rate=0.8, strength=0.5)
    assert 12 * math.log2(prosody_of(half).pitch_hz.value / own.pitch_hz.value) == pytest.approx(2, rel=0.1)
    assert half.duration_s / plain.duration_s == pytest.approx(1 / 0.8**0.5, rel=0.05)
    assert np.array_equal(said(kokoro, emma, pitch=4, strength=0).audio, plain.audio)


def test_a_pace_in_phonemes_is_against_the_voices_own_in_phonemes(kokoro: Kokoro, emma: Settings) -> None:
    manners = (canonical_json({"by": {}, "like": {"phonemes_s": pace}, "strength": 1}) for pace in (11, 13))
    slow, fast = (kokoro.perform(replace(render(), style=manner), emma) for manner in manners)
    assert len(slow.audio) / len(fast.audio) == pytest.approx(13 / 11, rel=0.03)


def test_more_swing_of_energy_is_in_the_sound(kokoro: Kokoro, emma: Settings) -> None:
    # Against a rate of 1, so that both have the same frames.
    even = track(said(kokoro, emma, rate=1.0).audio, 24_000)
    lively = track(said(kokoro, emma, rate=1.0, energy=1.5).audio, 24_000)
    voiced = even.voiced & lively.voiced
    slope = np.polyfit(even.level_db[voiced], lively.level_db[voiced], 1)[0]
    assert slope == pytest.approx(1.5, rel=0.1)


def test_a_voice_of_another_language_reads_only_on_purpose(kokoro: Kokoro, emma: Settings) -> None:
    dora = replace(emma, voice="ef_dora")
    with pytest.raises(NarrateError, match="the voice speaks Spanish and the book is in British English"):
        kokoro.perform(render(), dora)
    assert kokoro.read(render(), dora) == ()  # the plan has told it
    assert kokoro.read(render(), replace(dora, language="es")) == ()


def test_a_voice_that_is_gone_ends_the_build_with_its_name(kokoro: Kokoro, emma: Settings) -> None:
    with pytest.raises(MissingTool, match="there is no voice 'bf_ema': did you mean \"bf_emma\""):
        kokoro.perform(render(), replace(emma, voice="bf_ema"))


def test_check_names_the_voice_that_cannot_read_the_book(
    narrate: Callable[..., Any], project: Path, vocoder_kokoro: Path
) -> None:
    toml = project / "narration.toml"
    kokoro = f'engine = "kokoro"\nvoice = "ef_dora"\nmodel = "{vocoder_kokoro}"'
    toml.write_text(toml.read_text().replace('engine = "tone"\npitch_hz = 330', kokoro))
    for command in ("check", "build"):
        ran = narrate(command, project)
        assert ran.code == 3
        told = "voices.ada: the voice speaks Spanish and the book is in American English"
        assert (ran.out + ran.err).count(told) == 1
    toml.write_text(toml.read_text().replace("ef_dora", "af_hart"))
    ran = narrate("check", project)
    assert ran.code == 3
    assert "there is no voice 'af_hart': did you mean \"af_heart\"?" in ran.out + ran.err


def test_of_two_languages_with_the_same_share_a_blend_reads_the_books(emma: Settings) -> None:
    even = replace(emma, voice={"bf_emma": 0.5, "ef_dora": 0.5})
    assert Kokoro.foreign(even, "es") == Kokoro.foreign(even, "en-gb") == ""
    assert "the book is in French" in Kokoro.foreign(even, "fr")
