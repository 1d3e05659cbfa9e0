"""What a voice says to show how it speaks by itself: the fable by which phoneticians compare languages.

Beginnings of "The North Wind and the Sun", as the Handbook of the International Phonetic Association has
them for many languages; a few seconds, with pauses in them.
"""

from __future__ import annotations

from collections.abc import Mapping

_ENGLISH = (
    "The North Wind and the Sun were disputing which was the stronger, when a traveler came along, wrapped "
    "in a warm cloak. They agreed that the one who first succeeded in making the traveler take his cloak off "
    "should be considered stronger than the other."
)

TEXTS: Mapping[str, str] = {
    "a": _ENGLISH,
    "b": _ENGLISH,
    "e": (
        "El viento norte y el sol discutían sobre cuál de ellos era el más fuerte, cuando pasó un viajero, "
        "envuelto en una ancha capa. Convinieron en que quien antes lograra obligar al viajero a quitarse la "
        "capa sería considerado más poderoso."
    ),
    "f": (
        "La bise et le soleil se disputaient, chacun assurant qu’il était le plus fort, quand ils ont vu un "
        "voyageur qui s’avançait, enveloppé dans son manteau."
    ),
    "h": (
        "उत्तरी हवा और सूरज इस बात पर झगड़ रहे थे कि हम दोनों में ज़्यादा बलवान कौन है। "
        "इतने में, गरम चोग़ा पहने, एक मुसाफ़िर उधर आ निकला।"
    ),
    "i": (
        "Si bisticciavano un giorno il vento di tramontana e il sole, l’uno pretendendo d’esser più forte "
        "dell’altro, quando videro un viaggiatore, che veniva innanzi avvolto nel mantello."
    ),
    "j": (
        "北風と太陽が、どちらが強いかで言い争いをしていました。"
        "そこへ、暖かい外套を着た旅人が通りかかりました。"
    ),
    "p": (
        "O vento norte e o sol discutiam qual dos dois era o mais forte, quando passou um viajante, envolto "
        "numa capa. Ao vê-lo, puseram-se de acordo: quem primeiro o obrigasse a tirar a capa seria o "
        "mais forte."
    ),
    "z": "有一回，北风跟太阳正在那儿争论谁的本事大。说着说着，来了一个过路的，身上穿了一件厚袍子。",
}
"""By Kokoro's letters of languages."""
