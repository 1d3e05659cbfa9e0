"""The command line: one file per command; arguments in, exit code out. Help imports nothing heavy."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run narrate with the arguments of this process, and exit."""
    from narrate.cli.program import run

    code = run(sys.argv[1:])
    gc.freeze()  # Python would look through a whole book for cycles before it ends
    sys.exit(code)
