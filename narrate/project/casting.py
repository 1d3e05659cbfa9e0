"""[cast]: who speaks with which voice, what they are called, and who says "I".

The checks take the table as written, entry by entry, so that a mistake in one hides none in another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from narrate.engines.espeak.draft_voices import Person, choose
from narrate.errors import Severity, did_you_mean
from narrate.model import NARRATOR, OTHERS, Cast, Character, Style, Transform, Voice
from narrate.project.finding import Checked, Finding, KeyPath, listed, quoted, spelled
from narrate.project.schema import CastTable, CharacterPauses, CharacterTable
from narrate.project.styles import Styles, check_style, check_styles, untaken
from narrate.project.tables import Refused, is_line, one_line
from narrate.project.transforms import check_transform, transformed
from narrate.project.validation import check, refused, wrong

_ROLES = (NARRATOR, OTHERS)
_COMPARED = 100
"""Voices that a wrong name is compared with, and that a hint lists at most."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A character as written: the name and what is said of it."""

    name: str
    table: CharacterTable
    style: Style | None = None
    styles: tuple[tuple[str, Style], ...] = ()
    transform: Transform | None = None


@dataclass(frozen=True, slots=True)
class CastList:
    """[cast] as written and right in itself; the voices are names still."""

    roles: CastTable
    characters: tuple[Entry, ...]


def check_cast(
    root: Path, values: Mapping[str, object], styles: Styles, voices: tuple[Voice, ...]
) -> Checked[CastList]:
    """The cast list, or what is wrong with it; of the voices it names only what those cannot do.

    ``voices`` are those that are right, ``styles`` those of [styles].
    """
    known = {voice.name: voice for voice in voices}
    roles = check(CastTable, {key: value for key, value in values.items() if key in _ROLES}, ("cast",))
    characters = {name: value for name, value in values.items() if name not in _ROLES}
    entries = [_check_entry(root, name, value, styles, known) for name, value in characters.items()]
    findings = (
        *roles.findings,
        *(finding for entry in entries for finding in entry.findings),
        *_taken_names(values),
    )
    if roles.value is None or findings:
        return Checked(None, findings)
    return Checked(CastList(roles.value, tuple(entry.value for entry in entries if entry.value is not None)))


def check_voices_of(
    values: Mapping[str, object], voices: Mapping[str, object], besides: Mapping[KeyPath, str]
) -> tuple[Finding, ...]:
    """Where [cast] names a voice that [voices] lacks, voices that nobody uses, and tones for voices.

    ``besides`` are the places outside [cast] that name a voice.
    """
    findings: list[Finding] = []
    used: set[str] = set()
    for path, name in (*_named_voices(values), *besides.items()):
        if path == ("cast", OTHERS) and name == NARRATOR:
            continue
        used.add(name)
        if name not in voices:
            message = f"{spelled(path)}: there is no voice {quoted(name)}"
            findings.append(Finding(path, "cast-unknown-voice", message, _voices_hint(name, tuple(voices))))
    for name, voice in voices.items():
        path = ("voices", name)
        if name not in used:
            message, hint = "nobody in [cast] speaks with this voice", "give it to somebody, or take it out"
            findings.append(_warning(path, "voice-unused", message, hint))
        elif isinstance(voice, dict) and voice.get("engine") == "tone":
            message, hint = "test tones, not a voice", 'engine = "espeak" speaks and needs no download'
            findings.append(_warning((*path, "engine"), "voice-is-tones", message, hint))
    return tuple(findings)


def check_told_by(told_by: object, values: Mapping[str, object]) -> tuple[Finding, ...]:
    """Whether the character who says "I" is in the cast."""
    names = {name.casefold(): name for _, name, _ in _names(values)}
    if not is_line(told_by) or told_by.casefold() in names:
        return ()
    path: KeyPath = ("book", "told_by")
    add = f"add the character who says “I” to [cast]: {quoted(told_by)} = {{}}"
    message = f"{spelled(path)}: nobody in [cast] is called {quoted(told_by)}"
    return (Finding(path, "told-by-unknown", message, did_you_mean(told_by, names.values()) or add),)


def company(values: Mapping[str, object]) -> dict[str, str]:
    """Everybody who may speak, the narrator too: each name and alias, casefolded, and whose it is."""
    return {NARRATOR: NARRATOR} | {name.casefold(): owner for _, name, owner in _names(values)}


def cast(written: CastList, voices: tuple[Voice, ...], told_by: str | None, styles: Styles) -> Cast:
    """The cast with its voices, which all exist; who names none gets an embedded one."""
    known = {voice.name: voice for voice in voices}
    people = [Person(entry.name, entry.table.pronouns or "") for entry in written.characters]
    embedded = choose([Person(NARRATOR), *people])
    roles = written.roles
    narrator = known[roles.narrator] if roles.narrator else embedded[0]
    characters = tuple(
        Character(
            name=entry.name,
            voice=transformed(known[entry.table.voice] if entry.table.voice else voice, entry.transform),
            aliases=tuple(entry.table.aliases),
            pronouns=entry.table.pronouns or "",
            style=entry.style,
            styles=entry.styles,
        )
        for entry, voice in zip(written.characters, embedded[1:], strict=True)
    )
    others = narrator if roles.others == NARRATOR else known[roles.others] if roles.others else None
    company = Cast(narrator, characters, others, styles=tuple(styles.items()))
    teller = company.find(told_by) if told_by else None
    return replace(company, told_by=teller.name) if teller else company


