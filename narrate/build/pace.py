"""How long rendering takes: each voice at its own pace, as measured now and in earlier builds here."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from narrate import sealed
from narrate.build.levels import voice_identity
from narrate.errors import NarrateError
from narrate.takes.line import Line
from narrate.takes.store import Store

_TOGETHER_S = 0.05
"""What is told within this time was performed together, and is one measurement."""

_CHARACTERS_PER_SECOND = 15.0
"""Of a voice never heard, with pauses: 9,300 words an hour (ACX's rule of thumb), each 5.8 with its space."""

_MANY = 10
"""Results one upon another of a voice that is so quick that its start does not matter."""

NAME = "pace.json"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Speed:
    """What ``characters`` of a voice took to render, and how much sound came of them."""

    characters: int
    rendering_s: float
    sound_s: float


@dataclass(slots=True)
class _Measured:
    said: int = 0
    spent_s: float = 0.0
    sound_s: float = 0.0
    results: int = 0

    def add(self, characters: int, seconds: float, sound_s: float) -> None:
        self.said += characters
        self.spent_s += seconds
        self.sound_s += sound_s
        self.results += 1

    @property
    def known(self) -> bool:
        return self.said > 0 and self.spent_s > 0


class Pace:
    """An estimate from characters rendered. Times are in seconds of any clock that only goes forward.

    ``characters`` are to be rendered, by voice, and ``known`` are speeds of earlier builds. A voice's first
    results include loading its model and encoding its recording: they count only where there is nothing
    else. A voice of which nothing is known is taken for the average of the others.
    """

    def __init__(self, characters: Mapping[str, int], known: Mapping[str, Speed], now_s: float) -> None:
        self._left = dict(characters)
        self._known = known
        self._last_s = now_s
        self._voice = ""
        self._starting = True
        self._first: dict[str, _Measured] = {}
        self._later: dict[str, _Measured] = {}

    def begin(self, now_s: float) -> None:
        """Rendering begins only now: what went before does not count."""
        self._last_s = now_s

    def rendered(self, voice: str, characters: int, sound_s: float, now_s: float) -> None:
        """``voice`` has rendered ``characters`` more, or given them up."""
        gap_s = now_s - self._last_s
        if voice != self._voice:
            self._voice, self._starting = voice, voice not in self._first
        elif gap_s > _TOGETHER_S:
            self._starting = False
        kind = self._first if self._starting else self._later
        kind.setdefault(voice, _Measured()).add(characters, gap_s, sound_s)
        self._left[voice] = max(0, self._left.get(voice, 0) - characters)
        self._last_s = now_s

    def left_s(self, now_s: float) -> float | None:
        """Seconds until all is rendered; None while nothing can be said."""
        per_character = {
            voice: each for voice in self._left if (each := self._per_character_s(voice)) is not None
        }
        if not per_character:
            return None
        average = sum(per_character.values()) / len(per_character)
        whole_s = sum(count * per_character.get(voice, average) for voice, count in self._left.items())
        return max(0.0, whole_s - (now_s - self._last_s))

    def speeds(self) -> dict[str, Speed]:
        """What was measured, by voice, without its start; only where enough of it was heard to tell."""
        quick = {voice: each for voice, each in self._first.items() if each.results >= _MANY}
        return {
            voice: Speed(each.said, each.spent_s, each.sound_s)
            for voice, each in {**quick, **self._later}.items()
            if each.known and each.sound_s
        }

    def _per_character_s(self, voice: str) -> float | None:
        later, first = self._later.get(voice), self._first.get(voice)
        if later is not None and later.known:
            return later.spent_s / later.said
        if voice in self._known:
            return self._known[voice].rendering_s / self._known[voice].characters
        return first.spent_s / first.said if first is not None and first.known else None


def characters_by_voice(lines: Iterable[Line]) -> dict[str, int]:
    """How many characters of ``lines`` each voice has to say, in their order."""
    found: dict[str, int] = {}
    for line in lines:
        found[line.voice.name] = found.get(line.voice.name, 0) + len(line.render.text)
    return found


def speeds_by_voice(lines: Iterable[Line], store: Store) -> dict[str, Speed]:
    """The speeds of the voices of ``lines`` as measured on this machine, by the author's names.

    Of a voice that is new or changed, it is that of the voice of its engine that was measured last.
    """
    known = read(store.folder / NAME)
    found: dict[str, Speed] = {}
    for line in lines:
        speed = known.get(voice_identity(line.plain)) or known.get(line.voice.engine)
        if speed is not None:
            found[line.voice.name] = speed
    return found


def remember_speeds(pace: Pace, lines: Iterable[Line], store: Store) -> None:
    """Keep what ``pace`` measured while ``lines`` were rendered, for the next estimate."""
    measured = pace.speeds()
    new: dict[str, Speed] = {}
    for line in lines:
        if speed := measured.get(line.voice.name):
            new[voice_identity(line)] = new[line.voice.engine] = speed
    if new:
        path = store.folder / NAME
        with contextlib.suppress(NarrateError):  # an estimate is not worth a build, nor hides why one ended
            write(path, {**read(path), **new})


@dataclass(frozen=True, slots=True)
class Estimate:
    """How much sound something will be, and how long rendering it takes here, None where nobody knows."""

    sound_s: float
    rendering_s: float | None


def estimate(characters: Mapping[str, int], speeds: Mapping[str, Speed]) -> Estimate:
    """What so many ``characters`` of each voice are, at the ``speeds`` that are known of some."""
    if not characters:
        return Estimate(0.0, 0.0)
    heard_s = sum(sound_s(number, speeds.get(name)) for name, number in characters.items())
    known = characters.keys() <= speeds.keys()
    return Estimate(heard_s, Pace(characters, speeds, 0.0).left_s(0.0) if known else None)


def sound_s(characters: int, speed: Speed | None = None) -> float:
    """About how many seconds of speech so many characters are; of a voice with this ``speed``, if known."""
    if speed is None:
        return characters / _CHARACTERS_PER_SECOND
    return characters * speed.sound_s / speed.characters


def read(path: Path) -> dict[str, Speed]:
    """The speeds in ``path``, by voice identity and by engine; none where it is absent or damaged."""
    try:
        document = sealed.read(path)
        if document["version"] != _VERSION:
            return {}
        found = {identity: Speed(*values) for identity, values in document["voices"].items()}
        return {identity: speed for identity, speed in found.items() if speed.characters > 0}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write(path: Path, speeds: Mapping[str, Speed]) -> None:
    """Keep ``speeds`` in ``path``."""
    voices = {
        identity: (each.characters, round(each.rendering_s, 3), round(each.sound_s, 3))
        for identity, each in speeds.items()
    }
    sealed.write(path, {"version": _VERSION, "voices": voices})
