"""A correction: what an author says of who speaks a quotation."""

from __future__ import annotations

from dataclasses import dataclass

from narrate.errors import Where
from narrate.script.corrections.anchors import Anchor


@dataclass(frozen=True, slots=True)
class Correction:
    """``speaker`` (a name, an alias, ``NARRATOR`` or ``OTHERS``) says the quotation at ``anchor``."""

    anchor: Anchor
    speaker: str
    where: Where
