"""Markdown → manuscript: chapters, blocks, author markup, and the account of every character."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrate.errors import NarrateError, Severity
from narrate.manuscript import markdown
from narrate.model import BlockKind, Manuscript, MarkKind


@pytest.fixture
def read(tmp_path):
    def read_text(text: str, *, one_of_several: bool = False) -> Manuscript:
        path = tmp_path / "book.md"
        path.write_text(text, encoding="utf-8", newline="")
        manuscript = markdown.read(path, one_of_several=one_of_several)
        assert_accounted(manuscript)
        return manuscript

    return read_text


def assert_accounted(manuscript: Manuscript) -> None:
    """Every character but white space is in one block's run or in one Skipped; none is in two."""
    (source,) = manuscript.sources
    count = [0] * len(source.text)
    for chapter in manuscript.chapters:
        for block in chapter.blocks:
            for run, following in zip(block.runs, (*block.runs, None)[1:], strict=True):
                assert run.at < (following.at if following else len(block.text))
                assert run.start < run.end
                for offset in range(run.start, run.end):
                    count[offset] += 1
            for mark in block.marks:
                assert 0 <= mark.start <= mark.end <= len(block.text)
    for skipped in manuscript.skipped:
        assert skipped.reason
        for offset in range(skipped.span.start, skipped.span.end):
            count[offset] += 1
    wrong = [(i, c) for i, c in enumerate(source.text) if count[i] > 1 or (count[i] == 0 and not c.isspace())]
    assert not wrong, (source.text, wrong)


def texts(manuscript: Manuscript) -> list[str]:
    return [block.text for chapter in manuscript.chapters for block in chapter.blocks]


def marks(manuscript: Manuscript) -> list[tuple[str, str, str]]:
    """(kind, marked words, value) of every mark."""
    return [
        (mark.kind.value, block.text[mark.start : mark.end], mark.value)
        for chapter in manuscript.chapters
        for block in chapter.blocks
        for mark in block.marks
    ]


def left_out(manuscript: Manuscript) -> dict[str, str]:
    (source,) = manuscript.sources
    return {source.text[s.span.start : s.span.end]: s.reason for s in manuscript.skipped}


def slugs(manuscript: Manuscript) -> list[str]:
    return [problem.slug for problem in manuscript.problems]


# --- chapters -------------------------------------------------------------------------------------------


def test_chapters_begin_at_headings_of_level_one(read):
    book = read("Opening.\n\n# One\n\nFirst.\n\n## A section\n\n# Two\n\nSecond.\n")
    assert [(c.number, c.title) for c in book.chapters] == [(1, ""), (2, "One"), (3, "Two")]
    assert texts(book) == ["Opening.", "One", "First.", "A section", "Two", "Second."]
    assert [b.level for b in book.chapters[1].blocks] == [1, 0, 2]


def test_a_single_level_one_heading_over_several_of_level_two_is_the_books_title(read):
    book = read("# Alice\n\n## One\n\nText.\n\n## Two\n\nText.\n")
    assert book.title == "Alice"
    assert [c.title for c in book.chapters] == ["One", "Two"]
    assert book.chapters[0].blocks[0].level == 1
    assert left_out(book)["Alice"] == "book title"


def test_text_under_the_books_title_is_an_untitled_opening_chapter(read):
    book = read("# Alice\n\nA golden afternoon.\n\n## One\n\nText.\n\n## Two\n\nText.\n")
    assert [c.title for c in book.chapters] == ["", "One", "Two"]
    assert book.title == "Alice"


def test_in_one_file_of_several_a_single_level_one_heading_is_a_chapter(read):
    book = read("# Into the Unknown\n\n## A\n\nText.\n\n## B\n\nText.\n", one_of_several=True)
    assert [c.title for c in book.chapters] == ["Into the Unknown"]
    assert book.title == ""


