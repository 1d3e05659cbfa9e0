"""Novels whose quotations have been annotated by hand, as the Project Dialogism Novel Corpus lays them out.

A novel is a folder with ``novel_text.txt``, ``quotation_info.csv`` and ``character_info.csv``. It goes
through narrate as an author's plain-text manuscript does, with the annotators' characters as the cast.
"""

from __future__ import annotations

import ast
import csv
import importlib.util
import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from narrate.manuscript import readers
from narrate.model import NARRATOR, Cast, Character, Manuscript, Script, Span, UtteranceKind, Voice
from narrate.script.compose import compose
from narrate.script.cutting import Limits, alike

TEXT = "novel_text.txt"
_READER = Voice("reader", "tone", ())
_PRONOUNS = {"M": "he", "F": "she"}
_NOBODY = frozenset({"narr", "unknowable", "group"})
"""What the annotators put among a character's aliases that is no name."""


def folders(root: Path) -> Iterator[Path]:
    """The novels in ``root``, in the order of their names."""
    yield from sorted(path.parent for path in root.glob(f"*/{TEXT}"))


def manuscript(folder: Path) -> Manuscript:
    """The novel as narrate reads it."""
    return replace(readers.read([folder / TEXT], folder), language="en")


def cast(folder: Path, categories: Collection[str] = (), *, pronouns: bool = True) -> Cast:
    """The characters as the annotators list them; of ``categories`` (major, minor, …) only, if any are named.

    Who "I" is in the narration is known too.
    """
    characters: list[Character] = []
    told_by: str | None = None
    with (folder / "character_info.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if categories and row["Category"].strip().lower() not in categories:
                continue
            name = row["Main Name"].strip()
            aliases = sorted({alias.strip() for alias in ast.literal_eval(row["Aliases"])} - {name})
            if any(alias.strip("_").lower() == "narr" for alias in [name, *aliases]):
                told_by = name
            kept = tuple(alias for alias in aliases if alias.strip("_").lower() not in _NOBODY)
            known = _PRONOUNS.get(row["Gender"].strip(), "") if pronouns else ""
            characters.append(Character(name, _READER, kept, known))
    return Cast(_READER, tuple(characters), _READER, told_by)


def script(written: Manuscript, company: Cast) -> Script:
    """The script of a novel with this cast."""
    return compose(written, company, (), alike(Limits()))


def predictions(composed: Script) -> Iterator[dict[str, Any]]:
    """The script as the referee wants it: stretches of speech and narration with their speakers.

    The utterances of one quotation, which narrate cuts at sentences, are one stretch.
    """
    current: dict[str, Any] | None = None
    quotation: Span | None = None
    for chapter in composed.chapters:
        for utterance in chapter.utterances:
            if current is not None and quotation is not None and quotation == utterance.quotation:
                current["end"] = utterance.span.end
                continue
            if current is not None:
                yield current
            quotation = utterance.quotation
            current = {
                "start": utterance.span.start,
                "end": utterance.span.end,
                "kind": "speech" if utterance.kind is UtteranceKind.SPEECH else "narration",
                "speaker": utterance.speaker if utterance.speaker != NARRATOR else None,
                "confidence": round(utterance.confidence, 4),
            }
    if current is not None:
        yield current


def write_predictions(composed: Script, path: Path) -> None:
    """Write ``predictions`` as JSON lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in predictions(composed)), encoding="utf-8")


def referee(shared: Path) -> ModuleType:
    """``score_attribution.py``, which judges predictions without narrate's code."""
    spec = importlib.util.spec_from_file_location("referee", shared / "tools" / "score_attribution.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(shared)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
