"""[output]: what is made, with its credits and its sample, which are yes, no, or a table of their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from narrate.project.document import Document
from narrate.project.encodings import encodings
from narrate.project.files import check_folder
from narrate.project.finding import Checked, Finding, KeyPath, quoted, spelled
from narrate.project.project import Output, Sample
from narrate.project.schema import MasterTable
from narrate.project.schema_output import CreditsTable, OutputTable, SampleTable, output_table
from narrate.project.tables import Table, is_line
from narrate.project.validation import check
from narrate.script.credit_templates import Credits, Template

_TABLES: Mapping[str, type[Table]] = {"credits": CreditsTable, "sample": SampleTable}

CREDITS_VOICE: KeyPath = ("output", "credits", "voice")


def check_output(root: Path, values: Mapping[str, object]) -> Checked[OutputTable]:
    """[output] with its tables, without a format twice."""
    # A table is checked by itself, so that its faults have its own words and places.
    own = {key: value for key, value in values.items() if key in _TABLES and isinstance(value, dict)}
    checked = check(output_table(), {**values, **dict.fromkeys(own, True)}, ("output",))
    tables = {key: check(_TABLES[key], value, ("output", key)) for key, value in own.items()}
    findings = (
        *checked.findings,
        *(finding for table in tables.values() for finding in table.findings),
        *check_folder(root, values.get("folder")),
        *_twice(values, "formats"),
        *_twice(values, "timings"),
        *_twice(values, "packages"),
        *_soundless(checked.value),
    )
    if checked.value is None or findings:
        return Checked(checked.value, findings)
    return Checked(checked.value.model_copy(update={key: table.value for key, table in tables.items()}))


def voices_besides(values: Mapping[str, object]) -> Mapping[KeyPath, str]:
    """Where [output], as written, names a voice."""
    table = values.get("credits")
    voice = table.get("voice") if isinstance(table, dict) else None
    return {CREDITS_VOICE: voice} if is_line(voice) else {}


def output_of(document: Document, table: OutputTable, master: MasterTable) -> Output:
    """What ``table``, which is right, asks for; how formats encode may depend on the preset of ``master``."""
    return Output(
        formats=tuple(table.formats),
        folder=document.root / table.folder,
        book=table.book,
        timings=tuple(table.timings),
        packages=tuple(table.packages),
        credits=_credits(document, table.credits),
        sample=_sample(document, table.sample),
        encodings=encodings(table, master),
    )


def _credits(document: Document, asked: bool | CreditsTable) -> Credits | None:
    if asked is False:
        return None
    path: KeyPath = ("output", "credits")
    own = asked if isinstance(asked, CreditsTable) else CreditsTable.model_validate({})
    texts = {"opening": own.opening, "closing": own.closing}
    templates = {
        key: Template(text, document.where((*path, key))) for key, text in texts.items() if text is not None
    }
    return Credits(document.where(path), **templates)


def _sample(document: Document, asked: bool | SampleTable) -> Sample | None:
    if asked is False:
        return None
    own = asked if isinstance(asked, SampleTable) else SampleTable.model_validate({})
    where = document.where(("output", "sample"))
    return Sample(own.chapter, own.minutes, own.start or "", where)


def _soundless(table: OutputTable | None) -> tuple[Finding, ...]:
    """Packages without the chapters that they are made of."""
    if table is None or not table.packages or "mp3" in table.formats:
        return ()
    names = " and ".join(quoted(name) for name in dict.fromkeys(table.packages))
    message = f"output.packages: {names} are made of the MP3 chapters, and these are not made"
    return (Finding(("output", "packages"), "packages-without-mp3", message, 'add "mp3" to formats'),)


def _twice(values: Mapping[str, object], key: str) -> tuple[Finding, ...]:
    """What is twice in the list ``key`` of [output]."""
    names = values.get(key)
    written = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    path = ("output", key)
    return tuple(
        Finding(path, "format-twice", f"{spelled(path)}: {quoted(name)} is in the list twice")
        for name in dict.fromkeys(written)
        if written.count(name) > 1
    )
