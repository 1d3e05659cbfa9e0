"""The nine languages of Kokoro-82M v1.0: what each is called, what it needs, and which of them a voice speaks.

The first letter of a voice's name is its language: ``bf_emma`` speaks British English (b), female (f).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final

from narrate.errors import MissingTool
from narrate.script.cutting import Limits

_ENGLISH_PACKAGES: Final = ("misaki", "spacy", "num2words", "phonemizer", "espeakng_loader")
_ESPEAK_PACKAGES: Final = ("misaki", "phonemizer", "espeakng_loader")


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the model. ``tags`` are of BCP 47, in lower case, the most usual one first.

    ``packages`` are the modules that its front end imports, which ``pip install`` brings as ``requirement``.
    ``limits`` are for texts, in characters.
    """

    letter: str
    name: str
    tags: tuple[str, ...]
    packages: tuple[str, ...]
    requirement: str
    limits: Limits = Limits()

    @property
    def family(self) -> str:
        """The language without its place: "en" of both kinds of English."""
        return self.tags[0].partition("-")[0]

    def require(self) -> None:
        """Raise MissingTool if what turns the language into phonemes is not installed. Loads nothing."""
        lacking = [package for package in self.packages if find_spec(package) is None]
        if lacking:
            raise MissingTool(
                f"Kokoro cannot read {self.name} here: {' and '.join(lacking)} "
                f"{'is' if len(lacking) == 1 else 'are'} not installed",
                hint=f'pip install "{self.requirement}"',
            )


_ALL: Final = (
    Language("a", "American English", ("en-us", "en", "en-ca"), _ENGLISH_PACKAGES, "narrate"),
    Language(
        "b",
        "British English",
        ("en-gb", "en-ie", "en-au", "en-nz", "en-za", "en-in"),
        _ENGLISH_PACKAGES,
        "narrate",
    ),
    Language("e", "Spanish", ("es",), _ESPEAK_PACKAGES, "narrate"),
    Language("f", "French", ("fr", "fr-fr"), _ESPEAK_PACKAGES, "narrate"),
    Language("h", "Hindi", ("hi",), _ESPEAK_PACKAGES, "narrate"),
    Language("i", "Italian", ("it",), _ESPEAK_PACKAGES, "narrate"),
    Language("j", "Japanese", ("ja",), ("misaki", "pyopenjtalk"), "misaki[ja]"),
    Language("p", "Brazilian Portuguese", ("pt-br", "pt"), _ESPEAK_PACKAGES, "narrate"),
    Language("z", "Mandarin Chinese", ("zh", "cmn"), ("misaki", "jieba", "pypinyin", "cn2an"), "misaki[zh]"),
)

LANGUAGES: Final = MappingProxyType({language.letter: language for language in _ALL})
"""By letter."""
