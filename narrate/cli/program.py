"""The program: its list of commands, and what an error becomes on the way out."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

import click

from narrate import __version__
from narrate.cli.commands import Commands
from narrate.cli.signals import Told, heeded
from narrate.errors import Exit, NarrateError

COMMANDS = {
    "new": "Start a project from a template.",
    "check": "Find what is wrong with a project, without making a sound.",
    "script": "Show who says what.",
    "assign": "Say who says a quotation.",
    "cast": "List the characters, their lines and their voices; propose voices.",
    "plan": "Show what a build would render.",
    "build": "Make the audiobook.",
    "preview": "Render and play a part of the book.",
    "voice": "Make voices of recordings, and compare them.",
    "retake": "Render further takes of an utterance.",
    "takes": "List and play the takes of an utterance.",
    "take": "Choose a take of an utterance, or a recording of your own.",
    "lock": "Show what a project has settled on, or settle it anew.",
    "inspect": "Measure finished files, and hold them against what shops ask for.",
    "diff": "Tell what sounds different between two builds, and why.",
    "status": "Show where the book stands.",
    "clean": "Remove what no plan uses, and find what is damaged.",
    "models": "List the models that a project needs, or fetch them.",
    "doctor": "Check that this machine has what narrate needs.",
}
"""Command → its line in the help. Kept here so that help imports no command; a test holds them equal."""


_GARBAGE = 100_000
"""How many values are made before the collector looks for cycles among them. A script is half a million that
stay and are in none; to look at them after every 700, as Python does, takes a twentieth of a plan's time."""


@click.group(
    cls=Commands,
    table=COMMANDS,
    package="narrate.cli",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Every command works on the project around the current folder unless it is given another.",
)
@click.version_option(__version__, "-V", "--version", prog_name="narrate", message="%(prog)s %(version)s")
def program() -> None:
    """Compile a manuscript into a finished audiobook."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return the exit code; everything said goes to stderr but the result."""
    gc.set_threshold(_GARBAGE)
    with heeded() as told:
        try:
            return _run(arguments, told)
        except KeyboardInterrupt:  # again, while the first is told
            return told.exit_code


def _run(arguments: Sequence[str], told: Told) -> int:
    try:
        code = program.main(list(arguments), prog_name="narrate", standalone_mode=False) or Exit.DONE
    except click.exceptions.Exit as ended:
        code = ended.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else str(error))
        code = Exit.DONE
    except click.UsageError as error:
        error.show()
        code = Exit.USAGE
    except (click.Abort, KeyboardInterrupt):
        code = _interrupted(told)
    except NarrateError as error:
        _complain(error)
        code = error.exit_code
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone: nothing is left to tell
        code = Exit.DONE
    except OSError as error:
        from narrate import atomic

        explained = atomic.explanation(error)
        if explained is None:
            code = _our_fault()
        else:
            _complain(explained)
            code = explained.exit_code
    except Exception:  # the one place where a fault of ours becomes a message
        code = _our_fault()
    return int(code)


def _complain(error: NarrateError) -> None:
    from narrate.errors import ProblemsFound

    if isinstance(error, ProblemsFound):
        click.echo(f"{error}\n\n{error.message}", err=True)
    else:
        click.secho("error: ", fg="red", bold=True, nl=False, err=True)
        click.echo(str(error), err=True)


def _interrupted(told: Told) -> int:
    click.echo(
        "\ninterrupted: every finished take and file is kept; run the same command again to go on", err=True
    )
    return told.exit_code


def _our_fault() -> int:
    import platform
    import traceback

    click.echo(traceback.format_exc(), err=True)
    click.echo(
        f"This is a fault in narrate, not in your project. Please report the lines above with:\n"
        f"  narrate {__version__}, Python {platform.python_version()}, {platform.platform()}",
        err=True,
    )
    return Exit.OUR_FAULT
