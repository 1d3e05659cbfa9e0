"""What a front end makes of a text: stretches of it with their phonemes, in order, and what has no sound."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from narrate.engines.kokoro.reading import Said
from narrate.engines.kokoro.vocabulary import has_sound
from narrate.model import Phonemes


class Sound(NamedTuple):
    """The characters ``start:end`` of a text sound as ``phonemes``; ``space``: a space follows them.

    ``word`` says whether this is one word, with exactly these characters; otherwise it is a stretch of
    several, which the front end cannot tell apart, or a mark.
    """

    start: int
    end: int
    phonemes: str
    space: bool
    word: bool = True


@dataclass(frozen=True, slots=True)
class Sounds:
    """A text as sounds one after another. ``faults`` say, as sentences, what in it has none."""

    sounds: tuple[Sound, ...]
    faults: tuple[str, ...] = ()


class FrontEnd(Protocol):
    """How the texts of one language are read."""

    def sounds(self, text: str, ipa: tuple[Phonemes, ...]) -> Sounds:
        """``text``, with single spaces between words; ``ipa`` is in the language's letters and not empty."""


def unsaid(word: str) -> str:
    """The fault of a ``word`` that has no phonemes."""
    return f"“{word}” has no sound in this language"


def joined(sounds: Iterable[Sound]) -> tuple[str, tuple[Said, ...]]:
    """``sounds`` one after another with single spaces between and none at either end, and where words are."""
    text = ""
    words: list[Said] = []
    for start, end, phonemes, space, word in sounds:
        said = " ".join(phonemes.split())
        if word and has_sound(said):
            words.append(Said(start, end, len(text), len(text) + len(said)))
        text += said
        if space and text and not text.endswith(" "):
            text += " "
    return text.rstrip(), tuple(words)
