"""How a book says its words: PLS lexicons (W3C PLS 1.0), and the phonemes of ``ssml:ph`` in IPA."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lxml import etree

from narrate.errors import NarrateError, Problem, Severity, Where
from narrate.manuscript.epub.archive import Archive
from narrate.manuscript.epub.xhtml import parse_xml
from narrate.model import Pronunciation

MEDIA_TYPE: Final = "application/pls+xml"
LEXICON_LIMIT_BYTES: Final = 4 << 20
"""A lexicon of 20,000 words has about 3 MB."""
ENTRIES_LIMIT: Final = 20_000
"""Entries that are read from all lexicons of a book."""
_LONGEST: Final = 200
"""Characters of a word, or of its phonemes; longer ones are none."""

# X-SAMPA (Wells 1995, phon.ucl.ac.uk/home/sampa/x-sampa.htm) → IPA, where the two differ.
_X_SAMPA: Final = {
    "b_<": "ɓ", "d`": "ɖ", "d_<": "ɗ", "g_<": "ɠ", "h\\": "ɦ", "j\\": "ʝ", "l`": "ɭ", "l\\": "ɺ", "n`": "ɳ",
    "p\\": "ɸ", "r`": "ɽ", "r\\": "ɹ", "r\\`": "ɻ", "s`": "ʂ", "s\\": "ɕ", "t`": "ʈ", "v\\": "ʋ", "x\\": "ɧ",
    "z`": "ʐ", "z\\": "ʑ", "A": "ɑ", "B": "β", "B\\": "ʙ", "C": "ç", "D": "ð", "E": "ɛ", "F": "ɱ", "G": "ɣ",
    "G\\": "ɢ", "H": "ɥ", "H\\": "ʜ", "I": "ɪ", "J": "ɲ", "J\\": "ɟ", "K": "ɬ", "K\\": "ɮ", "L": "ʎ",
    "L\\": "ʟ", "M": "ɯ", "M\\": "ɰ", "N": "ŋ", "N\\": "ɴ", "O": "ɔ", "O\\": "ʘ", "P": "ʋ", "Q": "ɒ",
    "R": "ʁ", "R\\": "ʀ", "S": "ʃ", "T": "θ", "U": "ʊ", "V": "ʌ", "W": "ʍ", "X": "χ", "X\\": "ħ", "Y": "ʏ",
    "Z": "ʒ", "g": "ɡ", "@": "ə", "@`": "ɚ", "@\\": "ɘ", "3": "ɜ", "3`": "ɝ", "3\\": "ɞ", "4": "ɾ", "5": "ɫ",
    "6": "ɐ", "7": "ɤ", "8": "ɵ", "9": "œ", "&": "ɶ", "{": "æ", "}": "ʉ", "1": "ɨ", "2": "ø", "?": "ʔ",
    "?\\": "ʕ", '"': "ˈ", "%": "ˌ", ":": "ː", ":\\": "ˑ", "_~": "\u0303", "~": "\u0303", "=": "\u0329",
    "_=": "\u0329", "_h": "ʰ", "_j": "ʲ", "'": "ʲ", "_w": "ʷ", "_0": "\u0325", "_^": "\u032f", "_r": "",
    "`": "˞", "-": "", "|": "", "||": "",
}  # fmt: skip
_LONGEST_SAMPA: Final = 3


def to_ipa(phonemes: str, alphabet: str) -> str:
    """``phonemes`` written in ``alphabet`` ("ipa", "x-sampa") in IPA; "" where no such alphabet is known."""
    text = " ".join(phonemes.split())
    match alphabet.strip().lower():
        case "ipa":
            return text
        case "x-sampa" | "xsampa" | "sampa":
            return "".join(_from_sampa(text))
        case _:
            return ""


def _from_sampa(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        symbol = next(
            (
                text[at : at + size]
                for size in range(_LONGEST_SAMPA, 0, -1)
                if text[at : at + size] in _X_SAMPA
            ),
            text[at],
        )
        yield _X_SAMPA.get(symbol, symbol)
        at += len(symbol)


def read_lexicons(
    archive: Archive, members: Sequence[str]
) -> tuple[tuple[Pronunciation, ...], tuple[Problem, ...]]:
    """The entries of the lexicons ``members``, the first for each word, and what could not be used.

    A lexicon that cannot be read costs its entries and never the book.
    """
    found: dict[tuple[str, str], Pronunciation] = {}
    problems: list[Problem] = []
    for member in members:
        name = f"{archive.name}/{member}"
        if archive.size_bytes(member) > LEXICON_LIMIT_BYTES:
            problems.append(_warning(f"{member} is too large for a lexicon and was not read", name))
            continue
        try:
            root = parse_xml(archive.read(member, LEXICON_LIMIT_BYTES), name).root
        except NarrateError as error:
            problems.append(_warning(f"{member} could not be read as a lexicon: {error}", name))
            continue
        unused = 0
        for entries in _lexemes(root):
            if not entries or len(found) >= ENTRIES_LIMIT:
                unused += 1
                continue
            for entry in entries:
                found.setdefault((entry.word, entry.language), entry)
        if unused:
            words = "1 entry" if unused == 1 else f"{unused} entries"
            problems.append(
                _warning(f"{member}: {words} could not be used: no phonemes in IPA or X-SAMPA", name)
            )
    return tuple(found.values()), tuple(problems)


def _lexemes(root: etree._Element) -> Iterator[list[Pronunciation]]:
    """The entries of each lexeme: one for each spelling; none where nothing usable is said of it."""
    alphabet = root.get("alphabet", "ipa")
    language = (root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").partition("-")[0].lower()
    for lexeme in root.iter("{*}lexeme"):
        words = [word for element in lexeme.iter("{*}grapheme") if (word := _text(element))]
        ipa, say = _phonemes(lexeme, alphabet), next(map(_text, lexeme.iter("{*}alias")), "")
        if ipa or say:
            yield [Pronunciation(word, "" if ipa else say, ipa, language=language) for word in words]
        else:
            yield []


def _phonemes(lexeme: etree._Element, alphabet: str) -> str:
    """The preferred pronunciation of a lexeme, which otherwise is the first (PLS 1.0, 4.9)."""
    said = sorted(lexeme.iter("{*}phoneme"), key=lambda element: element.get("prefer") != "true")
    usable = (to_ipa(_text(element), element.get("alphabet", alphabet)) for element in said)
    return next(filter(None, usable), "")


def _text(element: etree._Element) -> str:
    text = " ".join("".join(map(str, element.itertext())).split())
    return text if len(text) <= _LONGEST else ""


def _warning(message: str, file: str) -> Problem:
    return Problem("epub-lexicon", message, Where(file), severity=Severity.WARNING)
