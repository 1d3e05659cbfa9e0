"""The ranker: weights that turn signs into each candidate's share, in stages.

A small stacked conditional logit. The first stage sees the signs in the text; each later one also sees what
the stage before makes of the turns around (``conversation``). The weights are numbers in ``weights.json``,
learned by ``benchmarks/script/train_speakers.py``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from narrate.script.speakers.conversation import Conversation, Floats
from narrate.script.speakers.signs import EVIDENCE, Sheet


def softmax(scores: NDArray[np.float64], first: NDArray[np.int64], turn: NDArray[np.int64]) -> Floats:
    """``scores`` of all pairs (n,) as shares that sum to 1 within each turn."""
    if not len(scores):
        return np.zeros(0, dtype=np.float32)
    raised = np.exp(scores - np.maximum.reduceat(scores, first)[turn])
    shares: Floats = (raised / np.add.reduceat(raised, first)[turn]).astype(np.float32)
    return shares


def crossed(values: Floats, evidence: NDArray[np.int64]) -> Floats:
    """Columns ``values`` (n, c), for all turns and again for each kind of evidence: (n, c * 5)."""
    width = values.shape[1]
    wide = np.zeros((len(values), width * (1 + len(EVIDENCE))), dtype=np.float32)
    wide[:, :width] = values
    for kind in range(len(EVIDENCE)):
        mine = evidence == kind
        wide[mine, width * (kind + 1) : width * (kind + 2)] = values[mine]
    return wide


def crossed_names(names: list[str]) -> list[str]:
    """The names of the columns that ``crossed`` makes."""
    return [*names, *(f"{kind}: {name}" for kind in EVIDENCE for name in names)]


def evidence_of_pairs(sheets: list[Sheet], conversation: Conversation) -> NDArray[np.int64]:
    """The kind of evidence of each pair's turn, as an index into EVIDENCE."""
    kinds = np.array([EVIDENCE.index(sheet.evidence) for sheet in sheets], dtype=np.int64)
    return kinds[conversation.turn]
