"""From the takes that engines rendered to those that are heard: transformed, measured and kept beside them.

A transformed take is a take of its own, and the plain one stays: another transformation costs no rendering.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from narrate import __version__
from narrate.model import Take
from narrate.takes.line import Line
from narrate.takes.store import DamagedTake, Store


def transform(lines: Sequence[Line], store: Store) -> Generator[tuple[Line, Take | DamagedTake], None, None]:
    """Make and keep the takes of ``lines``, all of them transformed; each as it is done.

    Or what is wrong with the take that it is made from: that is rendered anew first. Interrupted, it keeps
    what is done, and whatever is in the middle.
    """
    pool = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="transform")
    try:
        running = {pool.submit(_made, line, store): line for line in lines}
        for future in as_completed(running):
            yield running[future], future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _made(line: Line, store: Store) -> Take | DamagedTake:
    try:
        plain = _plain(line.plain.render.key, store)
        return _kept(line, plain, store.sound(plain), store)
    except DamagedTake as damage:
        return damage


def _plain(key: str, store: Store) -> Take:
    """The take for ``key``, or the best of those that had faults. Raises DamagedTake where there is none."""
    try:
        return store.get(key)
    except DamagedTake:
        flagged = store.flagged(key)
        if flagged is None:
            raise
        return flagged


def _kept(line: Line, plain: Take, flac: bytes, store: Store) -> Take:
    """The take of ``line`` made from ``plain``, whose sound is ``flac``; in the store, faults and all."""
    from narrate.sound.edges import spoken_within
    from narrate.sound.measure import faults, measure
    from narrate.sound.pcm import decode, encode_flac
    from narrate.voices.psola import transformed
    from narrate.voices.transform import parse, words_at

    asked = parse(line.render.transform)
    rate_hz = plain.sample_rate
    audio = transformed(decode(flac).audio, rate_hz, asked)
    words = words_at(asked, plain.words)
    measured = measure(audio, rate_hz, spoken_within(words, line.render.text, len(audio) / rate_hz))
    sound = encode_flac(audio, rate_hz)
    take = Take(
        key=line.render.key,
        blob=hashlib.sha256(sound).hexdigest(),
        sample_rate=rate_hz,
        samples=len(audio),
        measure=measured,
        words=words,
        phonemes=plain.phonemes,
        faults=tuple(dict.fromkeys((*plain.faults, *faults(audio, rate_hz, measured)))),
        attempts=plain.attempts,
        made_with={**plain.made_with, "narrate": __version__},
        made_from=plain.key,
    )
    store.put(line.render, take, sound)
    return take
