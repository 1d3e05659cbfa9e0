"""How eSpeak would say words that no dictionary knows, in the alphabet in which authors write phonemes.

A process of its own, as for speaking (``worker``): words on stdin, one a line; phonemes on stdout.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

# espeak-ng's speak_lib.h: espeak_TextToPhonemes
_UTF8, _IPA, _TIE = 1, 0x02, 0x80
_TIE_SIGN = "^"

# eSpeak's IPA → misaki's (misaki/espeak.py, EspeakFallback); longer ones first.
_SHARED = {
    "a^ɪ": "I", "a^ʊ": "W", "d^ʒ": "ʤ", "e^ɪ": "A", "t^ʃ": "ʧ", "ɔ^ɪ": "Y", "ə^l": "əl", "r": "ɹ", "x": "k",
    "ç": "k", "ɐ": "ə", "ɬ": "l", "ʔ": "t", "\u0303": "", "\u0329": "", "\u032a": "", "-": "", "_": "",
}  # fmt: skip
_AMERICAN = {"o^ʊ": "O", "ɜːɹ": "ɜɹ", "ɜː": "ɜɹ", "ɚ": "əɹ", "ɪə": "iə", "ː": "", "o": "O", "e": "A"}
_BRITISH = {"e^ə": "ɛː", "iə": "ɪə", "ə^ʊ": "Q", "o^ʊ": "Q", "ɚ": "ə", "o": "ɔ", "e": "ɛ"}


def guesses(words: Sequence[str], *, american: bool) -> Mapping[str, str]:
    """The phonemes that eSpeak gives each of ``words``; a word that it cannot say is left out."""
    if not words:
        return {}
    voice = "en-us" if american else "en"  # "en" is British to eSpeak
    lines = "".join(f"{' '.join(word.split())}\n" for word in words)
    ran = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "narrate.engines.espeak.guess", voice],
        input=lines.encode(),
        capture_output=True,
        check=False,  # a crash costs the guesses after it, not the list
    )
    said = ran.stdout.decode("utf-8", "replace").split("\n")[:-1]
    found = {word: misaki(ipa, american=american) for word, ipa in zip(words, said, strict=False)}
    return {word: ipa for word, ipa in found.items() if ipa}


def misaki(ipa: str, *, american: bool) -> str:
    """The ``ipa`` of eSpeak, its diphthongs tied by "^", in the alphabet of misaki."""
    table = _SHARED | (_AMERICAN if american else _BRITISH)
    for theirs in sorted(table, key=len, reverse=True):
        ipa = ipa.replace(theirs, table[theirs])
    return ipa.replace(_TIE_SIGN, "").strip()


def main(*voices: str) -> int:
    """Answer each line of stdin with its phonemes, as the first of ``voices`` says it that eSpeak has."""
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = os.fsencode(espeakng_loader.get_data_path())
    # 2: AUDIO_OUTPUT_SYNCHRONOUS, 0x8000: do not exit the process where the data are missing
    if library.espeak_Initialize(2, 0, data, 0x8000) <= 0:
        return 1
    if all(library.espeak_SetVoiceByName(voice.encode()) for voice in voices):
        return 1
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    mode = _IPA | _TIE | (ord(_TIE_SIGN) << 8)
    for line in sys.stdin.buffer:
        text = ctypes.c_char_p(line.strip() + b"\0")
        clauses: list[bytes] = []
        while text.value:
            clauses.append(library.espeak_TextToPhonemes(ctypes.byref(text), _UTF8, mode) or b"")
        sys.stdout.buffer.write(b" ".join(clauses).replace(b"\n", b" ").strip() + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
