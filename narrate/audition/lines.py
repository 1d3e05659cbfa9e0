"""What is said at an audition: the character's own lines, or a few of narrate's, that show what a voice does.

A statement, a question, an exclamation, and a pause in one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from narrate.build.prepare import Prepared
from narrate.errors import NarrateError
from narrate.model import (
    NARRATOR,
    Block,
    BlockKind,
    Boundary,
    Pronunciation,
    Run,
    Span,
    Utterance,
    UtteranceKind,
)
from narrate.script.sentences import Stretch
from narrate.script.wording import Wording
from narrate.takes.reader import reader_of

_OWN = {
    "en": (
        "The lamp at the corner had gone out, and nobody in the street could say when.",
        "Who would come here at this hour, and why?",
        "Wait… no, don't open that door!",
    ),
    "de": (
        "Die Laterne an der Ecke war erloschen, und niemand in der Straße wusste, seit wann.",
        "Wer sollte um diese Zeit noch herkommen, und warum?",
        "Warte… nein, mach die Tür nicht auf!",
    ),
    "fr": (
        "La lampe du coin s'était éteinte, et personne dans la rue ne savait depuis quand.",
        "Qui viendrait ici à cette heure, et pourquoi ?",
        "Attends… non, n'ouvre pas cette porte !",
    ),
    "es": (
        "El farol de la esquina se había apagado, y nadie en la calle sabía desde cuándo.",
        "¿Quién vendría aquí a estas horas, y por qué?",
        "Espera… no, ¡no abras esa puerta!",
    ),
    "it": (
        "Il lampione all'angolo si era spento, e nessuno nella via sapeva da quando.",
        "Chi verrebbe qui a quest'ora, e perché?",
        "Aspetta… no, non aprire quella porta!",
    ),
    "pt": (
        "O lampião da esquina tinha se apagado, e ninguém na rua sabia desde quando.",
        "Quem viria aqui a esta hora, e por quê?",
        "Espera… não, não abra essa porta!",
    ),
}
_SHORTEST, _LONGEST = 20, 180
"""Characters of a character's line, in which a voice can be heard and which nobody tires of."""

_CLOSING = "\"'”’»)]—–-"
_SOURCE = "audition"


def own(language: str) -> tuple[str, ...]:
    """Lines of narrate's own in ``language``, a tag. Raises NarrateError where it has none."""
    found = _OWN.get(language.partition("-")[0])
    if found is None:
        raise NarrateError(
            f'narrate has no lines for an audition in "{language}"',
            hint='say what is to be heard: --line "…", more than once if you like',
        )
    return found


def of_voice(prepared: Prepared, name: str) -> tuple[Utterance, ...]:
    """Up to three lines that the voice ``name`` reads in the book: a statement, a question, an exclamation.

    The first of each that is neither short nor long; a statement with a pause in it before one without. They
    are said as they are in the book, so that a build has their takes, or will.
    """
    cast = prepared.project.cast
    said: dict[str, Utterance] = {}
    for chapter in prepared.script.chapters:
        seen: set[str] = set()  # in its chapter, a line said again is another take
        for each in chapter.utterances:
            first = each.spoken not in seen
            seen.add(each.spoken)
            voice, _ = reader_of(each, cast)
            fits = first and _SHORTEST <= len(each.spoken) <= _LONGEST and each.style is None
            if fits and voice is not None and voice.name == name and each.kind is not UtteranceKind.HEADING:
                said.setdefault(each.spoken, each)
    utterances = tuple(said.values())
    wanted: tuple[Callable[[str], bool], ...] = (_paused, _asks, _exclaims)
    chosen = [next((each for each in utterances if fits(each.spoken)), None) for fits in wanted]
    if chosen[0] is None:
        chosen[0] = next((each for each in utterances if _states(each.spoken)), None)
    found = [each for each in chosen if each is not None]
    return tuple(sorted(found, key=utterances.index))


def written(
    texts: Sequence[str], language: str, lexicon: Sequence[Pronunciation], speaker: str | None
) -> tuple[Utterance, ...]:
    """``texts`` as ``speaker`` says them in a book in ``language`` with that ``lexicon``: one line each.

    Raises NarrateError where there is nothing to say in one.
    """
    wording = Wording.of(language, lexicon)
    return tuple(_utterance(" ".join(text.split()), wording, speaker) for text in map(_sound, texts))


def numbered(utterances: Sequence[Utterance], slug: str) -> Iterator[Utterance]:
    """``utterances`` as the candidate ``slug`` says them, with ids of its own; what is said stays."""
    for number, each in enumerate(utterances, 1):
        yield replace(each, id=f"{slug}-{number}", speaker=NARRATOR, style=None)


def _sound(text: str) -> str:
    """``text`` without what a terminal may hand over and no file can hold: half of a character."""
    return text.encode("utf-8", "replace").decode()


def _utterance(text: str, wording: Wording, speaker: str | None) -> Utterance:
    if not any(map(str.isalnum, text)):
        raise NarrateError("there is nothing to say in a line", hint='such as --line "Who is there?"')
    block = Block(BlockKind.PARAGRAPH, text, _SOURCE, (Run(0, 0, len(text)),))
    words = wording.words(block, Stretch(0, len(text)), UtteranceKind.SPEECH, speaker)
    return Utterance(
        id="",
        kind=UtteranceKind.SPEECH,
        speaker=speaker,
        confidence=1.0,
        evidence="asked for",
        text=text,
        spoken=words.spoken,
        span=Span(_SOURCE, 0, len(text)),
        boundary=Boundary.CHAPTER,
        ipa=words.ipa,
    )


def _asks(text: str) -> bool:
    return text.rstrip(_CLOSING + " ").endswith(("?", "？"))


def _exclaims(text: str) -> bool:
    return text.rstrip(_CLOSING + " ").endswith(("!", "！"))


def _states(text: str) -> bool:
    return not (_asks(text) or _exclaims(text))


def _paused(text: str) -> bool:
    return _states(text) and any(mark in text.rstrip(_CLOSING + " .…") for mark in ",;:—–…")
