"""What a build settles before it renders, and writes into the lock file.

What of it nobody asked to change, it tells. A build that may not change the file (``--locked``) fails
instead: locked.py says where.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from narrate.build import levels, lock, locked, own_files, readers, transcripts
from narrate.build.lock import Level, Lock
from narrate.build.pins import lockable, needs, settle, voices_in, voices_of
from narrate.build.prepare import Prepared, locked_pins, store_of
from narrate.build.request import Request
from narrate.errors import NarrateError, Problem, Severity, Where
from narrate.model import Voice
from narrate.takes.line import Line
from narrate.takes.plan import Plan

_WHERE = Where(lock.NAME)


class Settling:
    """A build's dealings with its lock file.

    One that may not write it settles names and paths in silence. Previews settle nothing but what reads the
    lines that they render, and drafts only the levels of their own lock file.
    """

    def __init__(self, request: Request, prepared: Prepared, plan: Plan) -> None:
        self._request = request
        self._prepared = prepared
        self._plan = plan
        self._store = store_of(request.project)
        self._voices: set[Voice] = set()  # whose lines are rendered with what the file says
        self._same = True  # the file says what this build, which may not write it, would settle
        self._levels: Mapping[str, Level] = {}  # with which the book is mastered

    def require(self, rendered: Sequence[Line]) -> None:
        """Raise ProblemsFound if the file may not change and rendering those lines would differ from it."""
        if self._request.locked:
            locked.require_same(self._request, self._prepared, self._plan, rendered)

    def settle(self, rendered: Sequence[Line]) -> Iterator[Problem]:
        """Settle what the book is made of and ``rendered`` with; warnings of what nobody asked to change."""
        if self._request.draft:
            return
        self._voices.update(voices_in(rendered))
        if self._request.only is not None:
            if not self._request.locked:
                yield from settle_readers(self._request.lock, rendered)
            return
        known = lock.read(self._request.lock)
        self._require_pins(known)
        found = settled(known, self._prepared, self._plan.lines, rendered)
        if self._request.locked:
            self._same &= found == known
            return
        found = replace(found, readers=readers.recalled(found.readers, self._plan.lines, self._store))
        yield from unasked(known, found)
        lock.write(self._request.lock, found)

    def _require_pins(self, known: Lock) -> None:
        """Raise NarrateError if the file, as ``known`` now, names other commits than the plan's."""
        planned = self._prepared.pins
        now = settle(needs(voices_of(self._prepared.project.cast)), known.models, planned)
        edited = [source for source, commit in now.items() if planned.get(source) != commit]
        if edited:
            raise NarrateError(
                f"{lock.NAME} was edited since the book was planned, and names another commit of "
                + " and ".join(edited),
                hint="build again: the book is then planned with what it names",
            )

    def again(self, line: Line) -> Iterator[Problem]:
        """The same, both of them, for a line whose take turned out to be damaged."""
        self.require([line])
        if not self._voices.intersection(voices_in([line])):  # nothing of this voice was to be rendered
            yield from self.settle([line])

    @property
    def levels(self) -> Mapping[str, Level]:
        """Those that are frozen, and those of voices that left the book and may be back."""
        return levels.settled(self._request)

    def freeze(self, found: Mapping[str, Level]) -> None:
        """Freeze the levels of a whole book that was rendered without a failure."""
        self._levels = frozen = levels.lockable(self._plan, found)
        if self._request.locked:
            self._same &= frozen == self.levels
        elif self._request.only is None:
            gone = {identity: level for identity, level in self.levels.items() if identity not in found}
            levels.retire(self._request.retired, gone)  # first: a kill then forgets none of them
            now = lock.read(self._request.lock)
            edited = {  # since they were measured: the next build masters with these
                identity: level
                for identity, level in now.levels.items()
                if identity in frozen and level.loudness_lufs != frozen[identity].loudness_lufs
            }
            lock.write(self._request.lock, replace(now, levels={**frozen, **edited}))

    def stands(self) -> bool:
        """Whether the file, as it is now, says what this build has made the book of.

        It does not if levels, words or commits in it were edited meanwhile, by the author or another program.
        """
        try:
            words = transcripts.settled(self._request.project).cast
            wanted = needs(voices_of(self._prepared.project.cast))
            pins = settle(wanted, locked_pins(self._request.project.root, wanted))
            now = lock.read(self._request.lock).levels
        except (NarrateError, OSError):  # in the middle of an edit
            return False
        prepared = self._prepared
        return self._same and (words, pins, now) == (prepared.project.cast, prepared.pins, self._levels)


def settle_readers(path: Path, rendered: Iterable[Line]) -> Iterator[Problem]:
    """Settle what reads lines that are ``rendered`` apart from a build of the book; warnings as above.

    ``path`` is the lock file: a build that finds these takes renders nothing, and so learns nothing of it.
    """
    known = lock.read(path)
    found = replace(known, readers=readers.added(known.readers, rendered))
    yield from unasked(known, found)
    lock.write(path, found)


def settled(known: Lock, prepared: Prepared, lines: Sequence[Line], rendered: Sequence[Line]) -> Lock:
    """``known`` with all that is settled before some of the book's ``lines`` are ``rendered``.

    Levels and words are settled elsewhere. Raises MissingTool where a model's file cannot be read.
    """
    project, voices = prepared.project, voices_in(lines)
    return replace(
        known,
        models=lockable(needs(voices), prepared.pins),
        files=own_files.models(project, voices),
        references=own_files.measured(project, voices, known.references),
        readers=readers.settled(known.readers, lines, rendered),
    )


def unasked(known: Lock, found: Lock) -> Iterator[Problem]:
    """Warnings of what is ``found`` to differ from the ``known`` and no file of the author's asks for."""
    for engine, name, before, after in readers.moved(known.readers, found.readers):
        yield Problem(
            "reader-changed",
            f"{engine} reads with {readers.named(name, after)}, and has read with {before or 'none'}: takes "
            "rendered before stay as they are",
            _WHERE,
            severity=Severity.WARNING,
        )
    before_all, after_all = ({**each.files, **own_files.hashes(each.references)} for each in (known, found))
    for path, after in after_all.items():
        if before_all.get(path, after) != after:
            yield Problem(
                "file-changed",
                f"{path} is another file than it was: what is made from it is rendered anew",
                _WHERE,
                severity=Severity.WARNING,
            )
