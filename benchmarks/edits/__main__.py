"""What edits cost: the edit-cost table on any book, expected and measured.

``python -m benchmarks.edits BOOK [--engine NAME] [--chapters N]``: BOOK is the folder of a project whose
manuscript is one Markdown file, or a manuscript in any format, whose leading characters are then cast. Each
row is an edit, by rule, of a built copy: what has to be rendered is worked out from the script before and
after, and compared, utterance by utterance, with what the build renders and with what the plan had said. The
edit is then taken back, which must render nothing and leave every file as it was.
"""

from __future__ import annotations

import argparse
import shutil
import struct
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.edits.books import Book, of_manuscript, of_project
from benchmarks.edits.expected import Performance, Said, changed, performance, renders
from benchmarks.edits.rows import COVER, Files, Row, rows
from benchmarks.edits.running import Built, assign, build, copy, plan, script

PITCHES_HZ = (110, 220, 330, 262, 294, 392, 440)
VARIANTS = ("", "+m3", "+f2", "+m1", "+f4", "+m7", "+f1")
TRANSCRIPT = "The lamp at the corner had gone out again, and nobody knew the reason why it was."


def main() -> None:
    """Build, edit, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("book", type=Path)
    parser.add_argument("--engine", choices=["tone", "espeak", "kokoro", "csm"], default="espeak")
    parser.add_argument("--model", type=Path, help="the folder of the model of Kokoro or CSM")
    parser.add_argument("--recordings", type=Path, nargs="*", default=[], help="for CSM: of 2 to 30 seconds")
    parser.add_argument("--chapters", type=int, default=10_000, help="the first N chapters only")
    parser.add_argument("--only", nargs="*", help="these rows")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="narrate-edits-") as room:
        folder = Path(room) / "book"
        folder.mkdir()
        book = _book(asked, folder)
        (folder / COVER).write_bytes(_png())
        _Table(Path(room), folder, book).run(asked.only)


def _book(asked: argparse.Namespace, folder: Path) -> Book:
    """The book, and in ``folder`` the files that it needs besides what is written anew for each edit."""
    source: Path = asked.book
    if (source / "narration.toml").is_file():
        shutil.copytree(
            source,
            folder,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("dist", ".narrate", "narration.lock"),
        )
        return of_project(source)
    return of_manuscript(source, _voices(asked, folder), asked.chapters)


def _voices(asked: argparse.Namespace, folder: Path) -> dict[str, dict[str, Any]]:
    """The narrator's voice and others on one engine; with CSM, the narrator and every other are eSpeak's."""
    espeak = [{"engine": "espeak", "voice": variant} for variant in VARIANTS]
    model = {"model": str(asked.model.absolute())} if asked.model else {}
    voices: list[dict[str, Any]] = espeak
    if asked.engine == "tone":
        voices = [{"engine": "tone", "pitch_hz": pitch} for pitch in PITCHES_HZ]
    elif asked.engine == "kokoro":
        names = ("bf_emma", "bm_george", "af_heart", "af_bella")
        voices = [{"engine": "kokoro", "voice": name, **model} for name in names]
    elif asked.engine == "csm":
        (folder / "voices").mkdir()
        voices = [espeak[0]]
        for recording, other in zip(asked.recordings, espeak[1:], strict=False):
            shutil.copy(recording, folder / "voices")
            spoken = {"reference": f"voices/{recording.name}", "transcript": TRANSCRIPT}
            voices += [{"engine": "csm", **spoken, **model}, other]
    return {f"voice-{number}": voice for number, voice in enumerate(voices)}


class _Table:
    """The rows, each on a copy of the built book whose large files are links."""

    def __init__(self, room: Path, base: Path, book: Book) -> None:
        self._room = room
        self._base = base
        self._book = book

    def run(self, only: list[str] | None) -> None:
        self._book.write(self._base)
        before = performance(self._book, script(self._base), self._base)
        built = build(self._base)
        everyone = {name: name for name in self._book.toml["cast"] if name not in ("narrator", "others")}
        lines = Counter(
            everyone[line["speaker"]] for line in script(self._base) if line["speaker"] in everyone
        )
        print(f"{self._book.toml['book']['title']}: {len(before.by_id):,} utterances, ", end="")
        print(f"{len(before.chapters)} chapters, built in {built.seconds:.1f} s")
        titles = ("expected", "plan", "rendered", "files", "written", "changed", "s", "back s")
        print(f"{'edit':<38}" + "".join(f"{title:>9}" for title in titles))
        failures = 0
        for row in rows(lines):
            if only and row.edit not in only:
                continue
            wrong = self._row(row, before, built)
            failures += bool(wrong)
            for each in wrong:
                print(f"    {each}")
        if failures:
            sys.exit(f"{failures} rows cost something else than they must")

    def _row(self, row: Row, before: Performance, base: Built) -> list[str]:
        """Print a row; what is wrong with it."""
        edited = row.book(self._book)
        folder = self._room / "copy"
        shutil.rmtree(folder, ignore_errors=True)
        copy(self._base, folder)
        if edited is None:
            print(f"{row.edit:<38}{'nothing in the book for it':>36}")
            return []
        edited.write(folder, row.head)
        if row.assigns:
            assign(folder, self._book)
        moved = row.folder(folder)
        if moved is None and "recording" in row.edit:
            print(f"{row.edit:<38}{'nothing in the book for it':>36}")
            return []
        folder = moved or folder
        after = performance(edited, script(folder), folder)
        expected = renders(before, after)
        planned, why = plan(folder)
        built = build(folder)
        rendered = Counter(after.by_id[each] for each in built.rendered)
        files = _files(row.files, base, before, after, edited)
        differing = {name for name, digest in built.sums.items() if base.sums.get(name) != digest}
        figures = (
            f"{expected.total():>9,}{len(planned):>9,}{rendered.total():>9,}{len(files):>9}"
            f"{len(built.written):>9}{len(differing):>9}{built.seconds:>9.1f}"
        )
        wrong = list(_differences(expected, rendered))
        if planned != built.keys:
            wrong.append("the plan had said otherwise")
        if not files == set(built.written) == differing:
            wrong.append(f"files: {sorted(files ^ (built.written | differing))}")
        (folder / "speakers.toml").unlink(missing_ok=True)
        if "recording" in row.edit:
            shutil.copytree(self._base / "voices", folder / "voices", dirs_exist_ok=True)
        self._book.write(folder)
        back = build(folder)
        if back.rendered or back.sums != base.sums:
            wrong.append("taken back, it was not as before")
        print(f"{row.edit:<38}{figures}{back.seconds:>9.1f}  {why}", flush=True)
        shutil.rmtree(folder)
        return wrong


def _files(kind: Files, base: Built, before: Performance, after: Performance, edited: Book) -> set[str]:
    """The names of the files that an edit changes, as far as a book of these chapters has them."""
    formats = edited.toml["output"]["formats"]
    numbers: set[int] = set()
    if kind is Files.HEARD:
        numbers = changed(before, after)
    elif kind in (Files.ALL, Files.NEW):
        numbers = set(range(1, len(after.chapters) + 1))
    if kind is Files.NEW:
        formats = [name for name in formats if not any(old.endswith(name) for old in base.sums)]
    whole = bool(numbers) or len(before.chapters) != len(after.chapters)
    return {f"{name}/{number:02}" for name in formats for number in numbers} | (
        set(formats) if whole else set()
    )


def _differences(expected: Counter[Said], rendered: Counter[Said]) -> Iterator[str]:
    for said, number in (rendered - expected).items():
        yield f"rendered for nothing, {number}×: {said.spoken[:70]}"
    for said, number in (expected - rendered).items():
        yield f"not rendered, {number}×: {said.spoken[:70]}"


def _png() -> bytes:
    """Two by two pixels of grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0)
    rows_ = zlib.compress(b"\0\x80\x80" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows_) + chunk(b"IEND", b"")


if __name__ == "__main__":
    main()
