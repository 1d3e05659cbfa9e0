"""Whether finished sound has the levels that are asked for, measured with ffmpeg on the files of builds.

The sample project in embedded voices that are set 17 LU apart, with a constant part and noise in every take;
with ``--recordings``, also a project of one line for each WAV file of a folder, used as a person's recording
of it. All that is heard of a voice in the FLAC files is measured together by ffmpeg's ebur128.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from narrate.build import levels, lock
from narrate.build.book import build
from narrate.build.events import Failed, Warned
from narrate.build.pieces import ChapterPieces, chapter_pieces, edition
from narrate.build.prepare import plan_of, prepare, store_of
from narrate.build.reckoning import Reckoning, reckoned
from narrate.build.request import Request
from narrate.build.taking import Reel
from narrate.project.load import load
from narrate.sound.decibels import amplitude_of
from narrate.sound.measure import measure
from narrate.sound.pcm import decode, encode_flac

SAMPLE = Path(__file__).parent.parent / "projects" / "the-lamplighters-ledger"
VOICES = ("+m3", "+f2", "+m7")
CAST = """\
[cast]
narrator = "teller"
others = "narrator"
"Mrs. Quill" = { voice = "b", aliases = ["Quill", "the clerk"] }
Pim = { voice = "a" }
"Mr. Lusk" = { voice = "c", aliases = ["Lusk", "the gentleman", "the claimant"] }
"Captain Brandreth" = { voice = "b", aliases = ["Brandreth", "the captain"] }
"Dr. Tench" = { voice = "c", aliases = ["Tench", "the Weighmaster"] }
"""
JUDGED = {"flac": "master", "mp3": "acx", "m4b": "m4b"}
"""The formats that are written, and how the referee judges each."""

APART_LUFS = (-37.5, -27.0, -20.5, -30.0)
"""What the four voices are set to: 17 LU apart."""

WORDS = "When the lamps were lit, the street was quiet, and the clerk went home along the water."
CONSTANT, NOISE_DB = 0.012, -68.0


def main() -> None:
    """Build, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=Path, help="a folder of WAV files")
    parser.add_argument("--project", type=Path, help="a project to build, in a copy, and measure as well")
    parser.add_argument(
        "--referee", type=Path, help="a script that judges files: --strict --profile master|acx|m4b FILE"
    )
    asked = parser.parse_args()
    if shutil.which("ffmpeg") is None:
        sys.exit("ffmpeg is not installed")
    with tempfile.TemporaryDirectory(prefix="narrate-levels-") as room:
        folder = _sample(Path(room) / "sample")
        _build(folder)
        _set_apart(folder)
        _report("the sample, four embedded voices set 17 LU apart", folder, asked.referee)
        if asked.recordings:
            folder = _recorded(Path(room) / "recorded", sorted(asked.recordings.glob("*.wav")))
            _report(f"recordings of {asked.recordings.name}", folder, asked.referee)
        if asked.project:
            folder = Path(room) / "project"
            shutil.copytree(asked.project, folder, ignore=shutil.ignore_patterns("dist"))
            _report(asked.project.name, folder, asked.referee)


def _sample(folder: Path) -> Path:
    """The sample with four voices instead of its seven."""
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("dist", ".narrate", "narration.lock"))
    toml = (folder / "narration.toml").read_text("utf-8")
    voices = "".join(
        f'[voices.{name}]\nengine = "espeak"\nvoice = "{variant}"\n\n'
        for name, variant in zip("abc", VOICES, strict=True)
    )
    before, after = toml[: toml.index("[cast]")], toml[toml.index("[pronounce]") :]
    (folder / "narration.toml").write_text(f"{before}{voices}{CAST}\n{after}", "utf-8")
    return folder


def _build(folder: Path) -> None:
    for event in build(Request(load(folder))):
        if isinstance(event, Failed):
            sys.exit(f"{event.id} was not rendered: {event.reason}")
        if isinstance(event, Warned):
            print(f"  {event.problem}")


def _set_apart(folder: Path) -> None:
    """Make every take as loud as its voice is to be, with a constant part and noise in it."""
    project = prepare(load(folder)).project
    store = store_of(project)
    known = lock.read(folder / lock.NAME).levels
    wanted = dict(zip(sorted(known, key=lambda identity: known[identity].name), APART_LUFS, strict=True))
    random = np.random.default_rng(6)
    for line in plan_of(prepare(project), store).lines:
        identity = levels.voice_identity(line)
        take = store.get(line.render.key)
        audio = decode(store.sound(take)).audio
        audio *= amplitude_of(wanted[identity] - known[identity].loudness_lufs)
        noise = random.standard_normal(len(audio)) * amplitude_of(NOISE_DB)
        audio = (audio + CONSTANT + noise).astype(np.float32)
        flac = encode_flac(audio, take.sample_rate)
        digest = hashlib.sha256(flac).hexdigest()
        store.put(line.render, replace(take, blob=digest, measure=measure(audio, take.sample_rate)), flac)
    (folder / lock.NAME).unlink()  # with the levels that were measured
    shutil.rmtree(folder / "dist")
    for memory in (folder / ".narrate").glob("*.json"):
        memory.unlink()


