"""Quoted words: whether what stands between two marks is said, or only quoted (the so-called “gentleman”).

Titles, nicknames, words spoken of and letters stand between the same marks as speech. Each clue has a weight,
and what adds up to more than nothing is speech.
"""

from __future__ import annotations

import re

from narrate.script.saying import DETERMINERS, VERBS, words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CLOSERS = "\"'”’“»«›)_"
_NEAR = 48  # characters beside the marks; they hold a tag
_MUCH = 320  # characters of the quoted words; enough to tell of what kind they are

_PERSONAL = words(
    """
    i me my mine myself you your yours we us our i'm i'll i've i'd you're you'll you've you'd we're we'll
    we've don't can't won't let's
    """
)
_THIRD = words("she he they her his their them him herself himself hers theirs")
_PAST = words("was were had did could should would might")
_NAMING = words("call called calling named name titled entitled labelled word words term phrase title of in on")
_SMALL = words("of the and a an in to from de la le et")
_DEAR = re.compile(r"(?:my )?dear(?:est)?\b[^.!?]{0,40},$", re.IGNORECASE)
_UNSAID = re.compile(
    r"\b(?:almost|nearly|to|would|might|could|not|never|of|without|or) (?:have )?"
    r"(?:say|said|saying|exclaim|answer|ask|cry|cried|think)\b[^.!?]{0,12}$",
    re.IGNORECASE,
)

WEIGHTS = {
    "": 4.7,
    "opens a sentence": -1.0,
    "after another quotation": -2.5,
    "after a comma": -1.3,
    "after a colon": -2.0,
    "after a semicolon": -1.0,
    "after a dash": -2.1,
    "after a word": -2.1,
    "ends in a comma": -0.1,
    "ends in a cry": 0.6,
    "ends in a dash": 0.6,
    "ends in a colon": 0.2,
    "ends in a word": -0.6,
    "1 words": -0.9,
    "2 words": -0.6,
    "3 words": -0.6,
    "up to 5 words": -0.2,
    "up to 8 words": -0.3,
    "up to 30 words": -0.2,
    "more words": -0.6,
    "small letter": 0.2,
    "no letter first": -1.6,
    "a quotation after": -2.0,
    "punctuation after": -2.3,
    "a dash after": -1.4,
    "goes on": -1.6,
    "a sentence after": -1.3,
    "a determiner before": -1.5,
    "a naming word before": -1.5,
    "a naming word, and a pause": -0.7,
    "all capitals": -3.9,
    "another word before": -1.0,
    "every word capital": -0.8,
    "reported in the third person": -1.8,
    "said by": 2.5,
    "salutation": -1.3,
    "somebody said": 2.2,
    "speaks of I or you": 0.8,
    "unsaid": -2.6,
    "verb of saying before": 1.1,
}
"""What each clue adds; a clue that is not here adds nothing. Fitted by ``benchmarks/script/quoted.py``."""


def is_said(text: str, opened: int, closed: int) -> bool:
    """Whether the words between the marks at ``opened`` and ``closed`` of a paragraph are speech."""
    return sum(WEIGHTS.get(clue, 0.0) for clue in ("", *clues(text, opened, closed))) > 0


def clues(text: str, opened: int, closed: int) -> tuple[str, ...]:
    """What tells whether the words between the marks at ``opened`` and ``closed`` are said.

    Each clue is a short phrase, the name of its weight; of each kind of clue there is one at most.
    """
    body = text[opened + 1 : min(closed, opened + _MUCH)].strip(" \n\t_")
    left = text[max(0, opened - _NEAR) : opened].rstrip()
    right = text[closed + 1 : closed + _NEAR].lstrip("_")
    spoken = [word.lower().replace("’", "'") for word in _WORD.findall(body)]
    told = [word.lower() for word in _WORD.findall(right)[:3]]
    lead = [word.lower() for word in _WORD.findall(left)[-3:]]
    place = _place(left)
    found = [
        place,
        _end(text[max(opened + 1, closed - 4) : closed]),
        _length(body, whole=closed - opened <= _MUCH),
        _first(body),
        _following(right),
        _tag(right, told),
        "speaks of I or you" if not _PERSONAL.isdisjoint(spoken) else _report(spoken),
    ]
    if place != "opens the paragraph":
        found.append(_lead(place, lead))
        found.append("verb of saying before" if not VERBS.isdisjoint(lead) else "")
        found.append("unsaid" if _UNSAID.search(left) else "")
    if len(spoken) > 1:
        found.append(_title(body))
    found.append("salutation" if _DEAR.match(body) else "")
    return tuple(filter(None, found))


def _place(left: str) -> str:
    before = left.rstrip(_CLOSERS)[-1:]
    if not left:
        return "opens the paragraph"
    if left[-1] in "\"”»" and before in ("", *".!?,-—–"):
        return "after another quotation"
    if before in ("", *".!?…"):
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
    return "capital" if letter.isupper() else "small letter" if letter.islower() else "no letter first"


def _following(right: str) -> str:
    after = right.lstrip()[:1]
    if not after:
        return "nothing after"
    if after in "\"“«":
        return "a quotation after"
    if after in ".,;:)?!":
        return "punctuation after"
    if after in "-—–":
        return "a dash after"
    return "goes on" if after.islower() else "a sentence after"


def _tag(right: str, told: list[str]) -> str:
    if told and told[0] in VERBS:
        return "said by"
    first = right.lstrip()[:1]
    subject = bool(told) and (
        told[0] in ("he", "she", "i", "they", "we") or told[0] in DETERMINERS or first.isupper()
    )
    return "somebody said" if subject and not VERBS.isdisjoint(told[1:]) else ""


def _report(spoken: list[str]) -> str:
    """Thoughts and hearsay in the words of the narration: “She should always send for Perry.”"""
    third = not _THIRD.isdisjoint(spoken) and not _PAST.isdisjoint(spoken)
    return "reported in the third person" if third else ""


def _lead(place: str, lead: list[str]) -> str:
    last = lead[-1] if lead else ""
    if place != "after a word":
        return "a naming word, and a pause" if last in _NAMING else ""
    if last in DETERMINERS:
        return "a determiner before"
    if last in _NAMING:
        return "a naming word before"
    return "another word before" if last not in VERBS and last not in ("and", "or", "but", "nor") else ""


def _title(body: str) -> str:
    if body.isupper():
        return "all capitals"
    named = [word for word in body.split() if word[0].isalpha() and word.lower().strip(".,") not in _SMALL]
    return "every word capital" if named and all(word[0].isupper() for word in named) else ""
