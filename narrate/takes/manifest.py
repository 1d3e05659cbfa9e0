"""What a build is made of, line by line: in ``build.json``, enough of each request to make it again.

Two manifests explain each other without a store, a manuscript or a model.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

from narrate.model import Phonemes, Pronunciation, Provenance, Render, canonical_json
from narrate.takes.plan import ChapterPlan


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line as a build has it said: ``voice`` is the author's name for it, ``key`` that of ``render``."""

    id: str
    chapter: int
    speaker: str | None
    voice: str
    key: str
    render: Render


@dataclass(frozen=True, slots=True)
class Manifest:
    """The lines in the order of the book, and the author's lexicon as it then was.

    ``provenances`` say whose voices are cloned, by the author's names for those; nobody compares them.
    """

    lines: tuple[Spoken, ...] = ()
    lexicon: tuple[Pronunciation, ...] = ()
    provenances: Mapping[str, Provenance] = field(default_factory=dict, hash=False, compare=False)


def of(chapters: Iterable[ChapterPlan], lexicon: Sequence[Pronunciation]) -> Manifest:
    """The manifest of a build of ``chapters``."""
    whole = [(line, chapter) for chapter in chapters for line in chapter.lines]
    lines = (
        Spoken(
            line.utterance.id,
            chapter.number,
            line.utterance.speaker,
            line.voice.name,
            line.render.key,
            line.render,
        )
        for line, chapter in whole
    )
    made = {line.voice.name: line.voice.provenance for line, _ in whole if line.voice.provenance}
    return Manifest(tuple(lines), tuple(lexicon), made)


def head(manifest: Manifest) -> dict[str, object]:
    """What the lines have in common, as JSON values: the language, the lexicon and the voices."""
    return {
        "language": _language(manifest),
        "lexicon": [_entry(entry) for entry in manifest.lexicon],
        "voices": [
            {
                "name": name,
                **({} if name == of else {"of": of}),
                "engine": engine,
                "revision": revision,
                "fingerprint": json.loads(voice),
                **_whose(manifest.provenances.get(of)),
            }
            for (of, engine, revision, voice), name in _voices(manifest).items()
        ],
    }


def _whose(made: Provenance | None) -> dict[str, object]:
    """Whose voice a clone is, as its profile tells: a change of these notes changes no sound."""
    if made is None:
        return {}
    told = {"licence": made.licence, "consent": made.consent, "source_sha256": made.source_sha256}
    return {"profile": {"name": made.name, **told}}


def rows(manifest: Manifest) -> dict[int, list[dict[str, object]]]:
    """The lines of each chapter, by its number, as JSON values; what is as usual is left out."""
    names, language = _voices(manifest), _language(manifest)
    found: dict[int, list[dict[str, object]]] = {}
    for line in manifest.lines:
        render = line.render
        row: dict[str, object] = {
            "id": line.id,
            "speaker": line.speaker,
            "voice": names[_voice(line)],
            "key": line.key,
            "text": render.text,
        }
        if render.ipa:
            row["ipa"] = render.ipa
        if render.style:
            row["style"] = render.style
        if render.language != language:
            row["language"] = render.language
        if render.occurrence:
            row["occurrence"] = render.occurrence
        if render.take != 1:
            row["take"] = render.take
        if render.transform:
            row["transform"] = json.loads(render.transform)
        found.setdefault(line.chapter, []).append(row)
    return found


def parse(document: Mapping[str, Any]) -> Manifest:
    """The manifest in a document of ``build.json``. Raises KeyError, TypeError or ValueError."""
    voices = {
        voice["name"]: (
            voice.get("of", voice["name"]),
            voice["engine"],
            voice["revision"],
            canonical_json(voice["fingerprint"]),
        )
        for voice in document["voices"]
    }
    language = document["language"]
    lines = tuple(
        _parsed(row, chapter["number"], voices, language)
        for chapter in document["chapters"]
        for row in chapter["utterances"]
    )
    lexicon = (
        Pronunciation(**{**entry, "only": tuple(entry.get("only", ()))}) for entry in document["lexicon"]
    )
    return Manifest(lines, tuple(lexicon))


def _parsed(row: Mapping[str, Any], chapter: int, voices: Mapping[str, _Voice], language: str) -> Spoken:
    name, engine, revision, fingerprint = voices[row["voice"]]
    render = Render(
        engine=engine,
        engine_revision=revision,
        voice=fingerprint,
        text=row["text"],
        ipa=tuple(Phonemes(*each) for each in row.get("ipa", ())),
        language=row.get("language", language),
        style=row.get("style", ""),
        occurrence=row.get("occurrence", 0),
        take=row.get("take", 1),
        transform=canonical_json(row["transform"]) if "transform" in row else "",
    )
    return Spoken(row["id"], chapter, row["speaker"], name, row["key"], render)


_Voice = tuple[str, str, int, str]  # the author's name, engine, its revision, fingerprint


def _voice(line: Spoken) -> _Voice:
    return line.voice, line.render.engine, line.render.engine_revision, line.render.voice


def _voices(manifest: Manifest) -> dict[_Voice, str]:
    """The voices in the order of their first lines, each with a name that no other has.

    One name is that of several where a person has recorded lines of a voice: each recording is a voice.
    """
    found: dict[_Voice, str] = {}
    taken: set[str] = set()
    for voice in dict.fromkeys(map(_voice, manifest.lines)):
        numbered = (f"{voice[0]} ({number})" for number in count(2))
        found[voice] = next(name for name in chain([voice[0]], numbered) if name not in taken)
        taken.add(found[voice])
    return found


def _language(manifest: Manifest) -> str:
    return manifest.lines[0].render.language if manifest.lines else ""


def _entry(entry: Pronunciation) -> dict[str, object]:
    values = {"say": entry.say, "ipa": entry.ipa, "only": list(entry.only), "language": entry.language}
    return {"word": entry.word, **{name: value for name, value in values.items() if value}}
