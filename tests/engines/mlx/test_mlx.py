"""Real models of mlx-audio, tiny and random: loaded, asked and heard as a build does it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from narrate.engines.base import EngineFailed, Performance
from narrate.engines.mlx.engine import Mlx
from narrate.engines.mlx.settings import Settings
from narrate.errors import MissingTool, NarrateError
from narrate.model import Render


def render(text: str = "The lamp at the corner was out.", **changed: object) -> Render:
    """A request for ``text``."""
    given = {
        "engine": "mlx",
        "engine_revision": 1,
        "voice": "{}",
        "text": text,
        "ipa": (),
        "language": "en",
        "style": "",
        "occurrence": 0,
    }
    return Render(**{**given, **changed})  # type: ignore[arg-type]


def said(engine: Mlx, settings: Settings, text: str = "The lamp at the corner was out.") -> Performance:
    return engine.perform(render(text), settings)


def same(a: Performance, b: Performance) -> bool:
    return bool(np.array_equal(a.audio, b.audio))


def kitten_voice(kitten: Path, voice: str = "expr-voice-5-m", **options: float) -> Settings:
    return Settings(str(kitten), voice=voice, options=options)


def clone(voxcpm: Path, reference: Path, words: str = "Who has the matches?", **options: float) -> Settings:
    given = {"max_tokens": 8, "inference_timesteps": 2, **options}
    return Settings(str(voxcpm), reference=reference, transcript=words, options=given)


def test_a_model_with_voices_speaks(engine: Mlx, kitten: Path) -> None:
    voice = kitten_voice(kitten)
    found = said(engine, voice)
    assert found.sample_rate_hz == 24000
    assert found.audio.dtype == np.float32
    assert found.faults == ()
    assert found.attempts == 1
    assert found.made_with["model"] == "kitten_tts"
    assert found.made_with["mlx-audio"]
    assert same(found, said(engine, voice))
    assert not same(found, said(engine, kitten_voice(kitten, "expr-voice-2-f")))


def test_an_option_changes_the_sound(engine: Mlx, kitten: Path) -> None:
    slow, fast = (said(engine, kitten_voice(kitten, speed=speed, tail_silence_ms=0)) for speed in (1.0, 2.0))
    assert len(slow.audio) > 1.5 * len(fast.audio)


def test_a_recording_is_cloned_with_its_words(engine: Mlx, voxcpm: Path, recording: Path) -> None:
    voice = clone(voxcpm, recording)
    found = said(engine, voice)
    assert found.sample_rate_hz == 16000  # the master resamples
    assert same(found, said(engine, voice))
    assert not same(found, said(engine, clone(voxcpm, recording, "Other words.")))
    alone = Settings(str(voxcpm), options=voice.options)
    assert not same(found, said(engine, alone))


def test_what_was_said_before_and_on_which_model_changes_nothing(
    voxcpm: Path, kitten: Path, recording: Path
) -> None:
    voice = clone(voxcpm, recording)
    with Mlx() as engine:
        alone = said(engine, voice)
    with Mlx() as engine:
        said(engine, voice, "Nobody had lit it.")
        said(engine, kitten_voice(kitten))
        assert same(alone, said(engine, voice))


def test_left_and_entered_again_it_speaks_and_leaves_no_folder_behind(
    kitten: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    engine = Mlx()
    for _ in range(2):
        with engine:
            engine.order(render("Here."), Settings(str(kitten)))
            (folder,) = tmp_path.iterdir()
            assert engine.order(render("Here."), Settings(str(kitten))).parts.cache == str(folder / "hub")
        assert not list(tmp_path.iterdir())


def test_each_utterance_and_each_attempt_has_a_seed_of_its_own(
    engine: Mlx, voxcpm: Path, recording: Path
) -> None:
    voice = clone(voxcpm, recording)
    first, other, later = (
        engine.perform(render(occurrence=occurrence), voice, tried)
        for occurrence, tried in ((0, 0), (1, 0), (0, 3))
    )
    assert not same(first, other)
    assert not same(first, later)
    assert (first.attempts, later.attempts) == (1, 4)


def test_what_goes_on_or_breaks_off_is_flagged_and_not_passed(
    engine: Mlx, voxcpm: Path, recording: Path
) -> None:
    short = said(engine, clone(voxcpm, recording, max_tokens=1), "The lamp at the corner was out. " * 4)
    assert short.faults == ("far too short for its text",)
    assert short.attempts == 3


def test_what_the_model_refuses_is_the_failure_of_that_text(engine: Mlx, kitten: Path) -> None:
    with pytest.raises(EngineFailed, match="'nobody' not available"):
        said(engine, kitten_voice(kitten, "nobody"))
    for text in ("Nobody had lit it.", "Who has the matches?"):
        with pytest.raises((EngineFailed, NarrateError)) as found:
            said(engine, kitten_voice(kitten, "nobody"), text)
    assert isinstance(found.value, NarrateError)  # three texts say enough: it is the voice
    assert "speaks no text as it is asked to: kitten_tts: Voice 'nobody'" in found.value.message
    results = list(engine.together([render(), render(" ")], kitten_voice(kitten)))
    assert isinstance(results[0], Performance)
    assert isinstance(results[1], EngineFailed)
    assert str(results[1]) == "kitten_tts made no sound of it"


def test_the_check_reads_the_model_and_needs_no_weights(kitten: Path, tmp_path: Path) -> None:
    bare = tmp_path / "kitten-bare"
    bare.mkdir()
    shutil.copy(kitten / "config.json", bare)
    wrong = Settings(str(bare), reference=Path("ada.wav"), options={"sped": 1.1, "speed": "fast"})
    assert Mlx.faults(wrong) == (
        "reference: kitten_tts takes no reference; it would be ignored",
        'options.sped: kitten_tts has no such option; did you mean "speed"?',
        "options.speed: must be a number",
    )
    assert Mlx.faults(kitten_voice(bare, speed=1.1)) == ()


def test_a_build_is_refused_before_it_renders(engine: Mlx, kitten: Path) -> None:
    wrong = kitten_voice(kitten, sped=1.1)
    with pytest.raises(NarrateError, match=r"options\.sped: kitten_tts has no such option") as found:
        Mlx.require(wrong, {})
    assert not isinstance(found.value, MissingTool)
    with pytest.raises(NarrateError, match=r"options\.sped"):
        said(engine, wrong)
    Mlx.require(kitten_voice(kitten), {})


def test_a_folder_that_holds_no_voice_is_named(tmp_path: Path) -> None:
    (tmp_path / "parrot").mkdir()
    parrot = Settings(str(tmp_path / "parrot"))
    assert "there is no config.json" in Mlx.faults(parrot)[0]
    (tmp_path / "parrot" / "config.json").write_text('{"model_type": "parrot"}')
    assert (
        "of a kind that mlx-audio has no voice for: parrot"
        in Mlx.faults(Settings(str(tmp_path / "parrot")))[0]
    )
    assert Mlx.faults(Settings(str(tmp_path / "nothing"))) == ()  # what is missing is another's to say
    with pytest.raises(MissingTool):
        Mlx.require(Settings(str(tmp_path / "nothing")), {})


@pytest.mark.parametrize("change", ["a tensor is missing", "a tensor is too many", "no weights"])
def test_a_broken_checkpoint_stops_the_build_with_its_name(
    engine: Mlx, voxcpm: Path, tmp_path: Path, change: str
) -> None:
    import mlx.core as mx

    broken = tmp_path / "voxcpm-broken"
    shutil.copytree(voxcpm, broken)
    weights = dict(mx.load(str(broken / "model.safetensors")))
    if change == "a tensor is missing":
        del weights["stop_head.weight"]
    elif change == "a tensor is too many":
        weights["more.weight"] = mx.zeros((2, 2))
    if change == "no weights":
        (broken / "model.safetensors").unlink()
    else:
        mx.save_safetensors(str(broken / "model.safetensors"), weights)
    with pytest.raises(NarrateError, match=r"voxcpm-broken (cannot be loaded: |lacks )"):
        said(engine, Settings(str(broken)))


def test_the_fingerprint_is_of_what_can_be_heard(kitten: Path, recording: Path, tmp_path: Path) -> None:
    voice = Settings(
        "someone/voxcpm",
        reference=recording,
        transcript="Hm.",
        options={"b": 1, "a": 0.5},
        also=("x/codec@v2",),
    )
    pins = {"someone/voxcpm": "1" * 40}
    found = Mlx.fingerprint(voice, pins)
    assert json.dumps(found, sort_keys=True)
    assert found["model"] == f"someone/voxcpm@{'1' * 40}"
    assert found["also"] == ["x/codec@v2"]
    assert found["options"] == {"a": 0.5, "b": 1}
    assert str(found["reference"]).startswith("sha256:")
    assert "revision" not in found
    copy = tmp_path / "elsewhere" / "kitten"
    shutil.copytree(kitten, copy)
    here, there = (Mlx.fingerprint(kitten_voice(folder), {}) for folder in (kitten, copy))
    assert here == there
    np.savez(copy / "voices.npz", other=np.zeros((2, 256), np.float32))
    assert Mlx.fingerprint(kitten_voice(copy), {}) != here
