"""What somebody reads whose voice is recorded: lines of one breath or two, rich in the sounds of a language.

The English ones are written for it, in the manner of a book. Each has at least 30 of the 40 phonemes that
eSpeak NG finds in American English, and together they have them all, twice; 28 are in the first sentence of
"The North Wind and the Sun". Other languages read that fable.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

from narrate import atomic
from narrate.errors import NarrateError, Where
from narrate.voices import fable, quality

ENGLISH = (
    "The old harbour was quiet that morning, but beyond the church tower a boy was already choosing a toy "
    "boat from the merchant’s shelves.",
    "“Please measure the azure cloth again,” she said with pleasure, “for I fear that we have bought far "
    "too few yards of it.”",
    "Through the thick fog we heard a thousand birds, and George, who usually judged such things rightly, "
    "thought they were young geese.",
    "He poured cool water over both his hands, looked about the bare kitchen, and hung his wet jacket on a "
    "chair near the fire.",
    "“Why should anybody worry?” laughed the judge. “Our boys have bread and cheese for three days, the road "
    "is good, and the moon is full.”",
    "A sharp breeze shook the poplars, pushed the garage door wide open, and blew every loose page of the "
    "chart down the hill.",
    "It was an unusual joy to watch the tide come in: first a thin line of silver, then a voice, and then "
    "the whole bright shore.",
    "Nothing moved on the long white road, except one girl in a pale blue coat, who was singing about ships "
    "and foreign shores.",
)

LINES: Mapping[str, tuple[str, ...]] = {**fable.SENTENCES, "en": ENGLISH}
"""By language."""

_LETTER_S = 1 / 16
"""Without silence around what is said, thirteen takes of nine English readers lie at 10 to 19 a second."""
_WIDE_LETTER_S = 1 / 5.5  # a character of Chinese is a syllable, one of Japanese one or two
_MOST_BYTES = 1_000_000


def lines(language: str) -> tuple[str, ...]:
    """What is read in ``language``, a tag such as "en-gb". Raises NarrateError where there is nothing."""
    found = LINES.get(language.partition("-")[0].lower())
    if found is None:
        raise NarrateError(
            f'narrate has no lines to read in "{language}", only in {", ".join(sorted(LINES))}',
            hint="write some into a text file, a line each, and pass it with --lines FILE",
        )
    return found


def own(path: Path) -> tuple[str, ...]:
    """The lines of the text file ``path``, without empty ones and repetitions.

    Raises NarrateError where that cannot be read, has none, or has one from which no voice can be made.
    """
    try:
        text = atomic.read(path).decode("utf-8-sig")
    except OSError as error:
        raise NarrateError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise NarrateError(f"{path} is no text in UTF-8") from error
    if len(text) > _MOST_BYTES:
        raise NarrateError(f"{path} is too long: it is to have some lines that somebody reads aloud")
    found: dict[str, None] = {}
    for number, written in enumerate(text.splitlines(), 1):
        line = " ".join("".join(each if each.isprintable() else " " for each in written).split())
        if not any(map(str.isalnum, line)):
            continue
        takes_s = expected_s(line)
        if not quality.SHORTEST_S <= takes_s <= quality.LONGEST_S:
            raise NarrateError(
                f"to read this line takes about {takes_s:.0f} s, and a clone needs "
                f"{quality.SHORTEST_S:.0f} to {quality.LONGEST_S:.0f} s",
                where=Where(str(path), number),
                hint="6 to 12 s are best: 90 to 170 letters",
            )
        found[line] = None
    if not found:
        raise NarrateError(f"there is nothing to read in {path}")
    return tuple(found)


def expected_s(line: str) -> float:
    """About how many seconds it takes to read ``line`` aloud."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in line)
    return wide * _WIDE_LETTER_S + (len(line) - wide) * _LETTER_S
