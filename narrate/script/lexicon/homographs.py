"""English words that are spelled alike and sound differently, so that a voice may read the wrong one.

Those are listed whose two sounds no grammar tells apart safely, or which voices are known to get wrong. Verbs
and nouns that differ by stress alone (record, present) are not: a voice hears that from the sentence.
"""

from __future__ import annotations

from typing import Final

HOMOGRAPHS: Final = {
    "axes": ("AK-siz", "AK-seez"),
    "bass": ("BAYSS (music)", "BASS (fish)"),
    "blessed": ("BLEST", "BLESS-id"),
    "bow": ("BOH (ribbon, arrows)", "rhymes with cow"),
    "bowed": ("BOHD (bent)", "rhymes with cowed"),
    "bower": ("BOH-er", "rhymes with flower"),
    "bows": ("BOHZ (ribbons, arrows)", "rhymes with cows"),
    "close": ("KLOHSS (near)", "KLOHZ (shut)"),
    "closer": ("KLOHSS-er (nearer)", "KLOHZ-er"),
    "crooked": ("KROOK-id", "KROOKT"),
    "cursed": ("KURST", "KUR-sid"),
    "desert": ("DEZ-ert (sand)", "di-ZURT (leave)"),
    "dogged": ("DOG-id", "DOGD"),
    "dove": ("DUV (bird)", "DOHV (dived)"),
    "invalid": ("IN-və-lid (a sick person)", "in-VAL-id (void)"),
    "jagged": ("JAG-id", "JAGD"),
    "lead": ("LEED (go first)", "LED (metal)"),
    "leads": ("LEEDZ", "LEDZ (on a roof)"),
    "learned": ("LURND", "LUR-nid (scholarly)"),
    "legged": ("LEG-id", "LEGD"),
    "live": ("LIV (be alive)", "LYV (alive)"),
    "lives": ("LIVZ (dwells)", "LYVZ (of life)"),
    "minute": ("MIN-it (time)", "my-NYOOT (tiny)"),
    "moped": ("MOHPT", "MOH-ped"),
    "polish": ("POL-ish", "POH-lish (of Poland)"),
    "read": ("REED (now)", "RED (then)"),
    "refuse": ("ri-FYOOZ", "REF-yooss (rubbish)"),
    "row": ("ROH (line, boat)", "rhymes with cow (quarrel)"),
    "rowed": ("ROHD", "rhymes with cowed (quarrelled)"),
    "rows": ("ROHZ", "rhymes with cows (quarrels)"),
    "rugged": ("RUG-id", "RUGD"),
    "sewer": ("SOO-er (drain)", "SOH-er (who sews)"),
    "skied": ("SKEED", "rhymes with tied"),
    "slough": ("rhymes with cow (bog)", "SLUFF (shed)"),
    "sow": ("SOH (seed)", "rhymes with cow (pig)"),
    "sows": ("SOHZ (seed)", "rhymes with cows (pigs)"),
    "tear": ("TEER (weeping)", "TAIR (rip)"),
    "tears": ("TEERZ (weeping)", "TAIRZ (rips)"),
    "tarry": ("TARR-ee (wait)", "TAR-ee (with tar)"),
    "wind": ("WIND (air)", "WYND (turn)"),
    "winded": ("WIN-did", "WYN-did (blew)"),
    "winds": ("WINDZ (air)", "WYNDZ (turns)"),
    "winged": ("WINGD", "WING-id"),
    "wound": ("WOOND (injury)", "rhymes with sound (turned)"),
}
"""Each word in lower case, with the more common of its two sounds first."""
