"""Where a key stands, whatever else looks like a key."""

from __future__ import annotations

import json
import tomllib

from hypothesis import given
from hypothesis import strategies as st

from narrate.project.finding import KeyPath
from narrate.project.lines import Lines, Place

DOCUMENT = '''\
# title = "not this one"
[book] # [voices]
title = """
[fake]
x = 1
"""  # after it
manuscript = [
  "one.md", # "two.md"
  "two.md",
]

[voices."the teller"]
engine = "kokoro"
voice = { bf_emma = 0.7, 'bf lily' = 0.3 }

[cast]
Alice.voice = "alice"
Alice.aliases = ["A", """B""""", 'C']

[[scene]]
x = 1
[[scene]]
x = 2
[scene.light]
on = true
'''


def test_each_kind_of_key_has_its_place() -> None:
    lines = Lines(DOCUMENT)
    places: dict[KeyPath, Place] = {
        ("book",): Place(2, 2),
        ("book", "title"): Place(3, 1),
        ("book", "manuscript"): Place(7, 1),
        ("book", "manuscript", 1): Place(9, 3),
        ("voices",): Place(12, 2),
        ("voices", "the teller"): Place(12, 9),
        ("voices", "the teller", "voice"): Place(14, 1),
        ("voices", "the teller", "voice", "bf lily"): Place(14, 26),
        ("cast", "Alice"): Place(17, 1),
        ("cast", "Alice", "aliases"): Place(18, 7),
        ("cast", "Alice", "aliases", 2): Place(18, 34),
        ("scene", 0, "x"): Place(21, 1),
        ("scene", 1, "x"): Place(23, 1),
        ("scene", 1, "light", "on"): Place(25, 1),
    }
    assert {path: lines.place(path) for path in places} == places


def test_a_key_that_is_not_there_has_the_place_of_its_table() -> None:
    lines = Lines(DOCUMENT)
    assert lines.place(("book", "author")) == lines.place(("book",))
    assert lines.place(("master", "preset")) == Place(1, 1)


@given(st.text(alphabet="ab.=[]{}\"'#\\\n, 1", max_size=60))
def test_text_that_is_no_toml_still_gives_a_place(text: str) -> None:
    place = Lines(text).place(("a", "b"))
    assert 1 <= place.line <= text.count("\n") + 1


BARE = st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True)
QUOTED = st.text(alphabet="ab [fake].=#'é", min_size=1, max_size=8)
NAMES = st.one_of(BARE, QUOTED)
FILLERS = st.sampled_from(["", "# [fake]", "# x = 1", "\t"])
LEAVES = st.sampled_from(
    [
        "1",
        "-0.5",
        "true",
        "1979-05-27 07:32:00Z",
        '"x = 1 # [fake]"',
        "'[fake] \\'",
        '"a \\" [fake]"',
        '"""\n[fake]\nx = 1\n"""',
        '"""ends in quotes"""""',
        "'''\n[fake]\nx = 1\n'''",
        "[ 1, # x = 1\n  [2, 3],\n]",
        '[{ q = 1 }, { q = "}" }]',
        "{ q = { r = [1, 2] }, 's t' = ']' }",
    ]
)


def written(key: str) -> str:
    """The key as TOML; bare where that is possible."""
    return key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else json.dumps(key)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Tables of keys, with comments and with values that look like tables and keys."""
    lines: list[str] = []
    for table in draw(st.lists(NAMES, unique=True, max_size=4)):
        dotted = draw(st.booleans())
        lines += [draw(FILLERS), f"[{written(table)}.inner]" if dotted else f"[ {written(table)} ]"]
        for key in draw(st.lists(NAMES, unique=True, max_size=4)):
            name = f"{written(key)} . deep" if draw(st.booleans()) else written(key)
            lines += [draw(FILLERS), f"{name} = {draw(LEAVES)}"]
    return "\n".join(lines)


def keys_of(value: object, path: KeyPath = ()) -> list[KeyPath]:
    """The path of every key in the values."""
    if isinstance(value, list):
        return [found for index, item in enumerate(value) for found in keys_of(item, (*path, index))]
    if not isinstance(value, dict):
        return []
    return [found for key, item in value.items() for found in [(*path, key), *keys_of(item, (*path, key))]]


@given(documents())
def test_the_line_found_for_a_key_holds_the_key(text: str) -> None:
    lines = Lines(text)
    rows = text.split("\n")
    for path in keys_of(tomllib.loads(text)):
        place = lines.place(path)
        key = str(path[-1])
        found = rows[place.line - 1][place.column - 1 :]
        assert found.startswith((written(key), f"'{key}'")), (path, place)


@given(documents())
def test_different_keys_have_different_places(text: str) -> None:
    lines = Lines(text)
    paths = keys_of(tomllib.loads(text))
    assert len({lines.place(path) for path in paths}) == len(paths)
