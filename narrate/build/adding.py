"""From a recording as somebody has it to a voice profile: the part that is wanted, its words, and kept."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from narrate.digest import sha256_of
from narrate.engines.transcriber import Transcriber
from narrate.errors import MissingTool, NarrateError, Problem, ProblemsFound, Where
from narrate.sound.pcm import Recording, encode_flac
from narrate.voices import decode as decoding
from narrate.voices.profiles import keeping
from narrate.voices.profiles.profile import Profile
from narrate.voices.quality import LONGEST_S


@dataclass(frozen=True, slots=True)
class Clip:
    """The part of ``file`` between two times in seconds, or its ends."""

    file: Path
    from_s: float | None = None
    to_s: float | None = None

    def recording(self) -> Recording:
        """Its sound. Raises NarrateError where it cannot be read, or has no such part."""
        found = decoding.read(self.file)
        whole = found.recording
        begin_s = 0.0 if self.from_s is None else self.from_s
        end_s = found.lasts_s if self.to_s is None else self.to_s
        if not 0 <= begin_s < end_s <= found.lasts_s + 0.005:
            raise NarrateError(
                f"{self.file.name} has no part from {begin_s:g} to {end_s:g} s",
                hint=f"it lasts {found.lasts_s:.2f} s, of which --from and --to cut out a part",
            )
        if found.cut and end_s > whole.duration_s:
            raise NarrateError(
                f"{self.file.name} lasts {found.lasts_s:.0f} s, of which no more than the first "
                f"{whole.duration_s:.0f} are read",
                hint="--from and --to cut out a part of those; for a later one, cut the file shorter first",
            )
        begin, end = (round(second * whole.sample_rate) for second in (begin_s, end_s))
        return replace(whole, audio=whole.audio[begin:end])


@dataclass(frozen=True, slots=True)
class Notes:
    """What a person says of a recording: its words, None where a model is to hear them, and on what terms."""

    transcript: str | None
    licence: str = ""
    consent: str = ""


def add(folder: Path, name: str, clip: Clip, notes: Notes, *, again: bool = False) -> Profile:
    """Make a profile of ``clip``, called ``name``, in the library ``folder``.

    ``again`` lets it take the place of one that is called so. Raises MissingTool where its words are to be
    heard and the model for it is not on this machine, and NarrateError or ProblemsFound as ``keeping.keep``.
    """
    if not again:
        keeping.require_free(folder, name)  # before anything that takes long
    recording = clip.recording()
    words = heard(recording, clip.file.name) if notes.transcript is None else notes.transcript
    try:
        return keeping.keep(
            folder,
            name,
            recording,
            words,
            licence=notes.licence,
            consent=notes.consent,
            source_sha256=sha256_of(clip.file),
            source_file=clip.file.name,
            again=again,
        )
    except ProblemsFound as found:
        raise ProblemsFound(_placed(each, clip, recording) for each in found.problems) from found


def heard(recording: Recording, name: str) -> str:
    """What is said in ``recording``, from the file called ``name``, as a model hears it.

    Raises MissingTool where that is not on this machine, and NarrateError where it hears nothing.
    """
    with Transcriber() as transcriber, tempfile.TemporaryDirectory(prefix="narrate-") as folder:
        try:
            transcriber.require()
        except MissingTool as error:
            raise MissingTool(
                error.message, hint='write down what is said in it yourself, as --transcript "…"'
            ) from error
        part = Path(folder, f"{Path(name).stem}.flac")
        part.write_bytes(encode_flac(recording.audio, recording.sample_rate))
        return transcriber.words(part)


def _placed(problem: Problem, clip: Clip, recording: Recording) -> Problem:
    """``problem`` of the recording, with its file; and how to cut out a part, where there is too much."""
    hint = problem.hint
    if recording.duration_s > LONGEST_S:
        begin_s = clip.from_s or 0.0
        hint = f"--from {begin_s:g} --to {begin_s + 12:g}, for example, keeps 12 s of it"
    return replace(problem, where=Where(clip.file.name), hint=hint)
