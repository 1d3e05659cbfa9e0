"""The performer: each text as if it were alone, words where they are heard, and nothing that grows."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from narrate.engines.base import EngineFailed, Performance
from narrate.engines.kokoro.engine import Settings
from narrate.engines.kokoro.reading import Order, Reading
from narrate.engines.processes.process import Process, ProcessDied
from narrate.errors import MissingTool
from narrate.sound.measure import faults, measure

Renderer = Callable[..., Process]
Ordering = Callable[..., Order]
HELLO = "həlˈO wˈɜɹld."


def perform(process: Process, order: Order, voice: Settings, tried: int = 0) -> Performance:
    (result,) = process.ask("perform", [order], voice, tried)
    assert isinstance(result, Performance), result
    return result


def test_b_after_a_is_b_alone_in_any_batch_and_process(
    renderer: Renderer, order: Ordering, voice: Settings
) -> None:
    a, b = order("ðɪs ɪz ɐ lˈɔŋɡəɹ wˈʌn,"), order(HELLO)
    first, second = renderer("Watched", {}), renderer("Watched", {})
    alone = perform(first, b, voice)
    second.ask("forget_seed")
    after = second.ask("perform", [a, b], voice, 0)[1]
    assert np.array_equal(after.audio, alone.audio)
    assert after == replace(alone, audio=after.audio)
    perform(second, a, replace(voice, voice="am_adam", speed=1.5))
    assert np.array_equal(perform(second, b, voice).audio, alone.audio)


def test_the_seed_is_the_renders_and_an_attempt_has_another(
    performer: Process, order: Ordering, voice: Settings
) -> None:
    once = perform(performer, order(HELLO, seed_of="one"), voice)
    other = perform(performer, order(HELLO, seed_of="two"), voice)
    again = perform(performer, order(HELLO, seed_of="one"), voice, tried=1)
    assert (once.attempts, again.attempts) == (1, 2)
    assert len(once.audio) == len(other.audio) == len(again.audio)
    assert not np.array_equal(once.audio, other.audio)
    assert not np.array_equal(once.audio, again.audio)
    assert np.array_equal(again.audio, perform(performer, order(HELLO, seed_of="one"), voice, tried=1).audio)


def test_words_lie_one_after_another_within_the_sound(
    performer: Process, order: Ordering, voice: Settings
) -> None:
    said = perform(performer, order("ðɪs ɪz ɐ lˈɔŋɡəɹ wˈʌn."), voice)
    words = said.words
    assert [(word.start, word.end) for word in words] == [(0, 3), (4, 6), (7, 8), (9, 16), (17, 22)]
    frames = performer.ask("frames", "ðɪs ɪz ɐ lˈɔŋɡəɹ wˈʌn.", voice)
    assert len(said.audio) == 600 * frames.sum()
    for word in words:  # a symbol stands where its character does, after the begin
        before, until = frames[: word.start + 1].sum(), frames[: word.end + 1].sum()
        assert (word.start_s, word.end_s) == (pytest.approx(before / 40), pytest.approx(until / 40))
    assert said.sample_rate_hz == 24_000


def test_speed_is_of_the_speech(performer: Process, order: Ordering, voice: Settings) -> None:
    slow, fast = (perform(performer, order("ðɪs ɪz"), replace(voice, speed=speed)) for speed in (0.5, 2.0))
    assert slow.words[-1].end_s > 2 * fast.words[-1].end_s
    assert len(slow.audio) > 2 * len(fast.audio)


def test_pieces_are_joined_with_a_pause_and_their_words_move_along(
    performer: Process, order: Ordering, voice: Settings
) -> None:
    both = perform(performer, order(HELLO, "ðɪs ɪz ɪt."), voice)
    first = perform(performer, order(HELLO), voice)
    assert both.phonemes == f"{HELLO} ðɪs ɪz ɪt."
    assert len(both.words) == 5
    assert [word.start for word in both.words] == [0, 6, 14, 18, 21]
    times = [word.start_s for word in both.words]
    assert times == sorted(times)
    assert times[2] > first.words[-1].end_s - 0.2
    assert both.words[-1].end_s <= len(both.audio) / 24_000
    assert not faults(both.audio, 24_000, measure(both.audio, 24_000))


def test_what_was_used_is_told(performer: Process, order: Ordering, voice: Settings) -> None:
    made_with = perform(performer, order(HELLO), voice).made_with
    assert set(made_with) == {"mlx", "mlx-audio", "device", "blas", "convolutions"}
    assert made_with["device"] in ("cpu", "gpu")


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ({"pieces": ()}, "nothing to say"),
        ({"pieces": ("həlˈO €",)}, "the model has no symbol €"),
        ({"pieces": ("a" * 511,)}, "1 to 510 phonemes, not 511"),
        ({"pieces": ("",)}, "1 to 510 phonemes, not 0"),
        ({"pieces": (HELLO,), "style": "{}"}, "how this voice speaks by itself"),
    ],
)
def test_a_text_that_cannot_be_spoken_fails_alone(
    performer: Process, order: Ordering, voice: Settings, made: dict[str, object], why: str
) -> None:
    pieces = made.pop("pieces")
    bad, good = order(*pieces, **made), order("həlˈO.")  # type: ignore[misc]
    failed, spoken = performer.ask("perform", [bad, good], voice, 0)
    assert isinstance(failed, EngineFailed)
    assert why in str(failed)
    assert isinstance(spoken, Performance)


def test_what_the_reading_found_wrong_is_said_when_nothing_of_it_is_left(
    performer: Process, order: Ordering, voice: Settings
) -> None:
    mute = replace(order(HELLO), reading=Reading((), ("“☺” has no sound.",)))
    (failed,) = performer.ask("perform", [mute], voice, 0)
    assert str(failed) == "“☺” has no sound."


def test_memory_stays_flat_over_300_utterances(renderer: Renderer, order: Ordering, voice: Settings) -> None:
    process, voice = renderer("Watched", {}), replace(voice, speed=2.0)
    fast = perform(process, order(HELLO), voice).made_with["blas"] != "mlx"
    count = 300 if fast else 60  # mlx's own BLAS takes a second for each
    text, held = "həlˈO wˈɜɹld, ðɪs", []
    for number in range(count):
        length = 2 + number % 6
        perform(process, order(text[:length], seed_of=str(number)), voice)
        if number >= count // 6 - 1 and (number + 1) % (count // 6) == 0:
            held.append(process.ask("memory"))
    active, cached, resident = zip(*held, strict=True)
    assert max(active) - min(active) < 2**20
    assert max(cached) <= 2**30
    assert max(cached[1:]) - min(cached[1:]) < 64 * 2**20
    assert resident[-1] - resident[0] < 64 * 2**20


def test_another_model_takes_the_place_of_the_first(
    performer: Process, order: Ordering, voice: Settings, random_kokoro: Path
) -> None:
    first = perform(performer, order(HELLO), voice)
    once = performer.ask("memory")[0]
    for _ in range(2):
        other = perform(performer, order(HELLO), replace(voice, model=str(random_kokoro)))
        again = perform(performer, order(HELLO), voice)
    assert performer.ask("memory")[0] < 1.1 * once
    assert np.array_equal(again.audio, first.audio)
    assert not np.array_equal(other.audio, first.audio)


def test_a_performer_that_was_killed_is_replaced_and_says_the_same(
    order: Ordering, voice: Settings, renderer: Renderer
) -> None:
    process = renderer("Watched", {})
    before = perform(process, order(HELLO), voice)
    process.stop()
    assert np.array_equal(perform(process, order(HELLO), voice).audio, before.audio)


def test_weights_with_a_tensor_too_few_or_too_many_are_refused_by_its_name(
    performer: Process, order: Ordering, vocoder_kokoro: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(vocoder_kokoro, folder)
    with (folder / "model.safetensors").open("r+b") as file:
        length = int.from_bytes(file.read(8), "little")
        header = file.read(length).replace(b"decoder.F0_conv.bias", b"decoder.F0_conv.bins")
        file.seek(8)
        file.write(header)
    with pytest.raises(MissingTool, match=r"cannot be loaded: .*decoder\.F0_conv\.bi") as refused:
        performer.ask("perform", [order(HELLO)], Settings("af_heart", str(folder)), 0)
    assert str(folder) in refused.value.message


@pytest.mark.parametrize("spoiled", ["short", "nan"])
def test_a_file_that_is_no_voice_is_named(
    performer: Process, order: Ordering, vocoder_kokoro: Path, tmp_path: Path, spoiled: str
) -> None:
    from safetensors.numpy import save_file

    folder = tmp_path / "model"
    shutil.copytree(vocoder_kokoro, folder, copy_function=os.link)
    pack = np.zeros((509 if spoiled == "short" else 510, 1, 256), np.float32)
    pack[0, 0, 0] = np.nan if spoiled == "nan" else 0
    save_file({"voice": pack}, folder / "voices" / "bad.safetensors")
    why = {"short": "its numbers are 509 × 1 × 256", "nan": "not all of them finite"}[spoiled]
    with pytest.raises(MissingTool, match=why):
        performer.ask("perform", [order(HELLO)], Settings("bad", str(folder)), 0)


def test_sound_that_is_not_a_number_or_silent_comes_through_for_the_checks(
    renderer: Renderer, order: Ordering, voice: Settings
) -> None:
    process = renderer("Watched", {})
    for what, fault in (("nan", "not a number"), ("silence", "silent")):
        process.ask("spoil", voice, what)
        said = perform(process, order(HELLO, HELLO), voice)
        assert faults(said.audio, 24_000, measure(said.audio, 24_000)) == (fault,)
        process.stop()


def test_a_crash_in_the_model_is_told_and_the_engine_goes_on(
    renderer: Renderer, order: Ordering, voice: Settings
) -> None:
    process = renderer("Watched", {})
    with pytest.raises(ProcessDied, match="SIGKILL"):
        process.ask("die")
    assert len(perform(process, order(HELLO), voice).audio)
