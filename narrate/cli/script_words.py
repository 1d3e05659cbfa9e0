"""The lines of ``narrate script --words``: words that no dictionary knows, and homographs to pin."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from narrate.errors import NarrateError

if TYPE_CHECKING:
    from narrate.build.prepare import Prepared
    from narrate.model import ScriptChapter, Utterance
    from narrate.script.lexicon.words import Homograph, Unknown

_AROUND = 44
"""Characters of a sentence that are shown on each side of a homograph."""


def lines(prepared: Prepared, chapters: Sequence[ScriptChapter], *, as_json: bool) -> Iterator[str]:
    """The report on ``chapters``. Raises NarrateError for a language that there is no dictionary of."""
    from narrate.engines.dictionary import Dictionary
    from narrate.engines.espeak.guess import guesses
    from narrate.script.lexicon.words import homographs, unknown_words
    from narrate.script.spoken.speak import is_american

    language = prepared.project.book.language
    if language.partition("-")[0] != "en":
        raise NarrateError(
            f"there is no dictionary for {language!r}: --words knows English only",
            hint="narrate script -v shows what is said",
        )
    american = is_american(language)
    lexicon = (*prepared.project.lexicon, *prepared.manuscript.pronunciations)
    unknown = unknown_words(chapters, Dictionary.english(), lexicon)
    sounds = guesses([each.word for each in unknown], american=american)
    doubtful = homographs(chapters)
    if as_json:
        yield from (_unknown_json(each, sounds.get(each.word, "")) for each in unknown)
        yield from map(_homograph_json, doubtful)
        return
    lines_of = {source.name: source.line_at for source in prepared.whole.sources}

    def place(utterance: Utterance) -> str:
        span = utterance.span
        return f"{span.source}:{lines_of[span.source](span.start)}"

    if unknown:
        yield "Words that no dictionary knows, with a guess of their sound:"
        wide = min(24, max(len(each.word) for each in unknown))
        for each in unknown:
            guess = f"/{sounds[each.word]}/" if each.word in sounds else ""
            yield f"{each.count:6}  {each.word:<{wide}}  {guess:<24}  {each.first.id:<12} {place(each.first)}"
    if doubtful:
        yield "" if unknown else "Every word is in a dictionary."
        yield 'Words with two sounds; where the wrong one is likely, pin it: [word]{ipa="…"}'
        for word, group in groupby(doubtful, key=lambda each: each.word):
            yield from _homographs(word, list(group))
    if not unknown and not doubtful:
        yield "Every word is in a dictionary, and none has two sounds."


def _homographs(word: str, found: Sequence[Homograph]) -> Iterator[str]:
    from narrate.script.lexicon.homographs import HOMOGRAPHS

    times = "" if len(found) == 1 else f", {len(found)} times"
    yield f"{word}: {' or '.join(HOMOGRAPHS[word])}{times}"
    for each in found:
        yield f"  {each.utterance.id:<12} {_excerpt(each)}"


def _excerpt(each: Homograph) -> str:
    text = each.utterance.spoken
    start, end = max(0, each.start - _AROUND), min(len(text), each.end + _AROUND)
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"


def _unknown_json(each: Unknown, guess: str) -> str:
    return json.dumps(
        {
            "word": each.word,
            "problem": "unknown",
            "count": each.count,
            "guess": guess,
            "id": each.first.id,
            "source": _source(each.first),
        },
        ensure_ascii=False,
    )


def _homograph_json(each: Homograph) -> str:
    from narrate.script.lexicon.homographs import HOMOGRAPHS

    return json.dumps(
        {
            "word": each.word,
            "problem": "homograph",
            "sounds": list(HOMOGRAPHS[each.word]),
            "id": each.utterance.id,
            "spoken": each.utterance.spoken,
            "start": each.start,
            "end": each.end,
            "source": _source(each.utterance),
        },
        ensure_ascii=False,
    )


def _source(utterance: Utterance) -> dict[str, str | int]:
    span = utterance.span
    return {"file": span.source, "start": span.start, "end": span.end}
