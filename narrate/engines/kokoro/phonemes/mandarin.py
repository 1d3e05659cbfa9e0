"""Mandarin: misaki's pinyin in IPA, with arrows for tones, a word of jieba's at a time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Final

from narrate.engines.kokoro.phonemes.sounds import Sound
from narrate.engines.kokoro.phonemes.unspaced import Unspaced

_NON_SYLLABIC: Final = "\u032f"  # misaki leaves it out, too (``ZHG2P.legacy_call``)


class Mandarin(Unspaced):
    """Mandarin Chinese as Kokoro-82M v1.0 was trained on it: misaki's first ("legacy") front end."""

    def __init__(self) -> None:
        super().__init__()
        from misaki import zh

        zh.jieba.setLogLevel(logging.ERROR)
        self._cut = zh.jieba.lcut
        self._numbers = zh.cn2an.transform
        self._ipa = zh.ZHG2P.word2ipa

    def words(self, text: str, start: int, end: int) -> Iterator[Sound]:
        """A word each, but in stretches with numbers."""
        words = text[start:end]
        if any(map(str.isdecimal, words)):
            said = (self._syllables(word) for word in self._cut(self._numbers(words, "an2cn")))
            yield Sound(start, end, " ".join(said), space=True, word=False)
            return
        for word in self._cut(words):
            if not word.isspace():
                yield Sound(start, start + len(word), self._syllables(word), space=True)
            start += len(word)

    def _syllables(self, word: str) -> str:
        try:
            said: str = self._ipa(word)
        except (AssertionError, KeyError, ValueError):  # a character of which pypinyin knows no reading
            return ""
        return said.replace(_NON_SYLLABIC, "")
