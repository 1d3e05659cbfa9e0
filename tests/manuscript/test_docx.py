"""Word documents: what is read, what is listed as left out, and what is refused."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from narrate.errors import NarrateError, Severity
from narrate.manuscript import docx
from narrate.manuscript.selection import Choice
from narrate.model import BlockKind, Manuscript, Script

Prove = Callable[[Manuscript], None]
Perform = Callable[..., Script]

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
CORE = (
    f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Two Lamps</dc:title>'
    "<dc:creator>A. Tester</dc:creator></cp:coreProperties>"
)
STYLES = f"""<w:styles {_W}>
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style></w:styles>"""
FOOTNOTES = (
    f'<w:footnotes {_W}><w:footnote w:id="2"><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote>'
    "</w:footnotes>"
)


def p(text: str, style: str = "", inside: str = "") -> str:
    """A paragraph: its text, and after that whatever runs there are."""
    said = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{said}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>{inside}</w:p>'


def write(folder: Path, body: str, parts: Mapping[str, str] | None = None) -> Path:
    file = folder / "book.docx"
    members = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": STYLES,
        "docProps/core.xml": CORE,
        **(parts or {}),
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return file


def test_headings_are_chapters_and_the_title_is_the_title_page(tmp_path: Path, prove: Prove) -> None:
    body = p("Two Lamps", "T") + p("One", "H1") + p("It rained. " * 50) + p("Two", "H1") + p("It stopped.")
    book = docx.read(write(tmp_path, body))
    prove(book)
    assert (book.title, book.author) == ("Two Lamps", "A. Tester")
    assert [(chapter.title, chapter.matter) for chapter in book.chapters] == [
        ("", "front matter: title page"),
        ("One", ""),
        ("Two", ""),
    ]
    assert not book.problems


def test_a_footnote_is_read_where_it_belongs(tmp_path: Path, perform: Perform) -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t> Then it rained.</w:t></w:r>'
    book = docx.read(write(tmp_path, p("He ran.", inside=reference), {"word/footnotes.xml": FOOTNOTES}))
    assert not book.problems
    said = [u.text for u in perform(book, Choice(notes="inline")).chapters[0].utterances]
    assert said == ["He ran.", "A note.", "Then it rained."]
    assert [u.text for u in perform(book).chapters[0].utterances] == ["He ran. Then it rained."]


def test_a_row_of_a_table_is_a_paragraph(tmp_path: Path) -> None:
    cells = "".join(f"<w:tc>{p(text)}</w:tc>" for text in ("Alice", "seven"))
    book = docx.read(write(tmp_path, f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" + p("End.")))
    assert [block.text for block in book.chapters[0].blocks] == ["Alice, seven", "End."]


def test_what_the_converter_leaves_out_is_listed(tmp_path: Path, prove: Prove) -> None:
    deleted = "<w:del><w:r><w:delText>not </w:delText></w:r></w:del>"
    parts = {
        "word/header1.xml": f"<w:hdr {_W}>{p('Page header')}</w:hdr>",
        "word/footer2.xml": f"<w:ftr {_W}>{p('7')}</w:ftr>",
        "word/comments.xml": f'<w:comments {_W}><w:comment w:id="0">{p("Better?")}</w:comment></w:comments>',
    }
    book = docx.read(write(tmp_path, p("It did", inside=deleted + "<w:r><w:t> rain.</w:t></w:r>"), parts))
    prove(book)
    assert book.chapters[0].blocks[0].text == "It did rain."
    sources = {source.name: source.text for source in book.sources}
    found = {each.reason: sources[each.span.source].strip() for each in book.skipped}
    assert found == {
        "page header": "Page header",
        "page footer": "7",
        "comment": "Better?",
        "deleted in Word": "not",
    }


def test_hidden_text_is_warned_of(tmp_path: Path) -> None:
    run = "<w:r><w:rPr><w:vanish/></w:rPr><w:t> Psst.</w:t></w:r>"
    book = docx.read(write(tmp_path, p("It rained.", inside=run)))
    assert [problem.slug for problem in book.problems] == ["docx-hidden"]


def test_a_paragraph_that_the_converter_loses_is_an_error(tmp_path: Path) -> None:
    book = docx.read(write(tmp_path, p("Read.") + f"<w:strange>{p('Not read.')}</w:strange>"))
    (lost,) = (problem for problem in book.problems if problem.severity is Severity.ERROR)
    assert (lost.slug, '"Not read."' in lost.message) == ("text-unread", True)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"word/document.xml": "<w:document"}, "damaged"),
        ({"_rels/.rels": "x"}, "damaged"),
        (
            {"word/document.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'},
            "entities",
        ),
        ({"word/styles.xml": "<x>" + " " * (13 << 20) + "</x>"}, "unpacks to 13 MB"),
        ({"word/document.xml": "<a>" * 20_000 + "</a>" * 20_000}, "nested too deeply"),
        ({"word/document.xml": f"<w:document {_W}><w:body/></w:document>"}, "no text to narrate"),
    ],
)
def test_what_is_no_sound_document_is_refused_with_a_sentence(
    tmp_path: Path, members: Mapping[str, str], message: str
) -> None:
    with pytest.raises(NarrateError, match=message):
        docx.read(write(tmp_path, "", members))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "with a password"),
        (b"", "not a readable Word document"),
        (b"{\\rtf1}", "not a readable Word document"),
    ],
)
def test_another_kind_of_file_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "book.docx").write_bytes(data)
    with pytest.raises(NarrateError, match=message):
        docx.read(tmp_path / "book.docx")


def test_a_zip_file_that_is_no_document_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "book.docx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(NarrateError, match="not a Word document"):
        docx.read(tmp_path / "book.docx")


TEXT = st.text(st.sampled_from("aB 1.,“”‘’—…\u200b\xad\ufeff\u05d0<&\t"), max_size=20)
RUNS = st.sampled_from(
    [
        "",
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        "<w:r><w:br/></w:r>",
        "<w:r><w:noBreakHyphen/><w:t>x</w:t></w:r>",
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>",
        "<w:ins><w:r><w:t>new</w:t></w:r></w:ins>",
    ]
)
PARAGRAPHS = st.builds(p, TEXT, st.sampled_from(["", "", "H1", "T", "Quote"]), RUNS)
ROWS = st.lists(PARAGRAPHS, min_size=1, max_size=3).map(
    lambda cells: f"<w:tbl><w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr></w:tbl>"
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PARAGRAPHS | ROWS, max_size=6).map("".join))
def test_of_any_document_every_character_is_accounted_for(tmp_path: Path, prove: Prove, body: str) -> None:
    book = docx.read(write(tmp_path, p("Text.") + body, {"word/footnotes.xml": FOOTNOTES}))
    prove(book)
    assert not [problem for problem in book.problems if problem.severity is Severity.ERROR]
    assert BlockKind.PARAGRAPH in {block.kind for block in book.chapters[0].blocks}