def test_the_heading_of_a_part_is_spoken_before_its_first_chapter(read):
    book = read(
        "# Prologue\n\nText.\n\n# Part 1\n\n## 1\n\nText.\n\n## 2\n\nText.\n\n"
        "# Part 2\n\n## 3\n\nText.\n\n## 4\n\nText.\n"
    )
    assert [c.title for c in book.chapters] == ["Prologue", "1", "2", "3", "4"]
    assert [b.text for b in book.chapters[1].blocks] == ["Part 1", "1", "Text."]


def test_underlined_headings_count(read):
    book = read("One\n===\n\nText.\n\nTwo {.recto}\n===\n\nText.\n")
    assert [c.title for c in book.chapters] == ["One", "Two"]


def test_a_book_without_headings_is_one_chapter(read):
    assert [c.title for c in read("Only\nthis.\n").chapters] == [""]


def test_pseudo_front_matter_in_headings_is_metadata(read):
    book = read(
        "# Title: Dracula\n\n## Author: Bram Stoker\n\n## Year: 1897\n\n-------\n\n"
        "## CHAPTER 1\n\nText.\n\n## CHAPTER 2\n\nText.\n"
    )
    assert (book.title, book.author) == ("Dracula", "Bram Stoker")
    assert [c.title for c in book.chapters] == ["CHAPTER 1", "CHAPTER 2"]
    assert left_out(book)["Title: Dracula"] == "front matter"
    assert book.chapters[0].blocks[0].kind is BlockKind.HEADING


def test_yaml_front_matter_gives_title_author_and_language(read):
    book = read(
        '---\ntitle: "Alice: a tale"\nauthor: Lewis Carroll\nlang: en-GB\ntags:\n  - x\n---\n\nText.\n'
    )
    assert (book.title, book.author, book.language) == ("Alice: a tale", "Lewis Carroll", "en-GB")
    assert texts(book) == ["Text."]
    assert book.chapters[0].blocks[0].line == 9


def test_a_scene_break_at_the_top_is_no_front_matter(read):
    book = read("---\n\nIt was night: dark.\n\n---\n\nMore.\n")
    assert texts(book) == ["It was night: dark.", "", "More."]


def test_an_underlined_paragraph_of_several_lines_is_a_paragraph_and_a_warning(read):
    book = read("She left the house\nand never came back.\n---\nYears went by.\n")
    kinds = [b.kind for b in book.chapters[0].blocks]
    assert kinds == [BlockKind.PARAGRAPH, BlockKind.SCENE_BREAK, BlockKind.PARAGRAPH]
    assert slugs(book) == ["markdown-underlined-paragraph"]


# --- blocks ---------------------------------------------------------------------------------------------


def test_lines_of_a_paragraph_are_joined_and_every_character_has_its_place(read):
    text = "> One *two*\n> three &amp; four\\*  \n> five.\n"
    book = read(text)
    (block,) = book.chapters[0].blocks
    assert block.text == "One two three & four* five."
    for word, written in (("One two", "One *two"), ("&", "&amp;"), ("*", "\\*"), ("five.", "five.")):
        start = block.text.index(word)
        span = block.span(start, start + len(word))
        assert text[span.start : span.end] == written


def test_indented_paragraphs_are_paragraphs_and_fenced_code_is_not_spoken(read):
    book = read("    He came in.\n\n\tShe left.\n\n```\ncode()\n```\n")
    assert texts(book) == ["He came in.", "She left."]
    assert left_out(book)["```\ncode()\n```"] == "code block"


def test_items_of_lists_are_paragraphs_and_keep_their_numbers(read):
    book = read("- red\n- green\n\n1984. It was cold.\n\n1. Go\n2. Stop\n\n1984.\n")
    assert texts(book) == ["red", "green", "1984. It was cold.", "1. Go", "2. Stop", "1984."]


def test_verse_in_a_quotation_and_line_blocks_keep_their_lines(read):
    book = read("> How doth the little  \n> crocodile\n\n| The limerick packs\n| laughs anatomical\n")
    assert [(b.kind, b.text) for b in book.chapters[0].blocks] == [
        (BlockKind.VERSE, "How doth the little\ncrocodile"),
        (BlockKind.VERSE, "The limerick packs\nlaughs anatomical"),
    ]


