"""What is told of a candidate: each clip measured and searched for artefacts, and all of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from narrate.audition import measures, report
from narrate.audition.artefacts import artefacts
from narrate.audition.material import Material, file_of
from narrate.audition.measures import Clip
from narrate.audition.performing import Performed
from narrate.audition.report import Heard
from narrate.engines.registry import engine_class
from narrate.model import Measure, Utterance, Voice
from narrate.sound.loudness import integrated_lufs
from narrate.voices.manner import in_words
from narrate.voices.prosody import Prosody

Errors = Callable[[str, Utterance], float | None]
"""The word errors of the clip in a file, in which an utterance is to be said; None where nobody listens."""


def judge(
    performed: Performed,
    utterances: Sequence[Utterance],
    material: Material,
    against: Prosody | None,
    errors_of: Errors,
) -> Heard | None:
    """The candidate of ``performed`` held ``against`` the reference; None where nothing of it is heard."""
    slug = performed.candidate.slug
    clips: list[Clip] = []
    failures: dict[int, str] = {}
    for number, (said, utterance) in enumerate(zip(performed.said, utterances, strict=True), 1):
        sound = material.sounds.get((slug, number))
        if sound is None or said.take is None:
            failures[number] = said.failure or "the sound is silent"
            continue
        file = file_of(slug, number)
        clips.append(
            Clip(
                line=number,
                file=file,
                key=said.take.key,
                gain_db=material.gains_db[slug, number],
                measures=measures.measured(
                    sound, _lufs([said.take.measure]), against, errors_of(file, utterance)
                ),
                artefacts=artefacts(sound, utterance.spoken),
                faults=said.take.faults,
                shape=measures.shape(sound),
            )
        )
    if not clips:
        return None
    whole = measures.together([material.sounds[slug, clip.line] for clip in clips])
    loudness = _lufs(said.take.measure for said in performed.said if said.take is not None)
    render = performed.said[0].line.render
    return Heard(
        candidate=performed.candidate,
        identity=report.identity_of(render),
        manner=_manner(performed.candidate.voice, render.style),
        clips=tuple(clips),
        failures=failures,
        measures=measures.measured(whole, loudness, against, _errors(clips, utterances)),
        timed=performed.timed,
    )


def _manner(voice: Voice, figures: str) -> str:
    """The style of ``voice`` in words: its ``figures`` in a request, or else what its author wrote."""
    if voice.style is None or engine_class(voice.engine).measures_styles:
        return in_words(figures)
    like = voice.style.reference
    return voice.style.instruct or ("none" if like is None else f"like {like.name}")


def _lufs(takes: Iterable[Measure]) -> float:
    return round(integrated_lufs(pair for take in takes for pair in take.loudness), 1)


def _errors(clips: Sequence[Clip], utterances: Sequence[Utterance]) -> float | None:
    """The word errors of all ``clips``, each by its number of words."""
    counted = [
        (clip.measures.word_errors, len(utterances[clip.line - 1].spoken.split()))
        for clip in clips
        if clip.measures.word_errors is not None
    ]
    words = sum(count for _, count in counted)
    return sum(errors * count for errors, count in counted) / words if words else None
