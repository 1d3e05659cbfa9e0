"""[pronounce]: a word and how it is said, as phonemes or as a respelling, by everybody or by some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from narrate.errors import did_you_mean
from narrate.model import NARRATOR, Pronunciation
from narrate.project.casting import company
from narrate.project.finding import Checked, Finding, KeyPath, quoted, spelled
from narrate.project.schema import PronunciationTable
from narrate.project.tables import Refused, one_line
from narrate.project.validation import check, wrong

_SHAPES = 'phonemes stand between two slashes, "/ˈiːvi/"; a respelling has none, "EE-vee"'
_TABLE_SHAPES = 'a respelling is say = "EE-vee", phonemes are ipa = "ˈiːvi"'
_EXPECTED = "text, a table or a list of them"


def check_pronounce(
    values: Mapping[str, object], cast: Mapping[str, object]
) -> Checked[tuple[Pronunciation, ...]]:
    """The lexicon in the order of the file, and the entries that cannot be meant.

    ``cast`` is the table of characters as written, who may have words of their own.
    """
    names = company(cast)
    checked = [each for word, value in values.items() for each in _check_word(word, value, names)]
    entries = tuple(entry.value for entry in checked if entry.value is not None)
    return Checked(entries, tuple(finding for entry in checked for finding in entry.findings))


def _check_word(word: str, value: object, names: Mapping[str, str]) -> Iterator[Checked[Pronunciation]]:
    """The one entry of a word, or the several of its list."""
    path: KeyPath = ("pronounce", word)
    try:
        one_line(word)
    except Refused as reason:
        yield _malformed(path, reason.message, reason.hint)
        return
    if not isinstance(value, list):
        yield _check_entry(path, word, value, names)
        return
    if not value:
        yield Checked(None, (wrong(path, _EXPECTED, value, _SHAPES),))
    said: set[tuple[str, str]] = set()
    for index, item in enumerate(value):
        checked = _check_entry((*path, index), word, item, names)
        yield checked
        if checked.value is not None:
            yield from _said_twice((*path, index), checked.value, said)


def _said_twice(
    path: KeyPath, entry: Pronunciation, said: set[tuple[str, str]]
) -> Iterator[Checked[Pronunciation]]:
    """Whether ``entry`` holds for nobody for whom none of ``said`` (speaker, language) does; adds to it."""
    for speaker in entry.only or ("",):
        if (speaker, entry.language) in said:
            by = f" by {quoted(speaker)}" if speaker else ""
            hint = "keep one of the two" if speaker else 'say who says it so: only = ["Alice"]'
            yield _malformed(path, f"this word is said twice{by}", hint)
        said.add((speaker, entry.language))


def _check_entry(path: KeyPath, word: str, value: object, names: Mapping[str, str]) -> Checked[Pronunciation]:
    if isinstance(value, str):
        return _check_text(path, word, value)
    if not isinstance(value, dict):
        return Checked(None, (wrong(path, _EXPECTED, value, _SHAPES),))
    checked = check(PronunciationTable, value, path)
    if checked.value is None:
        return Checked(None, checked.findings)
    return _check_table(path, word, checked.value, names)


def _check_table(
    path: KeyPath, word: str, table: PronunciationTable, names: Mapping[str, str]
) -> Checked[Pronunciation]:
    if table.say is None and table.ipa is None:
        return _malformed(path, "needs say or ipa", _TABLE_SHAPES)
    if "/" in (table.say or "") or "/" in (table.ipa or "").strip("/"):
        return _malformed(path, f"a slash in {quoted(table.say or table.ipa or '')}", _TABLE_SHAPES)
    unknown = tuple(_unknown(path, name, names) for name in table.only or () if name.casefold() not in names)
    if unknown:
        return Checked(None, unknown)
    only = dict.fromkeys(names[name.casefold()] for name in table.only or ())
    ipa = (table.ipa or "").strip("/")
    return Checked(Pronunciation(word, table.say or "", ipa, tuple(only), table.language or ""))


def _check_text(path: KeyPath, word: str, value: str) -> Checked[Pronunciation]:
    try:
        one_line(value)
    except Refused as reason:
        return _malformed(path, reason.message, reason.hint)
    if "/" not in value:
        return Checked(Pronunciation(word, say=value))
    ipa = value[1:-1]
    if value != f"/{ipa}/" or "/" in ipa:
        return _malformed(path, f"the slashes of {quoted(value)} are not one pair around it", _SHAPES)
    if not ipa.strip() or ipa != ipa.strip():
        return _malformed(path, f"the slashes of {quoted(value)} hold nothing, or a space at an end", _SHAPES)
    return Checked(Pronunciation(word, ipa=ipa))


def _unknown(path: KeyPath, name: str, names: Mapping[str, str]) -> Finding:
    message = f"{spelled((*path, 'only'))}: nobody in [cast] is called {quoted(name)}"
    hint = did_you_mean(name, [*names.values()]) or f"name characters of [cast], or {quoted(NARRATOR)}"
    return Finding((*path, "only"), "pronounce-unknown-character", message, hint)


def _malformed(path: KeyPath, fault: str, hint: str) -> Checked[Pronunciation]:
    return Checked(None, (Finding(path, "pronounce-malformed", f"{spelled(path)}: {fault}", hint),))
