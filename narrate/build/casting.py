"""What the manuscript says against the cast, each doubt at its line of narration.toml."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from narrate.build.prepare import Prepared
from narrate.errors import Problem, Severity, did_you_mean
from narrate.model import NARRATOR, Cast
from narrate.project import document
from narrate.project.finding import Finding, KeyPath, quoted, spelled
from narrate.script.people.characters import review
from narrate.script.people.doubts import Doubt
from narrate.script.people.telling import Telling


def doubtful(prepared: Prepared) -> tuple[Problem, ...]:
    """Warnings about who is cast and who tells the book. Nobody is doubted where nobody is cast."""
    cast = prepared.project.cast
    if not cast.characters:
        return ()
    found = review(prepared.manuscript, cast)
    lines = Counter(each.speaker for chapter in prepared.script.chapters for each in chapter.utterances)
    uncast = [name for name, _ in lines.most_common() if name and name != NARRATOR and not cast.find(name)]
    findings = [
        _finding(doubt, uncast)
        for doubt in found.doubts
        # Whoever the author's own markup lets speak needs no name in the text.
        if not (doubt.slug == "cast-never-named" and lines[doubt.character])
    ]
    if found.telling is not None:
        findings.append(_untold(found.telling, cast))
    return document.read(prepared.project.root).problems(tuple(findings))


def _finding(doubt: Doubt, uncast: Sequence[str]) -> Finding:
    path: KeyPath = ("cast", doubt.character)
    hint = doubt.hint
    if doubt.slug == "cast-never-named" and uncast:
        hint = did_you_mean(doubt.character, uncast) or f"{quoted(uncast[0])} speaks and is not in the cast"
    return Finding(path, doubt.slug, f"{spelled(path)}: {doubt.message}", hint, Severity.WARNING)


def _untold(telling: Telling, cast: Cast) -> Finding:
    """That nobody is said to tell a book in the first person."""
    who = telling.name or "…"
    also = "" if cast.find(who) else f", and {quoted(who)} to [cast]"
    return Finding(
        ("book",),
        "told-by-missing",
        f"the narration is in the first person: {telling.evidence}. Nobody is said to tell it",
        f"if {telling.name or 'somebody in the book'} does, add told_by = {quoted(who)} to [book]{also}",
        Severity.WARNING,
    )
