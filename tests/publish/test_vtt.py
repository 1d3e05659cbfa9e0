"""WebVTT: speakers, the times of words, and what must be escaped."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from narrate.model import NARRATOR, Boundary
from narrate.publish.timing import TimedChapter
from narrate.publish.vtt import vtt
from tests.publish.timed import chapter, sheet, told, utterance

TEXTS = st.text(st.sampled_from("ab ,.<>-&\n—”") | st.characters(codec="utf-8"), max_size=80)


def test_a_chapter() -> None:
    lines = (("“No, never,”", "Ada <& Co>", Boundary.SPEAKER), ("said Ada.", NARRATOR, Boundary.CHAPTER))
    assert "".join(vtt(sheet(chapter(*lines), title="Lamps --> & more"))) == (
        "WEBVTT\n\nNOTE Lamps → & more\n\n"
        "00:00:00.750 --> 00:00:02.370\n"
        "<v Ada &lt;&amp; Co&gt;>“No, <00:00:00.910>never,”</v> "
        "<v narrator><00:00:01.810>said <00:00:02.130>Ada.</v>\n\n"
    )


def test_estimated_times_are_marked() -> None:
    said = utterance("Nobody knew why.", 1, "Ada", Boundary.CHAPTER, exact=False)
    text = "".join(vtt(sheet(TimedChapter(1, "", 9, (said,)))))
    assert "<v.estimated Ada>Nobody <00:00:01.480>knew" in text
    assert 'NOTE Two Lamps\nIn spans of the class "estimated" the times' in text
    unknown = "".join(vtt(sheet(TimedChapter(1, "", 9, (replace(said, speaker=None),)))))
    assert "<c.estimated>Nobody" in unknown
    assert "why.</c>" in unknown


def test_lines_of_two() -> None:
    text = "".join(vtt(sheet(told("How doth the little crocodile,\nimprove his shining tail"))))
    assert "crocodile,\n<00:00:02.750>improve" in text


def test_a_book_names_its_file_and_its_chapters() -> None:
    text = "".join(vtt(sheet(told("One lamp."), told("Two lamps."), starts_s=(0.0, 9.5))))
    assert text.startswith(
        "WEBVTT\n\nNOTE Two Lamps\nTimes are those of mp3/01 - Lamp.mp3.\n\nNOTE Chapter 1: Chapter 1\n\n"
    )
    assert "\n00:00:10.250 --> 00:00:11.250\n" in text


@given(st.lists(st.tuples(TEXTS, TEXTS, st.just(Boundary.PARAGRAPH)), max_size=3))
def test_it_can_be_read_back(lines: list[tuple[str, str, Boundary]]) -> None:
    head, note, *blocks, end = "".join(vtt(sheet(chapter(*lines)))).split("\n\n")
    assert (head, note, end) == ("WEBVTT", "NOTE Two Lamps", "")
    for block in blocks:
        times, *payload = block.split("\n")
        begin, after = times.split(" --> ")
        text = "\n".join(payload)
        assert "-->" not in text
        inside = re.findall(r"<(\d\d:\d\d:\d\d\.\d\d\d)>", text)
        assert [begin, *inside, after] == sorted({begin, *inside, after})
        plain = re.sub(r"</?v[^>]*>|<[\d:.]+>", "", text)
        assert not set("<>") & set(plain)
        assert not re.search(r"&(?!amp;|lt;|gt;)", plain)
        assert plain.strip()
