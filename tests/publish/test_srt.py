"""SubRip: by sentence and clause, and a word at a time."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from narrate.model import NARRATOR, Boundary
from narrate.publish.srt import srt, srt_words
from narrate.publish.timing import TimedChapter, TimedUtterance, TimedWord
from narrate.publish.timing_sheet import clock
from tests.publish.timed import chapter, sheet, told, utterance

WORDS = st.text(st.sampled_from("ab ,.<>-&{}\\12\n:"), max_size=80)


def test_a_chapter() -> None:
    lines = (
        ("The lamp was out that night.", NARRATOR, Boundary.PARAGRAPH),
        ("“Not I, nor anybody else.”", "Ben", Boundary.CHAPTER),
    )
    assert "".join(srt(sheet(chapter(*lines)))) == (
        "1\n00:00:00,750 --> 00:00:02,510\nThe lamp was out that night.\n\n"
        "2\n00:00:03,210 --> 00:00:05,034\nBEN: “Not I, nor anybody else.”\n\n"
    )


def test_the_cues_of_a_book_are_numbered_through_and_timed_in_its_file() -> None:
    one, two = told("The lamp was out."), told("It was the second lamp.")
    text = "".join(srt(sheet(one, two, starts_s=(0.0, 3601.5))))
    assert text.splitlines()[4:6] == ["2", "01:00:02,250 --> 01:00:03,690"]


def test_a_word_at_a_time() -> None:
    one = utterance("Who—then? [1] ", 1, boundary=Boundary.PARAGRAPH)
    assert "".join(srt_words(sheet(TimedChapter(1, "", 9, (one,))))) == (
        "1\n00:00:01,000 --> 00:00:01,240\nWho—\n\n"
        "2\n00:00:01,240 --> 00:00:01,560\nthen?\n\n"
        "3\n00:00:01,560 --> 00:00:01,640\n[1]\n\n"
    )


def test_a_word_that_is_not_said_is_shown_with_the_one_before_it() -> None:
    text = "end* (sic) of"
    words = (TimedWord(0, 3, 1, 1.5), TimedWord(6, 9, 1.5, 1.5), TimedWord(11, 13, 1.5, 2))
    base = utterance(text, 1)
    one = TimedUtterance(
        base.id, base.kind, base.speaker, text, base.span, base.key, 1, 2, words, True, Boundary.CHAPTER
    )
    shown = [
        block.split("\n")[2]
        for block in "".join(srt_words(sheet(TimedChapter(1, "", 9, (one,))))).split("\n\n")[:-1]
    ]
    assert shown == ["end*", "(sic) of"]


def test_what_looks_like_markup_or_times_is_only_text() -> None:
    text = "".join(
        srt(sheet(told("He wrote <i>this</i>, {\\an8} 00:00:01,000 --> 00:00:02,000 and 3 < 4 & 5.")))
    )
    assert text.count("-->") == text.count("\n\n") == 1
    assert "‹i>this‹/i>, (\\an8}" in text
    assert "→" in text
    assert "3 < 4 & 5." in text


def test_clocks_carry() -> None:
    assert clock(3599.9996, ",") == "01:00:00,000"
    assert clock(0.0004, ".") == "00:00:00.000"
    assert clock(360000, ".") == "100:00:00.000"


@given(
    st.lists(
        st.tuples(WORDS, st.sampled_from([NARRATOR, "A-->B", "{Ben}"]), st.just(Boundary.PARAGRAPH)),
        max_size=4,
    )
)
def test_files_can_be_read_back(lines: list[tuple[str, str, Boundary]]) -> None:
    for write in (srt, srt_words):
        text = "".join(write(sheet(chapter(*lines))))
        blocks = text.split("\n\n")
        assert blocks.pop() == ""
        times = []
        for number, block in enumerate(blocks, 1):
            first, second, *shown = block.split("\n")
            assert first == str(number)
            times += second.split(" --> ")
            assert len(shown) in (1, 2)
            assert all(shown)
            assert "-->" not in block.split("\n", 2)[2]
        assert all(one <= other for one, other in pairwise(times))
        assert all(begin < end for begin, end in zip(times[::2], times[1::2], strict=True))
