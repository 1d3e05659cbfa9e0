"""Words in capitals: shouting is lowered so that no voice spells it, acronyms stay, headings are titles."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_TWO_CAPITALS: Final = re.compile(r"[^\W\d_a-z]['-]?[^\W\d_a-z]")
_TWO_IN_ASCII: Final = re.compile(r"[A-Z]['-]?[A-Z]")  # the same, where there is nothing but ASCII

# Acronyms with a vowel; those without one (BBC, TV, DVD) need no list.
_ACRONYMS: Final = frozenset({
    "AAA", "ABC", "AC", "ACLU", "ADHD", "AFL", "AGM", "AI", "AKA", "AOL", "APB", "API", "ATC", "ATF",
    "ATM", "AWOL", "BMI", "CBE", "CEO", "CFO", "CIA", "CIO", "CPA", "CPU", "DEA", "DIY", "DNA", "DOA",
    "DOB", "DUI", "EBU", "ECG", "ECT", "EDT", "EEC", "EEG", "EKG", "EMI", "EMT", "EOD", "EPA", "ESA",
    "ESP", "EST", "ETA", "ETD", "EU", "FAA", "FAO", "FAQ", "FBI", "FDA", "GI", "GMO", "GPA", "GPU",
    "HGV", "HIV", "HMO", "IBM", "ICBM", "ICU", "ID", "IED", "IMF", "INRI", "IOC", "IOU", "IPA", "IPO",
    "IQ", "IRA", "IRS", "ISBN", "ISO", "ISP", "ISSN", "ITV", "IUD", "IUPAC", "IVF", "KIA", "MBA", "MBE",
    "MIT", "MOD", "MOT", "MRI", "NAACP", "NAFTA", "NASA", "NATO", "NBA", "NCO", "NHL", "NRA", "NSA",
    "NYU", "OAP", "OBE", "OCD", "ODI", "OED", "OK", "OPEC", "OSS", "OTC", "POW", "PTA", "PTO", "PVA",
    "RAF", "RNA", "ROI", "ROTC", "RPM", "RSI", "RSPCA", "SAS", "SEO", "SOE", "SOP", "SOS", "SUV",
    "SWAT", "TUC", "UAE", "UAV", "UCLA", "UFC", "UFO", "UHF", "UI", "UK", "UN", "UNESCO", "UNICEF",
    "UNO", "UPI", "UPS", "URL", "USA", "USAAF", "USAF", "USB", "USDA", "USMC", "USN", "USS", "USSR",
    "UTC", "UV", "VIP", "WMD", "WTO", "YMCA", "YWCA",
})  # fmt: skip
_VOWELS: Final = re.compile(r"[^BCDFGHJKLMNPQRSTVWXZ]")
_LONGEST_SPELLED: Final = 5  # letters; a longer word without a vowel is a sound: "PFFFFT"
# Sounds and abbreviations that have no vowel either: Shh, Hmm, Brr, Psst, Pfft, Tsk, Grr, Zzz, nth
_SOUND: Final = re.compile(r"S+H+|H+M+|B+R+|G+R+|P+S+T+|P+F+T*|T+S+K+|Z+|H+|M{2,}|R{2,}|NTH|CH+|MR|MRS")
# What an English word may begin with: a vowel, one consonant, or one of these; then a vowel follows. The end
# of a word has no four consonants either. "DDAH" and "UNHCR" cannot be said, and are spelled.
_SAYABLE: Final = re.compile(
    r"(?:[^AEIOUY]?|BL|BR|CH|CHR|CL|CR|DR|DW|FL|FR|GH|GL|GN|GR|KN|KR|MC|PH|PL|PR|PS|QU|RH|SC|SCH|SCR|SH|SHR|SK|SL|SM"
    r"|SN|SP|SPH|SPL|SPR|ST|STR|SW|TH|THR|TR|TW|WH|WR|VL)(?=[AEIOUYÀ-ÞŒ])(?!.*[^AEIOUYÀ-ÞŒ]{4})"
)
# In a title these are capital only where a sentence starts (The Chicago Manual of Style, 8.159).
_SMALL: Final = frozenset({
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "off", "on",
    "or", "out", "per", "than", "the", "to", "up", "upon", "via", "vs", "with",
})  # fmt: skip


def lower_shouting(text: str) -> str:
    """``text`` with words in capitals lowered: "HELP ME!" is "Help me!"; "NASA" and "U.S." stay."""
    return _lowered(text, title=False)


def title_case(text: str) -> str:
    """``text`` with words in capitals as titles have them: "THE RABBIT-HOLE" is "The Rabbit-Hole"."""
    return _lowered(text, title=True)


def _lowered(text: str, *, title: bool) -> str:
    if not (_TWO_IN_ASCII if text.isascii() else _TWO_CAPITALS).search(text):
        return text
    words = list(_WORD.finditer(text))
    capitals = [word[0].isupper() and len(word[0]) > 1 for word in words]
    capitals.append(False)
    pieces: list[str] = []
    end = 0
    for index, word in enumerate(words):
        in_run = capitals[index - 1] or capitals[index + 1]
        starts = _starts_sentence(text, word.start())
        # "WHAT A DAY": the article between shouted words is no letter.
        article = word[0] == "A" and capitals[index + 1] and not starts
        shouted = capitals[index] and not _is_acronym(word, in_run=in_run)
        pieces.append(text[end : word.start()])
        pieces.append(_recased(word[0], starts=starts, title=title) if shouted or article else word[0])
        end = word.end()
    pieces.append(text[end:])
    return "".join(pieces)


def _is_acronym(word: re.Match[str], *, in_run: bool) -> bool:
    letters = word[0].partition("'")[0]
    if letters == "US":
        # The country has an article before it or a name after it; anything else is the pronoun.
        before = word.string[max(0, word.start() - 4) : word.start()]
        return not in_run and (
            before.lower() == "the "
            or word.string.startswith(" dollar", word.end())
            or word.string[word.end() : word.end() + 2].strip().isupper()
        )
    if letters in _ACRONYMS:
        return True
    if not in_run and len(letters) <= _LONGEST_SPELLED and _in_brackets(word):
        return True  # the High Commissioner (UNHCR)
    if len(letters) > _LONGEST_SPELLED or _SOUND.fullmatch(letters):
        return False
    return not _VOWELS.search(letters) or (not in_run and not _SAYABLE.match(letters))


def _in_brackets(word: re.Match[str]) -> bool:
    text, start, end = word.string, word.start(), word.end()
    before, after = text[max(0, start - 2) : start].rstrip(), text[end : end + 2].lstrip()
    return before.endswith("(") and after.startswith(")")


def _starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 6) : start].rstrip(" \"'([")
    return not before or before[-1] in ".!?:"


def _recased(word: str, *, starts: bool, title: bool) -> str:
    lowered = word.lower()
    if not starts and (not title or lowered in _SMALL):
        return lowered
    if title and word[1:2] == "'":
        return word[:2] + word[2:].capitalize()  # O'Brien
    return lowered.capitalize()
