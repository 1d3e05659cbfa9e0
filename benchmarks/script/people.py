"""People: whether narrate finds who a book's people are, measured on novels with annotated characters.

What is counted, and how:

Characters found. The book goes in without a cast; what ``discover`` lists with at least one line are the
characters found, each with its names. A name means the annotators' character that bears it (the referee
compares; word order is free, "Schlegel Helen" being their "Helen Schlegel"); a name that several of them
bear means nobody in particular, and a name of one who never speaks says nothing beside others. A character
found is

* mixed, if its names mean two annotated characters who speak, or more: wrong;
* invented, if they mean no annotated character at all: wrong;
* a split, if an earlier one in the list already means the same annotated character: wrong;
* neutral, if the one it means is minor;
* right otherwise: it means one major or intermediate character, whom nobody before it does.

Precision is right / (right + wrong). Recall is right / (major and intermediate characters who speak at all).

Pronouns guessed. The annotators' cast without pronouns goes in; every non-space character of speech by a
woman or a man is right, wrong or open by what is guessed for its speaker.

Names found. The annotators marked who is meant by each phrase inside a quotation. Of the phrases that are
one person's name (every word but titles, articles and particles has a capital), Names.find is right (that
person alone), ambiguous (that person among others), wrong, or misses it.

In reach. The share of quotations whose speaker Names.find sees named, alone or among others, from 3,000
characters before to 500 after the quotation. Whoever tells the book is always in reach.
"""

from __future__ import annotations

import ast
import csv
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from types import ModuleType
from typing import Any

from benchmarks.script import novels
from benchmarks.script.table import Row
from narrate.model import Cast, Manuscript
from narrate.script.people.characters import Found, discover
from narrate.script.people.discovery import cast_names
from narrate.script.people.names import Names
from narrate.script.saying import TITLE_PRONOUN
from narrate.script.speakers.attribution import Paragraph
from narrate.script.stage import stage, told

LEADING = frozenset({"major", "intermediate"})
_BEFORE, _AFTER = 3000, 500


def rows(shared: Path) -> Iterator[Row]:
    """The measures above on the annotated novels, with the speed at which they were reached."""
    referee = novels.referee(shared)
    books = [Book(folder, referee) for folder in novels.folders(shared / "data/quotes/pdnc")]
    yield from _found(books)
    for title, categories, aim in (
        ("attribution, cast names only the major characters", {"major"}, "0.80"),
        ("attribution, cast names major and intermediate characters", LEADING, "-"),
    ):
        yield Row(title, f"{attribution(books, frozenset(categories)):.3f}", aim)
    guessed = sum((book.pronouns() for book in books), Counter[str]())
    yield Row("pronouns guessed, share of speech: right", _share(guessed, "right"), "0.92")
    yield Row("pronouns guessed, share of speech: wrong", _share(guessed, "wrong"), "0.01")
    named = sum((book.names_found() for book in books), Counter[str]())
    yield Row(
        "names in quotations: right / ambiguous / wrong / missed",
        " / ".join(_share(named, verdict) for verdict in ("right", "ambiguous", "wrong", "missed")),
        "-",
    )
    reach = sum((book.in_reach() for book in books), Counter[str]())
    yield Row("speaker named within reach of the quotation", _share(reach, "in reach"), "-")
    characters = sum(len(book.gold.text) for book in books)
    yield Row("Names.find, characters a second", f"{characters / sum(map(_finding_s, books)):,.0f}", "-")
    discovery_s = 700_000 * sum(map(_discovery_s, books)) / characters
    yield Row("discovery of a 700,000-character novel, s", f"{discovery_s:.2f}", "0.25")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a character found is worth, and whom of the annotators' it means."""

    found: Found
    kind: str
    means: str


