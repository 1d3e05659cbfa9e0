"""Takes with faults that a book is made of all the same: the author accepted them, or is to hear them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping

from narrate.model import Take
from narrate.takes.line import Line
from narrate.takes.store import DamagedTake, Store

Flawed = tuple[Line, Take]


def flawed(lines: Iterable[Line], store: Store) -> Iterator[Flawed]:
    """Those of ``lines`` for which ``store`` has only a take with faults, and makes do with it."""
    if not store.lenient and not store.accepted:  # the usual case, in which nothing need be read
        return
    for line in lines:
        if store.lenient or line.plain.render.key in store.accepted:
            with contextlib.suppress(DamagedTake):  # which is found, and mended, later
                take = store.get(line.render.key)
                if take.faults:
                    yield line, take


def provisional(found: Iterable[Flawed]) -> Mapping[str, str]:
    """The sound of each take by its key, under which a better one may lie tomorrow."""
    return {line.render.key: take.blob for line, take in found}
