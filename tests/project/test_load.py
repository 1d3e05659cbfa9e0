"""From narration.toml to a Project, and how the file is found and read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.engines.espeak.engine import Settings as EspeakSettings
from narrate.engines.kokoro.engine import Settings as KokoroSettings
from narrate.errors import NarrateError, ProblemsFound
from narrate.model import NARRATOR, Pronunciation, Style
from narrate.project.document import LARGEST
from narrate.project.load import find, load
from narrate.project.project import Project, draft
from narrate.sound.encodings import DEFAULTS, Encoding
from narrate.sound.settings import PRESETS, Pauses

WHOLE = """
[book]
title = "A Study in Scarlet"
author = "A. Conan Doyle"
language = "en-GB"
manuscript = ["one.md", "two.txt"]
cover = "cover.jpg"
told_by = "dr. watson"
series = "Sherlock Holmes"
part = 1
year = 1887
description = \"\"\"
Two men look for lodgings.
One finds a profession.
\"\"\"
skip = ["Advertisements"]

[voices.teller]
engine = "kokoro"
voice = { bm_george = 0.7, bm_lewis = 0.3 }
style = "at the fire"

[voices.holmes]
engine = "csm"
reference = "holmes.wav"
transcript = "You have been in Afghanistan, I perceive."

[styles]
hushed = { rate = 0.9, energy = 0.7 }
worn = { reference = "fireside.wav", pitch = -1, strength = 0.7 }
"at the fire" = "fireside.wav"

[cast]
narrator = "teller"
others = "narrator"
Holmes = "holmes"
Watson = { voice = "teller", aliases = ["Dr. Watson", "the doctor"], pronouns = "he", style = "worn" }
"Mrs. Hudson" = { pronouns = "she" }

[pronounce]
Lestrade = "/lɛstɹˈAd/"
Gregson = "GREG-son"

[pauses]
scene = 3

[master]
preset = "podcast"
target_lufs = -18

[output]
formats = ["mp3"]
folder = "out/audio"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("one.md", "two.txt", "cover.jpg", "fireside.wav", "holmes.wav"):
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def project(folder: Path, text: str) -> Project:
    (folder / "narration.toml").write_text(text, encoding="utf-8")
    return load(folder)


def test_a_whole_project(folder: Path) -> None:
    whole = project(folder, WHOLE)
    assert (whole.root, whole.file) == (folder, folder / "narration.toml")
    assert whole.book.manuscript == (folder / "one.md", folder / "two.txt")
    assert whole.book.cover == folder / "cover.jpg"
    assert (whole.book.language, whole.book.part, whole.book.year) == ("en-gb", "1", "1887")
    assert whole.book.description == "Two men look for lodgings.\nOne finds a profession."
    assert whole.book.choice.skip == ("Advertisements",)
    assert whole.lexicon == (
        Pronunciation("Lestrade", ipa="lɛstɹˈAd"),
        Pronunciation("Gregson", say="GREG-son"),
    )
    assert whole.pauses == Pauses(scene=3.0)
    assert whole.mastering == replace(PRESETS["podcast"].mastering, target_lufs=-18.0)
    assert (whole.output.formats, whole.output.folder) == (("mp3",), folder / "out/audio")
    assert whole.warnings == ()


def test_a_word_may_be_said_differently_by_whom_and_in_which_language(folder: Path) -> None:
    text = """
[book]
title = "X"
manuscript = "one.md"

[cast]
Watson = { aliases = ["the doctor"] }

[pronounce]
lead = ["leed", { say = "led", only = ["The Doctor", "narrator"] }]
chat = { ipa = "/ʃˈæ/", language = "FR" }
Dinah = { say = "Dyna", ipa = "dˈInə" }
"""
    assert project(folder, text).lexicon == (
        Pronunciation("lead", say="leed"),
        Pronunciation("lead", say="led", only=("Watson", "narrator")),
        Pronunciation("chat", ipa="ʃˈæ", language="fr"),
        Pronunciation("Dinah", say="Dyna", ipa="dˈInə"),
    )


