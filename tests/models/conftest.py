"""A hub of our own on this machine, which huggingface_hub takes for the real one, and engines that use it."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

LARGE = 1000
"""Bytes from which on the hub keeps a file in its large storage, under its SHA-256."""


def commit_of(files: dict[str, bytes]) -> str:
    """A commit's name: as in git, a hash of what is in it."""
    return hashlib.sha1(repr(sorted(files.items())).encode(), usedforsecurity=False).hexdigest()


def etag_of(data: bytes) -> str:
    if len(data) >= LARGE:
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


@dataclass
class Hub:
    """Repositories with branches; what was asked for; and what is to go wrong."""

    url: str = ""
    commits: dict[str, dict[str, dict[str, bytes]]] = field(default_factory=dict)
    refs: dict[str, dict[str, str]] = field(default_factory=dict)
    plain: dict[str, bytes] = field(default_factory=dict)  # path → what lies there, outside any repository
    asked: list[str] = field(default_factory=list)
    status: int = 0  # answered to everything, if set
    stall_in: str = ""  # the file of which only a half is sent; then nothing happens until `go_on` is set
    cut_in: str = ""  # the file of which a half is sent once, and then the connection is cut
    stalled: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def push(self, source: str, files: dict[str, bytes], branch: str = "main") -> str:
        """A new commit at the head of ``branch``."""
        commit = commit_of(files)
        self.commits.setdefault(source, {})[commit] = dict(files)
        self.refs.setdefault(source, {})[branch] = commit
        return commit

    def fetched(self) -> list[str]:
        """The files whose content was asked for since the last time, in the order of their names."""
        found = sorted(
            each.rpartition("/resolve/")[2][41:]
            for each in self.asked
            if each.startswith("GET /") and "/resolve/" in each
        )
        self.asked.clear()
        return found


def handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            return None

        def do_HEAD(self) -> None:
            self.answer()

        def do_GET(self) -> None:
            self.answer()

        def answer(self) -> None:
            path = unquote(urlsplit(self.path).path)
            hub.asked.append(f"{self.command} {path}")
            if hub.status:
                self.send(hub.status, b"{}")
            elif path in hub.plain:
                self.send(200, hub.plain[path], name=path)
            elif path.startswith("/api/models/"):
                self.about(path.removeprefix("/api/models/"))
            else:
                self.file(path.removeprefix("/"))

        def about(self, path: str) -> None:
            owner, name, *rest = path.split("/")
            source = f"{owner}/{name}"
            kind, revision = (rest[0], rest[1]) if rest else ("revision", "main")
            if source not in hub.commits:
                return self.refuse(404, "RepoNotFound", "Repository not found")
            commit = hub.refs[source].get(revision, revision)
            if commit not in hub.commits[source]:
                return self.refuse(404, "RevisionNotFound", f"Invalid rev id: {revision}")
            files = hub.commits[source][commit]
            if kind == "tree":
                return self.send(200, json.dumps([entry(*each) for each in files.items()]).encode())
            siblings = [sibling(*each) for each in files.items()]
            about = {"_id": "1", "id": source, "sha": commit, "private": False, "tags": [], "downloads": 0}
            return self.send(200, json.dumps({**about, "siblings": siblings}).encode())

        def file(self, path: str) -> None:
            source, _, rest = path.partition("/resolve/")
            revision, _, name = rest.partition("/")
            commit = hub.refs.get(source, {}).get(revision, revision)
            data = hub.commits.get(source, {}).get(commit, {}).get(name)
            if data is None:
                return self.refuse(404, "EntryNotFound", "Entry not found")
            return self.send(200, data, {"X-Repo-Commit": commit, "ETag": f'"{etag_of(data)}"'}, name=name)

        def refuse(self, status: int, code: str, message: str) -> None:
            self.send(status, b"", {"X-Error-Code": code, "X-Error-Message": message})

        def send(
            self, status: int, data: bytes, headers: dict[str, str] | None = None, name: str = ""
        ) -> None:
            start = 0
            if status == 200 and (wanted := self.headers.get("Range", "")).startswith("bytes="):
                start = int(wanted.removeprefix("bytes=").partition("-")[0])
                status = 206
            self.send_response(status)
            for key, value in (headers or {}).items():
                self.send_header(key, value)
            if status == 206:
                self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
            self.send_header("Content-Length", str(len(data) - start))
            self.end_headers()
            if self.command == "HEAD":
                return
            if name and name == hub.stall_in:
                self.wfile.write(data[start : len(data) // 2])
                self.wfile.flush()
                hub.stalled.set()
                hub.go_on.wait(30)
                self.close_connection = True
            elif name and name == hub.cut_in:
                hub.cut_in = ""
                self.wfile.write(data[start : len(data) // 2])
                self.wfile.flush()
                self.close_connection = True
            else:
                self.wfile.write(data[start:])

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except (BrokenPipeError, ConnectionResetError):  # whoever asked has gone
                self.close_connection = True

    return Handler


def sibling(name: str, data: bytes) -> dict[str, object]:
    large = {"lfs": {"sha256": etag_of(data), "size": len(data), "pointerSize": 134}}
    return {
        "rfilename": name,
        "size": len(data),
        "blobId": "0" * 40 if len(data) >= LARGE else etag_of(data),
    } | (large if len(data) >= LARGE else {})


def entry(name: str, data: bytes) -> dict[str, object]:
    large = {"lfs": {"oid": etag_of(data), "size": len(data), "pointerSize": 134}}
    return {"type": "file", "path": name, "size": len(data), "oid": etag_of(data)} | (
        large if len(data) >= LARGE else {}
    )


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub with nothing on it, and a machine on which nothing was fetched yet."""
    from huggingface_hub import constants

    found = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(found))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    cache = tmp_path / "hub"
    for variable in (
        "HF_HUB_OFFLINE",
        "TRANSFORMERS_OFFLINE",
        "HF_TOKEN",
        "http_proxy",
        "HTTP_PROXY",
        "all_proxy",
    ):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("HF_ENDPOINT", found.url)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_HUB_CACHE", str(cache))
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    # This process may have imported huggingface_hub before, which reads the environment once.
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    yield found
    found.go_on.set()
    server.shutdown()
    server.server_close()
    thread.join()


BIG = os.urandom(3_000_000)
FILES = {
    "config.json": b"{}",
    "model.safetensors": BIG,
    "voices/ada.safetensors": b"a" * 2000,
    "voices/ben.safetensors": b"b" * 2000,
    "README.md": b"what nobody needs",
}
SUNG = """\
[book]
title = "Two Lamps"
manuscript = "book.md"

[voices.ada]
engine = "singer"

[voices.ben]
engine = "singer"
voice = "ben"

[output]
formats = ["flac"]

[cast]
narrator = "ada"
others = "narrator"
Ben = { voice = "ben", pronouns = "he" }
"""
BOOK = """\
# The First Lamp

Nobody had lit the lamp.

“Not I,” said Ben.

# The Second Lamp

There was no other.
"""


@pytest.fixture
def files() -> dict[str, bytes]:
    """The files of a model, and one that nobody needs."""
    return dict(FILES)


@pytest.fixture
def sung(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose voices need a model of the hub; its engine is known here and in other processes."""
    from narrate.engines.registry import ENGINES

    engine = Path(__file__).parent / "engine"
    monkeypatch.syspath_prepend(str(engine))
    monkeypatch.setitem(ENGINES, "singer", "singer_engine:Singer")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(engine), *filter(None, sys.path)]))
    (project / "narration.toml").write_text(SUNG, encoding="utf-8")
    (project / "book.md").write_text(BOOK, encoding="utf-8")
    return project
