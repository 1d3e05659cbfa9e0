"""What a build settles before it renders, and how that differs from what the lock file says.

A build that may change the lock file writes what it settles, and tells what of it nobody asked to change. One
that may not (``--locked``) fails where it would have to, or where the book would sound different from the one
that the lock file describes. Names of voices and paths are for people: they make no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from narrate.build import lock, own_files, readers, transcripts
from narrate.build.levels import voice_identity
from narrate.build.lock import Lock, Measured
from narrate.build.pins import Need, asked, lockable, needs
from narrate.build.prepare import Prepared, plan_of, prepare, store_of
from narrate.build.request import Request
from narrate.engines.models.hashes import sha256
from narrate.engines.registry import RECORDING
from narrate.errors import Problem, ProblemsFound, Severity, Where
from narrate.model import Voice
from narrate.project.finding import spelled
from narrate.takes.line import Line
from narrate.takes.plan import Plan

_WHERE = Where(lock.NAME)
_SETTLES = "narrate build without --locked settles it"
_DIGITS = 12
"""Of a hash, for people."""


def settled(known: Lock, prepared: Prepared, lines: Sequence[Line], rendered: Sequence[Line]) -> Lock:
    """``known`` with all that is settled before some of the book's ``lines`` are ``rendered``.

    Levels and words are settled elsewhere. Raises MissingTool where a model's file cannot be read.
    """
    project, voices = prepared.project, voices_of(lines)
    return replace(
        known,
        models=lockable(needs(voices), prepared.pins),
        files=own_files.models(project, voices),
        references=own_files.measured(own_files.recordings(project, voices), known.references),
        readers=readers.settled(known.readers, lines, rendered),
    )


def voices_of(lines: Sequence[Line]) -> tuple[Voice, ...]:
    """The voices that read ``lines``, each once; a line that a person recorded is read by none."""
    return tuple(dict.fromkeys(line.voice for line in lines if line.voice.engine != RECORDING))


def unasked(known: Lock, found: Lock) -> Iterator[Problem]:
    """Warnings of what is ``found`` to differ from the ``known`` and no file of the author's asks for."""
    for engine, name, before, after in readers.moved(known.readers, found.readers):
        yield Problem(
            "reader-changed",
            f"{engine} reads with {_named(name, after)}, and has read with {before or 'none'}: takes "
            "rendered before stay as they are",
            _WHERE,
            severity=Severity.WARNING,
        )
    before_all, after_all = ({**each.files, **_hashes(each.references)} for each in (known, found))
    for path, after in after_all.items():
        if before_all.get(path, after) != after:
            yield Problem(
                "file-changed",
                f"{path} is another file than it was: what is made from it is rendered anew",
                _WHERE,
                severity=Severity.WARNING,
            )


def require_unchanged(request: Request) -> None:
    """Raise ProblemsFound where a build of ``request`` would differ from the lock file; changes nothing."""
    prepared = prepare(request.project)
    prepared.require_sound()
    plan = plan_of(prepared, store_of(request.project))
    if plan.problems:
        raise ProblemsFound(plan.problems)
    require_same(request, prepared, plan, plan.missing)


def require_same(request: Request, prepared: Prepared, plan: Plan, rendered: Sequence[Line]) -> None:
    """Raise ProblemsFound where rendering those lines of ``plan`` would differ from the lock file."""
    if not request.lock.exists():
        hint = "narrate build writes it; keep it with the project"
        raise ProblemsFound([Problem("lock-missing", f"there is no {lock.NAME}", _WHERE, hint)])
    found = tuple(differences(lock.read(request.lock), prepared, plan.lines, rendered))
    if found:
        raise ProblemsFound(found)


def differences(
    known: Lock, prepared: Prepared, lines: Sequence[Line], rendered: Sequence[Line]
) -> Iterator[Problem]:
    """Where the book would differ from ``known``, or could not be built without changing it."""
    voices = voices_of(lines)
    told: set[str] = set()
    for names, problem in (
        *_words(voices),
        *_models(known, needs(voices)),
        *_files(known, prepared, voices),
    ):
        told.update(names)
        yield problem
    # Whose model or recording differs has no level for that reason, and only for that.
    for line in _unsettled(known, lines):
        if line.voice.name not in told:
            message = "narration.lock has no level of this voice as it is now: it is new, or was changed"
            yield _difference("level-unsettled", (line.voice.name,), message, _SETTLES)
    yield from _readers(known, rendered)