def test_a_hard_break_in_prose_is_a_space(read):
    assert texts(read("One  \ntwo\\\nthree<br>four\n")) == ["One two three four"]


def test_rows_of_a_table_are_paragraphs_and_no_cell_is_lost(read):
    assert texts(read("| a | b |\n|---|---|\n| c \\| d | *e* | extra |\n")) == ["a, b", "c | d, e, extra"]


def test_html_is_not_read_aloud_but_its_text_is(read):
    book = read(
        "<div>\n<p>One</p><p>two &amp; <i>three</i></p>\n</div>\n\nA <b>bold</b> <!-- not this --> move.\n"
    )
    assert texts(book) == ["One two & three", "A bold move."]
    assert left_out(book)["<!-- not this -->"] == "comment"


def test_thoughts_in_angle_brackets_are_no_html(read):
    assert texts(read("He heard: <Hello there> and <come>.\n")) == ["He heard: <Hello there> and <come>."]


def test_links_are_spoken_without_their_address_and_what_describes_a_picture_stands_apart(read):
    book = read(
        'See [the *site*](http://x.y "T")![a cat](cat.jpg), [there][1] or <http://z.org>.\n\n[1]: http://one.org\n'
    )
    assert texts(book) == ["See the site, there or http://z.org.", "a cat"]
    assert book.chapters[0].blocks[1].kind is BlockKind.PICTURE
    found = left_out(book)
    assert found['](http://x.y "T")'] == "link address"
    assert found["](cat.jpg)"] == "picture"
    assert found["[1]: http://one.org"] == "link address"


def test_a_line_that_markdown_takes_for_a_link_definition_is_reported(read):
    assert slugs(read("[Bob]: Hello\n\nText.\n")) == ["text-unread"]


def test_footnotes_go_to_the_end_of_the_chapter_that_refers_to_them(read):
    book = read("# One\n\nSo[^a] it^[in *place*] was.\n\n# Two\n\nText.\n\n[^a]: A note\n    on two lines.\n")
    assert [(b.kind, b.text) for b in book.chapters[0].blocks[1:]] == [
        (BlockKind.PARAGRAPH, "So it was."),
        (BlockKind.NOTE, "A note on two lines."),
        (BlockKind.NOTE, "in place"),
    ]
    assert left_out(book)["[^a]"] == "footnote reference"


def test_scene_breaks_between_text_are_kept_and_have_no_text(read):
    book = read("# One\n\n***\n\nA.\n\n* * *\n\n---\n\nB.\n\n---\n\n# Two\n\nC.\n")
    assert [b.kind.value for b in book.chapters[0].blocks] == [
        "heading",
        "paragraph",
        "scene break",
        "paragraph",
    ]


# --- author markup --------------------------------------------------------------------------------------


def test_words_can_be_given_a_voice_a_style_a_sound(read):
    book = read(
        '["Stop!"]{voice=Alice} said [Cholmondeley]{say="Chumley"}, [softly]{style=whisper}. '
        'I [read]{ipa="ɹˈɛd"} [Kokoro](/kˈOkəɹO/).\n'
    )
    assert texts(book) == ['"Stop!" said Cholmondeley, softly. I read Kokoro.']
    assert marks(book) == [
        ("voice", '"Stop!"', "Alice"),
        ("say", "Cholmondeley", "Chumley"),
        ("style", "softly", "whisper"),
        ("ipa", "read", "ɹˈɛd"),
        ("ipa", "Kokoro", "kˈOkəɹO"),
    ]
    assert not book.problems


def test_the_inner_voice_wins_over_the_outer_one(read):
    book = read("::: {voice=Darcy}\nOne [two]{voice=Jane} three.\n:::::\n\nFour.\n")
    assert marks(book) == [
        ("voice", "One ", "Darcy"),
        ("voice", "two", "Jane"),
        ("voice", " three.", "Darcy"),
    ]


