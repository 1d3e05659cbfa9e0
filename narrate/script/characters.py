"""Characters: who speaks in a script, and how much, so that an author can cast them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from narrate.model import NARRATOR, Cast, Manuscript, Script, UtteranceKind
from narrate.script.discovery import cast_names
from narrate.script.stage import stage, told


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who speaks: ``lines`` utterances with ``words`` words in all. ``cast``: a voice is set.

    ``pronouns`` are "he", "she" or unknown (""), as the cast says or else as the text does.
    """

    name: str
    aliases: tuple[str, ...]
    pronouns: str
    lines: int
    words: int
    cast: bool


def discover(manuscript: Manuscript, cast: Cast, script: Script) -> tuple[Found, ...]:
    """Everybody but the narrator who speaks in ``script``, which was composed of the other two.

    Most lines first. Members of the cast who never speak come last, with no lines.
    """
    lines: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for chapter in script.chapters:
        for utterance in chapter.utterances:
            speaker = utterance.speaker
            if speaker is None or speaker == NARRATOR or utterance.kind is UtteranceKind.HEADING:
                continue
            lines[speaker] += 1
            words[speaker] += len(utterance.text.split())
    names = cast_names(told(stage(manuscript, cast)), cast)
    persons = {person.name: person for person in names.persons}
    found = []
    for name in {*lines, *(character.name for character in cast.characters)}:
        aliases = (*persons[name].aliases, *persons[name].also) if name in persons else ()
        cast_as = cast.find(name) is not None
        found.append(Found(name, aliases, names.pronouns(name), lines[name], words[name], cast_as))
    return tuple(sorted(found, key=lambda entry: (-entry.lines, -entry.words, entry.name)))
