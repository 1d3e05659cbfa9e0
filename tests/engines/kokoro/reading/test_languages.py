"""The other eight languages: which a voice speaks, what they need, and that nothing in them is lost."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.engines.kokoro import languages
from narrate.engines.kokoro.languages import LANGUAGES, language_of, letter_for, limits_for
from narrate.engines.kokoro.reader import Reader
from narrate.engines.kokoro.reading import Reading
from narrate.engines.kokoro.vocabulary import SYMBOLS
from narrate.errors import MissingTool, NarrateError
from narrate.script.cutting import Limits

Read = Callable[..., Reading]

PROSE = {
    "e": "En un lugar de la Mancha, de cuyo nombre no quiero acordarme, no ha mucho tiempo que vivía.",
    "f": "Longtemps, je me suis couché de bonne heure. Parfois, à peine ma bougie éteinte, mes yeux.",
    "h": "होरी राम ने दोनों बैलों को सानी-पानी देकर अपनी स्त्री धनिया से कहा— गोबर को भेज देना। मैं न जाने कब लौटूँ।",
    "i": "C’era una volta un pezzo di legno. Non era un legno di lusso, ma un semplice pezzo da catasta.",
    "p": "Uma noite destas, vindo da cidade para o Engenho Novo, encontrei num trem da Central um rapaz.",
    "j": "山路を登りながら、こう考えた。智に働けば角が立つ。情に棹させば流される。意地を通せば窮屈だ。",
    "z": "我翻开历史一查，这历史没有年代，歪歪斜斜的每页上都写着“仁义道德”几个字。",
}
"""First sentences of Cervantes, Proust, Premchand, Collodi, Machado de Assis, Sōseki and Lu Xun."""

HERE = [
    pytest.param(
        letter,
        marks=pytest.mark.skipif(
            any(find_spec(module) is None for module in LANGUAGES[letter].modules),
            reason=f"{LANGUAGES[letter].name} needs pip install {LANGUAGES[letter].requirement}",
        ),
    )
    for letter in PROSE
]


@pytest.mark.parametrize("letter", HERE)
def test_prose_is_read_whole_and_as_long_as_its_limits_say(read: Read, letter: str) -> None:
    reading = read(PROSE[letter], letter)
    assert reading.faults == ()
    assert set(reading.phonemes) <= SYMBOLS
    ratio = len(reading.phonemes) / len(PROSE[letter])
    assert ratio == pytest.approx(LANGUAGES[letter].phonemes_per_character, rel=0.15)


@pytest.mark.parametrize("letter", HERE)
def test_marks_are_kept_and_what_cannot_be_said_is_named(read: Read, letter: str) -> None:
    text = PROSE[letter]
    assert sum(symbol in ".,—“" for symbol in read(text, letter).phonemes) >= 2
    reading = read(text[:20] + " 👍 Привет " + text[20:], letter)
    assert reading.faults == ("“👍” has no sound in this language", "“Привет” has no sound in this language")
    assert len(reading.phonemes) > 0.8 * len(read(text, letter).phonemes)


@pytest.mark.parametrize(
    ("letter", "text", "phonemes"),
    [
        ("e", "¿Quién es?", "kjˈen ˈes?"),
        ("e", "«Sí» (dijo), 3,14.", "“sˈi” (dˈixo), tɾˈes komˌa katˈoɾθe."),
        ("f", "L’homme, c'est-à-dire lui.", "lˈɔm, sɛtadˈiʁ lyˈi."),
        ("i", "Un po' d’acqua: «No»", "ʊn pˈo dˈakːwa: “nˈɔ”"),
        ("p", "Não, mãe.", "nˈɐ̃ʊ̃, mˈɐ̃y."),
        ("h", "लड़का आया। क्या?", "lˈʌɽkˌaː ˈaːjaː. kːjaː?"),
    ],
)
def test_languages_of_espeak(read: Read, letter: str, text: str, phonemes: str) -> None:
    assert read(text, letter).phonemes == phonemes


def test_words_are_placed_only_where_it_is_plain_which_they_are(read: Read) -> None:
    text = "El niño abrió la puerta; tenía 25 años."
    (piece,) = read(text, "e").pieces
    assert [text[word.start : word.end] for word in piece.words] == ["El", "niño", "abrió", "la", "puerta"]
    assert piece.phonemes[piece.words[1].first : piece.words[1].last] == "nˈiɲo"


def test_fixed_phonemes_stand_in_any_language(read: Read) -> None:
    assert read("Llegó Wright, tarde.", "e", Wright="rˈajt").phonemes == "ʎeɣˈo rˈajt, tˈaɾðe."


@given(
    letter=st.sampled_from("efhip"),
    text=st.text(st.sampled_from([*"abñçé 1.,:;!?¿¡«»()[]-—…'’\"/*👍Ωя日क़ा।\u200d\n"]), max_size=40),
)
def test_any_text_of_any_language_becomes_symbols_of_the_model(
    reader: Reader, letter: str, text: str
) -> None:
    reading = reader.reading(text, (), letter)
    assert all(0 < len(piece.phonemes) <= 510 and set(piece.phonemes) <= SYMBOLS for piece in reading.pieces)
    assert reading.pieces or reading.faults
    for piece in reading.pieces:
        for word in piece.words:
            assert " " not in text[word.start : word.end]
            assert 0 <= word.first < word.last <= len(piece.phonemes)


def test_a_language_that_is_not_installed_is_one_clear_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(languages, "find_spec", lambda module: None if module == "jieba" else object())
    with pytest.raises(MissingTool) as raised:
        LANGUAGES["z"].require()
    assert raised.value.message == "Kokoro cannot read Mandarin Chinese here: jieba is not installed"
    assert raised.value.hint == "pip install 'narrate[zh]'"
    LANGUAGES["e"].require()


@pytest.mark.parametrize(
    ("voice", "setting", "book", "letter"),
    [
        ("b", None, "en-gb", "b"),
        ("a", None, "en-gb", "a"),  # an American in a British book
        ("b", None, "en", "b"),
        ("b", None, "en-au", "b"),
        ("f", None, "fr-ca", "f"),
        ("z", None, "zh-hant-tw", "z"),
        ("p", None, "pt", "p"),
        ("f", "fr", "en", "f"),  # a quotation in French, on purpose
        ("f", "en-gb", "en", "b"),  # an accent, on purpose
        ("b", "en", "en-gb", "b"),
        ("b", "EN_US", "en-gb", "a"),
    ],
)
def test_a_voice_reads_in_its_own_accent_or_as_the_author_says(
    voice: str, setting: str | None, book: str, letter: str
) -> None:
    assert letter_for(voice, setting, book) == letter


@pytest.mark.parametrize(
    ("voice", "setting", "book", "message", "hint"),
    [
        (
            "f",
            None,
            "en-gb",
            "the voice speaks French and the book is in British English",
            'language = "en-gb"',
        ),
        (
            "a",
            None,
            "de",
            "the book is in the language 'de', which Kokoro does not speak",
            'language = "en-us"',
        ),
        ("a", "de", "en", "Kokoro does not speak 'de'", 'French ("fr-fr")'),
        ("x", None, "en", "no language of Kokoro has the letter 'x'", ""),
    ],
)
def test_a_voice_of_another_language_is_a_fault(
    voice: str, setting: str | None, book: str, message: str, hint: str
) -> None:
    with pytest.raises(NarrateError) as raised:
        letter_for(voice, setting, book)
    assert message in raised.value.message
    assert hint in raised.value.hint


def test_limits_are_todays_in_english_and_shorter_where_a_character_is_a_syllable() -> None:
    assert limits_for("en-gb") == limits_for("en") == limits_for("en-au") == Limits()
    assert limits_for("de") == Limits()
    mandarin = limits_for("zh-cn")
    assert mandarin.longest * 3.7 == pytest.approx(250, rel=0.02)
    assert mandarin.shortest * 3.7 == pytest.approx(80, rel=0.05)


def test_every_tag_of_a_language_is_its_own() -> None:
    assert all(language_of(tag) == language for language in LANGUAGES.values() for tag in language.tags)
    assert language_of("de") is None
