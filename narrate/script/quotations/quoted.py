"""Quoted words: whether what stands between two marks is said, or only quoted (the so-called “gentleman”).

Titles, nicknames, words spoken of and letters stand between the same marks as speech. Each clue has a weight,
and what adds up to more than nothing is speech.
"""

from __future__ import annotations

import re

from narrate.script.languages import ENGLISH, Language
from narrate.script.saying import words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CLOSERS = "\"'”’“»«›)_"
_NEAR = 48  # characters beside the marks; they hold a tag
_CLAUSE = 120  # characters before the marks; the words that announce a quotation stand in them
_ANNOUNCING = 7  # words before the marks; one of them may be a verb of saying ("said to her aunt:")
_PLAIN = 60  # characters; a salutation is shorter
_MUCH = 320  # characters of the quoted words; enough to tell of what kind they are

_THIRD = words("she he they her his their them him herself himself hers theirs")
_UNFINISHED = frozenset({"ends in a word", "ends in a comma"})
_FINITE = words(
    "is was were are may might will would can could must has had did means meant stood seemed always never"
)
_JOINS = frozenset({"and", "or", "nor"})
_PAUSES = frozenset({"after a comma", "after a colon"})
_PAST = words("was were had did could should would might")
_SMALL = words("of the and a an in to from de la le et")
_DEAR = re.compile(r"(?:my )?dear(?:est)?\b[^.!?]{0,40},$", re.IGNORECASE)
_UNSAID = re.compile(
    r"\b(?:almost|nearly|to|would|might|could|should|not|never|of|without|or|whether|had|was|were)"
    r" (?:\w+ ){0,2}?"
    r"(?:say|said|saying|exclaim|exclaimed|answer|answered|ask|asked|reply|replied|cry|cried|think|add|added)\b"
    r"[^.!?]{0,30}$"
    r"|\b(?:meant|means?|meaning|express(?:ed|ing)?|impl(?:y|ied|ies)|indicat(?:e|ed|ing)|as if|as though"
    r"|wished to|concluded?|imagin\w+)\b[^.!?]{0,30}$",
    re.IGNORECASE,
)
_CRY = re.compile(
    r"\b(?:cry|cries|shouts?|exclamations?|ejaculations?|answers?|repl(?:y|ies)|remarks?|screams?|murmurs?"
    r"|whispers?|calls?|yells?|comments?|reproach(?:es)?|greetings?) of$|\bwith an?$"
    r"|\b(?:(?:cry|call|shout|murmur|mutter|announc|exclaim)ing|(?:cried|called|cackled) out)$",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"\b(?:wrote|(?:letter|note|paper|document|message|telegram|inscription) (?:ran|read|went|said))\b"
)
_BROKEN = re.compile(
    r"[\"“”«»„]|[.,!?…—–-]['’]|(?<!\w)['‘](?=\w)|(?<!\bMr)(?<!\bMrs)(?<!\bDr)[.!?;][)\]]*\s+(?=\S)"
)
"""Where a clause ends: at a quotation mark, and at the end of a sentence."""

WEIGHTS = {
    "": 5.0,
    "opens a sentence": -1.1,
    "after a comma": -1.6,
    "after a colon": -2.2,
    "after a semicolon": -1.1,
    "after a dash": -2.1,
    "after a word": -2.4,
    "ends in a cry": 0.4,
    "ends in a dash": 0.3,
    "ends in a colon": -0.3,
    "ends in a word": -0.1,
    "1 words": -0.8,
    "2 words": -0.6,
    "3 words": -0.7,
    "up to 5 words": -0.4,
    "up to 8 words": -0.4,
    "up to 30 words": -0.3,
    "more words": -0.7,
    "small letter": 0.2,
    "no letter first": -1.6,
    "punctuation after": -2.7,
    "a dash after": -1.6,
    "goes on": -1.2,
    "a sentence after": -1.4,
    "a cry": 2.1,
    "a determiner before": -1.4,
    "a naming word before": -1.8,
    "a naming word, and a pause": -0.6,
    "all capitals": -4.0,
    "another word before": -0.9,
    "ends in a comma, and goes on": -0.6,
    "ends in a word, and goes on": -1.1,
    "every word capital": -0.8,
    "is what the sentence is of": -1.1,
    "reported in the third person": -1.8,
    "said by": 1.9,
    "salutation": -1.2,
    "somebody said": 1.9,
    "speaks of I or you": 0.8,
    "unsaid": -1.9,
    "verb of saying before": 1.3,
    "written": -4.2,
}
"""What each clue adds; a clue that is not here adds nothing. Fitted by ``benchmarks/script/quoted.py``."""


def is_said(
    text: str, opened: int, closed: int, language: Language = ENGLISH, *, outside: bool = False
) -> bool:
    """Whether the words between the marks at ``opened`` and ``closed`` of a paragraph are speech.

    ``outside``: the book sets commas and full stops after its closing marks.
    """
    body = text[opened + 1 : closed].strip()
    if not body:
        return False
    if opened == 0 and closed == len(text) - 1 and len(body) > _PLAIN and not body.isupper():
        return True  # no clue outweighs a paragraph of one's own
    found = clues(text, opened, closed, language, outside=outside)
    return sum(WEIGHTS.get(clue, 0.0) for clue in ("", *found)) > 0


