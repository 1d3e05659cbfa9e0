"""Roman numerals in running text: "Chapter IV", "Henry VIII", "World War II"; never the pronoun.

After words that number things they are cardinals, after names of rulers ordinals with "the". Alone, only
numerals that are no English word and no common abbreviation are read as numbers.
"""

from __future__ import annotations

import re
from typing import Final

from narrate.script.spoken.numbers import English, cardinal, ordinal, roman_value
from narrate.script.spoken.rewriting import Rule, rule

_NUMBERED: Final = (
    "chapter|chap|part|book|volume|vol|act|scene|canto|section|stave|article|appendix|letter|figure|fig|table"
    "|plate|war|phase|type|class|stage|level|episode|season|lecture|psalm|fragment|lesson|number|no|epoch|mark"
    "|apollo|division|corps|elegy|ode|sonnet|hymn|verse|stanza|page|note|item|step|day|movement|opus|symphony"
    "|grade|group|title|annex|annexe|schedule|rule|fantasy|rocky|bowl|saturn|gemini|soyuz|voyager|delta|ark|quartet"
    "|concerto|suite|trio|sonata|camp|stalag|area|zone|sector|factor|quest|army|olympiad|clause|paragraph|exhibit"
    "|lot|track|round|panel|map|study|model|category|tier|unit|wars|games|dynasty|station|tome|fit|idyll|eclogue"
)
# Capitalised words that may stand before a numeral and are nobody's name.
_NOBODY: Final = (
    "The|And|But|For|With|From|In|On|At|By|Of|To|As|Is|Was|He|She|They|We|You|It|This|That|These|Those|All|Both|See"
    "|When|If|So|Or|Nor|Then|Only|Under|Over|After|Before"
)
_RULERS: Final = (
    "Henry|Louis|Charles|James|George|Edward|William|Richard|Elizabeth|Mary|John|Paul|Pius|Leo|Clement|Gregory"
    "|Benedict|Innocent|Urban|Sixtus|Alexander|Nicholas|Peter|Catherine|Frederick|Philip|Ferdinand|Francis"
    "|Napoleon|Otto|Robert|Victor|Wilhelm|Ivan|Ramses|Rameses|Ptolemy|Harold|Ethelred|Alfonso|Christian|Gustavus"
    "|Leopold|Joseph|Maximilian|Thutmose|Amenhotep|Boniface|Adrian|Eugene|Julius|Martin|Celestine|Canute|Malcolm"
    "|Haakon|Olaf|Baldwin|Manuel|Pedro|Theodoric|Edmund|Alphonso|Humbert|Umberto|Emmanuel|Constantine|Justinian"
    "|Mehmed|Selim|Murad|Xerxes|Darius|Cyrus|Artaxerxes|Antiochus|Seleucus|Cambyses"
)
_TITLES: Final = "King|Queen|Emperor|Empress|Kaiser|Czar|Tsar|Tsarina|Pope|Prince|Sultan|Duke|Earl"
_NUMERAL: Final = r"(?P<numeral>[IVXLCDM]{1,12})\b(?!['-]\w|\.[A-Z])"
# "Part I played" and "George I said": words that show a lone I to be the one who speaks.
_NO_PRONOUN: Final = r"(?!(?<=I)(?:,? (?!(?:of|and|to|in|the|by|with|from|on|or)\b)[a-z]|'))"
# Well-formed, and far more often a word or a name.
_WORDS: Final = frozenset({"MIX", "DIX", "MDX"})
_MOST_OF_A_NAME: Final = 23  # John XXIII has the highest that people know


def _counted(match: re.Match[str], english: English) -> str:
    value = roman_value(match["numeral"])
    return match[0] if value is None else f"{match['word']} {cardinal(str(value), english).title()}"


def _ruler(match: re.Match[str], english: English) -> str:
    value = roman_value(match["numeral"])
    if value is None or match["name"] + match["numeral"] == "MalcolmX":
        return match[0]
    return f"{match['name']} the {ordinal(str(value), english).title()}"


def _named(match: re.Match[str], english: English) -> str:
    """Valentinian III, Howard Stackpole IV: a name that is followed by a numeral is a person's."""
    value = roman_value(match["numeral"])
    if value is None or value > _MOST_OF_A_NAME:
        return match[0]
    return f"{match['name']} the {ordinal(str(value), english).title()}"


def _dash(match: re.Match[str], english: English) -> str:
    low, high = roman_value(match["low"]), roman_value(match["high"])
    if low is None or high is None or low >= high:
        return match[0]
    return f"{cardinal(str(low), english)} to {cardinal(str(high), english)}"


def _ordinal(match: re.Match[str], english: English) -> str:
    value = roman_value(match["numeral"])
    return match[0] if value is None else ordinal(str(value), english)


