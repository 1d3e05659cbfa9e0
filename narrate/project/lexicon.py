"""[pronounce]: a word and how it is said, as phonemes between slashes or as a respelling."""

from __future__ import annotations

from collections.abc import Mapping

from narrate.model import Pronunciation
from narrate.project.finding import Checked, Finding, KeyPath, quoted, spelled
from narrate.project.schema import Refused, one_line
from narrate.project.validation import wrong

_SHAPES = 'phonemes stand between two slashes, "/ˈiːvi/"; a respelling has none, "EE-vee"'


def check_pronounce(values: Mapping[str, object]) -> Checked[tuple[Pronunciation, ...]]:
    """The lexicon in the order of the file, and the entries that cannot be meant."""
    checked = [_check_entry(word, value) for word, value in values.items()]
    entries = tuple(entry.value for entry in checked if entry.value is not None)
    return Checked(entries, tuple(finding for entry in checked for finding in entry.findings))


def _check_entry(word: str, value: object) -> Checked[Pronunciation]:
    path: KeyPath = ("pronounce", word)
    if not isinstance(value, str):
        return Checked(None, (wrong(path, "text", value, _SHAPES),))
    try:
        one_line(word)
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


def _malformed(path: KeyPath, fault: str, hint: str) -> Checked[Pronunciation]:
    return Checked(None, (Finding(path, "pronounce-malformed", f"{spelled(path)}: {fault}", hint),))
