"""The voices proposed for those who are not in the cast: of the narrator's model, named, and explained."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import soundfile

from narrate.engines.csm.engine import Settings as Clone
from narrate.engines.espeak.draft_voices import Person, choose
from narrate.engines.espeak.engine import Settings as Espeak
from narrate.engines.kokoro.engine import Settings as Kokoro
from narrate.engines.mlx.settings import Settings as Mlx
from narrate.engines.tone import Settings as Tone
from narrate.model import NARRATOR, Cast, Character, Transform, Voice
from narrate.project.newcomers import Newcomer, NewVoice
from narrate.project.proposal import Proposed, offers_for
from narrate.project.proposal import propose as choose_among
from narrate.script.people.characters import Found
from narrate.script.people.conversations import Talk
from narrate.sound.pcm import Recording
from narrate.voices.profiles import keeping, library
from tests.voices.test_profile import WORDS

NOWHERE = Path("/nowhere")

EMMA = Voice("teller", "kokoro", Kokoro("bf_emma"))
EMMA_WRITTEN = {"teller": {"engine": "kokoro", "voice": "bf_emma"}}


def found(name: str, pronouns: str = "", words: int = 10, *, cast: bool = False) -> Found:
    return Found(name, (), pronouns, words, words, cast)


def talk(*pairs: tuple[str, str, float], turns: int = 9) -> Talk:
    words = {(min(a, b), max(a, b)): count for a, b, count in pairs}
    return Talk(words, {name: turns for pair in words for name in pair})


def buzz(pitch_hz: float) -> Recording:
    """Four seconds that sound like a voice to whoever measures it."""
    at_s = np.arange(4 * 24_000) / 24_000
    harmonics = sum(np.sin(2 * np.pi * pitch_hz * order * at_s) / order for order in range(1, 9))
    swell = np.clip(np.sin(2 * np.pi * 2.2 * at_s) + 0.4, 0, 1)
    breath = 0.05 * np.random.default_rng(1).normal(size=len(at_s))
    return Recording((0.1 * swell * (harmonics + breath)).astype(np.float32), 24_000)


def propose(
    people: list[Found],
    cast: Cast,
    said: Talk,
    language: str,
    written: Mapping[str, object],
    root: Path = NOWHERE,
) -> Proposed:
    return choose_among(people, cast, said, offers_for(cast.narrator, language, root), written)


def test_voices_are_of_the_narrators_model_and_called_after_the_character() -> None:
    written = {"teller": {"engine": "kokoro", "voice": "bf_emma", "revision": "abc", "speed": 0.9}}
    said = talk(("White Rabbit", "Alice", 30.0), ("Alice", NARRATOR, 9.0))
    proposed = propose(
        [found("Alice", "she", 90), found("White Rabbit", "he")], Cast(EMMA), said, "en-gb", written
    )
    assert [newcomer.voice for newcomer in proposed.newcomers] == ["alice", "white-rabbit"]
    alice, rabbit = proposed.voices
    assert (alice.name, {**alice.values, "voice": ""}) == (
        "alice",
        {"engine": "kokoro", "revision": "abc", "voice": ""},
    )
    assert str(alice.values["voice"]).startswith("bf_")
    assert str(rabbit.values["voice"]).startswith("bm_")
    assert alice.values["voice"] != "bf_emma"
    assert proposed.proposals[1].why.startswith("talks most with Alice: a man’s voice and a woman’s, ")
    assert proposed.proposals[1].why.endswith("of timbre apart; graded C")


def test_who_is_in_the_cast_keeps_the_embedded_voice_and_counts() -> None:
    """A build may have spoken with it: nothing is rendered again."""
    teller, ada = choose([Person(NARRATOR), Person("Ada", "she")])
    cast = Cast(teller, (Character("Ada", ada, pronouns="she"),))
    (proposal,) = propose(
        [found("Ada", "she", cast=True), found("Eve", "she")], cast, talk(("Ada", "Eve", 9.0)), "en", {}
    ).proposals
    assert proposal.newcomer == Newcomer("Eve", "she", voice="eve")
    assert proposal.why.startswith("talks most with Ada: ")
    assert "semitone" in proposal.why
    assert proposal.offer
    assert proposal.offer.keys["voice"] != ada.settings.voice  # type: ignore[attr-defined]


def test_a_transformed_voice_counts_as_high_as_it_is_heard() -> None:
    teller = Voice("teller", "espeak", Espeak("+f2"))
    why = []
    for shift in (0, -6):
        ada = Voice("ada", "espeak", Espeak("+m3"), transform=Transform(pitch_shift=shift))
        cast = Cast(teller, (Character("Ada", ada, pronouns="she"),))
        only = [
            each for each in offers_for(teller, "en", NOWHERE) if each.keys == {"voice": "+f4", "pitch": 62}
        ]
        (proposal,) = choose_among([found("Eve", "she")], cast, talk(("Ada", "Eve", 9.0)), only, {}).proposals
        why.append(int(proposal.why.split("Ada: ")[1].split()[0]))
        assert "semitones higher" in proposal.why
    assert why[1] == why[0] + 6


def test_a_voice_that_the_file_has_already_is_not_written_twice_and_names_are_not_taken_twice() -> None:
    said = talk(("Eve", NARRATOR, 9.0))
    teller = Voice("teller", "espeak", Espeak())
    first = propose([found("Eve", "she")], Cast(teller), said, "en", {"eve": {"engine": "tone"}})
    (voice,) = first.voices
    assert voice.name == "eve-2"
    again = propose([found("Eve", "she")], Cast(teller), said, "en", {"spare": dict(voice.values)})
    assert (again.newcomers[0].voice, again.voices) == ("spare", ())


def test_those_who_speak_once_or_twice_share_a_voice() -> None:
    people = [found("Alice", "she", 90), found("Footman", "he", 5), found("Cook", "he", 3)]
    said = Talk({("Alice", "Footman"): 5.0, ("Alice", "Cook"): 3.0}, {"Alice": 9, "Footman": 2, "Cook": 1})
    proposed = propose(people, Cast(EMMA), said, "en-gb", EMMA_WRITTEN)
    assert [newcomer.voice for newcomer in proposed.newcomers] == ["alice", "small-parts", "small-parts"]
    assert [voice.name for voice in proposed.voices] == ["alice", "small-parts"]
    assert "speaks as rarely as Footman, and shares that voice" in proposed.proposals[2].why


@pytest.mark.parametrize(
    ("narrator", "language", "why"),
    [
        (Voice("t", "tone", Tone()), "en", "how voices of the tone engine sound is not known"),
        (Voice("t", "mlx", Mlx("owner/model")), "en", "how voices of the mlx engine sound is not known"),
        (Voice("t", "kokoro", Kokoro("ff_siwis")), "fr", "the kokoro engine has no man’s voice"),
    ],
)
def test_where_no_voice_is_known_or_fits_the_embedded_one_is_left(
    narrator: Voice, language: str, why: str
) -> None:
    proposed = propose([found("Bob", "he")], Cast(narrator), talk(("Bob", NARRATOR, 1.0)), language, {})
    assert (proposed.newcomers, proposed.voices) == ((Newcomer("Bob", "he"),), ())
    assert proposed.proposals[0].why.startswith(why)


def test_a_new_name_may_be_of_any_letters() -> None:
    said = talk(("Élise d’Or", "…", 4.0))
    teller = Voice("teller", "espeak", Espeak())
    proposed = propose([found("Élise d’Or"), found("…")], Cast(teller), said, "fr", {})
    assert sorted(voice.name for voice in proposed.voices) == ["voice", "élise-d-or"]
    assert NewVoice("élise-d-or", {}).lines == ('[voices."élise-d-or"]',)


def test_beside_a_clone_the_profiles_are_proposed_that_somebody_agreed_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(library.VARIABLE, str(tmp_path / "users"))
    for name, pitch_hz, consent in (
        ("low", 110, "his own"),
        ("mid", 170, "my own"),
        ("high", 230, "her own"),
        ("stolen", 225, ""),
    ):
        keeping.keep(tmp_path / "voices", name, buzz(pitch_hz), WORDS, consent=consent)
    soundfile.write(tmp_path / "teller.wav", buzz(120).audio, 24_000)
    teller = Voice("teller", "csm", Clone(tmp_path / "teller.wav", WORDS, model="./csm"))
    said = talk(("Eve", "Bob", 9.0), ("Eve", NARRATOR, 3.0), ("Bob", "Max", 2.0))
    written = {"teller": {"engine": "csm", "model": "./csm", "reference": "teller.wav", "transcript": WORDS}}
    people = [found("Eve", "she", 90), found("Bob", "he", 80), found("Max", "he", 5)]
    eve, bob, other = propose(people, Cast(teller), said, "en", written, tmp_path).proposals
    assert (other.written or {})["profile"] == "mid"  # as high as that it may be a man's or a woman's
    assert eve.written == {"engine": "csm", "model": "./csm", "profile": "high"}
    assert (bob.written or {})["profile"] == "low"
    assert bob.why == "talks most with Eve: 13 semitones lower"
    (nobody,) = propose([found("Bob", "he")], Cast(teller), said, "en", written).proposals
    assert nobody.why.startswith("there is no voice profile")
