"""Styles as an author writes them: the name of one in [styles], a recording, or a table that says more."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from narrate.errors import did_you_mean
from narrate.model import Style
from narrate.project.files import check_file
from narrate.project.finding import Checked, Finding, KeyPath, spelled
from narrate.project.schema import StyleTable
from narrate.project.tables import Refused, one_line
from narrate.project.validation import check, refused, wrong

Styles = Mapping[str, Style]
"""Those of [styles], by name."""

_SHAPES = 'a recording, "styles/fireside.wav", or a table such as { rate = 0.9, pitch = -2 }'


def check_styles(root: Path, values: Mapping[str, object]) -> Checked[dict[str, Style]]:
    """[styles]: those that are right, by name, and what is wrong with the others."""
    styles: dict[str, Style] = {}
    findings: list[Finding] = []
    for name, value in values.items():
        path: KeyPath = ("styles", name)
        try:
            one_line(name)
        except Refused as reason:
            findings.append(refused(path, reason, name))
            continue
        checked = check_style(root, path, value, {})
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


def _check_table(root: Path, path: KeyPath, value: Mapping[str, object]) -> Checked[Style]:
    checked = check(StyleTable, value, path)
    findings = (*checked.findings, *_files(root, path, value))
    if checked.value is None or findings:
        return Checked(None, findings)
    table = checked.value
    said = table.model_dump(exclude={"reference", "neutral", "strength"}, exclude_none=True)
    if table.neutral is not None and table.reference is None:
        return _amiss((*path, "neutral"), "nothing is to differ from it", 'add reference = "…"')
    if table.reference is None and not said:
        return _amiss(path, "changes nothing", _SHAPES)
    return Checked(
        Style(
            reference=root / table.reference if table.reference else None,
            neutral=root / table.neutral if table.neutral else None,
            strength=table.strength,
            **said,
        )
    )


def _files(root: Path, path: KeyPath, value: Mapping[str, object]) -> tuple[Finding, ...]:
    return tuple(
        found for key in ("reference", "neutral") for found in check_file(root, (*path, key), value.get(key))
    )


def _amiss(path: KeyPath, fault: str, hint: str) -> Checked[Style]:
    return Checked(None, (Finding(path, "style-empty", f"{spelled(path)}: {fault}", hint),))
