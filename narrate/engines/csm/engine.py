"""The ``csm`` engine: CSM-1B clones a voice from a recording and its words. The parent's side: no model.

What happens in the model's process is in ``performer``; docs/explanation/how-csm-clones.md tells why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

from annotated_types import Interval

from narrate.engines.base import UNWRITTEN, content_of, untaken
from narrate.engines.csm import sources
from narrate.engines.models import hub
from narrate.engines.models.weights import Pins, Source, Weights
from narrate.engines.on_mlx.engine import OnMlx
from narrate.engines.transcriber import Transcriber
from narrate.errors import MissingTool, NarrateError
from narrate.model import Style, canonical_json
from narrate.voices.casting import cloned
from narrate.voices.casting.portrait import Portrait

_DEFAULT = "mlx-community/csm-1b"
_SHOWN = "it is shown a manner, by another recording of the speaker"
_NO_WORDS = 'there is no transcript; CSM clones nothing without the words: add transcript = "…"'


@dataclass(frozen=True, slots=True)
class Further:
    """A second recording of the speaker, and what is said in it: the clone goes on as in this one."""

    reference: Path
    transcript: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What an author may say of a clone.

    ``reference`` is the recording to clone (2 to 30 s) and ``transcript`` what is said in it: CSM clones
    nothing without the words. ``transcribe`` has a model write them down instead. ``temperature`` is 0 to
    1.5; ``attempts`` is how often a bad take is tried. ``model`` is a repository or a local folder.
    ``further`` is the style that it speaks in.
    """

    reference: Path
    transcript: str = ""
    transcribe: bool = False
    model: Source = _DEFAULT
    revision: str | None = None
    temperature: Annotated[float, Interval(ge=0.0, le=1.5)] = 0.6
    attempts: Annotated[int, Interval(ge=1, le=10)] = 4
    further: Further | None = field(default=None, metadata=UNWRITTEN)


class Csm(OnMlx[Settings]):
    """CSM-1B: clones a voice from a short recording and its words; English, 24 kHz."""

    name = "csm"
    summary = "CSM-1B voice clones on MLX"
    revision = 1
    longest = 400
    settings_type = Settings
    takes_phonemes = False
    batch = 8  # as wide as the model's process decodes: see ``decoding.WIDTH``
    performer = "narrate.engines.csm.performer:Performer"

    @classmethod
    def weights(cls, settings: Settings) -> tuple[Weights, ...]:
        """The model, its tokenizer and codec, and the watermark's where that package is installed."""
        mark = sources.watermark()
        hears = Transcriber.weights() if cls.unheard(settings) else ()
        return (*_sounding(settings), *((mark,) if mark else ()), *hears)

    @classmethod
    def unheard(cls, settings: Settings) -> Path | None:
        """The reference, if the author has not written down what is said in it, and asks narrate to."""
        return settings.reference if settings.transcribe and not settings.transcript.strip() else None

    @classmethod
    def told(cls, settings: Settings, words: str) -> Settings:
        """With ``words`` as the transcript."""
        return replace(settings, transcript=words)

    @classmethod
    def fingerprint(cls, settings: Settings, pins: Pins) -> Mapping[str, object]:
        """The recording and its words, the temperature, and which model; not how often it is tried."""
        return {
            "reference": content_of(settings.reference),
            "transcript": " ".join(settings.transcript.split()),
            "temperature": settings.temperature,
            "models": [hub.identity(weights, pins) for weights in _sounding(settings)],
        }

    @classmethod
    def unstyled(cls, settings: Settings, style: Style) -> tuple[str, ...]:
        """All but a recording with its words, whole: the model is shown a manner, and told nothing."""
        del settings
        if not style.strength:
            return ()  # nothing is asked for
        beyond = [key for key in style.keys if key not in ("reference", "transcript")]
        found = untaken(cls.name, beyond, _SHOWN)
        if style.reference is not None and not style.transcript:
            words = "the words that are said in it"
            found += (f'the csm engine takes {style.reference.name} only with {words}: add transcript = "…"',)
        return found

    @classmethod
    def styled(cls, settings: Settings, style: Style, *, forgiving: bool = False) -> Settings:
        """With the recording of ``style``, if it has one with its words."""
        del forgiving
        if style.reference is None or not style.transcript or not style.strength:
            return settings
        return replace(settings, further=Further(style.reference, style.transcript))

    @classmethod
    def manner(cls, settings: Settings) -> str:
        """The recording, by its hash, and its words."""
        if settings.further is None:
            return ""
        reference, transcript = settings.further.reference, settings.further.transcript
        return canonical_json(
            {"reference": content_of(reference), "transcript": " ".join(transcript.split())}
        )

    @classmethod
    def faults(cls, settings: Settings) -> tuple[str, ...]:
        """Whether a voice can be cloned from the recordings with these words."""
        from narrate.voices import reference

        if folder := sources.fault(sources.model(settings.model, settings.revision)):
            return (folder,)
        if not settings.transcript.strip():
            return () if settings.transcribe else (_NO_WORDS,)
        further = settings.further
        return (
            *reference.faults(settings.reference, settings.transcript),
            *(reference.faults(further.reference, further.transcript) if further else ()),
        )

    @classmethod
    def portrait(cls, settings: Settings) -> Portrait:
        """As high as the recording."""
        return cloned.of_recording(settings.reference)

    @classmethod
    def foreign(cls, settings: Settings, language: str) -> str:
        """Sesame's own model speaks English; one that somebody trained further may speak anything."""
        if settings.model != _DEFAULT or language.partition("-")[0] == "en":
            return ""
        return f"CSM-1B speaks English and the language of the book is {language!r}; choose another voice"

    @classmethod
    def require(cls, settings: Settings, pins: Pins) -> None:
        """Raise MissingTool where a model is not here, and NarrateError where the recording is not good."""
        if folder := sources.fault(sources.model(settings.model, settings.revision)):
            raise MissingTool(folder)
        super().require(settings, pins)
        if not settings.transcript.strip():
            raise NarrateError(f"{settings.reference.name}: {_NO_WORDS}")
        for fault in cls.faults(settings):
            raise NarrateError(fault)


def _sounding(settings: Settings) -> tuple[Weights, ...]:
    """What can change the sound."""
    model = sources.model(settings.model, settings.revision)
    return model, sources.tokenizer(model), sources.codec(model)
