"""A style of a clone: a second recording in the prompt, from which the model goes on."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.engines.base import plain
from narrate.engines.csm.engine import Csm, Further, Settings
from narrate.engines.models.weights import NO_PINS
from narrate.engines.processes.process import Process
from narrate.errors import NarrateError
from narrate.model import Style
from tests.conftest import noise_in_syllables
from tests.engines.csm.conftest import TRANSCRIPT, render

CROSS = "Leave it alone, I said, and do not come back to ask me again."
TEXTS = ("Not I, said Ben.", "Who was here?")


@pytest.fixture(scope="module")
def angry(tmp_path_factory: pytest.TempPathFactory) -> Style:
    """Another recording, of four seconds."""
    file = tmp_path_factory.mktemp("styles") / "angry.wav"
    soundfile.write(file, noise_in_syllables(4.0, 3), 24_000)
    return Style(reference=file, transcript=CROSS)


def test_the_prompt_is_both_recordings_with_both_their_words_and_then_the_text(
    renderer: Process, ada: Settings, angry: Style
) -> None:
    styled = Csm.styled(ada, angry)
    words, frames = renderer.ask("prompt", TEXTS[0], styled)
    before, reference = renderer.ask("prompt", TEXTS[0], ada)
    assert words == renderer.ask("tokens", f"{TRANSCRIPT} {CROSS} {TEXTS[0]}", ada)
    assert before == renderer.ask("tokens", f"{TRANSCRIPT} {TEXTS[0]}", ada)
    assert len(frames) == pytest.approx(len(reference) + 4 * 12.5, abs=5)  # silence at its edges is left
    assert np.array_equal(frames[: len(reference) - 2], reference[:-2])  # but for where the two meet


def test_its_takes_are_others_and_the_same_ones_alone_and_together(
    renderer: Process, ada: Settings, ben: Settings, angry: Style
) -> None:
    renders = [render(text) for text in TEXTS]
    cross = Csm.styled(ada, angry)
    together = renderer.ask("perform", renders, cross, 0)
    in_between = renderer.ask("perform", renders, ada, 0)
    for one, styled, usual in zip(renders, together, in_between, strict=True):
        (alone,) = renderer.ask("perform", [one], cross, 0)
        assert np.array_equal(alone.audio, styled.audio)
        assert not np.array_equal(usual.audio, styled.audio)
    other = renderer.ask("perform", renders[:1], Csm.styled(ada, replace(angry, reference=ben.reference)), 0)
    assert not np.array_equal(other[0].audio, together[0].audio)


def test_what_is_in_the_key_is_the_recording_and_its_words_and_no_path(
    ada: Settings, angry: Style, tmp_path: Path
) -> None:
    assert angry.reference is not None
    moved = Path(shutil.copyfile(angry.reference, tmp_path / "moved.wav"))
    cross = Csm.styled(ada, angry)
    assert Csm.fingerprint(cross, NO_PINS) == Csm.fingerprint(ada, NO_PINS)
    assert Csm.recordings(cross) == (ada.reference,)
    assert Csm.manner(cross) == Csm.manner(Csm.styled(ada, replace(angry, reference=moved)))
    assert Csm.manner(cross) != Csm.manner(Csm.styled(ada, replace(angry, transcript="Other words.")))
    soundfile.write(moved, noise_in_syllables(4.0, 5), 24_000)
    assert Csm.manner(cross) != Csm.manner(Csm.styled(ada, replace(angry, reference=moved)))
    assert Csm.manner(plain(cross)) == Csm.manner(ada) == ""
    assert plain(cross) == ada


def test_what_a_clone_cannot_take_of_a_style_is_told_and_left_out(ada: Settings, angry: Style) -> None:
    assert Csm.unstyled(ada, angry) == ()
    (figures,) = Csm.unstyled(ada, replace(angry, rate=0.9, strength=0.5, neutral=Path("calm.wav")))
    assert figures.startswith("the csm engine cannot take neutral, strength and rate of a style: ")
    (words,) = Csm.unstyled(ada, replace(angry, transcript=""))
    assert words.startswith("the csm engine takes angry.wav only with the words that are said in it")
    assert Csm.styled(ada, replace(angry, transcript="")) == ada
    assert Csm.styled(ada, replace(angry, rate=0.9)).further == Further(angry.reference or Path(), CROSS)
    nothing = replace(angry, strength=0.0, rate=0.9)
    assert (Csm.unstyled(ada, nothing), Csm.styled(ada, nothing)) == ((), ada)


def test_its_recording_is_judged_as_a_reference_is(ada: Settings, angry: Style, tmp_path: Path) -> None:
    assert Csm.faults(Csm.styled(ada, angry)) == ()
    (fault,) = Csm.faults(Csm.styled(ada, replace(angry, transcript=CROSS * 9)))
    assert fault.startswith("angry.wav: its transcript cannot belong to it: ")
    (tmp_path / "broken.wav").write_bytes(b"RIFF")
    with pytest.raises(NarrateError, match=r"broken\.wav cannot be read as sound"):
        Csm.require(Csm.styled(ada, replace(angry, reference=tmp_path / "broken.wav")), NO_PINS)
