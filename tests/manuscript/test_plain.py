"""Plain text → manuscript: the Gutenberg frame, headings by evidence, verse, notes, cues."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrate.errors import NarrateError
from narrate.manuscript import plain
from narrate.model import BlockKind, Manuscript

PROSE = (
    "It was a dark and stormy night, and the rain fell in torrents, except at\n"
    "occasional intervals, when it was checked by a violent gust of wind which\n"
    "swept up the streets, for it is in London that our scene lies.\n"
)


@pytest.fixture
def read(tmp_path):
    def read_text(text: str, *, one_of_several: bool = False) -> Manuscript:
        path = tmp_path / "book.txt"
        path.write_text(text, encoding="utf-8", newline="")
        manuscript = plain.read(path, one_of_several=one_of_several)
        assert_accounted(manuscript)
        return manuscript

    return read_text


def assert_accounted(manuscript: Manuscript) -> None:
    """Every character but white space is in one block's run or in one Skipped; none is in two."""
    (source,) = manuscript.sources
    count = [0] * len(source.text)
    spans = [(run.start, run.end) for c in manuscript.chapters for block in c.blocks for run in block.runs]
    spans += [(skipped.span.start, skipped.span.end) for skipped in manuscript.skipped]
    for start, end in spans:
        assert start < end
        for offset in range(start, end):
            count[offset] += 1
    wrong = [(i, c) for i, c in enumerate(source.text) if count[i] > 1 or (count[i] == 0 and not c.isspace())]
    assert not wrong, (source.text, wrong)
    assert not [problem for problem in manuscript.problems if problem.slug == "text-unread"]


def texts(manuscript: Manuscript) -> list[str]:
    return [block.text for chapter in manuscript.chapters for block in chapter.blocks]


def titles(manuscript: Manuscript) -> list[str]:
    return [chapter.title for chapter in manuscript.chapters]


def left_out(manuscript: Manuscript) -> dict[str, str]:
    (source,) = manuscript.sources
    return {source.text[s.span.start : s.span.end]: s.reason for s in manuscript.skipped}


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("*** START OF THIS PROJECT GUTENBERG EBOOK X ***", "*** END OF THIS PROJECT GUTENBERG EBOOK X ***"),
        ("***START OF THE PROJECT GUTENBERG EBOOK X***", "***END OF THE PROJECT GUTENBERG EBOOK X***"),
        ("*** START OF PROJECT GUTENBERG EBOOK X ***", "End of Project Gutenberg's X, by Y"),
        (
            "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*",
            "End of the Project Gutenberg Etext of X",
        ),
    ],
)
def test_what_project_gutenberg_puts_around_a_book_is_not_spoken(read, start, end):
    book = read(
        "The Project Gutenberg EBook of X, by Y\n\nTitle: X\n       and more\n\nAuthor: Y\n\n"
        f"Language: English\n\n{start}\n\nProduced by A Person\nand another\n\n\n"
        f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n\n{end}\n\nthe licence\n"
    )
    assert (book.title, book.author, book.language) == ("X", "Y", "en")
    assert titles(book) == ["X"]
    assert len(texts(book)) == 3
    assert list(left_out(book).values()) == ["Project Gutenberg header", "Project Gutenberg licence"]


def test_small_print_after_the_book_is_not_spoken(read):
    book = read(
        f"***The Project Gutenberg Etext of X, by Y***\n\n{PROSE}\n\n"
        "***START**THE SMALL PRINT!**FOR PUBLIC DOMAIN ETEXTS**START***\nWhy is this here?\n"
    )
    assert list(left_out(book).values()) == ["Project Gutenberg licence"]


def test_a_book_about_anything_else_has_no_frame(read):
    assert not read(f"{PROSE}\n\n*** END OF THE WORLD ***\n\n{PROSE}").skipped


def test_headings_in_the_text_are_chapters_and_those_in_the_contents_are_not(read):
    numbers = ["I.", "II.", "III.", "IV.", "THE LAST"]
    contents = "\n\n".join(f"CHAPTER {number} What happened.--And\nto whom" for number in numbers)
    body = "\n\n\n".join(f"CHAPTER {number}\n\n{PROSE}" for number in numbers)
    book = read(f"CONTENTS.\n\n{contents}\n\n\n\n\nILLUSTRATIONS.\n\nA cat\n\nA dog\n\n\n\n\n{body}")
    assert titles(book) == [f"CHAPTER {number}" for number in numbers]
    assert list(left_out(book).values()) == ["contents list", "list of illustrations"]


def test_a_chapter_called_contents_is_not_taken_for_a_list_of_them(read):
    book = read("CONTENTS\n\n" + "“What is in it?”\n\n“Nothing at all.”\n\n" * 20)
    assert len(texts(book)) == 41


