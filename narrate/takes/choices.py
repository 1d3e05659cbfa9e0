"""What the author's choices in takes.toml come to: another take of a line, or a person's recording of it.

A choice is about a line by what the line is, never by where it stands: it holds wherever that line is read,
survives edits of all others, and holds no longer once the line is another.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path

from narrate.engines.models.weights import NO_PINS
from narrate.engines.recording import PersonsRecording, Settings
from narrate.engines.registry import RECORDING
from narrate.errors import Problem, Severity, Where
from narrate.model import Voice, canonical_json
from narrate.project.takes_toml import Choice, Choices
from narrate.takes.line import Line

RECORDING_MISSING = "recording-missing"


def fingerprint(file: Path) -> str:
    """What a request for the recording ``file`` has in place of a voice."""
    return canonical_json(PersonsRecording.fingerprint(Settings(file), NO_PINS))


def recorded(line: Line, file: Path) -> Line:
    """``line``, with nothing chosen for it, as a person recorded it in ``file``, which is there."""
    render = replace(
        line.first,
        engine=RECORDING,
        engine_revision=PersonsRecording.revision,
        voice=fingerprint(file),
        ipa=(),
        style="",
        occurrence=0,
    )
    voice = Voice(f"{line.voice.name} (recorded)", RECORDING, Settings(file))
    return replace(line, voice=voice, render=render, cached=False)


class Choosing:
    """The choices as they are made for one line after the other, and those that were for none.

    ``problems`` are lines whose recording is not there: they are not given to the voice instead.
    """

    def __init__(self, choices: Choices) -> None:
        self.problems: list[Problem] = []
        self._choices = choices
        self._takes = {choice.line: choice.take for choice in choices.takes if choice.recording is None}
        self._recordings = {choice.line: choice for choice in choices.takes if choice.recording}
        self._seen: set[str] = set()

    def line(self, line: Line, known: AbstractSet[str]) -> Line:
        """``line`` with the request for what is chosen for it; the store has takes for the keys ``known``."""
        if self._recordings and (choice := self._recordings.get(line.words)):
            self._seen.add(line.words)
            if choice.recording is None or not choice.recording.is_file():
                self.problems.append(_missing(line, choice))
                return line
            chosen = recorded(line, choice.recording)
        elif self._takes and (take := self._takes.get(line.first.key)):
            self._seen.add(line.first.key)
            chosen = replace(line, render=replace(line.first, take=take))
        else:
            return line
        return replace(chosen, cached=chosen.render.key in known)

    def unused(self, keys: frozenset[str]) -> Iterator[Problem]:
        """Warnings of choices that are about no line; ``keys`` are of the takes that the book is made of."""
        for choice in self._choices.takes:
            if choice.line not in self._seen:
                yield _unused("no line is read so any more", choice.words, choice.where)
        for accepted in self._choices.accepted:
            if accepted.key not in keys:
                yield _unused("no line uses this take any more", accepted.words, accepted.where)


def _missing(line: Line, choice: Choice) -> Problem:
    id_ = line.utterance.id
    return Problem(
        RECORDING_MISSING,
        f"{id_}: there is no file {choice.recording}",
        choice.where,
        hint=f"bring it back, or choose anew: narrate take {id_} 1, or --file and another recording",
    )


def _unused(what: str, words: str, where: Where) -> Problem:
    return Problem(
        "take-unused",
        f"{what}: {words}" if words else what,
        where,
        hint="its words or its voice changed: choose anew with narrate take, or delete the entry",
        severity=Severity.WARNING,
    )
