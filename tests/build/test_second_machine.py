"""The same book on another machine: from the files that people keep, with the takes or without them.

The voices are Kokoro's and CSM's but what is heard is tones: what the models make of a locked book is in
test_voices_on_mlx.py.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from narrate.build import lock
from narrate.build.book import build
from narrate.build.composing import MEMORIES
from narrate.build.events import Rendered, Warned
from narrate.build.lock import Lock
from narrate.build.prepare import plan_of, prepare
from narrate.build.request import Request
from narrate.build.taking import Reel
from narrate.cli.program import run
from narrate.engines import tone
from narrate.engines.base import Performance
from narrate.engines.csm.engine import Csm
from narrate.engines.csm.sources import CODEC_FILE
from narrate.engines.kokoro import engine as kokoro_engine
from narrate.engines.kokoro.engine import Kokoro
from narrate.engines.models.hashes import sha256
from narrate.engines.models.weights import Pins
from narrate.errors import ProblemsFound
from narrate.model import Render
from narrate.project.load import load
from narrate.takes.store import Store
from tests.building import edit, files, make
from tests.conftest import noise_in_syllables

TOML = """\
[book]
title = "The Corner"
language = "en-gb"
manuscript = "corner.md"

[voices.teller]
engine = "kokoro"
model = "./models/kokoro"
voice = "bf_emma"

[voices.ada]
engine = "csm"
model = "./models/csm/"
reference = "voices/ada.wav"
transcript = "The lamp at the corner had gone out again, and nobody knew the reason why it was."

[cast]
narrator = "teller"
Ada = { voice = "ada", pronouns = "she" }

[output]
formats = ["flac", "mp3"]
"""

MODELS = (
    "models/kokoro/config.json",
    "models/kokoro/model.safetensors",
    "models/kokoro/voices/bf_emma.safetensors",
    "models/kokoro/voices/af_heart.safetensors",  # which nobody needs
    "models/csm/config.json",
    "models/csm/model.safetensors",
    "models/csm/tokenizer/tokenizer.json",
    f"models/csm/codec/{CODEC_FILE}",
)
"""Files in the places of those of real models: nothing reads them here but to know them again."""

PACK = "models/kokoro/voices/bf_emma.safetensors"

BOOK = """\
# The Corner

“Who has the matches?” asked Ada.
"""


def kept(folder: Path) -> Lock:
    return lock.read(folder / lock.NAME)


def refused(folder: Path, **options: object) -> list[str]:
    """What a locked build says is different, and that it says it before it does anything."""
    before = tree(folder)
    with pytest.raises(ProblemsFound) as caught:
        make(folder, locked=True, **options)
    assert tree(folder) == before
    assert all(problem.hint for problem in caught.value.problems)
    return [f"{problem.slug}: {problem.message}" for problem in caught.value.problems]


def tree(folder: Path) -> dict[str, bytes]:
    """Everything in a folder but the store's own two files and remembered scripts: no book is in them."""
    return {
        str(path): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {"lock", ".gitignore", *MEMORIES}
    }


class Fake(tone.Tone):
    """Tones for whatever voice."""

    @classmethod
    def fingerprint(cls, settings: object, pins: Pins) -> Mapping[str, object]:
        """That of the engine whose settings they are."""
        engine = next(each for each in (Kokoro, Csm) if isinstance(settings, each.settings_type))
        return engine.fingerprint(settings, pins)  # type: ignore[arg-type]

    def perform(self, render: Render, settings: object, tried: int = 0) -> Performance:
        del settings
        return super().perform(render, tone.Settings(), tried)


@pytest.fixture(scope="module", autouse=True)
def tones() -> Iterator[None]:
    """No model speaks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("narrate.build.render.engine_class", lambda _: Fake)
        yield


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with a Kokoro and a CSM voice and its models, built. Not to be changed."""
    import soundfile

    folder = tmp_path_factory.mktemp("first") / "corner"
    for name in MODELS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    (folder / "voices").mkdir()
    soundfile.write(folder / "voices" / "ada.wav", noise_in_syllables(5.0, 1), 24_000)
    (folder / "narration.toml").write_text(TOML, encoding="utf-8")
    (folder / "corner.md").write_text(BOOK, encoding="utf-8")
    assert len(make(folder).rendered) > 1
    return folder


