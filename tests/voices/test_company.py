"""Music and second speakers are told where they are, and nothing of readers who are alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from narrate.engines.espeak.engine import Espeak, Settings
from narrate.model import Render
from narrate.sound.pcm import Recording
from narrate.sound.resample import resampled
from narrate.voices.company.identity import hear
from narrate.voices.company.listening import LISTENED_S
from narrate.voices.company.music import music
from narrate.voices.company.speakers import second_speaker
from narrate.voices.company.suspicion import NONE, suspicion

Sound = NDArray[np.float32]

RATE_HZ = 22_050
WOMAN, MAN = "en-us+f5", "en-us+m3"
WORDS = {
    WOMAN: "She put the letter on the table, read it twice, and said nothing until the clock struck ten.",
    MAN: "Nobody in the village remembered when the bridge was built, or why it had such an odd name.",
}


@pytest.fixture(scope="module")
def said() -> Mapping[str, Sound]:
    """Two voices, five seconds each, equally loud."""
    with Espeak() as engine:
        spoken = {
            voice: engine.perform(Render("espeak", 1, "{}", words, (), "en-us", "", 0), Settings(voice)).audio
            for voice, words in WORDS.items()
        }
    return {voice: levelled(audio) for voice, audio in spoken.items()}


def levelled(sound: Sound, rms: float = 0.07) -> Sound:
    return (sound * rms / np.sqrt(np.square(sound).mean())).astype(np.float32)


def noise(samples: int, rms: float) -> Sound:
    return (rms * np.random.default_rng(7).standard_normal(samples)).astype(np.float32)


def chords(samples: int) -> Sound:
    """A chord a second, of three notes with six partials each."""
    time_s = np.arange(samples) / RATE_HZ
    sound = np.zeros(samples)
    for number, root in enumerate((0, 5, 7, 3, 0, 9, 5, 7)):
        here = (time_s >= number) & (time_s < number + 1)
        for step in (0, 4, 7):
            hz = 131 * 2 ** ((root + step) / 12)
            for partial in range(1, 7):
                sound[here] += np.sin(2 * np.pi * hz * partial * time_s[here]) / partial
    return levelled(sound.astype(np.float32))


def hum(samples: int) -> Sound:
    time_s = np.arange(samples) / RATE_HZ
    return levelled(sum(np.sin(2 * np.pi * 50 * k * time_s + k) / k for k in range(1, 12)), 0.007)  # type: ignore[arg-type]


@pytest.mark.parametrize("voice", [WOMAN, MAN])
def test_of_one_reader_nothing_is_told(said: Mapping[str, Sound], voice: str) -> None:
    alone = Recording(said[voice], RATE_HZ)
    for found in (second_speaker(alone), music(alone)):
        assert found.likelihood < 0.5
        assert found.places == ()


def test_neither_noise_nor_hum_is_company(said: Mapping[str, Sound]) -> None:
    samples = len(said[MAN])
    for spoilt in (said[MAN] + noise(samples, 0.007), said[MAN] + hum(samples)):
        assert second_speaker(Recording(spoilt, RATE_HZ)).likelihood < 0.5
        assert music(Recording(spoilt, RATE_HZ)).likelihood < 0.5


@pytest.mark.parametrize("voice", [WOMAN, MAN])
@pytest.mark.parametrize("left", [0.0, 1e-6], ids=["digital", "dithered"])
def test_silence_behind_a_gate_is_no_music(said: Mapping[str, Sound], voice: str, left: float) -> None:
    first, last = said[voice][: 2 * RATE_HZ], said[voice][2 * RATE_HZ :]
    gated = np.concatenate([noise(RATE_HZ, left), first, noise(2 * RATE_HZ, left), last])
    assert music(Recording(gated, RATE_HZ)).likelihood < 0.5
    heard = np.concatenate([first, noise(2 * RATE_HZ, left), last + 0.3 * chords(len(last))])
    assert music(Recording(heard, RATE_HZ)).likelihood > 0.5


def test_a_second_speaker_after_the_first_is_told_and_where(said: Mapping[str, Sound]) -> None:
    first_s = len(said[WOMAN]) / RATE_HZ
    found = second_speaker(Recording(np.concatenate([said[WOMAN], said[MAN][: 3 * RATE_HZ]]), RATE_HZ))
    assert found.likelihood > 0.5
    (place,) = found.places
    assert place == (pytest.approx(first_s, abs=1.0), pytest.approx(first_s + 3, abs=0.5))


def test_two_at_once_are_told(said: Mapping[str, Sound]) -> None:
    samples = min(map(len, said.values()))
    found = second_speaker(Recording(said[WOMAN][:samples] + said[MAN][:samples], RATE_HZ))
    assert found.likelihood > 0.5
    assert sum(end - start for start, end in found.places) > 0.5 * samples / RATE_HZ


def test_music_is_told_alone_and_under_speech(said: Mapping[str, Sound]) -> None:
    samples = len(said[WOMAN])
    piece = chords(samples)
    assert music(Recording(piece, RATE_HZ)).likelihood > 0.5
    assert music(Recording(said[WOMAN] + 0.3 * piece, RATE_HZ)).likelihood > 0.5


def test_where_music_plays_is_told(said: Mapping[str, Sound]) -> None:
    speech = np.concatenate([said[WOMAN], said[MAN]])
    start = len(said[WOMAN])
    speech[start:] += 0.5 * chords(len(speech) - start)
    found = music(Recording(speech, RATE_HZ))
    assert found.likelihood > 0.5
    assert found.places[0][0] == pytest.approx(start / RATE_HZ, abs=1.5)
    assert found.places[-1][1] == pytest.approx(len(speech) / RATE_HZ, abs=0.1)


def test_neither_level_nor_rate_matters(said: Mapping[str, Sound]) -> None:
    speech = np.concatenate([said[WOMAN], said[MAN][: 3 * RATE_HZ]])
    told = second_speaker(Recording(speech, RATE_HZ)).likelihood
    assert second_speaker(Recording(speech * np.float32(0.01), RATE_HZ)).likelihood == pytest.approx(
        told, abs=0.02
    )
    piece = chords(5 * RATE_HZ)
    plain = music(Recording(piece, RATE_HZ)).likelihood
    for other in (
        Recording(piece * np.float32(0.01), RATE_HZ),
        Recording(resampled(piece, RATE_HZ, 8_000), 8_000),
        Recording(resampled(piece, RATE_HZ, 48_000), 48_000),
    ):
        assert music(other).likelihood == pytest.approx(plain, abs=0.05)


@pytest.mark.parametrize(
    "sound",
    [
        np.empty(0, np.float32),
        np.zeros(5 * RATE_HZ, np.float32),
        np.full(5 * RATE_HZ, np.nan, np.float32),
        noise(RATE_HZ // 2, 0.1),
    ],
    ids=["nothing", "silence", "no numbers", "half a second"],
)
def test_what_says_nothing_raises_no_suspicion(sound: Sound) -> None:
    recording = Recording(sound, RATE_HZ)
    assert second_speaker(recording) == music(recording) == NONE


def test_one_reader_has_one_print_and_another_reader_another(said: Mapping[str, Sound]) -> None:
    woman, man = (hear(Recording(said[voice], RATE_HZ)) for voice in (WOMAN, MAN))
    assert woman is not None
    assert man is not None
    assert float((woman.prints @ woman.prints.T).min()) > 0.75
    assert float((woman.prints @ man.prints.T).max()) < 0.75


def test_a_long_recording_is_heard_for_two_minutes_in_few_windows(said: Mapping[str, Sound]) -> None:
    heard = hear(Recording(np.tile(said[MAN], 30), RATE_HZ))
    assert heard is not None
    assert len(heard.prints) == 48
    assert heard.places[-1, 1] == pytest.approx(LISTENED_S, abs=0.5)


def test_places_that_touch_are_one() -> None:
    assert suspicion(2.0, [(3.0, 4.0), (0.0, 1.2), (1.0, 2.0)]).places == ((0.0, 2.0), (3.0, 4.0))
    assert suspicion(-2.0, [(0.0, 1.0)]).places == ()
