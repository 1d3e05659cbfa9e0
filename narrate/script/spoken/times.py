"""Times of day as they are written, and how they are said: 10:45, 5 pm, 0830 hours, the 8.15 train.

A full stop between hours and minutes, as the British write it, makes a time only where the words around it
say so; anywhere else 8.15 is a decimal.
"""

from __future__ import annotations

import re
from typing import Final

from narrate.script.spoken.numbers import English, cardinal, short_year
from narrate.script.spoken.rewriting import START, Rule, rule

_HALF_DAY: Final = r"(?: ?(?P<half>[AaPp])(?:\. ?)?[Mm](?![A-Za-z])\.?)"
_STOPPED: Final = rf"{START}(?P<hour>\d|1\d|2[0-3])\.(?P<minute>[0-5]\d)"
_TRAINS: Final = "train|express|bus|boat|coach|post|mail|service|flight|ferry"


def _time(match: re.Match[str], english: English) -> str:
    hour, minute = int(match["hour"]), match["minute"] or "00"
    if hour > 24 or minute > "59":
        return match[0]
    said = match.groupdict().get("before", "") + cardinal(str(hour), english)
    half = f" {match['half'].lower()}.m." if match["half"] else ""
    if minute != "00":
        said += f" {short_year(minute)}"
    elif not half:
        said += " o'clock" if 1 <= hour <= 12 else " hundred"
    return said + half


def _clock(match: re.Match[str], english: English) -> str:
    parts = [
        f"{cardinal(str(int(match[unit])), english)} {unit}{'' if int(match[unit]) == 1 else 's'}"
        for unit in ("hour", "minute", "second")
    ]
    return f"{parts[0]}, {parts[1]} and {parts[2]}"


def _military(match: re.Match[str], english: English) -> str:
    """0830 hours is "oh eight thirty hours", 2100 hours "twenty-one hundred hours"."""
    hour, minute = match["hour"], match["minute"]
    said = f"oh {cardinal(hour[1], english)}" if hour[0] == "0" else cardinal(hour, english)
    return f"{said} {'hundred' if minute == '00' else short_year(minute)}"


TIMES: Final[tuple[Rule, ...]] = (
    # 4:00 am - 8:12 pm: from one to the other. The numbers stay for the rules below.
    rule(r"(?<=\d)( ?[AaPp]\.?[Mm]\.?) ?[-–—] ?(?=\d)", r"\1 to "),
    # 1:01:05 is a duration or a stopwatch.
    rule(rf"{START}(?P<hour>\d{{1,2}}):(?P<minute>[0-5]\d):(?P<second>[0-5]\d)(?![\d:])", _clock),
    # 10:45, 9:05 a.m.
    rule(rf"{START}(?P<hour>\d{{1,2}}):(?P<minute>[0-5]\d){_HALF_DAY}?(?!\d|:\d)", _time),
    # 8.15 p.m., 5 pm
    rule(rf"{START}(?P<hour>\d{{1,2}})(?:\.(?P<minute>[0-5]\d))?{_HALF_DAY}", _time),
    # 0830 hours
    rule(rf"{START}(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?= (?:hours|hrs)\b)", _military),
    # The British full stop is a time only where the words around it say so: at 8.15, the 8.15 train,
    # by 9.40 she, an 8.15 train, 10.30 this morning.
    rule(
        rf"(?<=\b[Aa]t ){_STOPPED}"
        r"(?![\d%°]| ?(?:per|million|billion)\b)"
        r"(?P<half>)",
        _time,
    ),
    rule(
        rf"(?<=\b[Tt]he ){_STOPPED}"
        r"(?= (?:from|to|for|out|back|up|down|into|home|was|is|had|left|leaves|arrives|arrived|which|that)\b)"
        r"(?P<half>)",
        _time,
    ),
    rule(
        rf"{_STOPPED}(?= (?:{_TRAINS}|o'clock|precisely|sharp|tonight|tomorrow|yesterday"
        r"|(?:this|that|in the|on the|every|each|next) (?:morning|afternoon|evening|night))\b)(?P<half>)",
        _time,
    ),
    rule(
        rf"(?P<before>\b(?:[Bb]y|[Tt]ill|[Uu]ntil|[Bb]efore|[Aa]fter) ){_STOPPED}"
        r"(?=[,;:.!?]?(?: (?:he|she|it|they|we|you|I|the|his|her|and|but|when)\b|\Z| [A-Z]))(?P<half>)",
        _time,
    ),
)
