"""EPUBs that are damaged, protected or made to do harm: each is read or refused with a sentence."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from narrate.errors import NarrateError
from narrate.manuscript import epub
from narrate.manuscript.epub.archive import MEMBERS_LIMIT, resolve
from narrate.manuscript.epub.xhtml import decode, parse
from narrate.model import Manuscript

CONTAINER = '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>'
OPF = (
    '<package><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>T</dc:title></metadata><manifest>'
    '<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="c"/></spine></package>'
)


def write(path: Path, members: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        for name, data in {"book.opf": OPF, **members}.items():
            archive.writestr(name, data)
    return path


def read(folder: Path, chapter: str | bytes, **members: str | bytes) -> Manuscript:
    return epub.read(write(folder / "book.epub", {"c.xhtml": chapter, **members}))


def text(manuscript: Manuscript) -> str:
    return " ".join(block.text for chapter in manuscript.chapters for block in chapter.blocks)


def bomb(path: Path, size_mb: int, *, claimed_bytes: int | None = None, package: str = OPF) -> Path:
    """A book whose chapter unpacks to ``size_mb``, built without ever holding that much."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b"a" * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = block * size_mb + packer.flush()
    write(path, {"book.opf": package})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("c.xhtml", packed)
    data = bytearray(path.read_bytes())
    size = claimed_bytes or size_mb << 20
    local = data.find(b"c.xhtml") - 30
    central = data.rfind(b"c.xhtml") - 46
    struct.pack_into("<H", data, local + 8, zipfile.ZIP_DEFLATED)
    struct.pack_into("<L", data, local + 22, size)
    struct.pack_into("<H", data, central + 10, zipfile.ZIP_DEFLATED)
    struct.pack_into("<L", data, central + 24, size)
    path.write_bytes(data)
    return path


# --- archives -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"plain text", b"PK\x03\x04 cut off", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_not_a_zip_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(data)
    with pytest.raises(NarrateError) as refusal:
        epub.read(path)
    assert refusal.value.hint


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "no.epub", tmp_path):
        with pytest.raises(NarrateError, match="cannot be read"):
            epub.read(path)


def test_a_zip_without_a_package_is_no_epub(tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(NarrateError, match="not an EPUB"):
        epub.read(path)


@pytest.mark.parametrize("size_mb", [300, 1024])
def test_a_chapter_that_unpacks_to_hundreds_of_megabytes_is_refused_unread(
    tmp_path: Path, size_mb: int
) -> None:
    path = bomb(tmp_path / "book.epub", size_mb)
    assert path.stat().st_size < 2 << 20
    with pytest.raises(NarrateError, match=f"unpacks to {size_mb} MB"):
        epub.read(path)


def test_a_chapter_that_is_larger_than_it_claims_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NarrateError, match="damaged"):
        epub.read(bomb(tmp_path / "book.epub", 100, claimed_bytes=5_000))


def test_more_text_than_a_book_can_have_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("narrate.manuscript.epub.archive.TOTAL_LIMIT_BYTES", 5_000)
    with pytest.raises(NarrateError, match="the text unpacks to more than"):
        read(tmp_path, "<p>" + "text " * 1_000 + "</p>")


def test_a_large_picture_is_never_unpacked(tmp_path: Path) -> None:
    picture = '<item id="p" href="p.jpeg0" media-type="image/jpeg" properties="cover-image"/></manifest>'
    path = bomb(tmp_path / "book.epub", 1024, package=OPF.replace("</manifest>", picture))
    path.write_bytes(path.read_bytes().replace(b"c.xhtml", b"p.jpeg0"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("c.xhtml", "<p>x</p>")
    manuscript = epub.read(path)
    assert (text(manuscript), manuscript.cover) == ("x", None)
    assert [problem.slug for problem in manuscript.problems] == ["epub-cover"]


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NarrateError, match="more than 20,000 files"):
        epub.read(write(tmp_path / "book.epub", {f"{number}": b"" for number in range(MEMBERS_LIMIT)}))


def test_a_password_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "book.epub", {"c.xhtml": "<p>x</p>"})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rfind(signature) + offset] |= 1
    path.write_bytes(data)
    with pytest.raises(NarrateError, match="password"):
        epub.read(path)


def test_a_damaged_chapter_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "book.epub", {"c.xhtml": "<p>" + "some text " * 100 + "</p>"})
    data = bytearray(path.read_bytes())
    at = data.find(b"c.xhtml") + 20
    data[at : at + 10] = bytes(10)
    path.write_bytes(data)
    with pytest.raises(NarrateError, match="damaged"):
        epub.read(path)


def encryption(algorithm: str) -> str:
    return (
        f'<encryption><EncryptedData><EncryptionMethod Algorithm="{algorithm}"/><CipherData>'
        '<CipherReference URI="c.xhtml"/></CipherData></EncryptedData></encryption>'
    )


def test_copy_protection_is_refused_and_font_obfuscation_is_not(tmp_path: Path) -> None:
    aes = {"META-INF/encryption.xml": encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}
    with pytest.raises(NarrateError, match=r"encrypted \(DRM\)"):
        read(tmp_path, "<p>x</p>", **aes)
    font = {"META-INF/encryption.xml": encryption("http://www.idpf.org/2008/embedding")}
    assert text(read(tmp_path, "<p>x</p>", **font)) == "x"


