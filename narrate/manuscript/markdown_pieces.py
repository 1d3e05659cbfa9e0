"""What a Markdown paragraph is made of, each piece with its place: the result of reading inline markup."""

from __future__ import annotations

from dataclasses import dataclass

from narrate.manuscript.markup import Braces, Fault


@dataclass(frozen=True, slots=True)
class Text:
    """Spoken characters. ``literal`` ones (escaped, or code) are never markup that was left over."""

    text: str
    start: int
    end: int
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """Characters that are not spoken, and why."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line end, or what stands for one."""

    start: int
    end: int
    hard: bool


@dataclass(frozen=True, slots=True)
class Open:
    """Words in brackets begin, with what braces say of them."""

    said: Braces


@dataclass(frozen=True, slots=True)
class Close:
    """The words of the last ``Open`` end."""


@dataclass(frozen=True, slots=True)
class Strong:
    """Bold begins or ends."""

    begins: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause of ``value`` seconds."""

    value: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault at ``start``."""

    start: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class NoteReference:
    """A reference to the footnote called ``label``."""

    label: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A footnote written in place, ``^[…]``, or what describes a picture, ``![…](…)``, begins or ends."""

    begins: bool
    start: int
    picture: bool


Piece = Text | Left | Break | Open | Close | Strong | Pause | Wrong | NoteReference | Aside
