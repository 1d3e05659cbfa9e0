"""The proof that the tests of every reader ask for: with any choice, no character is lost or there twice."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from narrate.errors import Where
from narrate.manuscript.selection import Choice, select
from narrate.model import Cast, Manuscript, Script, Voice
from narrate.script.compose import compose
from narrate.script.coverage import account
from narrate.script.cutting import Limits, alike

Perform = Callable[..., Script]
Prove = Callable[[Manuscript], None]

NOBODY = Cast(Voice("teller", "tone", ()))


@pytest.fixture(scope="session")
def perform() -> Perform:
    """``perform(manuscript, choice=Choice())``: its script, which accounts for every character."""

    def performed(manuscript: Manuscript, choice: Choice | None = None) -> Script:
        chosen = select(manuscript, choice or Choice(), Where("narration.toml"))
        script = compose(chosen, NOBODY, (), alike(Limits(10, 60, 200)))
        proof = account(chosen, script)
        assert proof.problems == ()
        assert proof.unaccounted == 0
        assert proof.characters == proof.spoken + sum(number for _, number in proof.skipped)
        return script

    return performed


@pytest.fixture(scope="session")
def prove(perform: Perform) -> Prove:
    """``prove(manuscript)``: whatever the project chooses, every character is accounted for."""

    def proved(manuscript: Manuscript) -> None:
        for notes, images in product(("skip", "chapter", "inline"), ("skip", "alt")):
            perform(manuscript, Choice(notes=notes, images=images))
        perform(manuscript, Choice(matter=("front matter", "back matter"), notes="inline", images="alt"))

    return proved
