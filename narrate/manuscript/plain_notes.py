"""Footnotes of a plain text: which paragraphs are their bodies, and which marks refer to them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from narrate.manuscript.plain_groups import Group
from narrate.manuscript.plain_text import NOTE_MARK

_NOTES_TITLE = re.compile(r"[_*=]*(?:foot)?notes?[.:]?[_*=]*[.:]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Notes:
    """``bodies`` are the groups that begin footnotes, with their marks, of which there are ``counts``.

    ``titles`` head lists of footnotes; ``listed`` are the groups of such lists, in which a group without a
    mark continues the note before it.
    """

    bodies: Mapping[int, str]
    counts: Mapping[str, int]
    titles: frozenset[int]
    listed: frozenset[int]

    @property
    def labels(self) -> frozenset[str]:
        """The marks that refer to footnotes."""
        return frozenset(self.counts)

    def count(self, label: str) -> int:
        """How many footnotes have this mark."""
        return self.counts[label]


def notes(groups: Sequence[Group]) -> Notes:
    """The footnotes in ``groups``: paragraphs that begin with a mark which stands in another one too."""
    referred: set[str] = set()
    begun: dict[int, str] = {}
    for index, group in enumerate(groups):
        for mark in NOTE_MARK.finditer(group.text):
            label = mark[1] or mark[2]
            if mark.start() == 0:
                begun[index] = label
            elif mark[0][-1] != ":":
                referred.add(label)
    bodies = {index: label for index, label in begun.items() if label in referred}
    titles = {index - 1 for index in bodies if index and _NOTES_TITLE.fullmatch(groups[index - 1].text)}
    listed: set[int] = set()
    for title in titles:
        index = title + 1
        while index < len(groups) and (index in bodies or groups[index].gap <= 1):
            listed.add(index)
            index += 1
    return Notes(bodies, Counter(bodies.values()), frozenset(titles), frozenset(listed))
