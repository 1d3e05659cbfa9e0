"""The reference of profiles, written from their rules: ``python -m narrate.cli.reference_profiles``."""

from __future__ import annotations

from collections.abc import Iterator

import click

from narrate.delivery.profiles import PROFILES, SOURCES, Profile, Rule
from narrate.delivery.quantities import QUANTITIES
from narrate.delivery.rules import limit_of
from narrate.errors import Outcome

_HEAD = """\
# Profiles of finished files

*Written by `python -m narrate.cli.reference_profiles > docs/reference/delivery-profiles.md`; a test keeps it
true.*

What `narrate inspect` holds files against; [Check a delivery](../how-to/check-a-delivery.md) tells how. These
are technical numbers. A shop that asks for them asks for other things too: that somebody listens, and, at
most of them, that synthetic narration is agreed on first. ACX and LibriVox want people as narrators.

`--profile NAME` chooses one for all files. Without it a file is judged by what it is: one of a build by the
preset of its project and by its format, any other MP3 by `acx`, M4B by `m4b`, Opus by `opus`, and everything
else by `acx-sound`.

A name may have endings:

| ending | |
|---|---|
| `-sound` | Only the rules about the sound, for files of any kind: a FLAC at the levels of ACX. |
| `-book` | For a whole book in one file: of any length, and with chapter marks. |

In the tables, *fail* means that a file that breaks the rule fails, and *warn* that it is told. A rule in
*italics* is about how the sound is packed, and is left out with `-sound`.
"""

_SET = """
## Several files

Files that are delivered together are also held against each other.

| rule | wanted | else |
|---|---|---|
| channels, sample rates, codecs | the same in all files | fail |
| RMS from file to file | at most 2 dB apart, of those longer than a minute | warn |
| numbers of the names | a number before each name, none left out or twice | warn |
| opening credits, closing credits | a file of their own; `acx` alone | warn |
| retail sample | a file of 1 to 5 minutes; `acx` alone | warn |

And, where a `build.json` stands beside them, against what it says:

| rule | wanted | else |
|---|---|---|
| the file | the SHA-256 that it had when it was built | fail |
| length in build.json | the same within 0.1 s | fail |
| chapters in build.json | the same titles in the same order, each mark within a frame of its time | fail |
| all files in build.json | there | fail |
| other files | none | warn |
"""

_MEASURES = """
## How it is measured

Of the encoded file, decoded as a player does, by narrate's own code and libsndfile, or FFmpeg for M4B.

| | |
|---|---|
| RMS | The mean power of all channels over the whole file. A square wave at full scale has 0 dB. |
| loudness | Integrated, ITU-R BS.1770-4. The loudness range is EBU Tech 3342. |
| true peak | Eightfold interpolation, within 0.1 dB; limits are kept within 0.05 dB. |
| noise floor | The RMS of the quietest half second. |
| noise of pauses | Of each pause of at least 300 ms without 100 ms at its ends, the loudest 5 % let go. |
| room tone | What is before the first and after the last speech: 50 ms louder than -50 dB, or than a higher \
floor by 15 dB. |
| digital silence | Windows of 50 ms below -110 dB. |
| clipped sound | Samples side by side at full scale. |
| longest silence | Between speech; not where a chapter mark stands. |
| bit rate | Of every frame of an MP3. |
"""


def pages() -> Iterator[str]:
    """The page, part by part."""
    yield _HEAD
    for profile in PROFILES.values():
        yield from _profile(profile)
    yield _SET
    yield _MEASURES
    yield "\n## Sources\n\n| | |\n|---|---|\n"
    yield from (f"| {name} | {place} |\n" for name, place in SOURCES.items())


def _profile(profile: Profile) -> Iterator[str]:
    yield f"\n## {profile.name}\n\n{profile.about}\n\n| rule | wanted | else | source |\n|---|---|---|---|\n"
    yield from map(_row, profile.rules)


def _row(rule: Rule) -> str:
    name = QUANTITIES[rule.quantity].name
    told = f"*{name}*" if rule.container else name
    broken = "fail" if rule.broken is Outcome.FAIL else "warn"
    return f"| {told} | {limit_of(rule)} | {broken} | {rule.source} |\n"


if __name__ == "__main__":
    click.echo("".join(pages()), nl=False)
