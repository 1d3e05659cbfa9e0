"""narration.toml as a JSON Schema, from which editors complete and check the file as it is written.

python -m narrate.project.schema_json > docs/reference/narration.schema.json
"""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any, Union

from pydantic import ConfigDict, Field, create_model
from pydantic.json_schema import GenerateJsonSchema

from narrate.engines.registry import ENGINES
from narrate.project.schema import (
    BookTable,
    CastTable,
    CharacterTable,
    PronunciationTable,
    WrittenStyle,
    master_table,
    pauses_table,
    voice_table,
)
from narrate.project.schema_output import output_table
from narrate.project.tables import Line, Table


class WrittenCast(CastTable):
    """Who reads what. Besides narrator and others, every key is a character: a voice's name, or a table."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Line | CharacterTable]


WrittenPronunciation = (
    Annotated[Line, Field(description='A respelling, or phonemes as "/ˈiːvi/".')] | PronunciationTable
)


def json_schema() -> str:
    """The schema as text, ending in a line end; the same for the same version of narrate."""
    voice: Any = Annotated[
        Union[tuple(voice_table(engine) for engine in ENGINES)],  # noqa: UP007 - of types known at run time only
        Field(discriminator="engine"),
    ]
    document = create_model(
        "narration.toml",
        __base__=Table,
        __doc__="A narration: the book, who reads it, and what comes out.",
        book=(BookTable, ...),
        voices=(dict[str, voice], Field({}, description="Voices by names of your choosing.")),
        styles=(dict[str, WrittenStyle], Field({}, description="Manners of speaking, by names of your own.")),
        cast=(WrittenCast, None),
        pronounce=(
            dict[str, WrittenPronunciation | Annotated[list[WrittenPronunciation], Field(min_length=1)]],
            Field({}, description="How words are said."),
        ),
        pauses=(pauses_table(), None),
        master=(master_table(), None),
        output=(output_table(), None),
    )
    schema = {"$schema": GenerateJsonSchema.schema_dialect, **_for_toml(document.model_json_schema())}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _for_toml(schema: Any) -> Any:
    """The schema without nulls, which TOML cannot write, and without titles that only repeat the key."""
    if isinstance(schema, list):
        return [_for_toml(item) for item in schema if item != {"type": "null"}]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: _for_toml(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value is None)
    }
    if len(kept.get("anyOf", ())) == 1:
        return {**kept.pop("anyOf")[0], **kept}
    return kept


if __name__ == "__main__":
    sys.stdout.write(json_schema())
