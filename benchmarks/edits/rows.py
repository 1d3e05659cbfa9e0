"""The rows of the edit-cost table, for any book: each chooses its sentence, word or chapter by a rule."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from benchmarks.edits.books import Book, Chapter

_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_MARKS = frozenset('“”"‘[]{}:*_#<>\\|')
COVER = "other-cover.png"
"""A picture that stands in every project; the row "cover" uses it."""

QUIET = "It was a quiet evening in the town."


class Files(StrEnum):
    """Which files an edit changes."""

    HEARD = "heard"  # the chapters that sound otherwise, and the book
    ALL = "all"
    NEW = "new"  # those of the format that is added
    NONE = "none"


@dataclass(frozen=True)
class Row:
    """An edit of the book, or of the files of a built project; None where the book has nothing for it."""

    edit: str
    book: Callable[[Book], Book | None] = lambda book: book
    folder: Callable[[Path], Path | None] = lambda _: None
    files: Files = Files.HEARD
    head: str = ""  # what narration.toml then begins with
    assigns: bool = False  # corrects a speaker with narrate assign


def rows(lines: Counter[str]) -> Iterator[Row]:
    """All rows; ``lines`` counts the utterances of each character."""
    names = [name for name, _ in lines.most_common()]
    yield Row("nothing", files=Files.NONE)
    yield Row("one sentence changed", _sentence_changed)
    yield Row("a sentence inserted early", _inserted)
    yield Row("a sentence moved", _moved)
    yield Row("a paragraph split", _split)
    yield Row("a chapter inserted", lambda book: replace(book, chapters=(_NEW, *book.chapters)))
    yield Row(
        "a chapter moved to the front", lambda book: _ordered(book, lambda all_: [all_[-1], *all_[:-1]])
    )
    yield Row(
        "two chapters exchanged", lambda book: _ordered(book, lambda all_: [all_[1], all_[0], *all_[2:]])
    )
    yield Row("the last chapter taken out", lambda book: _ordered(book, lambda all_: all_[:-1]))
    yield Row("one voice changed", lambda book: _voice(book, names, _other))
    yield Row("speed of one voice", lambda book: _voice(book, names, _faster))
    yield Row("two characters exchange voices", lambda book: _exchanged(book, names))
    yield Row("a recording replaced in place", folder=_recording)
    yield Row("a lexicon entry", lambda book: book.settled("pronounce", **{_word(book): "Zampano"}))
    yield Row("an entry for a part of words", _part_of_words, files=Files.NONE)
    yield Row("a character renamed, in the cast too", lambda book: _renamed(book, names))
    yield Row("a speaker corrected", assigns=True)
    yield Row("a silent character", _silent, files=Files.NONE)
    yield Row("title", lambda book: book.settled("book", title="Another Title"), files=Files.ALL)
    yield Row("cover", _covered, files=Files.ALL)
    yield Row("pause", lambda book: book.settled("pauses", heading=2.5), files=Files.ALL)
    yield Row("loudness", lambda book: book.settled("master", target_lufs=-22.3), files=Files.ALL)
    yield Row("another format", _another_format, files=Files.NEW)
    yield Row("a comment, another layout", files=Files.NONE, head="# A comment.\n\n\n")
    yield Row("the project moved", folder=lambda it: it.rename(it.parent / "moved"), files=Files.NONE)
    yield Row("files touched", folder=_touched, files=Files.NONE)


_NEW = Chapter("A Chapter More", (QUIET, "Nobody was about."))


def _plain(book: Book) -> tuple[int, int]:
    """The longest paragraph without speech or markup: its chapter, near the middle, and its block."""
    middle = len(book.chapters) // 2
    for number in sorted(range(len(book.chapters)), key=lambda number: abs(number - middle)):
        blocks = book.chapters[number].blocks
        found = [index for index, text in enumerate(blocks) if not _MARKS & set(text)]
        if found:
            return number, max(found, key=lambda index: len(blocks[index]))
    raise SystemExit("the book has no paragraph of narration")


def _with(book: Book, number: int, blocks: Iterator[str] | list[str]) -> Book:
    chapters = list(book.chapters)
    chapters[number] = replace(chapters[number], blocks=tuple(blocks))
    return replace(book, chapters=tuple(chapters))


def _sentence_changed(book: Book) -> Book:
    """A sentence in the middle of that paragraph has another word."""
    number, index = _plain(book)
    blocks = list(book.chapters[number].blocks)
    sentences = _SENTENCE.split(blocks[index])
    word = re.compile(r"\b[a-z]{4,}\b")
    middle = next(at for at in (*range(len(sentences) // 2, len(sentences)), 0) if word.search(sentences[at]))
    sentences[middle] = word.sub("lantern", sentences[middle], count=1)
    blocks[index] = " ".join(sentences)
    return _with(book, number, blocks)


def _inserted(book: Book) -> Book:
    """A paragraph of one sentence after the first of the book."""
    first, *rest = book.chapters[0].blocks
    return _with(book, 0, [first, QUIET, *rest])


def _moved(book: Book) -> Book:
    """That paragraph stands at the end of the last chapter instead."""
    number, index = _plain(book)
    blocks = list(book.chapters[number].blocks)
    text = blocks.pop(index)
    book = _with(book, number, blocks)
    return _with(book, len(book.chapters) - 1, [*book.chapters[-1].blocks, text])


def _split(book: Book) -> Book | None:
    """That paragraph is two, from its middle sentence on."""
    number, index = _plain(book)
    blocks = list(book.chapters[number].blocks)
    sentences = _SENTENCE.split(blocks[index])
    if len(sentences) < 2:
        return None
    middle = len(sentences) // 2
    blocks[index : index + 1] = [" ".join(sentences[:middle]), " ".join(sentences[middle:])]
    return _with(book, number, blocks)


def _ordered(book: Book, order: Callable[[list[Chapter]], list[Chapter]]) -> Book | None:
    if len(book.chapters) < 2:
        return None
    return replace(book, chapters=tuple(order(list(book.chapters))))


def _voice_of(book: Book, name: str) -> str:
    entry = book.toml["cast"][name]
    return entry if isinstance(entry, str) else str(entry["voice"])


def _voice(
    book: Book, names: list[str], change: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> Book | None:
    """The voice of the character with the most lines."""
    if not names:
        return None
    name = _voice_of(book, names[0])
    voice = book.toml["voices"][name]
    return book.settled("voices", **{name: {**voice, **change(voice)}})


def _other(voice: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "tone": {"pitch_hz": 431},
        "espeak": {"pitch": 61},
        "kokoro": {"voice": "am_adam"},
        "csm": {"temperature": 0.5},
    }[voice["engine"]]


def _faster(voice: Mapping[str, Any]) -> dict[str, Any]:
    """Of what has no speed, something else."""
    return {
        "tone": {"pitch_hz": 433},
        "espeak": {"speed": 171},
        "kokoro": {"speed": 1.2},
        "csm": {"temperature": 0.7},
    }[voice["engine"]]


def _exchanged(book: Book, names: list[str]) -> Book | None:
    """The two with the most lines."""
    if len(names) < 2:
        return None
    cast = book.toml["cast"]
    one, two = names[:2]
    return book.settled(
        "cast",
        **{
            one: {**cast[one], "voice": _voice_of(book, two)},
            two: {**cast[two], "voice": _voice_of(book, one)},
        },
    )


def _words(book: Book) -> Counter[str]:
    text = " ".join(block for chapter in book.chapters for block in chapter.blocks)
    return Counter(re.findall(r"\b[a-z]{5,}\b", text))


def _word(book: Book) -> str:
    """The word of five letters or more that is said nine times, or next to it, first in the alphabet."""
    counts = _words(book)
    return min(counts, key=lambda word: (abs(counts[word] - 9), word))


def _part_of_words(book: Book) -> Book:
    """An entry for the middle of that word, which is no word of the book."""
    text = " ".join(block for chapter in book.chapters for block in chapter.blocks).lower()
    words = set(re.findall(r"[a-z]+", text))
    parts = (word[1:-1] for word in sorted(_words(book)))
    part = next(part for part in parts if not {part, f"{part}s", f"{part}es"} & words)
    return book.settled("pronounce", **{part: "Zampano"})


def _renamed(book: Book, names: list[str]) -> Book | None:
    """The character with the fewest lines whose name is one word."""
    single = [name for name in names if re.fullmatch(r"[A-Z][a-z]+", name)]
    if not single:
        return None
    name = single[-1]

    def there(text: str) -> str:
        return re.sub(rf"\b{name}\b", "Zebedee", text)

    chapters = tuple(
        Chapter(there(chapter.title), tuple(map(there, chapter.blocks))) for chapter in book.chapters
    )
    cast = {there(key): value for key, value in book.toml["cast"].items()}
    return replace(book, chapters=chapters, toml={**book.toml, "cast": cast})


def _silent(book: Book) -> Book:
    """One more in the cast, with a voice like the narrator's."""
    return book.settled("cast", **{"Quintilian Ox": {"voice": book.toml["cast"]["narrator"]}})


def _covered(book: Book) -> Book:
    return book.settled("book", cover=COVER)


def _another_format(book: Book) -> Book | None:
    formats = book.toml["output"]["formats"]
    added = next((name for name in ("flac", "mp3") if name not in formats), None)
    return book.settled("output", formats=[*formats, added]) if added else None


def _recording(project: Path) -> Path | None:
    """The first recording has the second's content, and the time that it had."""
    recordings = sorted((project / "voices").glob("*.wav"))
    if len(recordings) < 2:
        return None
    first, second = recordings[:2]
    before = first.stat()
    content = second.read_bytes()
    first.unlink()
    first.write_bytes(content)
    os.utime(first, ns=(before.st_atime_ns, before.st_mtime_ns))
    return project


def _touched(project: Path) -> Path:
    """Every file is a year older."""
    for path in [*project.rglob("*")]:
        if path.is_file():
            then = path.stat().st_mtime - 365 * 86_400
            shutil.copyfile(path, aside := path.with_name(path.name + "~"))  # it may be another copy's, too
            aside.replace(path)
            os.utime(path, (then, then))
    return project