def test_the_cast_has_its_voices(folder: Path) -> None:
    cast = project(folder, WHOLE).cast
    assert cast.narrator.settings == KokoroSettings(voice={"bm_george": 0.7, "bm_lewis": 0.3})
    assert cast.narrator.style == Style(reference=folder / "fireside.wav")
    assert cast.others == cast.narrator
    assert cast.told_by == "Watson"
    holmes, watson, hudson = cast.characters
    assert holmes.voice.settings.reference == folder / "holmes.wav"  # type: ignore[attr-defined] # CSM's own
    assert (watson.voice, watson.pronouns) == (cast.narrator, "he")
    assert watson.aliases == ("Dr. Watson", "the doctor")
    assert (hudson.voice.engine, hudson.style) == ("espeak", None)
    assert watson.style == Style(reference=folder / "fireside.wav", pitch=-1.0, strength=0.7)
    assert dict(cast.styles) == {
        "hushed": Style(rate=0.9, energy=0.7),
        "worn": watson.style,
        "at the fire": cast.narrator.style,
    }


def test_the_least_project_has_defaults_and_an_embedded_narrator(folder: Path) -> None:
    least = project(folder, '[book]\ntitle = "X"\nmanuscript = "one.md"')
    assert (least.pauses, least.mastering) == (Pauses(), PRESETS["acx"].mastering)
    assert (least.output.formats, least.output.folder) == (("flac", "mp3"), folder / "dist")
    assert least.output.timings == ()
    assert isinstance(least.cast.narrator.settings, EspeakSettings)
    assert (least.cast.characters, least.cast.others, least.cast.told_by) == ((), None, None)


LEAST = '[book]\ntitle = "X"\nmanuscript = "one.md"\n'


@pytest.mark.parametrize(
    ("text", "head", "tail"),
    [
        ("", 0.75, 3.0),
        ('[master]\npreset = "librivox"', 0.75, 5.0),
        ('[pauses]\ntail = 3\n[master]\npreset = "librivox"', 0.75, 3.0),
        ('[pauses]\nhead = 0.5\n[master]\npreset = "librivox"', 0.5, 5.0),
    ],
)
def test_a_preset_brings_the_room_tone_around_a_chapter_unless_the_author_says(
    folder: Path, text: str, head: float, tail: float
) -> None:
    pauses = project(folder, LEAST + text).pauses
    assert (pauses.head, pauses.tail) == (head, tail)


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("", (-22.5, -18.5)),
        ("target_lufs = -21", (-22.5, -18.5)),
        ("target_lufs = -16", None),
        ("target_lufs = -16\nrms_db = [-18, -14]", (-18.0, -14.0)),
        ("rms_db = []", None),
        ('preset = "archive"', None),
        ('preset = "archive"\nrms_db = [-26.0, -22.0]', (-26.0, -22.0)),
    ],
)
def test_a_target_outside_the_presets_band_does_away_with_it(
    folder: Path, text: str, band: tuple[float, float] | None
) -> None:
    assert project(folder, f"{LEAST}[master]\n{text}").mastering.rms_db == band


def test_a_character_may_have_pauses_of_its_own(folder: Path) -> None:
    text = """[pauses]
sentence = 0.4
[cast]
Watson = { aliases = ["the doctor"], pauses = { sentence = 0.9, paragraph = 0 } }
Holmes = { pronouns = "he" }
"""
    made = project(folder, LEAST + text)
    assert made.pauses_of("Watson") == replace(made.pauses, sentence=0.9, paragraph=0.0)
    for other in ("Holmes", "narrator", "nobody", None):
        assert made.pauses_of(other) == made.pauses == Pauses(sentence=0.4)
    assert draft(made).pauses_of("Watson").sentence == 0.9


