"""A book read by tiny models of mlx-audio, through the program."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import soundfile

Run = Callable[..., Any]


def cast(project: Path, kitten: Path, voxcpm: Path, recording: Path) -> None:
    """A teller of one model, a clone of another, and a voice of another engine."""
    shutil.copytree(kitten, project / "models" / "kitten")
    shutil.copy(recording, project / "ada.wav")
    file = project / "narration.toml"
    text = file.read_text()
    text = text.replace(
        'engine = "tone"\npitch_hz = 110',
        'engine = "mlx"\nmodel = "./models/kitten"\nvoice = "expr-voice-2-f"\noptions = { speed = 1.2 }',
    )
    text = text.replace(
        'engine = "tone"\npitch_hz = 330',
        f'engine = "mlx"\nmodel = "{voxcpm}"\nreference = "ada.wav"\ntranscript = "Who has the matches?"\n'
        "options = { max_tokens = 12, inference_timesteps = 2 }",
    )
    file.write_text(text + '\n[output]\nformats = ["flac"]\n')


def chapters(project: Path) -> dict[str, bytes]:
    files = (project / "dist").rglob("*.flac")
    return {file.relative_to(project / "dist").as_posix(): file.read_bytes() for file in files}


def test_a_book_is_built_twice_the_same(
    project: Path, kitten: Path, voxcpm: Path, recording: Path, narrate: Run
) -> None:
    cast(project, kitten, voxcpm, recording)
    built = narrate("build", project)
    assert built.code == 0, built.err
    first = chapters(project)
    assert len(first) == 4  # three chapters, and the book
    assert {soundfile.info(project / "dist" / name).samplerate for name in first} == {24000}
    shutil.rmtree(project / "dist")
    shutil.rmtree(project / ".narrate")
    again = narrate("build", project)
    assert again.code == 0, again.err
    assert chapters(project) == first
    assert ", 0 to render" in narrate("build", project).err


def test_a_wrong_option_stops_the_check_and_the_build(
    project: Path, kitten: Path, voxcpm: Path, recording: Path, narrate: Run
) -> None:
    cast(project, kitten, voxcpm, recording)
    file = project / "narration.toml"
    file.write_text(file.read_text().replace("speed = 1.2", "sped = 1.2"))
    wrong = 'options.sped: kitten_tts has no such option; did you mean "speed"?'
    checked = narrate("check", project)
    assert checked.code == 3
    assert f"narration.toml:6: voices.teller: {wrong}" in checked.err + checked.out
    built = narrate("build", project)
    assert built.code == 3
    assert wrong in built.err
    assert not (project / "dist").exists()
