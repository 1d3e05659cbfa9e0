"""The JSON Schema for editors says what the loader says."""

from __future__ import annotations

import json
from pathlib import Path

from narrate.engines.registry import ENGINES
from narrate.project.load import TABLES
from narrate.project.schema_json import json_schema

WRITTEN = Path(__file__).parents[2] / "docs" / "reference" / "narration.schema.json"


def test_the_documented_schema_is_the_one_of_the_code() -> None:
    anew = "python -m narrate.project.schema_json > docs/reference/narration.schema.json"
    assert WRITTEN.read_text(encoding="utf-8") == json_schema(), f"write it anew: {anew}"


def test_the_schema_has_every_table_and_every_engine() -> None:
    schema = json.loads(json_schema())
    assert set(schema["properties"]) == set(TABLES)
    voices = schema["properties"]["voices"]["additionalProperties"]["oneOf"]
    names = [voice["$ref"].rpartition("/")[2] for voice in voices]
    assert [schema["$defs"][name]["properties"]["engine"]["const"] for name in names] == list(ENGINES)


def test_the_schema_asks_for_nothing_that_toml_cannot_write() -> None:
    assert "null" not in json_schema()
