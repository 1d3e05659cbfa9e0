"""Engines whose settings this version reads but whose sound it cannot make yet: they refuse."""

from __future__ import annotations

from collections.abc import Hashable
from types import TracebackType
from typing import NoReturn, Self

from narrate import __version__
from narrate.engines.base import Engine, Performance
from narrate.engines.weights import Pins
from narrate.errors import MissingTool
from narrate.model import Render


class Unfinished(Engine[Hashable]):
    """Never speaks, and never lets another voice speak in its place."""

    @classmethod
    def require(cls, settings: Hashable, pins: Pins) -> None:
        """Refuse."""
        del settings, pins
        cls._refuse()

    @classmethod
    def _refuse(cls) -> NoReturn:
        raise MissingTool(
            f"narrate {__version__} cannot render with the {cls.name} engine yet",
            hint="add --draft to hear the whole book in the embedded voice",
        )

    def perform(self, render: Render, settings: Hashable, tried: int = 0) -> Performance:
        """Refuse."""
        del render, settings, tried
        self._refuse()

    def __enter__(self) -> Self:
        self._refuse()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None