def test_a_draft_speaks_with_embedded_voices_only(folder: Path) -> None:
    sketch = draft(project(folder, WHOLE))
    voices = [sketch.cast.narrator, *(character.voice for character in sketch.cast.characters)]
    assert {voice.engine for voice in voices} == {"espeak"}
    assert len({voice.settings for voice in voices}) == 4
    assert sketch.cast.others == sketch.cast.narrator
    assert all(character.style is None for character in sketch.cast.characters)
    assert {voice.style for voice in voices} == {None}
    assert sketch.cast.plain


def test_a_draft_keeps_the_voices_that_were_embedded_already(folder: Path) -> None:
    whole = project(folder, WHOLE)
    assert draft(whole).cast.characters[2].voice == whole.cast.characters[2].voice
    assert draft(draft(whole)) == draft(whole)


def test_a_draft_tells_others_from_the_narrator_where_the_project_does(folder: Path) -> None:
    whole = project(folder, WHOLE.replace('others = "narrator"', 'others = "holmes"'))
    sketch = draft(whole).cast
    assert sketch.others is not None
    assert sketch.others.settings not in {
        sketch.narrator.settings,
        *(character.voice.settings for character in sketch.characters),
    }


def test_the_file_itself_may_be_named(folder: Path) -> None:
    whole = project(folder, WHOLE)
    assert load(folder / "narration.toml") == whole


def test_a_project_is_found_from_any_folder_inside_it(folder: Path) -> None:
    project(folder, WHOLE)
    inside = folder / "voices" / "old"
    inside.mkdir(parents=True)
    assert find(inside) == find(folder) == find(folder / "one.md") == folder


def test_without_a_narration_toml_the_way_to_one_is_told(tmp_path: Path) -> None:
    for attempt in (find, load):
        with pytest.raises(NarrateError, match=r"there is no narration\.toml in") as error:
            attempt(tmp_path)
        assert error.value.hint.startswith("narrate new ")
    with pytest.raises(NarrateError, match=r"there is no narration\.toml in"):
        load(tmp_path / "nowhere" / "narration.toml")


def test_what_is_not_utf_8_is_refused_with_its_line(folder: Path) -> None:
    (folder / "narration.toml").write_bytes('[book]\ntitle = "Café"'.encode("latin-1"))
    with pytest.raises(ProblemsFound) as found:
        load(folder)
    assert str(found.value).startswith("narration.toml:2: not UTF-8: byte 0xe9")


def test_a_byte_order_mark_and_windows_line_ends_are_read(folder: Path) -> None:
    (folder / "narration.toml").write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert load(folder).book.description.count("\n") == 1


def test_a_file_that_is_much_too_large_is_not_read(folder: Path) -> None:
    with pytest.raises(ProblemsFound, match="larger than 1 MB"):
        project(folder, "#" * (LARGEST + 1))


def test_text_that_a_terminal_would_obey_is_not_repeated(folder: Path) -> None:
    with pytest.raises(ProblemsFound) as found:
        project(folder, '[book]\ntitle = "X"\nmanuscript = "one.md"\n"\\u001b[31m\\u202e" = 1')
    assert str(found.value).replace("\n", "").isprintable()


VALUES = st.recursive(
    st.one_of(
        st.integers(-5, 5000),
        st.booleans(),
        st.sampled_from(["", "narrator", "teller", "espeak", "one.md", "/x", "he", "acx", "a\\u0000b"]),
        st.sampled_from([float("inf"), 0.5]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["a", "voice"]), inner)
    ),
    max_leaves=4,
)
KEYS = st.sampled_from(
    ["title", "manuscript", "narrator", "others", "Alice", "engine", "voice", "formats", "preset", "aliases"]
)


