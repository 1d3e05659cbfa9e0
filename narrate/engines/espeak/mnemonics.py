"""Phonemes as misaki writes them, turned into eSpeak's mnemonics for English.

The left column is misaki's English alphabet (github.com/hexgrad/misaki, EN_PHONES.md); the right one is
eSpeak NG's (docs/phonemes.md, the Kirshenbaum-like mnemonics of its English phoneme table).
"""

from __future__ import annotations

from narrate.engines.base import EngineFailed

_VOWELS = frozenset("aeiouæɑɒɔəɚɛɜɝɪʊʌɐAIOQUWY")
_STRESS = {"ˈ": "'", "ˌ": ","}

_PHONEMES = {
    # shared by both accents
    "b": "b", "d": "d", "f": "f", "h": "h", "j": "j", "k": "k", "l": "l", "m": "m", "n": "n", "p": "p",
    "s": "s", "t": "t", "v": "v", "w": "w", "z": "z", "ɡ": "g", "g": "g", "ŋ": "N", "ɹ": "r", "r": "r",
    "ʃ": "S", "ʒ": "Z", "ð": "D", "θ": "T", "ʤ": "dZ", "ʧ": "tS", "ə": "@", "i": "i:", "u": "u:", "ɑ": "A:",
    "ɔ": "O:", "ɛ": "E", "ɜ": "3:", "ɪ": "I", "ʊ": "U", "ʌ": "V", "A": "eI", "I": "aI", "W": "aU", "Y": "OI",
    # American
    "O": "oU", "æ": "a", "ɾ": "t", "ᵻ": "I", "ᵊ": "@", "ʔ": "?", "T": "t",
    # British
    "a": "a", "Q": "oU", "ɒ": "0",
    # what people write besides
    "e": "e", "o": "o", "x": "x", "ɐ": "@", "ɚ": "3", "ɝ": "3:",
    "eɪ": "eI", "aɪ": "aI", "aʊ": "aU", "ɔɪ": "OI", "oʊ": "oU", "əʊ": "oU", "tʃ": "tS", "dʒ": "dZ",
    "ɪə": "i@", "eə": "e@", "ʊə": "U@", "iː": "i:", "uː": "u:", "ɑː": "A:", "ɔː": "O:", "ɜː": "3:",
    # sounds of other languages, by the nearest that an English voice has
    "ɫ": "l", "ʍ": "w", "ʎ": "lj", "ɲ": "nj", "ç": "S", "ɕ": "S", "ʂ": "S", "ʑ": "Z", "ʐ": "Z", "β": "b",
    "ɸ": "f", "ʋ": "v", "ɣ": "g", "ʁ": "r", "ʀ": "r", "ɻ": "r", "ʈ": "t", "ɖ": "d", "ɭ": "l", "ɳ": "n",
    "ʦ": "ts", "ʣ": "dz", "χ": "x", "ø": "3:", "œ": "3:", "ʏ": "I", "ɨ": "I", "ɯ": "u:", "ʉ": "u:",
    "ɤ": "V", "ɵ": "@", "ɘ": "@", "ɶ": "a", "\u0303": "n", "\u0329": "", "ʰ": "", "ʲ": "j", "ʷ": "w",
    "˞": "r",
    "ː": "", " ": "||", "-": "", ".": "", "‿": "", "ˑ": "",
}  # fmt: skip


def mnemonics(ipa: str) -> str:
    """``ipa`` as eSpeak wants it between ``[[`` and ``]]``; EngineFailed for a symbol it has no sound for."""
    out, at = "", 0
    while at < len(ipa):
        pair, one = ipa[at : at + 2], ipa[at]
        if pair in _PHONEMES and len(pair) == 2:
            out, at = out + _PHONEMES[pair], at + 2
        elif one == "y":  # what dictionaries of American English write for /j/; the front vowel elsewhere
            out, at = out + ("j" if ipa[at + 1 : at + 2] in _VOWELS else "i:"), at + 1
        elif one in _STRESS or one in _PHONEMES:
            out, at = out + (_STRESS.get(one) or _PHONEMES.get(one, "")), at + 1
        else:
            raise EngineFailed(f'eSpeak has no sound for "{one}" in the phonemes /{ipa}/')
    return out
