"""What an edit must cost, by ``narrate script --json`` before and after: by words and voices, not by keys."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.edits.books import Book


class Said(NamedTuple):
    """Words in a voice; ``voice`` is all that narration.toml says of it, with files by their content."""

    voice: str
    spoken: str


@dataclass(frozen=True)
class Performance:
    """A book as it is to be heard.

    ``chapters`` are titles and utterances, each with how many blocks it stands below the one before;
    ``by_id`` are the same utterances by their ids.
    """

    chapters: tuple[tuple[str, tuple[tuple[int, Said], ...]], ...]
    by_id: Mapping[str, Said]

    @property
    def needs(self) -> Counter[Said]:
        """How many takes of each words the book needs: as often as they are said in one chapter."""
        most: Counter[Said] = Counter()
        for _, lines in self.chapters:
            most |= Counter(said for _, said in lines)
        return most


def performance(book: Book, script: Iterable[Mapping[str, Any]], folder: Path) -> Performance:
    """What ``script``, the objects that narrate tells of ``book`` in ``folder``, makes of it."""
    voices = {name: _identity(voice, folder) for name, voice in book.toml["voices"].items()}
    readers = _readers(book)
    chapters: defaultdict[int, list[tuple[int, Said]]] = defaultdict(list)
    by_id: dict[str, Said] = {}
    before: dict[int, int] = {}
    for line in script:
        reader = readers.get((line["speaker"] or "others").casefold(), readers["others"])
        said = Said(voices[reader], line["spoken"])
        number, paragraph = line["chapter"], int(line["id"].split(".")[1][1:])
        chapters[number].append((paragraph - before.get(number, paragraph), said))
        before[number] = paragraph
        by_id[line["id"]] = said
    titles = [chapter.title for chapter in book.chapters]
    return Performance(
        tuple((titles[number - 1], tuple(lines)) for number, lines in sorted(chapters.items())), by_id
    )


def _readers(book: Book) -> dict[str, str]:
    """Who speaks, by every name, and the voice they have."""
    cast = book.toml["cast"]
    found = {}
    for name, entry in cast.items():
        if name in ("narrator", "others"):
            found[name] = entry
            continue
        voice = entry if isinstance(entry, str) else entry["voice"]
        for each in (name, *(() if isinstance(entry, str) else entry.get("aliases", ()))):
            found[each.casefold()] = voice
    found["others"] = found["narrator"] if found["others"] == "narrator" else found["others"]
    return found


def _identity(voice: Mapping[str, Any], folder: Path) -> str:
    told = dict(voice)
    for key, value in voice.items():
        file = folder / value if isinstance(value, str) and "/" in value else None
        if file is not None and file.is_file():
            told[key] = hashlib.sha256(file.read_bytes()).hexdigest()
    return json.dumps(told, sort_keys=True)


def renders(before: Performance, after: Performance) -> Counter[Said]:
    """The takes that ``after`` needs and a store with all of ``before`` has not."""
    return after.needs - before.needs


def changed(before: Performance, after: Performance) -> set[int]:
    """The chapters of ``after`` whose file is another: by its sound, its title, or its place of how many."""
    if len(before.chapters) != len(after.chapters):
        return set(range(1, len(after.chapters) + 1))
    pairs = enumerate(zip(before.chapters, after.chapters, strict=True), 1)
    return {number for number, (old, new) in pairs if old != new}
