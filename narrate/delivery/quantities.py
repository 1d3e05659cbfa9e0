"""What rules are about: each quantity's name, unit and how it is told, and how it is found in the facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from narrate.delivery.facts import Container, Facts, Sound
from narrate.errors import count

Found = float | str | None
"""A number, or words; None where the file has nothing of the kind, and no rule about it applies."""

TAGS = ("title", "album", "artist", "narrator")
"""Those that a listener's player needs to name the file."""

_MOST_MARKS = 255  # BookPlayer wraps around, and VLC shows no more (tables count them in a byte)
_MARK_SLACK_S = 0.1


@dataclass(frozen=True, slots=True)
class Quantity:
    """``name`` is for people, ``unit`` and ``digits`` say how a number is told.

    A limit may be missed by ``slack``, which is how finely it is measured. Where ``find`` tells what is wrong
    in words, ``good`` is said for none.
    """

    name: str
    unit: str
    digits: int
    find: Callable[[Facts], Found]
    slack: float = 0.0
    good: str = ""


def _of_sound(find: Callable[[Sound], Found]) -> Callable[[Facts], Found]:
    return lambda facts: None if facts.sound is None else find(facts.sound)


def _of_container(find: Callable[[Container], Found]) -> Callable[[Facts], Found]:
    return lambda facts: find(facts.container)


def _dual_lufs(facts: Facts) -> Found:
    if facts.sound is None:
        return None
    return facts.sound.loudness_lufs + (3.01 if facts.container.channels == 1 else 0.0)


def _modes(container: Container) -> str:
    named = {1: "mono", 2: "stereo"}.get(container.channels, f"{container.channels} channels")
    return " and ".join(container.modes) or named


def _rates(container: Container) -> Found:
    if container.codec != "mp3":
        return None
    rates = container.kbps
    return f"variable, {rates[0]} to {rates[-1]} kbps" if len(rates) > 1 else "constant"


def _whole(facts: Facts) -> Found:
    """What is missing of the file; "" where nothing is."""
    container, sound = facts.container, facts.sound
    if container.lost_frames > 1 or (container.lost_frames and not container.cut_bytes):
        return f"{count(container.lost_frames, 'frame')} that its header counts"
    if container.cut_bytes:
        return f"{count(container.cut_bytes, 'byte')} of the last frame"
    if sound and container.declared_s is not None and sound.seconds < container.declared_s - 0.12:
        return f"{container.declared_s - sound.seconds:.2f} s that its header tells of"
    return ""


def _overlong(facts: Facts) -> Found:
    container, sound = facts.container, facts.sound
    if not sound or container.declared_s is None or sound.seconds <= container.declared_s + 0.12:
        return ""
    return f"{sound.seconds - container.declared_s:.2f} s more than its header tells"


def _missing_tags(container: Container) -> str:
    tags = container.tags or {}
    return ", ".join(name for name in TAGS if not tags.get(name, "").strip())


def _cover(container: Container) -> str:
    if container.cover is None:
        return "none"
    return "" if container.cover.width else "it is no picture"


def _longest_gap(facts: Facts) -> Found:
    """The longest silence between speech, but for those in which a chapter mark stands."""
    if facts.sound is None:
        return None
    starts = [mark.start_s for mark in facts.container.marks]
    return max(
        (
            gap.length_s
            for gap in facts.sound.gaps
            if not any(gap.start_s <= start <= gap.end_s for start in starts)
        ),
        default=0.0,
    )


def mark_faults(facts: Facts) -> str:
    """What is wrong with the chapter marks; "" where nothing is, or there are none."""
    marks = facts.container.marks
    if not marks:
        return ""
    length_s = facts.sound.seconds if facts.sound else facts.container.declared_s
    starts = [mark.start_s for mark in marks]
    ends = [mark.start_s if mark.end_s is None else mark.end_s for mark in marks]
    gaps = [abs(end - start) for end, start in zip(ends, starts[1:], strict=False)]
    faults = {
        "not in the order of time": starts != sorted(starts),
        f"the first starts at {starts[0]:.2f} s": starts[0] > _MARK_SLACK_S / 2 or starts[0] < 0,
        "some have no length": any(end <= start for start, end in zip(starts, ends, strict=True)),
        "some leave a gap or overlap": any(gap > _MARK_SLACK_S for gap in gaps),
        "some have no title": any(not mark.title.strip() for mark in marks),
        "the last ends after the sound": length_s is not None and ends[-1] > length_s + 0.5,
        f"{len(marks)} are more than the {_MOST_MARKS} that players count": len(marks) > _MOST_MARKS,
    }
    return ", ".join(fault for fault, is_so in faults.items() if is_so)