def clues(
    text: str, opened: int, closed: int, language: Language = ENGLISH, *, outside: bool = False
) -> tuple[str, ...]:
    """What tells whether the words between the marks at ``opened`` and ``closed`` are said.

    Each clue is a short phrase, the name of its weight; of each kind of clue there is one at most.
    """
    body = text[opened + 1 : min(closed, opened + _MUCH)].strip(" \n\t_")
    before = text[max(0, opened - _CLAUSE) : opened].rstrip()
    left = before[-_NEAR:]
    right = text[closed + 1 : closed + _NEAR].lstrip("_")
    end = _end(text[max(opened + 1, closed - 4) : closed])
    if outside and right[:1] in (",", "."):
        end = "ends in a comma" if right[0] == "," else "ends in a stop"
        right = right[1:]
    spoken = _WORD.findall(body.lower().replace("’", "'"))
    lead = _WORD.findall(left.lower())[-3:]
    place, after, tag = _place(left), _following(right), _tag(right, language)
    found = [
        place,
        end,
        _length(body, whole=closed - opened <= _MUCH),
        _first(body),
        after,
        tag,
        f"{end}, and goes on" if end in _UNFINISHED and after == "goes on" and not tag else "",
        "is what the sentence is of" if end == "ends in a word" and _is_subject(after, right) else "",
        "speaks of I or you" if not language.personal.isdisjoint(spoken) else _report(spoken),
    ]
    if place != "opens the paragraph":
        clause = _clause(before)
        far = place in _PAUSES or not _JOINS.isdisjoint(lead[-1:])
        announced = _WORD.findall(clause.lower())[-_ANNOUNCING:] if far else lead
        found.append(_lead(place, lead, language))
        found.append("verb of saying before" if not language.saying.isdisjoint(announced) else "")
        found.append("unsaid" if _UNSAID.search(clause) else "")
        found.append("a cry" if _CRY.search(clause) else "")
        found.append("written" if _WRITTEN.search(clause) else "")
    if _WRITTEN.search(_BROKEN.split(right, 1)[0]):
        found.append("written")
    if len(spoken) > 1:
        found.append(_title(body))
    found.append("salutation" if _DEAR.match(body) else "")
    return tuple(filter(None, dict.fromkeys(found)))


def followed_by_tag(text: str, at: int, language: Language = ENGLISH) -> bool:
    """Whether a speech tag follows the mark at ``at`` ("said Alice", "she cried")."""
    return bool(_tag(text[at + 1 : at + _NEAR].lstrip("_"), language))


def _clause(before: str) -> str:
    """The end of ``before``, back to the last quotation mark or the end of the last sentence.

    What is said of “one” or “the other” is said of both.
    """
    parts = _BROKEN.split(before)
    joined = len(parts) > 2 and parts[-1].strip(" ,") in _JOINS
    return parts[-3] if joined else parts[-1]


def _place(left: str) -> str:
    before = left.rstrip(_CLOSERS)[-1:]
    if not left:
        return "opens the paragraph"
    if before in ("", *".!?…") or left[-1] in "([":
        return "opens a sentence"
    return {",": "after a comma", ":": "after a colon", ";": "after a semicolon"}.get(
        before, "after a dash" if before in "-—–" else "after a word"
    )


def _end(tail: str) -> str:
    last = tail.rstrip(" \n_)'’")[-1:]
    for mark, name in ((".", "stop"), (",", "comma"), ("!?", "cry"), ("-—–…", "dash"), (";:", "colon")):
        if last and last in mark:
            return f"ends in a {name}"
    return "ends in a word"


def _length(body: str, *, whole: bool) -> str:
    count = len(body.split()) if whole else 99
    for most in (1, 2, 3, 5, 8, 15, 30):
        if count <= most:
            return f"{most} words" if most < 4 else f"up to {most} words"
    return "more words"


def _first(body: str) -> str:
    letter = body.lstrip("'‘“\"_(-—– ")[:1]
    if letter.islower():
        return "small letter"
    return "capital" if letter.isalpha() else "no letter first"


def _following(right: str) -> str:
    after = right.lstrip()[:1]
    if not after:
        return "nothing after"
    if after in ".,;:)?!":
        return "punctuation after"
    if after in "-—–":
        return "a dash after"
    return "goes on" if after.islower() else "a sentence after"


def _is_subject(after: str, right: str) -> bool:
    """Whether the quoted words are the subject of the sentence (“Cissie” was the name of the house)."""
    told = _WORD.search(right.lower())
    return after == "goes on" and told is not None and told[0] in _FINITE


def _tag(right: str, language: Language) -> str:
    told = _WORD.findall(right.lower())[:3]
    if told and told[0] in language.saying:
        return "said by"
    subject = bool(told) and (
        told[0] in language.subjects or told[0] in language.determiners or right.lstrip()[:1].isupper()
    )
    return "somebody said" if subject and not language.saying.isdisjoint(told[1:]) else ""


def _report(spoken: list[str]) -> str:
    """Thoughts and hearsay in the words of the narration (“She should always send for Perry.”)."""
    third = not _THIRD.isdisjoint(spoken) and not _PAST.isdisjoint(spoken)
    return "reported in the third person" if third else ""


def _lead(place: str, lead: list[str], language: Language) -> str:
    last = lead[-1] if lead else ""
    if place != "after a word":
        return "a naming word, and a pause" if last in language.naming else ""
    if last in language.determiners:
        return "a determiner before"
    if last in language.naming:
        return "a naming word before"
    spoken = last in language.saying or last in ("and", "or", "but", "nor")
    return "" if spoken else "another word before"


def _title(body: str) -> str:
    if body.isupper():
        return "all capitals"
    named = False
    for word in body.split():
        if word[0].isalpha() and word.lower().strip(".,") not in _SMALL:
            if not word[0].isupper():
                return ""
            named = True
    return "every word capital" if named else ""
