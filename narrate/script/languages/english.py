"""English, of both sides of the Atlantic."""

from __future__ import annotations

from narrate.script.languages.language import Language
from narrate.script.saying import DETERMINERS, VERBS, words

ENGLISH = Language(
    code="en",
    name="English",
    saying=VERBS,
    subjects=words("he she i they we"),
    determiners=DETERMINERS,
    naming=words(
        """
        call called calling named name titled entitled labelled marked headed inscribed dubbed word words term
        phrase expression title of in on
        """
    ),
    personal=words(
        """
        i me my mine myself you your yours we us our i'm i'll i've i'd you're you'll you've you'd we're we'll
        we've don't can't won't let's
        """
    ),
    trailing=words("and with in as his her while without who"),
    never_last=words("e.g i.e viz cf vs v ca approx"),
    before_a_name=words(
        """
        mr mrs ms dr st prof rev hon capt col gen lt sgt maj cmdr messrs mme mlle mgr fr sr sra mt gov sen rep
        pres supt det insp adm pvt cpl ven dept univ assn bros al
        """
    ),
    before_a_number=words("no nos n° p pp vol vols fig figs ch chap sec art pt bk l ll op vv ed nr"),
    ambiguous=words(
        """
        co inc ltd corp jr sr etc esq ave blvd rd sq ph.d m.d b.a m.a d.d ll.d a.m p.m b.c a.d u.s u.k u.s.a
        e.u u.n d.c jan feb apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri ft lb lbs
        oz hr hrs min yr yrs mph
        """
    ),
    starters=words(
        """
        the a an this that these those i he she it we you they his her its our your their my there here then
        now but and or so yet for nor if when while as in at on by to from with after before although though
        because since until what who where why how which did do does is are was were will would could should
        can may might must have had has not no yes oh well one some many most all both each every such how
        about please
        """
    ),
    divisions=words("chapter book part act scene volume canto"),
)
