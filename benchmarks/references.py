"""What ``narrate voice check`` says of the recordings in a folder, a line for each.

python -m benchmarks.references FILE_OR_FOLDER … [--items]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from narrate.errors import NarrateError, Outcome
from narrate.voices.checks.checklist import Item, examine, verdict
from narrate.voices.decode import with_channels
from narrate.voices.prosody import LEAST_VOICED, measure


def main(arguments: list[str]) -> int:
    """Print a line for each recording: its verdict, and what of the list it does not pass."""
    whole = "--items" in arguments
    files = [file for name in arguments if name != "--items" for file in _files(Path(name))]
    widest = max((len(file.name) for file in files), default=0)
    for file in files:
        try:
            recording, channels = with_channels(file)
        except NarrateError as error:
            print(f"{file.name:{widest}}  cannot be read: {error.sentence}")
            continue
        begun = time.process_time()
        items = examine(recording, channels=channels)
        cost = (time.process_time() - begun) / recording.duration_s
        heard = measure(recording) if recording.duration_s < 60 else None
        style = "a style" if heard is not None and heard.voiced.value >= LEAST_VOICED else "no style"
        told = "; ".join(_told(item) for item in items if whole or item.outcome is not Outcome.PASS)
        print(f"{file.name:{widest}}  {verdict(items)}, {style}; {told} [{cost:.2f} CPU-s a second]")
    return 0


def _told(item: Item) -> str:
    outcome = item.outcome.upper() if item.outcome is Outcome.FAIL else item.outcome
    return f"{outcome} {item.name}: {item.measured}"


def _files(path: Path) -> list[Path]:
    return sorted(file for file in path.iterdir() if file.is_file()) if path.is_dir() else [path]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
