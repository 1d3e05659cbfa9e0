"""What sounds different between two books: which line replaces which, and in what words that is told."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.model import Phonemes, Pronunciation, Render
from narrate.takes.changes import Comparison, compare
from narrate.takes.manifest import Manifest, Spoken

SHA = "sha256:" + 32 * "0a"
OTHER = "sha256:" + 32 * "0b"


def manifest(*chapters: list[str | tuple[str, str]], lexicon: tuple[Pronunciation, ...] = ()) -> Manifest:
    """Chapters of texts, or of (speaker, text); the narrator says what nobody else does."""
    lines = []
    for number, chapter in enumerate(chapters, 1):
        said: Counter[tuple[str, str]] = Counter()
        for index, each in enumerate(chapter, 1):
            speaker, text = ("narrator", each) if isinstance(each, str) else each
            render = Render("tone", 1, "{}", text, (), "en", "", said[speaker, text])
            said[speaker, text] += 1
            if speaker != "narrator":
                render = replace(render, voice=json.dumps({"voice": speaker}))
            id_ = f"c{number:02}.u{index}"
            lines.append(Spoken(id_, number, speaker, speaker.lower(), render.key, render))
    return Manifest(tuple(lines), lexicon)


def told(found: Comparison) -> dict[str, tuple[str, ...] | str]:
    """Text → why it sounds different, "new" or "gone"."""
    differing = {each.now.render.text: each.reasons or "new" for each in found.differing}
    return differing | {line.render.text: "gone" for line in found.gone}


STREET = "The street was dark, and nobody knew why the lamp was out."
MATCHES = "Who has the matches, asked Ada, and who has the oil?"
BUTTON = "He looked into his pockets and found nothing but a button."
LAMP = "There was no third lamp anywhere. There never had been one."
BOOK = ([STREET, ("Ada", "Yes."), MATCHES], [BUTTON, ("Ada", "Yes."), LAMP])


def test_the_same_book_has_no_differences() -> None:
    assert told(compare(manifest(*BOOK), manifest(*BOOK))) == {}


def test_what_was_only_moved_sounds_the_same() -> None:
    first, second = BOOK
    assert told(compare(manifest(first, second), manifest(second, first))) == {}
    assert told(compare(manifest(first, [BUTTON, LAMP]), manifest([*first, BUTTON, LAMP]))) == {}
    assert told(compare(manifest([STREET, MATCHES, BUTTON]), manifest([BUTTON, STREET, MATCHES]))) == {}


def test_words_that_changed_replace_those_that_they_are_like_wherever_other_lines_went() -> None:
    changed = BUTTON.replace("button", "brass button")
    after = manifest([changed, "Something else altogether happened here.", LAMP], BOOK[0])
    assert told(compare(manifest(*BOOK), after)) == {
        changed: ("spoken text: “brass” added",),
        "Something else altogether happened here.": "new",
        "Yes.": "gone",
    }


def test_one_line_alone_in_its_place_is_replaced_by_whatever_is_said_there() -> None:
    after = manifest([STREET, ("Ada", "No!"), MATCHES], BOOK[1])
    assert told(compare(manifest(*BOOK), after)) == {"No!": ("spoken text: “Yes.” → “No!”",)}


def test_a_line_of_another_is_no_version_of_it() -> None:
    after = manifest([STREET, ("Ben", "No!"), MATCHES], BOOK[1])
    assert told(compare(manifest(*BOOK), after)) == {"No!": "new", "Yes.": "gone"}


def test_the_same_words_said_once_more_before_are_new_and_the_later_ones_another_take() -> None:
    yes = ("Ada", "Yes.")
    before, after = manifest([STREET, MATCHES, yes, BUTTON]), manifest([STREET, yes, MATCHES, yes, BUTTON])
    found = compare(before, after)
    assert [(each.now.id, each.reasons) for each in found.differing] == [
        ("c01.u2", ()),
        ("c01.u4", ("the same words are now said more often before it in the chapter",)),
    ]
    (back,) = (each.reasons for each in compare(after, before).differing)
    assert back == ("the same words are now said less often before it in the chapter",)


def test_a_line_that_is_cut_apart_is_not_new_and_one_that_is_joined_not_gone() -> None:
    whole, parts = manifest([STREET, LAMP, BUTTON]), manifest([STREET, *LAMP.split("There n"), BUTTON])
    one, rest = (text.strip() for text in LAMP.split("There n"))
    rest = f"There n{rest}"
    parts = manifest([STREET, one, rest, BUTTON])
    assert told(compare(whole, parts)) == {
        one: (f"spoken text: “{rest}” left out",),
        rest: ("was part of c01.u2",),
    }
    assert told(compare(parts, whole)) == {LAMP: (f"spoken text: “{rest}” added",)}


def test_a_voice_that_changed_is_told_for_each_of_its_lines() -> None:
    before = manifest(*BOOK)
    lines = [
        replace(line, key=f"new {line.key}", render=replace(line.render, voice='{"pitch_hz":90}'))
        if line.speaker == "narrator"
        else line
        for line in before.lines
    ]
    found = compare(before, Manifest(tuple(lines)))
    assert [each.now.speaker for each in found.differing] == ["narrator"] * 4
    assert {each.reasons for each in found.differing} == {("voice narrator: pitch_hz none → 90",)}


def after_voice(old: dict[str, object], new: dict[str, object]) -> tuple[str, ...]:
    def book(fingerprint: dict[str, object]) -> Manifest:
        render = Render("csm", 1, json.dumps(fingerprint), STREET, (), "en", "", 0)
        return Manifest((Spoken("c01.u1", 1, "Alice", "alice", render.key, render),))

    (found,) = compare(book(old), book(new)).lines
    return found.reasons


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ({"reference": SHA}, {"reference": OTHER}, "reference recording changed"),
        ({"model": f"some/model@{'a' * 40}"}, {"model": f"some/model@{'b' * 40}"},
         "model revision of some/model: aaaaaaa → bbbbbbb"),
        ({"models": [f"a/b@{'a' * 40}", "c/d@x"]}, {"models": [f"a/b@{'b' * 40}", "c/d@x"]},
         "model revision of a/b: aaaaaaa → bbbbbbb"),
        ({"models": ["a/b@x"]}, {"models": ["a/b@x", "c/d@y"]}, "models none → c/d@y"),
        ({"model": SHA}, {"model": OTHER}, "files of the model changed"),
        ({"model": "a/b@main"}, {"model": "c/d@main"}, "model a/b@main → c/d@main"),
        ({"model": SHA}, {"model": f"c/d@{'a' * 40}"}, "model a file → c/d@aaaaaaa"),
        ({"speed": 1.0}, {"speed": 0.9}, "speed 1.0 → 0.9"),
        ({}, {"prosody": "fireside"}, "prosody none → fireside"),
        ({"voice": {"bf_emma": 1.0}}, {"voice": {"bf_emma": 0.7, "bf_lily": 0.3}},
         "voice bf_emma → bf_emma 0.7 + bf_lily 0.3"),
        ({"also": {"top_k": 1}}, {"also": {"top_k": 2}}, "also.top_k 1 → 2"),
        ({"transcript": "What she says in it."}, {"transcript": "What he says in it."},
         "transcript: “she” → “he”"),
    ],
)  # fmt: skip
def test_of_a_voice_the_setting_is_told(old: dict[str, object], new: dict[str, object], reason: str) -> None:
    assert after_voice(old, new) == (f"voice alice: {reason}",)


def entry(word: str, **how: str) -> tuple[Pronunciation, ...]:
    return (Pronunciation(word, **how),)


CHESHER = entry("Cheshire", say="CHESH-er")
DINAH = entry("Dinah", ipa="dˈInə")


@pytest.mark.parametrize(
    ("was", "now", "old", "new", "reason"),
    [
        ("The Cheshire cat.", "The CHESH-er cat.", (), CHESHER, "lexicon: Cheshire"),
        ("The CHESH-er cat.", "The Cheshire cat.", CHESHER, (), "lexicon: Cheshire"),
        ("The CHESH-er cat.", "The CHESH-ur cat.", CHESHER, entry("Cheshire", say="CHESH-ur"),
         "lexicon: Cheshire"),
        ("Cheshire's cat.", "CHESH-er's cat.", (), CHESHER, "lexicon: Cheshire"),
        ("The Cheshire cat.", "The London cat.", (), CHESHER,
         "spoken text: “Cheshire” → “London”"),
        ("The Cheshire cat.", "The CHESH-er cat.", (), (), "spoken text: “Cheshire” → “CHESH-er”"),
        ("Forty thieves.", "Fourteen thieves.", (), (), "spoken text: “Forty” → “Fourteen”"),
    ],
)  # fmt: skip
def test_what_the_lexicon_changed_is_told_by_its_word(
    was: str, now: str, old: tuple[Pronunciation, ...], new: tuple[Pronunciation, ...], reason: str
) -> None:
    found = compare(manifest([STREET, was], lexicon=old), manifest([STREET, now], lexicon=new))
    assert told(found) == {now: (reason,)}


def with_ipa(text: str, word: str, *sounds: str, lexicon: tuple[Pronunciation, ...] = ()) -> Manifest:
    """A book of one line in which the first places of ``word`` have fixed phonemes."""
    places, at = [], 0
    for sound in sounds:
        at = text.index(word, at)
        if sound:
            places.append(Phonemes(at, at + len(word), sound))
        at += len(word)
    render = Render("kokoro", 1, "{}", text, tuple(places), "en", "", 0)
    return Manifest((Spoken("c01.u1", 1, "narrator", "teller", render.key, render),), lexicon)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (with_ipa("Dinah slept.", "Dinah"), with_ipa("Dinah slept.", "Dinah", "dˈInə", lexicon=DINAH),
         "lexicon: Dinah"),
        (with_ipa("Dinah slept.", "Dinah", "dˈinə"), with_ipa("Dinah slept.", "Dinah", "dˈInə"),
         "pronunciation of “Dinah”: /dˈinə/ → /dˈInə/"),
        (with_ipa("Read and read.", "ead", "ɛd"), with_ipa("Read and read.", "ead", "", "ɛd"),
         "other words in it have fixed phonemes"),
    ],
)  # fmt: skip
def test_a_pronunciation_is_told_by_its_word(old: Manifest, new: Manifest, reason: str) -> None:
    (found,) = compare(old, new).lines
    assert found.reasons == (reason,)


def test_another_take_and_another_speaker_are_told() -> None:
    before = manifest(*BOOK)
    again = before.lines[0]
    render = replace(again.render, take=2)
    after = (replace(again, render=render, key=render.key), *before.lines[1:])
    assert told(compare(before, Manifest(after))) == {STREET: ("take 1 → 2",)}
    others = manifest([STREET, ("Ben", "Yes."), MATCHES], BOOK[1])
    assert told(compare(before, others)) == {"Yes.": ("said by Ben instead of Ada",)}


LINES = st.lists(
    st.tuples(
        st.sampled_from(["narrator", "Ada"]), st.sampled_from([STREET, "Yes.", "Yes. No.", "No.", LAMP])
    )
)


@given(st.lists(LINES, max_size=4), st.lists(LINES, max_size=4))
def test_whatever_changed_each_line_is_told_once_and_nothing_is_lost(
    old: list[list[tuple[str, str]]], new: list[list[tuple[str, str]]]
) -> None:
    before, after = manifest(*old), manifest(*new)
    found = compare(before, after)
    assert [each.now for each in found.lines] == list(after.lines)
    replaced = [each.was for each in found.lines if each.was]
    assert len({line.id for line in replaced}) == len(replaced)
    left = {line.id for line in before.lines} - {line.id for line in replaced}
    assert {line.id for line in found.gone} <= left
    assert all(bool(each.reasons) != each.same for each in found.lines if each.was)
    assert compare(after, after).differing == ()