@pytest.fixture
def second(first: Path, tmp_path: Path) -> Path:
    """What people keep of it, in another place: no takes and nothing published."""
    return Path(
        shutil.copytree(first, tmp_path / "elsewhere", ignore=shutil.ignore_patterns(".narrate", "dist"))
    )


def test_the_lock_file_has_all_that_the_book_is_made_of(first: Path) -> None:
    known = kept(first)
    assert {level.name for level in known.levels.values()} == {"teller", "ada"}
    for path, digest in known.files.items():
        assert path.startswith(("./models/kokoro/", "./models/csm/"))
        assert sha256(first / path) == digest
    assert sorted(known.files) == sorted(f"./{name}" for name in MODELS if "af_heart" not in name)
    assert known.models == {}
    (recording,) = known.references.items()
    assert recording[0] == "voices/ada.wav"
    assert recording[1].sha256 == sha256(first / "voices/ada.wav")
    assert recording[1].duration_s == 5.0
    assert recording[1].rate_hz == 24_000
    assert -30 < (recording[1].level_db or 0) < -5
    assert {"misaki", "tagger", "espeakng-loader"} < known.readers["kokoro"].keys()
    assert list(known.readers) == ["kokoro"]


def test_without_the_takes_the_book_is_rendered_to_the_same_bytes(first: Path, second: Path) -> None:
    before = (second / lock.NAME).read_bytes()
    assert len(make(second, locked=True, offline=True).rendered) > 1
    assert files(second) == files(first)
    assert (second / lock.NAME).read_bytes() == before


