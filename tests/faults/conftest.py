"""One server of builds under faults for the tests that use it; they are skipped where there can be none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.faults.trying import (
    Scene,
    Shop,
    compiled,
    scene_of_first_build,
    scene_of_rebuild,
    scene_of_small_build,
)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A server of builds."""
    if sys.platform != "linux":
        pytest.skip("faults are injected by a layer over Linux's C library: not checked on this system")
    folder = tmp_path_factory.mktemp("faults").resolve()
    try:
        shim = compiled(folder)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no C compiler to build the layer that injects faults: not checked ({error})")
    with Shop(folder, shim) as opened:
        yield opened


@pytest.fixture(scope="session")
def first(shop: Shop) -> Scene:
    """The first build of two chapters."""
    return scene_of_first_build(shop)


@pytest.fixture(scope="session")
def small(shop: Shop) -> Scene:
    """The first build of one chapter in one format."""
    return scene_of_small_build(shop)


@pytest.fixture(scope="session")
def rebuild(shop: Shop) -> Scene:
    """The build after an edit: a sentence, and the title of a chapter."""
    return scene_of_rebuild(shop)
