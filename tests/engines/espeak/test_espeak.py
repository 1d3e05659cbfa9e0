"""The embedded voice: the same request gives the same samples, whatever happened before."""

from __future__ import annotations

import hashlib
import itertools
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import espeakng_loader
import pytest

from narrate.engines.base import EngineFailed
from narrate.engines.espeak import draft_voices
from narrate.engines.espeak.draft_voices import Person, choose
from narrate.engines.espeak.engine import Espeak, Settings
from narrate.engines.espeak.mnemonics import mnemonics
from narrate.model import NARRATOR, Phonemes, Render

PLAIN = Settings()


def render(text: str, **changes: object) -> Render:
    fields: dict[str, object] = {
        "engine": "espeak",
        "engine_revision": 1,
        "voice": "{}",
        "text": text,
        "ipa": (),
        "language": "en-gb",
        "style": "",
        "occurrence": 0,
        **changes,
    }
    return Render(**fields)  # type: ignore[arg-type] - keywords made above


def digest(engine: Espeak, text: str, settings: Settings = PLAIN) -> str:
    return hashlib.sha256(engine.perform(render(text), settings).audio.tobytes()).hexdigest()


TEXTS = [f"Sentence number {number}, said Alice, is not like the others." for number in range(12)]


def test_the_same_text_sounds_the_same_in_any_order_thread_and_process() -> None:
    with Espeak() as first:
        forwards = [digest(first, text) for text in TEXTS]
    with Espeak() as second, ThreadPoolExecutor(second.workers) as pool:
        backwards = list(pool.map(lambda text: digest(second, text), reversed(TEXTS)))
    assert forwards == backwards[::-1]
    assert len(set(forwards)) == len(TEXTS)


def test_settings_change_the_sound() -> None:
    with Espeak() as engine:
        assert engine.perform(render(TEXTS[0]), PLAIN).made_with == Espeak.reads_with(PLAIN, "en")
        assert list(Espeak.reads_with(PLAIN, "en")) == ["espeakng-loader"]
        faster = Settings(speed=240)
        sounds = [
            digest(engine, TEXTS[0], settings)
            for settings in (PLAIN, faster, Settings(pitch=70), Settings(voice="+f3"))
        ]
        normal, quick = (len(engine.perform(render(TEXTS[0]), s).audio) for s in (PLAIN, faster))
    assert len(set(sounds)) == 4
    assert quick < 0.85 * normal


def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost() -> None:
    with Espeak() as engine:
        before = digest(engine, TEXTS[0])
        for worker in list(workers(engine)):
            if worker._process is not None:
                os.kill(worker._process.pid, signal.SIGKILL)
                worker._process.wait()
        assert [digest(engine, TEXTS[0]) for _ in range(engine.workers + 1)] == [before] * (
            engine.workers + 1
        )


def workers(engine: Espeak):  # type: ignore[no-untyped-def] - a look behind the curtain
    for _ in range(engine.workers):
        worker = engine._idle.get()
        engine._idle.put(worker)
        yield worker


def test_an_unknown_voice_is_refused_in_words() -> None:
    assert Espeak.faults(Settings(voice="martian")) == ("espeak has no voice called 'martian'",)
    assert Espeak.faults(Settings(voice="en-us+nobody")) == ("espeak has no variant called 'nobody'",)
    assert Espeak.faults(PLAIN) == ()
    with Espeak() as engine, pytest.raises(EngineFailed, match="no voice called"):
        engine.perform(render("Hello."), Settings(voice="martian"))


def test_words_are_timed_in_order_within_the_sound() -> None:
    text = "The quick brown fox jumps over 1,250 lazy dogs."
    with Espeak() as engine:
        performance = engine.perform(render(text), PLAIN)
    duration_s = len(performance.audio) / performance.sample_rate_hz
    spoken = [text[word.start : word.end] for word in performance.words]
    assert spoken[:6] == ["The", "quick", "brown", "fox", "jumps", "over"]
    assert spoken[-1] == "dogs"
    for before, after in itertools.pairwise(performance.words):
        assert before.start_s < before.end_s <= after.start_s
        assert before.end <= after.start
    assert performance.words[-1].end_s == pytest.approx(duration_s)


def test_fixed_phonemes_are_spoken_and_keep_the_timing_of_the_other_words() -> None:
    text = "Then Quill sang."
    with Espeak() as engine:
        plain = engine.perform(render(text), PLAIN)
        fixed = engine.perform(render(text, ipa=(Phonemes(5, 10, "zˈIləfɹæks"),)), PLAIN)
    assert len(fixed.audio) > 1.2 * len(plain.audio)
    words = [text[word.start : word.end] for word in fixed.words]
    assert (words[0], words[-1]) == ("Then", "sang")


def test_only_the_word_at_the_place_has_the_phonemes() -> None:
    text = "I read and read."
    with Espeak() as engine:
        first, second, both = (
            engine.perform(render(text, ipa=ipa), PLAIN).audio.tobytes()
            for ipa in (
                (Phonemes(2, 6, "ɹˈɛd"),),
                (Phonemes(11, 15, "ɹˈɛd"),),
                (Phonemes(2, 6, "ɹˈɛd"), Phonemes(11, 15, "ɹˈɛd")),
            )
        )
    assert len({first, second, both}) == 3


def test_misaki_phonemes_become_mnemonics_or_are_refused() -> None:
    assert mnemonics("dˈInə") == "d'aIn@"
    assert mnemonics("ʧˈɛʃəɹ") == "tS'ES@r"
    assert mnemonics("ˈvɑlyum") == "'vA:lju:m"
    assert mnemonics("yʁ ɔ̃") == "i:r||O:n"
    with pytest.raises(EngineFailed, match='no sound for "ǃ"'):
        mnemonics("ǃa")


def test_hostile_text_makes_sound_or_silence_but_never_hangs() -> None:
    with Espeak() as engine:
        for text in ("<speak><break time='9s'/>", "[[h@l'oU", "\u0000a", "😀", "a" * 1500, "!?…—", "%s %n"):
            performance = engine.perform(render(text), PLAIN)
            assert len(performance.audio) / performance.sample_rate_hz < 600


def test_draft_voices_are_distinct_stable_and_fit() -> None:
    people = [Person(NARRATOR), *(Person(f"Character {number}", "she") for number in range(12))]
    voices = choose(people)
    assert len({voice.settings for voice in voices}) == len(people)
    assert choose([*people, Person("Newcomer", "he")])[: len(people)] == voices
    (alice,) = choose([Person("Alice", "she")])
    (bob,) = choose([Person("Bob", "he")])
    assert alice.settings.voice in draft_voices.WOMEN
    assert bob.settings.voice in draft_voices.MEN


def test_a_hundred_people_still_have_a_hundred_voices() -> None:
    voices = choose([Person(f"Person {number}", "they") for number in range(100)])
    assert len({voice.settings for voice in voices}) == 100


def test_the_palette_is_in_the_wheel() -> None:
    variants = {path.name for path in Path(espeakng_loader.get_data_path(), "voices", "!v").iterdir()}
    palette = {*draft_voices.WOMEN, *draft_voices.MEN, *draft_voices.OTHERS}
    assert {variant.removeprefix("+") for variant in palette} <= variants


def test_an_engine_that_was_left_can_be_entered_again() -> None:
    engine = Espeak()
    with engine:
        first = engine.perform(render(TEXTS[0]), PLAIN)
    with engine:
        assert engine.perform(render(TEXTS[0]), PLAIN).audio.tobytes() == first.audio.tobytes()
