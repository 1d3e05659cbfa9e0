"""The shelf knows every file that narrate published, however the build ended that put it there."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrate import atomic
from narrate.build.entries import Piece, Sounding
from narrate.build.shelf import Shelf

SOUNDING = Sounding(1.0, -20.0, -21.0, -3.0)
OLD = Piece("flac/01 - One.flac", "flac", "as it was", "old")
NEW = Piece("flac/01 - One.flac", "flac", "as it is", "new")


class Killed(BaseException):
    """Ends a build as a signal does."""


def die(*_: object) -> None:
    raise Killed


def shelf_in(folder: Path) -> Shelf:
    return Shelf(folder / "dist", folder / "shelf.json")


def put(shelf: Shelf, piece: Piece) -> None:
    with shelf.making(piece) as made:
        made.write_text(piece.sound)
        shelf.put(piece, SOUNDING, made=made)


@pytest.fixture
def killed_before_it_came(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place where a file was about to replace an older one when the build was killed."""
    put(shelf_in(tmp_path), OLD)
    with monkeypatch.context() as patch:
        patch.setattr(atomic, "replacing", die)
        with pytest.raises(Killed):
            put(shelf_in(tmp_path), NEW)
    return tmp_path / "dist" / NEW.path


def test_a_file_is_known_as_soon_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "dist" / NEW.path
    put(shelf_in(tmp_path), NEW)  # and killed in this moment
    assert shelf_in(tmp_path).fresh(NEW)
    assert shelf_in(tmp_path).clear_all_but([]) == (file,)
    assert not file.exists()


def test_one_that_never_came_leaves_the_one_before_known(tmp_path: Path, killed_before_it_came: Path) -> None:
    shelf = shelf_in(tmp_path)
    assert (shelf.fresh(NEW), bool(shelf.fresh(OLD))) == (None, True)
    assert shelf.clear_all_but([]) == (killed_before_it_came,)


def test_what_somebody_puts_where_one_was_coming_is_not_narrates(
    tmp_path: Path, killed_before_it_came: Path
) -> None:
    killed_before_it_came.write_text("a recording of my own")
    assert shelf_in(tmp_path).clear_all_but([]) == ()
    assert killed_before_it_came.read_text() == "a recording of my own"
