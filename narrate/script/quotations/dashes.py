"""Dashes: which parts of a paragraph that begins with a dash are said, and which are told.

Nothing marks where such a speech ends. What is sound is read: dashes around the narration, as Spanish
(—Sí —dijo él—. No.) and Russian printers set them, and a tag of the kind "said Stephen" or "dit-il". What
follows a tag is taken for speech, as it nearly always is; narration after the speech, with no tag and no
dash between, cannot be told from it, and is read as speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.languages import Language
from narrate.script.quotations.marks import DASH

_OPENER = re.compile(DASH.opener)
_ORNAMENT = re.compile(r"\s*[—–―-]+\s*\w{1,8}\s*[—–―-]+\s*")  # — IV —
_TIGHT = re.compile(r"(?<=\s)[—–―](?=\w)|(?<=\S)[—–―]+[.,;:!?…]*(?=\s|$)")
_SPACED = re.compile(r"(?<=\S)\s[—–―-]{1,2}\s")
_PAUSES = ",.!?…»"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PAUSE = re.compile(r"[,.!?…](?=\s+[^\W\d_])")
_TAG_END = re.compile(r"[.!?…:;](?=\s|$)|,(?=\s)")
_INVERTED = re.compile(r"(?:[\w’']+\s)?\w+(?:-t)?-(?:il|elle|je|on|ils|elles|nous|vous|tu)\b")
_PARTICIPLES = ("ing", "ly", "ant", "ando", "endo")
_PAST = re.compile(r"\w+(?:ó|aba|ía|ían|aban|aron|ieron)$")
_MOST_TAG = 6  # words between a pause and a verb of saying and its subject
_NEAR = 64  # characters; hold a verb of saying and its subject
_FAR = 400  # characters; a longer tag is none


def begins_with_dash(text: str) -> bool:
    """Whether a paragraph begins with the dash of a speech."""
    return _OPENER.match(text) is not None and not _ORNAMENT.fullmatch(text)


def told_within(text: str, language: Language) -> tuple[tuple[int, int], ...]:
    """The stretches of ``text``, a paragraph that begins with a dash, that are narration, in order."""
    opener = _OPENER.match(text)
    start = opener.end() if opener else 0
    between = tuple(_spaced(text, start, language)) or tuple(_tight(text, start, language))
    return between or tuple(tags_within(text, start, len(text), language))


def _spaced(text: str, start: int, language: Language) -> Iterator[tuple[int, int]]:
    """— Да, — сказал он. — Нет. / – Sì – disse lui. – No."""
    opened: int | None = None
    for dash in _SPACED.finditer(text, start):
        paused = text[dash.start() - 1] in _PAUSES
        says = _first_word(text, dash.end(), language).lower() in language.saying
        if opened is not None:
            if paused:
                yield opened, dash.start()
                opened = None
        elif says or (paused and text[dash.end() : dash.end() + 1].islower()):
            opened = dash.start()
    if opened is not None:
        yield opened, len(text)


def _tight(text: str, start: int, language: Language) -> Iterator[tuple[int, int]]:
    """—Sí —dijo él—. No."""
    opened: int | None = None
    for dash in _TIGHT.finditer(text, start):
        if opened is not None and not text[dash.start() - 1].isspace():
            yield opened, dash.end()
            opened = None
        elif opened is None and text[dash.start() - 1].isspace() and _is_told(text, dash, language):
            opened = dash.start()
    if opened is not None:
        yield opened, len(text)


def _is_told(text: str, dash: re.Match[str], language: Language) -> bool:
    """Whether a dash before a word opens narration: a verb of saying, or an action after a full stop."""
    word = _first_word(text, dash.end(), language)
    stopped = text[max(0, dash.start() - 4) : dash.start()].rstrip()[-1:] in (".", "!", "?", "…")
    told = word.lower() in language.saying or _PAST.match(word) is not None
    return told or (stopped and text[dash.end()].isupper())


def _first_word(text: str, start: int, language: Language) -> str:
    """The first word at ``start`` that is no clitic, or ""."""
    found = [match[0] for match in _WORD.finditer(text, start, start + _NEAR)][:2]
    if found and found[0].lower() in language.clitics:
        del found[0]
    return found[0] if found else ""


def tags_within(text: str, start: int, end: int, language: Language) -> Iterator[tuple[int, int]]:
    """The speech tags in ``start:end`` (—Yes, said he. No. / — Oui, dit-il, je viens.), in order."""
    at = start
    while (pause := _PAUSE.search(text, at, end)) is not None:
        opened = pause.end()
        at = opened
        if _is_tag(text[opened : min(end, opened + _NEAR)], language):
            at = _tag_end(text, opened, end, language)
            yield opened, at


def _is_tag(ahead: str, language: Language) -> bool:
    clause = re.split(r"[,.!?…;:]", ahead.lstrip(), maxsplit=1)[0]
    found = [match[0].replace("’", "'") for match in _WORD.finditer(clause)][:_MOST_TAG]
    if not found:
        return False
    if _INVERTED.match(clause):
        return True
    if len(found) > 1 and found[0].lower() in language.clitics:
        del found[0]
    first = found[0].lower()
    if first in language.saying:
        return len(found) > 1 and (
            found[1].lower() in language.subjects | language.determiners or found[1][0].isupper()
        )
    if language.tags_inside:
        return False  # and so always inverted: "il dit" is said
    subject = first in language.subjects or (found[0][0].isupper() and first not in language.starters)
    if first in language.determiners:
        subject, found = True, found[1:]
    return subject and any(word.lower() in language.saying for word in found[1:3])


def _tag_end(text: str, start: int, until: int, language: Language) -> int:
    """Where the tag at ``start`` is over: at a full stop, or at a comma after which the speech goes on."""
    for end in _TAG_END.finditer(text, start + 1, min(until, start + _FAR)):
        if end[0] != ",":
            return end.end()
        following = _WORD.search(text, end.end())
        word = following[0].lower() if following else ""
        if word in language.trailing or word.endswith(_PARTICIPLES):
            continue
        return end.end()
    return min(until, start + _FAR)
