"""How right sentences are split: the golden rules for English, and cases from dialogue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.script.table import Row
from narrate.script.sentences import sentences

_GROUPS = (("golden_rule", "golden rules", 42), ("dialogue", "dialogue cases", 26))


def rows(shared: Path) -> Iterator[Row]:
    """How many cases of each group come out as expected."""
    cases = json.loads((shared / "data" / "golden_rules_en.json").read_text(encoding="utf-8"))["cases"]
    for group, name, aim in _GROUPS:
        mine = [case for case in cases if case["group"] == group]
        right = sum(_split(case["text"]) == case["expected"] for case in mine)
        yield Row(f"sentences, {name} of {len(mine)}", str(right), str(aim))


def _split(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in sentences(text)]


if __name__ == "__main__":
    import sys

    from benchmarks.script.table import table

    print(table(rows(Path(sys.argv[1]))))