def toml(value: object) -> str:
    """A value as TOML; text is given with its escapes."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case dict():
            return "{" + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + "}"
        case _:
            return str(value)


@given(
    st.dictionaries(
        st.sampled_from(["book", "voices", "cast", "pronounce", "pauses", "master", "output", "other"]),
        st.one_of(VALUES, st.dictionaries(KEYS, VALUES, max_size=4)),
    )
)
def test_whatever_is_written_the_answer_is_a_project_or_problems_with_lines(
    tmp_path_factory: pytest.TempPathFactory, tables: dict[str, object]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "anything"  # not above the projects of other tests
    folder.mkdir(exist_ok=True)
    (folder / "one.md").touch()
    text = "".join(f"{name} = {toml(table)}\n" for name, table in tables.items())
    try:
        cast = project(folder, text).cast
    except ProblemsFound as found:
        problems, names = found.problems, set[str]()
    else:
        problems, names = (), {character.name for character in cast.characters}
    lines = [problem.where.line for problem in problems if problem.where and problem.where.line]
    assert len(lines) == len(problems)
    assert lines == sorted(lines)
    assert NARRATOR not in names


def test_a_style_that_nothing_would_come_of_is_refused(folder: Path) -> None:
    text = WHOLE.replace('pronouns = "she" }', 'pronouns = "she", style = "fireside.wav" }')
    text = text.replace('engine = "kokoro"\nvoice = { bm_george = 0.7, bm_lewis = 0.3 }', 'engine = "espeak"')
    with pytest.raises(ProblemsFound) as found:
        project(folder, text)
    lines = (folder / "narration.toml").read_text().splitlines()
    places = [problem.where.line for problem in found.value.problems if problem.where and problem.where.line]
    assert {problem.slug for problem in found.value.problems} == {"style-unsupported"}
    assert [lines[line - 1].split("=")[0].strip() for line in places] == ["style", "Watson", '"Mrs. Hudson"']


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("an/other", "an/other"),
        ("./models/../models/tiny", "{root}/models/tiny"),
        ("../shared", "{above}/shared"),
        ("~/tiny", "{above}/tiny"),
        ("{above}/shared", "{above}/shared"),
    ],
)
def test_a_folder_of_a_model_is_found_from_the_project(
    written: str, wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "book"
    for folder in ("models/tiny", "../shared", "../tiny"):
        (root / folder).mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path))
    (root / "book.md").write_text("# One\n\nHello.\n", encoding="utf-8")
    model = written.format(above=tmp_path)
    (root / "narration.toml").write_text(
        '[book]\ntitle = "Alice"\nmanuscript = "book.md"\n'
        f'[voices.a]\nengine = "mlx"\nmodel = "{model}"\n[cast]\nnarrator = "a"\n',
        encoding="utf-8",
    )
    assert load(root).cast.narrator.settings.model == wanted.format(root=root, above=tmp_path)  # type: ignore[attr-defined]


def test_each_format_encodes_as_written_or_as_the_preset_needs(tmp_path: Path) -> None:
    (tmp_path / "book.md").write_text("# One\n\nHello.\n", encoding="utf-8")
    start = '[book]\ntitle = "Alice"\nmanuscript = "book.md"\n'
    (tmp_path / "narration.toml").write_text(start, encoding="utf-8")
    assert load(tmp_path).output.encodings == DEFAULTS
    text = '[master]\npreset = "librivox"\n[output.flac]\nbits = 24\n[output.m4b]\nchannels = 2\n'
    (tmp_path / "narration.toml").write_text(start + text, encoding="utf-8")
    made = load(tmp_path).output.encodings
    assert (made["mp3"].kbps, made["flac"].bits) == (128, 24)
    assert made["m4b"] == Encoding(channels=2, kbps=DEFAULTS["m4b"].kbps)
    (tmp_path / "narration.toml").write_text(start + text + "[output.mp3]\nkbps = 192\n", encoding="utf-8")
    assert load(tmp_path).output.encodings["mp3"].kbps == 192
