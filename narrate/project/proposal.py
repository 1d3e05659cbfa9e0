"""A voice for everybody who speaks and is not in the cast, such that those who talk to each other differ.

The voices are of the narrator's engine, and of its model; beside a clone they are the voice profiles. Whoever
is in the cast already keeps the voice they have, also an embedded one that the file does not name: a build
may have spoken with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrate.engines.base import Engine
from narrate.engines.registry import engine_class
from narrate.errors import count
from narrate.model import NARRATOR, OTHERS, Cast, Voice
from narrate.project.newcomers import Newcomer, NewVoice
from narrate.project.schema import PROFILE, RECORDING, WORDS, clones, source_keys
from narrate.project.shelf import standings
from narrate.script.people.characters import Found
from narrate.script.people.conversations import Talk
from narrate.voices.casting import cloned
from narrate.voices.casting.assignment import Given, Part, assign, rare
from narrate.voices.casting.portrait import Offer, Portrait, contrast

_SMALL_PARTS = "small-parts"
"""What a voice is called that several share who speak once or twice."""

_OF_THE_MODEL = ("revision", "options", "also")
"""Keys that say more of a model than which one it is."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A newcomer, the voice proposed for them and ``why``. ``offer`` is None where they are to have none.

    ``written`` is the voice as [voices] has it or is to have it: engine, model and what makes it this voice.
    """

    newcomer: Newcomer
    why: str
    offer: Offer | None = None
    written: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal for each newcomer, most lines first, and the voices that narration.toml lacks for them."""

    proposals: tuple[Proposal, ...]
    voices: tuple[NewVoice, ...] = ()

    @property
    def newcomers(self) -> tuple[Newcomer, ...]:
        """The characters, with the names of their voices."""
        return tuple(proposal.newcomer for proposal in self.proposals)


def offers_for(narrator: Voice, language: str, root: Path) -> tuple[Offer, ...]:
    """The voices that characters may have: of the narrator's engine, in a book in ``language``.

    Beside a clone they are the voice profiles that the project in ``root`` finds, of those with a note by
    whose leave they are cloned. Makes no sound and loads no model.
    """
    if not _is_clone(narrator):
        return engine_class(narrator.engine).offers(narrator.settings, language)
    return tuple(
        Offer({PROFILE: each.name}, cloned.of_pitch(each.made.reference, each.made.measured.pitch_hz))
        for each in standings(root)
        if each.made and each.made.consent and not each.faults and not each.hidden
    )


def propose(
    found: Sequence[Found], cast: Cast, talk: Talk, offers: Sequence[Offer], voices: Mapping[str, object]
) -> Proposed:
    """Voices for those ``found`` who have a name and are not in ``cast``: the best of ``offers``.

    ``talk`` is who talks to whom; ``voices`` is the table [voices] as written.
    """
    newcomers = [person for person in found if not person.cast and person.name]
    if not newcomers:
        return Proposed(())  # and no recording of the cast's is measured for nothing
    narrator = cast.narrator
    engine = engine_class(narrator.engine)
    given = _given(cast)
    parts = [Part(person.name, person.pronouns, person.words) for person in newcomers]
    chosen = assign(parts, offers, talk, given)
    names = _Names(voices, _model(engine, narrator, voices))
    portraits = {person.name: person.portrait for person in given}
    portraits |= {
        part.name: offer.portrait for part, offer in zip(parts, chosen, strict=True) if offer is not None
    }
    proposals = []
    for person, offer in zip(newcomers, chosen, strict=True):
        if offer is None:
            newcomer = Newcomer(person.name, person.pronouns, person.aliases)
            proposals.append(Proposal(newcomer, _why_none(narrator, person, offers)))
            continue
        same = [name for name, portrait in portraits.items() if portrait.same(offer.portrait)]
        sharing = [name for name in same if name != person.name]
        written = names.written(offer)
        small = sum(other is not None and other.portrait.same(offer.portrait) for other in chosen) > 1
        name = names.of(written, person.name, small=small and rare(person.name, talk))
        newcomer = Newcomer(person.name, person.pronouns, person.aliases, name)
        why = _why(person.name, offer, portraits, talk, sharing)
        proposals.append(Proposal(newcomer, why, offer, written))
    return Proposed(tuple(proposals), tuple(names.new))


def _is_clone(voice: Voice) -> bool:
    return clones(voice.engine) and getattr(voice.settings, RECORDING) is not None


