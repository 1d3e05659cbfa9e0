"""German."""

from __future__ import annotations

from narrate.script.languages.language import Language
from narrate.script.saying import words

GERMAN = Language(
    code="de",
    name="German",
    saying=words(
        """
        sagte sage sagt sagten sprach spricht sprachen fragte frage fragt fragten antwortete antwortet
        antworteten rief ruft riefen schrie schreit flüsterte flüstert murmelte erwiderte erwidert entgegnete
        meinte meint erklärte bemerkte begann fuhr setzte versetzte seufzte lachte dachte brummte stammelte
        stotterte wiederholte unterbrach versicherte befahl bat gab behauptete bestätigte rief's hauchte
        zischte knurrte brüllte schluchzte stöhnte nickte warf fügte schloss schloß gestand klagte
        """
    ),
    subjects=words("er sie ich es wir man"),
    determiners=words(
        """
        der die das den dem des ein eine einen einem einer eines mein meine dein deine sein seine ihr ihre
        unser unsere dieser diese dieses jener jene kein keine seinen seinem seiner ihren ihrem ihrer
        """
    ),
    naming=words("genannt nannte heißt hieß wort worte titel namens von im in"),
    personal=words("ich mich mir mein meine meinen du dich dir dein deine wir uns unser ihnen ihr euch euer"),
    never_last=words("z.b d.h u.a v.a bzw ca vgl sog evtl ggf z.t o.ä i.d.r z b d h u a"),
    before_a_name=words("hr fr frl dr prof st hl dipl ing med phil jur pfr geb gebr"),
    before_a_number=words("nr s bd bde abb kap art abs ziff jg anm str tel bl"),
    ambiguous=words("usw etc co jh n.chr v.chr chr jan feb apr jun jul aug sep sept okt nov dez mio mrd"),
    starters=words(
        """
        der die das den dem des ein eine einen einem einer er sie es ich du wir ihr man und aber oder denn
        doch sondern wenn als da dann nun jetzt hier dort so in im an am auf aus bei mit nach von vom zu zum
        zur vor über unter durch für gegen ohne um was wer wie wo warum wann welche welcher ist war sind waren
        hat hatte ja nein nicht kein keine auch noch nur schon sein seine ihre mein dieser diese dieses alle
        """
    ),
    ordinals=True,
    divisions=words("kapitel buch teil akt szene band gesang"),
)
