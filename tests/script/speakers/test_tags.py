"""Tags: whom sentences are about, and what it costs to look."""

from __future__ import annotations

from typing import overload

import pytest

from narrate.script.people.names import Mention
from narrate.script.speakers.tags import Tags

ALICE = frozenset({"Alice"})


class Counted(list[Mention]):
    """Mentions that count how many of them were looked at."""

    looks = 0

    @overload
    def __getitem__(self, at: int) -> Mention: ...
    @overload
    def __getitem__(self, at: slice) -> list[Mention]: ...
    def __getitem__(self, at: int | slice) -> Mention | list[Mention]:
        found = super().__getitem__(at)
        self.looks += 1 if isinstance(found, Mention) else len(found)
        return found


@pytest.mark.parametrize(
    ("sentence", "about"),
    [
        ("Alice rose.", (0, ALICE, "")),
        ("He saw Alice.", (0, frozenset(), "he")),
        ("His stone walls broke, and Alice fell.", (27, ALICE, "")),
        ("Down below, quite suddenly, after long years, Alice fell.", None),  # too late to be about her
        ("Down. Alice fell.", (6, ALICE, "")),
        ("…", None),
    ],
)
def test_a_sentence_is_about_whom_it_names_near_its_beginning(
    sentence: str, about: tuple[int, frozenset[str], str] | None
) -> None:
    at = sentence.find("Alice")
    tags = Tags(sentence, [Mention(at, at + 5, ALICE)] if at >= 0 else [])
    assert list(tags.subjects(0, len(sentence))) == ([about] if about else [])


def test_looking_at_a_long_line_grows_with_its_length() -> None:
    unit, count = "Alice went on. ", 2_000
    mentions = Counted(Mention(at, at + 5, ALICE) for at in range(0, len(unit) * count, len(unit)))
    found = list(Tags(unit * count, mentions).subjects(0, len(unit) * count))
    assert len(found) == count
    assert mentions.looks <= 3 * count
