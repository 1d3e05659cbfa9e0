"""The read-along of a given EPUB: the book as it was, with spans, overlays and sound, and nothing else."""

from __future__ import annotations

import re
import zipfile
from html import escape
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from narrate.errors import NarrateError
from narrate.publish.readalong import takes_sound, write
from tests.publish.narrated import book, contents, page

SPAN = re.compile(r'<span id="narrate-\d+">|(?<=\0)</span>')
LINK = re.compile(r'<link rel="stylesheet" type="text/css" href="[^"]*narration\.css"/>')
STATE = {"s": "http://www.w3.org/ns/SMIL", "o": "http://www.idpf.org/2007/opf"}


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "sound.mp3"
    path.write_bytes(b"\xff\xfb" + bytes(5000))
    return path


def made(path: Path, sound: Path, **choices: str) -> zipfile.ZipFile:
    out = path.with_name("out.epub")
    write(out, contents(path, sound, **choices))
    return zipfile.ZipFile(out)


def lit(document: str) -> list[str]:
    """The text of each span that was put in, in order."""
    root = etree.fromstring(document.encode())
    return ["".join(e.itertext()) for e in root.iter("{*}span") if (e.get("id") or "").startswith("narrate-")]


def without_spans(document: str) -> str:
    """``document`` without the spans that were put in: each end tag is found from its start tag."""
    document = LINK.sub("", document)
    while match := re.search(r'<span id="narrate-\d+">', document):
        depth, at = 1, match.end()
        while depth:
            tag = re.compile(r"<(/?)span\b[^>]*?(/?)>").search(document, at)
            assert tag is not None
            depth += -1 if tag[1] else 0 if tag[2] else 1
            at = tag.end()
        inner = document[match.end() : tag.start()]
        document = document[: match.start()] + inner + document[at:]
    return document


def test_nothing_is_changed_but_what_is_put_in(tmp_path: Path, sound: Path) -> None:
    text = page(
        "<!-- kept --><h1 id='x'>One &amp; only</h1>\r\n<p  class = \"a\" >He said: <em>Stop</em>! "
        "And <b>then <i>he</i></b> went&#8212;away.<br/>It was late.</p>"
    )
    path = book(
        tmp_path / "b.epub",
        {"a.xhtml": text},
        items='<item id="f" href="f.otf" media-type="font/otf"/>',
        others={"E/f.otf": b"\0\1font" * 99, "E/unlisted.bin": b"x"},
    )
    before = zipfile.ZipFile(path)
    with made(path, sound) as after:
        assert after.infolist()[0].filename == "mimetype"
        assert all(entry.compress_type == zipfile.ZIP_STORED for entry in after.infolist())
        for name in before.namelist():
            if name not in ("E/a.xhtml", "E/book.opf"):
                assert after.read(name) == before.read(name), name
        document = after.read("E/a.xhtml").decode()
        assert without_spans(document) == text
        assert [" ".join(words.split()) for words in lit(document)] == [
            "One & only",
            "He said: Stop! And then he went—away.It was late.",
        ]
        assert '<span id="narrate-2">He said: <em>Stop</em>!' in document
        assert after.read("E/narration/001.mp3") == sound.read_bytes()