def test_passages_nest_by_order_and_any_three_colons_close(read):
    book = read(":::: {voice=A}\none\n\n::: skip\ntwo\n:::\n\nthree\n\n:::\n\nfour\n")
    assert texts(book) == ["one", "three", "four"]
    assert marks(book) == [("voice", "one", "A"), ("voice", "three", "A")]
    assert left_out(book)["two"] == "skipped by the author"


def test_a_passage_that_is_never_closed_or_never_opened_is_an_error(read):
    unclosed = read("::: {voice=A}\ntext\n")
    assert [(p.slug, str(p.where)) for p in unclosed.problems] == [("markup-unclosed", "book.md:1")]
    assert slugs(read("text\n\n:::\n")) == ["markup-left-over"]


def test_what_the_author_skips_is_listed_and_not_spoken(read):
    book = read(
        "Say [not *this*]{.skip}that.\n\n# Notes {.skip}\n\nMine.\n\n# One\n\n## Draft {.skip}\n\nText.\n"
    )
    assert texts(book)[0] == "Say that."
    assert [(c.title, c.matter) for c in book.chapters] == [
        ("", ""),
        ("Notes", "skipped by the author"),
        ("One", ""),
    ]
    assert left_out(book)["Draft"] == "skipped by the author"
    assert left_out(book)["this"] == "skipped by the author"


def test_attributes_of_a_heading_are_not_read_aloud(read):
    book = read('# One {#ch1 .recto voice=Jane} #\n\nText.\n\n# 2 {say="Chapter Two"}\n')
    assert [c.title for c in book.chapters] == ["One", "2"]
    assert marks(book) == [("voice", "One", "Jane"), ("say", "2", "Chapter Two")]
    assert not book.problems


def test_attributes_on_the_line_above_a_paragraph_hold_for_it(read):
    assert marks(read("{voice=Bob}\nHello.\n")) == [("voice", "Hello.", "Bob")]


def test_pauses_have_no_width(read):
    (block,) = read("One [pause 2s] two[pause:500ms].[]{pause=1.5s}\n").chapters[0].blocks
    assert block.text == "One two."
    assert [(m.kind, m.start, m.end, m.value) for m in block.marks] == [
        (MarkKind.PAUSE, 3, 3, "2.0"),
        (MarkKind.PAUSE, 7, 7, "0.5"),
        (MarkKind.PAUSE, 8, 8, "1.5"),
    ]


def test_a_pause_alone_belongs_to_the_end_of_the_block_before_it(read):
    book = read("# One\n\nText.\n\n[pause 2s]\n\nMore.\n")
    block = book.chapters[0].blocks[1]
    assert [(m.start, m.end, m.value) for m in block.marks] == [(5, 5, "2.0")]
    assert texts(book) == ["One", "Text.", "More."]


def test_a_pause_before_everything_is_left_out_with_a_warning(read):
    book = read("[pause 2s]\n\nText.\n")
    (problem,) = book.problems
    assert (problem.slug, problem.severity) == ("markup-pause-lost", Severity.WARNING)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Fine.\n\n*this*{.c} stays\n", 3),
        ("Fine.\nSo [this]{voice=} here.\n", 2),
        ("# One {.skip\n", 1),
        ("\n{{#include ../x.rs}}\n", 2),
        ("::: {voice=A\ntext\n", 1),
    ],
)
def test_markup_that_would_be_read_aloud_is_an_error_with_its_line(read, text, line):
    problem = read(text).problems[0]
    assert (problem.slug, problem.severity) == ("markup-left-over", Severity.ERROR)
    assert problem.where.line == line
    assert "read aloud" in problem.hint


def test_an_escaped_brace_is_meant_literally(read):
    book = read("A set \\{1, 2} and `{x}`.\n")
    assert texts(book) == ["A set {1, 2} and {x}."]
    assert not book.problems


@pytest.mark.parametrize(
    ("text", "cue", "name"),
    [
        ("**Alice:** Hello.", "Alice:", "Alice"),
        ("**FIRST WITCH.** When?", "FIRST WITCH.", "FIRST WITCH"),
        ("**Alice**: Hello.", "Alice:", "Alice"),
        ("**Mr. Darcy:** Hello.", "Mr. Darcy:", "Mr. Darcy"),
    ],
)
def test_a_bold_name_before_a_speech_is_a_cue(read, text, cue, name):
    assert marks(read(text + "\n")) == [("cue", cue, name)]