_Found = Iterator[tuple[tuple[str, ...], Problem]]
"""The names of voices, and what is different about them."""


def _words(voices: Sequence[Voice]) -> _Found:
    for recording, voice in transcripts.wordless(voices).items():
        message = f"nobody has written down yet what is said in {recording.name}"
        hint = f'{_SETTLES}; or write it down yourself, as transcript = "…"'
        yield (voice.name,), _difference("transcript-unheard", (voice.name,), message, hint)


def _models(known: Lock, wanted: Sequence[Need]) -> _Found:
    names: dict[str, dict[str, None]] = {}
    for need in wanted:
        names.setdefault(need.weights.source, {}).update(dict.fromkeys(need.voices))
    for source, revision in asked(wanted).items():
        pin, voices = known.models.get(source), tuple(names[source])
        if pin is None:
            message = f"narration.lock has no commit of {source}"
            yield voices, _difference("model-unsettled", voices, message, _SETTLES)
        elif pin.asked != revision:
            message = (
                f"narration.toml asks for {source} at {revision or 'its newest'}, and narration.lock has "
                f"{pin.revision[:_DIGITS]}, for {pin.asked or 'its newest'}"
            )
            yield voices, _difference("model-revision", voices, message, _SETTLES)


def _files(known: Lock, prepared: Prepared, voices: Sequence[Voice]) -> _Found:
    project = prepared.project
    recordings = {path: sha256(file) for path, file in own_files.recordings(project, voices).items()}
    here = (
        ("model-file-differs", "model's file", own_files.models(project, voices), known.files),
        ("recording-differs", "recording", recordings, _hashes(known.references)),
    )
    users = own_files.users(project, voices)
    for slug, what, found, before in here:
        for path, digest in _unknown(found, before).items():
            if path in before:
                message = (
                    f"{path} is another {what} (SHA-256 {digest[:_DIGITS]}…) than narration.lock has "
                    f"({before[path][:_DIGITS]}…)"
                )
                hint = f"bring back the one that it was; {_SETTLES}, with the one that is here"
            else:
                message, hint = f"the {what} {path} is not in narration.lock", _SETTLES
            yield users[path], _difference(slug, users[path], message, hint)


def _hashes(references: Mapping[str, Measured]) -> dict[str, str]:
    return {path: each.sha256 for path, each in references.items()}


def _unknown(found: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """Those files of ``found`` whose content is none of those that there were ``before``."""
    contents = set(before.values())
    return {path: digest for path, digest in found.items() if digest not in contents}


def _unsettled(known: Lock, lines: Sequence[Line]) -> tuple[Line, ...]:
    """A line of each voice that has no level."""
    found: dict[str, Line] = {}
    for line in lines:
        if line.voice.engine != RECORDING and (identity := voice_identity(line)) not in known.levels:
            found.setdefault(identity, line)
    return tuple(found.values())


def _readers(known: Lock, rendered: Sequence[Line]) -> Iterator[Problem]:
    """Only of what is to be rendered: a take sounds the same whatever is installed since."""
    here = readers.here(rendered)
    for engine in sorted(here.keys() - known.readers.keys()):
        message = f"narration.lock does not say what {engine} reads with, and there are lines to render"
        yield Problem("reader-unsettled", message, _WHERE, _SETTLES)
    for engine, name, before, after in readers.moved(known.readers, here):
        if name not in here[engine]:
            continue  # what only other voices of this engine read with
        message = f"{engine} reads with {_named(name, after)} here, and narration.lock has {before or 'none'}"
        ways = (
            *_way_back(name, before),
            f"narrate lock --upgrade {engine} takes what is here and renders nothing",
        )
        yield Problem("reader-differs", message, _WHERE, "; ".join(ways))


def _way_back(name: str, version: str) -> Iterator[str]:
    """How to have ``version`` of a reader again, if there is a way."""
    if name != "tagger" and version:
        yield f"pip install {name}=={version}"
    elif name == "tagger" and version != "rules":
        yield "narrate models pull fetches the tagger"


def _named(name: str, version: str) -> str:
    if name == "tagger":
        return "our own rules for a tagger" if version == "rules" else f"the tagger {version}"
    return f"{name} {version}" if version else f"no {name}"


def _difference(slug: str, voices: Sequence[str], message: str, hint: str) -> Problem:
    named = ", ".join(spelled(("voices", name)) for name in voices)
    return Problem(slug, f"{named}: {message}", _WHERE, hint)
