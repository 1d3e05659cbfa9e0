"""Credits: what is said before the book and after it, as chapters of their own.

They are no words of the manuscript. Nobody looks for quotations in them, and they say nothing of who speaks
in the book; but they are written in a source of their own, so that what is said of them is accounted for like
everything else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from narrate.errors import Problem, Severity
from narrate.model import (
    Block,
    BlockKind,
    Chapter,
    Manuscript,
    Mark,
    MarkKind,
    Run,
    Script,
    Source,
    UtteranceKind,
)
from narrate.script.credit_templates import FIELD, FIELDS, Credits, Particulars, Template
from narrate.script.credit_words import CREDIT_WORDS, ENGLISH, CreditWords
from narrate.script.credit_words import Lines as OwnLines
from narrate.script.cutting import LimitsOf
from narrate.script.wording import Wording
from narrate.script.writing import recited

SOURCE = "credits"
"""The name of their source. No file of a manuscript has it: those have a suffix."""

_CLOSING = "\"'”’»)]"


@dataclass(frozen=True, slots=True)
class Reading:
    """How credits become spoken words: their wording, and the limits of the voice that reads them."""

    wording: Wording
    limits: LimitsOf


def with_credits(
    manuscript: Manuscript,
    script: Script,
    credits_: Credits,
    of: Particulars,
    reading: Reading,
) -> tuple[Manuscript, Script]:
    """``manuscript`` and its ``script`` with the chapters of the credits around them.

    Where something is wrong with the credits there are none, and the script has the problems.
    """
    words = CREDIT_WORDS.get(manuscript.language.lower().partition("-")[0])
    known = _on_one_line(of if of.narrator or words is None else replace(of, narrator=words.synthetic))
    problems = list(_problems(credits_, known, words, manuscript.language))
    if any(problem.severity is Severity.ERROR for problem in problems):
        return manuscript, replace(script, problems=(*script.problems, *problems))
    titles = words or ENGLISH
    numbers = (0, max((chapter.number for chapter in manuscript.chapters), default=0) + 1)
    source, (opening, closing) = _written(
        [
            (numbers[0], titles.opening_title, _lines(credits_.opening, titles.opening, known)),
            (numbers[1], titles.closing_title, _lines(credits_.closing, titles.closing, known)),
        ]
    )
    performed = recited((opening, closing), SOURCE, reading.wording, reading.limits)
    first, last = (replace(chapter, credits=True) for chapter in performed.chapters)
    return (
        replace(
            manuscript,
            chapters=(opening, *manuscript.chapters, closing),
            sources=(*manuscript.sources, source),
        ),
        replace(
            script,
            chapters=(first, *script.chapters, last),
            skipped=(*script.skipped, *performed.skipped),
            problems=(*script.problems, *problems, *performed.problems),
        ),
    )


def _problems(
    credits_: Credits, known: Particulars, words: CreditWords | None, language: str
) -> Iterator[Problem]:
    """Where words are missing: a sentence with an empty field would be said as "by"."""
    own = {"opening": credits_.opening, "closing": credits_.closing}
    for name, template in own.items():
        for field in dict.fromkeys(FIELD.findall(template.text)) if template else ():
            if not getattr(known, field):
                yield Problem(
                    "credits-field-empty",
                    f"output.credits.{name}: nothing is known for {{{field}}}",
                    template.where if template else credits_.where,
                    hint=f'add {field} = "…" to [book], or take the field out',
                )
    missing = [name for name, template in own.items() if template is None]
    if words is None and missing:
        asked = ", ".join(f'{name} = "…"' for name in missing)
        yield Problem(
            "credits-no-words",
            f'output.credits: narrate has no words for the credits of a book in "{language}"',
            credits_.where,
            hint=f"write them yourself: credits = {{ {asked} }}",
        )
    elif missing and not known.author:
        yield Problem(
            "credits-no-author",
            "output.credits: the credits name no author, as none is known",
            credits_.where,
            hint='add author = "…" to [book]; shops want one named',
            severity=Severity.WARNING,
        )


def _on_one_line(known: Particulars) -> Particulars:
    """``known`` without line breaks, which a manuscript's own title may have: they would end a paragraph."""
    return Particulars(*(" ".join(getattr(known, name).split()) for name in FIELDS))


def _lines(template: Template | None, own: OwnLines, known: Particulars) -> list[str]:
    """The paragraphs of one chapter of credits, their fields filled."""
    if template is not None:
        return [_filled(line, known) for line in map(str.strip, template.text.split("\n")) if line]
    found = []
    for wordings in own:
        complete = (each for each in wordings if all(getattr(known, name) for name in FIELD.findall(each)))
        if wording := next(complete, None):
            found.append(_filled(wording, known))
    return found


def _filled(line: str, known: Particulars) -> str:
    """``line`` with its fields; of two marks in a row, one that ends a field ("Who?", "Jr.") stays alone."""
    parts: list[str] = []
    for index, part in enumerate(FIELD.split(line)):
        if index % 2:
            parts.append(getattr(known, part))
            continue
        ending = parts[-1].rstrip(_CLOSING)[-1:] if parts else ""
        twice = (part[:1] == "." and ending in (*".!?…",)) or (part[:1] == "," and ending in (*"!?…",))
        parts.append(part[1:] if twice else part)
    return "".join(parts)


def _written(chapters: list[tuple[int, str, list[str]]]) -> tuple[Source, tuple[Chapter, ...]]:
    """Chapters of a number, a title and paragraphs, and the source in which they are written line by line."""
    text = ""
    found = []
    line = 1
    for number, title, paragraphs in chapters:
        blocks = []
        for paragraph in paragraphs:
            run = Run(0, len(text), len(text) + len(paragraph))
            mark = Mark(MarkKind.KIND, 0, len(paragraph), UtteranceKind.CREDITS)
            blocks.append(Block(BlockKind.PARAGRAPH, paragraph, SOURCE, (run,), (mark,), line=line))
            text += f"{paragraph}\n"
            line += 1
        text += "\n"  # between the two chapters
        line += 1
        found.append(Chapter(number, title, tuple(blocks)))
    return Source(SOURCE, text.rstrip("\n") + "\n"), tuple(found)
