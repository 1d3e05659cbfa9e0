"""What ``narrate check`` says of recordings that voices are cloned from, and that a build takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.build import references
from narrate.errors import Severity
from narrate.project.load import load
from narrate.sound.pcm import Recording
from narrate.voices.company.suspicion import NONE
from narrate.voices.profiles import keeping
from tests.voices.conftest import RATE_HZ, TEXT, quietly, said

pytestmark = pytest.mark.usefixtures("unaccompanied")

VOICES = f"""
[voices.clone]
engine = "csm"
reference = "ada.wav"
transcript = "{TEXT}"

[voices.twin]
engine = "csm"
reference = "ada.wav"
transcript = "{TEXT}"
temperature = 0.5
"""


@pytest.fixture
def unaccompanied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens for company: of guesses nothing is told here."""
    for detector in ("music.music", "speakers.second_speaker"):
        monkeypatch.setattr(f"narrate.voices.company.{detector}", lambda _: NONE)


@pytest.fixture
def cloned(project: Path) -> Path:
    """The project, with two clones of one recording."""
    file = project / "narration.toml"
    text = (
        file.read_text()
        .replace('voice = "ada"', 'voice = "clone"')
        .replace('voice = "ben"', 'voice = "twin"')
    )
    file.write_text(text + VOICES)
    return project


@pytest.mark.parametrize(
    ("noise_db", "told"), [(-80.0, []), (-45.0, ["clone"]), (-10.0, [])], ids=["good", "noisy", "refused"]
)
def test_a_recording_that_could_be_better_is_told_once(
    cloned: Path, noise_db: float, told: list[str]
) -> None:
    soundfile.write(cloned / "ada.wav", quietly(np.pad(said(), RATE_HZ // 4), noise_db), RATE_HZ)
    problems = list(references.doubts(load(cloned)))
    assert [problem.message.partition(":")[0] for problem in problems] == [f"voices.{name}" for name in told]
    for problem in problems:
        assert problem.severity is Severity.WARNING
        assert "ada.wav can be cloned, with remarks: noise (" in problem.message
        assert problem.hint == "narrate voice check tells what to do about it"


def test_a_recording_that_is_not_there_is_the_engines_to_tell(cloned: Path) -> None:
    soundfile.write(cloned / "ada.wav", said(), RATE_HZ)
    project = load(cloned)
    (cloned / "ada.wav").unlink()
    assert list(references.doubts(project)) == []


def test_a_profile_is_called_by_its_name(cloned: Path) -> None:
    sound = quietly(np.pad(said(), RATE_HZ // 4), -45.0)
    keeping.keep(cloned / "voices", "ada", Recording(sound, RATE_HZ), TEXT, consent="mine")
    made = f'reference = "ada.wav"\ntranscript = "{TEXT}"'
    file = cloned / "narration.toml"
    file.write_text(file.read_text().replace(made, 'profile = "ada"'))
    (problem,) = references.doubts(load(cloned))
    assert problem.message.startswith("voices.clone: the profile “ada” can be cloned, with remarks: noise (")
    assert problem.hint == "narrate voice show ada tells what to do about it"
