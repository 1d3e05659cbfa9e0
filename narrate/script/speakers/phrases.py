"""Phrases: whom a phrase of narration speaks of, in words and names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from narrate.script.saying import (
    ADVERBS,
    ARTICLES,
    DETERMINERS,
    NOUN_PRONOUN,
    PRONOUNS,
    VERBS,
    words,
)

_TIMES = words("soon afterwards last length after immediately directly meanwhile however perhaps instantly")
_PARTICLES = words("in out on up forth back off")
_VOICES = words("voice voices tones accents")
_WORDS = words(
    """
    answer answers reply rejoinder remark response exclamation comment observation question verdict greeting
    suggestion conclusion correction view retort cry thought words opinion advice
    """
)
_POSSESSIVES = {"his": "he", "her": "she", "my": "I", "their": "they"}


class Token(NamedTuple):
    """A word, a sign, or a whole name; ``who`` may be meant by a name."""

    word: str  # lower case
    start: int
    end: int
    who: frozenset[str]

    @property
    def is_name(self) -> bool:
        """Whether it names somebody known."""
        return bool(self.who)

    @property
    def is_word(self) -> bool:
        """Whether it is a word and no name."""
        return not self.who and self.word[0].isalpha()


class Subject(NamedTuple):
    """Somebody a phrase speaks of: the tokens ``first:last``. Of ``who`` and ``pronoun`` one is set."""

    who: frozenset[str]
    pronoun: str
    named: bool  # by a name or a pronoun of its own, not by a noun ("the old man")
    first: int
    last: int
    noun: str = ""


NOBODY: frozenset[str] = frozenset()
"""Who is meant by what is no name."""


LONGEST_SUBJECT = 6
"""Tokens that ``subject_at`` looks at, at most."""


def is_adverb(token: Token) -> bool:
    """Whether it may stand between a subject and its verb."""
    return token.is_word and (token.word in ADVERBS or token.word in _TIMES or token.word.endswith("ly"))


def skip_adverbs(tokens: Sequence[Token], index: int) -> int:
    """The first index from ``index`` on that is neither an adverb nor a particle ("put *in*")."""
    while index < len(tokens) and (is_adverb(tokens[index]) or tokens[index].word in _PARTICLES):
        index += 1
    return index


def voiced(tokens: Sequence[Token], index: int) -> Subject | None:
    """The subject at ``index``; of "the voice of Mr. Emerson" and "Alice's voice", whose the voice is."""
    for at in range(index, min(index + 4, len(tokens) - 2)):
        if tokens[at].word == "of" and tokens[at - 1].word in _VOICES:
            for further in range(at + 1, min(at + 4, len(tokens))):
                subject = subject_at(tokens, further)
                if subject is not None:
                    return subject
    return _possessor(tokens, index, _VOICES) or subject_at(tokens, index)


def _possessor(tokens: Sequence[Token], index: int, things: frozenset[str]) -> Subject | None:
    """Whose thing is spoken of at ``index``: "Alice's voice", "his reply"."""
    if index + 1 >= len(tokens):
        return None
    token = tokens[index]
    if token.is_name and tokens[index + 1].word in ("'", "’"):
        at = index + 2 + (index + 2 < len(tokens) and tokens[index + 2].word == "s")
        if any(tokens[further].word in things for further in range(at, min(at + 3, len(tokens)))):
            return Subject(token.who, "", True, index, index + 1)
    if token.word in _POSSESSIVES:
        for further in range(index + 1, min(index + 3, len(tokens))):
            if tokens[further].word in things:
                return Subject(NOBODY, _POSSESSIVES[token.word], True, index, further + 1)
    return None


def owner_of_words(tokens: Sequence[Token], index: int) -> Subject | None:
    """Whose words a quotation was: "was Mr. Shepherd's rejoinder", "was the reply of Alice"."""
    owner = _possessor(tokens, index, _WORDS)
    if owner is not None:
        return owner
    for at in range(index, min(index + 5, len(tokens) - 1)):
        if tokens[at].word in ("of", "from") and tokens[at - 1].word in _WORDS:
            return subject_at(tokens, at + 1)
    return None


def may_open_subject(token: Token) -> bool:
    """Whether ``subject_at`` may find somebody where ``token`` stands."""
    return token.is_name or token.word in PRONOUNS or token.word in DETERMINERS


def subject_at(tokens: Sequence[Token], index: int) -> Subject | None:
    """The person that a phrase beginning at ``index`` speaks of, if one begins there."""
    if index >= len(tokens):
        return None
    token = tokens[index]
    if token.is_name:
        following = tokens[index + 1].word if index + 1 < len(tokens) else ""
        possessive = following in ("'", "’")  # "Alice's hand" is no subject
        return None if possessive else Subject(token.who, "", True, index, index + 1)
    if token.word in PRONOUNS:
        return Subject(NOBODY, PRONOUNS[token.word], True, index, index + 1)
    return _noun_phrase(tokens, index) if token.word in DETERMINERS else None


def _noun_phrase(tokens: Sequence[Token], index: int) -> Subject | None:
    """The person that a phrase with a determiner at ``index`` speaks of: "the poor Hatter", "his mother"."""
    for further in range(index + 1, min(index + LONGEST_SUBJECT, len(tokens))):
        noun = tokens[further]
        if noun.is_name:
            return Subject(noun.who, "", True, index, further + 1)
        if not noun.is_word or noun.word in VERBS or noun.word == "of":
            break
        if noun.word in NOUN_PRONOUN:
            return Subject(NOBODY, NOUN_PRONOUN[noun.word], False, index, further + 1, noun.word)
    if tokens[index].word in ARTICLES and index + 2 < len(tokens) and tokens[index + 1].is_word:
        return Subject(NOBODY, "", False, index, index + 2, tokens[index + 1].word)
    return None


def _ends(tokens: Sequence[Token]) -> list[int]:
    return [index for index, token in enumerate(tokens[:-1]) if token.word in (".", "!", "?", ";")]


def first_sentence(tokens: list[Token]) -> list[Token]:
    """``tokens`` up to the first stop; a semicolon is one."""
    ends = _ends(tokens)
    return tokens[: ends[0]] if ends else tokens


def last_sentence(tokens: list[Token]) -> list[Token]:
    """``tokens`` after the last full stop that something follows."""
    ends = [index for index in _ends(tokens) if tokens[index].word != ";"]
    return tokens[ends[-1] + 1 :] if ends else tokens
