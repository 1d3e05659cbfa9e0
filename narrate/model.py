"""The nouns: frozen values that one stage hands to the next.

    Manuscript → Script → Plan (renders) → Takes → Master → publications

Nothing here touches a file, a model or a clock. Offsets are in characters (Unicode code points) of the
text named beside them; half-open, as Python slices.
"""

from __future__ import annotations

import functools
import hashlib
import json
from bisect import bisect_right
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from narrate.errors import Problem, Where

NARRATOR = "narrator"
"""The speaker of everything that nobody says."""

OTHERS = "others"
"""Whoever speaks and is not in the cast: a role in it, and the speaker an author writes for them."""

# --- the manuscript: what the author wrote --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """One text that the manuscript was read from.

    ``name`` is what people call it (``alice.md``, ``alice.epub/text/chapter-1.xhtml``) and is unique in the
    manuscript. ``text`` is the decoded file for plain text and Markdown; for a document in an EPUB it is
    the text of its body, all text nodes joined in document order.
    """

    name: str
    text: str

    def line_at(self, offset: int) -> int:
        """The line (from 1) of the character at ``offset``."""
        return self.text.count("\n", 0, offset) + 1


@dataclass(frozen=True, slots=True)
class Span:
    """The characters ``start:end`` of the source called ``source``."""

    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """Characters of a source that are not spoken, and why, in words that a reader of a list understands."""

    span: Span
    reason: str


class BlockKind(StrEnum):
    """What a block of the manuscript is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    VERSE = "verse"  # lines matter: each "\n" in the text is a line of the poem
    SCENE_BREAK = "scene break"  # has no text
    NOTE = "note"  # a footnote's body; spoken only where the project asks for it
    PICTURE = "picture"  # what describes one; spoken only where the project asks for it


class MarkKind(StrEnum):
    """What an author says about a stretch of text in the manuscript itself."""

    VOICE = "voice"  # value: the character who speaks it
    STYLE = "style"  # value: the name of a style
    SAY = "say"  # value: a respelling to be read instead
    IPA = "ipa"  # value: phonemes, without slashes
    PAUSE = "pause"  # value: seconds; of no width
    CUE = "cue"  # the name before a line of a play; value: the name. It announces, and is not itself spoken
    NOTE = "note"  # a reference to a note; value: the note's label; of no width
    KIND = "kind"  # value: the ``UtteranceKind`` that the author, or the book's markup, says this is


@dataclass(frozen=True, slots=True)
class Mark:
    """``kind`` holds for the characters ``start:end`` of the block's text."""

    kind: MarkKind
    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Run:
    """The block's text from ``at`` (to the next run) was written as ``start:end`` of the block's source.

    A run of equal length on both sides is verbatim; otherwise (``&amp;`` for ``&``, a line break for a
    space) the whole run stands for the whole of its source.
    """

    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, verse, scene break, note or picture: its text, and where it was written."""

    kind: BlockKind
    text: str
    source: str
    runs: tuple[Run, ...] = ()
    marks: tuple[Mark, ...] = ()
    level: int = 0  # of a heading: 1 is a chapter's
    line: int | None = None  # in the source, where that has lines a person can find
    label: str = ""  # of a note: what references to it are marked with

    @property
    def where(self) -> Where:
        """The place to name when something in this block is wrong."""
        return Where(self.source, self.line)

    def span(self, start: int, end: int) -> Span:
        """Where the characters ``start:end`` of the text (not empty) were written."""
        return Span(self.source, self._origin(start, last=False), self._origin(end - 1, last=True))

    def _origin(self, offset: int, *, last: bool) -> int:
        index = bisect_right(self.runs, offset, key=lambda run: run.at) - 1
        run = self.runs[index]
        until = self.runs[index + 1].at if index + 1 < len(self.runs) else len(self.text)
        if until - run.at == run.end - run.start:
            return run.start + (offset - run.at) + last
        return run.end if last else run.start


@dataclass(frozen=True, slots=True)
class Chapter:
    """What becomes one file and one chapter mark. ``title`` may be empty; ``number`` counts from 1.

    ``matter`` says why a reader thinks that this is not part of the narration ("front matter: imprint");
    it is empty for the body of the book. The author may decide otherwise.
    """

    number: int
    title: str
    blocks: tuple[Block, ...]
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The book as written. ``sources`` minus the blocks' runs is ``skipped``: nothing is lost.

    ``pronunciations`` are of lexicons that the book brings.
    """

    title: str
    author: str
    language: str  # as the manuscript declares it ("en-GB"), or ""
    chapters: tuple[Chapter, ...]
    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Problem, ...] = ()
    cover: bytes | None = None
    play: bool = False  # its format has no other names before lines than cues
    pronunciations: tuple[Pronunciation, ...] = ()


