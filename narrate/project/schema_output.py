"""[output] in the shape of narration.toml, with its tables: credits, sample, and how each format encodes."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from annotated_types import Interval
from pydantic import Field, create_model

from narrate.project.schema_values import Template
from narrate.project.tables import Line, Table
from narrate.sound.encodings import CHANNELS, CHOICES


class CreditsTable(Table):
    """What is said before the book and after it, where that is not in narrate's own words.

    In braces: title, author, narrator, publisher, year, series and part. Each line is a paragraph.
    """

    opening: Template | None = Field(None, description='Such as "{title}, by {author}. Read by {narrator}."')
    closing: Template | None = Field(None, description='Such as "The End of {title}, by {author}."')
    voice: Line | None = Field(None, description="A voice of [voices]; left out, the narrator reads them.")


class SampleTable(Table):
    """The retail sample: a part of the book that shops let people hear."""

    chapter: int = Field(1, description="The number of the chapter that it is taken from.")
    minutes: Annotated[float, Interval(ge=2, le=5)] = Field(5.0, description="How long it may be.")
    start: Line | None = Field(
        None, description="The words with which it begins; left out, the chapter's first after its heading."
    )


class OutputTable(Table):
    """What is made, and where."""

    formats: Annotated[list[Literal["flac", "mp3", "m4b", "opus", "wav"]], Field(min_length=1)] = Field(
        ["flac", "mp3"], description="The kinds of audio file to make."
    )
    timings: list[Literal["srt", "srt-words", "vtt", "lrc", "json"]] = Field(
        [], description="The kinds of file to make that say when each word is heard: subtitles and so on."
    )
    packages: list[Literal["epub", "lpf"]] = Field(
        [], description="What the MP3 chapters are put into: a read-along EPUB, a W3C audiobook."
    )
    book: bool = Field(True, description="Besides the chapters, whether to make one file of the whole book.")
    credits: bool | CreditsTable = Field(
        False, description="Whether title, author and narrator are said before and after the book."
    )
    sample: bool | SampleTable = Field(False, description="Whether to make a retail sample.")
    folder: Line = Field("dist", description="Where the audiobook is written, in the project's folder.")


@cache
def output_table() -> type[OutputTable]:
    """[output], with a table of its own for how each format encodes."""
    tables: dict[str, Any] = {name: (_encoding_table(name) | None, None) for name in CHOICES}
    return create_model("OutputTable", __base__=OutputTable, __doc__=OutputTable.__doc__, **tables)


def _encoding_table(name: str) -> type[Table]:
    """How one format encodes; what is left out is as the preset of [master] needs it."""
    choices = CHOICES[name]
    fields: dict[str, Any] = {}
    if choices.bits:
        fields["bits"] = (Literal[choices.bits] | None, Field(None, description="Bits a sample."))
    if choices.kbps:
        fields["kbps"] = (
            Literal[choices.kbps] | None,
            Field(None, description="Thousands of bits a second."),
        )
    both = "1, or 2 that hold the same samples, for shops that want stereo."
    fields["channels"] = (Literal[CHANNELS] | None, Field(None, description=both))
    return create_model(f"output.{name}", __base__=Table, __doc__=f"How {name} files encode.", **fields)
