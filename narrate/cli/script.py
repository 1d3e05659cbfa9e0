"""``narrate script``: who says what, and what is not read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.options import json_option, prepare, project_option, show_warnings, stdout_console
from narrate.errors import excerpt

if TYPE_CHECKING:
    from narrate.build.prepare import Prepared
    from narrate.model import ScriptChapter, Utterance


_WORD = re.compile(r"\w+")  # marks are not said: what differs in them only is said as it is written


@click.command("script")
@click.argument("number", metavar="[CHAPTER]", required=False, type=click.IntRange(min=0))
@click.option("--skipped", is_flag=True, help="List what is not read, with the reasons, instead.")
@click.option("--words", is_flag=True, help="List the words that a voice may read wrongly, instead.")
@click.option(
    "--doubtful", is_flag=True, help="List the decisions about speakers that are not certain, worst first."
)
@click.option("--review", is_flag=True, help="Decide the doubtful ones here, a key for each.")
@click.option(
    "--limit", metavar="N", type=click.IntRange(min=1), help="With --doubtful or --review: the first N only."
)
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Show the evidence for each speaker, and what is said where it differs.",
)
@json_option
@project_option
def command(  # noqa: PLR0913
    number: int | None,
    directory: Path | None,
    *,
    skipped: bool,
    words: bool,
    doubtful: bool,
    review: bool,
    limit: int | None,
    verbose: bool,
    as_json: bool,
) -> None:
    """Show who says what.

    In the whole book, or in CHAPTER: 0 and one more than the last are its credits.

    With --json, one object a line: id, chapter, kind, speaker, confidence, evidence, text, spoken, source,
    quotation (in the same file, where the quotation begins and ends that the words are part of; or null).
    With --doubtful, one object for each decision.
    """
    from narrate.cli import script_doubts
    from narrate.script.stage import marking_of

    if sum((skipped, words, doubtful, review)) > 1:
        raise click.UsageError("--skipped, --words, --doubtful and --review are four things: choose one")
    if limit is not None and not (doubtful or review):
        raise click.UsageError("--limit belongs to --doubtful or --review")
    if review:
        script_doubts.require_terminal(as_json=as_json)
    prepared = prepare(directory)
    if not as_json:
        show_warnings(prepared.problems)
        click.echo(str(marking_of(prepared.manuscript)), err=True)
    if review:
        script_doubts.review(prepared, _chapters(prepared, number), limit)
        return
    if doubtful:
        lines = script_doubts.lines(prepared, _chapters(prepared, number), limit, as_json=as_json)
    elif skipped:
        lines = _skipped(prepared, as_json=as_json)
    elif words:
        from narrate.cli import script_words

        lines = script_words.lines(prepared, _chapters(prepared, number), as_json=as_json)
    else:
        chapters = _chapters(prepared, number)
        lines = _json(chapters) if as_json else _text(chapters, verbose=verbose)
    for line in lines:
        click.echo(line)
    prepared.require_sound()


def _chapters(prepared: Prepared, number: int | None) -> tuple[ScriptChapter, ...]:
    from narrate.build.prepare import no_chapter

    chapters = prepared.script.chapters
    if number is None:
        return chapters
    chosen = tuple(chapter for chapter in chapters if chapter.number == number)
    if not chosen:
        raise no_chapter(number, [chapter.number for chapter in chapters if not chapter.credits])
    return chosen


def _json(chapters: tuple[ScriptChapter, ...]) -> Iterator[str]:
    for chapter in chapters:
        for utterance in chapter.utterances:
            yield json.dumps(
                {
                    "id": utterance.id,
                    "chapter": chapter.number,
                    "kind": utterance.kind,
                    "speaker": utterance.speaker,
                    "confidence": round(utterance.confidence, 3),
                    "evidence": utterance.evidence,
                    "text": utterance.text,
                    "spoken": utterance.spoken,
                    "source": {
                        "file": utterance.span.source,
                        "start": utterance.span.start,
                        "end": utterance.span.end,
                    },
                    "quotation": utterance.quotation
                    and {"start": utterance.quotation.start, "end": utterance.quotation.end},
                },
                ensure_ascii=False,
            )


def _text(chapters: tuple[ScriptChapter, ...], *, verbose: bool) -> Iterator[str]:
    """One utterance a line, dressed for a terminal: narration plain, speakers in colour."""
    console = stdout_console()
    for chapter in chapters:
        title = f"{chapter.number}. {chapter.title}".rstrip(". ")
        yield click.style(f"\n{title}", bold=True) if console.is_terminal else f"\n{title}"
        for utterance in chapter.utterances:
            yield _line(utterance, colour=console.is_terminal)
            if verbose:
                yield f"{'':28}{utterance.confidence:4.0%}  {utterance.evidence}"
                if _WORD.findall(utterance.spoken) != _WORD.findall(utterance.text):
                    yield f"{'':28}says  {utterance.spoken}"


def _line(utterance: Utterance, *, colour: bool) -> str:
    speaker = utterance.speaker or "?"
    who = f"{speaker[:15]:<15}"
    if colour:
        who = click.style(who, fg="yellow" if utterance.speaker is None else "cyan")
    text = " ".join(utterance.text.split())
    return f"{utterance.id:<12}{who} {text}"


def _skipped(prepared: Prepared, *, as_json: bool) -> Iterator[str]:
    sources = {source.name: source for source in prepared.whole.sources}
    order = {name: index for index, name in enumerate(sources)}
    skipped = sorted(
        prepared.script.skipped, key=lambda each: (order[each.span.source], each.span.start, each.span.end)
    )
    for each in skipped:
        source, span = sources[each.span.source], each.span
        text = source.text[span.start : span.end]
        if not text.strip():
            continue
        if as_json:
            where = {"file": span.source, "start": span.start, "end": span.end}
            yield json.dumps({"reason": each.reason, "text": text, "source": where}, ensure_ascii=False)
        else:
            yield f"{span.source}:{source.line_at(span.start)}: {each.reason}: {excerpt(text)}"
