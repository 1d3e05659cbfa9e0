"""What an engine is: settings an author may write, a fingerprint of a voice, and text in, sound out."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

from narrate.digest import sha256_of
from narrate.engines.models import hub
from narrate.engines.models.weights import NO_PINS, Pins, Weights
from narrate.script.cutting import Limits
from narrate.voices.casting.portrait import UNKNOWN, Offer, Portrait

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from narrate.model import Render, Style, Word


@dataclass(frozen=True, slots=True)
class Performance:
    """What an engine gives back: ``audio`` (n,) float32 in [-1, 1] at ``sample_rate_hz``, and word timings.

    ``words`` is empty where the engine knows none. ``phonemes`` is what the model was given, where that is
    not the text. ``faults`` is what is still wrong after all ``attempts``, in words that complete "the
    sound is …". ``made_with`` names what else was used: versions, whether there is a watermark.
    """

    audio: NDArray[np.float32]
    sample_rate_hz: int
    words: tuple[Word, ...] = ()
    phonemes: str = ""
    faults: tuple[str, ...] = ()
    attempts: int = 1
    made_with: Mapping[str, str] = field(default_factory=dict)


S = TypeVar("S", bound=Hashable)


class Engine(ABC, Generic[S]):
    """A way of speaking. A context manager: entering makes it ready, leaving frees everything; many times.

    ``settings_type`` is a frozen dataclass: the keys an author may write under ``[voices.NAME]``. A field of
    type ``Path`` is a file; relative ones are resolved against the project's folder before they get here.
    A field that is ``UNWRITTEN`` is no key: what a style makes of a voice, which ``styled`` puts there.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    revision: ClassVar[int]  # raised by hand when the same request would sound different
    longest: ClassVar[int]  # characters of spoken text that one request may hold
    settings_type: ClassVar[type[Any]]
    measures_styles: ClassVar[bool] = False  # whether a style's recordings are taken on in figures
    takes_phonemes: ClassVar[bool] = True  # whether it says a word as fixed phonemes; else as it is written
    reads_ahead: ClassVar[bool] = False  # whether ``read`` has work to do
    batch: ClassVar[int] = 1  # how many renders of one voice are best performed together
    slowest: ClassVar[float] = 300.0  # times as long as the sound that no machine of use takes for it

    def __init__(self, pins: Pins = NO_PINS) -> None:
        self.pins = pins

    @classmethod
    def weights(cls, settings: S) -> tuple[Weights, ...]:
        """The models that this voice needs, from the hub or from local folders."""
        del settings
        return ()

    @classmethod
    def uses_tagger(cls, settings: S, language: str) -> bool:
        """Whether a book in ``language`` is read better by this voice with the English tagger.

        It is read without one, too: by rules.
        """
        del settings, language
        return False

    @classmethod
    def reads_with(cls, settings: S, language: str) -> Mapping[str, str]:
        """What on this machine turns the words of a book in ``language`` into sounds: names and versions.

        Of what is beside the model and can be updated without it. It enters the records of takes and
        narration.lock, and no key. Loads nothing.
        """
        del settings, language
        return {}

    @classmethod
    def recordings(cls, settings: S) -> tuple[Path, ...]:
        """The recordings that the voice is made from: the files among its settings."""
        values = (getattr(settings, f.name) for f in written(cls.settings_type))
        return tuple(value for value in values if isinstance(value, Path))

    @classmethod
    def fingerprint(cls, settings: S, pins: Pins) -> Mapping[str, object]:
        """Everything about the voice that can change its sound, as JSON values, without loading a model.

        A recording enters as the hash of its bytes, never as its path; ``pins`` say which commit of a
        repository is used. A style is no part of it: the voice is the same one in every manner.
        """
        del pins
        values = {f.name: getattr(settings, f.name) for f in written(cls.settings_type)}
        return {name: _identity(value) for name, value in values.items() if value is not None}

    @classmethod
    def unstyled(cls, settings: S, style: Style) -> tuple[str, ...]:
        """What of ``style`` the voice cannot take on, as sentences; all of it, unless an engine says else.

        Only what can be told at once: what a model has to be asked for is among the ``faults`` of the
        settings that are ``styled``.
        """
        del settings, style
        return (f"the {cls.name} engine cannot take on a style",)

    @classmethod
    def styled(cls, settings: S, style: Style, *, forgiving: bool = False) -> S:
        """``settings`` of a voice that speaks in ``style``, as far as it can.

        ``forgiving``: what only its model can refuse is left out when it speaks, and is no fault.
        """
        del style, forgiving
        return settings

    @classmethod
    def manner(cls, settings: S) -> str:
        """What of the style of ``settings`` can change the sound, as canonical JSON; "" where nothing does.

        It enters the request beside the fingerprint. A recording is in it as the hash of its bytes.
        """
        del settings
        return ""

    @classmethod
    def unheard(cls, settings: S) -> Path | None:
        """The recording whose words narrate is to write down for this voice; None where it need not."""
        del settings
        return None

    @classmethod
    def told(cls, settings: S, words: str) -> S:
        """``settings`` with what is said in the recording that was ``unheard``."""
        del words
        return settings

    @classmethod
    def faults(cls, settings: S) -> tuple[str, ...]:
        """What is wrong with these settings that only the engine can know, as sentences."""
        del settings
        return ()

    @classmethod
    def foreign(cls, settings: S, language: str) -> str:
        """Why this voice cannot read a book in ``language``, as a sentence; "" where it can."""
        del settings, language
        return ""

    @classmethod
    def offers(cls, like: S, language: str) -> tuple[Offer, ...]:
        """The voices that characters may have in a book in ``language`` whose narrator has ``like``.

        They are of the same model. None where nothing is known of how the engine's voices sound. Loads no
        model.
        """
        del like, language
        return ()

    @classmethod
    def portrait(cls, settings: S) -> Portrait:
        """How this voice sounds, as far as that is known without making a sound."""
        del settings
        return UNKNOWN

    @classmethod
    def limits(cls, language: str) -> Limits:
        """How long a text in ``language``, a tag such as "en-gb", should be for this engine."""
        del language
        standard = Limits()
        return replace(standard, never=min(standard.never, cls.longest))

    @classmethod
    def unsayable(cls, ipa: str) -> str:
        """Why the engine has no sound for the phonemes ``ipa``, as a sentence; "" where it has."""
        del ipa
        return ""

    @classmethod
    def require(cls, settings: S, pins: Pins) -> None:
        """Raise MissingTool or another NarrateError if this voice cannot be rendered here. Loads nothing."""
        for weights in cls.weights(settings):
            hub.folder(weights, pins)

    @property
    def workers(self) -> int:
        """How many threads may call ``perform`` at once."""
        return 1

    def read(self, render: Render, settings: S) -> tuple[str, ...]:
        """Get ready to speak ``render.text``; what in it has no sound, as sentences. Makes no sound.

        Called before anything is performed, so that hours of rendering do not end in a surprise.
        """
        del render, settings
        return ()

    @abstractmethod
    def perform(self, render: Render, settings: S, tried: int = 0) -> Performance:
        """Speak ``render.text``. The same render gives the same samples, in any order and process.

        ``tried`` attempts at this render were made before and found wanting: they are not made again.
        Raises MissingTool when a model is not there, another NarrateError when the voice cannot speak at
        all (its recording is no good), EngineFailed when the engine breaks on this text.
        """

    def together(
        self, renders: Sequence[Render], settings: S, tried: int = 0
    ) -> Iterator[Performance | EngineFailed]:
        """Perform ``renders`` of one voice, at most ``batch``: each as if alone, in order.

        What is there is given before the next is performed. Raises NarrateError where no further one is.
        """
        for render in renders:
            try:
                performance = self.perform(render, settings, tried)
            except EngineFailed as failure:
                yield failure
            else:
                yield performance

    def abandon(self) -> None:
        """Stop in the middle of whatever is performed in other threads: it fails, soon."""

    @abstractmethod
    def __enter__(self) -> Self:
        """Load whatever is needed; raises MissingTool."""

    @abstractmethod
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Free everything."""


class EngineFailed(Exception):
    """The engine could not speak one text. The build goes on with the others and reports it."""


def untaken(engine: str, keys: Sequence[str], reason: str) -> tuple[str, ...]:
    """That ``engine`` cannot take the ``keys`` of a style, and why, as sentences: none for no keys."""
    if not keys:
        return ()
    named = " and ".join(part for part in (", ".join(keys[:-1]), keys[-1]) if part)
    return (f"the {engine} engine cannot take {named} of a style: {reason}",)


UNWRITTEN: Mapping[str, bool] = {"unwritten": True}
"""The metadata of a field of an engine's settings that is no key of an author's: narrate fills it in."""


def written(settings_type: type[Any]) -> tuple[dataclasses.Field[Any], ...]:
    """The fields of ``settings_type`` that are keys of an author's."""
    return tuple(each for each in dataclasses.fields(settings_type) if not _is_ours(each))


def plain(settings: S) -> S:
    """``settings`` as their author wrote them: in no style."""
    given: Any = settings  # a frozen dataclass, whatever an engine made of it
    ours = {each.name: each.default for each in dataclasses.fields(given) if _is_ours(each)}
    return replace(given, **ours) if ours else settings


def _is_ours(each: dataclasses.Field[Any]) -> bool:
    return each.metadata == UNWRITTEN


def content_of(file: Path) -> str:
    """What of a recording enters a fingerprint: the hash of its bytes."""
    return f"sha256:{sha256_of(file)}"


def _identity(value: object) -> object:
    if isinstance(value, Path):
        return content_of(value)
    if isinstance(value, Mapping):
        return {str(key): _identity(item) for key, item in value.items()}
    return value
