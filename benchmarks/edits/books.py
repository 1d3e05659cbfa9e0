"""A book that a program can edit: its project file as a table, its text as chapters of blocks."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from narrate.engines.espeak.engine import Settings
from narrate.errors import Where
from narrate.manuscript import readers
from narrate.manuscript.selection import Choice, select
from narrate.model import BlockKind, Cast, Manuscript, Voice
from narrate.project.load import load
from narrate.script.people.discovery import people
from narrate.script.stage import stage, told

MANUSCRIPT = "book.md"

_LEADS = 6  # characters of a manuscript who get a voice of their own; what others say, the narrator reads
_MARKUP = re.compile(r"([*_\[\]{}\\`~^<>|])")


@dataclass(frozen=True)
class Chapter:
    """A chapter of the Markdown: its title, and its blocks as they are written."""

    title: str
    blocks: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """narration.toml as a table of tables, and the manuscript, with what stands before its first chapter."""

    toml: Mapping[str, Any]
    chapters: tuple[Chapter, ...]
    preamble: str = ""

    def settled(self, table: str, **values: Any) -> Book:
        """The same with ``values`` in a table of narration.toml; None takes one out."""
        merged = {**self.toml.get(table, {}), **values}
        kept = {key: value for key, value in merged.items() if value is not None}
        return replace(self, toml={**self.toml, table: kept})

    def write(self, folder: Path, head: str = "") -> None:
        """Write narration.toml, beginning with ``head``, and the manuscript; as new files."""
        text = "\n\n".join(
            f"# {chapter.title}\n\n" + "\n\n".join(chapter.blocks) for chapter in self.chapters
        )
        text = f"{self.preamble}\n\n{text}\n"
        for name, content in (("narration.toml", head + _toml(self.toml)), (MANUSCRIPT, text)):
            (folder / name).unlink(missing_ok=True)  # it may be a link to another copy's
            (folder / name).write_text(content, encoding="utf-8")


def of_project(folder: Path) -> Book:
    """The project in ``folder``, whose manuscript is one Markdown file: in FLAC, every voice written out."""
    project = load(folder)
    toml: dict[str, Any] = tomllib.loads((folder / "narration.toml").read_text(encoding="utf-8"))
    (manuscript,) = project.book.manuscript
    toml["book"] = {**toml["book"], "manuscript": MANUSCRIPT}
    toml["output"] = {"formats": ["flac"]}
    for character in project.cast.characters:
        entry = toml["cast"][character.name]
        entry = {"voice": entry} if isinstance(entry, str) else dict(entry)
        if "voice" not in entry:
            settings = character.voice.settings
            assert isinstance(settings, Settings)  # noqa: S101 - embedded voices are eSpeak's
            name = re.sub(r"\W+", "-", character.name.lower()).strip("-")
            entry["voice"] = name
            own = {"voice": settings.voice, "speed": settings.speed, "pitch": settings.pitch}
            toml.setdefault("voices", {})[name] = {"engine": "espeak", **own}
        toml["cast"][character.name] = entry
    parts = re.split(r"^# (.*)$", manuscript.read_text(encoding="utf-8"), flags=re.MULTILINE)
    chapters = [
        Chapter(title.strip(), _blocks(text)) for title, text in zip(parts[1::2], parts[2::2], strict=True)
    ]
    return Book(toml, tuple(chapters), parts[0].strip())


def _blocks(text: str) -> tuple[str, ...]:
    return tuple(block.strip("\n") for block in re.split(r"\n\s*\n", text) if block.strip())


def of_manuscript(path: Path, voices: Mapping[str, Mapping[str, Any]], most: int) -> Book:
    """A manuscript in any format, its first ``most`` chapters, read by ``voices``: a narrator's and others'.

    Those who speak most often are cast with the others in turn.
    """
    manuscript = select(readers.read((path,), path.parent), Choice(), Where(path.name))
    chapters = [
        _written(chapter.title, manuscript, index) for index, chapter in enumerate(manuscript.chapters)
    ]
    names = list(voices)
    cast: dict[str, Any] = {"narrator": names[0], "others": "narrator"}
    nobody = Cast(Voice("reader", "tone", ()))
    found = people(told(stage(manuscript, nobody)), nobody).names.persons
    for index, person in enumerate(found[:_LEADS]):
        pronouns = {"pronouns": person.pronouns} if person.pronouns in ("he", "she", "they", "it") else {}
        cast[person.name] = {"voice": names[1 + index % (len(names) - 1)], **pronouns}
    used = {entry["voice"] for entry in cast.values() if isinstance(entry, dict)} | {names[0]}
    toml = {
        "book": {
            "title": manuscript.title or path.stem,
            "author": manuscript.author or "unknown",
            "language": "en-gb",
            "manuscript": MANUSCRIPT,
        },
        "voices": {name: dict(voice) for name, voice in voices.items() if name in used},
        "cast": cast,
        "output": {"formats": ["flac"]},
    }
    return Book(toml, tuple([chapter for chapter in chapters if chapter.blocks][:most]))


def _written(title: str, manuscript: Manuscript, index: int) -> Chapter:
    """A chapter as Markdown: its paragraphs and verses, and its scene breaks."""
    blocks = []
    for block in manuscript.chapters[index].blocks:
        if block.kind is BlockKind.SCENE_BREAK:
            blocks.append("* * *")
        elif block.kind in (BlockKind.PARAGRAPH, BlockKind.VERSE) and block.text.strip():
            line = _MARKUP.sub(r"\\\1", " ".join(block.text.split()))
            blocks.append(re.sub(r"^([-+#=>]|\d+[.)])", r"\\\1", line))
    plain = _MARKUP.sub(r"\\\1", " ".join(title.split()))
    return Chapter(plain or f"Chapter {index + 1}", tuple(blocks))


def _toml(tables: Mapping[str, Any]) -> str:
    """TOML for tables of values, of which some are tables themselves."""
    parts = []
    for name, table in tables.items():
        inner = {key: value for key, value in table.items() if name == "voices"}
        own = {key: value for key, value in table.items() if key not in inner}
        if own:
            parts.append(f"[{name}]\n" + "".join(f"{_key(k)} = {_value(v)}\n" for k, v in own.items()))
        for key, values in inner.items():
            lines = "".join(f"{_key(k)} = {_value(v)}\n" for k, v in values.items())
            parts.append(f"[{name}.{_key(key)}]\n{lines}")
    return "\n".join(parts)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
