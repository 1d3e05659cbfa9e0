"""Styles as an author writes them: the name of another, a recording, or a table that says more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from narrate.engines.registry import engine_class
from narrate.errors import did_you_mean
from narrate.model import Style, Voice, canonical_json
from narrate.project.files import check_file
from narrate.project.finding import Checked, Finding, KeyPath, spelled
from narrate.project.schema import StyleTable
from narrate.project.tables import Refused, one_line
from narrate.project.validation import check, refused, wrong

Styles = Mapping[str, Style]
"""Those of [styles], or of a voice or a character, by name."""

_SHAPES = 'a recording, "styles/fireside.wav", or a table such as { rate = 0.9, pitch = -2 }'

_NOT_ASKED = {"reference", "neutral", "strength", "transcript", "neutral_transcript", "options"}
"""Keys that ask for nothing by themselves, and ``options``, which may be empty."""


def check_styles(root: Path, path: KeyPath, written: object, named: Styles) -> Checked[dict[str, Style]]:
    """A table of styles, which stands at ``path``: those that are right, by name, and all that is wrong.

    ``named`` are those that it may name in turn.
    """
    if not isinstance(written, dict):
        return Checked({}, (wrong(path, "a table", written, "such as { angry = { rate = 1.2 } }"),))
    styles: dict[str, Style] = {}
    findings: list[Finding] = []
    for name, value in written.items():
        try:
            one_line(name)
        except Refused as reason:
            findings.append(refused((*path, name), reason, name))
            continue
        checked = check_style(root, (*path, name), value, named)
        findings += checked.findings
        if checked.value is not None:
            styles[name] = checked.value
    return Checked(styles, tuple(findings))


def check_style(root: Path, path: KeyPath, value: object, named: Styles) -> Checked[Style]:
    """The style ``value``, which stands at ``path``; no value and no finding where there is none."""
    if value is None:
        return Checked(None)
    if isinstance(value, dict):
        return _check_table(root, path, value)
    if not isinstance(value, str):
        return Checked(None, (wrong(path, "text or a table", value, _SHAPES),))
    if value in named:
        return Checked(named[value])
    try:
        one_line(value)
    except Refused as reason:
        return Checked(None, (refused(path, reason, value),))
    findings = check_file(root, path, value)
    if findings and (close := did_you_mean(value, named)):
        findings = (
            Finding(path, "style-unknown", f"{findings[0].message}, and no style of that name", close),
        )
    return Checked(None, findings) if findings else Checked(Style(reference=root / value))


def untaken(voice: Voice, path: KeyPath, style: Style | None, own: Styles) -> Iterator[Finding]:
    """What ``voice`` cannot take of the ``style`` at ``path``, and of ``own`` styles beside it."""
    if voice.forgoes:
        return
    engine = engine_class(voice.engine)
    beside = ((*path[:-1], "styles", name) for name in own)
    for place, each in ((path, style), *zip(beside, own.values(), strict=True)):
        for fault in engine.unstyled(voice.settings, each) if each is not None else ():
            yield Finding(place, "style-unsupported", f"{spelled(place)}: {fault}", WAY_OUT)


WAY_OUT = 'take it out, choose an engine that can, or put style_fallback = "ignore" into the voice'
"""What to do about a style that an engine cannot take on."""


def _check_table(root: Path, path: KeyPath, value: Mapping[str, object]) -> Checked[Style]:
    checked = check(StyleTable, value, path)
    findings = (*checked.findings, *_files(root, path, value))
    if checked.value is None or findings:
        return Checked(None, findings)
    table = checked.value
    said = table.model_dump(exclude=_NOT_ASKED, exclude_none=True)
    if amiss := _amiss(path, table, nothing=not (said or table.reference or table.options)):
        return Checked(None, (amiss,))
    return Checked(
        Style(
            reference=root / table.reference if table.reference else None,
            neutral=root / table.neutral if table.neutral else None,
            strength=table.strength,
            transcript=_words(table.transcript),
            neutral_transcript=_words(table.neutral_transcript),
            options=canonical_json(table.options) if table.options else "",
            **said,
        )
    )


def _words(written: str | None) -> str:
    return " ".join((written or "").split())


def _files(root: Path, path: KeyPath, value: Mapping[str, object]) -> tuple[Finding, ...]:
    return tuple(
        found for key in ("reference", "neutral") for found in check_file(root, (*path, key), value.get(key))
    )


def _amiss(path: KeyPath, table: StyleTable, *, nothing: bool) -> Finding | None:
    """What of a table does not go together; it may ask for ``nothing``."""
    key, fault, hint = "", "", ""
    if table.neutral is not None and table.reference is None:
        key, fault, hint = "neutral", "nothing is to differ from it", 'add reference = "…"'
    elif table.transcript is not None and table.reference is None:
        key, fault, hint = "transcript", "there is no recording in which it is said", 'add reference = "…"'
    elif table.neutral_transcript is not None and table.neutral is None:
        key, fault, hint = "neutral_transcript", "there is no neutral in which it is said", "take it out"
    elif table.neutral is not None and (table.transcript is None) != (table.neutral_transcript is None):
        key, other = "transcript", "neutral_transcript"
        if table.transcript is None:
            key, other = other, key
        fault, hint = "the other recording needs its words, too", f'add {other} = "…", or take this out'
    elif nothing:
        fault, hint = "changes nothing", _SHAPES
    else:
        return None
    place = (*path, key) if key else path
    return Finding(place, "style-empty" if nothing else "style-amiss", f"{spelled(place)}: {fault}", hint)
