"""Composing a script, and the proof that it covers the manuscript."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.errors import Severity
from narrate.model import (
    NARRATOR,
    Block,
    BlockKind,
    Boundary,
    Cast,
    Chapter,
    Character,
    Manuscript,
    Mark,
    MarkKind,
    Phonemes,
    Pronunciation,
    Run,
    Script,
    ScriptChapter,
    Skipped,
    Source,
    Span,
    Utterance,
    UtteranceKind,
    Voice,
)
from narrate.script.compose import compose
from narrate.script.coverage import uncovered
from narrate.script.cutting import Limits, alike
from narrate.script.people.characters import Found, discover

VOICE = Voice("teller", "tone", ())
CAST = Cast(
    VOICE,
    (
        Character("Alice", VOICE, pronouns="she"),
        Character("White Rabbit", VOICE, ("the Rabbit",), "he"),
    ),
)
NOBODY = Cast(VOICE)

# Braces hold a mark on the words before them in brackets, as in Markdown: [Stop!]{voice=Alice}. A line
# "# x" is a heading, "---" a scene break, "> x" verse, "^ x" a note, "NAME: x" a cue.
_MARKED = re.compile(r"\[(?P<text>[^\[\]]*)\]\{(?P<kind>\w+)=(?P<value>[^}]*)\}")
_KINDS = {"# ": BlockKind.HEADING, "> ": BlockKind.VERSE, "^ ": BlockKind.NOTE}


def book(*lines: str) -> Manuscript:
    """A manuscript of one source, a chapter per heading, with every mark of markup skipped."""
    source = "\n".join(lines)
    blocks: list[Block] = []
    skipped: list[Skipped] = []
    at = 0
    for number, line in enumerate(lines, 1):
        if line == "---":
            blocks.append(Block(BlockKind.SCENE_BREAK, "", "a.md", line=number))
            skipped.append(Skipped(Span("a.md", at, at + 3), "markup"))
        else:
            blocks.append(_block(line, at, number, skipped))
        at += len(line) + 1
    chapters: list[list[Block]] = []
    for block in blocks:
        if not chapters or block.kind is BlockKind.HEADING:
            chapters.append([])
        chapters[-1].append(block)
    return Manuscript(
        "A Book",
        "",
        "en-gb",
        tuple(Chapter(number, "", tuple(chapter)) for number, chapter in enumerate(chapters, 1)),
        (Source("a.md", source),),
        tuple(skipped),
    )


def _block(line: str, at: int, number: int, skipped: list[Skipped]) -> Block:
    kind = _KINDS.get(line[:2], BlockKind.PARAGRAPH)
    text, runs, marks = "", list[Run](), list[Mark]()
    done = 0 if kind is BlockKind.PARAGRAPH else 2
    gaps = [(0, done)] if done else []
    for match in (*_MARKED.finditer(line), None):
        plain = line[done : match.start()] if match else line[done:]
        if plain:
            runs.append(Run(len(text), at + done, at + done + len(plain)))
            text += plain
        if match:
            start, end = match.span("text")
            if end > start:
                runs.append(Run(len(text), at + start, at + end))
            marks.append(Mark(MarkKind(match["kind"]), len(text), len(text) + end - start, match["value"]))
            text += match["text"]
            gaps += [(match.start(), start), (end, match.end())]
            done = match.end()
    skipped += (Skipped(Span("a.md", at + start, at + end), "markup") for start, end in gaps)
    return Block(kind, text, "a.md", tuple(runs), tuple(marks), int(kind is BlockKind.HEADING), number)


def composed(*lines: str, cast: Cast = CAST) -> tuple[Utterance, ...]:
    """The utterances of a book of ``lines``, which must be covered."""
    manuscript = book(*lines)
    script = compose(manuscript, cast, (), alike(Limits()))
    assert uncovered(manuscript, script) == ()
    return tuple(utterance for chapter in script.chapters for utterance in chapter.utterances)


def said(*lines: str, cast: Cast = CAST) -> list[tuple[str | None, str]]:
    return [(utterance.speaker, utterance.text) for utterance in composed(*lines, cast=cast)]


def test_a_scene_is_divided_among_its_speakers() -> None:
    assert said(
        "# One",
        "“I shall be late,” said the White Rabbit, “very late!” It ran.",
        "Alice stared. “Wait!”",
    ) == [
        (NARRATOR, "One"),
        ("White Rabbit", "“I shall be late,”"),
        (NARRATOR, "said the White Rabbit,"),
        ("White Rabbit", "“very late!”"),
        (NARRATOR, "It ran."),
        (NARRATOR, "Alice stared."),
        ("Alice", "“Wait!”"),
    ]


def test_an_utterance_says_where_it_is_and_how_it_is_known() -> None:
    heading, speech, tag = composed("# One", "“Stop!” said Alice.")
    assert (heading.id, speech.id, tag.id) == ("c01.p01.u1", "c01.p02.u1", "c01.p02.u2")
    assert (heading.kind, speech.kind, tag.kind) == (
        UtteranceKind.HEADING,
        UtteranceKind.SPEECH,
        UtteranceKind.NARRATION,
    )
    assert (speech.evidence, tag.evidence) == ("tag: “said Alice”", "narration")
    assert speech.confidence < tag.confidence == 1.0
    assert speech.span == Span("a.md", 6, 13)


def test_each_boundary_is_named() -> None:
    utterances = composed(
        "# One", "It rained. " * 40, "“Stop!” said Alice.", "---", "Rain.", "# Two", "More rain."
    )
    assert [utterance.boundary for utterance in utterances] == [
        Boundary.HEADING,
        Boundary.SENTENCE,
        Boundary.PARAGRAPH,
        Boundary.SPEAKER,
        Boundary.SCENE,
        Boundary.CHAPTER,
        Boundary.HEADING,
        Boundary.CHAPTER,
    ]


def test_the_author_names_a_speaker() -> None:
    quoted, told = composed("[“Stop!”]{voice=alice} [It rained.]{voice=The Rabbit}")
    assert (quoted.speaker, quoted.kind) == ("Alice", UtteranceKind.SPEECH)
    assert (told.speaker, told.kind) == ("White Rabbit", UtteranceKind.NARRATION)
    assert {quoted.evidence, told.evidence} == {"author markup"}
    assert {quoted.confidence, told.confidence} == {1.0}


def test_a_voice_that_is_not_cast_is_a_problem_with_a_suggestion() -> None:
    manuscript = book("It rained.", "[“Stop!”]{voice=Alise}")
    (problem,) = compose(manuscript, CAST, (), alike(Limits())).problems
    assert (problem.slug, problem.severity) == ("markup-unknown-voice", Severity.ERROR)
    assert str(problem.where) == "a.md:2"
    assert problem.hint == 'did you mean "Alice"?'


def test_without_a_cast_every_voice_is_welcome() -> None:
    manuscript = book("[“Stop!”]{voice=Alise}", "[It rained.]{voice=narrator}")
    script = compose(manuscript, NOBODY, (), alike(Limits()))
    assert script.problems == ()
    assert [u.speaker for u in script.chapters[0].utterances] == ["Alise", NARRATOR]


def test_a_pause_ends_an_utterance_and_is_kept() -> None:
    first, second = composed("It rained. []{pause=2.0}Nobody came.")
    assert (first.text, first.pause_s, second.text, second.pause_s) == (
        "It rained.",
        2.0,
        "Nobody came.",
        None,
    )


def test_a_pause_before_a_block_comes_after_the_one_before() -> None:
    first, second = composed("It rained.", "[]{pause=2.0}[]{pause=0.5}Nobody came.")
    assert (first.pause_s, second.pause_s) == (2.5, None)
    first, second = composed("It rained.", "[]{pause=2.0}", "Nobody came.")
    assert (first.pause_s, second.pause_s) == (2.0, None)


def test_a_pause_before_everything_is_a_warning() -> None:
    (problem,) = compose(book("[]{pause=2.0}It rained."), CAST, (), alike(Limits())).problems
    assert (problem.slug, problem.severity) == ("pause-first", Severity.WARNING)


def test_a_style_holds_for_its_words_only() -> None:
    utterances = composed("It rained. [Nobody came.]{style=whisper} The lamp went out.")
    assert [(u.text, u.style) for u in utterances] == [
        ("It rained.", None),
        ("Nobody came.", "whisper"),
        ("The lamp went out.", None),
    ]


def test_in_a_play_the_cue_names_the_speaker_and_is_not_spoken() -> None:
    lines = ("[ALICE.]{cue=ALICE} Who comes?", "[RABBIT.]{cue=RABBIT} [rings]{voice=narrator} A friend.")
    lines = (*lines, "[HATTER.]{cue=HATTER} And I.", "Exeunt.")
    assert said(*lines) == [
        ("Alice", "Who comes?"),
        (NARRATOR, "rings"),
        ("RABBIT", "A friend."),
        ("HATTER", "And I."),
        (NARRATOR, "Exeunt."),
    ]
    skipped = compose(book(*lines), CAST, (), alike(Limits())).skipped
    assert [entry.reason for entry in skipped].count("speaker cue") == 3


def test_a_cue_alone_announces_the_next_block() -> None:
    lines = ("[ALICE.]{cue=ALICE}", "> Who comes?", "[HATTER.]{cue=HATTER}", "> A friend.") * 2
    assert said(*lines)[:2] == [("Alice", "Who comes?"), ("HATTER", "A friend.")]


def test_a_bold_word_and_a_colon_make_no_play() -> None:
    lines = ("[Note:]{cue=Note} It rained.", *["It rained."] * 20)
    assert said(*lines)[0] == (NARRATOR, "Note: It rained.")


def test_a_footnote_that_nothing_refers_to_is_announced_where_it_stands() -> None:
    note = composed("It rained.", "^ In [London]{say=Lunnon}.")[-1]
    assert (note.kind, note.speaker, note.text) == (UtteranceKind.NOTE, NARRATOR, "In London.")
    assert (note.spoken, note.evidence) == ("Note: In Lunnon.", "note")


def test_a_paragraph_without_words_is_left_out_with_a_reason() -> None:
    manuscript = book("It rained.", "…")
    script = compose(manuscript, CAST, (), alike(Limits()))
    assert uncovered(manuscript, script) == ()
    assert [skipped.reason for skipped in script.skipped] == ["nothing to say in it"]


def test_a_poem_quoted_as_a_whole_is_speech_and_another_is_not() -> None:
    quoted = composed("“Hear this,” said Alice.", "> “Twinkle, twinkle, little bat!”")[-1]
    told = composed("“Hear this,” said Alice.", "> “You are old,” the youth said, “and grey.”")[-1]
    assert (quoted.kind, told.kind) == (UtteranceKind.SPEECH, UtteranceKind.VERSE)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("# The Tower", "Alice came in.", UtteranceKind.VERSE),
        ("From Gray she had it that", "And so it was.", UtteranceKind.VERSE),
        ("She began to sing:", "It was late.", UtteranceKind.SPEECH),
        ("The rain fell.", "said Alice, and rose.", UtteranceKind.SPEECH),
        ("“What a song!", "It was late.", UtteranceKind.SPEECH),
    ],
)
def test_a_poem_is_speech_only_if_somebody_says_it(before: str, after: str, kind: UtteranceKind) -> None:
    assert composed("“Yes.”", before, "> “The lamp is lit, and nobody knows.”", after)[-2].kind == kind


def test_people_who_are_not_cast_are_named_when_they_are_tagged_twice() -> None:
    lines = ("“Tea?” said the Hatter.", "“No,” said Alice.", "“Why?” cried the Hatter.", "“Oh!” said Tom.")
    found = said(*lines)
    assert ("Hatter", "“Tea?”") in found
    assert ("Tom", "“Oh!”") not in found


def test_discovery_lists_who_speaks_and_how_much() -> None:
    manuscript = book(
        "Elizabeth Reed came in. She sat down. Elizabeth smiled; she spoke. Elizabeth rose when she heard.",
        "“Come in and sit,” said Elizabeth.",
        "“No,” said Mr. Dart.",
        "“Do,” cried Elizabeth Reed.",
        "“Never,” said Dart. He left.",
        "“Well!” said Elizabeth.",
    )
    cast = Cast(VOICE, (Character("Bess", VOICE),))
    assert discover(manuscript, cast, compose(manuscript, cast, (), alike(Limits()))) == (
        Found("Elizabeth", ("Elizabeth Reed",), "she", 3, 6, cast=False, first="c01.p02.u1"),
        Found("Mr. Dart", ("Dart",), "he", 2, 2, False, "c01.p03.u1", (("Dart", "the surname alone"),)),
        Found("Bess", (), "she", 0, 0, cast=True),
    )


# --- the proof --------------------------------------------------------------------------------------------


def _without(script: Script, *, chapter: int, utterance: int) -> Script:
    chapters = list(script.chapters)
    kept = list(chapters[chapter].utterances)
    del kept[utterance]
    chapters[chapter] = replace(chapters[chapter], utterances=tuple(kept))
    return replace(script, chapters=tuple(chapters))


BOOK = book("# One", "It rained. “Stop!” said Alice, [softly.]{style=low}", "---", "# Two", "Nobody came.")
SCRIPT = compose(BOOK, CAST, (), alike(Limits()))


@pytest.mark.parametrize(("chapter", "utterance"), [(0, 0), (0, 1), (0, 2), (0, 4), (1, 1)])
def test_a_dropped_utterance_is_found(chapter: int, utterance: int) -> None:
    lost = SCRIPT.chapters[chapter].utterances[utterance]
    (problem,) = uncovered(BOOK, _without(SCRIPT, chapter=chapter, utterance=utterance))
    assert problem.slug == "text-lost"
    assert problem.severity is Severity.ERROR
    assert lost.text in problem.message
    assert problem.where is not None
    assert problem.where.line == BOOK.sources[0].line_at(lost.span.start)


def test_an_utterance_spoken_twice_is_found() -> None:
    first = SCRIPT.chapters[0]
    doubled = replace(first, utterances=(*first.utterances, first.utterances[1]))
    slugs = [
        problem.slug for problem in uncovered(BOOK, replace(SCRIPT, chapters=(doubled, SCRIPT.chapters[1])))
    ]
    assert slugs == ["text-twice", "text-altered"]


def test_a_changed_text_is_found() -> None:
    first = SCRIPT.chapters[0]
    changed = (replace(first.utterances[0], text="On"), *first.utterances[1:])
    script = replace(SCRIPT, chapters=(replace(first, utterances=changed), SCRIPT.chapters[1]))
    assert "text-altered" in {problem.slug for problem in uncovered(BOOK, script)}


def test_a_missing_chapter_is_found() -> None:
    assert {problem.slug for problem in uncovered(BOOK, replace(SCRIPT, chapters=SCRIPT.chapters[:1]))} == {
        "text-lost"
    }


def test_markup_that_nobody_answers_for_is_found() -> None:
    careless = replace(BOOK, skipped=())
    problems = uncovered(careless, compose(careless, CAST, (), alike(Limits())))
    assert any("{style=low}" in problem.message for problem in problems)


def test_text_both_spoken_and_skipped_is_found() -> None:
    skipped = (*SCRIPT.skipped, Skipped(Span("a.md", 6, 16), "a mistake"))
    (problem,) = uncovered(BOOK, replace(SCRIPT, skipped=skipped))
    assert problem.slug == "text-twice"


def test_an_entity_that_is_divided_is_not_spoken_twice() -> None:
    block = Block(BlockKind.PARAGRAPH, "a—b", "a.md", (Run(0, 0, 1), Run(1, 1, 8), Run(2, 8, 9)))
    manuscript = Manuscript("", "", "en", (Chapter(1, "", (block,)),), (Source("a.md", "a&mdash;b"),))
    script = compose(manuscript, CAST, (), alike(Limits(1, 1, 2)))
    assert len(script.chapters[0].utterances) > 1
    assert uncovered(manuscript, script) == ()


_WORDS = st.text(alphabet="aB1 .!?,—…“”‘’()\"'", max_size=40)
_MARKS = st.builds(
    "[{}]{{{}}}".format,
    _WORDS,
    st.sampled_from(
        [
            "voice=Alice",
            "voice=Nobody",
            "style=low",
            "say=so",
            "ipa=so",
            "pause=1.0",
            "cue=Alice",
            "kind=letter",
            "kind=thought",
            "kind=direction",
        ]
    ),
)
_LINES = st.builds(
    lambda start, parts: start + "".join(parts),
    st.sampled_from(["", "", "# ", "> ", "^ "]),
    st.lists(_WORDS | _MARKS, min_size=1, max_size=4),
).filter(lambda line: line.strip("#>^ ") and "---" not in line)


@given(st.lists(_LINES | st.just("---"), max_size=8), st.sampled_from([CAST, NOBODY]))
def test_every_book_is_covered_and_well_formed(lines: list[str], cast: Cast) -> None:
    manuscript = book(*lines)
    script = compose(manuscript, cast, (), alike(Limits(10, 30, 60)))
    assert uncovered(manuscript, script) == ()
    utterances = [utterance for chapter in script.chapters for utterance in chapter.utterances]
    assert len({utterance.id for utterance in utterances}) == len(utterances)
    for chapter in script.chapters:
        ends = [utterance.boundary is Boundary.CHAPTER for utterance in chapter.utterances]
        assert ends == [False] * (len(ends) - 1) + [True] * bool(ends)
    for utterance in utterances:
        assert any(map(str.isalnum, utterance.spoken))
        assert 0 <= utterance.confidence <= 1
        assert all(utterance.spoken[start:end].strip() for start, end, _ in utterance.ipa)


def test_the_books_own_lexicon_counts_after_the_authors() -> None:
    manuscript = replace(
        book("Dinah met Quaz."),
        pronunciations=(Pronunciation("Dinah", ipa="x"), Pronunciation("Quaz", ipa="kwɒz", language="en")),
    )
    script = compose(manuscript, NOBODY, (Pronunciation("Dinah", ipa="dˈInə"),), alike(Limits()))
    assert script.chapters[0].utterances[0].ipa == (Phonemes(0, 5, "dˈInə"), Phonemes(10, 14, "kwɒz"))


def test_a_pronunciation_that_cannot_be_kept_is_a_problem_with_its_line() -> None:
    (problem,) = compose(
        book("It rained.", "[“I read,” said Ada]{ipa=x} aloud."), CAST, (), alike(Limits())
    ).problems
    assert (problem.slug, problem.severity, str(problem.where)) == (
        "pronunciation-lost",
        Severity.ERROR,
        "a.md:2",
    )


def test_an_empty_manuscript_has_an_empty_script() -> None:
    manuscript = Manuscript("", "", "", (Chapter(1, "", ()),), ())
    assert compose(manuscript, NOBODY, (), alike(Limits())) == Script((ScriptChapter(1, "", ()),))
    assert uncovered(manuscript, compose(manuscript, NOBODY, (), alike(Limits()))) == ()
