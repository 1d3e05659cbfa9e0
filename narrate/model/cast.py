"""The cast: who speaks, with which voice, and in what manner."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, fields
from pathlib import Path

NARRATOR = "narrator"
"""The speaker of everything that nobody says."""

OTHERS = "others"
"""Whoever speaks and is not in the cast: a role in it, and the speaker an author writes for them."""


@dataclass(frozen=True, slots=True)
class Style:
    """A manner of speaking that an author asks for; what of it a voice can take on is its engine's to say.

    ``reference`` is a recording whose liveliness a voice is to have. With ``neutral``, the same reader at
    rest, it is what is different between the two. What is said outright wins over recordings: ``pitch`` in
    semitones, and factors of the ``range`` of the melody, of the ``rate``, of the swing of the ``energy`` and
    of the length of ``pauses``. ``strength``, 0 to 1, is how much of all that is taken on. ``transcript`` is
    what is said in the reference, ``neutral_transcript`` in the other. ``instruct`` are words, and
    ``options`` parameters (a JSON object, so that 1 is not 1.0), for models that are told how to speak.
    ``manner`` is what there is of it in figures, once the recordings were measured
    (``narrate.voices.manner``); None where nobody needs them.
    """

    reference: Path | None = None
    neutral: Path | None = None
    strength: float = 1.0
    pitch: float | None = None
    range: float | None = None
    rate: float | None = None
    energy: float | None = None
    pauses: float | None = None
    transcript: str = ""
    neutral_transcript: str = ""
    instruct: str = ""
    options: str = ""
    manner: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that its author has written; those that say what is so anyway are not among them."""
        each = (field for field in fields(self) if field.name != "manner")
        return tuple(field.name for field in each if getattr(self, field.name) != field.default)

    @property
    def spoken(self) -> tuple[tuple[Path, str], ...]:
        """The files that it names, each with the words that are said in it, or ""."""
        each = (self.reference, self.transcript), (self.neutral, self.neutral_transcript)
        return tuple((file, words) for file, words in each if file is not None)

    @property
    def recordings(self) -> tuple[Path, ...]:
        """The files that it names."""
        return tuple(file for file, _ in self.spoken)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Whose voice a clone is, as the profile called ``name`` tells in its ``file``.

    ``licence`` and ``consent`` are notes of the person who made it, or ""; ``source_sha256`` is the hash of
    what it was made from, or "". ``own`` says that the project has the profile, and not its author's machine.
    ``digest`` is the hash of all that the profile says, as it was read. None of it is heard.
    """

    name: str
    file: Path
    licence: str = ""
    consent: str = ""
    source_sha256: str = ""
    own: bool = True
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Transform:
    """What is done to the sound of a voice once its engine has spoken.

    ``pitch_shift`` is in semitones, the formants stay where they are; ``formant`` moves those, in semitones,
    and the pitch stays; ``speed`` is a factor of how fast it is.
    """

    pitch_shift: float = 0.0
    formant: float = 0.0
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Voice:
    """An engine by name and that engine's own frozen settings. ``name`` is the author's word for it.

    ``provenance`` is that of a voice made from a profile. ``styles`` are the voice's own, by name. What it
    cannot take of a style is left out where it ``forgoes``, and else an error. A character's ``transform``
    stands in the character's own copy of the voice.
    """

    name: str
    engine: str
    settings: Hashable
    style: Style | None = None
    provenance: Provenance | None = None
    styles: tuple[tuple[str, Style], ...] = ()
    forgoes: bool = False
    transform: Transform = Transform()


@dataclass(frozen=True, slots=True)
class Character:
    """A member of the cast. ``pronouns`` is "he", "she", "they", "it" or unknown ("").

    ``styles`` are the character's own, by name.
    """

    name: str
    voice: Voice
    aliases: tuple[str, ...] = ()
    pronouns: str = ""
    style: Style | None = None
    styles: tuple[tuple[str, Style], ...] = ()


@dataclass(frozen=True, slots=True)
class Cast:
    """Who reads what.

    ``others`` reads speech whose speaker is unknown or not cast; None means that such speech is a problem.
    With no characters at all the narrator reads the whole book. ``told_by`` is who "I" is in the narration.
    ``credits`` reads the credits, where that is not the narrator.
    ``styles`` are those that the manuscript names, unless a character or a voice has its own of that name.
    A ``plain`` cast, of a draft, speaks in none.
    """

    narrator: Voice
    characters: tuple[Character, ...] = ()
    others: Voice | None = None
    told_by: str | None = None
    styles: tuple[tuple[str, Style], ...] = ()
    credits: Voice | None = None
    plain: bool = False
    _called: dict[str, Character] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        for character in self.characters:
            for name in (character.name, *character.aliases):
                self._called.setdefault(name.casefold(), character)

    def unvoiced(self) -> Cast:
        """The same people without their voices: a script asks who there is, and not how they sound."""
        silent = Voice("", "", ())
        people = (Character(each.name, silent, each.aliases, each.pronouns) for each in self.characters)
        return Cast(silent, tuple(people), told_by=self.told_by)

    def find(self, name: str) -> Character | None:
        """The character called ``name`` (a name or an alias, in any case), if there is one."""
        return self._called.get(name.casefold())


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
