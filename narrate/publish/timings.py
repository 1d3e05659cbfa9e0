"""The kinds of timing file that narrate writes. A new one is a file beside this and a line in ``TIMINGS``."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from narrate.publish.timing_sheet import TimingFormat

TIMINGS: Mapping[str, str] = {
    "srt": "narrate.publish.srt:SRT",
    "srt-words": "narrate.publish.srt:SRT_WORDS",
    "vtt": "narrate.publish.vtt:VTT",
    "lrc": "narrate.publish.lrc:LRC",
    "json": "narrate.publish.timing_json:JSON",
}
"""Name in narration.toml → where its ``TimingFormat`` is."""


def find_timing(name: str) -> TimingFormat:
    """The kind of timing file called ``name``, one of ``TIMINGS``."""
    module, _, attribute = TIMINGS[name].partition(":")
    found: TimingFormat = getattr(importlib.import_module(module), attribute)
    return found
