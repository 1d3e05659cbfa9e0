"""What an author asks of a word that an engine cannot do: told, for it is read all the same."""

from __future__ import annotations

from collections.abc import Iterator

from narrate.engines.registry import engine_class
from narrate.errors import Problem, Severity
from narrate.model import Cast, Script, Utterance, Voice
from narrate.takes.reader import reader_of


def ignored(script: Script, cast: Cast) -> tuple[Problem, ...]:
    """Warnings, each once for an engine: of words with phonemes and no respelling."""
    found: dict[tuple[str, str], Problem] = {}
    for utterance in (utterance for chapter in script.chapters for utterance in chapter.utterances):
        voice, _ = reader_of(utterance, cast)
        if voice is None:
            continue
        for what, problem in _phonemes(utterance, voice):
            found.setdefault((voice.engine, what), problem)
    return tuple(found.values())


def _phonemes(utterance: Utterance, voice: Voice) -> Iterator[tuple[str, Problem]]:
    if engine_class(voice.engine).takes_phonemes:
        return
    for start, end, _ in utterance.ipa:
        word = utterance.spoken[start:end]
        if word.casefold() in utterance.text.casefold():  # else a respelling stands in its place
            yield (
                word.casefold(),
                Problem(
                    "phonemes-ignored",
                    f"{utterance.id}: the {voice.engine} engine takes no phonemes; "
                    f"it reads “{word}” as it is written",
                    utterance.where,
                    hint=f'say it in letters as well: {word} = {{ ipa = "…", say = "…" }}',
                    severity=Severity.WARNING,
                ),
            )
