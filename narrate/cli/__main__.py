"""``python -m narrate.cli``."""

from narrate.cli import main

main()