def test_contents_without_a_title_are_known_by_their_headings_coming_again(read):
    entries = "\n\n".join(f"ACT {n}.\n\nSCENE I. In the orchard of the Witch." for n in ("I", "II", "III"))
    body = "\n\n".join(
        f"ACT {n}.\n\nSCENE I. _Enter the Witch and all her cats._\n\n{PROSE * 8}" for n in ("I", "II", "III")
    )
    book = read(f"THE PLAY\n\n{entries}\n\n\nTHE PLAY\n\n{body}")
    assert titles(book) == ["", "ACT I.", "ACT II.", "ACT III."]
    first = book.chapters[1].blocks[:3]
    assert [(b.kind.value, b.level, b.text) for b in first] == [
        ("heading", 1, "ACT I."),
        ("heading", 2, "SCENE I."),
        ("paragraph", 0, "Enter the Witch and all her cats."),
    ]


def test_chapters_that_start_again_in_each_part_are_all_chapters(read):
    text = ""
    for part in ("FIRST", "SECOND"):
        text += f"EPOCH THE {part}.\n\n\n" + "".join(
            f"CHAPTER {n}.\n\n{PROSE * 8}\n\n\n" for n in ("I", "II", "III")
        )
    book = read(text)
    assert titles(book) == ["CHAPTER I.", "CHAPTER II.", "CHAPTER III."] * 2
    assert [b.text for b in book.chapters[3].blocks[:2]] == ["EPOCH THE SECOND.", "CHAPTER I."]


def test_a_title_under_the_number_belongs_to_the_heading_if_most_chapters_have_one(read):
    book = read(
        "".join(
            f"CHAPTER {n}.\n\n{title}\n\n{PROSE}\n\n"
            for n, title in (
                ("I", "Down the Rabbit-Hole"),
                ("II", "The Pool of Tears"),
                ("III", "A Caucus-Race"),
            )
        )
    )
    assert titles(book)[0] == "CHAPTER I. Down the Rabbit-Hole"
    block = book.chapters[0].blocks[0]
    assert (block.kind, block.runs[-1].end) == (BlockKind.HEADING, book.sources[0].text.index("\n\nIt was"))


def test_letters_and_a_preface_are_chapters_too(read):
    names = ["PREFACE", "Letter 1", "Letter 2", "Chapter 1"]
    assert titles(read("".join(f"\n\n\n{name}\n\n{PROSE}" for name in names))) == names


def test_roman_numbers_alone_are_chapters_where_they_form_a_series(read):
    assert titles(read("".join(f"{n}\n\n{PROSE}\n\n" for n in ("I", "II", "III")))) == ["I", "II", "III"]
    assert titles(read(f"{PROSE}\n\nI\n\n{PROSE}")) == [""]


def test_a_sentence_about_a_chapter_is_no_heading(read):
    book = read(f"CHAPTER I\n\n{PROSE}\n\nChapter two was the longest of them all.\n\nCHAPTER II\n\n{PROSE}")
    assert titles(book) == ["CHAPTER I", "CHAPTER II"]


def test_without_headings_the_book_is_one_chapter(read):
    assert titles(read(PROSE)) == [""]


def test_a_title_page_before_the_first_chapter_is_front_matter_and_prose_is_not(read):
    page = "NEWS FROM NOWHERE\n\nBY\nWILLIAM MORRIS\n\nLONDON\n1908\n\n\n"
    assert read(f"{page}CHAPTER I\n\n{PROSE}").chapters[0].matter == "front matter: title page"
    assert read(f"{PROSE}\n\nCHAPTER I\n\n{PROSE}").chapters[0].matter == ""


def test_paragraphs_lose_their_line_ends_and_italics_their_signs(read):
    book = read(
        "I _tole_ you, _Socialists_, of after-\nlecture =debates= in snake_case, a = b, and Mr. ____.\n"
    )
    assert texts(book) == [
        "I tole you, Socialists, of after-lecture debates in snake_case, a = b, and Mr. ____."
    ]


def test_each_character_has_its_place(read):
    text = "One _two_\r\nthree.\r\n"
    (block,) = read(text).chapters[0].blocks
    span = block.span(block.text.index("two"), block.text.index("three") + 5)
    assert text.replace("\r\n", "\n")[span.start : span.end] == "two_\nthree"


def test_short_lines_with_capitals_are_verse(read):
    book = read(f"{PROSE}\n  And did young Stephen sicken,\n  And did young Stephen die?\n\n{PROSE}")
    assert [b.kind for b in book.chapters[0].blocks] == [
        BlockKind.PARAGRAPH,
        BlockKind.VERSE,
        BlockKind.PARAGRAPH,
    ]
    assert "sicken,\nAnd" in book.chapters[0].blocks[1].text


