"""Abbreviations of titles, streets, Latin and trade, and the words they stand for.

A title never ends a sentence; every other abbreviation gives its full stop back where it did. "Mr", "Dr"
and "St" are also written without the point, as the British do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final

from narrate.script.spoken.labels import LABEL_FORMS, LABELS
from narrate.script.spoken.numbers import English
from narrate.script.spoken.rewriting import STARTERS, Rule, kept_stop, rule

_TITLES: Final = {
    "mr": "Mister", "mrs": "Mrs", "ms": "Miz", "messrs": "Messers", "dr": "Doctor", "prof": "Professor",
    "capt": "Captain", "col": "Colonel", "gen": "General", "lt": "Lieutenant", "lieut": "Lieutenant",
    "sgt": "Sergeant", "sergt": "Sergeant", "maj": "Major", "cpl": "Corporal", "cmdr": "Commander",
    "comdr": "Commander", "adm": "Admiral", "brig": "Brigadier", "insp": "Inspector",
    "supt": "Superintendent", "rev": "Reverend", "revd": "Reverend", "hon": "Honorable", "gov": "Governor",
    "sen": "Senator", "rep": "Representative", "pres": "President", "mme": "Madame", "mlle": "Mademoiselle",
    "mt": "Mount", "ft": "Fort", "rt": "Right",
}  # fmt: skip
_UNPOINTED_TITLES: Final = frozenset(
    {"mr", "mrs", "ms", "messrs", "dr", "mme", "mlle", "capt", "lt", "sgt", "prof", "mt"}
)
_LOWER_TITLES: Final = ("mr", "mrs", "dr", "mt")  # also met in lower case, where a name follows
_WORDS: Final = {
    "jr": "Junior", "sr": "Senior", "esq": "Esquire", "etc": "et cetera", "vs": "versus", "viz": "namely",
    "cf": "compare", "approx": "approximately", "bros": "Brothers", "co": "Company", "inc": "Incorporated",
    "ltd": "Limited", "corp": "Corporation", "dept": "Department", "univ": "University", "govt": "government",
    "tues": "Tuesday", "wed": "Wednesday", "thurs": "Thursday", "thur": "Thursday", "fri": "Friday",
    "ave": "Avenue", "blvd": "Boulevard", "rd": "Road", "hwy": "Highway", "sq": "Square",
    "expy": "Expressway", "inst": "instant", "ult": "ultimo", "prox": "proximo",
}  # fmt: skip
# As the British write them; "Co", "Sun" and "Wed" are words or names without the point.
_UNPOINTED_WORDS: Final = {
    "Ltd": "Limited", "ltd": "limited", "Inc": "Incorporated", "Bros": "Brothers", "bros": "brothers",
    "Esq": "Esquire", "Jr": "Junior", "jr": "junior", "Jnr": "Junior", "Snr": "Senior", "Corp": "Corporation",
    "Dept": "Department", "dept": "department", "Govt": "Government", "govt": "government",
    "lbs": "pounds", "Blvd": "Boulevard", "Hwy": "Highway", "Pkwy": "Parkway", "Rd": "Road",
}  # fmt: skip
_NEVER_LAST: Final = frozenset({"vs", "viz", "cf", "approx"})
_LOWER_WORDS: Final = ("inst", "ult", "prox", "etc", "vs", "viz", "cf", "approx", "govt")
# Of the United States, as after a town; "Me.", "Mo." and "Miss." are too often something else.
_STATES: Final = {
    "ala": "Alabama", "ariz": "Arizona", "ark": "Arkansas", "calif": "California", "colo": "Colorado",
    "conn": "Connecticut", "fla": "Florida", "ga": "Georgia", "ill": "Illinois", "ind": "Indiana",
    "kan": "Kansas", "ky": "Kentucky", "mass": "Massachusetts", "md": "Maryland", "mich": "Michigan",
    "minn": "Minnesota", "neb": "Nebraska", "nev": "Nevada", "okla": "Oklahoma", "ore": "Oregon",
    "pa": "Pennsylvania", "tenn": "Tennessee", "tex": "Texas", "va": "Virginia", "vt": "Vermont",
    "wis": "Wisconsin", "wyo": "Wyoming",
}  # fmt: skip
_STREETS: Final = {"st": "Street", "dr": "Drive", "ct": "Court", "ln": "Lane", "pl": "Place"}


def _cased(words: str, like: str) -> str:
    """``words`` in capitals where the abbreviation was, so that shouting is judged whole."""
    return words.upper() if len(like) > 1 and like.isupper() else words


def _pointed(match: re.Match[str], _: English) -> str:
    """A title's point is always its own, except at the very end; another's may be the sentence's too."""
    short = match["short"]
    title, word = _TITLE_FORMS.get(short), _WORD_FORMS.get(short)
    if title:
        follows = match.string[match.end() : match.end() + 1]
        return title + ("." if not follows else " " if follows.isalnum() else "")
    if not word:
        return match[0]
    return word if short.lower() in _NEVER_LAST else word + kept_stop(match)


