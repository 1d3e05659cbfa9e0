"""The plan: for each utterance of the script, the render it needs, and whether the store has it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from narrate.engines.base import Engine
from narrate.engines.models.weights import NO_PINS, Pins
from narrate.engines.registry import engine_class
from narrate.errors import Problem, Severity, did_you_mean, excerpt
from narrate.model import (
    Cast,
    Phonemes,
    Render,
    Script,
    ScriptChapter,
    Utterance,
    UtteranceKind,
    Voice,
)
from narrate.project.finding import quoted
from narrate.project.takes_toml import Choices
from narrate.takes.choices import Choosing
from narrate.takes.line import Line
from narrate.takes.reader import Readers, named_styles, reader_of, style_of
from narrate.voices.transform import text_of

NO_CHOICES = Choices()

_IN_PLACE = ', or in its place: [word]{say="…"}'
"""For manuscripts in which authors can write so."""


@dataclass(frozen=True, slots=True)
class ChapterPlan:
    """A chapter's lines in the order they are heard; ``credits`` are none of the book's own."""

    number: int
    title: str
    lines: tuple[Line, ...]
    credits: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build would do. ``problems`` are utterances that nobody may read, or not as they are to be.

    ``warnings`` are choices of takes that are about no line of the book.
    """

    chapters: tuple[ChapterPlan, ...]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of the book in order."""
        return tuple(line for chapter in self.chapters for line in chapter.lines)

    @property
    def missing(self) -> tuple[Line, ...]:
        """The lines to render: one for each request that the store lacks.

        Ordered by engine, model, voice and length: a model is so loaded once, a voice prepared once, and
        what is performed together ends together.
        """
        return tuple(sorted(self.to_render, key=_order))

    @property
    def to_render(self) -> tuple[Line, ...]:
        """The same lines in the order of the book, each as its engine renders it."""
        once: dict[str, Line] = {}
        for line in self.lines:
            if not line.cached and not line.plain.cached:
                once.setdefault(line.plain.render.key, line.plain)
        return tuple(once.values())

    @property
    def to_transform(self) -> tuple[Line, ...]:
        """The lines to make from what engines render: one for each request that the store lacks."""
        once: dict[str, Line] = {}
        for line in self.lines:
            if not line.cached and line.render.transform:
                once.setdefault(line.render.key, line)
        return tuple(once.values())


def _order(line: Line) -> tuple[object, ...]:
    models = tuple(weights.source for weights in engine_class(line.voice.engine).weights(line.voice.settings))
    return line.render.engine, models, line.render.voice, line.render.style, len(line.render.text)


def make(
    script: Script,
    cast: Cast,
    language: str,
    known: AbstractSet[str],
    pins: Pins = NO_PINS,
    choices: Choices = NO_CHOICES,
) -> Plan:
    """The plan for ``script`` read by ``cast`` where the store has takes for the keys ``known``.

    ``pins`` are the commits of models that the project has settled on, ``choices`` the takes that the author
    has. Changing a voice's files on disk changes its fingerprint and so its keys: those are read here.
    """
    voices, choosing = Readers(cast, pins), Choosing(choices)
    chapters, problems = [], []
    for chapter in script.chapters:
        lines, unread = _chapter(chapter, voices, language, known, choosing)
        chapters.append(ChapterPlan(chapter.number, chapter.title, lines, chapter.credits))
        problems += unread
    unused: tuple[Problem, ...] = ()
    if choices != NO_CHOICES:
        keys = frozenset(line.plain.render.key for chapter in chapters for line in chapter.lines)
        unused = tuple(choosing.unused(keys))
    problems = [*_foreign(voices.asked, language), *choosing.problems, *problems, *voices.unstyled()]
    return Plan(tuple(chapters), tuple(problems), unused)


def _foreign(voices: Iterable[Voice], language: str) -> Iterator[Problem]:
    for voice in voices:
        if fault := engine_class(voice.engine).foreign(voice.settings, language):
            yield Problem("voice-foreign", f"voices.{voice.name}: {fault}")


def _chapter(
    chapter: ScriptChapter, voices: Readers, language: str, known: AbstractSet[str], choosing: Choosing
) -> tuple[tuple[Line, ...], list[Problem]]:
    lines: list[Line] = []
    problems: list[Problem] = []
    # Counted within the chapter, so that another "Yes." in chapter 1 leaves chapter 9 alone.
    occurrences: Counter[tuple[str, str, tuple[Phonemes, ...], str]] = Counter()
    repeats: Counter[tuple[str | None, str]] = Counter()
    for utterance in chapter.utterances:
        voice, asked = reader_of(utterance, voices.cast)
        if voice is None:
            problems.append(_unread(utterance, voices.cast))
            continue
        fingerprint = voices.fingerprint(voice)
        engine = engine_class(voice.engine)
        ipa = utterance.ipa if engine.takes_phonemes else ()
        voice, style = voices.styled(voice, asked, utterance)
        same = (fingerprint, utterance.spoken, ipa, style)
        first = Render(
            engine=voice.engine,
            engine_revision=engine.revision,
            voice=fingerprint,
            text=utterance.spoken,
            ipa=ipa,
            language=language,
            style=style,
            occurrence=occurrences[same],
        )
        occurrences[same] += 1
        repeat = repeats[utterance.speaker, utterance.spoken]
        repeats[utterance.speaker, utterance.spoken] += 1
        line = Line(utterance, voice, first, first.key in known, first, repeat)
        line = _as_heard(choosing.line(line, known), known)
        lines.append(line)
        speaks = engine_class(line.voice.engine)  # a recording, where a person has read the line
        if len(utterance.spoken) > speaks.longest:
            problems.append(_too_long(utterance, speaks.longest, voice))
        problems += _unsayable(utterance, line.render.ipa, speaks)
        if utterance.style and not voices.cast.plain and style_of(utterance, voices.cast) is None:
            problems.append(_unknown_style(utterance, voices.cast))
    return tuple(lines), problems


def _as_heard(line: Line, known: AbstractSet[str]) -> Line:
    """``line`` with what is done to its sound by whoever reads it."""
    transform = text_of(line.voice.transform)
    if not transform:
        return line
    render = replace(line.render, transform=transform)
    return replace(line, render=render, cached=render.key in known, rendered=line.cached)


def _unread(utterance: Utterance, cast: Cast) -> Problem:
    who = f"{utterance.speaker} is not in the cast" if utterance.speaker else "nobody knows who says this"
    names = [name for character in cast.characters for name in (character.name, *character.aliases)]
    close = did_you_mean(utterance.speaker or "", names)
    return Problem(
        "speaker-uncast" if utterance.speaker else "speaker-unknown",
        f"{utterance.id}: {who}: {excerpt(utterance.text)}",
        utterance.where,
        hint=close
        or 'add others = "narrator" to [cast], or the name of another voice that is to read such lines',
        severity=Severity.ERROR,
    )


def _unsayable(
    utterance: Utterance, phonemes: tuple[Phonemes, ...], engine: type[Engine[Any]]
) -> Iterator[Problem]:
    for start, end, ipa in phonemes:
        fault = engine.unsayable(ipa)
        if fault:
            yield Problem(
                "phonemes-unsayable",
                f"{utterance.id}: “{utterance.spoken[start:end]}”: {fault}",
                utterance.where,
                hint="write it with the symbols of misaki, or as a respelling",
            )


def soundless(line: Line, fault: str) -> Problem:
    """That an engine has no sound for something in ``line``: ``fault`` says for what, as a sentence."""
    source = line.utterance.span.source
    return Problem(
        "text-soundless",
        f"{line.utterance.id}: {fault}",
        line.utterance.where,
        hint="say how it sounds in [pronounce]" + (_IN_PLACE if source.endswith(".md") else ""),
    )


def _unknown_style(utterance: Utterance, cast: Cast) -> Problem:
    name = utterance.style or ""
    return Problem(
        "style-unknown",
        f"{utterance.id}: there is no style {quoted(name)}",
        utterance.where,
        hint=did_you_mean(name, named_styles(utterance.speaker, cast))
        or f"add it to [styles]: {name} = {{ … }}",
    )


def _too_long(utterance: Utterance, longest: int, voice: Voice) -> Problem:
    kind = "a heading" if utterance.kind is UtteranceKind.HEADING else "a stretch"
    return Problem(
        "utterance-too-long",
        f"{utterance.id}: {kind} of {len(utterance.spoken)} characters cannot be cut; "
        f"the {voice.engine} engine takes {longest}",
        utterance.where,
        hint="put punctuation or spaces into it, or mark it {.skip}",
    )
