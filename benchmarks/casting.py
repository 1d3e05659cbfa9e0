"""How well ``narrate cast`` tells people apart who talk to each other, in whole books.

python -m benchmarks.casting MANUSCRIPT …

For each manuscript, with an embedded narrator and with Kokoro's bf_emma: the mean contrast between two who
talk to each other, weighted by what they say; how much of all talk is between voices that are less than 0.7
apart; and the processor time. "by hash" is what narrate chose before it looked at who talks to whom: the
embedded voices that the hash of a name chooses, and of Kokoro's, those of the right sex in an order by hash.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from narrate.build.prepare import prepare
from narrate.engines.espeak.draft_voices import Person, choose
from narrate.engines.registry import engine_class
from narrate.model import NARRATOR, OTHERS
from narrate.project.load import load
from narrate.project.proposal import offers_for, propose
from narrate.script.people.characters import Found, discover
from narrate.script.people.conversations import Talk, conversations
from narrate.voices.casting.assignment import Part, fits
from narrate.voices.casting.portrait import Offer, Portrait, contrast

CLOSE = 0.7
NARRATORS = {"espeak": 'engine = "espeak"', "kokoro": 'engine = "kokoro"\nvoice = "bf_emma"'}


def main(manuscripts: Sequence[str]) -> int:
    """Print two lines for each of ``manuscripts``, one for each engine."""
    for name in manuscripts:
        for engine, voice in NARRATORS.items():
            with tempfile.TemporaryDirectory() as folder:
                print(f"{Path(name).name} ({engine}): {_measured(Path(name), Path(folder), voice)}")
    return 0


def _measured(manuscript: Path, folder: Path, voice: str) -> str:
    (folder / manuscript.name).write_bytes(manuscript.read_bytes())
    (folder / "narration.toml").write_text(
        f'[book]\ntitle = "T"\nlanguage = "en-gb"\nmanuscript = "{manuscript.name}"\n\n'
        f'[voices.t]\n{voice}\n\n[cast]\nnarrator = "t"\nothers = "narrator"\n',
        encoding="utf-8",
    )
    prepared = prepare(load(folder))
    cast = prepared.project.cast
    found = [
        person
        for person in discover(prepared.manuscript, cast, prepared.script)
        if person.name and person.lines
    ]
    begun = time.process_time()
    talk = conversations(prepared.script)
    offers = offers_for(cast.narrator, "en-gb", folder)
    proposed = propose(found, cast, talk, offers, {})
    took_s = time.process_time() - begun
    narrator = {NARRATOR: engine_class(cast.narrator.engine).portrait(cast.narrator.settings)}
    chosen = {each.newcomer.name: each.offer.portrait for each in proposed.proposals if each.offer}
    hashed = _embedded(found) if cast.narrator.engine == "espeak" else _by_hash(found, offers)
    before, after = (_told_apart(talk, narrator | voices) for voices in (hashed, chosen))
    return f"{len(found)} people, by hash {before}; proposed {after}; {took_s:.2f} s"


def _embedded(found: Sequence[Found]) -> Mapping[str, Portrait]:
    people = [Person(NARRATOR), *(Person(person.name, person.pronouns) for person in found)]
    voices = choose(people)[1:]
    return {
        person.name: engine_class("espeak").portrait(voice.settings)
        for person, voice in zip(found, voices, strict=True)
    }


def _by_hash(found: Sequence[Found], offers: Sequence[Offer]) -> Mapping[str, Portrait]:
    """A free voice for each, or any, of the sex and in an order that the hash of the name tells."""
    taken: dict[str, Portrait] = {}
    for person in found:
        fitting = [offer.portrait for offer in offers if fits(Part(person.name, person.pronouns), offer)]
        names = {portrait.name for portrait in taken.values()}
        ranked = sorted(
            fitting,
            key=lambda portrait: (
                portrait.name in names,
                hashlib.sha256(f"{person.name}\0{portrait.name}".encode()).digest(),
            ),
        )
        taken[person.name] = ranked[0]
    return taken


def _told_apart(talk: Talk, voices: Mapping[str, Portrait]) -> str:
    """Mean contrast of those who talk, with and without the narrator, and the share of talk that is close."""
    figures = []
    for apart_from in ({OTHERS, NARRATOR}, {OTHERS}):
        pairs = {
            pair: words
            for pair, words in talk.words.items()
            if apart_from.isdisjoint(pair) and pair[0] in voices and pair[1] in voices
        }
        whole = sum(pairs.values()) or 1.0
        apart = {(a, b): _apart(voices[a], voices[b]) for a, b in pairs}
        figures.append(sum(words * apart[pair] for pair, words in pairs.items()) / whole)
        figures.append(sum(words for pair, words in pairs.items() if apart[pair] < CLOSE) / whole)
    return f"{figures[0]:.2f} ({figures[1]:.0%} close; with the narrator {figures[2]:.2f})"


def _apart(one: Portrait, other: Portrait) -> float:
    return 0.0 if one.same(other) else contrast(one, other).apart


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
