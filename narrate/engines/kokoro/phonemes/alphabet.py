"""Phonemes that an author or a book wrote in IPA, in the letters that Kokoro's voices were trained on.

Those letters are misaki's (github.com/hexgrad/misaki, EN_PHONES.md): A I W Y are the diphthongs of face,
price, mouth and choice, O and Q that of goat in America and in Britain, ʤ and ʧ are one letter each, and
American English has no length. What a language's letters lack gets the nearest that they have; many of these
are misaki's own (``EspeakFallback.E2M``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

from narrate.engines.kokoro.vocabulary import SYMBOLS, has_sound

_ALWAYS: Final = {
    # one sound, two letters, with or without a tie
    "t͡ʃ": "ʧ", "d͡ʒ": "ʤ", "t͜ʃ": "ʧ", "d͜ʒ": "ʤ", "tʃ": "ʧ", "dʒ": "ʤ",
    "t͡s": "ʦ", "d͡z": "ʣ", "t͡ɕ": "ʨ", "d͡ʑ": "ʥ", "tɕ": "ʨ", "dʑ": "ʥ",
    # other ways to write the same
    "g": "ɡ", "'": "ˈ", "′": "ˈ", "ʼ": "", ":": "ː", "ˑ": "", "ɝ": "ɜɹ", "ɫ": "l",
    "ã": "a\u0303", "õ": "o\u0303", "ẽ": "e\u0303", "ĩ": "i\u0303", "ũ": "u\u0303",
    "ƞ": "n", "ǝ": "ə", "∫": "ʃ", "ɩ": "ɪ", "ɷ": "ʊ",
    # joins and syllables, which the model's letters do not mark
    ".": "", "-": "", "‿": "", "|": "", "‖": "", "͡": "", "͜": "", "\u032f": "", "\u0325": "", "\u032a": "",
    "\u030d": "\u0329", "˞": "ɹ",
    # sounds that no language of the model has, by the nearest
    "ɭ": "l", "ɦ": "h", "ħ": "h", "ʍ": "w", "ɱ": "m", "ʑ": "ʥ", "ʐ": "ʒ", "ʀ": "ʁ", "ʏ": "y", "ʉ": "u",
    "ɵ": "ə", "ɘ": "ə", "ɞ": "ɜ", "ɶ": "œ", "ɓ": "b", "ɗ": "d", "ɠ": "ɡ", "ɢ": "ɡ", "ɬ": "l", "ɮ": "l",
    "ʟ": "l", "ɺ": "ɾ", "ɧ": "ʃ", "ʕ": "ʔ", "ʙ": "b", "ʷ": "w", "ˠ": "", "ˤ": "", "ⱱ": "v", "ʡ": "ʔ",
}  # fmt: skip
"""In all languages."""

_ENGLISH: Final = {
    "eɪ": "A", "ei": "A", "aɪ": "I", "ai": "I", "aʊ": "W", "au": "W", "ɔɪ": "Y", "oɪ": "Y", "ɔi": "Y",
    "n\u0329": "ᵊn", "l\u0329": "ᵊl", "m\u0329": "ᵊm", "r\u0329": "əɹ", "ɹ\u0329": "əɹ", "\u0329": "",
    "t͡s": "ts", "d͡z": "dz", "t͡ɕ": "ʧ", "d͡ʑ": "ʤ", "tɕ": "ʧ", "dʑ": "ʤ",
    "ʦ": "ts", "ʣ": "dz", "ʨ": "ʧ", "ʥ": "ʤ", "ʑ": "ʒ", "r": "ɹ", "ʁ": "ɹ", "ʀ": "ɹ", "ɻ": "ɹ", "ɽ": "ɹ",
    "ʎ": "lj", "ɲ": "nj", "ç": "h", "ɕ": "ʃ", "ʂ": "ʃ", "β": "b", "ɸ": "f", "ʋ": "v", "ɣ": "ɡ", "x": "k",
    "χ": "k", "ʈ": "t", "ɖ": "d", "ɳ": "n", "ɴ": "ŋ", "c": "k", "ɟ": "ɡ", "q": "k", "ʝ": "j", "ɰ": "w",
    "ɥ": "w", "ʰ": "", "ʲ": "j", "ᵝ": "", "ꭧ": "ʧ", "\u0303": "n", "ɨ": "ɪ", "ʏ": "ɪ", "ɤ": "ʌ", "S": "s",
    "ɚ": "əɹ", "œ\u0303": "ɜn",
}  # fmt: skip
"""In both accents of English."""

_AMERICAN: Final = {
    "oʊ": "O", "ou": "O", "əʊ": "O", "Q": "O", "eə": "ɛɹ", "ɛə": "ɛɹ", "ɛː": "ɛɹ", "ɪə": "iə",
    "eəɹ": "ɛɹ", "eər": "ɛɹ", "ɛəɹ": "ɛɹ", "ɛər": "ɛɹ", "ɛːɹ": "ɛɹ", "ɛːr": "ɛɹ",
    "ɜːɹ": "ɜɹ", "ɜːr": "ɜɹ", "ɜː": "ɜɹ", "ɑː": "ɑ", "aː": "ɑ", "a": "æ", "ɒ": "ɑ", "ɚː": "əɹ", "ː": "",
    "e": "ɛ", "o": "ɔ", "øː": "ɜɹ", "ø": "ɜɹ", "œ": "ɜɹ", "y": "u", "ɯ": "u", "ʉ": "u", "ɶ": "æ",
}  # fmt: skip

_BRITISH: Final = {
    "oʊ": "Q", "ou": "Q", "əʊ": "Q", "O": "Q", "eə": "ɛː", "ɛə": "ɛː", "ɜː": "ɜː", "ɜ": "ɜː", "ɚ": "ə",
    "iː": "iː", "uː": "uː", "æ": "a", "ɾ": "t", "T": "t", "ᵻ": "ɪ", "ʔ": "t", "e": "ɛ", "o": "ɔ", "ɶ": "a",
    "øː": "ɜː", "ø": "ɜː", "œː": "ɜː", "œ": "ɜː", "yː": "uː", "y": "uː", "ɯː": "uː", "ɯ": "uː",
    "ʉː": "uː", "ʉ": "uː",
}  # fmt: skip

_MELODY: Final = {"↗": "", "↘": "", "→": "", "↓": ""}

_Y_AS_J: Final = re.compile(r"y(?=[ˈˌ]?[aeiouæɑɒɔəɛɜɪʊʌAIOQWY])")
"""In English /y/ before a vowel is the first sound of "yes"; alone it is the French one."""


_SILENT_R: Final = re.compile(r"ɜː?[ɹr](?![ˈˌ]?[aeiouyæɑɒɔəɛɜɪʊʌɐᵊAIOQWY])")
"""In Britain the r of "bird" is not said, and that of "blurry" is."""

_STRESS: Final = re.compile(r"([ˈˌ]+)([^\sˈˌ]*?)(?=[aeiouyæɑɒɔəɛɜɪʊʌɐøœɨɯɤᵻAIOQWY])")
"""Dictionaries write the stress before the syllable, misaki and eSpeak before its vowel."""


def in_letters(ipa: str, letter: str) -> str:
    """``ipa`` in the letters of the language ``letter``; a symbol that they have nothing for stays."""
    said = unicodedata.normalize("NFC", ipa)
    if letter in "ab":
        said = _Y_AS_J.sub("j", said)
    if letter == "b":
        said = _SILENT_R.sub("ɜː", said.replace("ɝː", "ɜːɹ").replace("ɝ", "ɜɹ"))
    table, pattern = _table(letter if letter in "abz" else "")
    said = pattern.sub(lambda match: table[match[0]], said)
    return " ".join(_STRESS.sub(r"\2\1", said).split())


def unsayable(ipa: str) -> str:
    """Why Kokoro has no sound for the phonemes ``ipa``, as a sentence; "" where it has."""
    said = in_letters(ipa, "e")
    lacking = next((symbol for symbol in said if symbol not in SYMBOLS and symbol != "\u0329"), "")
    if lacking:
        return f'Kokoro has no sound for "{lacking}" in the phonemes /{ipa}/'
    return "" if has_sound(said) else f"there is no sound in the phonemes /{ipa}/"


@cache
def _table(letter: str) -> tuple[Mapping[str, str], re.Pattern[str]]:
    """What is replaced, the longest first, and what finds it."""
    own = {
        "a": {**_ENGLISH, **_AMERICAN, **_MELODY},
        "b": {**_ENGLISH, **_BRITISH, **_MELODY},
        "z": {"\u0329": ""},  # the arrows are Mandarin's tones
        "": {"\u0329": "", **_MELODY},
    }
    table = {**_ALWAYS, **own[letter]}
    found = "|".join(re.escape(symbols) for symbols in sorted(table, key=len, reverse=True))
    return table, re.compile(found)