def _check_entry(
    root: Path, name: str, value: object, styles: Styles, voices: Mapping[str, Voice]
) -> Checked[Entry]:
    path: KeyPath = ("cast", name)
    try:
        one_line(name)
        if isinstance(value, str):
            one_line(value)
    except Refused as reason:
        return Checked(None, (refused(path, reason, name),))
    if isinstance(value, str):
        return Checked(Entry(name, CharacterTable(voice=value)))
    if not isinstance(value, dict):
        return Checked(None, (wrong(path, "the name of a voice or a table", value),))
    # Without a voice theirs is an embedded one, whichever; of one that is wrong nothing is known yet.
    voice = voices.get(str(value["voice"])) if "voice" in value else choose([Person(name)])[0]
    own = check_styles(root, (*path, "styles"), value.get("styles", {}), styles)
    named = {**styles, **dict(voice.styles if voice else ()), **own.sound()}
    style = check_style(root, (*path, "style"), value.get("style"), named)
    pauses = _check_pauses((*path, "pauses"), value.get("pauses", {}))
    transform = check_transform((*path, "transform"), value.get("transform"))
    apart = ("style", "styles", "pauses", "transform")
    checked = check(CharacterTable, {key: each for key, each in value.items() if key not in apart}, path)
    findings = (*checked.findings, *pauses.findings, *style.findings, *own.findings, *transform.findings)
    findings += tuple(untaken(voice, (*path, "style"), style.value, own.sound()) if voice else ())
    if checked.value is None or findings:
        return Checked(None, findings)
    table = checked.value.model_copy(update={"pauses": pauses.value})
    return Checked(Entry(name, table, style.value, tuple(own.sound().items()), transform.value))


def _check_pauses(path: KeyPath, value: object) -> Checked[CharacterPauses]:
    if not isinstance(value, dict):
        return Checked(None, (wrong(path, "a table", value, "such as pauses = { sentence = 0.5 }"),))
    return check(CharacterPauses, value, path)


def _taken_names(values: Mapping[str, object]) -> tuple[Finding, ...]:
    """Names and aliases that two characters claim, in whatever case, or that [cast] itself needs."""
    findings: list[Finding] = []
    owners: dict[str, tuple[str, KeyPath]] = {}
    for path, name, owner in _names(values):
        first, other = owners.setdefault(name.casefold(), (owner, path))
        if name.casefold() in _ROLES:
            message, other = f'{quoted(name)} is taken: "narrator" and "others" are roles in [cast]', ()
            hint = "roles are written in lower case, and are nobody's alias"
        elif first != owner:
            message = f"{quoted(name)} is a name of {quoted(first)} already"
            hint = "a name belongs to one character: take it away from one of the two"
        else:
            continue
        findings.append(Finding(path, "cast-name-taken", f"{spelled(path)}: {message}", hint, other=other))
    return tuple(findings)


def _names(values: Mapping[str, object]) -> Iterator[tuple[KeyPath, str, str]]:
    """Every name and alias with its place and the character it is for: all names before all aliases."""
    characters = [(name, value) for name, value in values.items() if name not in _ROLES]
    for name, _ in characters:
        yield ("cast", name), name, name
    for name, value in characters:
        aliases = value.get("aliases") if isinstance(value, dict) else None
        for index, alias in enumerate(aliases if isinstance(aliases, list) else ()):
            if isinstance(alias, str):
                yield ("cast", name, "aliases", index), alias, name


def _named_voices(values: Mapping[str, object]) -> Iterator[tuple[KeyPath, str]]:
    """Every mention of a voice with its place."""
    for name, value in values.items():
        if is_line(value):
            yield ("cast", name), value
        elif isinstance(value, dict) and name not in _ROLES and is_line(voice := value.get("voice")):
            yield ("cast", name, "voice"), voice


def _voices_hint(name: str, voices: tuple[str, ...]) -> str:
    if not voices:
        return f"add a table [voices.{name}]" if name.isidentifier() else "add a table to [voices]"
    if len(voices) == 1:
        there_are = f"the only voice is {listed(voices)}"
    else:
        there_are = f"the voices are {listed(voices[:_COMPARED])}"
    return " ".join(part for part in (did_you_mean(name, voices[:_COMPARED]), there_are) if part)


def _warning(path: KeyPath, slug: str, message: str, hint: str) -> Finding:
    return Finding(path, slug, f"{spelled(path)}: {message}", hint, Severity.WARNING)
