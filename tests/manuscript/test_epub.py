"""The EPUB reader: what a book becomes, and that no character of it is lost on the way."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from narrate.errors import NarrateError, Severity
from narrate.manuscript import epub
from narrate.model import Block, BlockKind, Chapter, Manuscript, Mark, MarkKind

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="E/book.opf"/></rootfiles></container>'
)
LONG = "<p>" + "A long day in the country, told at length. " * 60 + "</p>"


def xhtml(body: str, body_attributes: str = "") -> str:
    return (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        ' xmlns:ssml="http://www.w3.org/2001/10/synthesis">'
        f"<head><title>not spoken</title></head><body {body_attributes}>{body}</body></html>"
    )


def nav(entries: Sequence[tuple[str, str]]) -> str:
    items = "".join(f'<li><a href="{href}">{escape(title)}</a></li>' for title, href in entries)
    return xhtml(f'<nav epub:type="toc"><ol>{items}</ol></nav>')


def opf(files: Sequence[str], *, metadata: str = "", items: str = "", spine: str = "") -> str:
    manifest = "".join(
        f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in files
    )
    order = spine or "".join(f'<itemref idref="{name}"/>' for name in files)
    return (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>The Book</dc:title>{metadata}</metadata>"
        f"<manifest>{manifest}{items}</manifest><spine>{order}</spine></package>"
    )


NAV_ITEM = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'


def write(path: Path, members: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def book(
    folder: Path, documents: Mapping[str, str | bytes], contents: Sequence[tuple[str, str]] = ()
) -> Manuscript:
    """Read a book of these documents (name → whole file) with this table of contents."""
    members: dict[str, str | bytes] = {"E/book.opf": opf(list(documents), items=NAV_ITEM if contents else "")}
    members |= {f"E/{name}": data for name, data in documents.items()}
    if contents:
        members["E/nav.xhtml"] = nav(contents)
    return epub.read(write(folder / "book.epub", members))


def one(folder: Path, body: str, body_attributes: str = "") -> Chapter:
    """The only chapter of a book with this body."""
    manuscript = book(folder, {"c1.xhtml": xhtml(body, body_attributes)}, [("One", "c1.xhtml")])
    assert_accounted(manuscript)
    (chapter,) = manuscript.chapters
    return chapter


def texts(chapter: Chapter) -> list[str]:
    return [block.text for block in chapter.blocks]


def reasons(manuscript: Manuscript) -> dict[str, str]:
    sources = {source.name: source.text for source in manuscript.sources}
    return {sources[s.span.source][s.span.start : s.span.end]: s.reason for s in manuscript.skipped}


def assert_accounted(manuscript: Manuscript) -> None:
    """Every visible character of every source is in one run or in one skipped span, and never in two."""
    sources = {source.name: source.text for source in manuscript.sources}
    assert len(sources) == len(manuscript.sources)
    times = {name: [0] * len(text) for name, text in sources.items()}
    for chapter in manuscript.chapters:
        for block in chapter.blocks:
            assert_runs_fit(block, sources[block.source])
            for run in block.runs:
                for offset in range(run.start, run.end):
                    times[block.source][offset] += 1
    for skipped in manuscript.skipped:
        for offset in range(skipped.span.start, skipped.span.end):
            times[skipped.span.source][offset] += 1
    for name, text in sources.items():
        for offset, character in enumerate(text):
            count = times[name][offset]
            assert count == 1 or (character.isspace() and count == 0), (
                name,
                offset,
                text[offset - 20 : offset + 20],
            )


def assert_runs_fit(block: Block, source: str) -> None:
    """A run as long as its source is verbatim; any other stands for white space only."""
    ends = [*(run.at for run in block.runs[1:]), len(block.text)] if block.runs else []
    for run, end in zip(block.runs, ends, strict=True):
        if end - run.at == run.end - run.start:
            assert block.text[run.at : end] == source[run.start : run.end]
        else:
            assert not source[run.start : run.end].strip()


# --- nothing is lost ------------------------------------------------------------------------------------

ATTRIBUTES = st.sampled_from(
    (
        *(
            "",
            "",
            "",
            'id="here"',
            'class="poem"',
            'class="pagenum"',
            'epub:type="footnote"',
            'hidden="hidden"',
        ),
        *('epub:type="pagebreak"', 'epub:type="noteref"', 'role="doc-endnotes"', 'epub:type="z3998:persona"'),
        *('epub:type="z3998:verse"', 'class="tb"', 'id="pg-header"', 'style="display: none"', 'class="lnum"'),
        *('epub:type="z3998:letter"', 'class="thought"', 'epub:type="z3998:stage-direction"'),
        *('alt="A cat."', 'alt="cat.png"', 'epub:type="noteref" href="#here"', 'href="c2.xhtml#here"'),
        *('href="c1.xhtml#here" id="back"', 'epub:type="footnote" id="here"'),
        'ssml:ph="nɔrθ" ssml:alphabet="ipa"',
    )
)
TAGS = st.sampled_from(
    (
        *("p", "p", "p", "div", "span", "i", "a", "section", "h1", "h2", "h4", "hgroup", "table", "tr", "td"),
        *("ul", "li", "blockquote", "pre", "ruby", "rt", "br", "hr", "nav", "aside", "sup", "script", "svg"),
        *("img", "img", "a"),
    )
)
WORDS = st.text(st.sampled_from("ab é\u2060\xa0\n\t  *—.1[]ñ字。"), max_size=12).map(escape)


def element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, attributes, inner, tail: f"<{tag} {attributes}>{''.join(inner)}</{tag}>{tail}",
        TAGS,
        ATTRIBUTES,
        st.lists(children, max_size=4),
        WORDS,
    )


BODIES = st.lists(st.recursive(WORDS, element, max_leaves=25), max_size=6).map("".join)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=BODIES, second=BODIES, listed=st.booleans())
def test_every_visible_character_is_spoken_or_skipped_once(
    tmp_path: Path, prove: Callable[[Manuscript], None], first: str, second: str, listed: bool
) -> None:
    contents = [("One", "c1.xhtml"), ("Here", "c1.xhtml#here"), ("Two", "c2.xhtml#here")] if listed else []
    documents = {"c0.xhtml": xhtml("<p>Text.</p>"), "c1.xhtml": xhtml(first), "c2.xhtml": xhtml(second)}
    manuscript = book(tmp_path, documents, contents)
    assert_accounted(manuscript)
    prove(manuscript)
    for chapter in manuscript.chapters:
        for block in chapter.blocks:
            assert block.text == block.text.strip()
            assert block.text or block.kind is BlockKind.SCENE_BREAK
            assert "\n" not in block.text or block.kind is BlockKind.VERSE
            for mark in block.marks:
                assert 0 <= mark.start <= mark.end <= len(block.text)
                assert mark.start < mark.end or mark.kind is MarkKind.NOTE


def test_a_source_is_the_text_of_the_body_and_named_by_its_member(tmp_path: Path) -> None:
    manuscript = book(tmp_path, {"c1.xhtml": xhtml("<p>Fish &amp; <i>ch<!-- x -->ips</i>.</p>\n<p>End.</p>")})
    (source,) = manuscript.sources
    assert source.name == "book.epub/E/c1.xhtml"
    assert source.text == "Fish & chips.\nEnd."


def test_white_space_collapses_and_nothing_else_is_cleaned(tmp_path: Path) -> None:
    chapter = one(tmp_path, "<p>\n  one\n two <i> three </i> four\u2060—five\xa0six </p>")
    assert texts(chapter) == ["one two three four\u2060—five six"]


# --- blocks ---------------------------------------------------------------------------------------------


def test_headings_keep_their_level_and_an_ordinal_joins_its_title(tmp_path: Path) -> None:
    group = '<hgroup><h2 epub:type="z3998:ordinal">I</h2> <p epub:type="title">Down</p></hgroup>'
    body = f"{group}<h3>Part</h3><p>x</p>"
    blocks = one(tmp_path, body).blocks
    assert [(block.kind, block.level, block.text) for block in blocks] == [
        (BlockKind.HEADING, 2, "I. Down"),
        (BlockKind.HEADING, 3, "Part"),
        (BlockKind.PARAGRAPH, 0, "x"),
    ]


def test_an_ordinal_that_ends_a_sentence_gets_no_second_stop(tmp_path: Path) -> None:
    assert (
        texts(one(tmp_path, "<hgroup><h2>Chapter I.</h2><h3>Down</h3></hgroup><p>x</p>"))[0]
        == "Chapter I. Down"
    )


def test_a_line_break_is_a_space_in_prose_and_a_line_in_verse(tmp_path: Path) -> None:
    chapter = one(
        tmp_path,
        '<h2>CHAPTER I.<br/>Down</h2><blockquote epub:type="z3998:verse"><p>a<br/>b</p></blockquote>',
    )
    assert [(block.kind, block.text) for block in chapter.blocks] == [
        (BlockKind.HEADING, "CHAPTER I. Down"),
        (BlockKind.VERSE, "a\nb"),
    ]


def test_verse_is_one_block_per_stanza_however_its_lines_are_marked_up(tmp_path: Path) -> None:
    lines = '<div class="poem"><div class="stanza"><p>a</p>\n<p>b</p></div><div><p>c</p><p>d</p></div></div>'
    stanzas = (
        '<blockquote class="poetry"><p><span>e</span>\n<br/>\n<span>f</span></p><p>g<br/>h</p></blockquote>'
    )
    preformatted = "<pre>i\n  j\n\nk</pre>"
    chapter = one(tmp_path, lines + stanzas + preformatted)
    assert texts(chapter) == ["a\nb", "c\nd", "e\nf", "g\nh", "i\nj", "k"]
    assert {block.kind for block in chapter.blocks} == {BlockKind.VERSE}


def test_a_row_of_a_play_is_one_block_with_a_cue(tmp_path: Path) -> None:
    chapter = one(
        tmp_path,
        '<table><tr><td epub:type="z3998:persona"> Hamlet </td>'
        '<td epub:type="z3998:verse"><p>To be,<br/>or not</p></td></tr>'
        '<tr><td epub:type="z3998:persona">Ghost</td><td>Mark me.</td></tr>'
        '<tr><td/><td><i epub:type="z3998:stage-direction">Exit'
        ' <b epub:type="z3998:persona">Ghost</b>.</i></td></tr>'
        "</table>",
    )
    assert [(block.kind, block.text, block.marks) for block in chapter.blocks] == [
        (BlockKind.VERSE, "Hamlet To be,\nor not", (Mark(MarkKind.CUE, 0, 6, "Hamlet"),)),
        (BlockKind.PARAGRAPH, "Ghost Mark me.", (Mark(MarkKind.CUE, 0, 5, "Ghost"),)),
        (BlockKind.PARAGRAPH, "Exit Ghost.", (Mark(MarkKind.KIND, 0, 11, "direction"),)),
    ]


def test_scene_breaks_stand_between_paragraphs_only(tmp_path: Path) -> None:
    manuscript = book(
        tmp_path,
        {"c1.xhtml": xhtml("<hr/><p>a</p><p>* * *</p><hr/><p>b</p><p class='tb'/><p>c</p><p>—</p>")},
    )
    assert texts(manuscript.chapters[0]) == ["a", "", "b", "", "c"]
    assert reasons(manuscript) == {"* * *": "scene break mark", "—": "scene break mark"}


def test_notes_are_blocks_of_their_own_and_their_references_are_skipped(tmp_path: Path) -> None:
    body = (
        '<p>Word<a href="#n1" epub:type="noteref">1</a> and<a href="#n2">[2]</a> more'
        '<sup><a href="#n3">3</a></sup>; see page <a href="#p12">12</a>.</p>'
        '<aside epub:type="footnote" id="n1"><p><a href="#r1">1</a> A note. '
        '<a role="doc-backlink" href="#r1">↩</a></p></aside>'
    )
    manuscript = book(tmp_path, {"c1.xhtml": xhtml(body)})
    assert [(block.kind, block.text) for block in manuscript.chapters[0].blocks] == [
        (BlockKind.PARAGRAPH, "Word and more; see page 12."),
        (BlockKind.NOTE, "A note."),
    ]
    assert set(reasons(manuscript).values()) == {"footnote reference", "link back from a footnote"}
    assert_accounted(manuscript)


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ('<span epub:type="pagebreak">12</span>', "page number"),
        ('<span class="pagenum">[Pg xii]</span>', "page number"),
        ('<span class="lnum">10</span>', "line number"),
        ("<rt>やま</rt>", "ruby reading"),
        ('<span hidden="">secret</span>', "hidden"),
        ("<script>run()</script>", "script or style"),
        ("<svg><text>label</text></svg>", "drawing"),
        ('<nav epub:type="toc"><a href="x">One</a></nav>', "table of contents"),
        ('<nav epub:type="page-list"><a href="x">9</a></nav>', "navigation"),
        ('<section class="pg-boilerplate">Use it.</section>', "Project Gutenberg header"),
    ],
)
def test_what_is_not_spoken_is_listed_with_its_reason(tmp_path: Path, markup: str, reason: str) -> None:
    manuscript = book(tmp_path, {"c1.xhtml": xhtml(f"<div>before {markup} after</div>")})
    assert " ".join(texts(manuscript.chapters[0])) == "before after"
    assert list(reasons(manuscript).values()) == [reason]
    assert_accounted(manuscript)


def test_markup_that_claims_a_whole_paragraph_to_be_a_page_number_is_not_believed(tmp_path: Path) -> None:
    chapter = one(tmp_path, '<p><span epub:type="pagebreak">This is a whole sentence of the book.</span></p>')
    assert texts(chapter) == ["This is a whole sentence of the book."]


def test_phonemes_are_marked_only_where_they_are_ipa(tmp_path: Path) -> None:
    body = '<p>Go <span ssml:ph="nɔrθ">N.</span> now</p>'
    assert one(tmp_path, body, 'ssml:alphabet="ipa"').blocks[0].marks == (Mark(MarkKind.IPA, 3, 5, "nɔrθ"),)
    assert one(tmp_path, body, 'ssml:alphabet="x-arpabet"').blocks[0].marks == ()
    assert one(tmp_path, body).blocks[0].marks == ()


def test_x_sampa_becomes_ipa(tmp_path: Path) -> None:
    body = '<p>Go <span ssml:ph="nO:rT">N.</span> <i ssml:alphabet="ipa" ssml:ph="T">now</i></p>'
    marks = one(tmp_path, body, 'ssml:alphabet="x-sampa"').blocks[0].marks
    assert [mark.value for mark in marks] == ["nɔːrθ", "T"]


def test_a_drop_cap_picture_gives_its_letter(tmp_path: Path) -> None:
    assert texts(one(tmp_path, '<p><img class="dropcap" alt="A" src="a.png"/>lice was tired.</p>')) == [
        "Alice was tired."
    ]


# --- chapters -------------------------------------------------------------------------------------------


def told(manuscript: Manuscript) -> list[tuple[str, str]]:
    return [(chapter.title, chapter.matter) for chapter in manuscript.chapters]


def test_chapters_are_cut_at_fragments_and_run_on_over_files(tmp_path: Path) -> None:
    manuscript = book(
        tmp_path,
        {
            "a.xhtml": xhtml('<h2 id="c1">I</h2><p>one</p><h2><a id="c2"/>II</h2><p>two</p>'),
            "b.xhtml": xhtml('<p>two goes on</p><h2>III</h2><a id="c3"/><p>three</p>'),
        },
        [("First", "a.xhtml#c1"), ("Second\n  part", "a.xhtml#c2"), ("Third", "b.xhtml#c3")],
    )
    assert [(c.number, c.title, texts(c)) for c in manuscript.chapters] == [
        (1, "First", ["I", "one"]),
        (2, "Second part", ["II", "two", "two goes on"]),
        (3, "Third", ["III", "three"]),
    ]


def test_reading_order_wins_over_the_order_of_the_contents(tmp_path: Path) -> None:
    documents = {name: xhtml(f"<p>{name}</p>") for name in ("b.xhtml", "a.xhtml")}
    manuscript = book(tmp_path, documents, [("A", "a.xhtml"), ("B", "b.xhtml")])
    assert [chapter.title for chapter in manuscript.chapters] == ["B", "A"]


def test_a_part_heading_is_spoken_at_the_beginning_of_its_first_chapter(tmp_path: Path) -> None:
    documents = {
        "p.xhtml": xhtml("<h1>Part One</h1>"),
        "c.xhtml": xhtml("<h2>I</h2><p>text</p>"),
        "d.xhtml": xhtml(
            '<section id="a"><h2>Act I</h2><section id="s"><h3>Scene</h3><p>x</p></section></section>'
        ),
    }
    contents = [("Part One", "p.xhtml"), ("I", "c.xhtml"), ("Act I", "d.xhtml#a"), ("Scene", "d.xhtml#s")]
    manuscript = book(tmp_path, documents, contents)
    assert [(c.title, texts(c)) for c in manuscript.chapters] == [
        ("I", ["Part One", "I", "text"]),
        ("Scene", ["Act I", "Scene", "x"]),
    ]


def test_a_file_with_its_own_heading_is_a_chapter_even_if_the_contents_leave_it_out(tmp_path: Path) -> None:
    documents = {
        name: xhtml(f"<h1>{name[0].upper()}</h1>{LONG}") for name in ("a.xhtml", "b.xhtml", "c.xhtml")
    }
    manuscript = book(tmp_path, documents, [("A", "a.xhtml"), ("C", "c.xhtml")])
    assert told(manuscript) == [("A", ""), ("B", ""), ("C", "")]


def test_an_anchor_that_is_missing_begins_the_chapter_at_the_top_and_is_told(tmp_path: Path) -> None:
    manuscript = book(tmp_path, {"a.xhtml": xhtml("<p>x</p>")}, [("A", "a.xhtml#gone")])
    assert told(manuscript) == [("A", "")]
    assert [(p.slug, p.severity) for p in manuscript.problems] == [("epub-anchor", Severity.WARNING)]


def test_without_contents_headings_divide_and_without_headings_files(tmp_path: Path) -> None:
    headed = book(tmp_path, {"a.xhtml": xhtml("<h1>A</h1><h2>The First</h2><p>x</p><h2>B</h2><p>y</p>")})
    assert [(c.title, texts(c)) for c in headed.chapters] == [
        ("A", ["A", "The First", "x"]),
        ("B", ["B", "y"]),
    ]
    bare = book(tmp_path, {"a.xhtml": xhtml("<p>x</p>"), "b.xhtml": xhtml("<p>y</p>")})
    assert [texts(chapter) for chapter in bare.chapters] == [["x"], ["y"]]


def test_an_ncx_is_found_by_its_type_when_the_spine_does_not_name_it(tmp_path: Path) -> None:
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Loomings</text>'
        '</navLabel><content src="c1.xhtml"/></navPoint></navMap></ncx>'
    )
    item = '<item id="n" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    members = {"E/book.opf": opf(["c1.xhtml"], items=item), "E/toc.ncx": ncx, "E/c1.xhtml": xhtml("<p>x</p>")}
    assert told(epub.read(write(tmp_path / "book.epub", members))) == [("Loomings", "")]


# --- matter ---------------------------------------------------------------------------------------------


def test_front_and_back_matter_is_recognised_and_body_is_not(tmp_path: Path) -> None:
    documents = {
        "t.xhtml": xhtml("<h1>The Book</h1><p>by Somebody</p>"),
        "c.xhtml": xhtml("<p>© Somebody</p>", 'epub:type="copyright-page"'),
        "f.xhtml": xhtml(f"<h1>Foreword</h1>{LONG}"),
        "n.xhtml": xhtml(f"<h1>The Notes</h1>{LONG}"),
        "e.xhtml": xhtml(f"<p>Last.</p>{LONG}", 'epub:type="epilogue"'),
        "x.xhtml": xhtml("<h2>Notes</h2><p>1. A note.</p>"),
        "l.xhtml": xhtml("<p>It is free.</p>"),
    }
    contents = [
        *(("The Book", "t.xhtml"), ("Rights", "c.xhtml"), ("Foreword", "f.xhtml"), ("The Notes", "n.xhtml")),
        *(("Notes", "e.xhtml"), ("Notes", "x.xhtml"), ("THE FULL PROJECT GUTENBERG LICENSE", "l.xhtml")),
    ]
    assert told(book(tmp_path, documents, contents)) == [
        ("The Book", "front matter: title page"),
        ("Rights", "front matter: copyright page"),
        ("Foreword", ""),
        ("The Notes", ""),
        ("Notes", ""),
        ("Notes", "back matter: notes"),
        ("THE FULL PROJECT GUTENBERG LICENSE", "back matter: Project Gutenberg"),
    ]


def test_a_chapter_that_contains_notes_is_a_chapter(tmp_path: Path) -> None:
    notes = '<section epub:type="footnotes"><p>A note.</p></section>'
    assert one(tmp_path, LONG + notes).matter == ""
    manuscript = book(
        tmp_path,
        {
            "a.xhtml": xhtml(LONG),
            "b.xhtml": xhtml(f'<h2>Zu Tisch</h2><section epub:type="endnotes">{LONG}</section>'),
        },
        [("A", "a.xhtml"), ("Zu Tisch", "b.xhtml")],
    )
    assert told(manuscript) == [("A", ""), ("Zu Tisch", "back matter: endnotes")]


def test_pages_around_the_contents_are_matter_only_while_they_are_few(tmp_path: Path) -> None:
    documents = {
        "q.xhtml": xhtml("<p>Praised!</p>"),
        "a.xhtml": xhtml(LONG),
        "z.xhtml": xhtml("<h1>More</h1><p>x</p>"),
    }
    assert told(book(tmp_path, documents, [("A", "a.xhtml")])) == [
        ("", "front matter: not in the table of contents"),
        ("A", ""),
        ("More", "back matter: not in the table of contents"),
    ]
    documents["z.xhtml"] = xhtml(f"<h1>More</h1>{LONG}")
    assert told(book(tmp_path, documents, [("A", "a.xhtml")]))[-1] == ("More", "")


def test_a_book_of_nothing_but_matter_is_narrated(tmp_path: Path) -> None:
    assert told(book(tmp_path, {"a.xhtml": xhtml("<p>x</p>")}, [("Contents", "a.xhtml")])) == [
        ("Contents", "")
    ]


def test_gutenberg_header_and_licence_are_skipped_by_their_separator_lines(tmp_path: Path) -> None:
    body = (
        "<p>For anyone.</p><p>*** START OF THIS PROJECT GUTENBERG EBOOK X ***</p><p>Text.</p>"
        "<p>*** END OF THIS PROJECT GUTENBERG EBOOK X ***</p><p>Terms.</p>"
    )
    manuscript = book(tmp_path, {"a.xhtml": xhtml(body)})
    assert texts(manuscript.chapters[0]) == ["Text."]
    assert reasons(manuscript)["For anyone."] == "Project Gutenberg header"
    assert reasons(manuscript)["Terms."] == "Project Gutenberg licence"
    assert_accounted(manuscript)


# --- the package ----------------------------------------------------------------------------------------


def test_metadata_and_cover_are_the_first_of_each(tmp_path: Path) -> None:
    metadata = "<dc:creator>A. One</dc:creator><dc:creator>B. Two</dc:creator><dc:creator>C</dc:creator>"
    metadata += (
        '<dc:title>Second</dc:title><dc:language>en-GB</dc:language><meta name="cover" content="pic"/>'
    )
    package = opf(
        ["c1.xhtml"], metadata=metadata, items='<item id="pic" href="p.png" media-type="image/png"/>'
    )
    members = {"E/book.opf": package, "E/p.png": b"\x89PNG", "E/c1.xhtml": xhtml("<p>x</p>")}
    manuscript = epub.read(write(tmp_path / "book.epub", members))
    assert (manuscript.title, manuscript.author, manuscript.language, manuscript.cover) == (
        *("The Book", "A. One, B. Two and C", "en-GB"),
        b"\x89PNG",
    )


def test_documents_outside_the_reading_order_are_skipped_whole(tmp_path: Path) -> None:
    spine = '<itemref idref="a.xhtml"/><itemref idref="b.xhtml" linear="no"/>'
    members = {
        "E/book.opf": opf(["a.xhtml", "b.xhtml"], spine=spine),
        "E/a.xhtml": xhtml("<p>x</p>"),
        "E/b.xhtml": xhtml("<p>aside</p>"),
    }
    manuscript = epub.read(write(tmp_path / "book.epub", members))
    assert [texts(chapter) for chapter in manuscript.chapters] == [["x"]]
    assert reasons(manuscript) == {"aside": "outside the reading order (linear=no)"}
    assert_accounted(manuscript)


def test_faults_of_the_reading_order_are_warnings(tmp_path: Path) -> None:
    spine = "".join(f'<itemref idref="{name}"/>' for name in ("a.xhtml", "a.xhtml", "no", "gone.xhtml"))
    members = {"E/book.opf": opf(["a.xhtml", "gone.xhtml"], spine=spine), "E/a.xhtml": xhtml("<p>x</p>")}
    manuscript = epub.read(write(tmp_path / "book.epub", members))
    assert [problem.slug for problem in manuscript.problems] == ["epub-spine"] * 3
    assert {problem.severity for problem in manuscript.problems} == {Severity.WARNING}


@pytest.mark.parametrize("name", [r"E\Text\c1.xhtml", "E/text/C1.XHTML", "E/Text/c1.xhtml"])
def test_members_are_found_whatever_their_slashes_and_case(tmp_path: Path, name: str) -> None:
    members = {"E/book.opf": opf(["Text/c1.xhtml"]), name: xhtml("<p>x</p>")}
    assert texts(epub.read(write(tmp_path / "book.epub", members)).chapters[0]) == ["x"]


def test_a_book_without_a_title_of_its_own_name_is_called_as_asked(tmp_path: Path) -> None:
    path = write(tmp_path / "book.epub", {"E/book.opf": opf(["a.xhtml"]), "E/a.xhtml": xhtml("<p>x</p>")})
    assert epub.read(path, "parts/book.epub").sources[0].name == "parts/book.epub/E/a.xhtml"


def test_a_book_of_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NarrateError, match="has no text to narrate"):
        book(tmp_path, {"a.xhtml": xhtml('<img src="page1.png"/>')})


# --- notes and pictures ---------------------------------------------------------------------------------


def test_a_note_belongs_to_the_chapter_that_refers_to_it_wherever_it_stands(tmp_path: Path) -> None:
    documents = {
        "one.xhtml": xhtml(f'<h1>One</h1><p>So<a epub:type="noteref" href="notes.xhtml#n2">2</a>.</p>{LONG}'),
        "two.xhtml": xhtml(f'<h1>Two</h1><p>Or<a epub:type="noteref" href="notes.xhtml#n1">1</a>.</p>{LONG}'),
        "notes.xhtml": xhtml(
            '<section epub:type="endnotes"><h1>Notes</h1><ol>'
            '<li id="n1" epub:type="endnote"><p>First.</p></li>'
            '<li id="n2" epub:type="endnote"><p>Second.</p><p>Still.</p></li>'
            '<li id="n3" epub:type="endnote"><p>Third.</p></li></ol></section>'
        ),
    }
    manuscript = book(tmp_path, documents, [("One", "one.xhtml"), ("Two", "two.xhtml"), ("N", "notes.xhtml")])
    assert_accounted(manuscript)
    notes = [
        [block.text for block in chapter.blocks if block.kind is BlockKind.NOTE]
        for chapter in manuscript.chapters
    ]
    assert notes == [["Second.", "Still."], ["First."], ["Notes", "Third."]]
    first = manuscript.chapters[0].blocks
    (mark,) = first[1].marks
    assert (mark.kind, mark.start, mark.end) == (MarkKind.NOTE, 2, 2)
    assert {block.label for block in first if block.kind is BlockKind.NOTE} == {mark.value}


def test_a_paragraph_that_refers_back_to_its_reference_is_a_note_though_nothing_says_so(
    tmp_path: Path,
) -> None:
    body = (
        '<p>Word<a id="r1" href="#f1">[1]</a> goes on.</p><p>Next.</p>'
        '<p><a id="f1" href="#r1">[1]</a> A note.</p><p>The story ends; see <a href="#f1">[1]</a>.</p>'
    )
    chapter = one(tmp_path, body)
    assert [(block.kind, block.text) for block in chapter.blocks] == [
        (BlockKind.PARAGRAPH, "Word goes on."),
        (BlockKind.PARAGRAPH, "Next."),
        (BlockKind.PARAGRAPH, "The story ends; see ."),
        (BlockKind.NOTE, "A note."),
    ]


def test_what_describes_a_picture_stands_in_the_text_where_the_picture_does(tmp_path: Path) -> None:
    figure = '<figure><img src="b.png" alt=" A dog "/></figure>'
    body = f'<p>One <img src="a.png" alt="A cat."/>two.</p>{figure}<p>x</p>'
    manuscript = book(tmp_path, {"c1.xhtml": xhtml(body)}, [("One", "c1.xhtml")])
    assert_accounted(manuscript)
    assert [(block.kind, block.text) for block in manuscript.chapters[0].blocks] == [
        (BlockKind.PARAGRAPH, "One two."),
        (BlockKind.PICTURE, "A cat."),
        (BlockKind.PICTURE, "A dog"),
        (BlockKind.PARAGRAPH, "x"),
    ]
    assert manuscript.sources[0].text == "One A cat.two. A dog x"


def test_a_heading_above_a_picture_above_its_anchor_belongs_to_the_chapter_below(tmp_path: Path) -> None:
    body = (
        '<h2>I</h2><p id="one">one</p><img src="t.png" alt="A tail"/>'
        '<h2>II</h2><img src="a.png" alt="A cat"/><p id="two">two</p>'
    )
    manuscript = book(
        tmp_path, {"c.xhtml": xhtml(body)}, [("First", "c.xhtml#one"), ("Second", "c.xhtml#two")]
    )
    assert_accounted(manuscript)
    assert [texts(chapter) for chapter in manuscript.chapters] == [
        ["I", "one", "A tail"],
        ["II", "A cat", "two"],
    ]


def test_a_page_that_is_only_a_picture_is_no_chapter(tmp_path: Path) -> None:
    documents = {
        "a.xhtml": xhtml('<img src="a.png" alt="The cover"/>'),
        "b.xhtml": xhtml("<h1>One</h1><p>Text.</p>"),
        "c.xhtml": xhtml('<img src="c.png" alt="The end"/>'),
    }
    manuscript = book(tmp_path, documents, [("One", "b.xhtml")])
    assert_accounted(manuscript)
    assert [texts(chapter) for chapter in manuscript.chapters] == [["The cover", "One", "Text.", "The end"]]
