import struct
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from narrate.publish.cover import read_cover
from narrate.publish.id3 import PADDING_BYTES, tag_bytes, write_id3
from narrate.publish.tags import ChapterMark, Tags

TAGS = Tags(
    title="Chapter 1: Ægir’s Fest 🧜",
    album="The Book",
    author="Ann Author",
    narrator="Nora Reader, Ned Reader",
    track=3,
    tracks=12,
    year="1865",
    language="en-gb",
    publisher="The Press",
    description="A tale.\nOf two lines.",
    series="Tales",
    part="2",
)


def frames(data: bytes) -> list[tuple[str, bytes]]:
    """The frames of an ID3v2.3 tag or of a frame within one, by the letter of the standard."""
    found = []
    while data and data[0]:
        name, size, flags = struct.unpack(">4sIH", data[:10])
        assert flags == 0
        assert len(data) >= 10 + size
        found.append((name.decode(), data[10 : 10 + size]))
        data = data[10 + size :]
    assert not any(data)  # padding
    return found


def body(tag: bytes) -> bytes:
    assert tag[:6] == b"ID3\x03\x00\x00"
    assert all(byte < 128 for byte in tag[6:10])
    size = tag[6] << 21 | tag[7] << 14 | tag[8] << 7 | tag[9]
    assert len(tag) == 10 + size == tag_bytes(tag[:10])
    return tag[10:]


def text(data: bytes) -> str:
    assert data[0] == 1
    return data[1:].decode("utf-16")


def user_texts(tag: bytes) -> dict[str, str]:
    found = {}
    for name, data in frames(body(tag)):
        if name == "TXXX":
            # a NUL in UTF-16 is two bytes at an even place
            end = next(at for at in range(1, len(data), 2) if data[at : at + 2] == b"\0\0")
            found[data[1:end].decode("utf-16")] = data[end + 2 :].decode("utf-16")
    return found


def chapters(tag: bytes) -> list[tuple[str, int, int, str]]:
    found = []
    for name, data in frames(body(tag)):
        if name == "CHAP":
            element, rest = data.split(b"\0", 1)
            start, end, *offsets = struct.unpack(">4I", rest[:16])
            assert offsets == [0xFFFFFFFF] * 2
            titles = [text(value) for key, value in frames(rest[16:]) if key == "TIT2"]
            found.append((element.decode(), start, end, "".join(titles)))
    return found


def tables(tag: bytes) -> dict[str, tuple[int, list[str]]]:
    found = {}
    for name, data in frames(body(tag)):
        if name == "CTOC":
            element, rest = data.split(b"\0", 1)
            entries = rest[2:].decode().split("\0")[:-1]
            assert len(entries) == rest[1]
            found[element.decode()] = (rest[0], entries)
    return found


def marks(count: int) -> list[ChapterMark]:
    return [ChapterMark(f"Chapter {n}", n * 1000, (n + 1) * 1000, 1000) for n in range(count)]


def test_every_tag_is_written() -> None:
    tag = write_id3(TAGS, None, ())
    found = {name: text(data) for name, data in frames(body(tag)) if name[0] in "TM" and name != "TXXX"}
    assert found == {
        "TIT2": "Chapter 1: Ægir’s Fest 🧜",
        "TALB": "The Book",
        "TPE1": "Ann Author",
        "TPE2": "Ann Author",
        "TCOM": "Nora Reader, Ned Reader",
        "TCON": "Audiobook",
        "TRCK": "3/12",
        "TYER": "1865",
        "TLAN": "eng",
        "TPUB": "The Press",
        "MVNM": "Tales",
        "MVIN": "2",
    }
    assert user_texts(tag) == {
        "DESCRIPTION": "A tale. Of two lines.",
        "SERIES": "Tales",
        "SERIES-PART": "2",
        "NARRATOR": "Nora Reader, Ned Reader",
    }


def test_a_comment_keeps_its_lines_and_stands_in_for_no_description() -> None:
    for tags, words in ((TAGS, TAGS.description), (replace(TAGS, comment="AI voices."), "AI voices.")):
        (comment,) = [data for name, data in frames(body(write_id3(tags, None, ()))) if name == "COMM"]
        assert comment[:8] == b"\x01eng\xff\xfe\0\0"
        assert comment[8:].decode("utf-16") == words


def test_what_is_empty_is_left_out() -> None:
    assert [name for name, _ in frames(body(write_id3(Tags("Alone", genre=""), None, ())))] == ["TIT2"]


def test_a_language_without_a_three_letter_code_here_is_left_out() -> None:
    names = [name for name, _ in frames(body(write_id3(Tags("Qapla'", language="tlh"), None, ())))]
    assert "TLAN" not in names


def test_there_is_room_to_edit_in_place() -> None:
    assert write_id3(TAGS, None, ()).endswith(bytes(PADDING_BYTES))


def test_the_cover_is_a_front_cover(png: bytes) -> None:
    (picture,) = [data for name, data in frames(body(write_id3(TAGS, read_cover(png), ()))) if name == "APIC"]
    assert picture == b"\0image/png\0\x03\0" + png


def test_chapters_stand_in_time_order_under_a_table_of_contents() -> None:
    tag = write_id3(TAGS, None, marks(3)[::-1])
    assert chapters(tag) == [
        ("ch00000", 0, 1000, "Chapter 0"),
        ("ch00001", 1000, 2000, "Chapter 1"),
        ("ch00002", 2000, 3000, "Chapter 2"),
    ]
    assert tables(tag) == {"toc": (3, ["ch00000", "ch00001", "ch00002"])}


def test_more_than_255_chapters_are_listed_in_tables_of_tables() -> None:
    tag = write_id3(TAGS, None, marks(300))
    listed = tables(tag)
    flags, groups = listed.pop("toc")
    assert flags == 3
    assert groups == list(listed)
    entries = [entry for group in groups for entry in listed[group][1]]
    assert entries == [element for element, *_ in chapters(tag)]
    assert len(entries) == 300
    assert {flags for flags, _ in listed.values()} == {1}


def test_times_are_rounded_to_the_nearest_millisecond() -> None:
    (chapter,) = chapters(write_id3(TAGS, None, [ChapterMark("A", 1_234_567, 2_000_011, 44_100)]))
    assert chapter[1:3] == (27_995, 45_352)


@given(st.text(st.characters() | st.sampled_from("\0\n\x01\ud800\ufeff🧜")))
def test_no_title_can_break_a_tag(title: str) -> None:
    tag = write_id3(
        replace(TAGS, title=title, comment=title, series=title), None, [ChapterMark(title, 0, 1, 1)]
    )
    written = dict(frames(body(tag)))
    assert "\0" not in text(written.get("TIT2", b"\x01"))
    assert written["TALB"][1:].decode("utf-16") == "The Book"
    assert len(chapters(tag)) == 1
