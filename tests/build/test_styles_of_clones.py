"""A clone's style through the program: lines in it are others, and without it the first ones are back."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from narrate.build.prepare import plan_of, prepare, store_of
from narrate.build.render import _batches
from narrate.build.taking import Reel
from narrate.project.load import load
from narrate.takes.plan import Plan
from narrate.voices.manner import in_words
from tests.conftest import Ran

WORDS = "The lamp at the corner had gone out again, and nobody knew the reason why it was."
TOML = """\
[book]
title = "The Corner"
language = "en"
manuscript = "corner.md"

[voices.teller]
engine = "csm"
model = "{csm}"
reference = "ada.wav"
transcript = "{words}"

[cast]
narrator = "teller"

[output]
formats = ["flac"]
"""
STYLE = f"""
[voices.teller.styles]
cross = {{ reference = "cross.wav", transcript = "{WORDS}" }}
"""
BOOK = """\
# The Corner

Go away!

Who is there?
"""
CROSS = BOOK.replace("Go away!", "[Go away!]{style=cross}")


@pytest.fixture
def corner(tmp_path: Path, tiny_csm: Path, recordings: tuple[Path, Path]) -> Path:
    for name, file in zip(("ada.wav", "cross.wav"), recordings, strict=True):
        shutil.copyfile(file, tmp_path / name)
    (tmp_path / "narration.toml").write_text(TOML.format(csm=tiny_csm, words=WORDS), "utf-8")
    (tmp_path / "corner.md").write_text(BOOK, "utf-8")
    return tmp_path


def plan(project: Path) -> Plan:
    ready = prepare(load(project))
    ready.require_sound()
    found = plan_of(ready, store_of(ready.project))
    assert found.problems == ()
    return found


def keys(project: Path) -> dict[str, str]:
    return {line.utterance.id: line.render.key for line in plan(project).lines}


def test_only_what_is_said_in_a_style_is_rendered_in_it(corner: Path) -> None:
    toml, book = corner / "narration.toml", corner / "corner.md"
    usual = keys(corner)
    toml.write_text(toml.read_text() + STYLE)
    assert keys(corner) == usual
    book.write_text(CROSS, "utf-8")
    cross = keys(corner)
    assert [id_ for id_ in usual if usual[id_] != cross[id_]] == ["c01.p02.u1"]
    line = next(line for line in plan(corner).lines if line.render.style)
    digits = hashlib.sha256((corner / "cross.wav").read_bytes()).hexdigest()[:7]
    assert in_words(line.render.style).startswith(f"like recording {digits}, “The lamp at the corner")

    shutil.copyfile(corner / "ada.wav", corner / "cross.wav")
    other = keys(corner)
    assert [id_ for id_ in usual if other[id_] != cross[id_]] == ["c01.p02.u1"]
    book.write_text(BOOK, "utf-8")
    assert keys(corner) == usual


def test_a_style_that_a_clone_cannot_take_stops_a_build_unless_the_voice_forgoes_it(
    corner: Path, narrate: Callable[..., Ran]
) -> None:
    toml = corner / "narration.toml"
    before = [line.render.key for line in plan(corner).lines]
    toml.write_text(toml.read_text() + "\n[styles]\ncross = { rate = 0.9 }\n")
    (corner / "corner.md").write_text(CROSS, "utf-8")
    ready = prepare(load(corner))
    (problem,) = plan_of(ready, store_of(ready.project)).problems
    assert str(problem) == (
        "corner.md:3: c01.p02.u1: the csm engine cannot take rate of a style: it is shown a manner, by "
        "another recording of the speaker\n  hint: take it out, choose an engine that can, or put "
        'style_fallback = "ignore" into the voice'
    )

    toml.write_text(toml.read_text().replace('"ada.wav"', '"ada.wav"\nstyle_fallback = "ignore"'))
    assert [line.render.key for line in plan(corner).lines] == before
    checked = narrate("check", corner)
    assert checked.code == 0, checked.err
    assert "voices.teller leaves something out of its style: the csm engine cannot take rate" in (
        checked.out + checked.err
    )


def test_lines_of_one_style_go_together_and_with_no_others(corner: Path) -> None:
    toml = corner / "narration.toml"
    toml.write_text(toml.read_text() + STYLE)
    said = [
        f"Number {number}." if number % 2 else f"[Number {number}.]{{style=cross}}" for number in range(12)
    ]
    (corner / "corner.md").write_text("# The Corner\n\n" + "\n\n".join(said), "utf-8")
    found = plan(corner)
    batches = [lines for _, lines in _batches(iter(found.missing), 8, store_of(load(corner)))]
    assert [len(lines) for lines in batches] == [7, 6]  # the chapter's title is said as usual
    reel = Reel(load(corner))
    styled = next(line for line in found.lines if line.render.style)
    assert reel._cast(styled) == styled  # of which further takes are rendered
    for lines in batches:
        assert len({(line.render.style, line.voice) for line in lines}) == 1
