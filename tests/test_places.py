"""Where narrate keeps on a machine what belongs to no project."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from narrate import places


def test_what_belongs_to_no_project_lies_where_the_machine_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    for variable in ("XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert (places.cache(), places.data()) == (
        Path("/home/ada/.cache/narrate"),
        Path("/home/ada/.local/share/narrate"),
    )
    monkeypatch.setattr(sys, "platform", "darwin")
    assert (places.cache(), places.data()) == (
        Path("/home/ada/Library/Caches/narrate"),
        Path("/home/ada/Library/Application Support/narrate"),
    )
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/caches")
    monkeypatch.setenv("XDG_DATA_HOME", "relative/is/not/valid")
    assert places.cache() == Path("/var/caches/narrate")
    assert places.data() == Path("/home/ada/Library/Application Support/narrate")
