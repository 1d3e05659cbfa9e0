"""Phonemes in IPA become the letters of Kokoro's voices, and what those letters say stays as it is."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from narrate.engines.kokoro.phonemes.alphabet import in_letters, unsayable


@pytest.mark.parametrize(
    ("letter", "ipa", "letters"),
    [
        ("a", "ˈdaɪnə", "dˈInə"),
        ("a", "tʃɪə", "ʧiə"),
        ("a", "d͡ʒɔɪ", "ʤY"),
        ("a", "ˈbɜːrd", "bˈɜɹd"),
        ("a", "bɝd", "bɜɹd"),
        ("a", "ɡəʊt", "ɡOt"),
        ("a", "biːd", "bid"),
        ("a", "ˈzɛn.ə.vi", "zˈɛnəvi"),
        ("a", "ʒɑ̃", "ʒɑn"),
        ("a", "ˈyan", "jˈæn"),
        ("b", "biːd", "biːd"),
        ("b", "ɡoʊt", "ɡQt"),
        ("b", "bæd", "bad"),
        ("b", "bɝd", "bɜːd"),
        ("b", "ˈblɝi", "blˈɜːɹi"),
        ("b", "ˈtʃɔːlmənˌdeɪli", "ʧˈɔːlməndˌAli"),
        ("e", "ˈtʃiko", "ʧˈiko"),
        ("z", "ma↗", "ma↗"),
        ("f", "bɔ̃", "bɔ\u0303"),
    ],
)
def test_dictionaries_write_otherwise(letter: str, ipa: str, letters: str) -> None:
    assert in_letters(ipa, letter) == letters


@pytest.mark.parametrize(("letter", "name"), [("a", "us_gold"), ("b", "gb_gold")])
def test_what_misaki_writes_stays(letter: str, name: str) -> None:
    """All but words in which t or d meets the first sound of the next syllable (Wiltshire)."""
    spec = find_spec("misaki")
    assert spec
    assert spec.submodule_search_locations
    text = Path(spec.submodule_search_locations[0], "data", f"{name}.json").read_text(encoding="utf-8")
    sounds = [sound for entry in json.loads(text).values() if isinstance(entry, str) for sound in [entry]]
    changed = [sound for sound in sounds if in_letters(sound, letter) != sound]
    assert len(sounds) > 80_000
    assert len([sound for sound in changed if "tʃ" not in sound and "dʒ" not in sound]) < 20


def test_symbols_that_are_no_sound_are_named() -> None:
    assert unsayable("ˈdaɪnə") == unsayable("xøːʎ") == ""
    assert unsayable("kǃa") == 'Kokoro has no sound for "ǃ" in the phonemes /kǃa/'
    assert unsayable("ˈː") == "there is no sound in the phonemes /ˈː/"