def test_a_text_with_one_line_per_paragraph_has_one_paragraph_per_line(read):
    line = PROSE.replace("\n", " ").strip()
    assert texts(read(f"{line}\n“Yes,” she said.\n{line}\n")) == [line, "“Yes,” she said.", line]


def test_rows_of_stars_are_scene_breaks(read):
    book = read(f"{PROSE}\n       *       *       *       *       *\n\n{PROSE}")
    assert [b.kind.value for b in book.chapters[0].blocks] == ["paragraph", "scene break", "paragraph"]


def test_illustrations_stand_apart_and_transcribers_notes_are_not_spoken(read):
    book = read(
        f"[Transcriber's Note: The songs\n\nare set as verse.]\n\n{PROSE}\n[Illustration: A cat\non a mat]\n"
    )
    assert texts(book)[1:] == ["A cat on a mat"]
    assert book.chapters[0].blocks[1].kind is BlockKind.PICTURE
    assert list(left_out(book).values()) == ["transcriber's note", "picture", "picture"]


@pytest.mark.parametrize(
    ("reference", "body"), [("[1]", "[1] A note."), ("{1}", "{1}  A note."), ("[1]", "[Footnote 1: A note.]")]
)
def test_footnotes_go_to_the_end_of_the_chapter_that_refers_to_them(read, reference, body):
    book = read(f"CHAPTER I\n\nSo{reference} it was.\n\nCHAPTER II\n\n{PROSE}\n\n\nFOOTNOTES:\n\n{body}\n")
    assert [(b.kind, b.text) for b in book.chapters[0].blocks[1:]] == [
        (BlockKind.PARAGRAPH, "So it was."),
        (BlockKind.NOTE, "A note."),
    ]
    assert (book.skipped[0].reason, next(iter(left_out(book)))) == ("footnote reference", reference)


def test_numbers_in_brackets_without_a_note_stay(read):
    assert texts(read("So [1] it was.\n")) == ["So [1] it was."]


@pytest.mark.parametrize(
    ("alice", "cat"), [("ALICE. ", "CAT. "), ("_Alice_. ", "_Cat_. "), ("_Alice_\n\n  ", "_Cat_\n\n  ")]
)
def test_names_before_speeches_are_cues_where_there_are_many(read, alice, cat):
    book = read("".join(f"{alice}Where to?\n\n\n{cat}That depends.\n\n\n" for _ in range(6)))
    found = [(m.kind.value, m.value) for block in book.chapters[0].blocks for m in block.marks]
    assert found == [("cue", alice.strip(" ._\n")), ("cue", cat.strip(" ._\n"))] * 6
    assert len(texts(book)) == 12


def test_a_few_names_before_sentences_are_no_cues(read):
    assert not [m for b in read(f"ALICE. Hm.\n\nALICE. Hm.\n\n{PROSE}").chapters[0].blocks for m in b.marks]


def test_a_pause_is_the_one_mark_of_the_authors_that_plain_text_has(read):
    book = read('One [pause 2s] two {voice=A} [three]{voice="B"}.\n')
    (block,) = book.chapters[0].blocks
    assert block.text == 'One two {voice=A} [three]{voice="B"}.'
    assert [(m.kind.value, m.start, m.end, m.value) for m in block.marks] == [("pause", 3, 3, "2.0")]
    assert not book.problems


FRAGMENTS = (
    "CHAPTER I|CHAPTER II.|CONTENTS|Chapter 1: It|ACT I|SCENE I. _He_ comes|I|II|PREFACE| |  |word|Word,|_it_"
    "|_|=b=|=|[1]|{1}|[pause 2s]|[Illustration|]|* * *|***|NAME. text|_Name_|FOOTNOTES:"
    "|[Footnote 1:|Project Gutenberg|*** START OF THE PROJECT GUTENBERG|*** END OF THE PROJECT GUTENBERG"
    "|\n|\n\n|\n\n\n\n|-\nx|\x0c"
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*FRAGMENTS.split("|"), PROSE]), max_size=40).map("".join))
def test_of_any_text_every_character_is_accounted_for(tmp_path_factory, prove, text):
    path = tmp_path_factory.mktemp("any") / "book.txt"
    path.write_text(text, encoding="utf-8", newline="")
    try:
        book = plain.read(path)
    except NarrateError:
        assert not text.strip()
    else:
        assert_accounted(book)
        prove(book)


@pytest.mark.parametrize(
    "text",
    [
        "Hello there, said he. " * 100_000,
        "[Illustration " * 20_000,
        "=a " * 50_000,
        "_ " * 50_000,
        "CHAPTER I\n\n" * 5_000,
    ],
    ids=["one long line", "illustrations", "equals", "underscores", "headings"],
)
def test_hostile_text_is_read_in_seconds(read, text):
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 20
