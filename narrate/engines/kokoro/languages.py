"""The nine languages of Kokoro-82M v1.0: what each needs, and which of them a voice speaks.

The first letter of a voice's name is its language: ``bf_emma`` speaks British English (b), female (f).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final

from narrate.errors import MissingTool, NarrateError
from narrate.script.cutting import Limits

_ENGLISH: Final = ("misaki", "spacy", "num2words", "phonemizer", "espeakng_loader")
_ESPEAK: Final = ("misaki", "phonemizer", "espeakng_loader")
_JAPANESE: Final = (*_ENGLISH, "fugashi", "unidic_lite", "jaconv", "mojimoji")
_MANDARIN: Final = (*_ENGLISH, "jieba", "pypinyin", "cn2an", "ordered_set")

_PACKAGES: Final = MappingProxyType({"phonemizer": "phonemizer-fork"})  # which misaki asks for
"""Packages of another name than their module's."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the model. ``tags`` are of BCP 47, in lower case, the most usual first.

    ``modules`` are what its front end imports; ``pip install requirement`` brings them.
    ``phonemes_per_character`` was measured on literary prose: docs/explanation/how-kokoro-reads.md.
    """

    letter: str
    name: str
    tags: tuple[str, ...]
    modules: tuple[str, ...]
    requirement: str
    phonemes_per_character: float

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages that bring ``modules``, by the names that pip knows."""
        return tuple(_PACKAGES.get(module, module.replace("_", "-")) for module in self.modules)

    @property
    def family(self) -> str:
        """The language without its place: "en" of both kinds of English."""
        return self.tags[0].partition("-")[0]

    @property
    def limits(self) -> Limits:
        """How long a text should be, in characters, so that it has 80 to 250 phonemes."""
        return Limits().scaled(1 / self.phonemes_per_character)

    def require(self) -> None:
        """Raise MissingTool if what turns the language into phonemes is not installed. Loads nothing."""
        lacking = [module for module in self.modules if find_spec(module) is None]
        if lacking:
            verb = "is" if len(lacking) == 1 else "are"
            raise MissingTool(
                f"Kokoro cannot read {self.name} here: {', '.join(lacking)} {verb} not installed",
                hint=f"pip install {self.requirement}",
            )


_ALL: Final = (
    Language("a", "American English", ("en-us", "en", "en-ca"), _ENGLISH, "narrate", 1.0),
    Language("b", "British English", ("en-gb",), _ENGLISH, "narrate", 1.0),
    Language("e", "Spanish", ("es",), _ESPEAK, "narrate", 1.1),
    Language("f", "French", ("fr-fr", "fr"), _ESPEAK, "narrate", 0.9),
    Language("h", "Hindi", ("hi",), _ESPEAK, "narrate", 1.45),
    Language("i", "Italian", ("it",), _ESPEAK, "narrate", 1.1),
    Language("j", "Japanese", ("ja",), _JAPANESE, "'narrate[ja]'", 2.7),
    Language("p", "Brazilian Portuguese", ("pt-br", "pt"), _ESPEAK, "narrate", 1.15),
    Language("z", "Mandarin Chinese", ("zh", "cmn"), _MANDARIN, "'narrate[zh]'", 3.7),
)

LANGUAGES: Final = MappingProxyType({language.letter: language for language in _ALL})
"""By letter."""


def language_of(tag: str) -> Language | None:
    """The language that a text marked ``tag`` ("en-gb", "fr", "es-MX") is in, if the model has it.

    Plain English is American, as everywhere in narrate, and that of all other countries is British.
    """
    wanted = tag.strip().lower().replace("_", "-")
    exact = next((language for language in _ALL if wanted in language.tags), None)
    if exact is not None:
        return exact
    family = wanted.partition("-")[0]
    return LANGUAGES["b"] if family == "en" else next((each for each in _ALL if family == each.family), None)


def letter_of(tag: str) -> str:
    """The letter of the language that ``tag`` names. Raises NarrateError where the model has it not."""
    language = language_of(tag)
    if language is None:
        spoken = ", ".join(f'{each.name} ("{each.tags[0]}")' for each in _ALL)
        raise NarrateError(f"Kokoro does not speak {tag!r}", hint=f"it speaks {spoken}")
    return language.letter


def letter_for(voice_letter: str, setting: str | None, book_language: str) -> str:
    """The language in which a voice whose name begins with ``voice_letter`` reads a book.

    ``setting`` is what the author says of the voice, if anything. Otherwise a voice reads a book of its own
    language in its own accent: an American character in a British book. Raises NarrateError where it could
    only read it in a language that neither the author nor the book means.
    """
    own = LANGUAGES.get(voice_letter)
    if own is None:
        known = ", ".join(f"{each.letter} ({each.name})" for each in _ALL)
        raise NarrateError(f"no language of Kokoro has the letter {voice_letter!r}; they are {known}")
    if setting is not None:
        # "en" of a British voice asks for English, not for another accent
        return own.letter if setting.strip().lower() == own.family else letter_of(setting)
    wanted = language_of(book_language)
    if wanted is not None and wanted.family == own.family:
        return own.letter
    book = wanted.name if wanted else f"the language {book_language!r}, which Kokoro does not speak"
    raise NarrateError(
        f"the voice speaks {own.name} and the book is in {book}",
        hint=f'choose a voice of that language, or set language = "{own.tags[0]}" on the voice on purpose'
        if wanted is None
        else f'choose a voice whose name begins with {wanted.letter}, or set language = "{wanted.tags[0]}"'
        " on the voice on purpose",
    )


def limits_for(tag: str) -> Limits:
    """How long texts of a book in the language ``tag`` should be, in characters."""
    language = language_of(tag)
    return language.limits if language else Limits()
