"""A FLAC file of segments is the one that is written at once, whether they are made or taken from another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from narrate.publish.flac import flac_segments, flac_writer, tag
from narrate.publish.flac_segments import whole
from narrate.publish.format import After, Encoded, Tone
from narrate.sound.encodings import Encoding
from tests.publish.test_flac import TAGS

RATE = 24_000
TONE = Tone(np.zeros(10, np.float32), np.array([0.001, -0.001], np.float32))
CODINGS = [Encoding(1, 16), Encoding(2, 16), Encoding(1, 24), Encoding(2, 24)]


def noise(seed: int, samples: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).uniform(-1.1, 1.1, samples).astype(np.float32)


def written(path: Path, sounds: list[NDArray[np.float32]], how: Encoding) -> list[Encoded]:
    """A file of segments, with a spare sample behind the first."""
    made = []
    with flac_segments(path, RATE, how, TONE) as file:
        for index, sound in enumerate(sounds):
            encoder = file.encoder(opens=index == 0, frames=0)
            for block in np.array_split(sound, 3):
                encoder.write(block)
            made.append(encoder.finish())
            file.append(made[-1], spare=int(index == 0))
    return made


@pytest.mark.parametrize("how", CODINGS)
def test_it_is_the_file_that_is_written_at_once(tmp_path: Path, how: Encoding) -> None:
    sounds = [noise(1, 9000), noise(2, 5), np.zeros(0, np.float32), noise(3, 20_000)]
    written(tmp_path / "segments.flac", sounds, how)
    with flac_writer(tmp_path / "whole.flac", RATE, how) as writer:
        writer.write(np.concatenate([sounds[0], TONE.after[:1], *sounds[1:]]))
    assert (tmp_path / "segments.flac").read_bytes() == (tmp_path / "whole.flac").read_bytes()


@pytest.mark.parametrize("how", CODINGS)
def test_what_stands_is_read_as_it_was_written(tmp_path: Path, how: Encoding) -> None:
    path = tmp_path / "a.flac"
    made = written(path, [noise(1, 9000), noise(2, 7000), noise(3, 20_000)], how)
    tag(path, path, TAGS, None)
    with flac_segments(tmp_path / "b.flac", RATE, how, TONE) as file:
        for index, behind in enumerate([36_001, 27_000, 20_000]):
            found = file.standing(path, len(made[index].data), After(0, behind))
            assert found == made[index].data
            file.append(Encoded(found, 0, made[index].samples), spare=int(index == 0))
    tag(tmp_path / "b.flac", tmp_path / "b.flac", TAGS, None)
    assert (tmp_path / "b.flac").read_bytes() == path.read_bytes()


def test_where_nothing_stands_there_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    written(path, [noise(1, 9000)], CODINGS[0])
    (tmp_path / "no.flac").write_bytes(b"no sound")
    with flac_segments(tmp_path / "b.flac", RATE, CODINGS[0], TONE) as file:
        for missing, behind in ((path, 10_000), (tmp_path / "no.flac", 1), (tmp_path / "none", 1)):
            with pytest.raises(OSError):  # noqa: PT011 - whatever it is
                file.standing(missing, 100, After(0, behind))
        assert len(file.standing(path, 100, After(0, 20))) == 40  # there is no more
        file.append(Encoded(bytes(100), 0, 50), spare=0)


@pytest.mark.parametrize("bits", [16, 24])
def test_samples_are_rounded_as_libsndfile_rounds_them(tmp_path: Path, bits: int) -> None:
    step = 2.0 ** (1 - bits)
    halves = (np.arange(-4001, 4001) / 2 * step).astype(np.float32)
    edges = np.array([1, -1, 1.5, -1.5, 1 - step / 2, step / 2 - 1, -1 - step / 2], np.float32)
    sound = np.concatenate([halves, edges, noise(4, 100_000)])
    with flac_writer(tmp_path / "a.flac", RATE, Encoding(1, bits)) as writer:
        writer.write(sound)
    found, _ = soundfile.read(tmp_path / "a.flac", dtype="int16" if bits == 16 else "int32")
    assert np.array_equal(found, whole(sound, bits))
    assert found.dtype == whole(sound, bits).dtype
