"""The reference pages say what the program does, no more and no less."""

from __future__ import annotations

import inspect
import json
import re
import tomllib
from pathlib import Path

import click
import pytest

from narrate.build import lock, locked, settling
from narrate.build.lock_tables import KINDS
from narrate.cli.program import COMMANDS, program
from narrate.cli.reference import pages
from narrate.cli.voice import COMMANDS as VOICE_COMMANDS
from narrate.cli.voice import command as voice
from narrate.project import profiles
from narrate.project.speakers_toml import QuotationTable
from narrate.project.tables import Table
from narrate.project.takes_toml import AcceptedTable, TakeTable
from narrate.script.corrections import correct
from narrate.sound.encodings import CHOICES
from narrate.sound.settings import PRESETS
from narrate.voices.profiles.profile import parsed
from narrate.voices.profiles.tables import TABLES as PROFILE_TABLES

DOCS = Path(__file__).parent.parent.parent / "docs"


def test_the_command_line_reference_is_up_to_date() -> None:
    page = (DOCS / "reference" / "cli.md").read_text()
    assert page == "".join(pages()), "python -m narrate.cli.reference > docs/reference/cli.md"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_of_commands_says_what_each_command_says(name: str) -> None:
    command = program.get_command(click.Context(program), name)
    assert command is not None
    assert command.name == name
    assert (command.help or "").splitlines()[0] == COMMANDS[name]


@pytest.mark.parametrize("name", VOICE_COMMANDS)
def test_the_table_of_voice_commands_says_what_each_command_says(name: str) -> None:
    command = voice.get_command(click.Context(voice), name)
    assert command is not None
    assert command.name == name
    assert (command.help or "").splitlines()[0] == VOICE_COMMANDS[name]


SECTIONS = {
    "## [book]": "BookTable",
    '### engine = "espeak"': "espeak_voice",
    '### engine = "kokoro"': "kokoro_voice",
    '### engine = "csm"': "csm_voice",
    '### engine = "mlx"': "mlx_voice",
    '### engine = "tone"': "tone_voice",
    "## [cast]": "WrittenCast",
    "### A style": "StyleTable",
    "### A transformation": "TransformTable",
    "### A character": "CharacterTable",
    "### A pronunciation": "PronunciationTable",
    "## [pauses]": "pauses",
    "## [master]": "master",
    "## [output]": "OutputTable",
    "### Credits": "CreditsTable",
    "### A retail sample": "SampleTable",
    **{f"### [output.{name}]": name for name in CHOICES},
}
"""Heading in the reference → definition in the JSON Schema, which comes from the code."""


def told() -> dict[str, dict[str, tuple[str, str]]]:
    """What the page says: heading → key → default and range."""
    sections: dict[str, dict[str, tuple[str, str]]] = {}
    heading = ""
    for line in (DOCS / "reference" / "narration-toml.md").read_text().splitlines():
        if line.startswith("#"):
            heading = line
        elif row := re.match(r"\| `(\w+)` \| ([^|]*?) ?\| ([^|]*?) ?\|", line):
            sections.setdefault(heading, {})[row[1]] = (row[2].strip("`"), row[3].replace("`", ""))
    return sections


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_project_file_reference_has_every_key_with_its_default_and_range(heading: str) -> None:
    schema = json.loads((DOCS / "reference" / "narration.schema.json").read_text())
    table = schema["$defs"][SECTIONS[heading]]
    wanted = {}
    for key, value in table["properties"].items():
        told_once = ("engine", "style", "styles", "style_fallback", "transform")
        if key in told_once and heading.startswith("### engine"):
            continue  # told once, for all engines
        default = json.dumps(value["default"]) if "default" in value else ""
        if key in table.get("required", ()):
            default = "required"
        choices = value.get("enum") or value.get("items", {}).get("enum") or ()
        numbers = f"{value['minimum']} to {value['maximum']}" if "minimum" in value else ""
        wanted[key] = (default, numbers or ", ".join(map(str, choices)))
    assert told()[heading] == wanted


def test_the_project_file_reference_has_no_section_that_is_not_compared() -> None:
    assert set(told()) == {*SECTIONS, "## [voices.NAME]"}


def test_the_presets_are_told_as_they_are() -> None:
    page = (DOCS / "reference" / "narration-toml.md").read_text()
    rows = page[page.index("### The presets") :].split("\n\n")[1].splitlines()[2:]
    told = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    assert told == [
        [
            name,
            f"{preset.mastering.target_lufs:g}",
            f"{preset.mastering.ceiling_dbtp:g}",
            " to ".join(f"{level:g}" for level in preset.mastering.rms_db or ()),
            f"{preset.head:g}",
            f"{preset.tail:g}",
            f"{preset.mp3_kbps}",
        ]
        for name, preset in PRESETS.items()
    ]
    shared = {(preset.mastering.room_tone_db, preset.mastering.highpass_hz) for preset in PRESETS.values()}
    assert shared == {(-76, 60)}
    assert {preset.channels for preset in PRESETS.values()} == {1}


