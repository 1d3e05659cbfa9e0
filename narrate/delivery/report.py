"""Inspecting: files are heard and judged, alone and together, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from narrate.cores import shared
from narrate.delivery import beside, sets
from narrate.delivery.batches import Batch
from narrate.delivery.curves import Curves
from narrate.delivery.facts import Facts, Going, listen
from narrate.delivery.profiles import Profile, find_profile, profile_for
from narrate.delivery.rules import Finding, judged, worst
from narrate.delivery.unreadable import Unreadable
from narrate.errors import MissingTool, Outcome


@dataclass(frozen=True, slots=True)
class FileReport:
    """A file. ``facts`` are None where it is no sound, or ``lacking`` tells what it takes to read it."""

    path: Path
    profile: str
    findings: tuple[Finding, ...]
    facts: Facts | None = None
    lacking: str = ""

    @property
    def outcome(self) -> Outcome:
        """What becomes of it."""
        return worst(self.findings)


@dataclass(frozen=True, slots=True)
class BatchReport:
    """Files that belong together, and what is said of all of them."""

    name: str
    profile: str
    files: tuple[FileReport, ...]
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst of all."""
        return worst((*self.findings, *(finding for file in self.files for finding in file.findings)))

    @property
    def lacking(self) -> str:
        """What it takes to read those that could not be, if that is so of any."""
        return next((file.lacking for file in self.files if file.lacking), "")

    def as_json(self) -> dict[str, Any]:
        """For programs, as the how-to describes it."""
        return {
            "name": self.name,
            "profile": self.profile,
            "outcome": None if self.lacking and self.outcome is not Outcome.FAIL else self.outcome,
            "findings": [asdict(finding) for finding in self.findings],
            "files": [
                {
                    "path": str(file.path),
                    "profile": file.profile,
                    "outcome": file.outcome if not file.lacking else None,
                    "lacking": file.lacking,
                    **(file.facts.as_json() if file.facts else {"container": None, "sound": None}),
                    "findings": [asdict(finding) for finding in file.findings],
                }
                for file in self.files
            ],
        }


Heard = Callable[[Batch, FileReport, Curves], None]
"""Is called by the thread that has heard a file, once it is judged."""


def inspect(
    batches: Sequence[Batch],
    profile: str | None,
    *,
    hands: int,
    heard: Heard = lambda *_: None,
    going: Going = lambda: None,
) -> Generator[FileReport | BatchReport, None, None]:
    """Hear and judge all files, ``hands`` at a time: yields each, and each batch behind its files, in order.

    ``profile`` names the profile for all; without it each file has the one that suits it. ``going`` raises
    once nobody waits any more. Raises NarrateError where there is no such profile.
    """
    asked = None if profile is None else find_profile(profile)
    with shared(hands, "inspect") as pool:
        try:
            waiting = [
                (batch, [pool.submit(_file, batch, path, asked, heard, going) for path in batch.files])
                for batch in batches
            ]
            for batch, futures in waiting:
                reports = []
                for future in futures:
                    reports.append(future.result())
                    yield reports[-1]
                yield together(batch, reports)
        finally:
            pool.shutdown(cancel_futures=True)


def together(batch: Batch, reports: Sequence[FileReport]) -> BatchReport:
    """What there is to say of the files of ``batch`` besides what each says for itself."""
    names = {report.profile for report in reports if report.profile}
    findings: tuple[Finding, ...] = ()
    if len(names) == 1:
        profile = find_profile(next(iter(names)))
        members = [sets.Member(report.path, report.facts) for report in reports if report.facts]
        findings = () if batch.book else sets.compared(members, profile, elsewhere=_samples(batch))
    absent = tuple(
        Finding("present", path.name, Outcome.FAIL, "is not there", "all files in build.json")
        for path in batch.missing
    )
    return BatchReport(batch.name, " and ".join(sorted(names)), tuple(reports), findings + absent)


def _samples(batch: Batch) -> tuple[float, ...]:
    """How long the retail samples of its build are in seconds, which stand in a folder of their own."""
    known = batch.build.files.values() if batch.build else ()
    suffixes = {path.suffix for path in batch.files}
    return tuple(
        each.duration_s
        for each in known
        if each.sort is beside.Sort.SAMPLE and each.path.suffix in suffixes and each.path.exists()
    )


def judge(batch: Batch, path: Path, facts: Facts, asked: Profile | None) -> FileReport:
    """What is to be said of the file ``path`` by itself; nothing of it is read."""
    preset = batch.build.preset if batch.build else "acx"
    profile = asked or profile_for(facts.container.codec, preset)
    if batch.book and asked is None:
        profile = profile.of_books
    return FileReport(path, profile.name, judged(facts, profile), facts)


def _file(batch: Batch, path: Path, asked: Profile | None, heard: Heard, going: Going) -> FileReport:
    going()
    name = asked.name if asked else ""
    try:
        facts, curves = listen(path, going)
    except Unreadable as error:
        finding = Finding("readable", "the file", Outcome.FAIL, error.reason, "")
        return FileReport(path, name, (finding,))
    except MissingTool as error:
        return FileReport(path, name, (), lacking=error.sentence)
    report = judge(batch, path, facts, asked)
    findings = report.findings
    described = batch.described(path)
    if described is not None:
        findings += tuple(beside.compared(facts, described))
    elif batch.strays or batch.build:
        findings += (_STRAY,)
    report = FileReport(path, report.profile, findings, facts)
    heard(batch, report, curves)
    return report


_STRAY = Finding("of-the-build", "the file", Outcome.WARN, "is not listed in build.json", "")
