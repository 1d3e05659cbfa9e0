"""The material of an audition: what everybody said, cut to what is spoken, and how much louder it becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from narrate.audition import clips
from narrate.audition.performing import Performed
from narrate.errors import TakesFailed
from narrate.model import Take
from narrate.sound.pcm import Recording, decode

REFERENCE = "reference.flac"

Place = tuple[str, int]
"""The slug of a candidate, and the number of a line from 1."""


@dataclass(frozen=True, slots=True)
class Material:
    """``sounds`` are the lines that are to be heard, as loud as their takes, and ``gains_db`` what each gets.

    With those all are at ``matched_lufs``, the ``reference`` as well.
    """

    sounds: Mapping[Place, Recording] = field(hash=False)
    gains_db: Mapping[Place, float] = field(hash=False)
    matched_lufs: float
    reference: Recording | None
    reference_gain_db: float

    def files(self) -> Iterator[tuple[str, Recording]]:
        """Each file by its name, and its sound as it is to be heard."""
        for (slug, number), sound in self.sounds.items():
            yield file_of(slug, number), clips.louder(sound, self.gains_db[slug, number])
        if self.reference is not None:
            yield REFERENCE, clips.louder(self.reference, self.reference_gain_db)


def file_of(slug: str, number: int) -> str:
    """What the file is called in which the candidate ``slug`` says line ``number``."""
    return f"{slug}-{number}.flac"


def gather(
    performed: Sequence[Performed], reference: Recording | None, sound_of: Callable[[Take], bytes]
) -> Material:
    """What was ``performed``, with the ``reference``. Raises TakesFailed where nothing is to be heard."""
    sounds = {
        (each.candidate.slug, number): _cut(said.take, sound_of(said.take))
        for each in performed
        for number, said in enumerate(each.said, 1)
        if said.take is not None and said.take.measure.end > said.take.measure.begin
    }
    if not sounds:
        reasons = dict.fromkeys(
            said.failure or "the sound is silent" for each in performed for said in each.said
        )
        raise TakesFailed(f"nothing could be rendered: {'; '.join(reasons)}")
    heard = [*sounds.values(), *([] if reference is None else [reference])]
    gains, matched_lufs = clips.gains_db([(clips.loudness_lufs(each), clips.peak(each)) for each in heard])
    return Material(
        sounds=sounds,
        gains_db=dict(zip(sounds, gains, strict=False)),
        matched_lufs=matched_lufs,
        reference=reference,
        reference_gain_db=0.0 if reference is None else gains[-1],
    )


def _cut(take: Take, flac: bytes) -> Recording:
    return clips.cut(decode(flac), take.measure.begin, take.measure.end)
