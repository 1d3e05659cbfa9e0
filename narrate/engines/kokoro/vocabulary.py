"""The symbols that Kokoro-82M v1.0 has a sound for: the keys of ``vocab`` in its ``config.json``.

A symbol outside its vocabulary the model leaves out without a word (mlx-audio's ``Model.__call__`` drops
it), so nothing is handed to it that is not here.
"""

from __future__ import annotations

import unicodedata
from typing import Final

PAUSES: Final = ';:,.!?—…"()“”'
"""Marks that the model turns into pauses and intonation; all of them."""

_MODIFIERS: Final = "\u0303ˈˌːʰʲᵝ↓→↗↘"
_LETTERS: Final = "AIOQSTWYabcdefhijklmnopqrstuvwxyz"
_IPA: Final = "ɑɐɒæβɔɕçɖðʤəɚɛɜɟɡɥɨɪʝɯɰŋɳɲɴøɸθœɹɾɻʁɽʂʃʈʧʊʋʌɣɤχʎʒʔʣʥʦʨᵊᵻꭧ"

SYMBOLS: Final = frozenset(" " + PAUSES + _MODIFIERS + _LETTERS + _IPA)
"""All 114 of them, with the space between words."""


def has_sound(phonemes: str) -> bool:
    """Whether there is anything to hear in ``phonemes``: not marks, stress, length or tone alone."""
    return any(symbol.isalpha() and unicodedata.category(symbol) != "Lm" for symbol in phonemes)
