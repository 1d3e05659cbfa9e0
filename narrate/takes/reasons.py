"""Why a line sounds different from the one that it replaces: field by field, in words. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from narrate.model import Pronunciation, Render
from narrate.takes.manifest import Spoken
from narrate.voices.manner import in_words
from narrate.voices.transform import in_words as transformation

_LONG = 60
"""Characters of a stretch of words that are shown in full."""

_HASH = "sha256:"
"""How the values of a fingerprint begin that stand for the bytes of files."""

_NAMES = {"reference": "reference recording", "model": "files of the model", "models": "files of the model"}
"""What people call the setting whose files have another hash."""


@dataclass(frozen=True, slots=True)
class Respelling:
    """A word of [pronounce] whose entries differ, and what it was said as before and is said as now."""

    word: str
    before: re.Pattern[str]
    after: re.Pattern[str]

    def explains(self, before: str, after: str) -> bool:
        """Whether it may be what makes ``after`` of the words ``before``."""
        return bool(self.before.search(before) and self.after.search(after))


def respelled(before: Iterable[Pronunciation], after: Iterable[Pronunciation]) -> tuple[Respelling, ...]:
    """The words that the two lexicons say differently, in the order of the later."""
    old, new = _by_word(before), _by_word(after)
    return tuple(
        Respelling(word, _forms(word, old.get(word, ())), _forms(word, new.get(word, ())))
        for word in dict.fromkeys((*new, *old))
        if old.get(word) != new.get(word)
    )


def reasons(before: Spoken, after: Spoken, lexicon: Sequence[Respelling] = ()) -> tuple[str, ...]:
    """What is different, most telling first; none for the same request. ``lexicon`` is what differs there."""
    if before.key == after.key:
        return ()
    told = tuple(dict.fromkeys(_reasons(before, after, lexicon)))
    return told or (_by_count(before.render, after.render),)


def _reasons(before: Spoken, after: Spoken, lexicon: Sequence[Respelling]) -> Iterator[str]:
    old, new = before.render, after.render
    yield from _voice(before, after)
    if old.engine == new.engine and old.engine_revision != new.engine_revision:
        yield f"this narrate renders differently with {new.engine}"
    if old.text != new.text:
        yield from _wording(old.text, new.text, lexicon)
    yield from _sounds(old, new, lexicon)
    if old.language != new.language:
        yield f"language: {old.language} → {new.language}"
    if old.style != new.style:
        yield f"style: {in_words(old.style)} → {in_words(new.style)}"
    if old.transform != new.transform:
        yield f"transformation: {transformation(old.transform)} → {transformation(new.transform)}"
    if old.take != new.take:
        yield f"take {old.take} → {new.take}"


def _by_count(old: Render, new: Render) -> str:
    """The reason of last resort: everything that people see is the same."""
    if old.occurrence == new.occurrence:
        return "other words in it have fixed phonemes"
    more = "more" if new.occurrence > old.occurrence else "less"
    return f"the same words are now said {more} often before it in the chapter"


# --- the voice -------------------------------------------------------------------------------------------


def _voice(before: Spoken, after: Spoken) -> Iterator[str]:
    old, new, name = before.render, after.render, after.voice
    if (old.engine, old.voice) == (new.engine, new.voice):
        return
    if before.voice != name:
        moved = before.speaker != after.speaker
        yield (
            f"said by {after.speaker or 'somebody unknown'} instead of {before.speaker or 'somebody unknown'}"
            if moved
            else f"read by {name} instead of {before.voice}"
        )
    elif old.engine != new.engine:
        yield f"voice {name}: engine {old.engine} → {new.engine}"
    else:
        for each in _settings(json.loads(old.voice), json.loads(new.voice)):
            yield f"voice {name}: {each}"


def _settings(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    """What differs between two fingerprints of a voice."""
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before != after:
            yield from _setting(name, before, after)


def _setting(name: str, before: object, after: object) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        if name == "voice":  # a blend
            yield f"voice {_blend(before)} → {_blend(after)}"
        else:
            yield from (f"{name}.{each}" for each in _settings(before, after))
    elif isinstance(before, list) and isinstance(after, list):
        left = [each for each in before if each not in after]
        come = [each for each in after if each not in before]
        for one in tuple(left):
            other = next((each for each in come if _repository(each) == _repository(one)), None)
            if other is not None:
                left.remove(one)
                come.remove(other)
                yield _value(name, one, other)
        if left or come:
            yield f"{name} {_listed(left)} → {_listed(come)}"
    elif isinstance(before, str) and isinstance(after, str) and " " in before + after:
        yield f"{name}: {', '.join(_stretches(before, after))}"
    else:
        yield _value(name, before, after)


def _value(name: str, before: object, after: object) -> str:
    """A setting of one value: of files only that they changed, of a model's commits what people read."""
    if str(before).startswith(_HASH) and str(after).startswith(_HASH):
        return f"{_NAMES.get(name, name)} changed"
    repository = _repository(before)
    if repository and repository == _repository(after):
        return f"model revision of {repository}: {_commit(before)} → {_commit(after)}"
    return f"{name} {_shown(before)} → {_shown(after)}"


