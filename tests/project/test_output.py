"""[output] credits and sample: yes, no, or a table; every mistake at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrate.errors import Problem, ProblemsFound, Where
from narrate.project.load import load
from narrate.project.project import Output, Project, Sample
from narrate.script.credit_templates import Credits, Template

BEFORE = """\
[book]
title = "Two Lamps"
manuscript = "book.md"

[voices.teller]
engine = "espeak"

[voices.herald]
engine = "espeak"

[cast]
narrator = "teller"
others = "herald"

[output]
"""
LINE = BEFORE.count("\n") + 1  # of what is written below it


def loaded(folder: Path, output: str) -> Project:
    (folder / "book.md").write_text("# One\n\nIt rained.\n")
    (folder / "narration.toml").write_text(BEFORE + output, encoding="utf-8")
    return load(folder)


def output_of(folder: Path, output: str) -> Output:
    return loaded(folder, output).output


def problems(folder: Path, output: str) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsFound) as raised:
        loaded(folder, output)
    return raised.value.problems


def at(line: int, column: int = 1) -> Where:
    return Where("narration.toml", line, column)


def test_nobody_gets_either_who_does_not_ask(tmp_path: Path) -> None:
    for written in ("", "credits = false\nsample = false\n"):
        output = output_of(tmp_path, written)
        assert (output.credits, output.sample) == (None, None)


def test_yes_is_in_narrate_s_own_words_and_of_the_first_chapter(tmp_path: Path) -> None:
    output = output_of(tmp_path, "credits = true\nsample = true\n")
    assert output.credits == Credits(at(LINE))
    assert output.sample == Sample(chapter=1, minutes=5.0, start="", where=at(LINE + 1))


@pytest.mark.parametrize(
    "written",
    [
        'credits = { opening = "{title}.", voice = "herald" }\nsample = { chapter = 3, minutes = 2 }\n',
        '[output.credits]\nopening = """\n{title}.\n"""\nvoice = "herald"\n'
        "[output.sample]\nchapter = 3\nminutes = 2.0\n",
    ],
)
def test_a_table_says_more(tmp_path: Path, written: str) -> None:
    project = loaded(tmp_path, written)
    credits_, sample = project.output.credits, project.output.sample
    assert credits_ is not None
    assert credits_.opening is not None
    assert credits_.opening.text == "{title}."
    assert (credits_.closing, project.cast.credits) == (None, project.cast.others)
    assert sample is not None
    assert (sample.chapter, sample.minutes) == (3, 2.0)


def test_a_template_knows_its_line(tmp_path: Path) -> None:
    credits_ = output_of(tmp_path, 'folder = "dist"\n[output.credits]\nclosing = "Bye."\n').credits
    assert credits_ is not None
    assert credits_.closing == Template("Bye.", at(LINE + 2))


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        ('credits = "yes"', 'output.credits: expected true or false or a table, found "yes"', ""),
        ("sample = 5", "output.sample: expected true or false or a table, found 5", ""),
        ("credits = []", "output.credits: expected true or false or a table, found an empty list", ""),
        (
            'credits = { opning = "x" }',
            'output.credits: unknown key "opning"',
            'did you mean "opening"?',
        ),
        ("credits = { opening = false }", "output.credits.opening: expected text, found false", ""),
        ('credits = { opening = " " }', "output.credits.opening: must not be empty", ""),
        ('credits = { closing = "a\\u0000b" }', "output.credits.closing: must not contain control", ""),
        (
            'credits = { opening = "by {autor}" }',
            "output.credits.opening: there is no field {autor}",
            'did you mean "author"?',
        ),
        (
            'credits = { closing = "{title" }',
            "output.credits.closing: has a brace that belongs to no field",
            "the fields are {title}, {author}, {narrator}, {publisher}, {year}, {series}, {part}",
        ),
        (
            'credits = { voice = "hearld" }',
            'output.credits.voice: there is no voice "hearld"',
            'did you mean "herald"?',
        ),
        ("sample = { minutes = 6 }", "output.sample.minutes: expected a number from 2 to 5", ""),
        ("sample = { minutes = 1 }", "output.sample.minutes: expected a number from 2 to 5", ""),
        ('sample = { chapter = "One" }', "output.sample.chapter: expected a whole number", ""),
        ('sample = { start = "" }', "output.sample.start: must not be empty", ""),
        ("sample = { from = 3 }", 'output.sample: unknown key "from"', "known here: chapter"),
    ],
)
def test_a_mistake_has_its_place_and_a_way_out(tmp_path: Path, written: str, message: str, hint: str) -> None:
    (problem,) = problems(tmp_path, f"\n{written}\n")
    assert problem.message.startswith(message)
    assert hint in problem.hint
    assert problem.where is not None
    assert problem.where.line == LINE + 1


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path, 'formats = ["ogg"]\ncredits = { opening = "{x}", closing = "" }\nsample = { minutes = 9 }\n'
    )
    assert [problem.where.line - LINE for problem in found if problem.where and problem.where.line] == [
        0,
        1,
        1,
        2,
    ]
