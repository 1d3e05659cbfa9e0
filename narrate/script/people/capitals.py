"""Capitals: what in a text looks like a name, before it is known whether anybody is called so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from narrate.script.people.forms import PARTICLES, TITLES, parse
from narrate.script.people.given_names import GIVEN
from narrate.script.saying import words

WORD = r"[A-ZÀ-ÖØ-Þ][\w'’-]*"
"""The pattern of a word with a capital."""

PARTICLE = "|".join(sorted(PARTICLES))
"""That of the small words between two of them: "de", "van"."""

_CHAIN = re.compile(rf"{WORD}(?:\.?\s{{1,2}}(?:(?:{PARTICLE})\s){{0,2}}{WORD}){{0,8}}")
_PLAIN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*$")

_NO_NAMES = words(
    """
    A An The This That These Those I He She It We You They His Her Its Our Your Their My There Here Then Now
    But And Or So Yet For Nor If When While As At In On By To From With After Before Although Though Because
    Since Until What Who Whom Whose Where Why How Which No Not Yes Oh Ah Well One Two Some Many Most All Both
    Each Every Such God Gods Lord Heaven Heavens Everyone Everybody Someone Somebody Nobody Another Chapter
    Never Perhaps Indeed Only Even Still Just Once Let Do Did Does Don Is Are Was Were Be Been Have Has Had
    Can Could Will Would Shall Should May Might Must Good Very Quite Too More Than Like Of Off Out Over Under
    Up Down Upon Into Nothing Something Anything Everything Neither Either Nevertheless However Meanwhile
    Moreover Besides Thus Hence Again Always Often Sometimes Soon Presently Suddenly Certainly Surely Come Go
    See Look Tell Give Take Make Think Say Said Says Him Me Us Them Mine Yours Hers Ours Being Having O Hm Ha
    Hallo Hello Hullo Bless Damn Please Thank Thanks Pray Sir Madam Mister Sirs Ma'am Ma’am Mamma Papa Mama
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December Christmas Easter Christ Jesus Providence Nature Fate Fortune Death
    English French German Italian American Irish Scotch Scottish Russian Spanish Greek Latin Roman Dutch
    Narrator Others Englishman Frenchman Esq Voice Voices Misses Part Book Volume Section Mr Mrs Miss Ms
    Messrs PS
    """
)
NO_NAMES = _NO_NAMES - GIVEN
"""Words with a capital that name nobody; "Will" and "May" may."""


def chains(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    """Each run of words with capitals, and whether it begins a sentence or a quotation."""
    for match in _CHAIN.finditer(text):
        if match[0] not in NO_NAMES:
            before = text[max(0, match.start() - 2) : match.start()].rstrip()[-1:]
            yield match, not (before.isalnum() or before in (",", ";", ")"))


@lru_cache(maxsize=65536)
def pieces(chain: str) -> tuple[tuple[int, str], ...]:
    """The names in a run of words with capitals: "But Mr. Darcy. Emma" holds "Mr. Darcy" and "Emma".

    Each with its offset in the run. A possessive ending is left out.
    """
    found: list[tuple[int, str]] = []
    start, ended = -1, True
    done = 0

    def close(end: int) -> None:
        name = chain[start:end]
        if start >= 0 and core(name):
            found.append((start, " ".join(name.split())))

    for match in re.finditer(r"\S+", chain):
        word = match[0].rstrip(".")
        dotted = match[0] != word
        plain = word.removesuffix("'s").removesuffix("’s").rstrip("'’-")
        possessive = plain != word
        if ended:
            start, ended = match.start(), False
        name = plain in PARTICLES or plain.lower() in TITLES or _may_name(plain)
        if not name:
            close(done)
            ended = True
            continue
        done = match.start() + len(plain)
        if possessive or (dotted and plain.lower() not in TITLES and len(plain) > 1):
            close(done)
            ended = True
    if not ended:
        close(done)
    return tuple(found)


_CONTRACTED = re.compile(r"['’](?:[mdst]|ll|ve|re)$")


def _may_name(word: str) -> bool:
    if word in NO_NAMES or _CONTRACTED.search(word) or not word or (len(word) > 1 and word.isupper()):
        return False
    return bool(_PLAIN.match(word)) and (len(word) > 1 or word != "I")


def core(name: str) -> bool:
    """Whether anything in ``name`` is more than a title or an initial."""
    form = parse(name)
    return any(len(word) > 1 and word not in NO_NAMES for word in form.words) and not name[0].islower()