def _alone(match: re.Match[str], english: English) -> str:
    numeral = match["numeral"]
    value = roman_value(numeral)
    # Three letters with L, C, D or M and no X are initials (CCC, MDI, LIV) before they are numbers.
    initials = len(numeral) == 3 and "X" not in numeral and not set("LCDM").isdisjoint(numeral)
    if value is None or initials or numeral in _WORDS:
        return match[0]
    return cardinal(str(value), english)


# Henry VIII, Louis XIV's, the old Louis XII.'s, ELIZABETH II
_REIGNING: Final = rule(
    rf"\b(?P<name>(?i:{_RULERS})) (?P<numeral>[IVX]{{2,7}}|V|X)\b(?!\.[A-Z])(?:\.(?='s| [a-z]))?", _ruler
)
# chapters III–V
_RANGE: Final = rule(r"(?<![\w-])(?P<low>[IVXLC]{1,8})[-–—](?P<high>[IVXLC]{2,8}|V|X)(?![\w'-])", _dash)
# Chapter IV, Parts II and III, World War II, Act I, Scene V
_NUMBERED_WITH: Final = rule(
    rf"\b(?P<word>(?i:(?:{_NUMBERED})s?))\.? (?P<numeral>[IVXLCDM]{{2,12}})\b(?!\.[A-Z])",
    _counted,
)
# Valentinian III
_NAMESAKE: Final = rule(
    r"\b(?=[A-Z][a-z]{2,20}+ [IVX])"  # soon told
    rf"(?P<name>(?!(?:{_NOBODY})\b|(?i:(?:{_NUMBERED})s?)\b)"
    r"[A-Z][a-z]{2,20}+) (?P<numeral>[IVX]{2,5})\b"
    r"(?!['-]\w|\.[A-Z])(?:\.(?='s))?",
    _named,
)
# XII. alone
_BARE: Final = rule(r"(?<![.'&-])\b(?P<numeral>[IVX]{2,9}|[MDCLXVI]{3,12})\b(?!['&-]\w|\.[A-Z])", _alone)

ROMANS: Final[tuple[Rule, ...]] = (
    _REIGNING,
    # King David I; a lone I after a name needs a crown or a pause to be a number
    rule(
        rf"(?P<name>\b(?i:{_TITLES}) [A-Z][A-Za-z]{{1,20}}+) (?P<numeral>[IVX]{{1,7}})\b"
        r"(?! (?:am|was|had|have|will|would|do|did|said|think))",
        _ruler,
    ),
    rule(
        rf"\b(?P<name>{_RULERS}) (?P<numeral>I)"
        r"(?=[.;:)\]!?]|\Z|'s\b| of [A-Z]| and [A-Z][a-z]{1,20} [IVX])(?!\.\w)(?:\.(?= of\b))?",
        _ruler,
    ),
    # World War I began, that Charles I died: verbs that nobody says of himself
    rule(r"\b(?P<word>World War) (?P<numeral>I)\b(?!')", _counted),
    rule(
        rf"\b(?P<name>{_RULERS}) (?P<numeral>I)(?= (?:is|has|does|died|reigned|ruled|abdicated|succeeded)\b)",
        _ruler,
    ),
    # WWII
    rule(
        r"\bWW(?P<numeral>II?)\b",
        lambda match, _: f"World War {'Two' if match['numeral'] == 'II' else 'One'}",
    ),
    _RANGE,
    _NUMBERED_WITH,
    rule(
        rf"\b(?P<word>(?=[A-Z])(?i:{_NUMBERED}))\.? (?P<numeral>[IVXLC])\b(?!'|\.[A-Z]){_NO_PRONOUN}",
        _counted,
    ),
    rule(
        r"\b(?P<word>[Cc]hapter|[Bb]ook|[Vv]olume|[Vv]ol|[Aa]ct|[Ss]cene|[Cc]anto|[Pp]age|[Pp]art)\.? "
        r"(?P<numeral>[ivxl]{1,9})\b(?!')",
        _counted,
    ),
    _NAMESAKE,
    # pages xii–xiv
    rule(r"(?<=\b[Pp]ages )(?P<low>[ivxlc]{1,8})[-–](?P<high>[ivxlc]{1,8})\b", _dash),
    # the XIXth century
    rule(r"\b(?P<numeral>[IVXLC]{1,9})(?:th|st|nd|rd)\b", _ordinal),
    _BARE,
)

LONE: Final[tuple[Rule, ...]] = tuple(
    each for each in ROMANS if each not in (_REIGNING, _RANGE, _NUMBERED_WITH, _NAMESAKE, _BARE)
)
"""Those of ``ROMANS`` that read a line in which no capital could be a numeral but an I."""
