"""Each word of the manuscript finds what is said for it, however the normaliser put it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.model import UtteranceKind
from narrate.script.alignment import aligned, words_of
from narrate.script.spoken.speak import speak

TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("ab IVX1930£$%&.,;:!?—-…’'“”()[]*\n½日本מיلا👍🏽\u200d\u0301"),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


def said(text: str, spoken: str | None = None, kind: UtteranceKind = UtteranceKind.NARRATION) -> list[str]:
    """The words of ``text``, each with what is said for it."""
    spoken = speak(text, kind, "en-gb") if spoken is None else spoken
    return [
        f"{text[word.start : word.end]}={spoken[int(word.said_from) : round(word.said_to)]}"
        for word in aligned(text, spoken, "en-gb")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "He left.": ["He=He", "left=left"],
        "It cost £5 in 1930.": ["It=It", "cost=cost", "£5=five pounds", "in=in", "1930=nineteen thirty"],
        "£3 5s. 6d.": ["£3=three pounds", "5s=five shillings and", "6d=sixpence"],
        "Dr. Jones—Mr. Hall’s man": [
            *("Dr=Doctor", "Jones=Jones", "Mr=Mister", "Hall’s=Hall's", "man=man"),
        ],
        "“B-b-but, sir!”": ["B-b-but=Buh-buh-but", "sir=sir"],
        "Tom & Ann, 50%": ["Tom=Tom", "&=and", "Ann=Ann", "50%=fifty percent"],
        "a note[2] here": ["a=a", "note[2=note", "here=here"],
        "They said it.* Then": ["They=They", "said=said", "it=it", "Then=Then"],
        "one\ntwo": ["one=one", "two=two"],
        "SHOUTING IS LOUD": ["SHOUTING=Shouting", "IS=is", "LOUD=loud"],
        "…": [],
        "": [],
    }.items(),
)
def test_words_and_what_is_said_for_them(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_a_heading_is_said_with_its_chapter() -> None:
    assert said("IV", kind=UtteranceKind.HEADING) == ["IV=Chapter Four"]


def test_respelled_words_leave_their_neighbours_alone() -> None:
    text, spoken = "Cholmondeley, 2 February", "Chumley, the second of February"
    assert said(text, spoken) == ["Cholmondeley=Chumley", "2=the second of", "February=February"]


def test_several_words_said_as_one_share_it() -> None:
    found = aligned("so and so forth went", "soandso forth went", "en")
    assert [(each.said_from, each.said_to) for each in found[3:]] == [(8, 13), (14, 18)]
    assert found[0].said_from == 0
    assert found[2].said_to == 7
    assert 0 < found[0].said_to < found[1].said_to < 7


def test_what_is_not_said_takes_no_room() -> None:
    found = aligned("He left ** early", "He left early", "en")
    assert len(found) == 3
    found = aligned("He (sic) left", "He left", "en")
    assert (found[1].said_from, found[1].said_to) == (2, 2)


def test_signs_of_unspaced_writing_are_words() -> None:
    text = "日本語のX線、これ。"
    assert [text[word.start : word.end] for word in words_of(text)] == [*"日本語の", "X", *"線これ"]


@given(TEXTS, TEXTS)
def test_every_word_has_a_place_in_order_whatever_is_said(text: str, other: str) -> None:
    for spoken in (speak(text, UtteranceKind.SPEECH, "en"), other):
        found = aligned(text, spoken, "en")
        assert [(word.start, word.end) for word in found] == list(words_of(text))
        edges = [edge for word in found for edge in (word.said_from, word.said_to)]
        assert all(0 <= edge <= len(spoken) for edge in edges)
        assert all(before <= after for before, after in pairwise(edges))


@given(TEXTS)
def test_words_hold_all_letters_and_are_apart(text: str) -> None:
    found = words_of(text)
    assert all(word.start < word.end for word in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    inside = {at for word in found for at in range(word.start, word.end)}
    assert all(at in inside for at, char in enumerate(text) if char.isalnum())


@given(st.lists(st.sampled_from(["lamp", "the", "No", "won’t", "x"]), max_size=30))
def test_what_is_said_as_it_is_written_is_where_it_is_written(words: list[str]) -> None:
    text = " ".join(words)
    for word in aligned(text, text, "de"):
        assert (word.said_from, word.said_to) == (word.start, word.end)
