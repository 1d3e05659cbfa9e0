"""Clones with narrate against mlx-audio's own ``generate``, on the same checkpoint, in one run.

    python -m benchmarks.engines.csm [--full]

Sixteen utterances of one voice. On the tiny checkpoint of the tests all of them are spoken from beginning to
end. With ``--full`` (6.2 GB of memory) a model of CSM's own size with random weights is measured by its
parts, since it never ends: what it takes before the first frame, and what a frame takes. Each side runs in a
process of its own, whose processor time and peak memory are given.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_TEXTS = [
    "Yes.",
    "Not I, said Ben.",
    "Who has the matches? asked Ada.",
    "The second lamp was lit, and nobody knew why.",
    "He looked into his pockets, and found a button.",
    "It stood where the street ended and the water began.",
    "There was no third lamp, and there never had been one.",
    "The street was dark. Nobody had lit the lamp at the corner, and nobody knew why it was out.",
]
TEXTS = sorted(_TEXTS * 2, key=len)  # as a plan orders them
TRANSCRIPT = "The lamp at the corner had gone out again, and nobody knew the reason why it was."
SPOKEN_S = 4.0
"""Seconds of an utterance for which the figures of the full size are added up."""

_FEW, _MORE = 2, 4  # frames, between which a frame is measured


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--full", action="store_true", help="the model's own size as well")
    arguments.add_argument("--side", choices=["narrate", "mlx-audio"], help=argparse.SUPPRESS)
    arguments.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.side:
        measure = full if asked.full else tiny
        print(json.dumps(measure(asked.side, asked.folder)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _checkpoint(folder)
        ours, theirs = (_side(side, folder) for side in ("narrate", "mlx-audio"))
        print("tiny checkpoint, 16 utterances to their end")
        _print("  seconds of sound a CPU second", ours["rate"], theirs["rate"], ours["rate"] / theirs["rate"])
        _print("  peak memory, MB", ours["memory_mb"], theirs["memory_mb"])
        if asked.full:
            ours, theirs = (_side(side, folder, "--full") for side in ("narrate", "mlx-audio"))
            print("full size, random weights, CPU seconds an utterance")
            _print("  before the first frame", ours["first_s"], theirs["first_s"])
            _print("  a frame of 80 ms", ours["frame_s"], theirs["frame_s"])
            whole = [side["first_s"] + SPOKEN_S * 12.5 * side["frame_s"] for side in (ours, theirs)]
            _print(f"  an utterance of {SPOKEN_S:.0f} s", *whole, whole[1] / whole[0])
            _print("  peak memory, MB", ours["memory_mb"], theirs["memory_mb"])


def tiny(side: str, folder: Path) -> dict[str, float]:
    """Seconds of sound a second of processor time, of all the utterances, after one to warm up."""
    performer, settings = _narrate(folder)
    if side == "narrate":
        renders = [_render(text, place) for place, text in enumerate(TEXTS)]

        def speak() -> float:
            found = [
                each
                for first in range(0, len(renders), 8)  # as a build hands them over
                for each in performer.perform(renders[first : first + 8], settings, 0)
            ]
            return sum(len(each.audio) for each in found) / 24_000
    else:
        model = performer._load(settings).model

        def speak() -> float:
            return sum(_generate(model, settings, text, 90.0) for text in TEXTS)

    performer.perform([_render("Go!", 0)], settings, 0)
    begun_s = time.process_time()
    spoken_s = speak()
    return {"rate": spoken_s / (time.process_time() - begun_s), "memory_mb": _peak_mb()}


def full(side: str, folder: Path) -> dict[str, float]:
    """Seconds of processor time an utterance, before the first frame and for each."""
    performer, settings = _narrate(folder)  # loads a fast BLAS, and so comes before anything that imports mlx
    from narrate.engines.csm import decoding
    from narrate.engines.csm import performer as working

    model = _of_full_size(folder)
    performer._loaded = loaded = working._Loaded(None, model, decoding.Decoder(model, 2048))  # type: ignore[arg-type]
    text = _TEXTS[3]
    if side == "narrate":
        clone = performer._clone(loaded, settings)  # once a voice
        prompt = clone.prompt(model, text)
        rows = loaded.decoder.width

        def speak(frames: int) -> None:
            same = [decoding.Row(prompt, frames, seed) for seed in range(rows)]  # read once, as one would be
            working._decoded(model, loaded.decoder.speak(same, settings.temperature)[0].codes)
    else:
        rows = 1

        def speak(frames: int) -> None:
            _generate(model, settings, text, frames * 0.08)

    few_s, more_s = _cpu_s(speak, _FEW), _cpu_s(speak, _MORE)
    batch_s = (more_s - few_s) / (_MORE - _FEW)
    return {"first_s": few_s - _FEW * batch_s, "frame_s": batch_s / rows, "memory_mb": _peak_mb()}


def _generate(model: Any, settings: Any, text: str, most_s: float) -> float:
    """mlx-audio's own way, as its ``generate`` is meant to be called; seconds of sound."""
    results = model.generate(
        text,
        ref_audio=str(settings.reference),
        ref_text=settings.transcript,
        max_audio_length_ms=most_s * 1000,
    )
    return sum(result.audio.shape[0] for result in results) / 24_000


