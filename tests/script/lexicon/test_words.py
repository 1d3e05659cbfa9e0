"""The words that a voice may read wrongly: found, counted, placed; and what is left out of the list."""

from narrate.model import (
    NARRATOR,
    Boundary,
    Phonemes,
    Pronunciation,
    ScriptChapter,
    Span,
    Utterance,
    UtteranceKind,
)
from narrate.script.lexicon.words import homographs, unknown_words

ENGLISH = frozenset({"the", "cat", "sat", "on", "and", "she", "it"})


def chapter(*spoken: str, ipa: tuple[Phonemes, ...] = ()) -> ScriptChapter:
    return ScriptChapter(
        1,
        "",
        tuple(
            Utterance(
                f"c01.p{number:02}.u1", UtteranceKind.NARRATION, NARRATOR, 1.0, "", text, text,
                Span("a.md", number, number + 1), Boundary.SENTENCE, ipa=ipa,
            )
            for number, text in enumerate(spoken, 1)
        ),
    )  # fmt: skip


def listed(*chapters: ScriptChapter, lexicon: tuple[Pronunciation, ...] = ()) -> list[tuple[str, int, str]]:
    return [(each.word, each.count, each.first.id) for each in unknown_words(chapters, ENGLISH, lexicon)]


def test_unknown_words_are_counted_and_the_most_frequent_comes_first() -> None:
    found = chapter("the cat sat on Quaz.", "Zib and QUAZ and Quaz", "the zib")
    assert listed(found) == [("Quaz", 3, "c01.p01.u1"), ("Zib", 2, "c01.p02.u1")]


def test_a_possessive_and_a_plural_count_with_their_word() -> None:
    assert listed(chapter("Quaz's cat, the Quazes and Quaz, Zibs")) == [
        ("Quaz", 3, "c01.p01.u1"),
        ("Zibs", 1, "c01.p01.u1"),
    ]


def test_spelled_letters_contractions_and_what_the_normaliser_says_are_known() -> None:
    assert listed(chapter("J. R. on BBC, she'll, it's, NASA's, et cetera, MPs")) == []


def test_what_the_author_fixed_or_respelled_is_no_longer_listed() -> None:
    fixed = chapter("Quaz sat", ipa=(Phonemes(0, 4, "kwˈɑz"),))
    respelled = chapter("KWAHZ and Zib")
    assert listed(fixed, respelled, lexicon=(Pronunciation("Quaz", say="KWAHZ"),)) == [
        ("Zib", 1, "c01.p01.u1")
    ]


def test_homographs_stand_word_by_word_with_their_places() -> None:
    found = homographs(
        [chapter("She will read and bow.", "A bow-tie, Bow and bowl, unread", "polish Polish")]
    )
    assert [(each.word, each.utterance.id, each.start, each.end) for each in found] == [
        ("bow", "c01.p01.u1", 18, 21),
        ("bow", "c01.p02.u1", 11, 14),
        ("polish", "c01.p03.u1", 0, 6),
        ("read", "c01.p01.u1", 9, 13),
    ]


def test_a_pinned_homograph_is_not_listed() -> None:
    assert homographs([chapter("I read it", ipa=(Phonemes(2, 6, "ɹˈɛd"),))]) == ()