def test_the_package_names_all_that_was_added(tmp_path: Path, sound: Path) -> None:
    path = book(
        tmp_path / "b.epub", {"a.xhtml": page("<p>First. Second.</p>"), "b.xhtml": page("<p>Third.</p>")}
    )
    with made(path, sound) as after:
        package = etree.fromstring(after.read("E/book.opf"))
        items = {item.get("id"): item for item in package.iterfind(".//o:item", STATE)}
        hrefs = {item.get("href") for item in items.values()}
        assert {f"E/{href}" for href in hrefs} | {"mimetype", "META-INF/container.xml", "E/book.opf"} == set(
            after.namelist()
        )
        metas = [(m.get("property"), m.get("refines"), m.text) for m in package.iterfind(".//o:meta", STATE)]
        assert ("media:narrator", None, "Emma") in metas
        assert ("media:active-class", None, "-epub-media-overlay-active") in metas
        assert ("dcterms:modified", None, "2020-01-01T00:00:00Z") in metas
        assert b".-epub-media-overlay-active" in after.read("E/narration/narration.css")
        durations = {refines: clock_ms(text) for name, refines, text in metas if name == "media:duration"}
        whole = durations.pop(None)
        assert whole == sum(durations.values()) > 0
        for name in ("p0", "p1"):
            smil = items[name].get("media-overlay")
            overlay = etree.fromstring(after.read(f"E/{items[smil].get('href')}"))
            times = [
                (float(a.get("clipBegin")[:-1]), float(a.get("clipEnd")[:-1]))
                for a in overlay.iterfind(".//s:audio", STATE)
            ]
            assert durations[f"#{smil}"] == round(1000 * sum(end - begin for begin, end in times))
            assert times[0][0] == 0.0
            assert all(one[1] == other[0] for one, other in pairwise(times))


def clock_ms(text: str) -> int:
    hours, minutes, seconds = text.split(":")
    return round(1000 * (3600 * int(hours) + 60 * int(minutes) + float(seconds)))


@pytest.mark.parametrize(
    ("body", "spans"),
    [
        ("<p><em>All of it.</em></p>", ["<em>All of it.</em>"]),
        ("<p><em>This is the start</em> of it.</p>", ["<em>This is the start</em> of it."]),
        ("<p>This is the <em>end of it.</em></p>", ["This is the <em>end of it.</em>"]),
        (
            "<p>Stop<a href='#n' epub:type='noteref'>1</a> here.</p>",
            ["Stop<a href='#n' epub:type='noteref'>1</a> here."],
        ),
        ("<div>In a <p>block</p> and out.</div>", ["In a", "block", "and out."]),
        ("<p>a &lt; b</p>", ["a &lt; b"]),
        ("<p>A\r\nline.</p>", ["A\r\nline."]),
        ("<p>x <!-- - --> y</p>", ["x <!-- - --> y"]),
        ("<p>She <ruby>read<rt>red</rt></ruby> it.</p>", ["She <ruby>read<rt>red</rt></ruby> it."]),
        ("<ul><li>One</li><li>Two</li></ul>", ["One", "Two"]),
        ("<p>Emoji 😀 here.</p>", ["Emoji 😀 here."]),
        ("<p><![CDATA[1 < 2]]> yes.</p>", ["<![CDATA[1 < 2]]> yes."]),
    ],
)
def test_spans_are_as_few_as_markup_allows(tmp_path: Path, sound: Path, body: str, spans: list[str]) -> None:
    path = book(tmp_path / "b.epub", {"a.xhtml": page(body)})
    with made(path, sound) as after:
        document = after.read("E/a.xhtml").decode()
    assert without_spans(document) == page(body)
    assert re.findall(r'<span id="narrate-\d+">(.*?)</span>', document, re.DOTALL) == spans


def test_a_sentence_in_two_blocks_is_lit_in_turn(tmp_path: Path, sound: Path) -> None:
    lines = "<div>Whan that Aprille with</div><div>his shoures soote</div>"
    path = book(tmp_path / "b.epub", {"a.xhtml": page(f"<section epub:type='z3998:poem'>{lines}</section>")})
    with made(path, sound) as after:
        overlay = etree.fromstring(after.read("E/narration/001.smil"))
    times = [(a.get("clipBegin"), a.get("clipEnd")) for a in overlay.iterfind(".//s:audio", STATE)]
    assert len(times) == 2
    assert times[0][1] == times[1][0] == "2.270s"  # 0.75 s and 19 letters of 0.08 s


