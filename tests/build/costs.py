"""What an edit costs, seen from outside: what a plan says of it, and what the build then does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from narrate.build.events import Published
from narrate.build.history import History
from narrate.build.prepare import plan_of, prepare
from narrate.project.load import load
from narrate.takes import manifest
from narrate.takes.changes import Status, changes
from narrate.takes.store import Store
from tests.building import files, make


@dataclass(frozen=True)
class Cost:
    """What a build cost.

    ``rendered`` holds "voice: words | why the plan wanted it", in the order of the book; ``mastered`` are
    chapters; ``written`` and ``gone`` are names of files.
    """

    rendered: tuple[str, ...]
    mastered: frozenset[int]
    written: frozenset[str]
    gone: frozenset[str]


NOTHING = Cost((), frozenset(), frozenset(), frozenset())


def cost(project: Path) -> Cost:
    """Plan ``project``, then build it, and tell what that cost; ``build.json`` goes without saying.

    Fails where the build renders another take than the plan said, tells of other files than those it wrote,
    or writes a file as it was.
    """
    wanted = planned(project)
    before, places, known = files(project), _places(project), Store.of(project).known()
    built = make(project)
    after, now = files(project), _places(project)
    assert not built.end.failed

    assert Store.of(project).known() - known == {line.key for line in wanted}
    assert sorted(built.rendered) == sorted(line.id for line in wanted)

    written = {name for name in after if places.get(name) != now[name]}
    published = [event.path for event in built if isinstance(event, Published)]
    assert written - {"build.json"} == {str(path.relative_to(project / "dist")) for path in published}
    assert {name for name in after if before.get(name) != after[name]} == written
    gone = before.keys() - after.keys()
    assert ("build.json" in written) >= bool(written - {"build.json"} or gone)
    written -= {"build.json"}
    return Cost(
        tuple(line.told for line in wanted), frozenset(built.mastered), frozenset(written), frozenset(gone)
    )


class Wanted(NamedTuple):
    """A line that a plan wants to be rendered; ``told`` is "voice: words | why"."""

    key: str
    id: str
    told: str


def planned(project: Path) -> tuple[Wanted, ...]:
    """What ``narrate plan --why`` says is to be rendered, each take once, in the order of the book."""
    loaded = load(project)
    plan = plan_of(prepare(loaded), Store.of(project))
    assert not plan.problems
    found: dict[str, Wanted] = {}
    for change in changes(plan, History.of(project).newest(), manifest.of(plan.chapters, loaded.lexicon)):
        line = change.line
        if change.status is not Status.CACHED:
            why = "; ".join(change.reasons) or change.status.value
            told = f"{line.voice.name}: {line.render.text} | {why}"
            found.setdefault(line.render.key, Wanted(line.render.key, line.utterance.id, told))
    return tuple(found.values())


def _places(project: Path) -> dict[str, tuple[int, int]]:
    """Each file of ``dist`` with its inode and time: an atomic write gives it others."""
    dist = project / "dist"
    found = ((path, path.stat()) for path in dist.rglob("*") if path.is_file())
    return {str(path.relative_to(dist)): (status.st_ino, status.st_mtime_ns) for path, status in found}
