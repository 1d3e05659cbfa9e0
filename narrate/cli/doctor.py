"""``narrate doctor``: whether this machine has what narrate needs, tried rather than looked up."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass

import click

from narrate import __version__
from narrate.cli.options import json_option
from narrate.errors import Exit


@dataclass(frozen=True, slots=True)
class Examination:
    """One thing looked at. ``needed``: nothing works without it."""

    name: str
    ok: bool
    found: str
    hint: str = ""
    needed: bool = False


@click.command("doctor")
@json_option
def command(*, as_json: bool) -> int:
    """Check that this machine has what narrate needs.

    Speaks a word in the embedded voice, encodes it, and starts MLX. Exits with 5 if something needed fails.
    """
    results = [examine() for examine in _EXAMINATIONS]
    for result in results:
        if as_json:
            fields = {name: getattr(result, name) for name in Examination.__slots__}
            click.echo(json.dumps(fields, ensure_ascii=False))
        else:
            sign = click.style("✓", fg="green") if result.ok else click.style("✗", fg="red")
            click.echo(f"{sign} {result.name:<16} {result.found}")
            if not result.ok and result.hint:
                click.echo(f"  {'':<16} hint: {result.hint}")
    return Exit.MISSING if any(result.needed and not result.ok for result in results) else Exit.DONE


def _python() -> Examination:
    found = f"narrate {__version__}, Python {platform.python_version()}, {platform.platform()}"
    supported = (3, 11) <= sys.version_info < (3, 13)
    return Examination("narrate", supported, found, "use Python 3.11 or 3.12", needed=True)


def _embedded_voice() -> Examination:
    from narrate.engines.base import EngineFailed
    from narrate.engines.espeak.engine import Espeak, Settings
    from narrate.errors import MissingTool
    from narrate.model import Render
    from narrate.sound.measure import faults, measure

    render = Render("espeak", Espeak.revision, "{}", "Hello.", (), "en", "", 0)
    try:
        with Espeak() as engine:
            sound = engine.perform(render, Settings())
    except (MissingTool, EngineFailed) as error:
        return Examination("embedded voice", ok=False, found=str(error), needed=True)
    measured = measure(sound.audio, sound.sample_rate_hz)
    wrong = faults(sound.audio, sound.sample_rate_hz, measured)
    seconds = len(sound.audio) / sound.sample_rate_hz
    found = f"spoke {seconds:.1f} s at {sound.sample_rate_hz} Hz" if not wrong else " and ".join(wrong)
    return Examination("embedded voice", not wrong, found, needed=True)


def _encoders() -> Examination:
    import soundfile

    formats = soundfile.available_formats()
    missing = [name for name in ("FLAC", "MP3") if name not in formats]
    found = f"libsndfile {soundfile.__libsndfile_version__}"
    hint = f"this libsndfile lacks {' and '.join(missing)}: pip install --force-reinstall soundfile"
    return Examination("FLAC and MP3", not missing, found, hint, needed=True)


def _mlx() -> Examination:
    from narrate.engines.base import EngineFailed
    from narrate.engines.on_mlx.engine import START_MLX
    from narrate.engines.on_mlx.linux_cpu import HOW_TO_GET_ONE
    from narrate.engines.processes.process import Process, ProcessDied
    from narrate.errors import MissingTool

    process = Process("narrate.engines.on_mlx.machine:Machine", before=START_MLX)
    try:
        machine = process.ask("examine")
    except (EngineFailed, ProcessDied, MissingTool) as error:
        hint = getattr(error, "hint", "") or "Kokoro and CSM need it; reinstall narrate"
        return Examination("MLX", ok=False, found=f"does not start: {error}", hint=hint)
    finally:
        process.stop()
    arithmetic = machine.arithmetic
    with_ = f" with {arithmetic.blas}" if arithmetic.blas else ""
    found = (
        f"mlx {machine.version} on {machine.device}{with_}, {machine.matrices:.0f} GFLOP/s in matrices "
        f"and {machine.convolutions:.0f} in convolutions"
    )
    if arithmetic.note:
        found += f" ({arithmetic.note})"
    hint = f"models speak about ten times slower than they could here: {HOW_TO_GET_ONE}"
    return Examination("MLX", not machine.slow, found, hint)


def _tagger() -> Examination:
    from narrate.engines.models import tagger_files

    place = tagger_files.installed()
    rules = "narrate's own rules (spaCy's model is fetched by narrate models pull)"
    return Examination("English tagger", ok=True, found=f"spaCy's {place.name}" if place else rules)


def _packages() -> Examination:
    names = ("mlx-audio", "misaki", "spacy")
    try:
        found = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    except importlib.metadata.PackageNotFoundError as error:
        return Examination("model packages", ok=False, found=f"{error.name} is not installed")
    return Examination("model packages", ok=True, found=found)


def _player() -> Examination:
    from narrate.ui import player

    found = player.find()
    hint = "install mpv or ffmpeg to hear previews"
    return Examination("player", found is not None, found[0] if found else "none", hint)


def _ffmpeg() -> Examination:
    path = shutil.which("ffmpeg")
    return Examination(
        "ffmpeg", ok=True, found=path or "not installed: only references in m4a, aac, mp4 or webm need it"
    )


_EXAMINATIONS: tuple[Callable[[], Examination], ...] = (
    _python,
    _embedded_voice,
    _encoders,
    _mlx,
    _packages,
    _tagger,
    _player,
    _ffmpeg,
)
