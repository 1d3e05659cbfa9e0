"""CSM at work, in a process of its own: one model, the voices that it has heard, and take after take."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from narrate.engines.base import EngineFailed, Performance, content_of
from narrate.engines.csm import checks, sources
from narrate.engines.csm.engine import Settings
from narrate.engines.models.weights import Pins
from narrate.engines.on_mlx import performing
from narrate.errors import MissingTool
from narrate.model import Render

if TYPE_CHECKING:
    from narrate.engines.csm.clone import Clone
    from narrate.engines.csm.decoding import Decoder, Prompt, Speech

_CACHE_BYTES = 2**29
"""What MLX may keep of memory that it no longer needs: every length of a batch would leave its own behind."""


@dataclass(slots=True)
class _Loaded:
    """A model in memory, and the voices encoded with it, by the hashes of the recordings and their words."""

    folders: sources.Folders
    model: Any
    decoder: Decoder
    clones: dict[tuple[tuple[str, str], ...], Clone] = field(default_factory=dict)


@dataclass(slots=True)
class _Line:
    """A text on its way: ``attempt`` is the next to make, ``best`` the best of those that were wanting."""

    render: Render
    prompt: Prompt
    most: int
    expected_s: float
    attempt: int
    best: Performance | None = None
    done: Performance | None = None


class Performer:
    """Holds one model at a time. All its methods are called in one thread of one process."""

    def __init__(self, pins: Pins) -> None:
        self._pins = pins
        self._loaded: _Loaded | None = None
        mark = sources.watermark_version()
        self._made_with = {**_begin(), "watermark": f"silentcipher {mark}" if mark else "none"}

    def perform(
        self, renders: Sequence[Render], settings: Settings, tried: int
    ) -> list[Performance | EngineFailed]:
        """Speak each of ``renders``, each as if alone; attempts after the first ``tried``.

        What fails its checks is tried again with the next seed, up to ``settings.attempts`` times (once, at a
        temperature of 0); if none passes, the best is given with its faults. Raises MissingTool and, for the
        recording, NarrateError.
        """
        loaded = self._load(settings)
        clone = self._clone(loaded, settings)
        found: list[_Line | EngineFailed] = [self._line(loaded, clone, render, tried) for render in renders]
        until = tried + (settings.attempts if settings.temperature > 0 else 1)  # without chance all are alike
        waiting = [each for each in found if isinstance(each, _Line)]
        share = 1
        while waiting:
            self._round(loaded, waiting, settings.temperature, min(share, until - waiting[0].attempt))
            waiting = [line for line in waiting if line.done is None and line.attempt < until]
            # Places that are free cost nothing: they make the attempts after the next at the same time.
            share = max(1, loaded.decoder.width // max(1, len(waiting)))
        return [each if isinstance(each, EngineFailed) else _given(each) for each in found]

    def _round(self, loaded: _Loaded, lines: list[_Line], temperature: float, share: int) -> None:
        """Make the next ``share`` attempts at each of ``lines``."""
        from narrate.engines.csm.decoding import Row

        jobs = [(line, line.attempt + ahead) for line in lines for ahead in range(share)]
        jobs.sort(key=lambda job: (job[0].prompt.length, job[0].most))
        spoken: dict[tuple[int, int], Speech] = {}
        for _, alike in groupby(jobs, key=lambda job: job[0].prompt.length):
            for batch in _in_parts(list(alike), loaded.decoder.width):
                rows = [Row(line.prompt, line.most, _seed(line.render, attempt)) for line, attempt in batch]
                for (line, attempt), speech in zip(
                    batch, loaded.decoder.speak(rows, temperature), strict=True
                ):
                    spoken[id(line), attempt] = speech
        for line in lines:
            for _ in range(share):
                result = self._judged(loaded.model, line, spoken[id(line), line.attempt])
                line.attempt += 1
                if not result.faults:
                    line.done = result
                    break
                if line.best is None or _rank(result) < _rank(line.best):
                    line.best = result

    def _judged(self, model: Any, line: _Line, speech: Speech) -> Performance:
        """The sound of ``speech``, marked and checked; attempts counted with this one."""
        rate_hz = int(model.sample_rate)
        audio = _decoded(model, speech.codes)
        return Performance(
            audio=audio,
            sample_rate_hz=rate_hz,
            faults=checks.faults(audio, rate_hz, line.expected_s, ended=speech.ended),
            attempts=line.attempt + 1,
            made_with=self._made_with,
        )

    def _line(self, loaded: _Loaded, clone: Clone, render: Render, tried: int) -> _Line | EngineFailed:
        from narrate.engines.csm.decoding import POSITIONS

        prompt = clone.prompt(loaded.model, render.text)
        seconds = checks.expected_s(render.text, clone.pace)
        most = min(checks.most_frames(render.text, clone.pace), POSITIONS - prompt.length)
        if most < seconds * checks.FRAMES_PER_S:
            return EngineFailed(
                f"recordings and text fill {prompt.length} of the model's {POSITIONS} positions, and about "
                f"{seconds:.0f} s of speech do not fit into the rest; use shorter recordings"
            )
        return _Line(render, prompt, most, seconds, tried)

    def _clone(self, loaded: _Loaded, settings: Settings) -> Clone:
        """The voice of ``settings``; encoded when it is first asked for, and when a recording changed."""
        from narrate.engines.csm.clone import Clone
        from narrate.voices import reference

        spoken = [(settings.reference, settings.transcript)]
        if settings.further is not None:
            spoken.append((settings.further.reference, settings.further.transcript))
        key = tuple((content_of(file), reference.one_line(words)) for file, words in spoken)
        if key not in loaded.clones:
            rate_hz = int(loaded.model.sample_rate)
            loaded.clones[key] = Clone.of(
                loaded.model, *(reference.load(file, words, rate_hz) for file, words in spoken)
            )
        return loaded.clones[key]

    def _load(self, settings: Settings) -> _Loaded:
        folders = sources.folders(sources.model(settings.model, settings.revision), self._pins)
        if self._loaded is None or self._loaded.folders != folders:
            from narrate.engines.csm.decoding import Decoder
            from narrate.engines.csm.loading import load

            self._loaded = None
            performing.free()
            model = load(folders)
            books, codec = int(model.model.args.audio_num_codebooks), model._audio_tokenizer.cfg
            if codec.quantizer_nq != books:
                raise MissingTool(
                    f"the CSM model in {folders.model} has {books} codebooks and its codec "
                    f"{codec.quantizer_nq}",
                    hint="put the codec that belongs to it into its folder codec/",
                )
            self._loaded = _Loaded(folders, model, Decoder(model, int(codec.quantizer_bins)))
        return self._loaded


def _begin() -> Mapping[str, str]:
    made_with = performing.begin(_CACHE_BYTES)
    import mlx.core as mx

    if made_with["device"] == "cpu":
        mx.disable_compile()  # there it runs a C++ compiler for each kernel, for no gain
    return made_with


def _decoded(model: Any, codes: NDArray[np.int32]) -> NDArray[np.float32]:
    """``codes`` (codebooks, n) as sound, all at once: what was decoded before leaves no trace in it."""
    import mlx.core as mx
    from mlx_audio.tts.models.sesame import sesame

    if not codes.shape[1]:
        return np.empty(0, np.float32)
    codec = model._audio_tokenizer
    audio = np.array(codec.decode(mx.array(codes)[None])[0, 0].astype(mx.float32))
    codec.reset_state()  # it would keep the last utterance in memory
    if model._watermarker is not None and model._watermark_key is not None and np.isfinite(audio).all():
        marked = sesame.watermark(
            model._watermarker, mx.array(audio), int(model.sample_rate), model._watermark_key
        )
        audio = np.array(marked, np.float32)
    return audio


def _given(line: _Line) -> Performance:
    """What passed, or else the best, with the number of all attempts."""
    if line.done is not None:
        return line.done
    assert line.best is not None  # noqa: S101 - at least one attempt was made
    return replace(line.best, attempts=line.attempt)


def _rank(performance: Performance) -> tuple[bool, int]:
    """Less is better: sound before none, then fewer faults."""
    return "not a number" in performance.faults or not len(performance.audio), len(performance.faults)


def _seed(render: Render, attempt: int) -> int:
    """64 bits for an attempt at ``render``: of nothing else than what is asked for and how often."""
    return int.from_bytes(hashlib.sha256(f"csm {render.seed} {attempt}".encode()).digest()[:8])


def _in_parts(jobs: list[tuple[_Line, int]], width: int) -> Iterator[list[tuple[_Line, int]]]:
    for start in range(0, len(jobs), width):
        yield jobs[start : start + width]
