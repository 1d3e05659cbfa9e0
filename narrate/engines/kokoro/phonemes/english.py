"""English: misaki's own front end and dictionaries, driven token by token, with fixed phonemes in place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from narrate.engines.kokoro.phonemes.espeak import in_short_words
from narrate.engines.kokoro.phonemes.grammar import tags
from narrate.engines.kokoro.phonemes.marks import NAMED, corrected
from narrate.engines.kokoro.phonemes.sounds import Sound, Sounds, unsaid
from narrate.engines.kokoro.vocabulary import has_sound
from narrate.engines.models import tagger_files
from narrate.model import Phonemes

_UNKNOWN: Final = "❓"
_APOSTROPHES: Final = str.maketrans("’‘ʼ", "'''")
_FLAG: Final = re.compile(r"\([a-z-]+\)")  # where eSpeak changes to another language, and back
_MARKS_IN_WORDS: Final = re.compile(r"([—–…()\[\]{}<>*|\\~^\"“”«»;!?]|:(?!\d)|(?<!\d):)")
_STOP_OF_WORD: Final = re.compile(r"([^.,]{2,})([.,]+)")  # of "May.—I", but not of "a.m.—I"
_DASHES: Final = re.compile(r"[-–]{2,}")  # misaki has no pause for them
_BETWEEN_NUMBERS: Final = re.compile(r"[:_]")
_LOST: Final = frozenset("'‘’ ")  # characters that misaki's own tokens may lack


@dataclass(frozen=True, slots=True)
class _Token:
    """What misaki reads of a token of spaCy, and its place in the text. ``phonemes`` are fixed."""

    text: str
    tag_: str
    whitespace_: str
    start: int
    phonemes: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def part(self, start: int, end: int) -> _Token:
        """The characters ``start:end`` of the text, which are of this token."""
        space = self.whitespace_ if end == self.end else ""
        return _Token(self.text[start - self.start : end - self.start], self.tag_, space, start)


class English:
    """English in one of its two accents. ``tagger`` is "best" or "rules"."""

    def __init__(self, *, british: bool, tagger: str) -> None:
        from misaki import en, espeak

        self._tokens = _tokenizer(rules_only=tagger == "rules")
        self._espeak = espeak.EspeakFallback(british=british)
        self._g2p = en.G2P.__new__(en.G2P)  # its __init__ would download a model
        self._g2p.version = None
        self._g2p.british = british
        self._g2p.unk = _UNKNOWN
        self._g2p.lexicon = en.Lexicon(british)
        self._g2p.fallback = self._guess

    def sounds(self, text: str, ipa: tuple[Phonemes, ...]) -> Sounds:
        """``text`` as sounds, a word each."""
        straight = _straightened(text)
        tokens = self._pinned(self._tokens(straight), straight, ipa)
        self._g2p.nlp = lambda _: tokens
        pins = {index: f"/{token.phonemes}" for index, token in enumerate(tokens) if token.phonemes}
        _, read = self._g2p(straight, preprocess=lambda _: (straight, [token.text for token in tokens], pins))
        sounds: list[Sound] = []
        faults: list[str] = []
        for token, (start, end) in zip(read, _places(straight, [token.text for token in read]), strict=True):
            said = (_UNKNOWN if token.phonemes is None else token.phonemes).replace(_UNKNOWN, "")
            if said != token.phonemes or (any(map(str.isalnum, token.text)) and not has_sound(said)):
                faults.append(unsaid(text[start:end] or token.text))
            sounds.append(Sound(start, end, said, bool(token.whitespace), word=end > start))
        return Sounds(tuple(sounds), tuple(faults))

    def _pinned(self, tokens: Sequence[_Token], text: str, ipa: Sequence[Phonemes]) -> list[_Token]:
        """``tokens`` with each stretch of ``ipa`` as one of them; those that reach beyond it are cut."""
        found: list[_Token] = []
        waiting = list(tokens)[::-1]
        for start, end, phonemes in ipa:
            tag, space = "", ""
            while waiting and waiting[-1].start < end:
                token = waiting.pop()
                if token.end <= start:
                    found.append(token)
                    continue
                if token.start < start:
                    found.append(token.part(token.start, start))
                tag, space = tag or token.tag_, token.whitespace_
                if token.end > end:
                    waiting.append(token.part(end, token.end))
                    space = ""
            until, said = end, phonemes
            if waiting and waiting[-1].text in ("'s", "'S") and waiting[-1].start == end:
                suffix = waiting.pop()
                until, said, space = suffix.end, self._g2p.lexicon._s(phonemes), suffix.whitespace_
            found.append(_Token(text[start:until], tag, space, start, said))
        return [*found, *waiting[::-1]]

    def _guess(self, token: Any) -> tuple[str | None, int | None]:
        """Phonemes by eSpeak for what the dictionaries lack; none for what it could only spell or name."""
        if not _is_readable(token.text):
            return None, None
        phonemes, rating = self._espeak(
            replace(token, text=in_short_words(_BETWEEN_NUMBERS.sub(" ", token.text)))
        )
        return (_FLAG.sub("", phonemes), rating) if phonemes else (None, None)


def _tokenizer(*, rules_only: bool) -> Callable[[str], list[_Token]]:
    """What cuts a text into tokens tagged as in the Penn Treebank, by spaCy's model or our rules."""
    import spacy

    # misaki would download it; it is used only where it is.
    trained = None if rules_only else tagger_files.installed()
    nlp = spacy.load(trained, enable=["tok2vec", "tagger"]) if trained else spacy.blank("en")

    def tokens(text: str) -> list[_Token]:
        parts = [
            part
            for token in nlp(text)
            for part in _parts(_Token(token.text, token.tag_, token.whitespace_, token.idx))
        ]
        words = [part.text for part in parts]
        if trained:
            following = [*words[1:], ""]
            found = [corrected(p.text, p.tag_, after) for p, after in zip(parts, following, strict=True)]
        else:
            found = tags(words)
        return [
            replace(part, tag_=tag, phonemes="—" if _DASHES.fullmatch(part.text) else "")
            for part, tag in zip(parts, found, strict=True)
        ]

    return tokens


