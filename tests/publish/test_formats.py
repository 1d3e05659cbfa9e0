import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from narrate.errors import NarrateError
from narrate.project.schema_output import OutputTable
from narrate.publish.cover import read_cover
from narrate.publish.format import Format
from narrate.publish.formats import FORMATS, find_format, suffix
from narrate.publish.tags import ChapterMark, Part, Tags
from narrate.sound.encodings import CHOICES, DEFAULTS, Encoding

Sound = Callable[..., NDArray[np.float32]]
TAGS = Tags("Book", album="Book", author="Ann", narrator="Nora", year="1865", series="Tales", part="2")

pytestmark = pytest.mark.parametrize("audio", [find_format(name) for name in FORMATS], ids=FORMATS)


def write(audio: Format, path: Path, samples: NDArray[np.float32], block: int = 5000) -> Path:
    with audio.open(path, 24_000) as writer:
        for start in range(0, len(samples), block):
            writer.write(samples[start : start + block])
    return path


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def disk_of(size: int) -> Iterator[None]:
    """No file can grow beyond ``size`` bytes meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_same_sound_gives_the_same_bytes_however_it_is_cut(
    audio: Format, tmp_path: Path, sound: Sound, png: bytes
) -> None:
    samples = sound(30_011, 24_000)
    books = []
    for name, block in (("a", 24_000), ("b", 997)):
        part = write(audio, tmp_path / f"{name}-1", samples, block)
        cover = read_cover(png)
        audio.join([Part(part, "One"), Part(part, "Two")], tmp_path / f"{name}-book", TAGS, cover)
        audio.tag(part, tmp_path / f"{name}-tagged", TAGS, cover)
        books.append([(tmp_path / f"{name}-{what}").read_bytes() for what in ("1", "book", "tagged")])
    assert books[0] == books[1]


def test_tagging_again_replaces_the_tags_and_keeps_the_sound(
    audio: Format, tmp_path: Path, sound: Sound, jpeg: bytes
) -> None:
    bare = write(audio, tmp_path / "bare", sound(24_000, 24_000))
    path = tmp_path / "tagged"
    audio.tag(bare, path, Tags("Wrong", album="Wrong"), read_cover(jpeg), [ChapterMark("Wrong", 0, 9, 10)])
    audio.tag(path, path, TAGS, None)
    audio.tag(bare, tmp_path / "straight", TAGS, None)
    assert path.read_bytes() == (tmp_path / "straight").read_bytes()


def test_a_failure_in_the_middle_leaves_no_file(audio: Format, tmp_path: Path, sound: Sound) -> None:
    def interrupted() -> None:
        with audio.open(tmp_path / "a", 24_000) as writer:
            writer.write(sound(24_000, 24_000))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert names_in(tmp_path) == []


def test_a_disk_that_fills_up_is_told_and_leaves_no_file(audio: Format, tmp_path: Path, sound: Sound) -> None:
    samples = sound(96_000, 24_000)
    whole = len(write(audio, tmp_path / "whole", samples).read_bytes())
    for size in (0, 4096, whole // 2, whole - 1):
        with disk_of(size), pytest.raises(NarrateError, match=r"(?i)cannot write .*a: the file is larger"):
            write(audio, tmp_path / "a", samples)
        with disk_of(size), pytest.raises(NarrateError, match=r"(?i)cannot write .*b: the file is larger"):
            audio.tag(tmp_path / "whole", tmp_path / "b", TAGS, None)
        with disk_of(size), pytest.raises(NarrateError, match=r"(?i)cannot write .*: the file is larger"):
            audio.join([Part(tmp_path / "whole", "One")], tmp_path / "c", TAGS, None)
    assert names_in(tmp_path) == ["whole"]


def test_a_file_without_sound_is_refused(audio: Format, tmp_path: Path) -> None:
    with pytest.raises(NarrateError, match="there is no sound"), audio.open(tmp_path / "a", 24_000):
        pass
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(
    "block",
    [np.zeros((9, 2), np.float32), np.zeros(9), np.array([0, np.nan], np.float32)],
    ids=["stereo", "float64", "not a number"],
)
def test_only_mono_float32_is_taken(audio: Format, tmp_path: Path, block: NDArray[np.float32]) -> None:
    with pytest.raises(ValueError, match=r"mono|finite"), audio.open(tmp_path / "a", 44_100) as writer:
        writer.write(block)


def test_a_file_that_is_cut_short_is_never_tagged_or_joined(
    audio: Format, tmp_path: Path, sound: Sound
) -> None:
    bare = write(audio, tmp_path / "bare", sound(30_000, 24_000))
    audio.tag(bare, tmp_path / "whole", TAGS, None)
    data = (tmp_path / "whole").read_bytes()
    cuts = {*range(0, len(data), len(data) // 40), *range(len(data) - 40, len(data)), len(data) - 627 * 3}
    for length in cuts:
        (tmp_path / "cut").write_bytes(data[:length])
        with pytest.raises(NarrateError):
            audio.tag(tmp_path / "cut", tmp_path / "new", TAGS, None)
        with pytest.raises(NarrateError):
            audio.join(
                [Part(tmp_path / "whole", "1"), Part(tmp_path / "cut", "2")], tmp_path / "new", TAGS, None
            )
    assert names_in(tmp_path) == ["bare", "cut", "whole"]


def test_other_files_are_never_tagged_or_joined(audio: Format, tmp_path: Path, jpeg: bytes) -> None:
    for data in (jpeg, bytes(5000), b"ID3", b"fLaC", b"\xff\xfb\xb0\xc4" * 800, b"RIFF\0\0\0\0WAVEfmt "):
        (tmp_path / "other").write_bytes(data)
        with pytest.raises(NarrateError):
            audio.tag(tmp_path / "other", tmp_path / "new", TAGS, None)
    with pytest.raises(NarrateError, match=r"cannot read .*missing"):
        audio.tag(tmp_path / "missing", tmp_path / "new", TAGS, None)
    assert names_in(tmp_path) == ["other"]


def test_a_book_of_no_chapters_is_refused(audio: Format, tmp_path: Path) -> None:
    with pytest.raises(NarrateError, match="there are no chapters"):
        audio.join([], tmp_path / "book", TAGS, None)


def test_a_name_finds_its_format(audio: Format) -> None:
    assert any(find_format(name) is audio and suffix(name) == audio.suffix for name in FORMATS)
    with pytest.raises(NarrateError, match='there is no format "flak"') as caught:
        find_format("flak")
    assert caught.value.hint == 'did you mean "flac"?'


def test_every_encoding_that_can_be_chosen_tags_and_joins(
    audio: Format, tmp_path: Path, sound: Sound
) -> None:
    samples = sound(9000, 24_000)
    choices = CHOICES[audio.suffix[1:]]
    ways = [Encoding(channels=2, bits=bits) for bits in choices.bits]
    ways += [Encoding(channels=2, kbps=kbps) for kbps in choices.kbps]
    sizes = []
    for number, way in enumerate(ways):
        part, book = tmp_path / f"{number}", tmp_path / f"{number}-book"
        with audio.open(part, 24_000, way) as writer:
            writer.write(samples)
        audio.tag(part, part, TAGS, None)
        marks = audio.join([Part(part, "One"), Part(part, "Two")], book, TAGS, None)
        assert 2 * marks[0].end >= marks[1].end > marks[1].start == marks[0].end
        sizes.append(book.stat().st_size)
    assert sizes == sorted(set(sizes))  # each larger than the one before


def test_the_project_file_knows_every_format(audio: Format) -> None:
    written = OutputTable.model_json_schema()["properties"]["formats"]["items"]["enum"]
    assert written == list(FORMATS) == list(CHOICES) == list(DEFAULTS)
    assert audio.suffix[1:] in written
