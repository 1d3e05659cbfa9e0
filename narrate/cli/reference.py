"""The command-line reference, written from the commands: ``python -m narrate.cli.reference``."""

from __future__ import annotations

from collections.abc import Iterator

import click

from narrate.cli.program import COMMANDS, program

_HEAD = """\
# The command line

*Written by `python -m narrate.cli.reference > docs/reference/cli.md`; a test keeps it true.*

Results go to stdout, the conversation to stderr. Colour and bars appear only in a terminal, and `NO_COLOR`
is honoured.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | narrate failed: a fault in it, or a disk that is full or may not be written |
| 2 | the command line was wrong |
| 3 | the project or its manuscript has problems; all of them were told |
| 4 | some utterances could not be rendered, so their chapters were not published; or takes are damaged |
| 5 | an engine, a model or a program is missing |
| 130 | interrupted by Ctrl-C; every finished take and file is kept |
| 143, 129 | the same, by SIGTERM or SIGHUP |
"""


def pages() -> Iterator[str]:
    """The page, part by part."""
    yield _HEAD
    context = click.Context(program, info_name="narrate", **program.context_settings)
    for name in COMMANDS:
        command = program.get_command(context, name)
        if command is not None:
            yield from _command(command, click.Context(command, info_name=name, parent=context))


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield from _command(child, click.Context(child, info_name=name, parent=context))
        return
    yield f"\n## {context.command_path}\n\n```\n{context.get_usage().removeprefix('Usage: ')}\n```\n"
    yield f"\n{_paragraphs(command.help or '')}\n"
    options = [
        record
        for each in command.get_params(context)
        if isinstance(each, click.Option) and (record := each.get_help_record(context))
    ]
    if options:
        yield "\n| option | |\n|---|---|\n"
        yield from (f"| `{names}` | {text} |\n" for names, text in options)


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


if __name__ == "__main__":
    click.echo("".join(pages()), nl=False)
