"""The tables of ``narration.lock`` as they are written: their keys, and what is wrong with a file's.

pydantic ends here; lock.py makes nouns of the tables and writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, Field, NonNegativeFloat, PositiveInt

from narrate.project.document import Document
from narrate.project.finding import Checked, Finding, spelled
from narrate.project.schema import Table
from narrate.project.schema_values import Refused
from narrate.project.validation import check, unknown_key, wrong

VERSION = 2
"""Of the document. In version 1 there were no files, references and readers."""

_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def _commit(text: str) -> str:
    if not _COMMIT.fullmatch(text):
        raise Refused("is not a commit", "a commit has 40 digits, 0 to 9 and a to f")
    return text


def _sha256(text: str) -> str:
    if not _SHA256.fullmatch(text):
        raise Refused("is not a SHA-256", "it has 64 digits, 0 to 9 and a to f")
    return text


Text = Annotated[str, Field(min_length=1)]
Commit = Annotated[str, AfterValidator(_commit)]
Sha256 = Annotated[str, AfterValidator(_sha256)]


class VoiceLevel(Table):
    """[[voice]]: how loud a voice is."""

    name: str = Field("", description="What the author calls the voice; for people.")
    identity: Text = Field(description="What the level belongs to: a hash of all that makes the voice.")
    loudness_lufs: float = Field(description="Its loudness over the whole book, in LUFS.")


class ModelPin(Table):
    """[[model]]: the commit of a repository."""

    repository: Text = Field(description="The repository of the hub.")
    revision: Commit = Field(description="The commit that is used.")
    asked: str = Field("", description="The branch, tag or commit that narration.toml asks for, if any.")


class ModelFile(Table):
    """[[file]]: a file of a model in a folder."""

    path: Text = Field(description="Where it is, as narration.toml has it.")
    sha256: Sha256 = Field(description="The hash of its bytes.")


class RecordingMeasured(Table):
    """[[reference]]: a recording that a voice is made from."""

    path: Text = Field(description="Where it is, as narration.toml has it.")
    sha256: Sha256 = Field(description="The hash of its bytes.")
    duration_s: NonNegativeFloat | None = Field(None, description="How long it is, in seconds.")
    speech_s: NonNegativeFloat | None = Field(None, description="The same without the silence at its ends.")
    rate_hz: PositiveInt | None = Field(None, description="Its sample rate.")
    level_db: float | None = Field(None, description="The RMS of its loud parts, below full scale.")
    peak_db: float | None = Field(None, description="Its largest sample, below full scale.")
    clipped_ms: NonNegativeFloat | None = Field(None, description="How much of it is cut off flat.")
    high_db: float | None = Field(
        None,
        description="The power from 4.5 to 7.5 kHz against that from 0.3 to 3 kHz: a telephone's is low.",
    )
    pitch_hz: NonNegativeFloat | None = Field(None, description="Of a style: the median pitch of the voice.")
    spread_st: NonNegativeFloat | None = Field(
        None, description="Of a style: the standard deviation of its pitch, in semitones."
    )
    energy_db: NonNegativeFloat | None = Field(
        None, description="Of a style: the standard deviation of its level while it is voiced."
    )
    syllables_s: NonNegativeFloat | None = Field(
        None, description="Of a style: syllables a second, pauses apart."
    )
    pause_s: NonNegativeFloat | None = Field(None, description="Of a style: how long a pause is, in seconds.")
    phonemes_s: NonNegativeFloat | None = Field(
        None, description="Of a style with a transcript: phonemes a second, pauses apart."
    )
    words_sha256: Sha256 | None = Field(
        None, description="The hash of the words that they were counted in, with the book's language."
    )


class ReaderVersions(Table):
    """[[reader]]: what turns written words into the sounds of an engine."""

    engine: Text = Field(description="The engine that reads with it.")
    versions: dict[str, Text] = Field(description="Packages, and the English tagger or our `rules`.")


class HeardWords(Table):
    """[[transcript]]: what is said in a recording whose words narrate wrote down."""

    reference: Sha256 = Field(description="The hash of the recording.")
    words: str = Field(description="What is said in it; yours to correct.")


class Kind(NamedTuple):
    """A table, and the key that tells its entries apart."""

    table: type[Table]
    key: str


KINDS: Mapping[str, Kind] = {
    "voice": Kind(VoiceLevel, "identity"),
    "model": Kind(ModelPin, "repository"),
    "file": Kind(ModelFile, "path"),
    "reference": Kind(RecordingMeasured, "path"),
    "reader": Kind(ReaderVersions, "engine"),
    "transcript": Kind(HeardWords, "reference"),
}
"""The tables in the order in which they are written."""


def checked(document: Document) -> Checked[Mapping[str, tuple[Any, ...]]]:
    """The entries of each kind, or everything that is wrong with the document."""
    findings = list(_strange(document.values))
    if any(finding.slug == "lock-newer" for finding in findings):
        return Checked(None, tuple(findings))  # what it holds besides is for that narrate to judge
    found: dict[str, tuple[Any, ...]] = {}
    for name, kind in KINDS.items():
        entries = document.values.get(name, [])
        if not isinstance(entries, list):
            findings.append(wrong((name,), "a list of tables", entries, f"write [[{name}]] above each"))
            continue
        tables = [_entry(name, index, entry) for index, entry in enumerate(entries)]
        findings += [finding for table in tables for finding in table.findings]
        findings += _twice(name, kind.key, entries)
        found[name] = tuple(table.value for table in tables if table.value is not None)
    return Checked(None if findings else found, tuple(findings))


def _strange(values: Mapping[str, object]) -> Iterator[Finding]:
    """What is no table of ours, and a version that is not this one or an earlier one."""
    version = values.get("version")
    if version is None:
        yield Finding(("version",), "missing-key", '"version" is missing')
    elif type(version) is not int or version < 1:
        yield wrong(("version",), "a whole number from 1", version)
    elif version > VERSION:
        yield Finding(
            ("version",),
            "lock-newer",
            f"was written by a newer narrate (version {version})",
            "update narrate, or delete the file to have everything settled anew",
        )
        return
    yield from (unknown_key((), key, tuple(KINDS)) for key in values if key not in (*KINDS, "version"))


def _entry(name: str, index: int, entry: object) -> Checked[Table]:
    path = (name, index)
    if not isinstance(entry, dict):
        return Checked(None, (wrong(path, "a table", entry),))
    return check(KINDS[name].table, entry, path)


def _twice(name: str, key: str, entries: list[object]) -> Iterator[Finding]:
    """Entries for what has one already, as a merge of two branches leaves them."""
    first: dict[str, int] = {}
    for index, entry in enumerate(entries):
        value = entry.get(key) if isinstance(entry, dict) else None
        if isinstance(value, str) and first.setdefault(value, index) != index:
            path = (name, index, key)
            message = f"{spelled(path)}: there is an entry for it already"
            yield Finding(path, "entry-twice", message, "keep one of the two", other=(name, first[value]))
