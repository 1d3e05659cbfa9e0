"""docs/reference/auditions.md has every key of audition.json."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from narrate.audition import report
from narrate.audition.artefacts import Artefact
from narrate.audition.candidates import Candidate
from narrate.audition.measures import BUCKETS, Clip, Measures
from narrate.audition.performing import Absent
from narrate.audition.ratings import QUALITIES, Rating, Ratings
from narrate.audition.report import Heard, Reference, Report
from narrate.audition.timing import Timed
from narrate.model import Voice

PAGE = Path(__file__).parent.parent.parent / "docs" / "reference" / "auditions.md"


def test_the_reference_has_every_key() -> None:
    measures = Measures(1.0, -20.0)
    clip = Clip(1, "a-1.flac", "0" * 64, 0.0, measures, (Artefact("click", 0.0, 0.1),), (), ())
    candidate = Candidate("a", "A", Voice("a", "tone", None), "a")
    heard = Heard(candidate, "1", "none", (clip,), {2: "it broke"}, measures, Timed())
    document = report.as_json(
        Report(
            name="a",
            language="en",
            lines=("One.", "Two."),
            reference=Reference("a.wav", "reference.flac", measures, ()),
            heard=(heard,),
            absent=(Absent(candidate, "why", ""),),
            matched_lufs=-20.0,
            unheard="",
            machine="",
            ratings=Ratings({"1": Rating({"clarity": 3})}),
        )
    )
    (each,) = document["candidates"]
    told: dict[str, set[str]] = {}
    for line in PAGE.read_text("utf-8").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif row := re.match(r"\| `(\w+)` \|", line):
            told.setdefault(heading, set()).add(row[1])
    assert told.pop("ratings.json") == {"version", "audition", "saved_ms", "ratings"}
    assert told == {
        "audition.json": set(document),
        "The recording": set(document["reference"]),
        "A candidate": set(each),
        "A line": {key for line in each["lines"] for key in line},
        "Measures": {field.name for field in fields(Measures)},
    }
    text = PAGE.read_text("utf-8")
    named = {*document["left_out"][0], *each["lines"][0]["artefacts"][0], *each["rating"], *QUALITIES}
    assert all(f"`{name}`" in text for name in named)
    assert f"in {BUCKETS} stretches" in text