def _parts(token: _Token) -> Iterator[_Token]:
    """``token`` without the marks that spaCy leaves in a word ("it—ten", "x](y)"), and those marks."""
    if len(token.text) == 1 or not _MARKS_IN_WORDS.search(token.text):
        yield token
        return
    at = token.start
    for between in _MARKS_IN_WORDS.split(token.text):
        stop = _STOP_OF_WORD.fullmatch(between)
        for part in stop.groups() if stop else (between,):
            if part:
                yield token.part(at, at + len(part))
            at += len(part)


def _straightened(text: str) -> str:
    """``text`` with straight apostrophes, of the same length: from “wasn’t” misaki would lose the "n't"."""
    return text.translate(_APOSTROPHES)


def _places(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where in ``text`` each of ``words``, which are in order, stands; (0, 0) where that is not clear."""
    at = 0
    for index, word in enumerate(words):
        start = -1
        for char in word:
            while at < len(text) and text[at] != char and text[at] in _LOST:
                at += 1
            if at >= len(text) or text[at] != char:
                yield from ((0, 0) for _ in words[index:])
                return
            start = at if start < 0 else start
            at += 1
        yield max(start, 0), at


def _is_readable(word: str) -> bool:
    """Whether eSpeak's English can read ``word``: Latin letters, digits, one Greek letter, a named sign."""
    letters = [char for char in word if char.isalpha()]
    if any(not unicodedata.name(char, "").startswith("LATIN") for char in letters):
        return len(word) == 1 and unicodedata.name(word, "").startswith("GREEK")
    return bool(letters) or any(map(str.isdecimal, word)) or word in NAMED
