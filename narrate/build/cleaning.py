"""Cleaning the take store: what no plan uses, what is damaged, and what killed builds left behind.

First it is found out what goes, which changes nothing, and then it goes: records before the sounds that they
name, so that whatever ends it leaves no record without its sound.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from narrate import atomic
from narrate.build import composing, pace
from narrate.build.history import History, read
from narrate.build.live import Live
from narrate.build.request import Request, memories
from narrate.build.sweeping import unfinished
from narrate.engines.registry import RECORDING
from narrate.errors import NarrateError
from narrate.model import Render
from narrate.project.project import Project
from narrate.takes.damage import Damage
from narrate.takes.inventory import Blob, Inventory, Record, look
from narrate.takes.store import DamagedTake, Store


@dataclass(frozen=True, slots=True)
class Unused:
    """A take that no plan uses. ``bytes`` are those of its record, and of its sound if that goes as well."""

    record: Record
    voice: str
    why: str
    sound_s: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Waste:
    """What is to go: takes, sounds that no record will name any more, and leftovers. ``strangers`` stay.

    ``damaged`` are the takes that an examination found, ``mourned`` those of them that a plan uses.
    """

    unused: tuple[Unused, ...]
    orphans: tuple[Blob, ...]
    damaged: tuple[Damage, ...]
    mourned: tuple[Damage, ...]
    leftovers: tuple[Path, ...]
    strangers: tuple[Path, ...]

    @property
    def lone_bytes(self) -> int:
        """Bytes of sounds that no record names even now."""
        freed = sum(each.bytes - each.record.bytes for each in self.unused)
        return max(0, sum(blob.bytes for blob in self.orphans) - freed)


NOTHING = Waste((), (), (), (), (), ())


def lying(store: Store) -> Inventory:
    """What lies in ``store``. Raises NarrateError where a part of it cannot be looked into."""
    return look(store.folder, {*memories(), *composing.MEMORIES, pace.NAME})


def waste(
    project: Project, store: Store, live: Live, inventory: Inventory, damage: Sequence[Damage] | None
) -> Waste:
    """What of ``inventory`` is to go, where ``live`` is to stay.

    ``damage`` is what an examination found; without one, None, what lies in a wrong folder is a stranger.
    Raises NarrateError where a record cannot be read for a reason that is not its own.
    """
    if damage is None:
        inventory, damage = inventory.in_place(), ()
    bad = {each.record.path for each in damage}
    good = {record.key for record in inventory.records if not record.flagged and record.path not in bad}
    kept: list[Record] = []
    dead: list[Record] = []
    for record in inventory.records:
        if record.path not in bad:
            superseded = record.flagged and record.key in good
            stays = (record.key in live.keys and not superseded) or _chosen(store, live, record)
            (kept if stays else dead).append(record)
    whole = {record.key for record in kept}
    named = {digest for record in kept if (digest := _blob(store, record))}
    spoilt = {each.blob for each in damage}
    orphans = tuple(
        blob for blob in inventory.blobs if blob.misplaced or blob.digest not in named or blob.path in spoilt
    )
    return Waste(
        unused=tuple(_unused(project, store, live, dead, orphans)),
        orphans=orphans,
        damaged=tuple(damage),
        mourned=tuple(each for each in damage if each.record.key in live.keys - whole),
        leftovers=tuple(dict.fromkeys((*inventory.leftovers, *unfinished(project)))),
        strangers=inventory.strangers,
    )


def remove(project: Project, found: Waste) -> None:
    """Remove what was ``found``. Killed at any point, it leaves a store that is whole, and can go on."""
    if found.mourned:
        # A build of files that all stand would have nothing to do, and so not see that takes are gone.
        _unlink(Request(project, draft=draft).memory("stamp") for draft in (False, True))
    _unlink(unused.record.path for unused in found.unused)
    _unlink(damage.record.path for damage in found.damaged)
    _unlink(blob.path for blob in found.orphans)
    _unlink(found.leftovers)


def _unlink(paths: Iterable[Path]) -> None:
    for path in paths:
        atomic.remove(path)


def _blob(store: Store, record: Record) -> str:
    """The hash of the sound that ``record`` names, or "" where nobody can read it: such a take is a miss."""
    try:
        return store.read(record.key, record.path).blob
    except DamagedTake:
        return ""


def _chosen(store: Store, live: Live, record: Record) -> bool:
    if not live.chosen and not live.recordings:
        return False
    try:
        return live.chose(store.request(record.key, record.path))
    except DamagedTake:
        return False


def _unused(
    project: Project, store: Store, live: Live, dead: Iterable[Record], orphans: Iterable[Blob]
) -> Iterator[Unused]:
    reader = _Reader(project, live)
    freed = {blob.digest: blob.bytes for blob in orphans if not blob.misplaced}
    for record in dead:
        try:
            take = store.read(record.key, record.path)
            render = store.request(record.key, record.path)
        except DamagedTake:
            yield Unused(record, "", "cannot be read", 0.0, record.bytes)
            continue
        size = record.bytes + freed.pop(take.blob, 0)
        yield Unused(record, reader.voice(render), reader.why(record, render), take.duration_s, size)


_Voice = tuple[str, str]  # the engine, and its fingerprint of the voice


class _Reader:
    """Says of a request that nobody makes any more whose it was, and why it is none now."""

    def __init__(self, project: Project, live: Live) -> None:
        self._live = live
        self._voices = {_voice(line.render): line.voice.name for line in live.lines.values()}
        self._texts = {(_voice(line.render), line.render.text) for line in live.lines.values()}
        self._firsts = {line.first.key for line in live.lines.values()}
        self._past: dict[_Voice, str] = {}
        self._builds = _past_voices(project.root)

    def voice(self, render: Render) -> str:
        """The author's name for the voice, as it is now or was in a build that is kept; or the engine's."""
        return self._voices.get(_voice(render)) or self._name(_voice(render)) or render.engine

    def why(self, record: Record, render: Render) -> str:
        """Why no plan uses it, in a few words."""
        if record.flagged and record.key in self._live.keys:
            return "a good take replaced it"
        if render.transform and render.plain.key in self._live.keys:
            return "the transformation changed"
        if render.engine == RECORDING or replace(render.plain, take=1).key in self._firsts:
            return "another take is used"
        if _voice(render) not in self._voices:
            named = self._name(_voice(render)) in self._voices.values()
            return "the voice changed" if named else "nobody has the voice"
        if (_voice(render), render.text) not in self._texts:
            return "the words are not said"
        return "said in another way now"

    def _name(self, voice: _Voice) -> str | None:
        """What the voice was called in the newest build that has it; only as many are read as need be."""
        while voice not in self._past:
            names = next(self._builds, None)
            if names is None:
                return None
            self._past = names | self._past
        return self._past[voice]


def _voice(render: Render) -> _Voice:
    return render.engine, render.voice


def _past_voices(root: Path) -> Iterator[dict[_Voice, str]]:
    """The names of the voices in each build that is kept, newest first; drafts come last."""
    for draft in (False, True):
        kept = History.of(root, draft=draft)
        for number in reversed(kept.numbers()):
            with contextlib.suppress(NarrateError):  # damaged: then the others tell
                lines = read(kept.path(number)).manifest.lines
                yield {_voice(line.render): line.voice for line in lines}
