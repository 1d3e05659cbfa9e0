"""How right quotations are found, in annotated novels as they are and as other printers would set them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from benchmarks.script.novels import TEXT, folders, manuscript, referee
from benchmarks.script.table import Row
from benchmarks.script.typesetting import british, curly, straight_british, typeset
from narrate.model import Cast, Voice
from narrate.script.stage import stage

_NOBODY = Cast(Voice("reader", "tone", ()))
_SETTINGS: tuple[tuple[str, Callable[[str], str] | None, str], ...] = (
    ("double marks", None, "97.5"),
    ("curly double marks", curly, ""),
    ("single marks", british, "95.5"),
    ("straight single marks", straight_british, ""),
)


def rows(shared: Path) -> Iterator[Row]:
    """Exact F1 and relaxed recall, each the mean over the novels; LitBank's excerpts are as printed."""
    judge = referee(shared)
    novels = tuple(folders(shared / "data" / "quotes" / "pdnc"))
    for name, setting, aim in _SETTINGS:
        yield _row(name, [_scores(judge, novel, setting) for novel in novels], aim)
    excerpts = folders(shared / "data" / "quotes" / "litbank")
    yield _row("LitBank, as printed", [_scores(judge, excerpt, None) for excerpt in excerpts], "")


def _row(name: str, scores: Sequence[tuple[float, float] | None], aim: str) -> Row:
    known = [score for score in scores if score is not None]
    exact, recall = (100 * sum(column) / len(known) for column in zip(*known, strict=True))
    measure = f"quotations, {name}: exact F1 (relaxed recall)"
    return Row(measure, f"{exact:.1f} ({recall:.1f})", f"{aim} (99.5)" if aim else "")


def _scores(
    judge: ModuleType, novel: Path, setting: Callable[[str], str] | None
) -> tuple[float, float] | None:
    """Exact F1 and relaxed recall; None for an excerpt in which nobody speaks."""
    with TemporaryDirectory() as folder:
        if setting is not None:
            with (novel / TEXT).open(encoding="utf-8", newline="") as file:
                novel = typeset(novel, setting(file.read()), Path(folder))
        gold = judge.Gold(str(novel))
        if not gold.spans:
            return None
        found = judge.score(gold, [(start, end, "speech", None, None) for start, end in _spoken(novel)])
    return found["exact"]["F1"], found["relaxed"]["R"]


def _spoken(novel: Path) -> Iterator[tuple[int, int]]:
    for chapter in stage(manuscript(novel), _NOBODY):
        for item in chapter:
            for passage in item.directed.passages:
                if passage.speech:
                    span = item.block.span(passage.start, passage.end)
                    yield span.start, span.end


if __name__ == "__main__":
    import sys

    from benchmarks.script.table import table

    print(table(rows(Path(sys.argv[1]))))
