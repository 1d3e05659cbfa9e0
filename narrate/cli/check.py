"""``narrate check``: everything that is wrong with a project, without making a sound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.options import json_option, load_project, project_argument
from narrate.errors import Exit, Problem, Severity, count

if TYPE_CHECKING:
    from narrate.build.inspection import Findings
    from narrate.script.coverage import Account


@click.command("check")
@project_argument
@json_option
def command(directory: Path | None, *, as_json: bool) -> int:
    """Find what is wrong with a project, without making a sound.

    Reads the project file and the manuscript, composes the script, asks the engines about their voices,
    looks at the cover, and tells every problem at once. Accounts for every character of the manuscript:
    spoken, or skipped and why. Exits with 3 if one of the problems stops a build.
    """
    from narrate.build.inspection import inspect

    findings = inspect(load_project(directory, deep=True))
    errors = sum(problem.severity is Severity.ERROR for problem in findings.problems)
    if as_json:
        click.echo(json.dumps(_as_json(findings), ensure_ascii=False))
    else:
        for problem in findings.problems:
            click.echo(str(problem), err=True)
        click.echo(_summary(findings))
        warnings = len(findings.problems) - errors
        if findings.problems:
            click.echo(f"{count(errors, 'error')}, {count(warnings, 'warning')}")
    return Exit.PROBLEMS if errors else Exit.DONE


def _summary(findings: Findings) -> str:
    from narrate.ui.words import duration

    lines = [
        f"{count(findings.chapters, 'chapter')}, {count(findings.utterances, 'utterance')}, "
        f"{count(findings.words, 'word')}: about {duration(findings.estimated_s)} of audiobook",
        f"{count(findings.speech, 'line')} of speech, {_readers(findings)}",
        str(findings.marking),
        _accounted(findings.proof),
        *(f"    {number:>9,}  {reason}" for reason, number in findings.proof.skipped),
    ]
    if findings.corrections:
        lines.append(
            f"{count(findings.corrections, 'correction')} in speakers.toml, "
            f"{findings.corrections - findings.corrected:,} of them not applied"
        )
    return "\n".join(lines)


def _accounted(proof: Account) -> str:
    skipped = sum(number for _, number in proof.skipped)
    return (
        f"{count(proof.characters, 'character')}: {proof.spoken:,} spoken, {skipped:,} skipped for "
        f"{count(len(proof.skipped), 'reason')}, {proof.unaccounted:,} unaccounted"
    )


def _readers(findings: Findings) -> str:
    if not findings.characters:
        return "all read by the narrator, as nobody is cast"
    return f"{findings.unknown:,} of them by unknown speakers and {findings.uncast:,} by uncast ones"


def _as_json(findings: Findings) -> dict[str, object]:
    return {
        "chapters": findings.chapters,
        "utterances": findings.utterances,
        "words": findings.words,
        "estimated_s": round(findings.estimated_s),
        "speech": findings.speech,
        "marks": {convention.name: times for convention, times in findings.marking.counts},
        "unknown_speakers": findings.unknown,
        "uncast_speakers": findings.uncast,
        "characters": findings.proof.characters,
        "spoken_characters": findings.proof.spoken,
        "skipped_characters": sum(number for _, number in findings.proof.skipped),
        "skipped_by_reason": dict(findings.proof.skipped),
        "unaccounted_characters": findings.proof.unaccounted,
        "corrections": findings.corrections,
        "corrections_applied": findings.corrected,
        "problems": [_problem(problem) for problem in findings.problems],
    }


def _problem(problem: Problem) -> dict[str, object]:
    where = problem.where
    return {
        "slug": problem.slug,
        "severity": problem.severity,
        "message": problem.message,
        "hint": problem.hint,
        "file": where.file if where else None,
        "line": where.line if where else None,
    }