# --- the cast: who speaks, and with which voice ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Style:
    """A manner of speaking that an author asks for.

    ``reference`` is a recording whose liveliness a voice is to have. With ``neutral``, the same reader at
    rest, it is what is different between the two. What is said outright wins over recordings: ``pitch`` in
    semitones, and factors of the ``range`` of the melody, of the ``rate``, of the swing of the ``energy`` and
    of the length of ``pauses``. ``strength``, 0 to 1, is how much of all that is taken on. ``manner`` is all
    of it in figures, once the recordings were measured (``narrate.voices.manner``).
    """

    reference: Path | None = None
    neutral: Path | None = None
    strength: float = 1.0
    pitch: float | None = None
    range: float | None = None
    rate: float | None = None
    energy: float | None = None
    pauses: float | None = None
    manner: str | None = None

    @property
    def recordings(self) -> tuple[Path, ...]:
        """The files that it names."""
        return tuple(file for file in (self.reference, self.neutral) if file is not None)


@dataclass(frozen=True, slots=True)
class Voice:
    """An engine by name and that engine's own frozen settings. ``name`` is the author's word for it."""

    name: str
    engine: str
    settings: Hashable
    style: Style | None = None


@dataclass(frozen=True, slots=True)
class Character:
    """A member of the cast. ``pronouns`` is "he", "she", "they", "it" or unknown ("")."""

    name: str
    voice: Voice
    aliases: tuple[str, ...] = ()
    pronouns: str = ""
    style: Style | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """Who reads what.

    ``others`` reads speech whose speaker is unknown or not cast; None means that such speech is a problem.
    With no characters at all the narrator reads the whole book. ``told_by`` is who "I" is in the narration.
    ``styles`` are those that the manuscript names.
    """

    narrator: Voice
    characters: tuple[Character, ...] = ()
    others: Voice | None = None
    told_by: str | None = None
    styles: tuple[tuple[str, Style], ...] = ()

    def style(self, name: str) -> Style | None:
        """The style called ``name``, if there is one."""
        return dict(self.styles).get(name)

    def find(self, name: str) -> Character | None:
        """The character called ``name`` (a name or an alias, in any case), if there is one."""
        wanted = name.casefold()
        for character in self.characters:
            if wanted in (character.name.casefold(), *(alias.casefold() for alias in character.aliases)):
                return character
        return None


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """An entry of the lexicon: ``word`` is said as ``say`` (a respelling), as ``ipa`` (phonemes) or both.

    It holds for the characters ``only``, where any are named, and where the text is in ``language`` ("fr"
    is also "fr-ca"), where one is.
    """

    word: str
    say: str = ""
    ipa: str = ""
    only: tuple[str, ...] = ()
    language: str = ""


# --- the script: who says what, exactly how it is spoken ------------------------------------------------


class UtteranceKind(StrEnum):
    """What sort of utterance it is."""

    HEADING = "heading"
    NARRATION = "narration"
    SPEECH = "speech"
    THOUGHT = "thought"  # this and what follows only where the manuscript's own markup says so
    LETTER = "letter"
    VERSE = "verse"
    DIRECTION = "direction"  # a stage direction: in a speech, but not said by its speaker
    INSCRIPTION = "inscription"  # on a stone, a sign, a door
    NOTE = "note"
    PICTURE = "picture"  # its description


class Boundary(StrEnum):
    """What stands between an utterance and the next one; each has its pause."""

    CLAUSE = "clause"  # a long sentence was cut at punctuation
    SENTENCE = "sentence"
    SPEAKER = "speaker"
    PARAGRAPH = "paragraph"
    SCENE = "scene"
    HEADING = "heading"
    CHAPTER = "chapter"  # nothing follows in this chapter


