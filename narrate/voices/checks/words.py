"""Whether the transcript is what is said: by its length, and by what a speech-to-text model heard."""

from __future__ import annotations

from narrate.errors import Outcome, excerpt
from narrate.voices.checks.item import Examined, Item
from narrate.voices.reference import FASTEST, SLOWEST, misfit, one_line
from narrate.voices.word_errors import word_error_rate

_SLOW, _FAST = 8.0, 20.0
"""Characters a second that are no surprise: thirteen takes of nine readers have 9.9 to 17.8."""

_PHONEMES_S = (5.5, 16.0)
"""The same in phonemes: those takes have 6.7 to 12.9."""

_DIFFERENT = 0.15  # of the words; models that hear well get one of twenty wrong


def fit(found: Examined, transcript: str, phonemes: int | None) -> Item:
    """How fast the transcript would have been read."""
    words = one_line(transcript)
    fault = misfit(found.quality, words)
    speech_s = found.quality.speech_s
    rate = len(words) / speech_s if speech_s else 0.0
    measured, figures = f"{rate:.1f} characters", {"characters_s": rate}
    odd = not _SLOW <= rate <= _FAST
    if phonemes is not None and speech_s:
        figures["phonemes_s"] = phonemes / speech_s
        measured += f", {phonemes / speech_s:.1f} phonemes"
        odd = odd or not _PHONEMES_S[0] <= phonemes / speech_s <= _PHONEMES_S[1]
    advice = (
        "compare it with the recording, word by word: something may be missing, or too much" if odd else ""
    )
    return Item(
        "transcript",
        Outcome.FAIL if fault else Outcome.WARN if odd else Outcome.PASS,
        f"{measured} a second",
        f"{SLOWEST:.0f} to {FASTEST:.0f}, usual {_SLOW:.0f} to {_FAST:.0f}",
        fault or advice,
        figures=figures,
    )


def heard_words(transcript: str, heard: str) -> Item:
    """How many words a speech-to-text model heard otherwise: a guess, for models mishear as well."""
    rate = word_error_rate(transcript, heard)
    wrong = rate > _DIFFERENT
    return Item(
        "words heard",
        Outcome.WARN if wrong else Outcome.PASS,
        f"word error rate {rate:.0%}",
        f"{_DIFFERENT:.0%} or less",
        f"“{excerpt(heard, 100)}” was heard: compare it with the transcript" if wrong else "",
        figures={"word_error_rate": rate},
        guess=True,
    )