def test_with_the_takes_nothing_is_rendered_whatever_reads_there(
    first: Path, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(first / ".narrate", second / ".narrate")
    monkeypatch.setattr(kokoro_engine, "_made_with", lambda _: {"misaki": "9.9"})
    assert make(second, locked=True).rendered == []
    assert files(second) == files(first)
    assert kept(second) == kept(first)
    assert not [event for event in make(second) if isinstance(event, Warned)]
    assert kept(second) == kept(first)  # nothing was read with it


def test_all_that_is_otherwise_is_told_at_once(second: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import soundfile

    was = kept(second)
    soundfile.write(second / "voices/ada.wav", noise_in_syllables(5.0, 7), 24_000)
    with (second / PACK).open("ab") as file:
        file.write(b"\0")
    tagger = was.readers["kokoro"]["tagger"]
    monkeypatch.setattr(kokoro_engine, "_made_with", lambda _: {"misaki": "9.9", "tagger": tagger})
    told = refused(second)
    pack, digest = "./models/kokoro/voices/bf_emma.safetensors", sha256(second / PACK)
    assert told == [
        f"model-file-differs: voices.teller: {pack} is another model's file (SHA-256 {digest[:12]}…) than "
        f"narration.lock has ({was.files[pack][:12]}…)",
        "recording-differs: voices.ada: voices/ada.wav is another recording (SHA-256 "
        f"{sha256(second / 'voices/ada.wav')[:12]}…) than narration.lock has "
        f"({was.references['voices/ada.wav'].sha256[:12]}…)",
        "reader-differs: kokoro reads with misaki 9.9 here, and narration.lock has "
        f"{was.readers['kokoro']['misaki']}",
    ]


def test_what_is_rendered_anew_with_another_reader_is_told_and_only_then(
    first: Path, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(first / ".narrate", second / ".narrate")
    was = kept(second)
    monkeypatch.setattr(kokoro_engine, "_made_with", lambda _: {**was.readers["kokoro"], "misaki": "9.9"})
    edit(second / "corner.md", "asked Ada", "asked Ada at last")
    assert [each.partition(":")[0] for each in refused(second)] == ["reader-differs"]
    events = make(second)
    assert len(events.rendered) == 1
    (told,) = [event.problem for event in events if isinstance(event, Warned)]
    assert str(told) == (
        "narration.lock: warning: kokoro reads with misaki 9.9, and has read with "
        f"{was.readers['kokoro']['misaki']}: takes rendered before stay as they are"
    )
    assert kept(second) == dataclasses.replace(
        was, readers={"kokoro": {**was.readers["kokoro"], "misaki": "9.9"}}
    )
    assert make(second, locked=True).rendered == []


def test_words_that_are_corrected_while_the_book_is_built_are_used_by_the_next_build(second: Path) -> None:
    edit(second / "narration.toml", "transcript = ", "transcribe = true # ")
    heard = {sha256(second / "voices/ada.wav"): "The lamp had gone out again, and nobody knew why it was."}
    lock.write(second / lock.NAME, dataclasses.replace(kept(second), transcripts=heard))
    assert len(make(second).rendered) > 1
    edit(second / "corner.md", "asked Ada", "asked Ada at last")
    for event in build(Request(load(second))):
        if isinstance(event, Rendered):
            edit(second / lock.NAME, "nobody knew why", "nobody knows why")
    assert len(make(second).rendered) == 1  # Ada's
    assert make(second).rendered == []


def test_takes_of_previews_are_read_with_what_the_lock_file_says(
    first: Path, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (second / lock.NAME).unlink()
    assert len(make(second, only=1).rendered) > 1
    assert kept(second) == Lock(readers=kept(first).readers)
    assert make(second).rendered == []
    assert kept(second) == kept(first)

    newer = {**kept(first).readers["kokoro"], "misaki": "9.9"}
    monkeypatch.setattr(kokoro_engine, "_made_with", lambda _: newer)
    edit(second / "corner.md", "asked Ada", "asked Ada at last")
    told = [event.problem.slug for event in make(second, only=1) if isinstance(event, Warned)]
    assert told == ["reader-changed"]
    assert kept(second) == dataclasses.replace(kept(first), readers={"kokoro": newer})
    assert make(second, draft=True, only=1)
    assert kept(second).readers == {"kokoro": newer}


def test_further_takes_are_read_with_what_the_lock_file_says(
    first: Path, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(first / ".narrate", second / ".narrate")
    newer = {**kept(first).readers["kokoro"], "misaki": "9.9"}
    monkeypatch.setattr(kokoro_engine, "_made_with", lambda _: newer)
    reel, plan = Reel(load(second)), plan_of(prepare(load(second)), Store.of(second))
    line = next(each for each in plan.lines if each.voice.name == "teller")
    told = [event.problem.slug for event in reel.retake(line, 1) if isinstance(event, Warned)]
    assert told == ["reader-changed"]
    assert kept(second).readers == {"kokoro": newer}


def test_what_takes_were_read_with_is_told_by_their_records_where_nobody_else_knows(
    first: Path, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    perform, with_ = Fake.perform, {**kept(first).readers["kokoro"], "misaki": "0.1", "mlx": "1.0"}

    def performed(*arguments: Any) -> Performance:
        return dataclasses.replace(perform(*arguments), made_with=with_)

    monkeypatch.setattr(Fake, "perform", performed)
    make(second)
    lock.write(second / lock.NAME, dataclasses.replace(kept(second), readers={}))
    assert make(second).rendered == []
    assert kept(second).readers == {"kokoro": {**kept(first).readers["kokoro"], "misaki": "0.1"}}


def test_a_damaged_take_is_not_rendered_again_with_another_reader(
    first: Path, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(first / ".narrate", second / ".narrate")
    for sound in (second / ".narrate/blobs-v1").rglob("*.flac"):
        sound.write_bytes(b"fLaC")
    was = kept(second)
    monkeypatch.setattr(kokoro_engine, "_made_with", lambda _: {**was.readers["kokoro"], "misaki": "9.9"})
    with pytest.raises(ProblemsFound, match=r"kokoro reads with misaki 9\.9 here"):
        make(second, locked=True)
    assert [event.problem.slug for event in make(second) if isinstance(event, Warned)] == ["reader-changed"]
    assert files(second) == files(first)


def test_files_that_were_replaced_are_told_and_settled(first: Path, second: Path) -> None:
    with (second / PACK).open("ab") as file:
        file.write(b"\0")
    told = [event.problem for event in make(second) if isinstance(event, Warned)]
    assert [each.message for each in told] == [
        f"./{PACK} is another file than it was: what is made from it is rendered anew"
    ]
    assert kept(second).files[f"./{PACK}"] == sha256(second / PACK)
    assert kept(second).references == kept(first).references


def test_names_and_paths_are_for_people(first: Path, second: Path) -> None:
    shutil.copytree(first / ".narrate", second / ".narrate")
    (second / "voices/ada.wav").rename(second / "ada lovelace.wav")
    (second / "models").rename(second / "speakers")
    toml = (second / "narration.toml").read_text()
    for old, new in (
        ("./models/", "./speakers/"),
        ("voices/ada.wav", "ada lovelace.wav"),
        ("[voices.teller]", "[voices.storyteller]"),
        ('"teller"', '"storyteller"'),
    ):
        toml = toml.replace(old, new)
    (second / "narration.toml").write_text(toml)
    before = (second / lock.NAME).read_bytes()
    assert make(second, locked=True).rendered == []
    assert (second / lock.NAME).read_bytes() == before
    make(second)
    known = kept(second)
    assert {level.name for level in known.levels.values()} == {"storyteller", "ada"}
    assert {identity: level.loudness_lufs for identity, level in known.levels.items()} == {
        identity: level.loudness_lufs for identity, level in kept(first).levels.items()
    }
    assert list(known.references) == ["ada lovelace.wav"]
    assert known.files == {
        path.replace("models", "speakers"): digest for path, digest in kept(first).files.items()
    }


def test_what_version_1_did_not_know_has_to_be_settled_first(first: Path, second: Path) -> None:
    shutil.copytree(first / ".narrate", second / ".narrate")
    lock.write(second / lock.NAME, Lock(levels=kept(first).levels))
    edit(second / lock.NAME, "version = 2", "version = 1")
    told = refused(second)
    assert told[0] == (
        "model-file-differs: voices.teller: the model's file ./models/kokoro/config.json "
        "is not in narration.lock"
    )
    assert told[-1] == "recording-differs: voices.ada: the recording voices/ada.wav is not in narration.lock"
    assert make(second).rendered == []
    assert dataclasses.replace(kept(second), readers={}) == dataclasses.replace(kept(first), readers={})
    assert kept(second).readers == {}  # nobody knows what these takes were read with
    assert make(second, locked=True).rendered == []
    edit(second / "corner.md", "asked Ada", "asked Ada at last")
    assert refused(second) == [
        "reader-unsettled: narration.lock does not say what kokoro reads with, and there are lines to render"
    ]


def test_a_voice_that_changed_or_whose_words_nobody_wrote_down_is_refused(second: Path) -> None:
    edit(second / "narration.toml", 'voice = "bf_emma"', 'voice = "bf_emma"\nspeed = 1.1')
    edit(second / "narration.toml", "transcript = ", "transcribe = true # ")
    assert refused(second) == [
        "transcript-unheard: voices.ada: nobody has written down yet what is said in ada.wav",
        "model-unsettled: voices.ada: narration.lock has no commit of "
        "mlx-community/whisper-large-v3-turbo-asr-fp16",
        "level-unsettled: voices.teller: narration.lock has no level of this voice as it is now: "
        "it is new, or was changed",
    ]


def test_without_a_lock_file_nothing_is_locked(second: Path) -> None:
    (second / lock.NAME).unlink()
    assert refused(second) == ["lock-missing: there is no narration.lock"]
    assert not (second / lock.NAME).exists()


def test_a_draft_is_never_locked(second: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", "--draft", "--locked", str(second)]) == 2
    assert "--draft and --locked exclude each other" in capsys.readouterr().err


def test_versions_and_files_move_on_purpose(
    first: Path, second: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(first / ".narrate", second / ".narrate")
    was = kept(second)
    monkeypatch.setattr(kokoro_engine, "_made_with", lambda _: {**was.readers["kokoro"], "misaki": "9.9"})
    edit(second / "corner.md", "asked Ada", "asked Ada at last")
    assert run(["lock", "--upgrade", "kokoro", "--project", str(second)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].split() == ["reader", "kokoro:", "misaki", was.readers["kokoro"]["misaki"], "→", "9.9"]
    assert told[1].startswith("then 1 utterance of 3 to render (1 anyway): about ")
    assert len(make(second, locked=True).rendered) == 1

    with (second / PACK).open("ab") as file:
        file.write(b"\0")
    before = kept(second)
    assert run(["lock", "--upgrade", "ada", "--project", str(second)]) == 0  # whose model this is not
    assert capsys.readouterr().out.splitlines()[0].split()[:2] == ["level", "ada"]
    assert kept(second).files == before.files
    assert run(["lock", "--upgrade", "teller", "--project", str(second)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].split() == [
        "file",
        f"./{PACK}",
        f"sha256:{before.files[f'./{PACK}'][:12]}",
        "→",
        f"sha256:{sha256(second / PACK)[:12]}",
    ]
    assert told[1].split()[:2] == ["level", "teller"]
    assert [each.partition(":")[0] for each in refused(second)] == ["level-unsettled"] * 2
    assert not [event for event in make(second) if isinstance(event, Warned)]
    assert make(second, locked=True).rendered == []
