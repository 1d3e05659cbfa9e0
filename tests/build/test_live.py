"""Which takes a project may still use: known unless a voice that reads something is not settled."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile

from narrate.build.book import build
from narrate.build.live import live
from narrate.build.prepare import plan_of, prepare, store_of
from narrate.build.request import Request
from narrate.build.taking import Reel
from narrate.errors import NarrateError
from narrate.project.load import load
from tests.conftest import noise_in_syllables

UNSETTLED = {
    "csm": 'engine = "csm"\nreference = "zed.wav"\ntranscript = "The lamp at the corner is out."\n',
    "mlx": 'engine = "mlx"\nmodel = "owner/model"\nreference = "zed.wav"\n',
    "words": 'engine = "csm"\nreference = "zed.wav"\ntranscribe = true\n',
}
"""Voices of which the hub, or a model that hears, would first have to be asked."""


@pytest.fixture(params=list(UNSETTLED))
def voice(request: pytest.FixtureRequest, project: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(project / "no hub"))
    soundfile.write(project / "zed.wav", noise_in_syllables(5.0, 3), 24_000)
    return UNSETTLED[request.param]


def cast(project: Path, name: str, voice: str) -> None:
    """Give ``name`` the ``voice``, whoever had the name before."""
    file = project / "narration.toml"
    lines = [line for line in file.read_text().splitlines() if not line.startswith(f"{name} = ")]
    lines.insert(lines.index("[cast]") + 1, f'{name} = {{ voice = "zed", pronouns = "he" }}')
    file.write_text("\n".join(lines) + f"\n\n[voices.zed]\n{voice}")


def keys(project: Path) -> frozenset[str]:
    return live(load(project), store_of(load(project))).keys


def test_a_voice_that_reads_nothing_is_not_asked_for(project: Path, voice: str) -> None:
    cast(project, "Zed", voice)
    list(build(Request(load(project))))
    loaded = load(project)
    assert keys(project) >= {line.render.key for line in plan_of(prepare(loaded), store_of(loaded)).lines}
    reel = Reel(loaded)
    list(reel.retake(reel.line("c01.p02.u1"), 1))
    assert [kept.number for kept in reel.kept(reel.line("c01.p02.u1"))] == [1, 2]


def test_nor_is_one_whose_every_line_a_person_has_recorded(project: Path, voice: str, tmp_path: Path) -> None:
    cast(project, "Ben", voice)
    with pytest.raises(NarrateError, match=r"so which takes are"):
        keys(project)
    soundfile.write(tmp_path / "ben.wav", noise_in_syllables(1.5, 4), 24_000)
    reel = Reel(load(project))
    for line in [line for line in reel._plan.lines if line.voice.name == "zed"]:
        list(reel.record(line, tmp_path / "ben.wav", accept=True))
    list(build(Request(load(project))))
    assert len(keys(project)) > 12


def test_a_further_take_of_a_voice_without_words_says_whose_they_are(project: Path) -> None:
    soundfile.write(project / "zed.wav", noise_in_syllables(5.0, 3), 24_000)
    cast(project, "Ben", UNSETTLED["words"])
    reel = Reel(load(project))
    with pytest.raises(NarrateError, match=r"what is said in zed\.wav"):
        list(reel.retake(reel.line("c01.p04.u1"), 1))
    list(reel.retake(reel.line("c01.p02.u1"), 1))
