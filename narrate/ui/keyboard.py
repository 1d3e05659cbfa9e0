"""What a person types in a terminal: single keys, typed ahead or not, and names that Tab completes."""

from __future__ import annotations

import contextlib
import os
import select
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

_ESCAPE = "\x1b"
_ALONE_S = 0.05  # seconds in which the rest of an arrow key's sequence arrives


class Keyboard:
    """The keyboard of a terminal, while nothing that is typed is shown. Made by ``listening``."""

    def __init__(self, shown: list[Any] | None) -> None:
        self._shown = shown  # the terminal's settings as they were; None where there are no such settings

    def key(self) -> str:
        """The next key; "q" where the input has ended. Ctrl-C raises KeyboardInterrupt."""
        if self._shown is None:
            try:
                return click.getchar()
            except EOFError:
                return "q"
        key = _character()
        if key == _ESCAPE:
            while select.select([sys.stdin], [], [], _ALONE_S)[0] and not _character().isalpha():
                pass
        return "q" if key in ("", "\x04") else key

    def typed(self) -> str | None:
        """The next key where one was typed, as ``key`` tells it; None where none was. Waits for nothing."""
        return self.key() if select.select([sys.stdin], [], [], 0)[0] else None

    def forget(self) -> None:
        """Forget what was typed and not read, where the system can: it was an answer to nothing."""
        if self._shown is not None:
            import termios

            termios.tcflush(sys.stdin, termios.TCIFLUSH)

    def name(self, known: Sequence[str]) -> str:
        """A line, completed from ``known`` where the system can; "" where the input has ended."""
        with self._echoing(), _completing(known), contextlib.suppress(EOFError):
            return input("who? ")
        return ""

    @contextlib.contextmanager
    def _echoing(self) -> Iterator[None]:
        if self._shown is None:
            yield
            return
        import termios

        silent = termios.tcgetattr(sys.stdin)
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._shown)
        try:
            yield
        finally:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, silent)


@contextlib.contextmanager
def listening() -> Iterator[Keyboard]:
    """The keyboard, listened to until the block ends; what is typed between two questions is not lost."""
    try:
        import termios
        import tty
    except ImportError:  # Windows has neither; there click knows how
        yield Keyboard(None)
        return
    shown = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin, termios.TCSADRAIN)
    try:
        yield Keyboard(shown)
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, shown)


def _character() -> str:
    """One character of the terminal's UTF-8; "" where the input has ended."""
    data = os.read(sys.stdin.fileno(), 1)
    while data and len(data) < 4:
        try:
            return data.decode()
        except UnicodeDecodeError:
            data += os.read(sys.stdin.fileno(), 1)
    return data.decode(errors="replace")


@contextlib.contextmanager
def _completing(known: Sequence[str]) -> Iterator[None]:
    try:
        import readline
    except ImportError:
        yield
        return
    words = sorted(set(known), key=str.casefold)

    def complete(typed: str, state: int) -> str | None:
        fitting = [word for word in words if word.casefold().startswith(typed.casefold())]
        return fitting[state] if state < len(fitting) else None

    before, delimiters = readline.get_completer(), readline.get_completer_delims()
    readline.set_completer(complete)
    readline.set_completer_delims("")  # a name may have spaces
    readline.parse_and_bind(
        "bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete"
    )
    try:
        yield
    finally:
        readline.set_completer(before)
        readline.set_completer_delims(delimiters)
