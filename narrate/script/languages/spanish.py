"""Spanish."""

from __future__ import annotations

from narrate.script.languages.language import Language
from narrate.script.saying import words

SPANISH = Language(
    code="es",
    name="Spanish",
    saying=words(
        """
        dijo dice decía dijeron digo dije preguntó pregunta preguntaba pregunté respondió responde respondía
        respondí contestó contesta contestaba exclamó exclama gritó grita gritaba murmuró murmura murmuraba
        susurró añadió agregó repuso replicó continuó prosiguió siguió interrumpió observó pensó pensaba
        repitió suspiró explicó insistió declaró afirmó aseguró ordenó pidió suplicó balbuceó tartamudeó
        gimió sollozó rió musitó comentó concluyó propuso sugirió admitió confesó protestó objetó advirtió
        """
    ),
    subjects=words("él ella yo ellos ellas"),
    determiners=words("el la los las un una unos unas este esta ese esa aquel aquella mi tu su sus nuestro"),
    naming=words("llamado llamada llamaba llaman palabra palabras título nombre de del en"),
    personal=words("yo me mí mi mis tú te ti tu tus nosotros nos nuestro usted ustedes vosotros os"),
    clitics=words("se me te le les lo nos"),
    trailing=words("y con sin mientras"),
    never_last=words("p.ej cf aprox p ej"),
    before_a_name=words("sr sra srta sres dr dra d dª dña prof ing lic gral cap cnel sto sta fr excmo ilmo"),
    before_a_number=words("núm nº n.º p pp pág págs vol t cap fig art av c"),
    ambiguous=words("etc ud uds vd vds cía a.c d.c ee.uu ene feb mar abr jun jul ago sept oct nov dic s.a"),
    starters=words(
        """
        el la los las un una unos unas él ella ellos yo tú nosotros y o pero mas sino si cuando donde como
        porque que qué quién cómo cuándo dónde en a al de del por para con sin sobre desde hasta entre tras
        después antes entonces ahora aquí allí así luego no sí ya se le les lo me te su sus mi este esta esto
        ese esa eso aquel aquella todo todos era es fue había hay
        """
    ),
    divisions=words("capítulo libro parte acto escena tomo volumen canto"),
)