def _repository(value: object) -> str:
    """The repository of a model that is named with its commit; the same for all files that a hash names."""
    text = str(value)
    return _HASH if text.startswith(_HASH) else text.rpartition("@")[0]


def _commit(value: object) -> str:
    return str(value).rpartition("@")[2][:7]


def _shown(value: object) -> str:
    if value is None:
        return "none"
    text = str(value)
    if text.startswith(_HASH):
        return "a file"
    repository, at, commit = text.rpartition("@")
    return f"{repository}@{commit[:7]}" if at else text


def _listed(values: Iterable[object]) -> str:
    return " + ".join(map(_shown, values)) or "none"


def _blend(shares: Mapping[str, object]) -> str:
    if len(shares) == 1:
        return next(iter(shares))
    return " + ".join(f"{voice} {share}" for voice, share in shares.items())


# --- the words and their sound ---------------------------------------------------------------------------


def _wording(old: str, new: str, lexicon: Sequence[Respelling]) -> Iterator[str]:
    """The words that differ; those that the lexicon has changed by the word that is in it."""
    written: list[str] = []
    for before, after in _differing(old.split(), new.split()):
        entry = next((each for each in lexicon if each.explains(before, after)), None)
        if entry is not None:
            yield f"lexicon: {entry.word}"
        else:
            written.append(_stretch(before, after))
    if written:
        yield f"spoken text: {', '.join(written)}"
    elif old.split() == new.split():
        yield "spoken text: spacing"


def _sounds(old: Render, new: Render, lexicon: Sequence[Respelling]) -> Iterator[str]:
    """Fixed phonemes that differ, by the word they belong to, of words that are in both texts."""
    before, after = _said(old), _said(new)
    for word in dict.fromkeys((*before, *after)):
        was, now = before.get(word, ()), after.get(word, ())
        if was == now or word not in old.text or word not in new.text:
            continue
        entry = next((each for each in lexicon if each.explains(word, word)), None)
        yield f"lexicon: {entry.word}" if entry else f"pronunciation of “{word}”: {_ipa(was)} → {_ipa(now)}"


def _said(render: Render) -> dict[str, tuple[str, ...]]:
    """Word → the phonemes fixed for it, in the order of its places."""
    found: dict[str, tuple[str, ...]] = {}
    for start, end, ipa in render.ipa:
        word = render.text[start:end]
        found[word] = (*found.get(word, ()), ipa)
    return found


def _ipa(phonemes: Iterable[str]) -> str:
    return ", ".join(f"/{each}/" for each in dict.fromkeys(phonemes)) or "none"


def _stretches(old: str, new: str) -> Iterator[str]:
    return (_stretch(*each) for each in _differing(old.split(), new.split()))


def _stretch(before: str, after: str) -> str:
    if not before:
        return f"“{_short(after)}” added"
    return f"“{_short(before)}” → “{_short(after)}”" if after else f"“{_short(before)}” left out"


def _differing(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The stretches of words that differ. What both begin and end with is not even looked at."""
    head = sum(1 for _ in takewhile(_equal, zip(before, after, strict=False)))
    ends = zip(reversed(before[head:]), reversed(after[head:]), strict=False)
    tail = sum(1 for _ in takewhile(_equal, ends))
    one, other = before[head : len(before) - tail], after[head : len(after) - tail]
    for tag, start, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag != "equal":
            yield " ".join(one[start:end]), " ".join(other[first:last])


def _equal(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1]


def _short(words: str) -> str:
    if len(words) <= _LONG:
        return words
    return f"{words[: _LONG // 2].rstrip()} … {words[-_LONG // 2 :].lstrip()}"


def _by_word(lexicon: Iterable[Pronunciation]) -> dict[str, tuple[Pronunciation, ...]]:
    found: dict[str, tuple[Pronunciation, ...]] = {}
    for entry in lexicon:
        found[entry.word] = (*found.get(entry.word, ()), entry)
    return found


def _forms(word: str, entries: Iterable[Pronunciation]) -> re.Pattern[str]:
    """What the word is said as by ``entries``, and where they say nothing of its letters, as itself."""
    forms = dict.fromkeys((word, *(entry.say for entry in entries if entry.say)))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?:'?s|es)?(?!\w)", re.IGNORECASE)