@pytest.mark.parametrize(
    "text",
    [
        "**JONATHAN HARKER'S JOURNAL**",
        "**Stop! Now:** he said",
        "He **said:** no",
        "**The end.**",
        "**a**b: c",
    ],
)
def test_other_bold_words_are_no_cue(read, text):
    assert marks(read(text + "\n")) == []


# --- everything -----------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["Hello", "“Stop!”", "don’t", "1984.", "a_b_c", "né", "x < y", "AT&T", "C:\\dir", "(so)"]
)
INLINE = st.one_of(
    WORDS,
    WORDS.map("*{}*".format),
    WORDS.map("**{}:**".format),
    WORDS.map("[{}]{{voice=Alice}}".format),
    WORDS.map("[{}]{{.skip}}".format),
    WORDS.map("[{}](http://x.org)".format),
    WORDS.map("`{}`".format),
    WORDS.map("^[{}]".format),
    st.sampled_from(
        [
            "[pause 2s]",
            "[^n]",
            "&amp;",
            "&nbsp;",
            "\\*",
            "<br>",
            "<!-- c -->",
            "![i](x)",
            "![a *cat*, [late](y)](x)",
            "[I must *go*]{.thought}",
            "[(aside)]{.direction}",
            "<Hm>",
            "\\\n",
            "  \n",
        ]
    ),
)
LINE = st.lists(INLINE, min_size=1, max_size=6).map(" ".join)
BLOCK = st.one_of(
    st.lists(LINE, min_size=1, max_size=3).map("\n".join),
    LINE.map("# {}".format),
    LINE.map("## {} {{.recto}}".format),
    st.lists(LINE, min_size=1, max_size=3).map(lambda lines: "\n".join(f"> {line}" for line in lines)),
    st.lists(LINE, min_size=1, max_size=3).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    LINE.map("::: {{voice=Jane}}\n{}\n:::".format),
    LINE.map("::: skip\n{}\n:::".format),
    LINE.map("::: letter\n“{}\n:::".format),
    LINE.map("::: {{.verse}}\n{}\n:::".format),
    st.sampled_from(
        ["---", "* * *", "```\ncode\n```", "<div>\ntext\n</div>", "| a | b |\n|---|---|\n| c | d |"]
    ),
)
DOCUMENT = st.lists(BLOCK, min_size=1, max_size=8).map(lambda blocks: "\n\n".join([*blocks, "[^n]: note"]))


@settings(max_examples=150, deadline=None)
@given(DOCUMENT)
def test_of_any_ordinary_document_every_character_is_accounted_for(tmp_path_factory, prove, text):
    path = tmp_path_factory.mktemp("ordinary") / "book.md"
    path.write_text(text, encoding="utf-8", newline="")
    manuscript = markdown.read(path)
    assert_accounted(manuscript)
    prove(manuscript)
    assert "text-unread" not in slugs(manuscript)


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(list("ab \n\t#>*_`[](){}<>!&;:|\\-=~^.1/\"'\u00a0\u2028\x0c")), max_size=120
    )
)
def test_of_any_text_at_all_every_character_is_accounted_for(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "book.md"
    path.write_text(text, encoding="utf-8", newline="")
    try:
        assert_accounted(markdown.read(path))
    except NarrateError:
        assert not text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "Hello there, said he. " * 100_000,
        "[" * 20_000 + "]" * 20_000,
        ">" * 50_000,
        "[a](" * 10_000,
        "{" * 50_000,
        "<!--" * 20_000,
        "*a" * 10_000,
        "[^" * 10_000,
    ],
    ids=[
        "one long line",
        "nested brackets",
        "nested quotations",
        "links",
        "braces",
        "comments",
        "stars",
        "notes",
    ],
)
def test_hostile_text_is_read_in_seconds(read, text):
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 20
