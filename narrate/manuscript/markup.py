"""What an author may say in braces: Pandoc's attributes, and ``[pause 2s]``.

    ["Stop!"]{voice=Alice}    [Cholmondeley]{say="Chumley"}    [read]{ipa="ɹˈɛd"}    [aside]{.skip}
    [softly now]{style=whisper}    []{pause=2s}    [pause 2s]    # Title {.skip voice=Alice}
    [I must go]{.thought}    {.letter}  {.verse}  {.direction}  {.inscription}

Attributes are read here rather than by a plug-in, so that a value may hold a dot or a typographic quotation
mark, and so that what is wrong is said instead of being read aloud.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from narrate.errors import Problem, Severity, Where, did_you_mean
from narrate.model import MarkKind, UtteranceKind

LONGEST_PAUSE_S = 60.0
"""A longer silence is a slip of the pen (2000s for 2000ms), and players take it for the end."""

SKIPPED_BY_AUTHOR = "skipped by the author"

_KEYS = {
    "voice": MarkKind.VOICE,
    "style": MarkKind.STYLE,
    "say": MarkKind.SAY,
    "ipa": MarkKind.IPA,
    "pause": MarkKind.PAUSE,
}
KINDS = (
    UtteranceKind.THOUGHT,
    UtteranceKind.LETTER,
    UtteranceKind.VERSE,
    UtteranceKind.DIRECTION,
    UtteranceKind.INSCRIPTION,
)
"""Classes that say what sort of passage it is: thought, letter, verse, direction, inscription."""

_BLOCK_KEYS = ("voice", "style")
_HEADING_KEYS = ("voice", "style", "say")
_LONGEST_BRACES = 1000  # characters; keeps a stray brace from being searched to the end of the book

_SPACE = re.compile(r"\s*")
_ITEM = re.compile(
    r"""\#(?P<id>[^\s{}="'.\#]+)
      | \.(?P<class>[^\s{}="'.\#]+)
      | (?P<key>[A-Za-z_][\w:.-]*)\s*=\s*
        (?: "(?P<double>[^"\n]*)" | '(?P<single>[^'\n]*)' | “(?P<curly>[^”\n]*)” | (?P<bare>[^\s{}"'“”`]+) )
      | (?P<unnumbered>-)(?=[\s}])
    """,
    re.VERBOSE,
)
_PAUSE = re.compile(r"\[pause\b[ \t:=]*(?P<length>[^\[\]\n]{0,40})\]", re.IGNORECASE)
_LENGTH = re.compile(
    r"(?P<number>\d{1,6}(?:\.\d{1,3})?|\.\d{1,3})\s*(?P<unit>ms|s|sec|seconds?)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """``kind=value`` as the author wrote it; a pause's value is seconds already."""

    kind: MarkKind
    value: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in braces, not yet tied to a place."""

    slug: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def at(self, where: Where) -> Problem:
        """The fault as a problem at ``where``."""
        return Problem(self.slug, self.message, where, self.hint, self.severity)


@dataclass(frozen=True, slots=True)
class Braces:
    """Attributes in braces, which stand at ``start:end`` of the text they were read from."""

    start: int
    end: int
    attributes: tuple[Attribute, ...] = ()
    classes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def skip(self) -> bool:
        """Whether the author wants this not to be spoken."""
        return "skip" in self.classes

    def on_span(self) -> tuple[Fault, ...]:
        """What is wrong with these attributes on a few words in brackets."""
        return self.faults + self._unknown_classes()

    def on_block(self) -> tuple[Fault, ...]:
        """What is wrong with these attributes on a ``:::`` passage or a paragraph."""
        return self.faults + self._unknown_classes() + self._misplaced(_BLOCK_KEYS, "a whole passage")

    def on_heading(self) -> tuple[Fault, ...]:
        """What is wrong with these attributes on a heading, whose classes are often a typesetter's."""
        return self.faults + self._misplaced(_HEADING_KEYS, "a heading")

    def _unknown_classes(self) -> tuple[Fault, ...]:
        return tuple(
            Fault(
                "markup-unknown-class",
                f'".{name}" means nothing to narrate and was ignored.',
                did_you_mean(name, KINDS) or f"for a style write {{style={name}}}",
                Severity.WARNING,
            )
            for name in self.classes
            if name != "skip" and name not in KINDS
        )

    def _misplaced(self, allowed: tuple[str, ...], on: str) -> tuple[Fault, ...]:
        return tuple(
            Fault(
                "markup-unknown-attribute",
                f'"{a.kind}" cannot be said of {on}.',
                f"use one of: {', '.join(allowed)}",
            )
            for a in self.attributes
            if a.kind not in (*allowed, MarkKind.KIND)
        )


