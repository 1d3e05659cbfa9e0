"""Print how fast Kokoro's front end reads a book, and what in it has no sound: ``BOOK LANGUAGE``."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from narrate.engines.kokoro.languages import language_of, limits_for
from narrate.engines.kokoro.reader import Reader
from narrate.manuscript import readers
from narrate.model import Cast, Voice
from narrate.script.compose import compose
from narrate.script.cutting import alike


def main() -> None:
    """Read and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("book", type=Path)
    arguments.add_argument("language", help="a tag, such as en-gb")
    asked = arguments.parse_args()
    language = language_of(asked.language)
    if language is None:
        raise SystemExit(f"Kokoro does not speak {asked.language}")
    voice = Voice("reader", "kokoro", ())
    manuscript = replace(readers.read([asked.book], asked.book.parent), language=asked.language)
    script = compose(manuscript, Cast(voice, (), voice), (), alike(limits_for(asked.language)))
    utterances = [utterance for chapter in script.chapters for utterance in chapter.utterances]
    reader = Reader(tagger="rules")
    began = time.perf_counter()
    reader.reading("a", (), language.letter)
    started = time.perf_counter()
    readings = [reader.reading(each.spoken, each.ipa, language.letter) for each in utterances]
    took_s = time.perf_counter() - started
    reader.close()
    lengths = sorted(sum(len(piece.phonemes) for piece in reading.pieces) for reading in readings)
    characters = sum(len(each.spoken) for each in utterances)
    faults = Counter(fault for reading in readings for fault in reading.faults)
    print(f"the worker starts in        {started - began:8.1f} s")
    print(f"utterances                  {len(utterances):8}")
    print(f"characters per second       {characters / took_s:8.0f}")
    print(f"phonemes per character      {sum(lengths) / characters:8.2f}")
    middle, most = lengths[len(lengths) // 2], lengths[-1]
    print(f"phonemes, median and most   {middle:8} {most}")
    print(f"of 80 to 250 phonemes       {sum(80 <= n <= 250 for n in lengths) / len(lengths):8.0%}")
    print(f"words with a place          {sum(len(p.words) for r in readings for p in r.pieces):8}")
    print(f"faults                      {faults.total():8}")
    for fault, count in faults.most_common(20):
        print(f"  {count} {fault}")


if __name__ == "__main__":
    main()
