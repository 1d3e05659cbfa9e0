"""How quick candidates were, from the moments at which each of their lines was done."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from narrate.build.events import Event, Failed, Flagged, Rendered
from narrate.engines.registry import engine_class
from narrate.takes.line import Line


@dataclass(frozen=True, slots=True)
class Timed:
    """How quick a candidate was in this run; None is what could not be told, as its takes were there.

    ``first_s`` is from the start of its engine, or from the end of what that did before, to its first sound:
    ``started`` tells which, and so whether the loading of the model is in it. ``real_time`` are the seconds
    of work for each second of sound after that, one line at a time.
    """

    first_s: float | None = None
    started: bool = False
    real_time: float | None = None


@dataclass(slots=True)
class _Span:
    first_s: float
    started: bool
    later_s: float = 0.0
    later: list[str] = field(default_factory=list)


class Clock:
    """Begins with rendering ``lines``, in this order, whose ids begin with the slugs of candidates."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._models = {line.utterance.id: model_of(line) for line in lines}
        self._model: object = None
        self._spans: dict[str, _Span] = {}
        self._last_s = time.monotonic()

    def told(self, event: Event) -> None:
        """A line is done, if ``event`` says so."""
        if not isinstance(event, Rendered | Flagged | Failed):
            return
        now_s = time.monotonic()
        took_s, self._last_s = now_s - self._last_s, now_s
        span = self._spans.get(slug_of(event.id))
        if span is None:
            model = self._models[event.id]
            self._spans[slug_of(event.id)] = _Span(took_s, started=model != self._model)
            self._model = model
        else:
            span.later_s += took_s
            span.later.append(event.id)

    def timed(self, slug: str, sound_s: Mapping[str, float]) -> Timed:
        """How quick the candidate ``slug`` was, whose lines last ``sound_s``, by their ids."""
        span = self._spans.get(slug)
        if span is None:
            return Timed()
        later_s = sum(sound_s.get(each, 0.0) for each in span.later)
        return Timed(span.first_s, span.started, span.later_s / later_s if later_s else None)


def slug_of(identity: str) -> str:
    """The slug of the candidate who says the line with this id."""
    return identity.rpartition("-")[0]


def model_of(line: Line) -> tuple[str, tuple[str, ...]]:
    """What has to be loaded for ``line``: lines of one model follow each other."""
    weights = engine_class(line.voice.engine).weights(line.voice.settings)
    return line.voice.engine, tuple(each.source for each in weights)
