"""Takes of a line: more of them rendered, those there are, one chosen, a person's recording in their place.

What is chosen stands in takes.toml, written whole at once; what is rendered stands in the store. Nothing here
changes the book: the next build does.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

from narrate import atomic
from narrate.build import lock, transcripts
from narrate.build.events import Event, Failed, Flagged, Planned, Reading, Transforming, Warned
from narrate.build.pace import characters_by_voice, speeds_by_voice
from narrate.build.prepare import Prepared, plan_of, prepare, store_of
from narrate.build.render import Studio, require_engines, to_read
from narrate.build.settling import settle_readers
from narrate.build.transforming import transform
from narrate.build.waiting import obtained
from narrate.engines.base import content_of
from narrate.errors import NarrateError, ProblemsFound, TakesFailed, count, excerpt
from narrate.model import Take
from narrate.project import takes_toml
from narrate.project.project import Project
from narrate.project.takes_toml import MOST_TAKES
from narrate.takes.choices import RECORDING_MISSING, recorded
from narrate.takes.line import Line
from narrate.takes.plan import soundless
from narrate.takes.reader import in_style, reader_of
from narrate.takes.store import DamagedTake, Store
from narrate.voices.transform import text_of

RECORDINGS = "recordings"
"""The folder of a project that recordings from elsewhere are copied into."""

_GAP = 99
"""Takes in a row that may be missing before others, since clean removes those that are not chosen."""

_EXCERPT = 70


@dataclass(frozen=True, slots=True)
class Kept:
    """A take of a line in the store; ``number`` is None for a person's recording.

    ``chosen``: it is the one that the book is made of. ``accepted``: it may be published as it is. ``plain``:
    it is as the engine rendered it, and what is done to the voice's sound a build does yet.
    """

    number: int | None
    take: Take
    file: Path
    chosen: bool
    accepted: bool
    plain: bool = False


class Reel:
    """All takes of a project's lines, and the choices among them as takes.toml holds them.

    Raises ProblemsFound where the project has errors, for then nobody knows its lines.
    """

    def __init__(self, project: Project) -> None:
        self._prepared: Prepared = prepare(project)
        self._prepared.require_sound()
        self._project = self._prepared.project
        self._store: Store = store_of(project, lenient=True)
        self._plan = plan_of(self._prepared, self._store)
        # A recording that is gone is no obstacle: to choose anew is what there is to do about it.
        if problems := [each for each in self._plan.problems if each.slug != RECORDING_MISSING]:
            raise ProblemsFound(problems)
        self.warnings = self._plan.warnings
        self._lines = {line.utterance.id: line for line in self._plan.lines}

    def line(self, name: str) -> Line:
        """The line of the utterance with the id ``name``. Raises NarrateError."""
        wanted = name.strip().lower()
        found = self._lines.get(wanted)
        if found is None:
            near = [each for each in self._lines if each.startswith(f"{wanted}.")]
            hint = f"its utterances are {', '.join(near[:6])}" if near else "narrate script shows the ids"
            raise NarrateError(f'there is no utterance "{name}"', hint=hint)
        return found

    def chosen_lines(self) -> tuple[Line, ...]:
        """The lines for which something is chosen."""
        return tuple(line for line in self._lines.values() if line.chosen)

    def alike(self, line: Line, *, recorded: bool = False) -> tuple[str, ...]:
        """The ids of other lines that a choice for ``line`` is about as well; of a take, or a recording."""

        def identity(each: Line) -> str:
            return each.words if recorded else each.first.key

        others = (each for each in self._lines.values() if identity(each) == identity(line))
        return tuple(each.utterance.id for each in others if each is not line)

    def kept(self, line: Line) -> tuple[Kept, ...]:
        """The takes of ``line`` that are in the store, in order, a person's recording last."""
        found: list[Kept] = []
        last = line.render.take  # of the takes that are there, or chosen
        for number in range(1, MOST_TAKES + 1):
            if number > last + _GAP:
                break
            if each := self._numbered(line, number):
                found.append(each)
                last = max(last, number)
        if line.render.engine != line.first.engine and (each := self._kept(line, None)):
            found.append(each)
        return tuple(found)

    def retake(self, line: Line, number: int) -> Generator[Event, None, None]:
        """Render ``number`` further takes of ``line``, and the one that is chosen if it is not there yet.

        Raises MissingTool where its model is not on this machine, NarrateError where it has no words yet,
        and TakesFailed in the end where any could not be rendered.
        """
        for recording in transcripts.wordless([self._cast(line).voice]):
            raise NarrateError(
                f"nobody has written down yet what is said in {recording.name}",
                hint="a build or preview of a line that the voice reads does; or write it down yourself, as "
                'transcript = "…"',
            )
        start = max(line.render.take, *(kept.number or 0 for kept in self.kept(line)), 1) + 1
        if start + number - 1 > MOST_TAKES:
            raise NarrateError(f"{line.utterance.id} has {start - 1} takes; {MOST_TAKES} is the most")
        first = self._cast(line)
        further = [
            replace(first, render=replace(first.render, take=take)) for take in range(start, start + number)
        ]
        failed = 0
        for event in self._render([*([] if line.cached else [line]), *further]):
            failed += isinstance(event, Failed)
            yield event
        if failed:
            raise TakesFailed(
                f"{failed} of {count(number, 'take')} of {line.utterance.id} could not be rendered"
            )

    def choose(self, line: Line, number: int, *, accept: bool) -> None:
        """Have the book made of take ``number`` of ``line``; raises NarrateError where there is none.

        A take with faults is only chosen where the author says so: ``accept``.
        """
        kept = self._numbered(line, number)
        if kept is None and number != 1:
            have = ", ".join(str(each.number) for each in self.kept(line) if each.number) or "none"
            raise NarrateError(
                f"{line.utterance.id} has no take {number}; it has {have}",
                hint=f"narrate retake {line.utterance.id} renders more",
            )
        if kept is not None:
            self._require_good(kept.take, f"take {number}", accept=accept)
        text = self._unchosen(line, replace(line.first, take=number).key)
        text = takes_toml.chosen(text, line.first.key, number, _comment(line))
        self._save(text, line, kept.take if kept else None, f"take {number}")

    def record(self, line: Line, file: Path, *, accept: bool) -> Generator[Event, None, None]:
        """Have the book made of the recording ``file`` in place of ``line``.

        It is checked as all takes are. One inside the project is used where it lies, any other is copied.
        Raises NarrateError where it is no sound, or has faults that are not to be accepted.
        """
        if not file.is_file():
            raise NarrateError(f"there is no file {file}")
        new = recorded(self._cast(line), file.resolve())
        failure = ""
        for event in self._render([new]):
            if isinstance(event, Failed):
                failure = event.reason
            elif not isinstance(event, Flagged):
                yield event
        if failure:
            raise NarrateError(failure)
        take = self._store.get(new.render.key)
        self._require_good(take, "the recording", accept=accept)
        name = self._placed(file.resolve(), line)
        text = self._unchosen(line, take.key)
        self._save(takes_toml.recorded(text, line.words, name, _comment(line)), line, take, "the recording")

    def _render(self, lines: list[Line]) -> Generator[Event, None, None]:
        """Have ``lines`` read and rendered into the store while no build is at it."""
        plain = [line.plain for line in lines if not line.plain.cached]
        to_transform = [line for line in lines if line.render.transform]
        require_engines(plain, self._prepared.pins)
        store = store_of(self._project)
        with self._store.lock() as hold:
            yield from obtained(hold)
            speeds = speeds_by_voice(plain, self._store)
            yield Planned(len(lines), len(plain), characters_by_voice(plain), speeds, len(to_transform))
            yield from map(Warned, settle_readers(self._project.root / lock.NAME, plain))
            with Studio(store, self._prepared.pins) as studio:
                waiting = to_read(plain)
                for done, (line, faults) in enumerate(studio.read(waiting), 1):
                    if faults:
                        raise ProblemsFound([soundless(line, fault) for fault in faults])
                    yield Reading(done, len(waiting))
                yield from studio.render(plain)
            for done, _ in enumerate(transform(to_transform, store), 1):
                yield Transforming(done, len(to_transform))

    def _cast(self, line: Line) -> Line:
        """``line`` as its cast voice reads it, with nothing chosen."""
        voice, style = reader_of(line.utterance, self._project.cast)
        assert voice is not None  # noqa: S101 - lines are what somebody reads
        voice, _ = in_style(voice, style)
        render = replace(line.first, transform=text_of(voice.transform))
        return replace(line, voice=voice, render=render, cached=False, rendered=False)

    def _numbered(self, line: Line, number: int) -> Kept | None:
        cast = self._cast(line)
        return self._kept(replace(cast, render=replace(cast.render, take=number)), number)

    def _kept(self, line: Line, number: int | None) -> Kept | None:
        chosen = self._lines[line.utterance.id].plain.render == line.plain.render
        for render in dict.fromkeys((line.render, line.plain.render)):
            with contextlib.suppress(DamagedTake):
                take = self._store.get(render.key)
                accepted = self._store.accepts(take)
                plain = render != line.render
                return Kept(number, take, self._store.file(take), chosen, accepted, plain)
        return None

    def _require_good(self, take: Take, what: str, *, accept: bool) -> None:
        if not accept and not self._store.accepts(take):
            raise NarrateError(
                f"{what} is {' and '.join(take.faults)}",
                hint="listen to it; --accept uses it as it is",
            )

    def _unchosen(self, line: Line, key: str) -> str:
        """takes.toml as it is now, without what it says of ``line`` and is not about the take ``key``."""
        text = takes_toml.load(self._project.root).text  # somebody may have written since the reel was opened
        return takes_toml.without(text, (line.words, line.first.key), {line.plain.render.key} - {key})

    def _save(self, text: str, line: Line, take: Take | None, what: str) -> None:
        """Write takes.toml, in which ``take`` of ``line`` is used with the faults that it has."""
        if take is not None and not self._store.accepts(take):
            key = take.made_from or take.key
            text = takes_toml.accepting(text, key, take.faults, f"{_comment(line)}, {what}")
        if text != takes_toml.load(self._project.root).text:
            takes_toml.save(self._project.root, text)

    def _placed(self, file: Path, line: Line) -> str:
        """The path of ``file`` relative to the project, into which it is copied if it lies elsewhere."""
        root = self._project.root.resolve()
        if file.is_relative_to(root) and not file.is_relative_to(self._store.folder.resolve()):
            return file.relative_to(root).as_posix()
        words = re.sub(r"[^a-z0-9]+", "-", line.utterance.text.casefold())[:40].strip("-") or "line"
        digest = content_of(file).partition(":")[2]
        target = root / RECORDINGS / f"{words}-{digest[:8]}{file.suffix.lower()}"
        with atomic.replacing(target) as temporary:
            shutil.copyfile(file, temporary)
        return target.relative_to(root).as_posix()


def _comment(line: Line) -> str:
    words = "".join(filter(str.isprintable, excerpt(line.utterance.text, _EXCERPT)))
    return f"{line.utterance.speaker or 'somebody'}: {words}"
