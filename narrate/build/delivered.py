"""The end of a build: what stands is measured as anybody would measure it, and held against its profile.

Measuring files takes up to a quarter of the time that mastering and encoding them took; so what was found is
remembered by the file's SHA-256, and only files that were written since are listened to. Files of the whole
book are copied together from those of the chapters, frame by frame: of them only the container is looked at,
``narrate inspect`` listens to them too.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from narrate import sealed
from narrate.build.entries import Entry
from narrate.build.events import Inspected, Inspecting
from narrate.build.shelf import Shelf
from narrate.cores import shared
from narrate.delivery.batches import Batch
from narrate.delivery.beside import Build
from narrate.delivery.decoding import SUFFIXES
from narrate.delivery.facts import Facts, listen, look
from narrate.delivery.report import judge, together
from narrate.delivery.rules import Finding
from narrate.delivery.unreadable import Unreadable
from narrate.errors import MissingTool, Outcome

_REVISION = 1
"""Raised by hand when the same file would be measured otherwise."""

_HANDS = min(4, os.cpu_count() or 1)
_MOST_TOLD = 3


def inspected(
    shelf: Shelf, memory: Path, preset: str, only: Sequence[Path] | None = None
) -> Iterator[Inspecting | Inspected]:
    """Inspect the sound files on ``shelf``, or ``only`` those of them, mastered by ``preset``.

    What was found is kept in ``memory``. Nothing ends a build here: what cannot be read is told.
    """
    entries = [
        entry
        for entry in shelf.entries
        if Path(entry.path).suffix in SUFFIXES and (only is None or shelf.folder / entry.path in only)
    ]
    known = _remembered(memory)
    facts: dict[str, Facts | str] = {e.sha256: known[e.sha256] for e in entries if e.sha256 in known}
    missing = {entry.sha256: entry for entry in entries if entry.sha256 not in facts}
    over = threading.Event()
    with shared(_HANDS, "inspect") as pool:
        try:
            found = {digest: pool.submit(_found, shelf, each, over) for digest, each in missing.items()}
            for done, (digest, future) in enumerate(found.items(), 1):
                yield Inspecting(done - 1, len(found))
                facts[digest] = future.result()
        finally:
            over.set()
            pool.shutdown(cancel_futures=True)
    if missing or known.keys() - facts.keys():
        _remember(memory, {digest: each for digest, each in facts.items() if isinstance(each, Facts)})
    yield _told(shelf.folder, entries, facts, preset)


def _found(shelf: Shelf, entry: Entry, over: threading.Event) -> Facts | str:
    """What is found in a file; or, in words, why nothing is."""

    def going() -> None:
        if over.is_set():
            raise InterruptedError

    path = shelf.folder / entry.path
    try:
        return look(path) if _is_book(entry) else listen(path, going)[0]
    except Unreadable as error:
        return error.reason
    except MissingTool as error:
        return error.sentence


def _is_book(entry: Entry) -> bool:
    return "/" not in entry.path


def _told(folder: Path, entries: Sequence[Entry], facts: Mapping[str, Facts | str], preset: str) -> Inspected:
    build = Build(folder, preset, {})
    batches: dict[str, Batch] = {}
    unread = []
    for entry in entries:
        path, found = folder / entry.path, facts[entry.sha256]
        if isinstance(found, str):
            unread.append(f"{path.name} {found}")
            continue
        name = entry.path if _is_book(entry) else f"the files in {path.suffix[1:]}"
        before = batches.get(name, Batch(name, (), build, book=_is_book(entry)))
        batches[name] = replace(before, files=(*before.files, path))
    known = {folder / entry.path: facts[entry.sha256] for entry in entries}
    meet: Counter[str] = Counter()
    faults: list[str] = []
    failing: set[str] = set()
    for batch in sorted(batches.values(), key=lambda batch: batch.book):
        reports = [
            judge(batch, path, found, None) for path in batch.files if isinstance(found := known[path], Facts)
        ]
        bad = [report for report in reports if report.outcome is Outcome.FAIL]
        failing |= {batch.files[0].suffix for _ in bad}
        if not (batch.book and batch.files[0].suffix in failing):  # it sounds as its chapters do
            meet.update(report.profile for report in reports if report.outcome is not Outcome.FAIL)
        faults += [_fault(report.path.name, "does", report.profile, report.findings) for report in bad]
        whole = together(batch, reports)
        if any(finding.outcome is Outcome.FAIL for finding in whole.findings):
            faults.append(_fault(batch.name, "do", whole.profile, whole.findings))
    return Inspected(tuple(meet.items()), tuple(faults), tuple(unread))


def _fault(name: str, does: str, profile: str, findings: Sequence[Finding]) -> str:
    bad = [str(finding) for finding in findings if finding.outcome is Outcome.FAIL]
    more = f"; and {len(bad) - _MOST_TOLD} more" if len(bad) > _MOST_TOLD else ""
    told = "; ".join(bad[:_MOST_TOLD])
    return f"{name} {does} not meet the technical numbers of {profile}: {told}{more}"


def _remembered(memory: Path) -> dict[str, Facts]:
    try:
        document = sealed.read(memory)
        if document["revision"] != _REVISION:
            return {}
        return {digest: Facts.from_json(each) for digest, each in document["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _remember(memory: Path, facts: Mapping[str, Facts]) -> None:
    files = {digest: each.as_json() for digest, each in sorted(facts.items())}
    sealed.write(memory, {"revision": _REVISION, "files": files})
