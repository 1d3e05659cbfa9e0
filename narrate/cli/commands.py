"""A group of commands that are imported when they are called, so that help imports none of them."""

from __future__ import annotations

import importlib
import keyword
from collections.abc import Mapping
from typing import Any

import click


class Commands(click.Group):
    """The group of the commands in ``table``: name → its line in the help.

    Each is ``command`` in the module of that name in ``package``; ``import`` is in ``import_``, as Python has
    a word of that name.
    """

    def __init__(self, *args: Any, table: Mapping[str, str], package: str, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.table = table
        self._package = package

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the table."""
        del ctx
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command ``cmd_name``, imported; None when there is none."""
        del ctx
        if cmd_name not in self.table:
            return None
        name = cmd_name.replace("-", "_")
        module = importlib.import_module(f"{self._package}.{name}{'_' if keyword.iskeyword(name) else ''}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion for a word that is no command."""
        from narrate.errors import did_you_mean

        if args and args[0] not in self.table and not args[0].startswith("-"):
            hint = did_you_mean(args[0], self.table)
            ctx.fail(f'there is no command "{args[0]}"' + (f"; {hint}" if hint else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table alone."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(self.table.items()))
