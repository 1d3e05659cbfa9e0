"""The command line: one file per command; arguments in, exit code out. Help imports nothing heavy."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run narrate with the arguments of this process, and exit."""
    from narrate.cli.program import run

    sys.exit(run(sys.argv[1:]))