def test_the_reference_of_speakers_toml_has_every_key() -> None:
    page = (DOCS / "reference" / "speakers-toml.md").read_text()
    told_keys = re.findall(r"^\| `(\w+)` \| (required)? ?\|", page, re.MULTILINE)
    fields = QuotationTable.model_fields.items()
    assert told_keys == [(key, "required" if field.is_required() else "") for key, field in fields]
    slugs = re.findall(r"^\| `(correction-[a-z-]+)`", page, re.MULTILINE)
    code = inspect.getsource(correct)
    assert sorted(slugs) == sorted(set(re.findall(r'"(correction-[a-z-]+)"', code)))


@pytest.mark.parametrize("table", [TakeTable, AcceptedTable])
def test_the_reference_of_takes_toml_has_every_key(table: type[Table]) -> None:
    page = (DOCS / "reference" / "takes-toml.md").read_text()
    heading = "## [[take]]" if table is TakeTable else "## [[accepted]]"
    section = page.partition(f"{heading}\n")[2].partition("\n## ")[0]
    told_keys = re.findall(r"^\| `(\w+)` \| (required)? ?\|", section, re.MULTILINE)
    fields = table.model_fields.items()
    assert told_keys == [(key, "required" if field.is_required() else "") for key, field in fields]


@pytest.mark.parametrize("name", PROFILE_TABLES)
def test_the_reference_of_voice_profiles_has_every_key(name: str) -> None:
    page = (DOCS / "reference" / "voice-profiles.md").read_text()
    section = page.partition(f"\n### {f'[{name}]' if name else 'The head'}\n")[2].partition("\n#")[0]
    told_keys = re.findall(r"^\| `(\w+)` \| (required)? ?\|", section, re.MULTILINE)
    fields = PROFILE_TABLES[name].model_fields.items()
    assert told_keys == [(key, "required" if field.is_required() else "") for key, field in fields]


def test_the_reference_of_voice_profiles_has_every_problem_and_a_true_example() -> None:
    page = (DOCS / "reference" / "voice-profiles.md").read_text()
    slugs = re.findall(r"^\| `([a-z]+(?:-[a-z]+)+)` \|", page, re.MULTILINE)
    assert sorted(slugs) == sorted(re.findall(r'"((?:profile|voice)-[a-z-]+)"', inspect.getsource(profiles)))
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert parsed(example.encode(), Path("alice")).consent == "LJ Speech, recorded for everybody"


LOCK = (DOCS / "reference" / "narration-lock.md").read_text()


@pytest.mark.parametrize("kind", KINDS)
def test_the_reference_of_narration_lock_has_every_key(kind: str) -> None:
    section = LOCK.partition(f"\n## [[{kind}]]\n")[2].partition("\n## ")[0]
    told_keys = re.findall(r"^\| `(\w+)` \| (required)? ?\|", section, re.MULTILINE)
    fields = KINDS[kind].table.model_fields.items()
    assert told_keys == [(key, "required" if field.is_required() else "") for key, field in fields]


def test_the_reference_of_narration_lock_has_every_table_and_every_problem(tmp_path: Path) -> None:
    assert re.findall(r"^## \[\[(\w+)\]\]", LOCK, re.MULTILINE) == list(KINDS)
    slugs = re.findall(r"^\| `([a-z]+(?:-[a-z]+)+)` \|", LOCK, re.MULTILINE)
    code = inspect.getsource(settling) + inspect.getsource(locked)
    assert sorted(slugs) == sorted(set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', code)))
    (example,) = re.findall(r"```toml\n(.*?)```", LOCK, re.DOTALL)
    (tmp_path / lock.NAME).write_text(example)
    assert lock.text(lock.read(tmp_path / lock.NAME)).endswith(example.rpartition("[[reader]]")[2])


def test_every_example_in_the_docs_is_toml() -> None:
    examples = [
        (page.name, text)
        for page in DOCS.rglob("*.md")
        for text in re.findall(r"```toml\n(.*?)```", page.read_text(), re.DOTALL)
    ]
    assert examples
    for name, text in examples:
        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            pytest.fail(f"{name}: {error}")


def test_links_between_the_pages_lead_somewhere() -> None:
    for page in [*DOCS.rglob("*.md"), DOCS.parent / "README.md"]:
        for target in re.findall(r"\]\(([^)/#:][^)#:]*)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_kinds_of_matter_are_listed() -> None:
    from narrate.manuscript.matter import SORTS

    page = (DOCS / "how-to" / "import-an-epub.md").read_text()
    assert [sort for sort in SORTS if f"`{sort}`" not in page] == []
