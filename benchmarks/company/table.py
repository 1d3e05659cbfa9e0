"""What is told of clips, by kind and level, as a table for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from benchmarks.company.mixing import Clip

Told = tuple[Clip, float, float]
"""A clip, and how likely music and a second speaker were found in it."""


def show(told: Iterable[Told]) -> None:
    """Print, for each kind and level, in how many clips each was found, and the likelihoods."""
    rows: defaultdict[tuple[str, int], list[Told]] = defaultdict(list)
    alarms = []
    for each in told:
        clip, music, speaker = each
        rows[clip.kind, clip.level_db].append(each)
        if clip.kind == "alone" and max(music, speaker) > 0.5:
            alarms.append(f"{clip.name} ({len(clip.sound) / 16000:.1f} s): {music:.2f}, {speaker:.2f}")
    print(f"{'kind':24}{'level':>6}{'clips':>7}  music found, 90 % below   second speaker found, 90 % below")
    for (kind, level), of in sorted(rows.items(), key=lambda row: (row[0][0], -row[0][1])):
        shown = f"{level:+d} dB" if level or kind in {"together", "music under speech"} else ""
        print(
            f"{kind:24}{shown:>6}{len(of):7}  {_share([m for _, m, _ in of])}   {_share([s for *_, s in of])}"
        )
    for alarm in alarms:
        print(f"false alarm of one reader, music and second speaker: {alarm}")


def _share(likelihoods: list[float]) -> str:
    high = sorted(likelihoods)[int(0.9 * (len(likelihoods) - 1))]
    return f"{sum(each > 0.5 for each in likelihoods) / len(likelihoods):11.0%} {high:11.2f}"
