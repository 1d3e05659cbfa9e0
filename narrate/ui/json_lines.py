"""Events as JSON, one object a line, for programs."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import closing
from dataclasses import asdict
from typing import Any, TextIO

from narrate.build.events import Event, Finished


def write(events: Generator[Event, None, Any], out: TextIO) -> Finished | None:
    """Write each event as ``{"event": "rendered", …}`` as it happens; returns the last, if all went."""
    finished = None
    with closing(events):
        for event in events:
            print(as_json(event), file=out, flush=True)
            if isinstance(event, Finished):
                finished = event
    return finished


def as_json(event: Event) -> str:
    """The event on one line: its name and its fields, paths as strings."""
    name = type(event).__name__.lower()
    return json.dumps({"event": name, **asdict(event)}, ensure_ascii=False, default=str)
