"""Attributes in braces, and pauses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.errors import Severity
from narrate.manuscript.markup import Attribute, Fault, braces, pause, trailing_braces
from narrate.model import MarkKind


def said(text):
    return [(attribute.kind, attribute.value) for attribute in braces(text, 0).attributes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{voice=Alice}", (MarkKind.VOICE, "Alice")),
        ('{voice="Mr. Darcy"}', (MarkKind.VOICE, "Mr. Darcy")),
        ("{voice='Mr. Darcy'}", (MarkKind.VOICE, "Mr. Darcy")),
        ("{voice=“Mr. Darcy”}", (MarkKind.VOICE, "Mr. Darcy")),
        ("{ .small #one say=Chumley }", (MarkKind.SAY, "Chumley")),
        ('{ipa="/ɹˈɛd/"}', (MarkKind.IPA, "ɹˈɛd")),
        ("{.thought}", (MarkKind.KIND, "thought")),
        ("{style=whisper}", (MarkKind.STYLE, "whisper")),
        ("{pause=1.5s}", (MarkKind.PAUSE, "1.5")),
        ("{pause=500ms}", (MarkKind.PAUSE, "0.5")),
    ],
)
def test_each_attribute_is_understood_as_pandoc_writes_it(text, expected):
    assert said(text) == [expected]


@pytest.mark.parametrize(
    "text", ["{", "{voice=}", "{just words}", '{voice="open}', "{voice=A", "{{x}}", "[]", ""]
)
def test_what_is_not_attributes_is_left_alone(text):
    assert braces(text, 0) is None


def test_an_unknown_key_is_an_error_with_the_nearest_known_one():
    (fault,) = braces("{vioce=Alice}", 0).on_span()
    assert fault.slug == "markup-unknown-attribute"
    assert fault.hint == 'did you mean "voice"?'
    assert fault.severity is Severity.ERROR


def test_an_unknown_class_is_a_warning_on_words_and_nothing_on_a_heading():
    found = braces("{.thougt}", 0)
    (fault,) = found.on_span()
    assert (fault.slug, fault.severity) == ("markup-unknown-class", Severity.WARNING)
    assert fault.hint == 'did you mean "thought"?'
    assert found.on_heading() == ()


def test_phonemes_cannot_be_said_of_a_whole_passage():
    (fault,) = braces('{ipa="ɹˈɛd"}', 0).on_block()
    assert fault.slug == "markup-unknown-attribute"


def test_an_empty_voice_is_an_error():
    (fault,) = braces('{voice=" "}', 0).on_span()
    assert fault.slug == "markup-empty-attribute"


def test_attributes_at_the_end_of_a_heading_are_found_with_their_place():
    text = "One {not this} two {#ch1 .skip}"
    found = trailing_braces(text)
    assert text[found.start : found.end] == "{#ch1 .skip}"
    assert found.skip
    assert trailing_braces("One {#ch1} more") is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("[pause 2s]", "2.0"),
        ("[pause:2s]", "2.0"),
        ("[Pause 0.5 s]", "0.5"),
        ("[pause 750ms]", "0.75"),
        ("[pause 3]", "3.0"),
        ("[pause 0s]", "0.0"),
        ("[pause 60 s]", "60.0"),
    ],
)
def test_a_pause_has_a_length_in_seconds(text, seconds):
    written = pause(text, 0)
    assert written.end == len(text)
    assert written.said == Attribute(MarkKind.PAUSE, seconds)


@pytest.mark.parametrize("text", ["[pause]", "[pause long]", "[pause 60.1s]", "[pause 2000s]", "[pause -1s]"])
def test_a_pause_without_a_sensible_length_is_an_error_and_not_spoken(text):
    written = pause(text, 0)
    assert written.end == len(text)
    assert isinstance(written.said, Fault)


@pytest.mark.parametrize("text", ["[paused]", "[sic]", "[pause 2s", "pause 2s"])
def test_other_brackets_are_no_pause(text):
    assert pause(text, 0) is None


@given(st.text(alphabet="{}[]=\"'.#- \nabvoice=pause2s/“”", max_size=60))
def test_nothing_in_braces_is_ever_an_exception(text):
    found = braces("{" + text, 0)
    if found is not None:
        assert ("{" + text)[found.end - 1] == "}"
    trailing_braces(text)
    pause("[" + text, 0)
