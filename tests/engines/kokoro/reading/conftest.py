"""One reader for all tests that read: its worker takes seconds to start."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from narrate.engines.kokoro.reader import Reader
from narrate.engines.kokoro.reading import Reading
from narrate.model import Phonemes

Read = Callable[..., Reading]


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """A reader whose English has no trained tagger, so that it is the same on every machine."""
    reader = Reader(tagger="rules")
    yield reader
    reader.close()


@pytest.fixture(scope="session")
def read(reader: Reader) -> Read:
    """Read a text in a language, with fixed phonemes for words of it: ``read("I read.", read="ɹɛd")``."""

    def read(text: str, letter: str = "a", **pins: str) -> Reading:
        places = sorted((text.index(word), word) for word in pins)
        ipa = tuple(Phonemes(start, start + len(word), pins[word]) for start, word in places)
        return reader.reading(text, ipa, letter)

    return read
