"""References as CSM is given them: their words, and their sound in codes, encoded once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mlx.core as mx
import numpy as np

from narrate.engines.csm.decoding import Prompt, bucket
from narrate.voices.reference import Reference

_SPEAKER = 0


@dataclass(frozen=True, slots=True, eq=False)
class Clone:
    """A voice, ready to say something.

    ``tokens`` and ``mask`` (n, codebooks + 1) are the recording's frames, ``base`` how many positions the
    recording takes with its own words alone. ``pace`` is its speaker's, in characters per second.

    Of several recordings this is one, in which they follow one another: whose voice it is, the first tells
    as well as the last, but a speaker goes on as they spoke last.
    """

    transcript: str
    tokens: mx.array
    mask: mx.array
    base: int
    pace: float

    @classmethod
    def of(cls, model: Any, *references: Reference) -> Clone:
        """Encode ``references``, at the model's rate, for ``model`` (mlx-audio's ``sesame.Model``).

        The pace is that of the last one.
        """
        audio = np.concatenate([each.audio for each in references])
        transcript = " ".join(each.transcript for each in references)
        tokens, mask = model._tokenize_audio(mx.array(audio), add_eos=False)
        words, _ = model._tokenize_text_segment(transcript, _SPEAKER)
        mx.eval(tokens, mask)
        return cls(transcript, tokens, mask, len(words) + len(tokens), references[-1].characters_per_s)

    def prompt(self, model: Any, text: str) -> Prompt:
        """``text`` as words that the recording has yet to reach: the model goes on where it stops.

        This is mlx-audio's ``voice_match``: the words of the recording and the text as one, and then the
        recording, which is not said to be over.
        """
        words, counts = model._tokenize_text_segment(f"{self.transcript} {text}".strip(), _SPEAKER)
        tokens = mx.concatenate([words, self.tokens]).astype(mx.int32)
        mask = mx.concatenate([counts, self.mask]).astype(mx.bool_)
        return Prompt(tokens, mask, bucket(len(tokens), self.base))
