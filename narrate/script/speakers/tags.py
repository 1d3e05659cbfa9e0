"""Speech tags: what stands beside a quotation about its speaker ("said the Hatter", "She smiled.")."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from narrate.script.people.names import Mention
from narrate.script.saying import ADVERBS, FUNCTION_WORDS, PREPOSITIONS, PRONOUNS, VERBS, words
from narrate.script.speakers.phrases import (
    LONGEST_SUBJECT,
    NOBODY,
    Subject,
    Token,
    first_sentence,
    is_adverb,
    last_sentence,
    may_open_subject,
    owner_of_words,
    skip_adverbs,
    subject_at,
    voiced,
)

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[^\s\w]|\d+")
_HEARD = words("say cry exclaim whisper ask reply answer mutter murmur remark call shout add observe")
_CLAUSE_WORDS = words("and but then that while when as who for so until till whereupon")
_LONGEST_TAG = 16  # words
_SHORT_TAG = 4  # words: "they had both cried"; in a longer one "they" do something else
_PROPER = re.compile(r"(?!The\b|A\b|An\b)[A-Z]")
_SENTENCE_END = re.compile(r"[.!?;]")
_NEAR_START = 8  # words; a sentence that has named nobody by then is about a thing
_FAR = 240  # characters of narration beside a quotation that can hold its tag; a line of print holds 70

_TOWARDS = re.compile(
    r"\b(?:to|at|towards?|upon|with|asked|told|answered|addressed|interrupted)\s(?:the\s)?$"
)
_ADDRESS = re.compile(r"(?:[Mm]y dear|[Dd]ear|[Oo]h|O|Ah|Well|No|Yes)$")


class Clue(NamedTuple):
    """What stands beside a quotation. A tag says who speaks ("said Alice"), a beat who acts ("Alice rose.").

    Of ``who`` and ``pronoun`` one is set: the persons that a name may mean, or "he", "she", "they" or "I".
    ``words`` are the text's own. ``at`` is where in the text the narration that holds it begins,
    which stands before or ``after`` the quotation, or ``apart`` in the paragraph before. ``noun`` is what
    the speaker is called instead of a name ("mother" of "said his mother"); a ``role`` is a name that is no
    proper one ("the barber"), and a ``stranger`` has a name that nobody known has.
    """

    tag: bool
    who: frozenset[str]
    pronoun: str
    named: bool
    words: str
    at: int
    after: bool
    apart: bool = False
    noun: str = ""
    role: bool = False
    stranger: bool = False

    @property
    def several(self) -> bool:
        """Whether several say it at once: "they all cried"."""
        if not self.tag or self.pronoun != "they":
            return False
        said = self.words.lower().strip(",").split()
        return len(said) <= _SHORT_TAG and (said[-1] in VERBS or said[0] in VERBS)

    @property
    def rank(self) -> int:
        """How much it tells, 0 the most: a tag after the quotation, one before, a beat before, one after."""
        if self.apart:
            return 4
        return (not self.after) if self.tag else 2 + self.after


class Tags:
    """Reads the tags of one text, given where it names whom."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self._text = text
        self.mentions = mentions
        self._starts = [mention.start for mention in mentions]

    def after(self, start: int, end: int) -> Clue | None:
        """The clue in the narration ``start:end`` about the quotation that ends at ``start``."""
        beside = islice(self._tokens(start, min(end, start + _FAR)), _LONGEST_TAG + 1)
        tokens = first_sentence(list(beside))[:_LONGEST_TAG]
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
            subject = voiced(tokens, skip_adverbs(tokens, 1))
            if subject and (said or not subject.pronoun):
                return self._clue(tokens[: subject.last], subject, start, after=True, tag=True)
            if said:
                return self._stranger(tokens, start)
        if verb.word in ("was", "came") and goes_on:
            subject = owner_of_words(tokens, 1)
            if subject is not None:
                return self._clue(tokens[: subject.last], subject, start, after=True, tag=True)
        return self._acting(tokens, start, comma=comma)

    def _acting(self, tokens: Sequence[Token], start: int, *, comma: bool) -> Clue | None:
        """The clue in ``tokens`` that begin with whoever speaks or acts: "Alice replied", "She rose."."""
        subject = voiced(tokens, 0)
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

    def _stranger(self, tokens: Sequence[Token], start: int) -> Clue | None:
        """A tag with a name that is nobody's: "said Mortimer", and no Mortimer is known."""
        index = skip_adverbs(tokens, 1)
        if index >= len(tokens) or not self._text[tokens[index].start].isupper():
            return None
        said = " ".join(self._text[tokens[0].start : tokens[index].end].split())
        return Clue(True, NOBODY, "", False, said, start, after=True, stranger=True)

    def before(self, start: int, end: int) -> Clue | None:
        """The clue in the narration ``start:end`` about the quotation that begins at ``end``."""
        tokens = last_sentence(list(self._tokens(max(start, end - _FAR), end)))
        introduces = self._text[start:end].rstrip()[-1:] in (",", ":", "-", "–", "—")
        first: Subject | None = None
        nearest: Subject | None = None
        found: Clue | None = None
        opening = True  # whether a clause begins here
        for index, token in enumerate(tokens):
            subject = subject_at(tokens, index)
            before = tokens[index - 1].word if index else ""
            if subject and before not in PREPOSITIONS and not before.endswith("ing"):
                first = first or subject
                if nearest is None or opening:
                    nearest = subject
            if introduces and token.is_word and token.word in _HEARD and index and nearest:
                # "she heard Elinor say": whoever stands before the bare verb speaks.
                heard = subject_at(tokens, index - 1) or nearest
                found = self._clue(tokens[heard.first : index + 1], heard, start, after=False, tag=True)
            elif introduces and nearest and token.is_word and token.word in VERBS:
                inverted = voiced(tokens, 1) if index == 0 else None
                chosen = inverted or nearest
                found = self._clue(
                    tokens[chosen.first : max(index + 1, chosen.last)], chosen, start, after=False, tag=True
                )
            opening = (
                not (token.is_word or token.is_name)
                or token.word in _CLAUSE_WORDS
                or (opening and is_adverb(token))
            )
        if found is not None:
            return found
        if first is None:
            return None
        return self._clue(tokens[first.first : first.last + 1], first, start, after=False, tag=introduces)

    def spoken_to(self, start: int, end: int) -> frozenset[str]:
        """Who is turned to in the narration ``start:end``: "turning to Alice", "he said to the Queen"."""
        found: set[str] = set()
        for mention in self.within(start, end):
            left = self._text[max(start, mention.start - 16) : mention.start]
            if _TOWARDS.search(left):
                found |= mention.who
        return frozenset(found)

    def subjects(self, start: int, end: int) -> Iterator[tuple[int, frozenset[str], str]]:
        """Whom each sentence of the narration ``start:end`` is about: where, and who or which pronoun."""
        while start < end:
            following = self._next_sentence(start, end)
            coming = self._tokens(start, following)
            # Most sentences begin with whom they are about: of what comes after, little is looked at.
            tokens: list[Token] = []
            for at in range(_NEAR_START):
                tokens += islice(coming, max(0, at + 1 - len(tokens)))
                if at == len(tokens):
                    break
                if may_open_subject(tokens[at]):
                    tokens += islice(coming, at + LONGEST_SUBJECT - len(tokens))
                    subject = subject_at(tokens, at)
                    if subject is not None:
                        yield tokens[at].start, subject.who, subject.pronoun
                        break
            start = following

    def addressed(self, start: int, end: int) -> frozenset[str]:
        """Who is spoken to by name in the speech ``start:end``: "Come here, Alice!"."""
        found: set[str] = set()
        for mention in self.within(start, end):
            left = self._text[max(start, mention.start - 12) : mention.start].rstrip()
            right = self._text[mention.end : mention.end + 2].lstrip()
            whole = right[:1] == "." and not left.strip("\"“‘'") and mention.end + 2 >= end
            if whole:  # “Evelyn Lusk.” answers who somebody is
                continue
            called = left[-1:] in (",", '"', "“", "‘", "'", "!", "?", ".") or _ADDRESS.search(left)
            if called and right[:1] in (",", "!", "?", ".", ";", "-", "—", '"', "”", "’", ":"):
                found |= mention.who
        return frozenset(found)

    def within(self, start: int, end: int) -> Sequence[Mention]:
        """The mentions that begin in ``start:end``."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _coming(self, start: int, end: int) -> Iterator[Mention]:
        """The mentions that begin in ``start:end``, one by one, and an empty one at its end.

        For who stops early: a line may name a hundred thousand, a sentence after the other.
        """
        for index in range(bisect_left(self._starts, start), bisect_left(self._starts, end)):
            yield self.mentions[index]
        yield Mention(end, end, NOBODY)

    def _next_sentence(self, start: int, end: int) -> int:
        """Where behind ``start`` the sentence is over that goes on there: no mark in a name ends it."""
        for mention in self._coming(start, end):
            stop = _SENTENCE_END.search(self._text, start, mention.start)
            if stop:
                return stop.end()
            start = mention.end
        return end

    def _tokens(self, start: int, end: int) -> Iterator[Token]:
        """What ``start:end`` consists of."""
        text, at = self._text, start
        for mention in self._coming(start, end):
            for match in _WORD.finditer(text, at, mention.start):
                yield Token(match[0].lower(), *match.span(), NOBODY)
            if mention.who:
                yield Token("", mention.start, mention.end, mention.who)
                at = mention.end

    def _clue(self, tokens: Sequence[Token], subject: Subject, at: int, *, after: bool, tag: bool) -> Clue:
        said = " ".join(self._text[tokens[0].start : tokens[-1].end].split())
        role = bool(subject.who) and not any(
            token.is_name and _PROPER.search(self._text, token.start, token.end)
            for token in tokens
            if token.who == subject.who
        )
        return Clue(
            tag, subject.who, subject.pronoun, subject.named, said, at, after, noun=subject.noun, role=role
        )
