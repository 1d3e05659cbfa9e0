"""A read-along as others see it: the sound fits the text, epubcheck has nothing to say, Chromium shows it."""

from __future__ import annotations

import io
import posixpath
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile
from lxml import etree
from numpy.typing import NDArray
from PIL import Image

from narrate.build.book import build
from narrate.build.request import Request
from narrate.project.load import load
from narrate.publish.readalong.overlay import ACTIVE_CLASS
from tests.publish.narrated import book, page

SMIL = "{http://www.w3.org/ns/SMIL}"
OPF = "{http://www.idpf.org/2007/opf}"
TOML = """\
[book]
title = "Two Lamps"
manuscript = "{manuscript}"

[output]
formats = ["mp3"]
packages = ["epub"]
book = false
"""
PAGES = {
    "a.xhtml": page(
        "<section epub:type='chapter' id='one'><h2>One</h2><p>The street was dark. Nobody had lit the lamp "
        "at the <em>corner</em>, and nobody knew why it was out.</p><p id='p2'>“Who has <b>the matches?”</b> "
        "asked Ada.<a epub:type='noteref' href='notes.xhtml#n1'>1</a></p></section>"
    ),
    "b.xhtml": page("<h2>Two</h2><p><img src='lamp.png' alt='A lamp'/></p><p>The second lamp was lit.</p>"),
}
MARKDOWN = """\
# One

The street was dark.[^1] Nobody knew why.

It was late.

[^1]: A note.

# Two

The second lamp was lit.
"""
NOTES = page("<aside epub:type='footnote' id='n1'><p>Nobody had.</p></aside>")


@pytest.fixture(scope="module")
def read_alongs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A read-along of a manuscript in Markdown, and one of an EPUB, in the embedded voice."""
    root = tmp_path_factory.mktemp("read-along")
    for name in ("md", "epub"):
        (root / name).mkdir()
        toml = TOML.format(manuscript=f"book.{name}")
        (root / name / "narration.toml").write_text(toml, encoding="utf-8")
    (root / "md" / "book.md").write_text(MARKDOWN, encoding="utf-8")
    lamp = io.BytesIO()
    Image.new("RGB", (8, 8), "orange").save(lamp, "png")
    items = (
        '<item id="lamp" href="lamp.png" media-type="image/png" properties="cover-image"/>'
        '<item id="notes" href="notes.xhtml" media-type="application/xhtml+xml"/>'
    )
    book(
        root / "epub" / "book.epub",
        PAGES,
        items=items,
        spine='<itemref idref="notes" linear="no"/>',
        others={"E/lamp.png": lamp.getvalue(), "E/notes.xhtml": NOTES},
    )
    for name in ("md", "epub"):
        list(build(Request(load(root / name))))
    return {name: root / name / "dist" / "Two Lamps (read-along).epub" for name in ("md", "epub")}


def clips(path: Path) -> list[tuple[str, str, float, float]]:
    """What is lit (a member and an id), the member that is heard, and from when to when in seconds."""
    found = []
    with zipfile.ZipFile(path) as package:
        for name in (each for each in package.namelist() if each.endswith(".smil")):
            folder = posixpath.dirname(name)
            for par in etree.fromstring(package.read(name)).iter(f"{SMIL}par"):
                text, audio = par.find(f"{SMIL}text"), par.find(f"{SMIL}audio")
                assert text is not None
                assert audio is not None
                lit, heard = (posixpath.normpath(posixpath.join(folder, e.get("src"))) for e in (text, audio))
                begin, end = (float(audio.get(key).removesuffix("s")) for key in ("clipBegin", "clipEnd"))
                found.append((lit, heard, begin, end))
    return found


def level_db(sound: NDArray[np.float32]) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(sound**2)) + 1e-9))


@pytest.mark.parametrize("name", ["md", "epub"])
def test_a_sentence_is_lit_while_it_is_spoken(read_alongs: dict[str, Path], name: str) -> None:
    inner = [clip for clip in clips(read_alongs[name]) if clip[2] > 0]
    assert len(inner) >= 3
    with zipfile.ZipFile(read_alongs[name]) as package:
        for lit, heard, begin_s, end_s in inner:
            sound, rate_hz = soundfile.read(io.BytesIO(package.read(heard)), dtype="float32")
            start, end = round(begin_s * rate_hz), round(end_s * rate_hz)
            moment = rate_hz // 20
            assert level_db(sound[start - moment : start]) < -60, lit  # a pause before it
            assert level_db(sound[start : start + 4 * moment]) > -40, lit  # within 0.2 s, words
            assert level_db(sound[end - moment : end]) < -60, lit  # a pause at its end
            member, _, element = lit.partition("#")
            words = etree.fromstring(package.read(member)).xpath("string(//*[@id=$id])", id=element)
            assert 0.02 < (end_s - begin_s) / len(words) < 0.5  # seconds a letter, with the pause


@pytest.mark.parametrize("name", ["md", "epub"])
def test_durations_are_the_sum_of_their_parts_and_of_the_sound(
    read_alongs: dict[str, Path], name: str
) -> None:
    with zipfile.ZipFile(read_alongs[name]) as package:
        opf = next(each for each in package.namelist() if each.endswith(".opf"))
        told = [
            (meta.get("refines"), [float(part) for part in (meta.text or "").split(":")])
            for meta in etree.fromstring(package.read(opf)).iter(f"{OPF}meta")
            if meta.get("property") == "media:duration"
        ]
        seconds = {key: 3600 * hours + 60 * minutes + rest for key, (hours, minutes, rest) in told}
        sounds = {heard for _, heard, *_ in clips(read_alongs[name])}
        heard_s = sum(soundfile.info(io.BytesIO(package.read(each))).duration for each in sounds)
    whole = seconds.pop(None)
    assert len(seconds) == 2
    assert whole == pytest.approx(sum(seconds.values()), abs=1e-6)
    assert whole == pytest.approx(sum(end - begin for *_, begin, end in clips(read_alongs[name])), abs=1e-6)
    assert whole == pytest.approx(heard_s, abs=0.002)


def _epubcheck() -> list[str]:
    """How epubcheck is run: Debian's is a Java archive that is not always a program by itself."""
    found = shutil.which("epubcheck")
    if found is None or not shutil.which("java"):
        pytest.skip("epubcheck is not here to check read-alongs")
    with Path(found).open("rb") as file:
        packed = file.read(2) == b"PK"
    return ["java", "-XX:TieredStopAtLevel=1", "-jar", found] if packed else [found]


