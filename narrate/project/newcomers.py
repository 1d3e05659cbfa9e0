"""Characters written into [cast] of narration.toml; all else in the file stays as the author has it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from narrate import atomic
from narrate.errors import NarrateError, Where
from narrate.project import document

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HEADER = re.compile(r"[ \t]*\[[ \t]*cast[ \t]*\][ \t]*(?:#.*)?")
_ANY_HEADER = re.compile(r"[ \t]*\[")
_IDLE = re.compile(r"[ \t]*(?:#.*)?")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is not in the cast yet. ``pronouns`` may be ""."""

    name: str
    pronouns: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def values(self) -> Mapping[str, object]:
        """What [cast] is to say of the character."""
        said: dict[str, object] = {"pronouns": self.pronouns} if self.pronouns else {}
        return said | ({"aliases": [*self.aliases]} if self.aliases else {})

    @property
    def line(self) -> str:
        """The same as a line of TOML: ``"White Rabbit" = { pronouns = "he" }``."""
        name = self.name if _BARE.fullmatch(self.name) else _text(self.name)
        fields = [f"{key} = {_text(value)}" for key, value in self.values.items()]
        return f"{name} = {{ {', '.join(fields)} }}" if fields else f"{name} = {{}}"


def with_newcomers(text: str, newcomers: Sequence[Newcomer]) -> str:
    """``text`` of a narration.toml with ``newcomers`` at the end of its [cast], which is added if need be.

    Raises NarrateError where the file is laid out so that this cannot be done without moving what is there.
    """
    lines = text.splitlines()
    added = [newcomer.line for newcomer in newcomers]
    header = next((at for at, line in enumerate(lines) if _HEADER.fullmatch(line)), None)
    if header is None:
        lines += ["", "[cast]", *added]
    else:
        inside = range(header + 1, len(lines))
        end = next((at for at in inside if _ANY_HEADER.match(lines[at])), len(lines))
        while end > header + 1 and _IDLE.fullmatch(lines[end - 1]):
            end -= 1
        lines[end:end] = added
    return _proved(text, "\n".join(lines).lstrip("\n") + "\n", newcomers)


def write(root: Path, newcomers: Sequence[Newcomer]) -> None:
    """Write ``newcomers`` into the project file in the folder ``root``, with the line ends that it has.

    Raises NarrateError as ``with_newcomers`` does, and where the file cannot be read or written.
    """
    current = document.read(root)
    text = with_newcomers(current.text, newcomers)
    windows = b"\r\n" in current.file.read_bytes()
    atomic.write(current.file, (text.replace("\n", "\r\n") if windows else text).encode())


def _proved(before: str, text: str, newcomers: Sequence[Newcomer]) -> str:
    """``text``, which must say what it said ``before`` and the ``newcomers``; or it is not written."""
    wanted = tomllib.loads(before)
    wanted.setdefault("cast", {}).update({newcomer.name: newcomer.values for newcomer in newcomers})
    try:
        sound = tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        sound = False
    if not sound:
        raise NarrateError(
            f"[cast] of {document.FILE_NAME} is laid out in a way that narrate cannot add to",
            where=Where(document.FILE_NAME),
            hint="write its characters below a line [cast], or add the lines by hand",
        )
    return text


def _text(value: object) -> str:
    """``value``, text or a list of it, as TOML writes it, which JSON does as well."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
