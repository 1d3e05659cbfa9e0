"""Utterances are as long as their engines want them in the language of the book."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrate.build.prepare import plan_of, prepare
from narrate.engines.registry import engine_class
from narrate.project.load import load
from narrate.script.cutting import Limits
from narrate.takes.store import Store

SENTENCES = {
    "en-gb": "The lamp at the corner was out again, and the street lay dark as far as the water. ",
    "es": "La lámpara de la esquina estaba apagada, y la calle quedaba oscura hasta el agua. ",
    "zh": "街角的灯又灭了，整条街一直黑到水边。",
}
TOML = """\
[book]
title = "Two Lamps"
language = "{language}"
manuscript = "book.txt"

[voices.teller]
engine = "{engine}"
{settings}

[cast]
narrator = "teller"
"""


def spoken(folder: Path, language: str, engine: str, settings: str) -> list[str]:
    toml = TOML.format(language=language, engine=engine, settings=settings)
    (folder / "narration.toml").write_text(toml, encoding="utf-8")
    (folder / "book.txt").write_text(SENTENCES[language] * 24, encoding="utf-8")
    script = prepare(load(folder)).script
    return [utterance.spoken for chapter in script.chapters for utterance in chapter.utterances]


def test_english_is_cut_alike_for_kokoro_and_for_the_embedded_voice(tmp_path: Path) -> None:
    kokoro = spoken(tmp_path, "en-gb", "kokoro", 'voice = "bf_emma"')
    assert kokoro == spoken(tmp_path, "en-gb", "espeak", "")
    assert max(map(len, kokoro)) <= 250


@pytest.mark.parametrize(("language", "voice", "ratio"), [("es", "ef_dora", 1.1), ("zh", "zf_xiaobei", 3.7)])
def test_other_languages_are_cut_by_their_phonemes(
    tmp_path: Path, language: str, voice: str, ratio: float
) -> None:
    kokoro = spoken(tmp_path, language, "kokoro", f'voice = "{voice}"')
    assert all(60 <= ratio * len(text) <= 260 for text in kokoro)
    assert "".join(kokoro).replace(" ", "") == (SENTENCES[language] * 24).replace(" ", "")


def test_a_voice_on_another_engine_cuts_nobody_elses_lines(tmp_path: Path) -> None:
    book = "街角的灯又灭了，整条街一直黑到水边。" * 4 + "\n\n“灯灭了。”Wang说。\n"
    wang = 'others = "narrator"\nWang = "wang"\n\n[voices.wang]\nengine = "kokoro"\nvoice = "zf_xiaoyi"\n'
    toml = TOML.format(language="zh", engine="espeak", settings="")
    (tmp_path / "book.txt").write_text(book, encoding="utf-8")
    keys = []
    for more in ("", wang):
        (tmp_path / "narration.toml").write_text(toml + more, encoding="utf-8")
        plan = plan_of(prepare(load(tmp_path)), Store.of(tmp_path))
        keys.append({line.render.key for line in plan.lines if line.voice.name == "teller"})
    assert keys[0] == keys[1]


@pytest.mark.parametrize("engine", ["espeak", "tone", "csm", "mlx"])
def test_engines_that_say_nothing_of_a_language_keep_the_standard(engine: str) -> None:
    assert {engine_class(engine).limits(language) for language in ("en-gb", "zh", "hi")} == {Limits()}
