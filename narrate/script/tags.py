"""Speech tags: what stands beside a quotation about its speaker ("said the Hatter", "She smiled.")."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from narrate.script.names import Mention
from narrate.script.saying import (
    ADVERBS,
    ARTICLES,
    DETERMINERS,
    FUNCTION_WORDS,
    NOUN_PRONOUN,
    PREPOSITIONS,
    PRONOUNS,
    VERBS,
)

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[^\s\w]|\d+")
_FAR = 240  # characters of narration beside a quotation that can hold its tag; a line of print holds 70


@dataclass(frozen=True, slots=True)
class Clue:
    """What stands beside a quotation. A tag says who speaks ("said Alice"), a beat who acts ("Alice rose.").

    Of ``who`` and ``pronoun`` one is set: the persons that a name may mean, or "he", "she", "they" or "I".
    ``words`` are the text's own. ``at`` is where in the text the narration that holds it begins,
    which stands before or ``after`` the quotation.
    """

    tag: bool
    who: frozenset[str]
    pronoun: str
    named: bool
    words: str
    at: int
    after: bool

    @property
    def rank(self) -> int:
        """How much it tells, 0 the most: a tag after the quotation, one before, a beat before, one after."""
        return (not self.after) if self.tag else 2 + self.after


class _Token(NamedTuple):
    word: str  # lower case
    start: int
    end: int
    who: frozenset[str]

    @property
    def is_name(self) -> bool:
        return bool(self.who)

    @property
    def is_word(self) -> bool:
        return not self.who and self.word[0].isalpha()


class _Subject(NamedTuple):
    who: frozenset[str]
    pronoun: str
    named: bool  # by a name or a pronoun of its own, not by a noun ("the old man")
    first: int
    last: int


_NOBODY: frozenset[str] = frozenset()


class Tags:
    """Reads the tags of one text, given where it names whom."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self._text = text
        self._mentions = mentions
        self._starts = [mention.start for mention in mentions]

    def after(self, start: int, end: int) -> Clue | None:
        """The clue in the narration ``start:end`` about the quotation that ends at ``start``."""
        tokens = _first_sentence(self._tokens(start, min(end, start + _FAR)))[:14]
        while tokens and tokens[0].word in (",", "-", "–", "—"):
            tokens = tokens[1:]
        if not tokens:
            return None
        goes_on = self._text[tokens[0].start].islower()
        comma = self._text[max(0, start - 2) : start - 1] == ","
        # After a comma, or where the narration goes on in lower case, any verb is a verb of saying.
        verb = tokens[0]
        said = verb.is_word and verb.word in VERBS
        free = verb.is_word and goes_on and verb.word not in FUNCTION_WORDS and not verb.word.endswith("ing")
        if said or free:
            subject = _subject(tokens, _skip_adverbs(tokens, 1))
            if subject and (said or not subject.pronoun):
                return self._clue(tokens[: subject.last], subject, start, after=True, tag=True)
            if said:
                return None
        subject = _subject(tokens, 0)
        if subject is None:
            return None
        for index in range(subject.last, min(subject.last + 7, len(tokens))):
            token = tokens[index]
            if token.is_word and (
                token.word in VERBS
                or (comma and token.word not in ADVERBS and token.word not in FUNCTION_WORDS)
            ):
                if token.word in PRONOUNS:
                    break
                return self._clue(tokens[: index + 1], subject, start, after=True, tag=True)
            if token.is_name or (not token.is_word and token.word != ","):
                break
        return self._clue(tokens[: subject.last + 1], subject, start, after=True, tag=False)

    def before(self, start: int, end: int) -> Clue | None:
        """The clue in the narration ``start:end`` about the quotation that begins at ``end``."""
        tokens = _last_sentence(self._tokens(max(start, end - _FAR), end))
        introduces = self._text[start:end].rstrip()[-1:] in (",", ":", "-", "–", "—")
        first: _Subject | None = None
        nearest: _Subject | None = None
        clause = 0
        for index, token in enumerate(tokens):
            if not (token.is_word or token.is_name) or token.word in ("and", "but", "then"):
                clause = index
            subject = _subject(tokens, index)
            if subject and (index == 0 or tokens[index - 1].word not in PREPOSITIONS):
                first = first or subject
                if nearest is None or index - clause <= 2:
                    nearest = subject
            if introduces and nearest and token.is_word and token.word in VERBS:
                inverted = _subject(tokens, 1) if index == 0 else None
                chosen = inverted or nearest
                return self._clue(tokens[chosen.first : index + 1], chosen, start, after=False, tag=True)
        if first is None:
            return None
        return self._clue(tokens[first.first : first.last + 1], first, start, after=False, tag=introduces)

    def addressed(self, start: int, end: int) -> frozenset[str]:
        """Who is spoken to by name in the speech ``start:end``: "Come here, Alice!"."""
        found: set[str] = set()
        for mention in self._within(start, end):
            left = self._text[max(start, mention.start - 12) : mention.start].rstrip()
            right = self._text[mention.end : mention.end + 2].lstrip()
            whole = right[:1] == "." and not left.strip("\"“‘'") and mention.end + 2 >= end
            if whole:  # “Evelyn Lusk.” answers who somebody is
                continue
            called = left[-1:] in (",", '"', "“", "‘", "'", "!", "?", ".") or _ADDRESS.search(left)
            if called and right[:1] in (",", "!", "?", ".", ";", "-", "—", '"', "”", "’", ":"):
                found |= mention.who
        return frozenset(found)

    def _within(self, start: int, end: int) -> Sequence[Mention]:
        return self._mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _tokens(self, start: int, end: int) -> list[_Token]:
        text, tokens, at = self._text, list[_Token](), start
        for mention in (*self._within(start, end), Mention(end, end, _NOBODY)):
            for match in _WORD.finditer(text, at, mention.start):
                tokens.append(_Token(match[0].lower(), match.start(), match.end(), _NOBODY))
            if mention.who:
                tokens.append(_Token("", mention.start, mention.end, mention.who))
                at = mention.end
        return tokens

    def _clue(self, tokens: Sequence[_Token], subject: _Subject, at: int, *, after: bool, tag: bool) -> Clue:
        words = " ".join(self._text[tokens[0].start : tokens[-1].end].split())
        return Clue(tag, subject.who, subject.pronoun, subject.named, words, at, after)


