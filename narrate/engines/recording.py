"""A line that a person recorded, in place of a voice: chosen in takes.toml, checked like all other takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from narrate.engines.base import Engine, EngineFailed, Performance
from narrate.errors import NarrateError
from narrate.model import Render

_SLOWEST, _FASTEST = 4.0, 30.0
"""Characters per second that a person may take a line at; thirteen takes of nine readers lie at 10 to 18."""

_SLACK_S = 2.0
"""What a short line may take longer: "No." can be drawn out."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``file`` is the recording."""

    file: Path


class PersonsRecording(Engine[Settings]):
    """Decodes the file. Its sound is what was recorded; a line's words only say how long it may be."""

    name = "recording"
    summary = "a person's recording of one line"
    revision = 1
    longest = 100_000
    settings_type = Settings

    def perform(self, render: Render, settings: Settings, tried: int = 0) -> Performance:
        """The sound of the file. Its faults are told where its length does not fit its words."""
        from narrate.sound.measure import measure
        from narrate.voices.decode import read

        del tried  # it is what it is
        try:
            found = read(settings.file)
        except NarrateError as error:
            raise EngineFailed(error.message) from error
        recording = found.recording
        if found.cut:
            raise EngineFailed(f"{settings.file.name} lasts {found.lasts_s:.0f} s: cut the line out")
        measured = measure(recording.audio, recording.sample_rate)
        spoken_s = (measured.end - measured.begin) / recording.sample_rate
        faults = tuple(_misfits(spoken_s, len(render.text))) if spoken_s else ()  # silence is told anyway
        return Performance(recording.audio, recording.sample_rate, faults=faults)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


def _misfits(seconds: float, characters: int) -> Iterator[str]:
    if seconds < characters / _FASTEST:
        yield f"too short for its words ({seconds:.1f} s)"
    if seconds > characters / _SLOWEST + _SLACK_S:
        yield f"too long for its words ({seconds:.1f} s)"