def _minutes(facts: Facts) -> Found:
    seconds = facts.sound.seconds if facts.sound else facts.container.declared_s
    return None if seconds is None else seconds / 60


def _chapters(facts: Facts) -> Found:
    return "none" if not facts.container.marks else mark_faults(facts)


QUANTITIES: Mapping[str, Quantity] = MappingProxyType(
    {
        "codec": Quantity("codec", "", 0, _of_container(lambda file: file.codec)),
        "bit-rate-kind": Quantity("bit rate", "", 0, _of_container(_rates)),
        "bit-rate": Quantity(
            "lowest bit rate", "kbps", 0, _of_container(lambda f: min(f.kbps, default=None))
        ),
        "sample-rate": Quantity("sample rate", "Hz", 0, _of_container(lambda file: file.rate_hz)),
        "bits": Quantity("bits a sample", "", 0, _of_container(lambda file: file.bits)),
        "channels": Quantity("channels", "", 0, _of_container(_modes)),
        "rms": Quantity("RMS", "dB", 2, _of_sound(lambda sound: sound.rms_db)),
        "loudness": Quantity("loudness", "LUFS", 1, _of_sound(lambda sound: sound.loudness_lufs)),
        "loudness-of-two": Quantity("loudness from two speakers", "LUFS", 1, _dual_lufs),
        "loudness-range": Quantity("loudness range", "LU", 1, _of_sound(lambda sound: sound.range_lu)),
        "peak": Quantity("sample peak", "dB", 2, _of_sound(lambda sound: sound.peak_db), 0.004),
        "true-peak": Quantity("true peak", "dBTP", 2, _of_sound(lambda sound: sound.true_peak_dbtp), 0.05),
        "noise-floor": Quantity("noise floor", "dB", 1, _of_sound(lambda sound: sound.floor_db)),
        "pauses": Quantity("noise of pauses", "dB", 1, _of_sound(lambda sound: sound.pauses_db)),
        "head": Quantity("room tone at the head", "s", 2, _of_sound(lambda sound: sound.head_s), 0.06),
        "tail": Quantity("room tone at the tail", "s", 2, _of_sound(lambda sound: sound.tail_s), 0.06),
        "longest-silence": Quantity("longest silence within", "s", 2, _longest_gap),
        "digital-silence": Quantity("digital silence", "s", 2, _of_sound(lambda sound: sound.digital_s)),
        "clipping": Quantity("clipped sound", "ms", 1, _of_sound(lambda sound: sound.clipped_ms)),
        "dc-offset": Quantity("DC offset", "of full scale", 4, _of_sound(lambda sound: sound.dc_offset)),
        "not-numbers": Quantity("samples that are no numbers", "", 0, _of_sound(lambda s: s.not_numbers)),
        "length": Quantity("length", "min", 1, _minutes),
        "whole": Quantity("missing sound", "", 0, _whole, good="none"),
        "header": Quantity("length in the header", "", 0, _overlong, good="right"),
        "junk": Quantity(
            "bytes that are no sound", "", 0, _of_container(lambda file: float(file.junk_bytes))
        ),
        "gapless": Quantity(
            "gapless header",
            "",
            0,
            _of_container(
                lambda file: (
                    None if file.codec != "mp3" else "" if file.gapless else "none: players add a gap"
                )
            ),
            good="present",
        ),
        "tags": Quantity("missing tags", "", 0, _of_container(_missing_tags), good="none"),
        "cover": Quantity("cover", "", 0, _of_container(_cover), good="present"),
        "marks": Quantity("chapter marks", "", 0, mark_faults, good="in order"),
        "chapters": Quantity("chapter marks", "", 0, _chapters, good="present and in order"),
    }
)
"""By the names that ``--json`` has for the rules."""
