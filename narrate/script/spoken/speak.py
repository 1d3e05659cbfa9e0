"""From the text of one utterance to the words that are said, in one line, so that no voice has to guess.

    clean       composed characters, no invisible ones; one kind of space, dash, ellipsis and apostrophe
    say         English only: addresses, money, dates, numbers, abbreviations, Roman numerals, emoji as words;
                stutters as sounds, drawn-out words at their own length
    lower       words in capitals, unless they are acronyms
    unquote     quotation marks leave; lines of verse and headings get the stop that makes the voice fall

Quotation marks are not said, so they are no part of the spoken text: setting “…” as ‘…’ or "…" renders
nothing again. Apostrophes stay, within words and where letters were left out ('tis, dogs', goin').

Nothing else vanishes: letters stay or become the words they abbreviate, digits become words. The exceptions
are the scheme of a web address ("https://"), which is for machines, and the marks of footnotes (word¹,
end.[2], name.*), which are for the eye. Characters that no voice can read stay; ``unreadable`` names them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from narrate.model import UtteranceKind
from narrate.script.spoken.abbreviations import ABBREVIATIONS, SIGNS, TITLES, may_abbreviate
from narrate.script.spoken.capitals import lower_shouting, title_case
from narrate.script.spoken.codes import CODES
from narrate.script.spoken.dates import DATES
from narrate.script.spoken.emoji import named
from narrate.script.spoken.figures import FIGURES
from narrate.script.spoken.headings import number_heading
from narrate.script.spoken.labels import LABELS
from narrate.script.spoken.looking import (
    ANYTHING,
    HAS_LONG_ROMAN,
    HAS_NOTE_MARK,
    HAS_NUMBER,
    HAS_ROMAN,
    HAS_SIGN,
    LABEL,
    NUMERAL,
    TITLE,
    suspected,
)
from narrate.script.spoken.measures import MEASURES
from narrate.script.spoken.money import MONEY
from narrate.script.spoken.numbers import English, cardinal, roman_value
from narrate.script.spoken.postal import POSTAL
from narrate.script.spoken.rewriting import rewrite
from narrate.script.spoken.romans import LONE, ROMANS
from narrate.script.spoken.scripture import SCRIPTURE
from narrate.script.spoken.stammers import may_stammer, unstammered
from narrate.script.spoken.sums import SUMS
from narrate.script.spoken.times import TIMES
from narrate.script.spoken.web import ADDRESSES

# Plain "en" is American; the rest of the English-speaking world says "one hundred and five".
_AMERICAN: Final = frozenset({"en", "en-us", "en-ca"})

_LINE_BREAK: Final = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES: Final = re.compile(r"[^\S\n]++")
_UNUSUAL: Final = re.compile(r"[^\w .,;:!?'\"()—‘’“”-]|  ")  # all that the next two match, and more
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_JOINERS: Final = re.compile("[\u200c\u200d]")  # letters of other scripts need them; English never does
_MARKS: Final = {
    **dict.fromkeys("‘’‛ʼ＇", "'"), **dict.fromkeys("“”„‟«»❝❞〝〞＂", '"'),
    **dict.fromkeys("\u2010\u2011", "-"),
}  # fmt: skip
_ELLIPSIS: Final = re.compile(r"\.(?: ?\.){2,}+|…(?: ?…)++")
_DASHES: Final = ("--", *"—―⸺⸻")
_DASH: Final = re.compile(r" ?(?:--|[—―⸺⸻])(?: ?(?:-{1,2}|[—―⸺⸻]))*+ ?")
# Forms of letters and digits for print: ligatures, full width, Roman numerals, circled numbers.
_PRINT_FORM: Final = re.compile("[ﬀ-ﬆ！-～Ⅰ-ⅿ①-⑳]")
_OTHER_DIGIT: Final = re.compile(r"[^\D0-9]")

_NUMBERS: Final = (
    *ADDRESSES,
    *SCRIPTURE,
    *LABELS,
    *POSTAL,
    *SUMS,
    *MONEY,
    *MEASURES,
    *TIMES,
    *DATES,
    *CODES,
    *FIGURES,
)
# After a word of three letters or a mark: "m²" and "d***" are something else.
_NOTE_MARK: Final = re.compile(
    r"(?:(?<=[a-z]{3})|(?<=[.,;:!?\"')\]]))(?:[⁰¹²³⁴-⁹]{1,3}(?!\w)|\[(?:\d{1,3}|[*†‡])\]|[*†‡]{1,3}(?=[\s\"')\]]|\Z))"
)
_SECTION_NUMBER: Final = re.compile(r"([IVX]|[IVXLC]{2,9})(\.?)")

_WORD_QUOTE_WORD: Final = re.compile(r'(?<=\w)"(?=\w)')
_SINGLE_QUOTE: Final = re.compile(
    r"'(?:(?<!\w')(?=\w)|(?<=\S')(?!\w))"
)  # what begins with a letter is soon found
_ELISION: Final = re.compile(
    r"(?:tis|twas|twere|twill|twould|twixt|tisn|twasn|em|n|til|till|cause|bout|round|un|uns|ere|neath|gainst|pon|tween"
    r"|nother|nuff|kay|cept|fraid|scuse|most)\b",
    re.IGNORECASE,
)
_SPACED_DASH: Final = re.compile(r" [–-] ")
_SPACE_BEFORE_MARK: Final = re.compile(r"(?<=\w) (?=[,.;:!?](?!\w))")
_SPACED_MARKS: Final = (" ,", " .", " ;", " :", " !", " ?")
_FULL_STOPS: Final = tuple(".!?…")
_READABLE: Final = frozenset(" .,;:!?'\"“”‘’…—–-()[]/«»¿¡")


def speak(text: str, kind: UtteranceKind, language: str) -> str:
    """The words of ``text`` as they are said, in one line; empty where nothing is said. Never raises.

    ``language`` is a tag such as "en-gb", "en-us" or "fr". English is put into words: American in "en",
    "en-us" and "en-ca", British elsewhere. Other languages are cleaned only.
    """
    tag = language.lower().replace("_", "-")
    line = _one_line(_clean(text).split("\n"), kind)
    if tag.partition("-")[0] != "en":
        return _SPACES.sub(" ", line.replace('"', "")).strip()
    english = English.AMERICAN if is_american(tag) else English.BRITISH
    line = _english_characters(line)
    if kind is UtteranceKind.HEADING:
        numbered = number_heading(line, english)
        return _with_full_stop(_unquoted(title_case(_in_words(numbered, english))))
    section = _SECTION_NUMBER.fullmatch(line) if kind is UtteranceKind.NARRATION else None
    if section and (value := roman_value(section[1])):
        return cardinal(str(value), english) + section[2]
    return _unquoted(lower_shouting(_in_words(line, english)))


def is_american(language: str) -> bool:
    """Whether ``language`` is English as Americans speak it."""
    return language.lower().replace("_", "-") in _AMERICAN


def unreadable(spoken: str) -> str:
    """The characters of ``spoken`` that no voice can read (☞, ░, 👍, U+FFFD), each once, sorted."""
    return "".join(sorted({char for char in set(spoken) if char not in _READABLE and not _is_text(char)}))


def _is_text(char: str) -> bool:
    # Letters, marks on letters, and decimal digits.
    return unicodedata.category(char) in {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"}


def _clean(text: str) -> str:
    """``text`` in NFC without invisible characters, with one spelling of each mark and one line break."""
    text = unicodedata.normalize("NFC", text)
    if _UNUSUAL.search(text):
        text = _SPACES.sub(" ", _INVISIBLE.sub("", _LINE_BREAK.sub("\n", text)))
    if not text.isascii():
        for mark, plain in _MARKS.items():  # several times as fast as translating every character
            text = text.replace(mark, plain)
    text = text.replace("''", '"').replace("``", '"')
    if "…" in text or ".." in text or ". ." in text:
        text = _ELLIPSIS.sub("…", text)
    if any(map(text.__contains__, _DASHES)):
        text = _DASH.sub("—", text)
    return text


def _one_line(lines: Sequence[str], kind: UtteranceKind) -> str:
    """The lines joined; where a line ends without punctuation, the voice is given some."""
    stop = "." if kind is UtteranceKind.HEADING else ","
    stripped = [line.strip() for line in lines if line.strip()]
    ended = [line + stop if line.rstrip("'\")]")[-1:].isalnum() else line for line in stripped[:-1]]
    return " ".join([*ended, *stripped[-1:]])


def _english_characters(line: str) -> str:
    if line.isascii():
        return line
    line = _PRINT_FORM.sub(lambda match: unicodedata.normalize("NFKC", match[0]), _JOINERS.sub("", line))
    return _OTHER_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), line)


def _in_words(line: str, english: English) -> str:
    found = suspected(line)
    if not found:
        return line
    if found & ANYTHING:
        if HAS_NOTE_MARK.search(line):
            line = _NOTE_MARK.sub("", line)
        if HAS_NUMBER.search(line):
            line = rewrite(line, _NUMBERS, english)
    if found & ANYTHING or found & (TITLE | LABEL) == TITLE | LABEL:
        if may_abbreviate(line):
            line = rewrite(line, ABBREVIATIONS, english)
    elif found & TITLE:
        line = rewrite(line, TITLES, english)
    if found & (NUMERAL | ANYTHING) and HAS_ROMAN.search(line):
        line = rewrite(line, ROMANS if HAS_LONG_ROMAN.search(line) else LONE, english)
    if found & ANYTHING:
        if HAS_SIGN.search(line):
            line = rewrite(named(line), SIGNS, english)
        if may_stammer(line):
            line = unstammered(line)
    return line


def _unquoted(line: str) -> str:
    """``line`` without quotation marks, its spaces and dashes put in order."""
    if '"' in line:
        line = _WORD_QUOTE_WORD.sub(" ", line).replace('"', "")
    if "'" in line:
        line = _without_single_quotes(line)
    if "  " in line:
        line = _SPACES.sub(" ", line)
    if " –" in line or " -" in line:
        line = _SPACED_DASH.sub("—", line)
    if any(map(line.__contains__, _SPACED_MARKS)):
        line = _SPACE_BEFORE_MARK.sub("", line)
    return line.strip()


def _without_single_quotes(line: str) -> str:
    """``line`` without the single quotation marks that come in pairs; lone ones are apostrophes."""
    leaving: set[int] = set()
    opened = -1
    for mark in _SINGLE_QUOTE.finditer(line):
        at = mark.start()
        opens = at == 0 or not (line[at - 1].isalnum() or line[at - 1] in ".,!?;:—…)")
        if opens and opened < 0 and not _ELISION.match(line, at + 1):
            opened = at
        elif not opens and opened >= 0:
            leaving.update((opened, at))
            opened = -1
    return "".join(char for at, char in enumerate(line) if at not in leaving) if leaving else line


def _with_full_stop(heading: str) -> str:
    bare = heading.rstrip(" ,;:—–-")
    bare = bare[:1].upper() + bare[1:]
    if not bare or bare.rstrip("'\")]").endswith(_FULL_STOPS):
        return bare
    return f"{bare}."
