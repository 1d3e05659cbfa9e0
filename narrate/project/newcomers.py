"""Characters and voices written into narration.toml; all else in the file stays as the author has it.

What is added are whole lines, with the line ends that the file has. That nothing else changes in meaning is
proved by reading both: a file whose layout defeats this is refused, with the lines to add by hand.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from narrate import atomic
from narrate.errors import NarrateError, Where
from narrate.project import document

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_CAST = re.compile(r"[ \t]*\[[ \t]*cast[ \t]*\][ \t]*(?:#.*)?")
_VOICES = re.compile(r"[ \t]*\[[ \t]*voices[ \t]*[.\]].*")
_ANY_HEADER = re.compile(r"[ \t]*\[")
_IDLE = re.compile(r"[ \t]*(?:#.*)?")
_COMMENT = re.compile(r"[ \t]*#.*")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is not in the cast yet. ``pronouns`` may be ""; so may ``voice``, a name of [voices]."""

    name: str
    pronouns: str = ""
    aliases: tuple[str, ...] = ()
    voice: str = ""

    @property
    def values(self) -> Mapping[str, object]:
        """What [cast] is to say of the character."""
        said: dict[str, object] = {"voice": self.voice, "pronouns": self.pronouns, "aliases": [*self.aliases]}
        return {key: value for key, value in said.items() if value}

    @property
    def line(self) -> str:
        """The same as a line of TOML: ``"White Rabbit" = { voice = "rabbit", pronouns = "he" }``."""
        fields = [f"{key} = {_text(value)}" for key, value in self.values.items()]
        return f"{_key(self.name)} = {{ {', '.join(fields)} }}" if fields else f"{_key(self.name)} = {{}}"


@dataclass(frozen=True, slots=True)
class NewVoice:
    """A voice that is not in the file yet: its name, and what its table is to say."""

    name: str
    values: Mapping[str, object]

    @property
    def lines(self) -> tuple[str, ...]:
        """The table as lines of TOML."""
        keys = (f"{_key(key)} = {_text(value)}" for key, value in self.values.items())
        return (f"[voices.{_key(self.name)}]", *keys)


def with_newcomers(text: str, newcomers: Sequence[Newcomer], voices: Sequence[NewVoice] = ()) -> str:
    """``text`` of a narration.toml with ``voices`` after those that it has, and ``newcomers`` in its [cast].

    They stand at the end of it, and it is added if need be. Raises NarrateError where the file is laid out so
    that this cannot be done without moving what is there.
    """
    wanted = _values(text)
    if voices:
        wanted.setdefault("voices", {}).update({voice.name: dict(voice.values) for voice in voices})
        text = _proved((_voices_added(text, voices, at) for at in _headers(text, _VOICES, last=True)), wanted)
    if newcomers and text:
        wanted.setdefault("cast", {}).update({each.name: dict(each.values) for each in newcomers})
        text = _proved((_cast_added(text, newcomers, at) for at in _headers(text, _CAST)), wanted)
    if not text and (newcomers or voices):
        by_hand = "\n".join([*(line for voice in voices for line in ("", *voice.lines)), "", "[cast]"])
        lines = "\n".join(newcomer.line for newcomer in newcomers)
        raise NarrateError(
            f"{document.FILE_NAME} is laid out in a way that narrate cannot add to",
            where=Where(document.FILE_NAME),
            hint="write its characters below a line [cast] and each voice below a line [voices.NAME], or add "
            f"these lines by hand:\n{by_hand}\n{lines}",
        )
    return text


def write(root: Path, newcomers: Sequence[Newcomer], voices: Sequence[NewVoice] = ()) -> None:
    """Write ``voices`` and ``newcomers`` into the project file in the folder ``root``.

    Raises NarrateError as ``with_newcomers`` does, and where the file cannot be read or written.
    """
    current = document.read(root)
    try:
        text = current.file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:  # it was all right a moment ago
        raise NarrateError(f"cannot read {current.file}: {error}") from error
    atomic.write(current.file, with_newcomers(text, newcomers, voices).encode())


def _voices_added(text: str, voices: Sequence[NewVoice], header: int | None) -> str:
    """``text`` with ``voices`` after the table of the line ``header``; for None, before the [cast]."""
    lines = text.split("\n")
    if header is not None:
        tables = [line for voice in voices for line in ("", *voice.lines)]
        return _inserted(text, _end(lines, header), tables)
    cast = next((at for at in _headers(text, _CAST)), None)
    if cast is None:
        return _inserted(text, None, [line for voice in voices for line in ("", *voice.lines)])
    while cast and _COMMENT.fullmatch(_bare(lines[cast - 1])):
        cast -= 1  # a comment right above a header is about what is below it
    return _inserted(text, cast, [line for voice in voices for line in (*voice.lines, "")])


def _cast_added(text: str, newcomers: Sequence[Newcomer], header: int | None) -> str:
    """``text`` with ``newcomers`` at the end of the [cast] of the line ``header``; for None, in a new one."""
    added = [newcomer.line for newcomer in newcomers]
    if header is None:
        return _inserted(text, None, ["", "[cast]", *added])
    return _inserted(text, _end(text.split("\n"), header), added)


def _headers(text: str, header: re.Pattern[str], *, last: bool = False) -> Iterator[int | None]:
    """The lines that look like ``header``, in order or from the last one, and then None.

    A line within a text of several lines may look so, too: it takes a proof to tell.
    """
    found = [at for at, line in enumerate(text.split("\n")) if header.fullmatch(_bare(line))]
    yield from reversed(found) if last else found
    yield None


def _end(lines: Sequence[str], header: int) -> int:
    """The line behind the last that belongs to the table whose header is the line ``header``."""
    inside = range(header + 1, len(lines))
    end = next((at for at in inside if _ANY_HEADER.match(lines[at])), len(lines))
    while end > header + 1 and _IDLE.fullmatch(_bare(lines[end - 1])):
        end -= 1
    return end


def _inserted(text: str, at: int | None, added: Sequence[str]) -> str:
    """``text`` with the lines ``added`` before its line ``at``, or at the end of it."""
    lines = text.split("\n")
    crlf = any(line.endswith("\r") for line in lines[: at or len(lines)][-2:])
    new = "\r\n" if crlf else "\n"
    if at is None and not text.removeprefix(_BOM):
        added = added[1:]  # no empty line at the head of an empty file
    offset = len(text) if at is None else min(len(text), sum(len(line) + 1 for line in lines[:at]))
    joined = "".join(line + new for line in added)
    open_ended = offset == len(text) and text.removeprefix(_BOM) and not text.endswith("\n")
    return text[:offset] + (new if open_ended else "") + joined + text[offset:]


def _proved(attempts: Iterator[str], wanted: Mapping[str, object]) -> str:
    """The first of ``attempts`` that says what is ``wanted`` and nothing else; "" if none does."""
    for attempt in attempts:
        try:
            if _values(attempt) == wanted:
                return attempt
        except tomllib.TOMLDecodeError:
            continue
    return ""


def _values(text: str) -> dict[str, dict[str, object]]:
    return tomllib.loads(text.removeprefix(_BOM))


def _bare(line: str) -> str:
    return line.removesuffix("\r").removeprefix(_BOM)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(value: object) -> str:
    """``value`` as TOML writes it on one line, which JSON does as well, but for tables."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_text(each)}" for key, each in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