class Book:
    """An annotated novel, read both by the referee and by narrate."""

    def __init__(self, folder: Path, referee: ModuleType) -> None:
        self.folder = folder
        self.referee = referee
        self.gold: Any = referee.Gold(str(folder))
        self.manuscript: Manuscript = novels.manuscript(folder)
        self.rows: Sequence[dict[str, str]] = self.gold.cast.rows
        self.cast = novels.cast(folder)
        self.speaking = {row for *_, speaker in self.gold.spans for row in self.gold.cast.resolve(speaker)}
        self._bags: dict[tuple[str, ...], set[int]] = {}
        for alias, holders in self.gold.cast.alias.items():
            self._bags.setdefault(tuple(sorted(alias.split())), set()).update(holders)

    def nobody(self) -> Cast:
        """A cast of a narrator alone."""
        return replace(self.cast, characters=(), told_by=None)

    def means(self, name: str) -> set[int]:
        """The annotators' characters, by row, that bear ``name``."""
        bag = tuple(sorted(self.referee.norm_name(name).split()))
        return self.gold.cast.resolve(name) or self._bags.get(bag, set())

    def leading(self) -> frozenset[int]:
        """The rows of the major and intermediate characters who speak at all."""
        return frozenset(row for row in self.speaking if self._category(row) in LEADING)

    def characters(self) -> list[Verdict]:
        """What ``discover`` finds without a cast, judged, in its own order."""
        nobody = self.nobody()
        found = discover(self.manuscript, nobody, novels.script(self.manuscript, nobody))
        return self.judge([entry for entry in found if entry.lines])

    def judge(self, found: Sequence[Found]) -> list[Verdict]:
        """Each character found with its verdict: right, neutral, split, mixed or invented."""
        leading, seen = self.leading(), set[int]()
        verdicts = []
        for entry in found:
            holders = [self.means(name) for name in (entry.name, *entry.aliases)]
            named = {row for rows_ in holders if len(rows_) == 1 for row in rows_}
            meant = named & self.speaking or set(sorted(named)[:1])
            if len(meant) != 1:
                kind = "mixed" if meant else "invented"
            elif meant & seen:
                kind = "split"
            else:
                kind = "right" if meant & leading else "neutral"
                seen |= meant
            names = ", ".join(self.rows[row]["Main Name"] for row in sorted(meant))
            verdicts.append(Verdict(entry, kind, names))
        return verdicts

    def paragraphs(self, cast: Cast) -> tuple[Paragraph, ...]:
        """What narrate reads of the story."""
        return told(stage(self.manuscript, cast))

    def pronouns(self) -> Counter[str]:
        """Characters of speech by whether the pronouns of their speaker are guessed right."""
        cast = novels.cast(self.folder, pronouns=False)
        names = cast_names(self.paragraphs(cast), cast)
        verdicts: Counter[str] = Counter()
        for start, end, _, _, speaker in self.gold.spans:
            rows_ = sorted(self.gold.cast.resolve(speaker))
            known = {"M": "he", "F": "she"}.get(self.rows[rows_[0]]["Gender"].strip(), "") if rows_ else ""
            if known:
                guess = names.pronouns(self.rows[rows_[0]]["Main Name"].strip())
                verdict = "right" if guess == known else "wrong" if guess else "open"
                verdicts[verdict] += self.gold.nsc(start, end)
        return verdicts

    def names_found(self) -> Counter[str]:
        """Names inside quotations by whether ``Names.find`` tells whom they mean."""
        verdicts: Counter[str] = Counter(verdict for *_, verdict in self.named())
        return verdicts

    def named(self) -> Iterator[tuple[str, str, str]]:
        """Each name that the annotators marked in a quotation: its words, whom it means, the verdict."""
        mentions = self._names().find(self.gold.text)
        starts = [mention.start for mention in mentions]
        for start, end, meant in self._annotated():
            index = bisect_left(starts, end) - 1
            who: frozenset[str] = frozenset()
            if index >= 0 and mentions[index].end > start:
                who = mentions[index].who
            rows_ = {row for name in who for row in self.gold.cast.resolve(name)}
            if not rows_:
                verdict = "missed"
            elif rows_ == meant:
                verdict = "right"
            else:
                verdict = "ambiguous" if meant & rows_ else "wrong"
            yield " ".join(self.gold.text[start:end].split()), self._main(meant), verdict

    def in_reach(self) -> Counter[str]:
        """Quotations by whether their speaker is named near them."""
        return Counter(verdict for *_, verdict in self.reached())

    def reached(self) -> Iterator[tuple[int, str, str]]:
        """Each quotation: where it starts, its speaker, and whether that is in reach."""
        places: dict[str, list[int]] = {}
        for mention in self._names().find(self.gold.text):
            for name in mention.who:
                places.setdefault(name, []).append(mention.start)
        for start, end, _, _, speaker in self.gold.spans:
            if speaker.startswith("_"):
                continue
            names = {self.rows[row]["Main Name"].strip() for row in self.gold.cast.resolve(speaker)}
            near = self.cast.told_by in names or any(
                bisect_left(at, start - _BEFORE) < bisect_left(at, end + _AFTER)
                for at in (places.get(name, []) for name in names)
            )
            yield start, speaker, "in reach" if near else "out of reach"

    def _names(self) -> Names:
        return cast_names(self.paragraphs(self.cast), self.cast)

    def _annotated(self) -> Iterator[tuple[int, int, set[int]]]:
        with (self.folder / "quotation_info.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                spans = ast.literal_eval(row["mentionSpansList"])
                entities = ast.literal_eval(row["mentionEntitiesList"])
                for within, of_each in zip(spans, entities, strict=True):
                    # In a few quotations the annotators' columns do not match.
                    for (start, end), names in zip(within, of_each, strict=False):
                        meant = self.gold.cast.resolve(names[0]) if len(names) == 1 else set()
                        if meant and _is_name(self.gold.text[start:end]):
                            yield start, end, meant

    def _category(self, row: int) -> str:
        return self.rows[row]["Category"].strip().lower()

    def _main(self, rows_: set[int]) -> str:
        return ", ".join(self.rows[row]["Main Name"] for row in sorted(rows_))


def attribution(books: Sequence[Book], categories: frozenset[str]) -> float:
    """The share of quotations that are right where the cast holds only characters of ``categories``."""
    scored = []
    with TemporaryDirectory() as folder:
        for book in books:
            path = Path(folder) / f"{book.folder.name}.jsonl"
            cast = novels.cast(book.folder, categories)
            novels.write_predictions(novels.script(book.manuscript, cast), path)
            predicted, _ = book.referee.load_pred(str(path), len(book.gold.text))
            scored.append(book.referee.finish(book.referee.score(book.gold, predicted, set(categories))))
    return float(books[0].referee.pooled(scored)["attribution"]["end_to_end"])


_PRONOUNS = frozenset(
    [
        "I",
        "You",
        "He",
        "She",
        "It",
        "We",
        "They",
        "My",
        "Your",
        "His",
        "Her",
        "Its",
        "Our",
        "Their",
        "Who",
        "This",
        "That",
    ]
)


def _is_name(phrase: str) -> bool:
    words = phrase.replace(".", " ").split()
    core = [word for word in words if word.lower() not in TITLE_PRONOUN]
    return bool(core) and all(word[0].isupper() and word not in _PRONOUNS for word in core)


def _found(books: Sequence[Book]) -> Iterator[Row]:
    verdicts = [book.characters() for book in books]
    kinds = Counter(verdict.kind for of_book in verdicts for verdict in of_book)
    leading = sum(len(book.leading()) for book in books)
    wrong = sum(kinds[kind] for kind in ("split", "mixed", "invented"))
    yield Row("characters found without a cast, recall", f"{kinds['right'] / leading:.3f}", "0.90")
    yield Row(
        "characters found without a cast, precision",
        f"{kinds['right'] / max(1, kinds['right'] + wrong):.3f}",
        "0.90",
    )
    parts = (f"{kinds[kind]} {kind}" for kind in ("right", "split", "mixed", "invented", "neutral"))
    yield Row("characters found without a cast, in detail", f"{', '.join(parts)} (of {leading})", "-")


def _finding_s(book: Book) -> float:
    names = Names(cast_names(book.paragraphs(book.cast), book.cast).persons)
    started = perf_counter()
    names.find(book.gold.text)
    return perf_counter() - started


def _discovery_s(book: Book) -> float:
    paragraphs = book.paragraphs(book.nobody())
    started = perf_counter()
    cast_names(paragraphs, book.nobody())
    return perf_counter() - started


def _share(verdicts: Counter[str], verdict: str) -> str:
    return f"{verdicts[verdict] / max(1, verdicts.total()):.3f}"
