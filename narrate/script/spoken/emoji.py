"""Emoji by name, as a screen reader says them: "Great job 👍" is "Great job thumbs up"."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Pictures, people and faces, with their repetitions, which are said once. The ornaments of print (☞ ❦ ✻) are
# none of them and stay, to be warned of.
_EMOJI: Final = re.compile(
    r" ?([\U0001F300-\U0001F3FA\U0001F400-\U0001F64F\U0001F680-\U0001F6FF\U0001F900-\U0001F9FF"
    r"\U0001FA70-\U0001FAFF\u2764\u263a\u2639\u2b50\u2728])(?: ?\1)*+ ?"
)
_SKIN: Final = re.compile("[\U0001f3fb-\U0001f3ff]")
_PRINTERS_WORDS: Final = re.compile(r"\b(?:heavy|black|white) | (?:sign|symbol)\b")
_NAMES: Final = {
    "😂": "laughing",
    "🤣": "laughing",
    "🙂": "smile",
    "😀": "grin",
    "🙏": "folded hands",
    "🎉": "hooray",
}


def named(text: str) -> str:
    """``text`` with its emoji by name; what this Python's Unicode has no name for stays."""
    return _EMOJI.sub(_name, _SKIN.sub("", text))


def _name(match: re.Match[str]) -> str:
    emoji = match[1]
    name = _NAMES.get(emoji) or _PRINTERS_WORDS.sub("", unicodedata.name(emoji, "").lower()).replace("-", " ")
    return f" {name} " if name else match[0]