@dataclass(frozen=True, slots=True)
class WrittenPause:
    """A ``[pause …]`` that ends before offset ``end``, and what it says or what is wrong with it."""

    end: int
    said: Attribute | Fault


def braces(text: str, start: int, end: int | None = None) -> Braces | None:
    """The attributes in braces that begin at ``start`` (a ``{``), or None where that is no such thing."""
    limit = min(len(text) if end is None else end, start + _LONGEST_BRACES)
    if start >= limit or text[start] != "{":
        return None
    attributes: list[Attribute] = []
    classes: list[str] = []
    faults: list[Fault] = []
    position = _space(text, start + 1, limit)
    while position < limit and text[position] != "}":
        item = _ITEM.match(text, position, limit)
        if item is None:
            return None
        if item["class"]:
            classes.append(item["class"])
            attributes += kinds_of(item["class"])
        elif item["key"]:
            value = next(v for name in ("double", "single", "curly", "bare") if (v := item[name]) is not None)
            read = _attribute(item["key"], value)
            if isinstance(read, Fault):
                faults.append(read)
            else:
                attributes.append(read)
        position = _space(text, item.end(), limit)
    if position >= limit:
        return None
    return Braces(start, position + 1, tuple(attributes), tuple(classes), tuple(faults))


def kinds_of(name: str) -> tuple[Attribute, ...]:
    """What the class ``name`` says of a passage's kind, if anything."""
    return (Attribute(MarkKind.KIND, name),) if name in KINDS else ()


def trailing_braces(text: str) -> Braces | None:
    """The attributes that end ``text``, or None where it ends in none; ``start`` is where they begin."""
    if not text.endswith("}"):
        return None
    start = text.rfind("{", max(0, len(text) - _LONGEST_BRACES))
    read = braces(text, start) if start >= 0 else None
    return read if read is not None and read.end == len(text) else None


def pause(text: str, start: int) -> WrittenPause | None:
    """The ``[pause 2s]`` that begins at ``start`` (a ``[``), or None where there is none."""
    match = _PAUSE.match(text, start)
    return WrittenPause(match.end(), _pause_of(match["length"].strip())) if match else None


def _pause_of(length: str) -> Attribute | Fault:
    """The pause of ``length``: ``2s``, ``1.5 s``, ``500ms``; bare numbers are seconds."""
    match = _LENGTH.fullmatch(length)
    if match:
        seconds = float(match["number"]) / (1000 if (match["unit"] or "s").lower() == "ms" else 1)
        if seconds <= LONGEST_PAUSE_S:  # none at all, too: two sentences in one breath
            return Attribute(MarkKind.PAUSE, str(seconds))
    return Fault(
        "markup-bad-pause",
        f'"{length}" is not the length of a pause.' if length else "This pause has no length.",
        f"write [pause 2s] or [pause 500ms]; {LONGEST_PAUSE_S:g} seconds at most",
    )


def _attribute(key: str, value: str) -> Attribute | Fault:
    kind = _KEYS.get(key)
    if kind is None:
        hint = did_you_mean(key, _KEYS) or f"narrate knows {', '.join(_KEYS)} and .skip"
        return Fault(
            "markup-unknown-attribute", f'"{key}" is not something that can be said in braces.', hint
        )
    if kind is MarkKind.PAUSE:
        return _pause_of(value)
    value = value.strip().strip("/") if kind is MarkKind.IPA else value.strip()
    if not value:
        return Fault("markup-empty-attribute", f'"{key}" has no value.', f'write {key}="…"')
    return Attribute(kind, value)


def _space(text: str, position: int, limit: int) -> int:
    match = _SPACE.match(text, position, limit)
    return match.end() if match else position