def _narrate(folder: Path) -> tuple[Any, Any]:
    from narrate.engines.csm.engine import Settings
    from narrate.engines.csm.performer import Performer

    return Performer({}), Settings(folder / "voice.wav", TRANSCRIPT, model=str(folder / "csm"), attempts=1)


def _render(text: str, occurrence: int) -> Any:
    from narrate.model import Render

    return Render("csm", 1, "benchmark", text, (), "en", "", occurrence)


def _checkpoint(folder: Path) -> None:
    """A tiny model, the codec in full size, and a recording."""
    import numpy as np
    import soundfile

    checkpoint = Path(__file__).parents[2] / "tests" / "checkpoints" / "csm.py"
    subprocess.run([sys.executable, checkpoint, folder / "csm"], check=True)
    chance = np.random.default_rng(1)
    at_s = np.arange(5 * 24_000) / 24_000
    swell = np.clip(np.sin(2 * np.pi * 2.2 * at_s) + 0.4, 0, 1)
    soundfile.write(folder / "voice.wav", 0.15 * swell * chance.normal(size=len(at_s)), 24_000)


def _of_full_size(folder: Path) -> Any:
    """mlx-audio's model in CSM's own size, the same numbers over and over; its codec with random ones."""
    import mlx.core as mx
    from mlx.utils import tree_map
    from mlx_audio.codec.models.mimi.mimi import Mimi, mimi_202407
    from mlx_audio.tts.models.sesame import sesame

    few = mx.random.normal((2**20,)) * 0.02

    def filled(old: Any) -> Any:
        size, dtype = old.size, old.dtype
        return (
            mx.tile(few, -(-size // few.size))[:size].reshape(old.shape).astype(dtype)
            if old.ndim > 1
            else old
        )

    tokenizer, from_pretrained = sesame.TOKENIZER_REPO, Mimi.__dict__["from_pretrained"]
    sesame.TOKENIZER_REPO = str(folder / "csm" / "tokenizer")
    Mimi.from_pretrained = classmethod(lambda cls, _: cls(mimi_202407(32)))
    try:
        model = sesame.Model(_configuration())
    finally:
        sesame.TOKENIZER_REPO, Mimi.from_pretrained = tokenizer, from_pretrained
    model.model.update(tree_map(filled, model.model.parameters()))
    mx.eval(model.parameters())
    return model


def _configuration() -> dict[str, Any]:
    """CSM-1B's sizes (sesame/csm-1b)."""
    shared = {
        "attention_bias": False,
        "attention_dropout": 0.0,
        "hidden_act": "silu",
        "initializer_range": 0.02,
        "intermediate_size": 8192,
        "mlp_bias": False,
        "num_codebooks": 32,
        "rms_norm_eps": 1e-5,
        "rope_theta": 500_000,
        "rope_scaling": {"factor": 32.0},
        "use_cache": True,
        "vocab_size": 2051,
    }
    depth = {
        **shared,
        "model_type": "csm_depth_decoder_model",
        "backbone_hidden_size": 2048,
        "hidden_size": 1024,
        "head_dim": 128,
        "num_attention_heads": 8,
        "num_hidden_layers": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 33,
    }
    return {
        **shared,
        "model_type": "csm",
        "backbone_flavor": "llama-1B",
        "decoder_flavor": "llama-100M",
        "text_vocab_size": 128_256,
        "audio_vocab_size": 2051,
        "audio_num_codebooks": 32,
        "hidden_size": 2048,
        "head_dim": 64,
        "num_attention_heads": 32,
        "num_hidden_layers": 16,
        "num_key_value_heads": 8,
        "max_position_embeddings": 2048,
        "depth_decoder_config": depth,
    }


def _side(side: str, folder: Path, *options: str) -> dict[str, float]:
    command = [
        sys.executable,
        "-m",
        "benchmarks.engines.csm",
        "--side",
        side,
        "--folder",
        str(folder),
        *options,
    ]
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return found


def _cpu_s(speak: Callable[[int], None], frames: int) -> float:
    begun_s = time.process_time()
    speak(frames)
    return time.process_time() - begun_s


def _peak_mb() -> float:
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def _print(what: str, ours: float, theirs: float, ratio: float | None = None) -> None:
    times = f"{ratio:8.1f} x" if ratio else ""
    print(f"{what:36}narrate {ours:8.2f}   mlx-audio {theirs:8.2f}{times}")


if __name__ == "__main__":
    main()
