"""How right speakers are, judged by the referee that never saw narrate's code.

The weights that narrate comes with were learned from these novels. For figures that mean something on a book
nobody has seen, ``unseen`` is a folder of weights, one file for each author, learned without that author:
``python -m benchmarks.script.train_speakers SHARED --unseen FOLDER`` makes them.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any
from unittest import mock

from benchmarks.script import novels
from benchmarks.script.table import Row
from benchmarks.script.train_speakers import author_of
from narrate.model import Cast
from narrate.script.speakers import attribute
from narrate.script.speakers.ranker import read_weights

_TYPES = (("Explicit", "0.96"), ("Anaphoric", "0.77"), ("Implicit", "0.75"))
_RIGHT = 0.95


def rows(shared: Path, unseen: Path | None = None) -> Iterator[Row]:
    """Attribution with everybody cast, with the leads cast, and with nobody cast; and how fast it is."""
    referee = novels.referee(shared)
    whose = "weights from other authors" if unseen else "in sample"
    begun = time.process_time()
    found = referee.pooled(list(_scored(shared, referee, unseen)))
    took = time.process_time() - begun
    attribution, calibration = found["attribution"], found["calibration"]
    yield Row(f"attribution, all spans ({whose})", f"{attribution['end_to_end']:.3f}", "0.84")
    for kind, aim in _TYPES:
        yield Row(f"attribution, {kind.lower()}", f"{attribution[kind]:.3f}", aim)
    yield Row("calibration: ECE", f"{calibration['ece']:.3f}", "0.04")
    yield Row("calibration: share of spans at 95 % right", f"{_share_at(found['items']):.3f}", "0.68")
    leads = referee.pooled(list(_scored(shared, referee, unseen, ("major",))))["attribution"]
    yield Row("attribution, only the main characters cast", f"{leads['end_to_end']:.3f}", "0.80")
    others = referee.pooled(list(_scored(shared, referee, unseen, ("major", "intermediate"))))["attribution"]
    yield Row("attribution, main and intermediate characters cast", f"{others['end_to_end']:.3f}", "")
    yield Row("characters read and attributed a second", f"{found['chars'] / took:,.0f}", "")


def _scored(
    shared: Path, referee: ModuleType, unseen: Path | None, categories: Collection[str] = ()
) -> Iterator[dict[str, Any]]:
    with TemporaryDirectory() as folder:
        for novel in novels.folders(shared / "data" / "quotes" / "pdnc"):
            company = novels.cast(novel, categories)
            composed = _script(novel, company, unseen)
            path = Path(folder) / f"{novel.name}.jsonl"
            novels.write_predictions(composed, path)
            gold = referee.Gold(str(novel))
            predicted, _ = referee.load_pred(str(path), len(gold.text))
            yield referee.finish(referee.score(gold, predicted, set(categories) or None))


def _script(novel: Path, company: Cast, unseen: Path | None) -> Any:
    written = novels.manuscript(novel)
    if unseen is None:
        return novels.script(written, company)
    learned = read_weights((unseen / f"{author_of(novel.name)}.json").read_text(encoding="utf-8"))
    with mock.patch.object(attribute, "weights", return_value=learned):
        return novels.script(written, company)


def _share_at(items: list[dict[str, Any]]) -> float:
    """The largest share of the answered spans, surest first, of which 95 % are right."""
    answered = sorted(
        ((item["conf"], item["ok"]) for item in items if item["found"] and item["conf"] is not None),
        key=lambda pair: -pair[0],
    )
    best = right = 0
    for number, (_, ok) in enumerate(answered, 1):
        right += ok
        if right >= _RIGHT * number:
            best = number
    return best / max(1, len(answered))
