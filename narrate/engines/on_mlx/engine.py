"""What the engines on MLX share: their model lives in a process of its own, which may die and come back."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from types import TracebackType
from typing import ClassVar, Self, TypeVar

from narrate.engines.base import Engine, EngineFailed, Performance
from narrate.engines.models import hub
from narrate.engines.models.weights import NO_PINS, Pins
from narrate.engines.processes.patience import Patience
from narrate.engines.processes.process import Process, ProcessDied, ProcessHung
from narrate.errors import TakesFailed
from narrate.model import Render

START_MLX = "narrate.engines.on_mlx.linux_cpu:start"
"""What a process that uses MLX calls first."""

_MOST_LOST = 3
"""Texts in a row on which the process may die before that is taken for a fault of the machine."""

S = TypeVar("S", bound=Hashable)


class OnMlx(Engine[S]):
    """An engine whose ``performer`` ("module:Class") is made with the pins in a process of its own.

    The performer's method ``perform(orders, settings, tried)`` answers each order with a Performance or
    an EngineFailed. It holds one model at a time and gives its memory back when another is asked for.
    """

    performer: ClassVar[str]

    def __init__(self, pins: Pins = NO_PINS) -> None:
        super().__init__(pins)
        self._lost = 0  # texts, one after another
        self._process = Process(self.performer, dict(pins), before=START_MLX, environment=hub.OFFLINE)

    @property
    def workers(self) -> int:
        """Two: while one thread waits for the model, the other checks and keeps what came before."""
        return 2

    def order(self, render: Render, settings: S) -> object:
        """What the performer is given for ``render``; anything that can be pickled."""
        del settings
        return render

    def perform(self, render: Render, settings: S, tried: int = 0) -> Performance:
        """Speak; a process that dies on this text is replaced once, then the text is given up.

        One that hangs is not waited for a second time.
        """
        try:
            try:
                result = next(iter(self._ask([render], settings, tried)))
            except ProcessHung:
                raise
            except ProcessDied:
                result = next(iter(self._ask([render], settings, tried)))
        except ProcessHung as hung:
            self._lose(hung)
            raise EngineFailed(f"the {self.name} process {hung}") from hung
        except ProcessDied as died:
            self._lose(died)
            raise EngineFailed(f"the {self.name} process stopped twice on this text ({died})") from died
        self._lost = 0
        if isinstance(result, EngineFailed):
            raise result
        return result

    def _lose(self, died: ProcessDied) -> None:
        """Count a text that the process died of. Raises TakesFailed where it seems to die of everything."""
        self._lost += 1
        if self._lost >= _MOST_LOST:
            raise TakesFailed(
                f"the {self.name} process stopped on {self._lost} texts one after another ({died}): "
                "nothing more is tried",
                hint="is there enough memory for the model? Finished takes are kept",
            ) from died

    def together(
        self, renders: Sequence[Render], settings: S, tried: int = 0
    ) -> Iterator[Performance | EngineFailed]:
        """Perform as one batch; if the process dies of it, each alone, so that one text is lost at most."""
        if len(renders) > 1:
            try:
                found = self._ask(renders, settings, tried)
            except ProcessDied:
                pass
            else:
                self._lost = 0
                yield from found
                return
        yield from super().together(renders, settings, tried)

    def _ask(
        self, renders: Sequence[Render], settings: S, tried: int
    ) -> Sequence[Performance | EngineFailed]:
        orders = [self.order(render, settings) for render in renders]
        patience = Patience.for_speech((render.text for render in renders), self.slowest)
        answers: Sequence[Performance | EngineFailed] = self._process.ask(
            "perform", orders, settings, tried, patience=patience
        )
        return answers

    def abandon(self) -> None:
        """Stop in the middle of whatever is performed: it fails at once."""
        self._process.abandon()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.stop()
