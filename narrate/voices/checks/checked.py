"""A file and its checklist: what a command tells of it, or draws."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from narrate.errors import NarrateError, Outcome
from narrate.sound.pcm import Recording
from narrate.voices import prosody
from narrate.voices.checks import checklist
from narrate.voices.checks.checklist import Item
from narrate.voices.company import listening
from narrate.voices.decode import read
from narrate.voices.prosody import LEAST_VOICED, Figure, Prosody


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in a recording: its ``transcript``, how many ``phonemes`` that has, what was ``heard``.

    All but the first are None where nobody counted or listened.
    """

    transcript: str
    phonemes: int | None = None
    heard: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CheckedFile:
    """The file ``path`` and its list.

    ``recording`` is its sound, of one that is far too long the beginning, and None of a file that is no
    sound; ``seconds`` are those of the whole. ``prosody`` is None where nobody's voice is heard.
    """

    path: Path
    items: tuple[Item, ...]
    recording: Recording | None = None
    seconds: float = 0.0
    prosody: Prosody | None = None

    @property
    def outcome(self) -> Outcome:
        """The worst of its items."""
        return checklist.outcome(self.items)

    @property
    def verdict(self) -> str:
        """Whether a voice can be cloned from it, in words."""
        return checklist.verdict(self.items)

    @property
    def style(self) -> Prosody | None:
        """What a style of it is made of; None where it can be none."""
        found = self.prosody
        return found if found is not None and found.voiced.value >= LEAST_VOICED else None

    def as_json(self) -> dict[str, object]:
        """All that is known of it, as JSON values."""
        style = self.style
        names = [name for name in Prosody.__slots__ if isinstance(getattr(style, name, None), Figure)]
        return {
            "file": str(self.path),
            "outcome": self.outcome.value,
            "verdict": self.verdict,
            "seconds": round(self.seconds, 3),
            "items": [_as_json(item) for item in self.items],
            "style": {name: asdict(getattr(style, name)) for name in names} if style else None,
        }


def check(path: Path, words: Words | None = None) -> CheckedFile:
    """The checklist of the file ``path``; of one that cannot be read, that it cannot be."""
    try:
        whole = read(path)
    except NarrateError as error:
        readable = Item("file", Outcome.FAIL, "no sound", "a recording", error.sentence)
        return CheckedFile(path, (readable,))
    said = words or Words("")
    recording = whole.recording
    items = checklist.examine(
        recording,
        words.transcript if words else None,
        channels=whole.channels,
        lasts_s=whole.lasts_s,
        phonemes=said.phonemes,
        heard=said.heard,
    )
    beginning = listening.beginning(recording)
    broken = any(item.name == "samples" for item in items)
    heard = None if broken else prosody.measure(beginning)
    return CheckedFile(path, items, None if broken else beginning, whole.lasts_s, heard)


def _as_json(item: Item) -> dict[str, object]:
    return {
        "name": item.name,
        "outcome": item.outcome.value,
        "measured": item.measured,
        "wanted": item.wanted,
        "advice": item.advice,
        "places": [[round(start, 3), round(end, 3)] for start, end in item.places],
        "figures": {name: round(value, 4) for name, value in item.figures.items()},
        "best_effort": item.guess,
    }