_ADDRESS = re.compile(r"(?:[Mm]y dear|[Dd]ear|[Oo]h|O|Ah|Well|No|Yes)$")


def _skip_adverbs(tokens: Sequence[_Token], index: int) -> int:
    while (
        index < len(tokens)
        and tokens[index].is_word
        and (tokens[index].word in ADVERBS or tokens[index].word.endswith("ly"))
    ):
        index += 1
    return index


def _subject(tokens: Sequence[_Token], index: int) -> _Subject | None:
    """The person that a phrase beginning at ``index`` speaks of, if one begins there."""
    if index >= len(tokens):
        return None
    token = tokens[index]
    if token.is_name:
        following = tokens[index + 1].word if index + 1 < len(tokens) else ""
        possessive = following in ("'", "’")  # "Alice's hand" is no subject
        return None if possessive else _Subject(token.who, "", True, index, index + 1)
    if token.word in PRONOUNS:
        return _Subject(_NOBODY, PRONOUNS[token.word], True, index, index + 1)
    return _noun_phrase(tokens, index) if token.word in DETERMINERS else None


def _noun_phrase(tokens: Sequence[_Token], index: int) -> _Subject | None:
    """The person that a phrase with a determiner at ``index`` speaks of: "the poor Hatter", "his mother"."""
    for further in range(index + 1, min(index + 6, len(tokens))):
        noun = tokens[further]
        if noun.is_name:
            return _Subject(noun.who, "", True, index, further + 1)
        if not noun.is_word or noun.word in VERBS or noun.word == "of":
            break
        if noun.word in NOUN_PRONOUN:
            return _Subject(_NOBODY, NOUN_PRONOUN[noun.word], False, index, further + 1)
    if tokens[index].word in ARTICLES and index + 2 < len(tokens) and tokens[index + 1].is_word:
        return _Subject(_NOBODY, "", False, index, index + 2)
    return None


def _ends(tokens: Sequence[_Token]) -> list[int]:
    return [index for index, token in enumerate(tokens[:-1]) if token.word in (".", "!", "?", ";")]


def _first_sentence(tokens: list[_Token]) -> list[_Token]:
    ends = _ends(tokens)
    return tokens[: ends[0]] if ends else tokens


def _last_sentence(tokens: list[_Token]) -> list[_Token]:
    ends = [index for index in _ends(tokens) if tokens[index].word != ";"]
    return tokens[ends[-1] + 1 :] if ends else tokens