class Phonemes(NamedTuple):
    """The characters ``start:end`` of a spoken text sound as ``ipa``. A tuple, as its JSON is an array."""

    start: int
    end: int
    ipa: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """One stretch by one speaker, short enough to render well.

    ``id`` (``c03.p12.u2``: chapter, block, utterance in it) is for people and never part of a key.
    ``speaker`` is a character's name, ``NARRATOR``, or None where nobody knows. ``evidence`` says in words
    how the speaker was found; ``confidence`` is 0 to 1. ``text`` is the manuscript's own; ``spoken`` is what
    is said; ``ipa`` holds what of ``spoken`` has fixed phonemes, in order and apart. ``quotation`` is the
    whole of the quotation, marks included, of which an utterance of speech is a part.
    ``alternatives`` are those who may speak it otherwise, likeliest first. ``line`` is where its paragraph
    begins, in a source that has lines.
    """

    id: str
    kind: UtteranceKind
    speaker: str | None
    confidence: float
    evidence: str
    text: str
    spoken: str
    span: Span
    boundary: Boundary
    pause_s: float | None = None  # an explicit [pause 2s] after it, instead of the boundary's
    ipa: tuple[Phonemes, ...] = ()
    style: str | None = None
    quotation: Span | None = None
    alternatives: tuple[str, ...] = ()
    line: int | None = None

    @property
    def where(self) -> Where:
        """The place to name when something in it is wrong."""
        return Where(self.span.source, self.line)


@dataclass(frozen=True, slots=True)
class ScriptChapter:
    """A chapter as it is performed."""

    number: int
    title: str
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """The whole performance on paper. ``skipped`` holds the manuscript's and what the script left out.

    ``corrected`` counts the author's corrections of speakers that found their quotation.
    """

    chapters: tuple[ScriptChapter, ...]
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Problem, ...] = ()
    corrected: int = 0


# --- renders and takes: a request for sound, and the sound ----------------------------------------------


@dataclass(frozen=True, slots=True)
class Render:
    """A request for one take: exactly what can change its sound, and nothing else.

    ``voice`` is the engine's fingerprint of the voice as canonical JSON: model, revision, hashes of
    references, parameters. ``occurrence`` counts equal renders within a chapter from 0, so that two
    "Yes." need not be the same recording. ``take`` counts from 1.
    """

    engine: str
    engine_revision: int
    voice: str
    text: str
    ipa: tuple[Phonemes, ...]
    language: str
    style: str
    occurrence: int
    take: int = 1

    @property
    def key(self) -> str:
        """The render's identity: SHA-256, in hex, of its fields as canonical JSON."""
        return _key(self)

    @property
    def seed(self) -> int:
        """A 32-bit seed derived from the key: stable per utterance, whatever the order of rendering."""
        return int(self.key[:8], 16)


@functools.lru_cache(maxsize=1 << 16)
def _key(render: Render) -> str:
    # A build asks for each several times, and what stands in a render never changes.
    return hashlib.sha256(canonical_json({"key": 1, **_fields(render)}).encode()).hexdigest()


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical_json(value: object) -> str:
    """``value`` as JSON with one spelling only: sorted keys, no spaces, no escapes that are not needed."""
    return _CANONICAL.encode(value)


def _fields(render: Render) -> Mapping[str, object]:
    return {name: getattr(render, name) for name in render.__slots__}


@dataclass(frozen=True, slots=True)
class Word:
    """When a word, characters ``start:end`` of the spoken text, is heard: seconds from the take's start."""

    start: int
    end: int
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Measure:
    """What mastering needs to know of a take, measured once.

    ``begin:end`` are the samples worth keeping. ``loudness`` counts gating blocks per 0.1 LU as (bin, count)
    pairs, so that a voice's loudness is a sum over its takes. ``peak`` is the largest sample, 0 to 1.
    """

    begin: int
    end: int
    loudness: tuple[tuple[int, int], ...]
    peak: float


@dataclass(frozen=True, slots=True)
class Take:
    """The answer to a render: a recording in the store, its timings and what checks found wrong with it.

    ``phonemes`` is what the model was given, where that was not the text. ``attempts`` were made at it.
    """

    key: str
    blob: str  # SHA-256 of the FLAC file in the store
    sample_rate: int
    samples: int
    measure: Measure
    words: tuple[Word, ...] = ()
    phonemes: str = ""
    faults: tuple[str, ...] = ()
    attempts: int = 1
    made_with: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def duration_s(self) -> float:
        """Seconds of sound, before any trimming."""
        return self.samples / self.sample_rate


# --- the master: a chapter's finished sound --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UtteranceMark:
    """Where an utterance is heard in its chapter: samples ``start:end`` at the master's rate."""

    id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Master:
    """What is known of a chapter's finished sound: length, marks and levels, measured while it was made."""

    sample_rate: int
    samples: int
    marks: tuple[UtteranceMark, ...]
    rms_db: float
    peak_db: float
    loudness_lufs: float

    @property
    def duration_s(self) -> float:
        """Seconds of finished sound."""
        return self.samples / self.sample_rate
