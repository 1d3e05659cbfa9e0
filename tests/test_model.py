"""The nouns keep their promises: a render's key is all that can change its sound, and nothing else."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.model import Block, BlockKind, Phonemes, Render, Run, canonical_json

RENDER = Render(
    engine="tone",
    engine_revision=1,
    voice='{"pitch_hz":220}',
    text="Yes.",
    ipa=(),
    language="en",
    style="",
    occurrence=0,
)


@pytest.mark.parametrize("name", [field.name for field in fields(Render)])
def test_every_field_of_a_render_changes_its_key(name: str) -> None:
    value = getattr(RENDER, name)
    other: object = (
        value + 1 if isinstance(value, int) else (Phonemes(0, 3, "b"),) if name == "ipa" else value + "x"
    )
    assert replace(RENDER, **{name: other}).key != RENDER.key


def test_a_key_never_changes_between_versions() -> None:
    # Takes are hours of work: a changed key format would throw them all away.
    assert RENDER.key == "6bb594a418abb1115ee7b5de8f756e055c27cb0edaa0dd847ce3b4d78d85c4ab"
    assert RENDER.seed == int(RENDER.key[:8], 16)


@given(st.dictionaries(st.text(), st.one_of(st.integers(), st.text(), st.booleans(), st.none())))
def test_canonical_json_is_json_with_one_spelling(value: dict[str, object]) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert text == canonical_json(dict(reversed(value.items())))


def test_a_block_knows_where_each_character_was_written() -> None:
    #         0         1
    #         0123456789012345678
    source = "Tom &amp; *Jerry*\nrun"
    block = Block(
        BlockKind.PARAGRAPH,
        "Tom & Jerry run",
        "a.md",
        runs=(Run(0, 0, 4), Run(4, 4, 9), Run(5, 9, 10), Run(6, 11, 16), Run(11, 17, 18), Run(12, 18, 21)),
    )

    def written(text: str) -> str:
        at = block.text.index(text)
        span = block.span(at, at + len(text))
        return source[span.start : span.end]

    assert written("Tom") == "Tom"
    assert written("&") == "&amp;"
    assert written("Jerry") == "Jerry"
    assert written("erry r") == "erry*\nr"
    assert written("run") == "run"
