"""Finding who speaks in a play in plain text: names before speeches, where there are many of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from narrate.manuscript.plain_groups import Group

_NAME = r"[A-Z][^\W\d_]*(?:[ '’.-]{1,2}[^\W\d_]+){0,4}"
_CAPITALS = r"[A-Z][A-Z'’.-]+(?: [A-Z'’.-]+){0,4}"
_BEFORE = re.compile(
    rf"(?:_(?P<italic>{_NAME})_(?P<i>[.:])|_(?P<stop>{_NAME})[.:]_|(?P<capitals>{_CAPITALS}?)(?P<c>[.:]))\s+(?=\S)"
)
_ALONE = re.compile(rf"_(?P<italic>{_NAME})_[.:]?|(?P<capitals>{_CAPITALS}?)[.:]?")
_FEWEST = 10
"""A text with fewer cues than this is not known to be a play."""
_NO_NAMES = frozenset(("ACT", "SCENE", "ENTER", "EXIT", "EXEUNT", "CURTAIN", "THE END", "NOTE"))


@dataclass(frozen=True, slots=True)
class Cue:
    """A speaker's name at the start of a group; ``alone`` if the speech is the group after."""

    name: str
    alone: bool


def cues(groups: Sequence[Group], headings: frozenset[int]) -> Mapping[int, Cue]:
    """The cue of each group that begins with one; none at all unless the text is plainly a play.

    ``headings`` are the groups that are headings. A name counts only if it speaks twice or more.
    """
    found: dict[int, Cue] = {}
    for index, group in enumerate(groups):
        if index in headings:
            continue
        alone = _ALONE.fullmatch(group.text) if len(group.lines) == 1 else None
        match = alone or _BEFORE.match(group.text)
        if match is not None and (
            name := next((text for text in match.groupdict().values() if text and len(text) > 1), "")
        ):
            found[index] = Cue(name, alone is not None)
    often = Counter(cue.name for cue in found.values())
    kept = {
        index: cue
        for index, cue in found.items()
        if often[cue.name] > 1 and cue.name.upper() not in _NO_NAMES
    }
    speakers = {cue.name for cue in kept.values()}
    play = len(kept) >= _FEWEST and len(speakers) >= 2 and 6 * len(kept) >= len(groups)
    return kept if play else {}
