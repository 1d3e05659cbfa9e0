"""The fable by which phoneticians compare languages: "The North Wind and the Sun", after Aesop.

As the Handbook of the International Phonetic Association has it for many languages, a sentence an entry.
"""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "en": (
        "The North Wind and the Sun were disputing which was the stronger, when a traveler came along, "
        "wrapped in a warm cloak.",
        "They agreed that the one who first succeeded in making the traveler take his cloak off should be "
        "considered stronger than the other.",
    ),
    "de": (
        "Einst stritten sich Nordwind und Sonne, wer von ihnen beiden wohl der Stärkere wäre, als ein "
        "Wanderer, der in einen warmen Mantel gehüllt war, des Weges daherkam.",
        "Sie wurden einig, dass derjenige für den Stärkeren gelten sollte, der den Wanderer zwingen würde, "
        "seinen Mantel abzunehmen.",
        "Der Nordwind blies mit aller Macht, aber je mehr er blies, desto fester hüllte sich der Wanderer in "
        "seinen Mantel ein.",
        "Nun erwärmte die Sonne die Luft mit ihren freundlichen Strahlen, und schon nach wenigen "
        "Augenblicken zog der Wanderer seinen Mantel aus.",
    ),
    "es": (
        "El viento norte y el sol discutían sobre cuál de ellos era el más fuerte, cuando pasó un viajero, "
        "envuelto en una ancha capa.",
        "Convinieron en que quien antes lograra obligar al viajero a quitarse la capa sería considerado más "
        "poderoso.",
        "El viento norte sopló con gran furia, pero cuanto más soplaba, más se arrebujaba en su capa el "
        "viajero; por fin el viento norte abandonó la empresa.",
        "Entonces brilló el sol con ardor, e inmediatamente se despojó de su capa el viajero.",
    ),
    "fr": (
        "La bise et le soleil se disputaient, chacun assurant qu’il était le plus fort, quand ils ont vu un "
        "voyageur qui s’avançait, enveloppé dans son manteau.",
        "Ils sont tombés d’accord que celui qui arriverait le premier à faire ôter son manteau au voyageur "
        "serait regardé comme le plus fort.",
        "Alors, la bise s’est mise à souffler de toute sa force, mais plus elle soufflait, plus le voyageur "
        "serrait son manteau autour de lui.",
        "Alors le soleil a commencé à briller, et au bout d’un moment, le voyageur, réchauffé, a ôté son "
        "manteau.",
    ),
    "hi": (
        "उत्तरी हवा और सूरज इस बात पर झगड़ रहे थे कि हम दोनों में ज़्यादा बलवान कौन है।",
        "इतने में, गरम चोग़ा पहने, एक मुसाफ़िर उधर आ निकला।",
        "इन दोनों में यह तय हुआ कि जो पहले मुसाफ़िर का चोग़ा उतरवा लेगा, वही ज़्यादा बलवान समझा जाएगा।",
        "फिर सूरज तेज़ी के साथ निकला, और मुसाफ़िर ने तुरंत अपना चोग़ा उतार दिया।",
    ),
    "it": (
        "Si bisticciavano un giorno il vento di tramontana e il sole, l’uno pretendendo d’esser più forte "
        "dell’altro, quando videro un viaggiatore, che veniva innanzi avvolto nel mantello.",
        "I due litiganti convennero allora che sarebbe ritenuto più forte chi fosse riuscito a far sì che il "
        "viaggiatore si togliesse il mantello di dosso.",
        "Il vento di tramontana cominciò a soffiare con violenza; ma, più soffiava, più il viaggiatore si "
        "stringeva nel mantello.",
        "Il sole allora si mostrò nel cielo; e poco dopo il viaggiatore, che sentiva caldo, si tolse il "
        "mantello.",
    ),
    "ja": (
        "北風と太陽が、どちらが強いかで言い争いをしていました。",
        "そこへ、暖かい外套を着た旅人が通りかかりました。",
        "二人は、旅人の外套を先に脱がせた方が強いと決めることにしました。",
        "北風は力いっぱい吹きましたが、吹けば吹くほど、旅人は外套をしっかりと体に巻きつけました。",
        "そこで太陽が暖かく照らすと、旅人はすぐに外套を脱ぎました。",
    ),
    "pt": (
        "O vento norte e o sol discutiam qual dos dois era o mais forte, quando passou um viajante, envolto "
        "numa capa.",
        "Ao vê-lo, puseram-se de acordo: quem primeiro o obrigasse a tirar a capa seria o mais forte.",
        "O vento norte começou a soprar com muita fúria, mas quanto mais soprava, mais o viajante se "
        "aconchegava à sua capa, até que o vento norte desistiu.",
        "O sol brilhou então com todo o esplendor, e imediatamente o viajante tirou a capa.",
    ),
    "zh": (
        "有一回，北风跟太阳正在那儿争论谁的本事大。",
        "说着说着，来了一个过路的，身上穿了一件厚袍子。",
        "他们俩就商量好了，说谁能先叫这个过路的把他的袍子脱下来，就算是他的本事大。",
        "北风就使劲吹起来，拼命地吹，可是他吹得越厉害，那个人就把他的袍子裹得越紧。",
        "一会儿，太阳出来一晒，那个人马上就把袍子脱了下来。",
    ),
}
"""By language, in the order of the tale; some without a sentence or two of it."""