def test_ids_that_the_author_took_stay_the_authors(tmp_path: Path, sound: Path) -> None:
    text = page('<p id="narrate-1">Taken.</p>')
    path = book(
        tmp_path / "b.epub",
        {"a.xhtml": text},
        items='<item id="narrate-style" href="s.css" media-type="text/css"/>',
        others={"E/s.css": "", "E/narration/x": "mine"},
    )
    with made(path, sound) as after:
        assert '<p id="narrate-1"><span id="narrate-21">Taken.</span></p>' in after.read("E/a.xhtml").decode()
        assert after.read("E/narration/x") == b"mine"
        assert after.read("E/narration2/001.smil")
        ids = re.findall(r'\sid="([^"]*)"', after.read("E/book.opf").decode())
        assert len(ids) == len(set(ids))


def test_an_old_overlay_is_replaced(tmp_path: Path, sound: Path) -> None:
    path = book(
        tmp_path / "b.epub",
        {"a.xhtml": page("<p>Words.</p>")},
        metadata='<meta property="media:duration">1s</meta>'
        '<meta property="media:duration" refines="#old">1s</meta>',
        items='<item id="old" href="o.smil" media-type="application/smil+xml"/>'
        '<item id="song" href="s.mp3" media-type="audio/mpeg"/>',
        attributes=' media-overlay="old"',
        others={"E/o.smil": "<smil/>", "E/s.mp3": "song"},
    )
    with made(path, sound) as after:
        package = after.read("E/book.opf").decode()
        assert "E/o.smil" not in after.namelist()
        assert 'id="old"' not in package
        assert package.count("media-overlay=") == 1
        assert package.count('property="media:duration"') == 2
        assert after.read("E/s.mp3") == b"song"


def test_documents_that_are_not_narrated_have_no_overlay(tmp_path: Path, sound: Path) -> None:
    note = '<aside epub:type="footnote" id="n">A note.</aside>'
    path = book(
        tmp_path / "b.epub", {"a.xhtml": page(f'<p>Words<a href="#n" epub:type="noteref">1</a>.</p>{note}')}
    )
    with made(path, sound) as after:
        assert lit(after.read("E/a.xhtml").decode()) == ["Words1."]
    with made(path, sound, notes="inline") as after:
        assert lit(after.read("E/a.xhtml").decode()) == ["Words1.", "A note."]


def test_a_picture_that_is_described_is_lit(tmp_path: Path, sound: Path) -> None:
    body = '<p>Before.</p><p><img src="i.png" alt="A  dark\nstreet"/></p><p>After.</p>'
    path = book(tmp_path / "b.epub", {"a.xhtml": page(body)})
    with made(path, sound, images="alt") as after:
        document = after.read("E/a.xhtml").decode()
    assert without_spans(document) == page(body)
    assert '<span id="narrate-2"><img src="i.png" alt="A  dark\nstreet"/></span>' in document


@pytest.mark.parametrize("prefix", ["", "h:"])
def test_prefixes_and_encodings_are_kept_or_told(tmp_path: Path, sound: Path, prefix: str) -> None:
    name = "xmlns:h" if prefix else "xmlns"
    text = (
        f'<?xml version="1.0" encoding="iso-8859-1"?><{prefix}html {name}="http://www.w3.org/1999/xhtml">'
        f"<{prefix}head><{prefix}title>t</{prefix}title></{prefix}head>"
        f"<{prefix}body><{prefix}p>Café.</{prefix}p></{prefix}body></{prefix}html>"
    )
    path = book(tmp_path / "b.epub", {"a.xhtml": text.encode("iso-8859-1")})
    with made(path, sound) as after:
        document = after.read("E/a.xhtml")
    assert document.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    assert f'<{prefix}span id="narrate-1">Café.</{prefix}span>'.encode() in document


