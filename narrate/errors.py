"""What can go wrong, said so that a person can act on it: problems, errors, exit codes, suggestions.

The library raises; only the command line exits. Every error is a sentence with a place, where one is
known, and a way out. ``NarrateError`` is the root; catch it to catch everything narrate says on purpose.

    NarrateError
    ├── ProblemsFound     the project or the manuscript has faults; all of them at once    exit 3
    ├── TakesFailed       some utterances could not be rendered acceptably                 exit 4
    └── MissingTool       a model, an engine or a program is not there                     exit 5
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any


class Exit(IntEnum):
    """Exit codes of the command line, as documented in the reference."""

    DONE = 0
    OUR_FAULT = 1
    USAGE = 2
    PROBLEMS = 3
    TAKES_FAILED = 4
    MISSING = 5
    INTERRUPTED = 130


class Severity(StrEnum):
    """An error stops the build; a warning is told and counted."""

    ERROR = "error"
    WARNING = "warning"


class Outcome(StrEnum):
    """What becomes of something that was measured, from good to bad."""

    PASS = "pass"  # noqa: S105 - no word to keep secret
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file, printed as ``file:line``. Lines and columns count from 1; None is unknown."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in what the author wrote. ``slug`` is stable, for machines; ``message`` is for people."""

    slug: str
    message: str
    where: Where | None = None
    hint: str = ""
    severity: Severity = Severity.ERROR

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Problem:
        """The problem that ``dataclasses.asdict`` took apart into ``told``. Raises KeyError and TypeError."""
        where = told["where"]
        place, severity = Where(**where) if where else None, Severity(told["severity"])
        return cls(**{**told, "where": place, "severity": severity})

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        kind = "warning: " if self.severity is Severity.WARNING else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{place}{kind}{self.message}{hint}"


class NarrateError(Exception):
    """Something narrate can explain. ``exit_code`` is what the command line exits with."""

    exit_code: Exit = Exit.PROBLEMS

    def __init__(self, message: str, *, where: Where | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        return str(Problem("", self.message, self.where, self.hint))

    @property
    def sentence(self) -> str:
        """The message and the hint as one, for a list of what is wrong."""
        return f"{self.message}; {self.hint}" if self.hint else self.message


class ProblemsFound(NarrateError):
    """The project or its manuscript has faults. Carries all of them, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = sum(problem.severity is Severity.ERROR for problem in self.problems)
        super().__init__(count(errors, "problem"))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class TakesFailed(NarrateError):
    """Some utterances have no acceptable take; what did render is kept."""

    exit_code = Exit.TAKES_FAILED


class MissingTool(NarrateError):
    """An engine, a model or a program that the project asks for is not on this machine."""

    exit_code = Exit.MISSING


def excerpt(text: str, most: int = 60) -> str:
    """The beginning of ``text`` on one line, of at most ``most`` characters, for a message."""
    line = " ".join(text[: 5 * most].split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def count(number: int, noun: str) -> str:
    """``1 chapter``, ``1,204 chapters``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint naming the known word closest to ``word``, or an empty string when none is close."""
    lowered = {candidate.lower(): candidate for candidate in known}
    close = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    return f'did you mean "{lowered[close[0]]}"?' if close else ""