def _given(cast: Cast) -> list[Given]:
    """Everybody who has a voice, and how it sounds."""
    held = [(NARRATOR, cast.narrator), *((each.name, each.voice) for each in cast.characters)]
    if cast.others is not None:
        held.append((OTHERS, cast.others))
    spoken = {(voice.engine, voice.settings) for _, voice in held}  # a recording is measured once
    portraits = {(engine, settings): engine_class(engine).portrait(settings) for engine, settings in spoken}
    return [
        Given(name, portraits[voice.engine, voice.settings].transformed(voice.transform))
        for name, voice in held
    ]


def _model(engine: type[Engine[Any]], narrator: Voice, voices: Mapping[str, object]) -> dict[str, object]:
    """What of the narrator's voice, as written, says which engine and model it is of."""
    table = voices.get(narrator.name)
    written = table if isinstance(table, dict) else {}
    keys = (*source_keys(engine.settings_type), *_OF_THE_MODEL)
    wordless = {WORDS: ""} if written.get(WORDS) == "" else {}  # a model that takes no words takes nobody's
    return {"engine": engine.name} | {key: written[key] for key in keys if key in written} | wordless


class _Names:
    """The names of voices in [voices]: those that are there, and new ones for what is not."""

    def __init__(self, voices: Mapping[str, object], model: Mapping[str, object]) -> None:
        self._voices = voices
        self._model = model
        self.new: list[NewVoice] = []

    def written(self, offer: Offer) -> Mapping[str, object]:
        """The offer as a table of [voices]."""
        return {**self._model, **offer.keys}

    def of(self, written: Mapping[str, object], person: str, *, small: bool) -> str:
        """The name of the voice that is ``written`` so; a new one is called after the ``person``."""
        known = {**self._voices, **{voice.name: voice.values for voice in self.new}}
        for name, table in known.items():
            if table == written:
                return name
        wanted = _SMALL_PARTS if small else _slug(person)
        number, name = 1, wanted
        while name in known:
            number += 1
            name = f"{wanted}-{number}"
        self.new.append(NewVoice(name, written))
        return name


def _slug(name: str) -> str:
    """A character's name as a voice is called: "white-rabbit" of the White Rabbit."""
    return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", name).casefold()).strip("-") or "voice"


def _why_none(narrator: Voice, person: Found, offers: Sequence[Offer]) -> str:
    """Why somebody is to have no voice of [voices]."""
    embedded = "an embedded one is chosen"
    kind = {"he": "man’s ", "she": "woman’s "}.get(person.pronouns, "") if offers else ""
    if _is_clone(narrator):
        return f"there is no voice profile with a {kind}voice and a note of consent: {embedded}"
    if not offers:
        return f"how voices of the {narrator.engine} engine sound is not known: {embedded}"
    return f"the {narrator.engine} engine has no {kind}voice for the language of the book: {embedded}"


def _why(
    name: str, offer: Offer, portraits: Mapping[str, Portrait], talk: Talk, sharing: Sequence[str]
) -> str:
    """Why ``name`` is to have the voice ``offer``: from whom it differs, and how far."""
    partners = [who for who, _ in talk.partners(name) if who in portraits and who not in (NARRATOR, OTHERS)]
    if partners:
        reason = f"talks most with {partners[0]}: {_differs(offer.portrait, portraits[partners[0]])}"
    else:
        reason = f"talks to nobody known; the narrator: {_differs(offer.portrait, portraits[NARRATOR])}"
    if offer.grade:
        reason += f"; graded {offer.grade}"
    if not offer.at_home:
        reason += "; another accent than the book’s"
    if sharing and rare(name, talk) and all(rare(other, talk) for other in sharing):
        reason += f"; speaks as rarely as {_listed(sharing)}, and shares that voice"
    elif sharing:
        reason += f"; no voice that fits is left, so it is also that of {_listed(sharing)}"
    return reason


def _differs(voice: Portrait, other: Portrait) -> str:
    """How far a voice is from another, in words."""
    if voice.same(other):
        return "the same voice"
    found = contrast(voice, other)
    said = []
    if found.pitch_st is not None:
        semitones = round(abs(found.pitch_st))
        said.append(
            f"{count(semitones, 'semitone')} {'higher' if found.pitch_st > 0 else 'lower'}"
            if semitones
            else "as high"
        )
    elif found.sexes:
        said.append("a man’s voice and a woman’s")
    if found.timbre is not None:
        said.append(f"{found.timbre:.1f} of timbre apart")
    return ", ".join(said) or "how that voice sounds is not known"


def _listed(names: Sequence[str]) -> str:
    most = 3
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
