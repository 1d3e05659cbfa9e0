"""Where a book would differ from what its lock file says: what a locked build fails with.

Names of voices and paths are for people, and make no difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from narrate.build import lock, own_files, readers, transcripts
from narrate.build.levels import voice_identity
from narrate.build.lock import Lock
from narrate.build.pins import Need, asked, needs, voices_in
from narrate.build.prepare import Prepared, plan_of, prepare, store_of
from narrate.build.request import Request
from narrate.engines.models.hashes import sha256
from narrate.engines.registry import RECORDING
from narrate.errors import Problem, ProblemsFound, Where
from narrate.model import Voice
from narrate.project.finding import spelled
from narrate.takes.line import Line
from narrate.takes.plan import Plan

_WHERE = Where(lock.NAME)
_SETTLES = "narrate build without --locked settles it"
_DIGITS = 12
"""Of a hash, for people."""


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
    voices = voices_in(lines)
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
        ("recording-differs", "recording", recordings, own_files.hashes(known.references)),
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
        reader = readers.named(name, after)
        message = f"{engine} reads with {reader} here, and narration.lock has {before or 'none'}"
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


def _difference(slug: str, voices: Sequence[str], message: str, hint: str) -> Problem:
    named = ", ".join(spelled(("voices", name)) for name in voices)
    return Problem(slug, f"{named}: {message}", _WHERE, hint)
