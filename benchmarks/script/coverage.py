"""Every manuscript of the corpus, read and performed: how many characters nobody accounts for.

python -m benchmarks.script.coverage ../shared
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.script.table import Row, table
from narrate.errors import NarrateError, Severity, Where
from narrate.manuscript import readers
from narrate.manuscript.selection import Choice, select
from narrate.model import Cast, Manuscript, Voice
from narrate.script.compose import compose
from narrate.script.coverage import Account, account
from narrate.script.cutting import Limits, alike

NOBODY = Cast(Voice("teller", "tone", ()))
CHOICES = (Choice(), Choice(notes="chapter", images="alt"), Choice(notes="inline", images="alt"))
"""What a project may say of footnotes and pictures: the account has to be right whatever it says."""

_FOLDERS = ("md/m05-parts-folders", "md/m06-mdbook-technical")
"""Manuscripts that are folders; of all others each file is one."""

_TO_REFUSE = frozenset(
    (
        *("chk-drm-encrypted", "chk3-empty-file", "chk3-zip-truncated", "readium-tiny3-bad"),
        *("w3c-foreign-bad-fallback", "deep-div-50k"),
    )
)
"""What MANIFEST.md says is to be refused, or what is nested beyond reading. Refusing is never required of a
book that can be read in spite of what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Read:
    """A manuscript that was read, with the account for each choice; or why it was refused."""

    name: str
    accounts: tuple[Account, ...] = ()
    refused: str = ""


def measure(shared: Path) -> Iterator[Read]:
    """Each manuscript below ``shared``/data/manuscripts."""
    root = shared / "data" / "manuscripts"
    for path in _manuscripts(root):
        name = path.relative_to(root).as_posix()
        try:
            manuscript = readers.read([path], root)
        except NarrateError as error:
            yield Read(name, refused=error.message)
            continue
        yield Read(name, tuple(_account(manuscript, choice) for choice in CHOICES))


def rows(shared: Path) -> Iterator[Row]:
    """The rows of the table."""
    yield from _rows(list(measure(shared)))


def _rows(found: list[Read]) -> Iterator[Row]:
    read = [each for each in found if not each.refused]
    wrongly = [each.name for each in found if each.refused and Path(each.name).stem not in _TO_REFUSE]
    lost = sum(each.unaccounted for one in read for each in one.accounts)
    characters = sum(one.accounts[0].characters for one in read)
    spoken = sum(one.accounts[0].spoken for one in read)
    yield Row(
        f"characters unaccounted for, of {characters:,} in {len(read)} manuscripts, in {len(CHOICES)} ways",
        f"{lost:,}",
        "0",
    )
    yield Row("manuscripts read; refused with a sentence", f"{len(read)}; {len(found) - len(read)}", "–")
    yield Row("refused though they can be read", ", ".join(wrongly) or "0", "0")
    yield Row("characters spoken, with notes and pictures skipped", f"{spoken / characters:.1%}", "–")


def _manuscripts(root: Path) -> Iterator[Path]:
    folders = [root / name for name in _FOLDERS if (root / name).is_dir()]
    yield from folders
    for path in sorted(root.rglob("*")):
        inside = any(path.is_relative_to(folder) for folder in folders)
        if path.suffix.lower() in readers.READERS and path.name != "MANIFEST.md" and not inside:
            yield path


def _account(manuscript: Manuscript, choice: Choice) -> Account:
    chosen = select(manuscript, choice, Where("narration.toml"))
    return account(chosen, compose(chosen, NOBODY, (), alike(Limits())))


def _details(found: list[Read]) -> Iterator[str]:
    reasons: Counter[str] = Counter()
    for each in found:
        if each.refused:
            yield f"refused  {each.name}: {each.refused}"
        else:
            reasons.update(dict(each.accounts[0].skipped))
            errors = [p for a in each.accounts for p in a.problems if p.severity is Severity.ERROR]
            yield f"read     {each.name}: {each.accounts[0].characters:,} characters, {len(errors)} faults"
    yield from (f"{number:>10,}  {reason}" for reason, number in reasons.most_common())


if __name__ == "__main__":
    MEASURED = list(measure(Path(sys.argv[1])))
    print(*_details(MEASURED), sep="\n")
    print(table(_rows(MEASURED)))
