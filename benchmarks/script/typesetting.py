"""Typesetting: a novel with straight double marks as other printers would set it, offsets unchanged."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.script.novels import TEXT

_OPENS_AFTER = " \t\n([—–-_"
_ELIDED = re.compile(r"‘(?=(?:tis|twas|twere|twill|em|un|bout|til|till|cause|ere|nd|n)\b)", re.IGNORECASE)
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")


def curly(text: str) -> str:
    """“American” marks, with ‘single’ ones inside and curly apostrophes."""
    out = list(text)
    for at, mark in enumerate(text):
        if mark not in "\"'":
            continue
        before = text[at - 1] if at else "\n"
        after = text[at + 1 : at + 2] or "\n"
        opens = before in _OPENS_AFTER or (before in "\"'" and out[at - 1] in "“‘")
        opens = opens and not after.isspace() and not (before in "—-" and after in ".,;")
        out[at] = ("“" if opens else "”") if mark == '"' else ("‘" if opens else "’")
    return _ELIDED.sub("’", "".join(out))


def british(text: str) -> str:
    """‘British’ marks, with “double” ones inside."""
    american = curly(text)
    out = list(american)
    nested = False
    for at, mark in enumerate(american):
        if american[at : at + 2] == "\n\n":
            nested = False
        if mark in "“”":
            out[at] = "‘" if mark == "“" else "’"
        elif mark == "‘":
            out[at], nested = "“", True
        elif mark == "’" and nested and _closes(american, at):
            out[at], nested = "”", False
    return "".join(out)


def straight_british(text: str) -> str:
    """'British' marks as a typewriter has them."""
    return british(text).translate(_STRAIGHT)


def _closes(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at + 1 : at + 2]
    if after.isalnum():
        return False
    return before in ".,!?;:—-…" or after in ".,;:!?”" or (not after.strip() and before != "s")


def typeset(novel: Path, text: str, folder: Path) -> Path:
    """A folder in ``folder`` that holds ``novel`` with ``text`` for its own."""
    made = folder / novel.name
    made.mkdir()
    for file in novel.iterdir():
        if file.name != TEXT:
            (made / file.name).write_bytes(file.read_bytes())
    (made / TEXT).write_text(text, encoding="utf-8", newline="")
    return made
