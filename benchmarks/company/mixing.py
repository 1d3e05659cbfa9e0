"""Recordings of which it is known what is in them, made from recordings of one reader each.

Readers and tunes are in five groups. Half of the mixtures are made within a group: those can be judged by
what was learned without the group, neither of whose voices was then heard before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.company.tunes import KINDS, RATE_HZ, tune
from narrate.errors import NarrateError
from narrate.sound.resample import resampled
from narrate.voices.decode import decode

Sound = NDArray[np.float32]
Lot = np.random.Generator

GROUPS = 5
TOGETHER_DB = (0, -5, -10, -15)
MUSIC_DB = (10, 0, -5, -10, -15, -20, -25)
LEVEL_DB = -23.0
_SHORTEST_S = 2.2


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """``sound`` (n,) at 16 kHz, and what it is: ``kind`` and ``level_db`` of what was added, or 0.

    ``group`` is the one that all in it belong to, -1 if they are of several, which are in ``groups``.
    """

    sound: Sound
    kind: str
    level_db: int
    name: str
    groups: frozenset[int]
    music: bool = False
    speakers: int = 1

    @property
    def group(self) -> int:
        """The group of everything in it; -1 where there are two."""
        return next(iter(self.groups)) if len(self.groups) == 1 else -1


def readers(folder: Path) -> Mapping[str, Sequence[Sound]]:
    """The recordings below ``folder`` by reader: a subfolder's name, or a file's up to the first "_"."""
    found: dict[str, list[Sound]] = {}
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        name = file.parent.name if file.parent != folder else file.stem.partition("_")[0]
        try:
            recording = decode(file)
        except NarrateError:
            continue
        found.setdefault(name, []).append(resampled(recording.audio, recording.sample_rate, RATE_HZ))
    return found


def groups(names: Sequence[str]) -> Mapping[str, int]:
    """The group of each of ``names``; those of one machine (up to the first "_") are in the same."""
    families = sorted({name.partition("_")[0] for name in names})
    return {name: families.index(name.partition("_")[0]) % GROUPS for name in names}


def single(people: Mapping[str, Sequence[Sound]]) -> Iterator[Clip]:
    """Every recording as it is."""
    group = groups(list(people))
    for name, sounds in people.items():
        for sound in sounds:
            yield Clip(sound, "alone", 0, name, frozenset({group[name]}))


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What clips are made of: recordings of readers ``people``, and ``tunes`` besides those made here."""

    people: Mapping[str, Sequence[Sound]]
    tunes: Mapping[str, Sequence[Sound]]

    def group(self, name: str) -> int:
        """The group of a reader."""
        return groups(list(self.people))[name]

    def clips(self, seed: int) -> Iterator[Clip]:
        """For each reader one or more of every kind, by a lot drawn from ``seed``."""
        lot = np.random.default_rng(seed)
        for name in self.people:
            yield from self._one(name, lot)
            yield from self._two(name, lot)
            yield from self._music(name, lot)

    def _one(self, name: str, lot: Lot) -> Iterator[Clip]:
        sounds, own = self.people[name], frozenset({self.group(name)})
        yield Clip(_worse(_levelled(_some(sounds, lot)), lot), "degraded", 0, name, own)
        yield Clip(room(_some(sounds, lot), lot), "in a room", 0, name, own)
        yield Clip(noisy(_some(sounds, lot), lot.uniform(8, 25), lot), "noise", 0, name, own)
        yield Clip(humming(_some(sounds, lot), lot.uniform(8, 25), lot), "hum", 0, name, own)

    def _two(self, name: str, lot: Lot) -> Iterator[Clip]:
        for level in TOGETHER_DB:
            names, both, first, second = self._pair(name, lot)
            sound = under(first, second, level)
            sound = _worse(sound, lot) if lot.random() < 0.4 else sound
            yield Clip(sound, "together", level, names, both, speakers=2)
        names, both, first, second = self._pair(name, lot)
        start = lot.uniform(0, 0.6)
        sound = under(first, second, -lot.uniform(0, 6), (start, start + 0.4))
        yield Clip(sound, "together for 40 %", 0, names, both, speakers=2)
        for kind, pauses in (("turns", (0.0, 0.05)), ("turns, pauses", (0.2, 0.6))):
            names, both, first, second = self._pair(name, lot)
            yield Clip(turns(first, second, pauses, lot), kind, 0, names, both, speakers=2)
        names, both, first, second = self._pair(name, lot)
        pause = np.zeros(RATE_HZ // 4, np.float32)
        sound = np.concatenate([_levelled(first), pause, _levelled(second)[: 4 * RATE_HZ]])
        yield Clip(sound, "one, then the other", 0, names, both, speakers=2)

    def _music(self, name: str, lot: Lot) -> Iterator[Clip]:
        played = groups([*self.tunes, *KINDS])
        own = self.group(name)
        for level in (*lot.choice(MUSIC_DB, 3, replace=False).tolist(), None):
            near = lot.random() < 0.5
            title = str(lot.choice([title for title, of in played.items() if not near or of == own]))
            speech = _some(self.people[name], lot)
            piece = _piece(title, self.tunes, len(speech) / RATE_HZ, lot)
            sound = _levelled(piece) if level is None else under(speech, piece, level)
            sound = _worse(sound, lot) if lot.random() < 0.3 else sound
            kind = "music alone" if level is None else "music under speech"
            both = frozenset({own, played[title]})
            yield Clip(sound, kind, level or 0, f"{name} + {title}", both, music=True)

    def _pair(self, name: str, lot: Lot) -> tuple[str, frozenset[int], Sound, Sound]:
        """Parts of the recordings of a reader and of another, half of the time one of the same group."""
        own, near = self.group(name), lot.random() < 0.5
        family = name.partition("_")[0]
        strangers = [other for other in self.people if other.partition("_")[0] != family]
        others = [other for other in strangers if not near or self.group(other) == own]
        other = str(lot.choice(others or [other for other in self.people if other != name]))
        first, second = _some(self.people[name], lot, 4, 12), _some(self.people[other], lot, 4, 12)
        return f"{name} and {other}", frozenset({own, self.group(other)}), first, second


def under(sound: Sound, other: Sound, level_db: float, part: tuple[float, float] = (0.0, 1.0)) -> Sound:
    """``other`` at ``level_db`` of ``sound`` (n,), added in ``part`` of it, over and over if it is short."""
    start, end = round(part[0] * len(sound)), round(part[1] * len(sound))
    mixed = _levelled(sound).copy()
    mixed[start:end] += np.resize(_levelled(other, LEVEL_DB + level_db), len(sound))[start:end]
    return mixed


def turns(first: Sound, second: Sound, pauses_s: tuple[float, float], lot: Lot) -> Sound:
    """The two after one another, 1.5 to 4 s each, over faint noise, until one has no more to say."""
    sources = [_levelled(first), _levelled(second, LEVEL_DB + lot.uniform(-4, 4))]
    parts: list[Sound] = []
    while all(len(source) >= RATE_HZ for source in sources):
        count = round(lot.uniform(1.5, 4) * RATE_HZ)
        parts += [sources[0][:count], np.zeros(round(lot.uniform(*pauses_s) * RATE_HZ), np.float32)]
        sources = [sources[1], sources[0][count:]]
    sound = np.concatenate(parts)
    return (sound + 10 ** (-75 / 20) * lot.standard_normal(len(sound))).astype(np.float32)


def room(sound: Sound, lot: Lot) -> Sound:
    """``sound`` in a room that rings for 0.2 to 0.8 s, a third to all as loud as the voice itself."""
    count = round(lot.uniform(0.2, 0.8) * RATE_HZ)
    ringing = lot.standard_normal(count) * 10 ** (-3 * np.arange(count) / count)
    ringing *= lot.uniform(0.3, 1) / np.sqrt(np.square(ringing).sum())
    ringing[0] = 1
    size = 1 << (len(sound) + count).bit_length()
    heard = np.fft.irfft(np.fft.rfft(_levelled(sound), size) * np.fft.rfft(ringing, size), size)
    return heard[: len(sound)].astype(np.float32)


def noisy(sound: Sound, snr_db: float, lot: Lot) -> Sound:
    """``sound`` under white, pink or brown noise."""
    bins = np.fft.rfft(lot.standard_normal(len(sound)))
    bins /= np.arange(1, len(bins) + 1) ** lot.choice((0.0, 0.5, 1.0))
    return _plus(sound, np.fft.irfft(bins, len(sound)), snr_db)


def humming(sound: Sound, snr_db: float, lot: Lot) -> Sound:
    """``sound`` under the mains' hum, or a fan's: a dozen partials of one tone, and faint noise."""
    time_s = np.arange(len(sound)) / RATE_HZ
    hz = lot.choice((50.0, 60.0, 100.0, 120.0, lot.uniform(40, 200)))
    partials = sum(
        lot.uniform(0.3, 1) * np.sin(2 * np.pi * hz * k * time_s + lot.uniform(0, 6)) / k
        for k in range(1, 13)
    )
    return noisy(_plus(sound, np.asarray(partials), snr_db), lot.uniform(20, 40), lot)


def _plus(sound: Sound, noise: NDArray[np.float64], snr_db: float) -> Sound:
    noise = noise * 10 ** ((LEVEL_DB - snr_db) / 20) / np.sqrt(np.square(noise).mean())
    return (_levelled(sound) + noise).astype(np.float32)


def _worse(sound: Sound, lot: Lot) -> Sound:
    """``sound`` in one of six lesser states, or as it is."""
    states: Sequence[Callable[[], Sound]] = (
        lambda: room(sound, lot),
        lambda: noisy(sound, lot.uniform(12, 35), lot),
        lambda: humming(sound, lot.uniform(10, 30), lot),
        lambda: resampled(resampled(sound, RATE_HZ, 8000), 8000, RATE_HZ),
        lambda: _tilted(sound, lot.uniform(-0.3, 0.3)),
        lambda: np.clip(sound, -0.4 * float(np.abs(sound).max()), 0.4 * float(np.abs(sound).max())),
    )
    state = lot.integers(len(states) + 2)
    return states[state]() if state < len(states) else sound


def _tilted(sound: Sound, power: float) -> Sound:
    """``sound`` through a microphone that favours high or low tones."""
    bins, hertz = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    return np.fft.irfft(bins * (np.maximum(hertz, 50) / 1000) ** power, len(sound)).astype(np.float32)


def _some(sounds: Sequence[Sound], lot: Lot, least_s: float = 3, most_s: float = 12) -> Sound:
    """A part of one of ``sounds``; what is shorter than 2.2 s twice."""
    sound = sounds[lot.integers(len(sounds))]
    count = round(lot.uniform(least_s, most_s) * RATE_HZ)
    if len(sound) > count:
        start = lot.integers(len(sound) - count)
        sound = sound[start : start + count]
    return sound if len(sound) >= _SHORTEST_S * RATE_HZ else np.tile(sound, 2)


def _piece(title: str, tunes: Mapping[str, Sequence[Sound]], seconds: float, lot: Lot) -> Sound:
    if title in KINDS:
        return tune(title, seconds, lot)
    sound = tunes[title][lot.integers(len(tunes[title]))]
    start = lot.integers(max(1, len(sound) - round(seconds * RATE_HZ)))
    return sound[start : start + round(seconds * RATE_HZ)]


def _levelled(sound: Sound, level_db: float = LEVEL_DB) -> Sound:
    """``sound`` with the loud parts' RMS at ``level_db``: those within 30 dB of the loudest 20 ms."""
    frames = sound[: len(sound) // 320 * 320].reshape(-1, 320)
    power = np.square(frames, dtype=np.float64).mean(axis=1)
    loud = power[power >= power.max(initial=0) / 1000].mean() if len(power) else 0.0
    return (sound * 10 ** (level_db / 20) / np.sqrt(loud + 1e-12)).astype(np.float32)
