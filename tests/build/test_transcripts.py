"""Words that the author leaves to narrate: heard once, kept in narration.lock, the author's to correct."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from narrate.build import lock, transcripts
from narrate.build.events import Transcribed, Transcribing
from narrate.build.inspection import inspect
from narrate.build.pins import voices_of
from narrate.build.prepare import plan_of, prepare
from narrate.engines.models.hashes import sha256
from narrate.engines.transcriber import MODEL
from narrate.errors import MissingTool, NarrateError, Severity
from narrate.project.load import load
from narrate.project.project import Project, draft
from narrate.takes.store import Store

SENTENCE = "The lamp at the corner is out."
"""What the tiny model hears in everything."""

COMMIT = "c0ffee" + "0" * 34
VOICE = """
[voices.clone]
engine = "csm"
reference = "ada.wav"
transcribe = true
"""


def recording(file: Path, seconds: float = 3.0) -> Path:
    """Noise in the rhythm of speech."""
    rng = np.random.default_rng(int(seconds * 10))
    times = np.arange(int(seconds * 24000)) / 24000
    sound = 0.1 * rng.normal(size=len(times)) * (1.1 + np.sin(2 * np.pi * 3 * times)) / 2
    soundfile.write(file, sound, 24000)
    return file


@pytest.fixture
def hub(whisper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the hub's library with the model that hears, and no other."""
    from huggingface_hub import constants

    cache = tmp_path / "hub"
    place = cache / f"models--{MODEL.replace('/', '--')}"
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text(COMMIT)
    (place / "snapshots").mkdir()
    (place / "snapshots" / COMMIT).symlink_to(whisper, target_is_directory=True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    return cache


@pytest.fixture
def cloned(project: Path) -> Path:
    """The project, with a clone for Ada whose words nobody has written down."""
    file = project / "narration.toml"
    text = file.read_text().replace('Ada = { voice = "ada"', 'Ada = { voice = "clone"')
    file.write_text(text + VOICE)
    recording(project / "ada.wav")
    return project


def words_of(project: Path) -> str:
    ada = prepare(load(project)).project.cast.find("Ada")
    assert ada is not None
    return str(ada.voice.settings.transcript)  # type: ignore[attr-defined]


def heard(project: Project) -> list[object]:
    """What is heard for everybody in the cast."""
    return list(transcripts.hear(project, voices_of(transcripts.settled(project).cast)))


def known(project: Path, words: str = SENTENCE) -> None:
    """Words of the recording as it is now, in the lock file."""
    document = lock.Lock(transcripts={sha256(project / "ada.wav"): words})
    lock.write(project / lock.NAME, document)


def test_a_build_hears_a_recording_once_before_it_plans(
    cloned: Path, hub: Path, tiny_csm: Path, narrate: Callable[..., Any]
) -> None:
    file = cloned / "narration.toml"
    file.write_text(file.read_text().replace("transcribe =", f'model = "{tiny_csm}"\ntranscribe ='))
    checked = narrate("check", cloned)
    assert checked.code == 0, checked.err
    assert "nobody has written down yet what is said in ada.wav" in checked.err + checked.out
    built = narrate("build", "--offline", cloned, HF_HUB_CACHE=str(hub))
    assert built.code == 0, built.err
    assert f"ada.wav: “{SENTENCE}”" in built.err
    assert lock.read(cloned / lock.NAME).transcripts == {sha256(cloned / "ada.wav"): SENTENCE}
    again = narrate("build", cloned, HF_HUB_CACHE=str(hub / "empty"))
    assert again.code == 0, again.err
    assert ", 0 to render" in again.err
    assert "ada.wav" not in again.err


def test_what_is_heard_is_told_and_kept(cloned: Path, hub: Path) -> None:
    assert hub.is_dir()
    file = cloned / "ada.wav"
    assert heard(load(cloned)) == [
        Transcribing(file),
        Transcribed(file, SENTENCE),
    ]
    assert heard(load(cloned)) == []
    kept = (cloned / lock.NAME).read_text()
    assert f'words = "{SENTENCE}"' in kept
    assert "Correct the words here" in kept


def test_what_the_author_writes_is_what_counts(cloned: Path) -> None:
    known(cloned)
    path = cloned / lock.NAME
    before = keys(cloned)
    path.write_text(path.read_text().replace("The lamp at", "That lamp by"))
    assert words_of(cloned) == "That lamp by the corner is out."
    assert keys(cloned) != before
    toml = cloned / "narration.toml"
    toml.write_text(toml.read_text() + 'transcript = "My own words, all of them."\n')
    assert words_of(cloned) == "My own words, all of them."
    path.unlink()
    assert heard(load(cloned)) == []


def keys(project: Path) -> list[str]:
    plan = plan_of(prepare(load(project)), Store.of(project))
    return [line.render.key for line in plan.lines if line.voice.name == "clone"]


def test_another_recording_is_heard_anew_and_an_old_one_is_remembered(cloned: Path, hub: Path) -> None:
    assert hub.is_dir()
    known(cloned)
    first = (cloned / "ada.wav").read_bytes()
    recording(cloned / "ada.wav", 4.0)
    assert words_of(cloned) == ""
    assert len(heard(load(cloned))) == 2
    (cloned / "ada.wav").write_bytes(first)
    assert heard(load(cloned)) == []
    assert len(lock.read(cloned / lock.NAME).transcripts) == 2


def test_words_that_cannot_belong_to_the_recording_are_not_kept(cloned: Path, hub: Path) -> None:
    assert hub.is_dir()
    recording(cloned / "ada.wav", 20.0)
    with pytest.raises(NarrateError, match=r"“The lamp at the corner is out\.” was heard, but ada\.wav: "):
        heard(load(cloned))
    assert not (cloned / lock.NAME).exists()


def test_a_check_hears_nothing_and_says_what_will_be_heard(cloned: Path) -> None:
    (problem,) = [each for each in inspect(load(cloned)).problems if each.slug.startswith("transcript")]
    assert problem.severity is Severity.WARNING
    assert problem.message == (
        "voices.clone: nobody has written down yet what is said in ada.wav; the first build does"
    )
    assert not (cloned / lock.NAME).exists()
    known(cloned)
    assert [each for each in inspect(load(cloned)).problems if each.slug.startswith("transcript")] == []
    known(cloned, "Far too many words. " * 9)
    (problem,) = [each for each in inspect(load(cloned)).problems if each.slug.startswith("transcript")]
    assert problem.severity is Severity.ERROR
    assert "cannot belong to it" in problem.message


def test_without_the_model_that_hears_the_error_says_how_to_get_it(cloned: Path, hub: Path) -> None:
    (hub / f"models--{MODEL.replace('/', '--')}").rename(hub / "elsewhere")
    with pytest.raises(MissingTool, match=MODEL) as found:
        heard(load(cloned))
    assert "narrate models pull" in found.value.hint


def test_a_draft_needs_no_words(cloned: Path) -> None:
    assert heard(draft(load(cloned))) == []
