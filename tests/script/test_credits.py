"""Credits: what is said before and after a book, in whose words, and what they leave alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.errors import Severity, Where
from narrate.model import NARRATOR, Manuscript, Script, Utterance, UtteranceKind
from narrate.script.coverage import account
from narrate.script.credit_templates import FIELDS, Credits, Particulars, Template, fault
from narrate.script.credit_words import CREDIT_WORDS, Lines
from narrate.script.credits import Reading, with_credits
from narrate.script.cutting import Limits, alike
from narrate.script.wording import Wording

HERE = Where("narration.toml", 7)
EVERYTHING = Particulars(
    "The Raven's Way", "J. R. R. Martin Jr.", "Jane Doe", "Acme Ltd.", "1999", "Ways", "2"
)
LIMITS = Limits()


def credited(
    known: Particulars,
    language: str = "en-gb",
    opening: str | None = None,
    closing: str | None = None,
) -> tuple[Manuscript, Script]:
    """The credits around a book without a word of its own."""
    asked = Credits(HERE, *(each if each is None else Template(each, HERE) for each in (opening, closing)))
    book = Manuscript("", "", language, (), ())
    reading = Reading(Wording.of(language, ()), alike(LIMITS))
    return with_credits(book, Script(()), asked, known, reading)


def utterances(script: Script) -> list[Utterance]:
    return [each for chapter in script.chapters for each in chapter.utterances]


def said(known: Particulars, language: str = "en-gb", **templates: str) -> list[str]:
    _, script = credited(known, language, **templates)
    assert not [each for each in script.problems if each.severity is Severity.ERROR]
    return [each.spoken for each in utterances(script)]


def test_all_that_is_known_is_said_as_it_sounds() -> None:
    assert said(EVERYTHING) == [
        "The Raven's Way.",
        "Book two of Ways.",
        "Written by J. R. R. Martin Junior.",
        "Narrated by Jane Doe.",
        "The End.",
        "This was The Raven's Way, by J. R. R. Martin Junior.",
        "Narrated by Jane Doe.",
        "Published by Acme Limited, nineteen ninety-nine.",
    ]


def test_what_is_not_known_is_left_out_and_nobody_poses_as_a_person() -> None:
    assert said(Particulars("Two Lamps", "A. Tester")) == [
        "Two Lamps.",
        "Written by A. Tester.",
        "Narrated by synthetic voices.",
        "The End.",
        "This was Two Lamps, by A. Tester.",
        "Narrated by synthetic voices.",
    ]


def test_a_book_without_an_author_has_credits_and_a_warning() -> None:
    _, script = credited(Particulars("Beowulf"))
    (warning,) = script.problems
    assert (warning.slug, warning.severity, warning.where) == ("credits-no-author", Severity.WARNING, HERE)
    spoken = [each.spoken for each in utterances(script)]
    assert "This was Beowulf." in spoken
    assert not re.search(r"\bby *[.,]|Written", " ".join(spoken))


@pytest.mark.parametrize("language", CREDIT_WORDS)
@pytest.mark.parametrize(
    "absent", [(), ("author",), ("part",), ("series", "part"), ("year",), ("publisher",)]
)
def test_every_language_says_what_is_known_and_nothing_else(language: str, absent: tuple[str, ...]) -> None:
    known = replace(EVERYTHING, **dict.fromkeys(absent, ""))
    _, script = credited(known, language)
    text = [each.text for each in utterances(script)]
    assert not [line for line in text if re.search(r"[{}]|\s[.,]|\.\.", line)]
    for name, value in {"title": "The Raven's Way", "author": "Martin", "narrator": "Jane Doe"}.items():
        assert sum(value in line for line in text) == (0 if name in absent else 2)
    assert any("Ways" in line for line in text) == ("series" not in absent)
    assert any("Acme" in line for line in text) == ("publisher" not in absent)
    assert len({chapter.title for chapter in script.chapters}) == 2


def test_own_words_have_only_fields_that_there_are() -> None:
    def wordings(lines: Lines) -> list[str]:
        return [wording for line in lines for wording in line]

    for words in CREDIT_WORDS.values():
        assert [each for each in wordings(words.opening) + wordings(words.closing) if fault(each)] == []
        assert words.opening[0] == ("{title}.",)


def test_templates_are_said_as_they_are_written_each_line_a_paragraph() -> None:
    spoken = said(EVERYTHING, opening="{title}, by {author}.\n\n  Read by {narrator}. ", closing="Bye!")
    assert spoken == [
        "The Raven's Way, by J. R. R. Martin Junior.",
        "Read by Jane Doe.",
        "Bye!",
    ]


@pytest.mark.parametrize(
    ("title", "spoken"),
    [
        ("Who Goes There?", "This was Who Goes There? by A."),
        ("“Stop!”", "This was Stop! by A."),
        ("Dr. Jekyll & Mr. Hyde", "This was Doctor Jekyll and Mister Hyde, by A."),
        ("THE TIME MACHINE", "This was the time machine, by A."),
        ("🎩 Hats", "This was top hat Hats, by A."),
        ("1984", "This was nineteen eighty-four, by A."),
        ("A {brace} of Pheasants", "This was A {brace} of Pheasants, by A."),
        ("Two\nLines\u2028Here", "This was Two Lines Here, by A."),
    ],
)
def test_a_title_is_spoken_whatever_stands_in_it(title: str, spoken: str) -> None:
    assert spoken in said(Particulars(title, "A"))


def test_a_title_with_quotation_marks_is_no_speech() -> None:
    _, script = credited(Particulars("“Stop!” Said the Raven", "“X”"))
    assert {(each.kind, each.speaker, each.quotation) for each in utterances(script)} == {
        (UtteranceKind.CREDITS, NARRATOR, None)
    }


def test_a_title_of_500_characters_is_cut_to_what_a_voice_takes() -> None:
    _, script = credited(Particulars("A very long title, and then some more " * 13, "A. Tester"))
    assert max(len(each.spoken) for each in utterances(script)) <= LIMITS.never
    assert len(script.chapters[0].utterances) > 3


@pytest.mark.parametrize(
    ("opening", "closing", "known", "told"),
    [
        ("{title} of {publisher}", "x", Particulars("T", "A"), "opening: nothing is known for {publisher}"),
        ("x", "{author}", Particulars("T"), "closing: nothing is known for {author}"),
        ("{narrator}", "{narrator}", Particulars("T"), "opening: nothing is known for {narrator}"),
    ],
)
def test_a_field_without_a_value_is_an_error(
    opening: str, closing: str, known: Particulars, told: str
) -> None:
    book, script = credited(known, "hu", opening, closing)
    problem = script.problems[0]
    assert (problem.slug, problem.message, problem.where) == (
        "credits-field-empty",
        f"output.credits.{told}",
        HERE,
    )
    assert "[book]" in problem.hint
    assert (book.chapters, script.chapters) == ((), ())


def test_a_language_that_narrate_has_no_words_in_needs_the_author_s() -> None:
    _, script = credited(EVERYTHING, "hu", opening="{title}, írta {author}.")
    (problem,) = script.problems
    assert (problem.slug, problem.severity) == ("credits-no-words", Severity.ERROR)
    assert problem.hint == 'write them yourself: credits = { closing = "…" }'
    assert said(EVERYTHING, "hu", opening="{title}.", closing="Vége.") == ["The Raven's Way.", "Vége."]


@pytest.mark.parametrize(
    ("template", "told", "hint"),
    [
        ("by {autor}", "there is no field {autor}", 'did you mean "author"?'),
        ("by {}", "there is no field {}", "the fields are {title}"),
        ("{title.upper}", "there is no field {title.upper}", ""),
        ("{title!r}", "there is no field {title!r}", ""),
        ("a {title", "has a brace that belongs to no field", "the fields are {title}"),
        ("{{title}}", "has a brace that belongs to no field", "the fields are {title}"),
    ],
)
def test_what_is_no_field_is_told(template: str, told: str, hint: str) -> None:
    found = fault(template)
    assert found is not None
    assert found[0] == told
    assert hint in found[1]


@given(
    st.tuples(*(st.text(st.characters(exclude_categories=["Cs"]), max_size=40) for _ in FIELDS)),
    st.sampled_from(["en", "en-gb", "de", "hu"]),
    st.lists(
        st.sampled_from([*(f"{{{name}}}" for name in FIELDS), "x", " ", "\n", "“", ".", ", "]), max_size=9
    ),
)
def test_every_character_of_the_credits_is_accounted_for(
    values: tuple[str, ...], language: str, pieces: list[str]
) -> None:
    template = "".join(pieces).strip() or "x"
    known = Particulars(*values)
    book, script = credited(known, language, template, None if language != "hu" else template)
    if any(each.severity is Severity.ERROR for each in script.problems):
        assert script.chapters == ()
        return
    proof = account(book, script)
    assert (proof.problems, proof.unaccounted) == ((), 0)
    source = book.sources[-1]
    for each in utterances(script):
        assert source.text[each.span.start : each.span.end] == each.text
    assert [chapter.number for chapter in script.chapters] == [0, 1]
