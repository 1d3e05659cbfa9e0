"""speakers.toml: read with all its problems, and edited so that everything else stays as it was."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.errors import NarrateError, ProblemsFound
from narrate.project.speakers_toml import ENTRIES, added, changed, load, removed, save
from narrate.script.corrections.anchors import Anchor

BY_HAND = """\
# The twins are a trap.
[[quotation]]
says = "Yes."          # the first one
after = 'She said "no".'
which = "2 of 3"
speaker = 'Alice'      # not the Queen

# He lies here.
[[quotation]]
speaker = "Ben"
says = \"\"\"
I think
not.\"\"\"

[[quotation]]
says = "Stop!"
speaker = "Ada"
# The end.
"""


def written(folder: Path, text: str) -> Path:
    (folder / "speakers.toml").write_bytes(text.encode())
    return folder


def test_no_file_is_no_corrections(tmp_path: Path) -> None:
    assert load(tmp_path).corrections == ()


def test_an_entry_is_read_with_its_line(tmp_path: Path) -> None:
    first, second, third = load(written(tmp_path, BY_HAND)).corrections
    assert first.anchor == Anchor("Yes.", 'She said "no".', which=(2, 3))
    assert (first.speaker, str(first.where)) == ("Alice", "speakers.toml:2")
    assert (second.anchor.says.split(), second.where.line) == (["I", "think", "not."], 9)
    assert third.where.line == 15


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    plain = load(written(tmp_path, BY_HAND)).corrections
    windows = load(written(tmp_path, "\ufeff" + BY_HAND.replace("\n", "\r\n"))).corrections
    assert windows == plain


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[[quotation]]\nsays = "Yes\nspeaker = "A"', 2, "not valid TOML"),
        ('[[quotation]]\nspeaker = "A"', 1, '"says" is missing'),
        ('[[quotation]]\nsays = "Yes"', 1, '"speaker" is missing'),
        ('[[quotation]]\nsays = " "\nspeaker = "A"', 2, "must not be empty"),
        ('[[quotation]]\nsays = "Yes"\nspeakr = "A"', 3, 'unknown key "speakr"'),
        ('[[quotation]]\nsays = 3\nspeaker = "A"', 2, "expected text"),
        ('[[quotation]]\nsays = "Y"\nspeaker = "A"\nwhich = "3 of 2"', 4, "is not one of several"),
        ('[quotation]\nsays = "Yes"\nspeaker = "A"', 1, "[[quotation]], in two brackets"),
        ('[[quote]]\nsays = "Yes"', 1, 'unknown key "quote"'),
        ('quotation = ["Yes"]', 1, "expected a table"),
        ('[[quotation]]\nsays = "Yes\\u0000"\nspeaker = "A"', 2, "control characters"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        load(written(tmp_path, text))
    assert any(
        each.where is not None
        and (each.where.file, each.where.line) == ("speakers.toml", line)
        and words in str(each)
        for each in found.value.problems
    ), str(found.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound) as found:
        load(written(tmp_path, "[[quotation]]\nsays = 1\n\n[[quotation]]\nspeaker = 2\n"))
    assert [each.where and each.where.line for each in found.value.problems] == [1, 2, 4, 5]


def test_a_first_entry_makes_the_file() -> None:
    text = added("", Anchor("Yes.", 'She said "no".', "He left.", "One", (1, 2)), "Alice")
    assert text == ENTRIES.head + (
        "[[quotation]]\n"
        'says = "Yes."\n'
        "after = 'She said \"no\".'\n"
        'before = "He left."\n'
        'chapter = "One"\n'
        'which = "1 of 2"\n'
        'speaker = "Alice"\n'
    )


def test_an_entry_is_added_below_all_others() -> None:
    assert added(BY_HAND, Anchor("No."), "Ada") == (
        BY_HAND + '\n[[quotation]]\nsays = "No."\nspeaker = "Ada"\n'
    )


def test_a_change_touches_the_name_alone() -> None:
    assert changed(BY_HAND, 0, "Mr. Ben") == BY_HAND.replace("'Alice'", '"Mr. Ben"')
    assert changed(BY_HAND, 1, "Ada") == BY_HAND.replace('"Ben"', '"Ada"')


def test_a_removal_leaves_the_comments_between_entries() -> None:
    assert removed(BY_HAND, 0) == "# The twins are a trap.\n" + BY_HAND[BY_HAND.index("# He lies") :]
    second = removed(BY_HAND, 1)
    assert '# He lies here.\n[[quotation]]\nsays = "Stop!"' in second
    assert removed(BY_HAND, 2).endswith('not."""\n\n# The end.\n')


def test_a_layout_that_cannot_be_edited_is_refused() -> None:
    inline = 'quotation = [{ says = "Yes", speaker = "A" }, { says = "No", speaker = "C" }]\n'
    assert changed(inline, 0, "B") == inline.replace('"A"', '"B"')
    for edit in (lambda: added(inline, Anchor("No"), "A"), lambda: removed(inline, 0)):
        with pytest.raises(NarrateError, match="cannot edit"):
            edit()


def test_line_ends_are_kept(tmp_path: Path) -> None:
    folder = written(tmp_path, BY_HAND.replace("\n", "\r\n"))
    save(folder, changed(load(folder).text, 0, "Ben"))
    assert (folder / "speakers.toml").read_bytes().count(b"\r\n") == BY_HAND.count("\n")


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=6), st.data())
def test_whatever_is_edited_the_rest_is_as_it_was(
    entries: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    text = "# Mine.\n"
    for says, after, speaker in entries:
        text = added(text, Anchor(says, after), speaker)
    assert [(each["says"], each["after"], each["speaker"]) for each in values(text)] == entries
    index = data.draw(st.integers(0, len(entries) - 1))
    name = data.draw(TEXTS)
    before = values(text)
    assert values(changed(text, index, name)) == [
        {**each, "speaker": name} if at == index else each for at, each in enumerate(before)
    ]
    assert values(removed(text, index)) == [each for at, each in enumerate(before) if at != index]
    assert removed(text, index).startswith("# Mine.\n")


def values(text: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = tomllib.loads(text).get("quotation", [])
    return found
