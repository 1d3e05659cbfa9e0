"""Print how right the script is: ``python -m benchmarks.script SHARED [--only NAME ...]``."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.script import attribution, corrections, coverage, people, quotations, sentences, spoken
from benchmarks.script.table import Row, table


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("shared", type=Path, help="holds data/ and tools/")
    arguments.add_argument("--unseen", type=Path, help="weights that train_speakers --unseen has made")
    arguments.add_argument("--only", nargs="*", help="these measures only")
    asked = arguments.parse_args()
    measures: dict[str, Callable[[Path], Iterator[Row]]] = {
        "quotations": quotations.rows,
        "attribution": partial(attribution.rows, unseen=asked.unseen),
        "people": people.rows,
        "corrections": corrections.rows,
        "sentences": sentences.rows,
        "spoken": spoken.rows,
        "coverage": coverage.rows,
    }
    chosen = [measures[name] for name in (asked.only or measures)]
    print(table(row for rows in chosen for row in rows(asked.shared)))


if __name__ == "__main__":
    main()
