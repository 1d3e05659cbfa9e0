"""Sums and products: 12 - 5 = 7, 25 x 7, 10x faster."""

from __future__ import annotations

import re
from typing import Final

from narrate.script.spoken.numbers import English
from narrate.script.spoken.rewriting import NUMBER, START, Rule, rule

_OPERATIONS: Final = {
    "+": "plus", "-": "minus", "−": "minus", "–": "minus", "*": "times", "×": "times", "x": "times",
    "/": "divided by", "÷": "divided by",
}  # fmt: skip
_OPERATION: Final = re.compile(r" ?([-+−–*×x/÷]) ?(?=\d)")


def _sum(match: re.Match[str], _: English) -> str:
    """12 - 5 = 7: the signs in words; the numbers stay for ``figures``."""
    return _OPERATION.sub(lambda sign: f" {_OPERATIONS[sign[1]]} ", match["left"])


SUMS: Final[tuple[Rule, ...]] = (
    # 12 - 5 = 7, 2+2=4
    rule(
        rf"{START}(?<![-–−*/×])(?P<left>{NUMBER}(?: ?[-+−–*×x/÷] ?{NUMBER}){{1,9}})(?= ?=)",
        _sum,
    ),
    rule(r"(?<=\d) ?\* ?(?=\d)", " times "),
    # 10x faster
    rule(rf"{START}(?P<number>{NUMBER})[x×](?=\W| |\Z)", r"\g<number> times"),
    # 25 x 7 m, 5 × 3
    rule(r"(?<=\d) ?[x×] ?(?=\d)", " by "),
)
