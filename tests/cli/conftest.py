"""Commands run in the tests' own process, which is quicker than a process for each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from narrate.build.book import build
from narrate.build.request import Request
from narrate.cli.program import run
from narrate.project.load import load
from narrate.project.project import draft
from tests.building import edit
from tests.conftest import Ran

Command = Callable[..., Ran]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """narrate, as a function of its arguments."""
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("NO_COLOR", "1")

    def ran(*arguments: object) -> Ran:
        capsys.readouterr()
        code = run([*map(str, arguments)])
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return ran


@pytest.fixture
def built(project: Path) -> Path:
    """The project, built, as FLAC."""
    edit(project / "narration.toml", "[cast]", '[output]\nformats = ["flac"]\n\n[cast]')
    make(project)
    return project


def make(folder: Path, *, as_draft: bool = False) -> None:
    """Build the project in ``folder``."""
    project = load(folder)
    for _ in build(Request(draft(project) if as_draft else project, draft=as_draft)):
        pass