@pytest.mark.parametrize(
    ("href", "member"),
    [
        ("../../../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("%2e%2e/%2e%2e/x", "x"),
        (r"..\..\x", "x"),
        ("a%20b.xhtml", "E/a b.xhtml"),
        ("", "E/book.opf"),
    ],
)
def test_paths_stay_within_the_book(href: str, member: str) -> None:
    assert resolve("E/book.opf", href) == (member, "")


@pytest.mark.parametrize("href", ["http://example.com/x", "file:///etc/passwd", "//host/x", "http://["])
def test_addresses_outside_the_book_are_nothing(href: str) -> None:
    assert resolve("E/book.opf", href) is None


# --- documents ------------------------------------------------------------------------------------------


def test_external_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP SECRET")
    doctype = f'<!DOCTYPE html [<!-- > " --><!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    blanks = " " * 10_000
    manuscript = read(
        tmp_path, f'<?xml version="1.0"?>{blanks}{doctype}<html><body><p>A&x;B</p></body></html>'
    )
    assert text(manuscript) == "A&x;B"


def test_nested_entities_do_not_grow(tmp_path: Path) -> None:
    entities = '<!ENTITY a "lol">' + "".join(
        f'<!ENTITY {chr(ord(name) + 1)} "{f"&{name};" * 10}">' for name in "abcdefghi"
    )
    manuscript = read(tmp_path, f"<!DOCTYPE html [{entities}]><html><body><p>A&j;B</p></body></html>")
    assert text(manuscript) == "A&j;B"


@pytest.mark.parametrize("start", ["<!DOCTYPE html [<!--", '<!DOCTYPE html "', "<?xml <?xml"])
def test_a_declaration_that_never_ends_is_done_with_in_one_pass(tmp_path: Path, start: str) -> None:
    with pytest.raises(NarrateError, match="no text"):
        read(tmp_path, start * 200_000)


def test_a_comment_that_never_ends_takes_no_text_with_it(tmp_path: Path) -> None:
    manuscript = read(tmp_path, "<html><body><!-- a <!-- --><p>one</p><!-- <p>two</p></body></html>")
    assert text(manuscript) == "one <!-- two"
    assert "comment" in manuscript.problems[0].message


def test_fifty_thousand_nested_elements_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NarrateError, match="nested too deeply"):
        read(tmp_path, "<html><body>" + "<div>" * 50_000 + "x" + "</div>" * 50_000 + "</body></html>")


def test_more_tags_than_fit_in_memory_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NarrateError, match="tags"):
        read(tmp_path, "<html><body>" + "<b/>" * 600_000 + "</body></html>")


def test_more_gaps_than_fit_in_memory_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NarrateError, match="too many gaps"):
        read(tmp_path, "<html><body><p>" + "a  " * 60_000 + "</p></body></html>")
    with pytest.raises(NarrateError, match="more pieces"):
        read(tmp_path, "<html><body>" + ("<p>" + "a  " * 40_000 + "</p>") * 8 + "</body></html>")


def test_contents_nested_too_deeply_are_told_and_done_without(tmp_path: Path) -> None:
    item = '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>'
    deep = "<ol><li><a href='c.xhtml'>n</a>" * 3000
    members = {
        "nav.xhtml": f"<html><body><nav epub:type='toc'>{deep}",
        "book.opf": OPF.replace("</manifest>", item),
    }
    manuscript = read(tmp_path, "<p>x</p>", **members)
    assert text(manuscript) == "x"
    assert [problem.slug for problem in manuscript.problems] == ["epub-contents"]


@pytest.mark.parametrize(
    ("chapter", "expected"),
    [
        ("<p>Just a fragment</p><p>Two &amp; three</p>", "Just a fragment Two & three"),
        ("<html><head><title/><script/></head><body><p>Hello.</p></body></html>", "Hello."),
        ("<html><body><p>One<br>two<p>R & B</body></html>", "One two R & B"),
        ("<html><body>Bare <b>text", "Bare text"),
        ("<html><body><p>Caf&eacute;&nbsp;&mdash; &hearts;</p></body></html>", "Café — ♥"),
        ("<html><body><p>a</p></body><body><p>b</p></body></html>", "a b"),
        ("<html><body><p>a\0b</p></body></html>", "a\ufffdb"),
    ],
)
def test_malformed_documents_are_read_whole(tmp_path: Path, chapter: str, expected: str) -> None:
    assert text(read(tmp_path, chapter)) == expected


@pytest.mark.parametrize(
    ("data", "expected", "guessed"),
    [
        ("<p>é字</p>".encode(), "<p>é字</p>", ""),
        ("\ufeff<p>é</p>".encode(), "<p>é</p>", ""),
        ("\ufeff<p>é字</p>".encode("utf-16-le"), "<p>é字</p>", ""),
        ("<p>é字</p>".encode("utf-16-be"), "<p>é字</p>", ""),
        (
            '<?xml version="1.0" encoding="iso-8859-1"?>é'.encode("latin-1"),
            '<?xml version="1.0" encoding="iso-8859-1"?>é',
            "",
        ),
        ("<meta charset='shift_jis'>字".encode("shift_jis"), "<meta charset='shift_jis'>字", ""),
        ("<p>“é”</p>".encode("cp1252"), "<p>“é”</p>", "Windows-1252"),
        (b'<?xml version="1.0" encoding="punycode"?>x', '<?xml version="1.0" encoding="punycode"?>x', ""),
        (b'<?xml version="1.0" encoding="utf-16"?>x', '<?xml version="1.0" encoding="utf-16"?>x', ""),
        (b"\x81\xff", "\x81ÿ", "Latin-1"),
    ],
)
def test_documents_are_decoded_as_they_declare_or_by_a_told_guess(
    data: bytes, expected: str, guessed: str
) -> None:
    assert decode(data) == (expected, guessed)


def test_what_was_tolerated_in_a_document_is_told() -> None:
    document = parse("<html><body><p>“é”<br></p></body></html>".encode("cp1252"), "c.xhtml")
    assert len(document.complaints) == 2
