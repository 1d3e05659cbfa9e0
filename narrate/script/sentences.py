"""Sentences: where each sentence of a text begins and ends, changing nothing.

A wrong split is heard as a false full stop, a missed one hardly at all: so nothing is split when unsure.
A speech tag stays with its quotation (``"Stop!" he cried.`` is one sentence), and the sentences inside a
quotation are separate. Linear in the length of the text, whatever the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from narrate.script.saying import VERBS, words


@dataclass(frozen=True, slots=True)
class Stretch:
    """The characters ``start:end`` of a text."""

    start: int
    end: int


_CLOSERS = "\"'”’“»«›)\\]"
_OPENERS = "\"'“‘„‚«»‹([—–-"

# The possessive quantifiers and the look-behinds keep a million full stops in a row linear.
_STOP = re.compile(
    rf"(?<![.!?…])(?<![.] )(?P<stop>[.!?…]++(?: [.]++)*+)(?P<close>[{_CLOSERS}]*+)(?P<gap>\s++)(?=\S)"
    r"|[—–-](?P<cut_off>[\"”])\s++(?=[A-Z])"  # “But I—” The door opened.
    r"|(?<![。！？])[。！？]++[」』”）]*+(?P<unspaced>)(?=\S)"  # no space follows in Chinese and Japanese
)
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_NEXT_WORD = re.compile(rf"[{re.escape(_OPENERS)}\s]*([^\W_]+(?:['’][^\W_]+)?)")
_SPEAKER = re.compile(
    r"(?!(?:He|She|It|We|You|They) )"  # a tag would go on with "he", not "He"
    r"(?:I|[A-Z][\w’'-]*(?: [A-Z][\w’'.-]*)?|(?:Mr|Mrs|Ms|Miss|Dr|Lady|Lord|Sir)\.? [A-Z][\w’'-]*)"
    r"(?: \w+ly)? (?P<verb>[a-z]+)\b(?! it\b)"
)
_DIVISION = re.compile(r"(?:chapter|book|part|act|scene|volume|canto)$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_OLD_MONEY = re.compile(r"£?\d+[sd]")  # "£3 5s. 6d." is one sum
_LOOK_BACK = 24  # characters; longer than every abbreviation below
_LOOK_AHEAD = 64  # characters; holds a name, an adverb and a verb of saying

_NEVER_LAST = words("e.g i.e viz cf vs v ca approx")
_BEFORE_A_NAME = words(
    """
    mr mrs ms dr st prof rev hon capt col gen lt sgt maj cmdr messrs mme mlle mgr fr sr sra mt gov sen rep
    pres supt det insp adm pvt cpl ven dept univ assn bros al
    """
)
_BEFORE_A_NUMBER = words("no nos n° p pp vol vols fig figs ch chap sec art pt bk l ll op vv ed nr")
# These may end a sentence too. They do when the next word is one that rarely stands inside a sentence
# with a capital.
_AMBIGUOUS = words(
    """
    co inc ltd corp jr sr etc esq ave blvd rd sq ph.d m.d b.a m.a d.d ll.d a.m p.m b.c a.d u.s u.k u.s.a e.u
    u.n d.c jan feb apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri ft lb lbs oz hr
    hrs min yr yrs mph
    """
)
_STARTERS = words(
    """
    the a an this that these those i he she it we you they his her its our your their my there here then now
    but and or so yet for nor if when while as in at on by to from with after before although though because
    since until what who where why how which did do does is are was were will would could should can may
    might must have had has not no yes oh well one some many most all both each every such how about please
    """
)


def sentences(text: str) -> tuple[Stretch, ...]:
    """The sentences of ``text``, in order: stretches that hold everything in it but the space between them.

    A stretch begins and ends with a character that is not space. What holds no letter or digit ("…") is
    part of the sentence before it, or of the first.
    """
    cuts = [_cut(match) for match in _STOP.finditer(text) if _ends_sentence(text, match)]
    cuts += [match.start() for match in _PARAGRAPH_END.finditer(text)]
    found: list[Stretch] = []
    start, wordless = 0, True  # wordless: nothing found so far holds a letter or digit
    for cut in (*sorted(cuts), len(text)):
        stretch = trimmed(text, start, cut)
        start = cut
        if stretch is None:
            continue
        worded = any(map(str.isalnum, text[stretch.start : stretch.end]))
        if found and (wordless or not worded):
            found[-1] = Stretch(found[-1].start, stretch.end)
        else:
            found.append(stretch)
        wordless = wordless and not worded
    return tuple(found)


def trimmed(text: str, start: int, end: int) -> Stretch | None:
    """``start:end`` of ``text`` without the space around it; None if there is nothing else."""
    piece = text[start:end]
    kept = piece.strip()
    if not kept:
        return None
    start += len(piece) - len(piece.lstrip())
    return Stretch(start, start + len(kept))


def _cut(match: re.Match[str]) -> int:
    """Where the sentence that ``match`` ends is over."""
    if match["stop"] is not None:
        return match.end("close")
    return match.end("cut_off") if match["cut_off"] is not None else match.end()


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if match["unspaced"] is not None:
        return True
    ahead = text[match.end() : match.end() + _LOOK_AHEAD]
    if match["cut_off"] is not None:
        return not _is_speech_tag(ahead)
    stop, close = match["stop"], match["close"]
    following = ahead.lstrip(_OPENERS + " ")[:1]
    opened = ahead[0] in "\"'“‘„«»([" and not close
    if following.islower() and not opened:
        return False
    if stop == "." and close in ("", ")", "]"):
        return not _is_abbreviation(text, match.start("stop"), ahead, opened=opened)
    if stop[0] in ".…" and len(stop) > 1 - (stop[0] == "…") and not _may_open(following, ahead, stop):
        return False
    return not (close and close[-1] in "\"'”’“»«›" and stop != "." and _is_speech_tag(ahead))


def _may_open(following: str, ahead: str, stop: str) -> bool:
    """After dots, only a capital or an opening mark begins a sentence; "…!" ends one in any case."""
    return stop[-1] in "!?" or not following or following.isupper() or ahead[0] in "\"'“‘„«»(["


def _is_speech_tag(ahead: str) -> bool:
    tag = _SPEAKER.match(ahead)
    return tag is not None and tag["verb"] in VERBS


def _is_abbreviation(text: str, stop: int, ahead: str, *, opened: bool) -> bool:
    """Whether the full stop at ``stop`` belongs to its word, and the sentence goes on."""
    before = text[max(0, stop - _LOOK_BACK) : stop].rsplit(None, 1)
    if not before or text[stop - 1].isspace():
        return False
    spelled = before[-1].lstrip(_OPENERS)
    word = spelled.lower()
    match = _NEXT_WORD.match(ahead)
    following = match[1] if match else ""
    capital, number = following[:1].isupper(), following[:1].isdigit()
    starts = capital and following.lower() in _STARTERS
    if number and (word in _BEFORE_A_NUMBER or _OLD_MONEY.fullmatch(word)):
        belongs = True
    elif word in _BEFORE_A_NAME:
        belongs = capital or number
    elif word in _AMBIGUOUS:
        # "at 6 P.M. Mr. Smith" is two sentences, "at 5 a.m. Mr. Smith" one: the capitals tell.
        belongs = not (starts or opened or (following in ("Mr", "Mrs", "Dr") and spelled.isupper()))
    elif len(word) == 1 and word.isalpha():
        numeral = _DIVISION.search(before[0]) if len(before) > 1 else None  # "Chapter I. Down …"
        belongs = spelled.isupper() and capital and not starts and not numeral
    else:
        belongs = bool(_INITIALS.fullmatch(word)) and not starts
    return belongs or word in _NEVER_LAST
