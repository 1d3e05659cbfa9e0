"""A book that is built once for all the tests that edit it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.build.edits import write_book


@pytest.fixture(scope="session")
def three_lamps_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of edits.py, built: to be copied, not to be changed."""
    project = tmp_path_factory.mktemp("edits") / "three-lamps"
    write_book(project)
    return project


@pytest.fixture
def three_lamps(three_lamps_once: Path, tmp_path: Path) -> Path:
    """A copy of the built book, in another folder: which costs nothing, as every row shows."""
    return shutil.copytree(three_lamps_once, tmp_path / "copy")
