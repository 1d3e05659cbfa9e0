"""A book whose voice is a profile in the user's library, read by CSM from a tiny checkpoint."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from narrate.build import lock
from narrate.build.events import Warned
from narrate.build.locked import require_unchanged
from narrate.build.prepare import plan_of, prepare
from narrate.build.request import Request
from narrate.build.stamp import inputs_of
from narrate.errors import ProblemsFound
from narrate.project.load import load
from narrate.sound.pcm import Recording
from narrate.takes.store import Store
from narrate.voices.profiles import keeping, library
from narrate.voices.profiles.profile import Profile
from tests.build.costs import NOTHING, cost, planned
from tests.building import Built, edit, files, make
from tests.conftest import noise_in_syllables

WORDS = "The lamp at the corner had gone out again, and nobody knew the reason why it was."

TOML = """\
[book]
title = "The Corner"
author = "A. Tester"
language = "en"
manuscript = "corner.md"

[voices.teller]
engine = "espeak"

[voices.ada]
engine = "csm"
model = "{model}"
{made}

[cast]
narrator = "teller"
Ada = {{ voice = "ada", pronouns = "she" }}

[output]
formats = ["flac"]
"""


def keep(folder: Path, seed: int = 1, *, consent: str = "", again: bool = False) -> Profile:
    """A profile called "ada" in the library ``folder``."""
    recording = Recording(noise_in_syllables(5.0, seed), 24_000)
    notes = {"consent": consent, "source_sha256": "ab" * 32}
    return keeping.keep(folder, "ada", recording, WORDS, **notes, again=again)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's library."""
    folder = tmp_path / "library"
    monkeypatch.setenv(library.VARIABLE, str(folder))
    return folder


def written(folder: Path, model: Path, made: str = 'profile = "Ada"') -> Path:
    """A project in ``folder`` with one clone."""
    folder.mkdir()
    (folder / "narration.toml").write_text(TOML.format(model=model, made=made))
    (folder / "corner.md").write_text("# The Corner\n\nNobody was there. “It was never lit,” said Ada.\n")
    return folder


def keys(project: Path) -> set[str]:
    """The keys of all takes of the book."""
    plan = plan_of(prepare(load(project)), Store.of(project))
    assert not plan.problems
    return {line.render.key for line in plan.lines}


def warnings(built: Built) -> list[str]:
    """The kinds of warnings that a build told."""
    return [event.problem.slug for event in built if isinstance(event, Warned)]


def whose(project: Path) -> Iterator[dict[str, str]]:
    """What build.json says of profiles."""
    document = json.loads((project / "dist" / "build.json").read_text())
    return (voice["profile"] for voice in document["voices"] if "profile" in voice)


def test_a_book_is_read_by_a_profile_and_notes_cost_nothing(
    tmp_path: Path, tiny_csm: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = keep(shelf)
    book = written(tmp_path / "book", tiny_csm)
    built = make(book)
    assert warnings(built) == ["voice-consent"]
    assert next(whose(book)) == {"name": "ada", "licence": "", "consent": "", "source_sha256": "ab" * 32}
    assert list(lock.read(book / lock.NAME).references) == ["library:ada"]
    assert cost(book) == NOTHING

    sounds = {name: digest for name, digest in files(book).items() if name != "build.json"}
    before = inputs_of(load(book))
    edit(made.file, 'consent = ""', 'consent = "Ada herself, 2024"')
    assert inputs_of(load(book)) != before
    built = make(book)
    assert (built.rendered, built.mastered, built.written) == ([], set(), set())
    assert warnings(built) == []
    assert next(whose(book))["consent"] == "Ada herself, 2024"
    assert {name: digest for name, digest in files(book).items() if name != "build.json"} == sounds
    assert cost(book) == NOTHING

    other_machine = shutil.copytree(shelf, tmp_path / "elsewhere" / "voices")
    other = written(tmp_path / "other", tiny_csm)
    shutil.copy(book / lock.NAME, other)
    monkeypatch.setenv(library.VARIABLE, str(other_machine))
    require_unchanged(Request(load(other), locked=True))
    assert keys(other) == keys(book)

    again = keep(other_machine, seed=2, consent="Ada herself, 2024", again=True)
    with pytest.raises(ProblemsFound) as differs:
        require_unchanged(Request(load(other), locked=True))
    assert f"library:ada is another recording (SHA-256 {again.sha256[:12]}…)" in str(differs.value)
    assert [line.told.partition(" | ")[0] for line in planned(book)] == ["ada: It was never lit,"]


def test_the_key_is_that_of_the_recording_and_its_words(tmp_path: Path, tiny_csm: Path, shelf: Path) -> None:
    made = keep(shelf)
    by_profile = written(tmp_path / "one", tiny_csm)
    by_file = written(tmp_path / "two", tiny_csm, f'reference = "ada.flac"\ntranscript = "{WORDS}"')
    shutil.copy(made.reference, by_file / "ada.flac")
    own = written(tmp_path / "three", tiny_csm)
    shutil.copytree(made.folder, own / "voices" / "ada")
    those = keys(by_profile)
    assert those == keys(by_file) == keys(own)
    edit(made.file, WORDS, WORDS.replace("again", "then"))
    assert keys(by_profile) != those
