import string

from hypothesis import given
from hypothesis import strategies as st

from narrate.takes.alignment import Stretch, differing

words = st.lists(st.sampled_from(string.ascii_lowercase[:9]), max_size=30)


@given(words, words)
def test_what_lies_between_the_stretches_is_the_same_in_both(old: list[str], new: list[str]) -> None:
    made: list[str] = []
    place = at = 0
    for start, end, first, last in differing(old, new):
        assert place <= start <= end
        assert at <= first <= last
        assert old[place:start] == new[at:first]
        made += [*old[place:start], *new[first:last]]
        place, at = end, last
    assert [*made, *old[place:]] == new


@given(words)
def test_a_list_does_not_differ_from_itself(items: list[str]) -> None:
    assert list(differing(items, items)) == []


def test_every_changed_item_stands_against_the_one_it_replaces() -> None:
    old = [f"line {n}" for n in range(2000)]
    new = [f"{line}!" if n % 2 else line for n, line in enumerate(old)]
    assert list(differing(old, new)) == [Stretch(n, n + 1, n, n + 1) for n in range(1, 2000, 2)]


def test_what_is_said_often_joins_no_distant_places() -> None:
    old = ["a", "yes", "no", "b", "c", "yes", "no", "d"]
    new = ["A", "yes", "no", "b", "c", "YES", "no", "d"]
    assert list(differing(old, new)) == [Stretch(0, 1, 0, 1), Stretch(5, 6, 5, 6)]


def test_of_two_parts_that_changed_places_the_longer_stays() -> None:
    old, new = [*"abcdefg"], [*"fgabcde"]
    assert list(differing(old, new)) == [Stretch(0, 0, 0, 2), Stretch(5, 7, 7, 7)]