@pytest.mark.parametrize("name", ["md", "epub"])
def test_epubcheck_has_nothing_to_say(read_alongs: dict[str, Path], name: str) -> None:
    ran = subprocess.run([*_epubcheck(), read_alongs[name]], capture_output=True, text=True, check=False)
    told = re.findall(r"^(?:FATAL|ERROR|WARNING).*", ran.stdout + ran.stderr, re.MULTILINE)
    assert told == []
    assert ran.returncode == 0


def test_chromium_shows_a_page_with_the_sentence_lit(read_alongs: dict[str, Path], tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("chromium is not here to show a read-along")
    with zipfile.ZipFile(read_alongs["epub"]) as package:
        package.extractall(tmp_path)
    lit, *_ = clips(read_alongs["epub"])[1]
    member, _, element = lit.partition("#")
    shown = (tmp_path / member).with_name("shown.xhtml")
    text = (tmp_path / member).read_text(encoding="utf-8")
    text = text.replace(f'id="{element}"', f'id="{element}" class="{ACTIVE_CLASS}"')
    shown.write_text(text, encoding="utf-8")
    picture = tmp_path / "shown.png"
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--window-size=600,300")
    subprocess.run(
        [browser, *options, f"--user-data-dir={tmp_path / 'own'}", f"--screenshot={picture}", shown.as_uri()],
        capture_output=True,
        check=True,
        timeout=120,
    )
    found = Image.open(picture).convert("RGB").getcolors(1 << 16)
    colours = {colour: count for count, colour in found}
    amber = sum(count for (r, g, b), count in colours.items() if r > 250 and 220 < g < 240 and 150 < b < 180)
    assert amber > 1000  # a line of text is lit
    assert colours[255, 255, 255] > amber  # and not all of the page
    assert sum(count for colour, count in colours.items() if max(colour) < 60) > 100  # there are letters
