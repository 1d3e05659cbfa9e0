"""``profile = "alice"`` in narration.toml: found, or told at its line what is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from narrate.engines.models.weights import NO_PINS
from narrate.engines.registry import engine_class
from narrate.errors import Problem, ProblemsFound, Severity
from narrate.model import Voice
from narrate.project.load import load
from narrate.project.project import Project
from narrate.voices.profiles import keeping, library
from narrate.voices.profiles.profile import Profile
from tests.building import edit
from tests.voices.test_profile import WORDS, kept, spoken


@pytest.fixture
def users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's library, empty."""
    folder = tmp_path / "users"
    monkeypatch.setenv(library.VARIABLE, str(folder))
    return folder


@pytest.fixture
def book(project: Path) -> Path:
    """The project, with Ada made from a profile; line 12 says so."""
    voice = '[voices.ada]\nengine = "csm"\nprofile = "Alice"'
    edit(project / "narration.toml", '[voices.ada]\nengine = "tone"\npitch_hz = 330', voice)
    return project


def problems(book: Path, severity: Severity = Severity.ERROR) -> list[Problem]:
    try:
        found = load(book).warnings
    except ProblemsFound as error:
        found = error.problems
    return [problem for problem in found if problem.severity is severity and problem.slug != "voice-is-tones"]


def ada(project: Project) -> Voice:
    character = project.cast.find("Ada")
    assert character is not None
    return character.voice


def test_a_profile_is_the_recording_and_its_words(book: Path, users: Path) -> None:
    made = kept(users)
    voice = ada(load(book))
    assert voice.settings == engine_class("csm").settings_type(made.reference, WORDS)
    assert voice.provenance is not None
    assert (voice.provenance.name, voice.provenance.consent, voice.provenance.own) == (
        "alice",
        "her own",
        False,
    )


def test_the_projects_own_comes_before_the_users(book: Path, users: Path) -> None:
    kept(users)
    own = kept(book / library.FOLDER, seed=2)
    voice = ada(load(book))
    assert voice.settings.reference == own.reference  # type: ignore[attr-defined]
    assert voice.provenance is not None
    assert voice.provenance.own


@pytest.mark.parametrize("engine", ["csm", "mlx"])
def test_neither_path_nor_name_nor_note_is_heard(
    book: Path, users: Path, engine: str, tmp_path: Path
) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text("{}")
    edit(book / "narration.toml", 'engine = "csm"', f'engine = "{engine}"\nmodel = "{tmp_path}/model"')
    made = kept(users)

    def fingerprint() -> object:
        return engine_class(engine).fingerprint(ada(load(book)).settings, NO_PINS)

    before = fingerprint()
    edit(made.file, '"her own"', '"another note"')
    made.folder.rename(users / "carol")
    edit(book / "narration.toml", '"Alice"', '"carol"')
    assert fingerprint() == before
    shutil.copy(users / "carol" / made.reference.name, book / "ada.flac")
    edit(book / "narration.toml", 'profile = "carol"', f'reference = "ada.flac"\ntranscript = "{WORDS}"')
    assert fingerprint() == before


def test_without_a_consent_note_it_is_a_warning_that_names_it(book: Path, users: Path) -> None:
    made = keeping.keep(users, "alice", spoken(), WORDS)
    (warning,) = problems(book, Severity.WARNING)
    assert (warning.slug, str(warning.where)) == ("voice-consent", "narration.toml:12")
    assert warning.message.startswith('voices.ada.profile: "alice" does not say who agreed')
    assert str(made.file) in warning.hint


def test_an_unknown_profile_has_a_hint(book: Path, users: Path) -> None:
    (unknown,) = problems(book)
    assert str(unknown.where) == "narration.toml:12"
    assert unknown.message == 'voices.ada.profile: there is no voice profile "Alice"'
    assert "narrate voice add" in unknown.hint
    kept(users, "alicen")
    assert problems(book)[0].hint == 'did you mean "alicen"?'
    shutil.rmtree(users)
    kept(users, "bob")
    assert problems(book)[0].hint == 'there are "bob"'


@pytest.mark.parametrize("key", ["reference", "transcript"])
def test_it_stands_alone(book: Path, users: Path, key: str) -> None:
    kept(users)
    edit(book / "narration.toml", 'profile = "Alice"', f'profile = "Alice"\n{key} = "narration.toml"')
    (beside,) = problems(book)
    assert (beside.slug, str(beside.where)) == ("profile-and-reference", "narration.toml:13")


def test_a_model_that_takes_no_words_gets_none(book: Path, users: Path, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    edit(book / "narration.toml", 'engine = "csm"', f'engine = "mlx"\nmodel = "{tmp_path}/model"')
    edit(book / "narration.toml", 'profile = "Alice"', 'profile = "Alice"\ntranscript = ""')
    made = kept(users)
    settings = ada(load(book)).settings
    assert (settings.reference, settings.transcript) == (made.reference, None)  # type: ignore[attr-defined]


def damaged(made: Profile) -> None:
    edit(made.file, "consent = ", "konsent = ")


def altered(made: Profile) -> None:
    made.reference.write_bytes(b"another sound")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (damaged, 'alice/profile.toml:6: unknown key "konsent"'),
        (altered, "is not the sound that the profile"),
    ],
)
def test_a_damaged_one_is_told_and_the_rest_is_checked(
    book: Path, users: Path, harm: object, told: str
) -> None:
    harm(kept(users))  # type: ignore[operator]
    edit(book / "narration.toml", 'profile = "Alice"', 'profile = "Alice"\ntemprature = 0.5')
    strange, found = sorted(problems(book), key=lambda problem: problem.slug, reverse=True)
    assert (found.slug, str(found.where)) == ("profile-damaged", "narration.toml:12")
    assert told in found.message
    assert strange.hint == 'did you mean "temperature"?'


@pytest.mark.parametrize("value", ["3", '""', "[]", '" Alice"'])
def test_a_value_that_is_no_name_is_told_once(book: Path, users: Path, value: str) -> None:
    kept(users)
    edit(book / "narration.toml", '"Alice"', value)
    (found,) = problems(book)
    assert found.message.startswith("voices.ada.profile: ")


def test_engines_that_clone_nothing_know_no_profiles(book: Path, users: Path) -> None:
    kept(users)
    edit(book / "narration.toml", 'engine = "csm"', 'engine = "kokoro"\nvoice = "af_heart"')
    (found,) = problems(book)
    assert found.message == 'voices.ada: unknown key "profile"'


def test_a_name_from_a_hostile_project_leads_nowhere(book: Path, users: Path) -> None:
    kept(users)
    edit(book / "narration.toml", '"Alice"', '"../users/alice"')
    assert [problem.slug for problem in problems(book)] == ["profile-unknown"]