def _unpointed(match: re.Match[str], _: English) -> str:
    return _TITLE_FORMS[match[0]]


def _street(match: re.Match[str], _: English) -> str:
    return f"{match['name']} {_STREETS[match['short'].lower()]}{kept_stop(match)}"


def _state(match: re.Match[str], _: English) -> str:
    return _STATE_FORMS[match["short"]] + kept_stop(match)


def _forms(table: Mapping[str, str], lower: Iterable[str]) -> dict[str, str]:
    """``table`` by every form that may be written: "Mr", "MR" (read in capitals) and those of ``lower``."""
    forms = {
        form: _cased(words, form) for short, words in table.items() for form in (short.title(), short.upper())
    }
    return forms | {short: table[short] for short in lower}


_TITLE_FORMS: Final = _forms(_TITLES, _LOWER_TITLES)
_WORD_FORMS: Final = _forms(_WORDS, _LOWER_WORDS)
_UNPOINTED: Final = [form for form in _TITLE_FORMS if form.lower() in _UNPOINTED_TITLES]
_STATE_FORMS: Final = _forms(_STATES, ())

_POINTED: Final = rule(r"\b(?P<short>[A-Za-z]{2,7})\.", _pointed)

ABBREVIATIONS: Final[tuple[Rule, ...]] = (
    # e.g., i.e., &c.
    rule(r"\b(?:e\. ?g\.|eg\.)", "for example"),
    rule(r"\bi\. ?e\.", "that is"),
    rule(r" ?&c\b\.?", lambda match, _: " et cetera" + kept_stop(match)),
    rule(r"\bet al\.", lambda match, _: "et alii" + kept_stop(match)),
    # Baker St., St. James's St., Seahawk Dr., where no name follows
    rule(
        rf"\b(?P<name>[A-Z][A-Za-z']{{1,30}}+) (?P<short>St|ST|Dr|Ct|Ln|Pl|st|dr)\."
        rf"(?! (?!(?:{STARTERS})\b)[\"'(]*+[A-Z]| ?[-—])",
        _street,
    ),
    # St. George, St Pancras, Ste. Anne
    rule(
        r"\b(?:[Ss]t\.? (?=[A-Z])|ST\. (?=[A-Z])|ST (?=[A-Z]{3}))",
        lambda match, _: "SAINT " if match[0].startswith("ST") else "Saint ",
    ),
    rule(r"\bSte\.? (?=[A-Z])", "Sainte "),
    # vol. ii, ch. IV
    *LABELS,
    # Richmond, Va.
    rule(rf"(?<=[a-zA-Z], )(?P<short>{'|'.join(_STATE_FORMS)})\.", _state),
    # Mr. Darcy, DR. JEKYLL; Smith & Co., etc., John Smith, Esq.
    _POINTED,
    rule(rf"\b(?:{'|'.join(_UNPOINTED)})(?= [A-Z])", _unpointed),
    # Warner Bros Records, Smith & Sons Ltd, John Smith Esq
    rule(rf"\b(?:{'|'.join(_UNPOINTED_WORDS)})\b(?!')", lambda match, _: _UNPOINTED_WORDS[match[0]]),
    rule(r"(?<=[&d] )Co\b(?![.'-])", "Company"),
    # Queen st via Pitt st; the saint and the doctor have a name after them
    rule(
        r"\b(?P<name>[A-Z][a-z']{1,30}+) (?P<short>st|dr)\b(?=[,;:)\"]| [a-z&]|\Z)",
        lambda match, _: f"{match['name']} {_STREETS[match['short']]}",
    ),
    rule(r"\b(?:vs|Vs|VS)\b", "versus"),
    rule(r"\bw/o\b", "without"),
    rule(r"\bm\.p\.h\b\.?", lambda match, _: "miles per hour" + kept_stop(match)),
    rule(r"\b(per|Per|PER) (cent|CENT)\.(?= [a-z(])", r"\1 \2"),
    rule(r"\betc\b", "et cetera"),
)

