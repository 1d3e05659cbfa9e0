"""Japanese: misaki's Cutlet, which asks MeCab and UniDic for readings, a stretch of words at a time."""

from __future__ import annotations

from collections.abc import Iterator

from narrate.engines.kokoro.phonemes.sounds import Sound
from narrate.engines.kokoro.phonemes.unspaced import Unspaced


class Japanese(Unspaced):
    """Japanese as mlx-audio reads it. Which phonemes are of which word is not known."""

    def __init__(self) -> None:
        super().__init__()
        from misaki.cutlet import Cutlet

        self._cutlet = Cutlet()

    def words(self, text: str, start: int, end: int) -> Iterator[Sound]:
        """One sound for all, and one without phonemes for each word that has no reading."""
        words = text[start:end]
        at = 0
        for word in self._cutlet.tagger(words):  # Cutlet leaves these out without a word
            at = words.index(word.surface, at)
            if (
                word.is_unk
                and word.char_type not in (_KATAKANA, _KANA)
                and any(map(str.isalpha, word.surface))
            ):
                yield Sound(start + at, start + at + len(word.surface), "", space=True)
        said = self._cutlet(words)[0]
        if said:
            yield Sound(start, end, said, space=True, word=False)


_KANA, _KATAKANA = 6, 7
"""MeCab's types of characters that Cutlet reads letter by letter."""
