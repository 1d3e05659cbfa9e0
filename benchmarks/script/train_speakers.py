"""Learn the weights of the speaker ranker: ``python -m benchmarks.script.train_speakers SHARED``.

SHARED holds ``data/quotes/pdnc`` and ``data/quotes/litbank``, novels in the layout that ``novels`` describes,
and ``tools/score_attribution.py``. Every novel is learned from with its whole list of characters, with the
main ones only, and with none: an author may cast everybody, the leads, or nobody yet.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from benchmarks.script import novels
from benchmarks.script.training import Book, book, by_author, train
from narrate.model import Cast
from narrate.script.speakers.ranker import Weights

WEIGHTS = Path(__file__).parents[2] / "narrate" / "script" / "speakers" / "weights.json"
AUTHORS = {
    "Austen": (
        *("Emma", "NorthangerAbbey", "Persuasion", "PrideAndPrejudice", "SenseAndSensibility"),
        *("105_", "121_", "1342_", "158_", "161_", "141_"),
    ),
    "Forster": ("ARoomWithAView", "HowardsEnd", "WhereAngelsFearToTread", "2641_", "2891_"),
    "Carroll": ("AlicesAdventuresInWonderland", "11_"),
    "James": ("DaisyMiller", "208_", "209_", "432_"),
    "Woolf": ("NightAndDay", "1245_"),
    "Chopin": ("TheAwakening", "160_"),
    "Wells": ("TheInvisibleMan", "5230_"),
    "Christie": ("TheMysteriousAffairAtStyles", "1155_"),
    "Doyle": ("TheSignOfTheFour", "1661_", "2852_"),
}
"""Authors with several books; of the others each book stands for one."""


def main() -> None:
    """Learn and write the weights."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("shared", type=Path)
    arguments.add_argument("--out", type=Path, default=WEIGHTS)
    arguments.add_argument("--unseen", type=Path, help="a folder: weights without each author, to measure by")
    asked = arguments.parse_args()
    vocabulary: dict[str, int] = {}
    books = list(_books(asked.shared, novels.referee(asked.shared), vocabulary))
    print(f"{len(books)} books, {sum(len(each.right) for each in books):,} turns, {len(vocabulary)} signs")
    if asked.unseen:
        asked.unseen.mkdir(parents=True, exist_ok=True)
        novelists = {author_of(folder.name) for folder in novels.folders(_novels(asked.shared))}
        # Authors with little to their names are left out together: learning takes minutes.
        for part in by_author([each for each in books if each.author in novelists], 5):
            left_out = {each.author for each in part}
            weights, unseen = train([each for each in books if each.author not in left_out], vocabulary)
            for author in left_out:
                write(weights, asked.unseen / f"{author}.json")
            print(f"without {', '.join(sorted(left_out))}: temperature {weights.temperature}", flush=True)
        return
    weights, unseen = train(books, vocabulary)
    write(weights, asked.out)
    right = sum(
        int(share[first : first + size].argmax() + first == row)
        for each, share in zip(books, unseen, strict=True)
        for first, size, row in zip(each.conversation.first, each.conversation.sizes, each.right, strict=True)
        if row >= 0
    )
    known = sum(int((each.right >= 0).sum()) for each in books)
    print(f"temperature {weights.temperature}")
    print(f"{right / known:.3f} of the turns right by weights from other authors")


def _books(shared: Path, referee: ModuleType, vocabulary: dict[str, int]) -> Iterator[Book]:
    quotes = shared / "data" / "quotes"
    for folder in novels.folders(_novels(shared)):
        full = novels.cast(folder)
        leads = novels.cast(folder, ("major",))
        nobody = Cast(full.narrator, (), full.others)
        for kind, company in (("", full), (" leads", leads), (" nobody", nobody)):
            read = book(folder, author_of(folder.name), company, referee, vocabulary)
            if read is not None:
                read.name += kind
                yield read
    for folder in novels.folders(quotes / "litbank"):
        read = book(folder, author_of(folder.name), novels.cast(folder), referee, vocabulary)
        if read is not None and (read.right >= 0).any():
            yield read


def _novels(shared: Path) -> Path:
    return shared / "data" / "quotes" / "pdnc"


def author_of(novel: str) -> str:
    """Who wrote ``novel``, or the novel itself where we have no other by its author."""
    return next((author for author, books in AUTHORS.items() if novel.startswith(books)), novel)


def write(weights: Weights, path: Path) -> None:
    """Write ``weights`` as JSON with a sign a line, for people to review."""
    parts = [f'{{\n"stages": {weights.stages},\n"temperature": {weights.temperature},\n"signs": {{\n']
    for heading, table in (("", weights.signs), ('},\n"conversation": {\n', weights.conversation)):
        lines = [f"{json.dumps(name)}: {json.dumps(values)}" for name, values in table.items()]
        parts += [heading, ",\n".join(lines), "\n"]
    path.write_text("".join([*parts, "}\n}\n"]), encoding="utf-8")


if __name__ == "__main__":
    main()