def _recorded(folder: Path, files: list[Path]) -> Path:
    """A project of one chapter, each of whose lines is one of ``files``."""
    folder.mkdir()
    lines = "\n\n".join(f"{number}: {WORDS}" for number in range(1, len(files) + 1))
    (folder / "book.md").write_text(f"{lines}\n", "utf-8")
    (folder / "narration.toml").write_text(
        '[book]\ntitle = "Recordings"\nauthor = "Several"\nmanuscript = "book.md"\ncover = "cover.png"\n',
        "utf-8",
    )
    shutil.copy(SAMPLE / "cover.png", folder)
    reel = Reel(load(folder))
    lines_read = plan_of(prepare(load(folder)), store_of(load(folder))).lines
    for line, file in zip(lines_read, files, strict=True):
        for _ in reel.record(reel.line(line.utterance.id), file, accept=True):
            pass
    return folder


def _report(title: str, folder: Path, referee: Path | None) -> None:
    print(f"\n{title}")
    _deliver_everything(folder)
    _build(folder)
    heard: dict[str, list[NDArray[np.float32]]] = {}
    raw: dict[str, float] = {}
    levelled = []
    for chapter in _chapters(folder):
        audio, rate_hz = soundfile.read(chapter.file, dtype="float32")
        if len(audio) != chapter.reckoning.samples:
            sys.exit(f"{chapter.file} is {len(audio)} samples long, and not {chapter.reckoning.samples}")
        told = chapter.told
        levelled.append(
            f"  chapter {told['number']}: {told['duration_s']:.1f} s, trim {told['trim_db']:+.1f} dB, RMS "
            f"{told['rms_db']:.2f} dB (forecast {chapter.reckoning.rms_db:.2f}), "
            f"{told['loudness_lufs']:.2f} LUFS"
        )
        pieces = chapter.pieces
        marks = chapter.reckoning.marks
        for line, mark, level in zip(pieces.plan.lines, marks, pieces.levels_lufs, strict=True):
            who = line.voice.name if line.render.engine != "recording" else f"recording {line.utterance.id}"
            heard.setdefault(who, []).append(audio[mark.start : mark.end])
            raw[who] = level
    print(f"  {'voice':<28}{'raw LUFS':>10}{'ffmpeg LUFS':>13}{'true peak':>11}")
    measured = {who: _ebur128(np.concatenate(sounds), rate_hz, folder) for who, sounds in heard.items()}
    for who, (lufs, peak) in measured.items():
        print(f"  {who:<28}{raw[who]:>10.1f}{lufs:>13.1f}{peak:>11.1f}")
    apart = [_span(raw.values()), _span(lufs for lufs, _ in measured.values())]
    print(f"  raw {apart[0]:.1f} LU apart, mastered {apart[1]:.1f} LU", *levelled, sep="\n")
    if referee:
        _judge(folder, referee)


def _deliver_everything(folder: Path) -> None:
    """Have the project write each format that the referee judges."""
    toml = folder / "narration.toml"
    text = re.sub(r"^formats = .*$", "", toml.read_text("utf-8"), flags=re.MULTILINE)
    table = "" if "[output]" in text else "\n[output]\n"
    text = (text + table).replace("[output]\n", f"[output]\nformats = {json.dumps(list(JUDGED))}\n", 1)
    toml.write_text(text, "utf-8")


def _span(values: Iterable[float]) -> float:
    kept = list(values)
    return max(kept) - min(kept)


def _judge(folder: Path, referee: Path) -> None:
    for name, profile in JUDGED.items():
        for file in sorted((folder / "dist" / name).glob("*")):
            command = [sys.executable, referee, "--strict", "--profile", profile, file]
            ran = subprocess.run(command, text=True, capture_output=True, check=False)
            first, *rest = ran.stdout.splitlines() or [ran.stderr]
            print(f"  referee, {name}, exit {ran.returncode}: {first.replace(str(folder), '')}")
            for line in rest:
                if " FAIL " in line or " WARN " in line:
                    print(f"  {line}")


@dataclass(frozen=True)
class Chapter:
    """A chapter of build.json, what it was made of, and where each of its utterances is heard in ``file``."""

    told: Mapping[str, Any]
    file: Path
    pieces: ChapterPieces
    reckoning: Reckoning


def _chapters(folder: Path) -> Iterator[Chapter]:
    prepared = prepare(load(folder))
    project = prepared.project
    store = store_of(project)
    plan = plan_of(prepared, store)
    settled = levels.settled(Request(project))
    found = levels.loudness_lufs(levels.measure(plan, settled, frozenset(), store))
    book = edition(project, prepared.manuscript, None, plan.chapters, draft=False)
    told = json.loads((folder / "dist" / "build.json").read_bytes())
    for chapter, lines in zip(told["chapters"], plan.chapters, strict=True):
        pieces = chapter_pieces(lines, project, found, {}, book)
        (path,) = (each["path"] for each in chapter["files"] if each["format"] == "flac")
        yield Chapter(chapter, folder / "dist" / path, pieces, reckoned(pieces, project, store))


def _ebur128(audio: NDArray[np.float32], rate_hz: int, folder: Path) -> tuple[float, float]:
    """The integrated loudness and the true peak of ``audio`` (n,), by ffmpeg."""
    file = folder / "voice.wav"
    soundfile.write(file, audio, rate_hz, subtype="FLOAT")
    said = subprocess.run(
        ["ffmpeg", "-nostats", "-i", file, "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    summary = said[said.rindex("Summary:") :]
    (lufs,), (peak,) = (re.findall(rf"\b{key}:\s*(\S+)", summary) for key in ("I", "Peak"))
    return float(lufs), float(peak)


if __name__ == "__main__":
    main()