def test_what_is_not_well_formed_is_mended_and_told(tmp_path: Path, sound: Path) -> None:
    path = book(tmp_path / "b.epub", {"a.xhtml": page("<p>One<p>Two &nbsp; three<br>four")})
    told = write(tmp_path / "out.epub", contents(path, sound))
    assert [problem.slug for problem in told] == ["epub-rewritten"]
    with zipfile.ZipFile(tmp_path / "out.epub") as after:
        found = [" ".join(words.split()) for words in lit(after.read("E/a.xhtml").decode())]
    assert found == ["One", "Two threefour"]


def test_names_that_climb_out_are_left_behind(tmp_path: Path, sound: Path) -> None:
    path = book(
        tmp_path / "b.epub",
        {"a.xhtml": page("<p>Words.</p>")},
        others={"../evil": "x", "/etc/x": "y", "C:/x": "z"},
    )
    told = write(tmp_path / "out.epub", contents(path, sound))
    assert [problem.slug for problem in told] == ["epub-outside"] * 3
    with zipfile.ZipFile(tmp_path / "out.epub") as after:
        assert not {"../evil", "/etc/x", "C:/x"} & set(after.namelist())


def test_a_bomb_is_refused_before_anything_is_written(
    tmp_path: Path, sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("narrate.publish.readalong.given.COPIED_LIMIT_BYTES", 10_000)
    path = book(tmp_path / "b.epub", {"a.xhtml": page("<p>Words.</p>")}, others={"E/zeros": bytes(20_000)})
    with pytest.raises(NarrateError, match="too much for a read-along"):
        write(tmp_path / "out.epub", contents(path, sound))
    assert not (tmp_path / "out.epub").exists()
    assert not list(tmp_path.glob(".narrate*"))


def test_epub_2_has_no_place_for_sound(tmp_path: Path) -> None:
    assert not takes_sound(book(tmp_path / "b.epub", {"a.xhtml": page("<p>x</p>")}, version="2.0"), "b.epub")


def test_a_sound_file_that_is_not_what_was_published_is_no_book(tmp_path: Path, sound: Path) -> None:
    path = book(tmp_path / "b.epub", {"a.xhtml": page("<p>Words.</p>")})
    what = contents(path, sound)
    sound.write_bytes(b"\xff\xfa" + bytes(5000))
    with pytest.raises(NarrateError, match="damaged"):
        write(tmp_path / "out.epub", what)
    assert not (tmp_path / "out.epub").exists()


WORDS = st.text("ab é😀&<.\n ", min_size=1, max_size=12).map(escape)
INLINE = st.recursive(
    WORDS | st.sampled_from(["<br/>", "&#160;", "<!-- c -->", "<a id='k'/>"]),
    lambda inner: st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from(["em", "b", "span", "del", "q"]),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=8,
)
BLOCKS = st.recursive(
    st.lists(INLINE, max_size=5).map("".join),
    lambda inner: st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from(["p", "div", "h2", "blockquote", "section"]),
        st.lists(inner | INLINE, max_size=4).map("".join),
    ),
    max_leaves=6,
)


@settings(
    phases=[Phase.explicit, Phase.generate],
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(BLOCKS, min_size=1, max_size=5).map("".join))
def test_any_markup_keeps_its_characters_and_lights_all_words(tmp_path: Path, sound: Path, body: str) -> None:
    text = page(f"<p>Begin.</p>{body}")
    path = book(tmp_path / "b.epub", {"a.xhtml": text})
    what = contents(path, sound)
    assert write(tmp_path / "out.epub", what) == ()
    with zipfile.ZipFile(tmp_path / "out.epub") as after:
        document = after.read("E/a.xhtml").decode()
    assert without_spans(document) == text
    spoken = "".join(each.text for n in what.narrations for each in n.timed.utterances)
    shown = "".join(lit(document))
    letters = sorted(char for char in spoken if char.isalpha())
    assert not set(letters) - set(shown)
    assert sum(char.isalpha() for char in shown) >= len(letters)