_BEFORE_STOP: Final = re.compile(r"\b([A-Za-z]{1,8})\.")
_POINTED_FORMS: Final = frozenset({
    *_TITLE_FORMS, *_WORD_FORMS, *_STATE_FORMS, *_STREETS, *(short.title() for short in _STREETS),
    *LABEL_FORMS, "Ste", "eg", "e", "i", "al", "cent", "CENT", "h",
})  # fmt: skip
_ALONE: Final = (
    *_UNPOINTED,
    *_UNPOINTED_WORDS,
    "vs",
    "Vs",
    "VS",
    "etc",
    "St",
    "st",
    "Ste",
    "ste",
    "ST",
    "dr",
    "w/o",
)
_WITHOUT_STOP: Final = re.compile(rf"&|\b(?:{'|'.join(_ALONE)})\b(?!\.)")


def may_abbreviate(line: str) -> bool:
    """Whether one of ``ABBREVIATIONS`` could match: a quick look, because most lines have none."""
    return not _POINTED_FORMS.isdisjoint(_BEFORE_STOP.findall(line)) or bool(_WITHOUT_STOP.search(line))


class AbbreviationKind(Enum):
    """What a word is to ``ABBREVIATIONS``."""

    TITLE = "title"  # with its point, and nothing else: ``TITLES`` reads it
    LABEL = "label"  # no abbreviation by itself, but it may be read as one beside others
    OTHER = "other"


TITLES: Final[tuple[Rule, ...]] = (_POINTED,)
"""Those of ``ABBREVIATIONS`` that read a line in which they could read titles alone."""

_ONLY_TITLES: Final = frozenset(_TITLE_FORMS) - {
    *_WORD_FORMS, *_STATE_FORMS, *_STREETS, *(short.title() for short in _STREETS), *LABEL_FORMS,
}  # fmt: skip
_WORD: Final = re.compile(r"[A-Za-z]+")
_WORDS_ALONE: Final = frozenset(_ALONE)
_LABEL_LIKE: Final = frozenset({*LABEL_FORMS, *_UNPOINTED_WORDS, "Co", "P", "per", "Per"})


def abbreviation(word: str) -> AbbreviationKind | None:
    """What ``word``, which has no space in it, is to ``ABBREVIATIONS``; None where they leave it alone."""
    if word.isascii() and word.isalpha():  # most words are, and stand in a list or do not
        if word in _WORDS_ALONE:
            return AbbreviationKind.OTHER
        return AbbreviationKind.LABEL if word in _LABEL_LIKE else None
    if _WITHOUT_STOP.search(word):
        return AbbreviationKind.OTHER
    pointed = _POINTED_FORMS.intersection(_BEFORE_STOP.findall(word)) if "." in word else None
    if pointed:
        return AbbreviationKind.TITLE if pointed <= _ONLY_TITLES else AbbreviationKind.OTHER
    return AbbreviationKind.LABEL if not _LABEL_LIKE.isdisjoint(_WORD.findall(word)) else None


_SIGNS: Final = {
    "&": "and", "@": "at", "%": "percent", "°": "degrees", "º": "degrees", "×": "times", "÷": "divided by",
    "±": "plus or minus", "§": "section", "¶": "paragraph", "©": "copyright", "®": "registered",
    "™": "trademark", "$": "dollars", "£": "pounds", "€": "euros", "¥": "yen", "№": "number", "+": "plus",
    "=": "equals", "−": "minus", "¢": "cents", "₹": "rupees", "₩": "won", "₽": "roubles",
    "≈": "approximately", "≠": "is not", "≤": "at most", "≥": "at least", "∞": "infinity", "√": "root",
    "→": "to", "✓": "check", "✔": "check", "♥": "heart", "♠": "spades", "♣": "clubs", "♦": "diamonds",
    "♯": "sharp", "♭": "flat", "‰": "per mille", "℞": "prescription", "℅": "care of",
}  # fmt: skip


def _sign(match: re.Match[str], _: English) -> str:
    # C++ is two signs; a row of more is an ornament, and stays to be warned of.
    count = len(match["signs"])
    return match[0] if count > 2 else " " + f"{_SIGNS[match['sign']]} " * count


SIGNS: Final[tuple[Rule, ...]] = (
    # A–Z
    rule(r"(?<![\w–-])([A-Z])–([A-Z])(?![\w–-])", r"\1 to \2"),
    # Q&A, salt & pepper, x = 5
    rule(rf" ?(?P<signs>(?P<sign>[{''.join(map(re.escape, _SIGNS))}])(?P=sign)*+) ?", _sign),
)
