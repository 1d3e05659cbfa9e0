"""English words of the closed classes, the open ones that the tagger's rules must know, and forms of all."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SUBJECTS: Final = _words(
    "i you he she it we they who thou ye one whoever everyone everybody someone somebody nobody anyone"
)
"""Pronouns after which a verb stands."""

OBJECTS: Final = _words("me him us them thee myself himself herself itself yourself themselves ourselves")
"""Pronouns after which a verb stands only where another verb lets or makes them do it."""

DETERMINERS: Final = _words(
    "a an the this these those every each some any no another either neither what whose such"
)
POSSESSIVES: Final = _words("my your his its our their thy mine")  # "her" is decided by what follows
MODALS: Final = _words(
    "can could will would shall should may might must cannot wo ca sha 'll 'd ought need dare wilt"
    " shalt canst 'lt"
)
DO: Final = _words("do does did dost doth didst")
BE: Final = _words("am is are was were be been being 's 're 'm art wast wert ai")
HAVE: Final = _words("have has had having 've hast hath hadst")
AUXILIARIES: Final = MODALS | DO
PREPOSITIONS: Final = _words(
    "in on at by of from with for into onto over under about after before as if than because while"
    " though although since until till upon within without through throughout against between among"
    " amongst amid during toward towards beneath beside besides beyond behind below above across along"
    " around near like unlike except off past per via despite underneath unless whether"
)
ADVERBS: Final = _words(
    "not n't never always often still just only also even ever soon now then seldom rarely hardly"
    " scarcely once thus almost already sometimes usually both really merely simply quite rather too"
    " perhaps again generally nearly so well yet together ne'er e'er alone all no longer better"
)
CONJUNCTIONS: Final = _words("and or but nor yet")
WH: Final = _words("when where why how what which who whom whose")
PARTICLES: Final = _words("up out down off away back over in on through along apart together")

CAUSATIVES: Final = _words(
    "let lets make makes made making help helps helped helping see sees saw seen hear hears heard"
    " watch watched bid bade have had feel felt"
)
"""Verbs that another person's verb follows without "to": let him live."""

PAST: Final = _words(
    "was were had did said went came took gave told knew saw thought found got made stood sat lay"
    " felt left kept began ran held brought fell wrote spoke heard broke rose drew grew became met led"
    " caught sent lost won built ate drank slept woke wore tore threw flew swore shook sang rang"
    " bought taught fought sought paid laid meant forgot chose drove rode fed fled hung shone shot"
    " slid spent stole struck swam swept swung wept understood could would might"
)
"""Past forms that do not end in -ed."""

PARTICIPLES: Final = _words(
    "been done gone seen known given taken told found made said left kept begun run held brought"
    " fallen written spoken broken risen drawn grown become met led caught sent lost won built eaten"
    " drunk slept worn torn thrown flown sworn shaken sung rung bought taught fought sought paid laid"
    " lain meant forgotten chosen driven ridden read wound heard felt thought stood sat had got put"
    " cut set shut hurt hit let bound ground"
)

PRESENT: Final = _words(
    "is are am has have do does says say goes go comes come takes take gives give knows know sees see"
    " thinks think want wants like likes need needs get gets make makes love loves hope hopes mean"
    " means seem seems feel feels can will shall may must"
)

PLURAL: Final = _words(
    "people men women children folk folks police cattle mice feet teeth geese sheep gentlemen"
)
SINGULAR_IN_S: Final = _words(
    "this his its is was has does as us yes plus thus news perhaps always sometimes besides unless"
    " across toss towards afterwards upwards miss mrs mess loss class glass grass dress press boss"
    " cross less"
)
LINKING: Final = BE | _words(
    "seem seems seemed feel feels felt look looks looked become becomes became stay remain remained"
    " keep kept grew turned lay quite very rather perfectly as so how too more most"
)
"""Words after which an adjective stands."""

QUANTITIES: Final = _words("these those some all many few both most others")
"""Words that may be a subject by themselves: some live in towns."""

SUBORDINATORS: Final = _words(
    "that which who whom if because while though although since until till when where why how whether"
    " as than before after unless"
)
"""Words that begin a clause with a verb of its own."""

ADJECTIVES_AND_OTHERS: Final = _words(
    "covert content invalid deliberate elaborate animate diffuse consummate designate prostrate"
    " incarnate inside outright nearby downstairs compact upset overhead learned intimate separate"
    " present perfect absent abstract moderate subordinate subject live bass"
)
"""Adjectives that sound otherwise as nouns or verbs."""

VERBS: Final = _words(
    "go come take give know see think want like need get make love hope mean seem feel say tell ask"
    " try keep let begin find leave stand sit lie run hold bring write speak hear put set look turn"
    " call walk talk eat drink sleep wait stay stop follow carry open watch help work play live die"
    " believe remember forget understand"
)
"""Verbs of which a form without an ending is hardly ever anything else, or no matter."""

ADJECTIVES: Final = _words(
    "good bad big little small great old young new long short own same other first last next few many"
    " much more most several few dark black white red blue green high low poor rich dear fine strong"
    " true false whole dead full free deep cold hot warm happy sad two three four five six seven eight"
    " nine ten main very national official public private recent strict broken modern ancient"
    " bitter tiny base ugly nasty heavy bloody mortal severe slight terrible pretty lovely wild fierce"
    " strange"
)

NOUNS_IN_ING: Final = _words(
    "thing something nothing anything everything king ring spring string evening morning ceiling wing being"
    " building wedding feeling meaning meeting clothing warning painting stocking lodging"
)
MINUTE_THINGS: Final = _words(
    "detail details particle particles portion quantity account examination inspection description"
    " attention difference differences creature creatures fraction fragment"
)
"""What is minute, rather than lasts one."""

CLOSED: Final = {
    **dict.fromkeys(DETERMINERS, "DT"),
    **dict.fromkeys(POSSESSIVES, "PRP$"),
    **dict.fromkeys(SUBJECTS | OBJECTS, "PRP"),
    **dict.fromkeys(PREPOSITIONS, "IN"),
    **dict.fromkeys(ADVERBS, "RB"),
    **dict.fromkeys(CONJUNCTIONS, "CC"),
    **dict.fromkeys(WH, "WP"),
    **dict.fromkeys(ADJECTIVES, "JJ"),
    **dict.fromkeys(MODALS, "MD"),
    "to": "TO", "and": "CC", "there": "EX", "please": "UH",
    **dict.fromkeys(("am", "are", "'m", "'re", "art"), "VBP"),
    **dict.fromkeys(("was", "were", "had", "did"), "VBD"),
    **dict.fromkeys(("is", "has", "does"), "VBZ"),
    **dict.fromkeys(("have", "do", "'ve"), "VBP"),
    "be": "VB", "been": "VBN", "being": "VBG", "having": "VBG",
}  # fmt: skip
"""Words of which one tag will do."""


def is_plural(word: str) -> bool:
    """Whether ``word`` ends as plurals do, and as verbs of the third person."""
    return (
        word.endswith("s") and len(word) > 3 and word not in SINGULAR_IN_S and not word.endswith(("ss", "us"))
    )


def is_past(word: str) -> bool:
    """Whether ``word`` is a past form, or ends as they do."""
    return word in PAST or (word.endswith("ed") and len(word) > 4 and not word.endswith("eed"))


def is_participle(word: str) -> bool:
    """Whether ``word`` is a past participle, or ends as they do."""
    return word in PARTICIPLES or word.endswith("ed") or (word.endswith("en") and len(word) > 4)
