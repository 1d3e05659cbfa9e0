"""Italian."""

from __future__ import annotations

from narrate.script.languages.language import Language
from narrate.script.saying import words

ITALIAN = Language(
    code="it",
    name="Italian",
    saying=words(
        """
        disse dice diceva dissero dissi chiese chiede chiedeva domandò domandava rispose risponde rispondeva
        risposi esclamò gridò gridava mormorò mormorava sussurrò aggiunse riprese continuò proseguì replicò
        ribatté interruppe osservò pensò ripeté sospirò spiegò insistette dichiarò affermò ordinò pregò
        balbettò gemette singhiozzò rise urlò bisbigliò concluse propose ammise confessò protestò fece faceva
        """
    ),
    subjects=words("egli ella lui lei io essi loro"),
    determiners=words("il lo la i gli le l un uno una questo questa quel quella quello mio tuo suo sua loro"),
    naming=words("chiamato chiamata chiamava parola parole titolo nome di del della in"),
    personal=words("io me mi mio mia miei tu te ti tuo tua noi ci nostro voi vi vostro"),
    never_last=words("p.es cfr ca es"),
    before_a_name=words(
        "sig sigg sig.ra sig.na dott dott.ssa prof prof.ssa ing avv on rev s ss mons gen col cap"
    ),
    before_a_number=words("sec n nn n° p pp pag vol cap fig art t"),
    ambiguous=words("ecc etc a.c d.c gen feb mar apr giu lug ago set ott nov dic s.p.a"),
    starters=words(
        """
        il lo la i gli le l' un uno una egli ella lui lei io tu noi voi loro essi e o ma però se quando dove
        come perché che chi cosa in a al alla di del della da dal per con su tra fra dopo prima poi allora ora
        adesso qui là così no sì non si ci mi ti questo questa quello quella quel tutto tutti era è fu aveva
        """
    ),
    divisions=words("capitolo libro parte atto scena tomo volume canto"),
)
