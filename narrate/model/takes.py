"""Renders and takes: a request for sound, and the sound."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from narrate.model.canonical import canonical_json
from narrate.model.script import Phonemes


@dataclass(frozen=True, slots=True)
class Render:
    """A request for one take: exactly what can change its sound, and nothing else.

    ``voice`` is the engine's fingerprint of the voice as canonical JSON: model, revision, hashes of
    references, parameters. ``occurrence`` counts equal renders within a chapter from 0, so that two
    "Yes." need not be the same recording. ``take`` counts from 1. ``transform``, canonical JSON, is what is
    done to the sound of the engine's own take, the ``plain`` one; "" for nothing.
    """

    engine: str
    engine_revision: int
    voice: str
    text: str
    ipa: tuple[Phonemes, ...]
    language: str
    style: str
    occurrence: int
    take: int = 1
    transform: str = ""

    @property
    def key(self) -> str:
        """The render's identity: SHA-256, in hex, of its ``fields`` as canonical JSON."""
        return _key(self)

    @property
    def fields(self) -> Mapping[str, object]:
        """What it consists of, by name. A take that is not transformed has no word of that."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return values if self.transform else {name: values[name] for name in values if name != "transform"}

    @property
    def plain(self) -> Render:
        """The request for what the engine renders, which is then transformed; itself, if nothing is."""
        return replace(self, transform="") if self.transform else self

    @property
    def seed(self) -> int:
        """A 32-bit seed derived from the key: stable per utterance, whatever the order of rendering."""
        return int(self.key[:8], 16)


@functools.lru_cache(maxsize=1 << 16)
def _key(render: Render) -> str:
    # A build asks for each several times, and what stands in a render never changes.
    return hashlib.sha256(canonical_json({"key": 1, **render.fields}).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Word:
    """When a word, characters ``start:end`` of the spoken text, is heard: seconds from the take's start."""

    start: int
    end: int
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Measure:
    """What mastering needs to know of a take, measured once.

    ``begin:end`` are the samples worth keeping. ``loudness`` counts gating blocks per 0.1 LU as (bin, count)
    pairs, so that a voice's loudness is a sum over its takes. ``peak`` is the largest sample, 0 to 1.
    ``rms_db`` is the plain level of what is kept; takes that were measured before it was asked for lack it.
    """

    begin: int
    end: int
    loudness: tuple[tuple[int, int], ...]
    peak: float
    rms_db: float | None = None


@dataclass(frozen=True, slots=True)
class Take:
    """The answer to a render: a recording in the store, its timings and what checks found wrong with it.

    ``phonemes`` is what the model was given, where that was not the text. ``attempts`` were made at it.
    ``made_from`` is the key of the plain take that it was made from, where it is transformed.
    """

    key: str
    blob: str  # SHA-256 of the FLAC file in the store
    sample_rate: int
    samples: int
    measure: Measure
    words: tuple[Word, ...] = ()
    phonemes: str = ""
    faults: tuple[str, ...] = ()
    attempts: int = 1
    made_with: Mapping[str, str] = field(default_factory=dict, hash=False)
    made_from: str = ""

    @property
    def duration_s(self) -> float:
        """Seconds of sound, before any trimming."""
        return self.samples / self.sample_rate
