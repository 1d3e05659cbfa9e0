"""What shops and listeners ask for, as numbers: a profile is a table of rules, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from narrate.errors import NarrateError, Outcome, did_you_mean


@dataclass(frozen=True, slots=True)
class Rule:
    """What ``quantity`` must be: from ``low`` to ``high``, one of ``among``, or, with neither, no fault.

    ``broken`` is what becomes of a file that is otherwise. A rule of the ``container`` is about how the sound
    is packed, all others are about the sound.
    """

    quantity: str
    low: float | None = None
    high: float | None = None
    among: tuple[str, ...] = ()
    broken: Outcome = Outcome.FAIL
    source: str = ""
    container: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """Rules for each file, and whether files are delivered as a ``set``: one a chapter, credits and a sample.

    ``codecs`` are those it is meant for. The numbers of several files may differ by ``spread_db`` of RMS.
    """

    name: str
    about: str
    codecs: tuple[str, ...]
    rules: tuple[Rule, ...]
    set: bool = False
    spread_db: float = 2.0

    @property
    def of_sound(self) -> Profile:
        """The same for files of any kind: only the rules about their sound."""
        rules = tuple(rule for rule in self.rules if not rule.container)
        return replace(self, name=f"{self.name}{OF_SOUND}", codecs=(), rules=rules, set=False)

    @property
    def of_books(self) -> Profile:
        """The same for a whole book in one file: of any length, with chapter marks."""
        rules = [rule for rule in self.rules if rule.quantity not in ("length", "marks", "chapters")]
        return replace(self, name=f"{self.name}{OF_BOOKS}", rules=(*rules, _CHAPTERS), set=False)


OF_SOUND, OF_BOOKS = "-sound", "-book"
"""How the name of a profile ends that leaves the container alone, and of one for whole books in one file."""

_WARN = Outcome.WARN
_ACX, _CHECK, _PAUSE, _LIBRIVOX = "ACX", "ACX Check", "Narrators Roadmap", "LibriVox"
_APPLE, _R128, _OURS, _PLAYERS = "Apple Podcasts", "EBU R 128", "narrate", "players"

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        _ACX: "help.acx.com, “What are the ACX audio submission requirements?”",
        _CHECK: "the plug-in of W. McCown, ellis-audiobooks.com/nyquist",
        _PAUSE: "narratorsroadmap.com, “Standards for silence in the book”, as Audible had them",
        _LIBRIVOX: "wiki.librivox.org, “Tech Specs”",
        _APPLE: "podcasters.apple.com, “Audio requirements”",
        _R128: "tech.ebu.ch, Recommendation R 128",
        _OURS: "good workmanship; no shop's rule",
        _PLAYERS: "what players go wrong without; no shop's rule",
    }
)
"""Where the rules are from: how a source is called in them, and where it is found."""

_CHAPTERS = Rule("chapters", source=_PLAYERS)

_WORKMANSHIP = (
    Rule("clipping", high=1.0, source=_OURS),
    Rule("not-numbers", high=0, source=_OURS),
    Rule("digital-silence", high=0.0, broken=_WARN, source=_ACX + ": room tone"),
    Rule("dc-offset", high=0.003, broken=_WARN, source=_OURS),
    Rule("longest-silence", high=5.0, broken=_WARN, source=_PAUSE + ": 2 to 3.5 s"),
)
_PACKING = (
    Rule("whole", source=_PLAYERS),
    Rule("header", broken=_WARN, source=_PLAYERS),
    Rule("junk", high=0, broken=_WARN, source=_PLAYERS),
    Rule("gapless", broken=_WARN, source=_PLAYERS),
    Rule("tags", broken=_WARN, source=_PLAYERS),
    Rule("cover", broken=_WARN, source=_PLAYERS),
)
_ACX_LEVELS = (
    Rule("rms", -23.0, -18.0, source=_ACX),
    Rule("peak", high=-3.0, source=_ACX),
    Rule("true-peak", high=-3.0, broken=_WARN, source=_ACX + ", read as true peak"),
    Rule("noise-floor", high=-60.0, source=_CHECK + ": the quietest half second"),
    Rule(
        "pauses",
        high=-60.0,
        broken=_WARN,
        source=_ACX + ": in all pauses",
    ),
)


def _container(*rules: Rule) -> tuple[Rule, ...]:
    return tuple(replace(rule, container=True) for rule in rules)


_ALL = (
    Profile(
        "acx",
        "ACX and Audible: one MP3 a chapter. Findaway and others ask for the same numbers.",
        ("mp3",),
        (
            *_container(
                Rule("codec", among=("mp3",), source=_ACX),
                Rule("bit-rate-kind", among=("constant",), source=_ACX),
                Rule("bit-rate", low=192, source=_ACX),
                Rule("sample-rate", 44_100, 44_100, source=_ACX),
                Rule("channels", among=("mono", "stereo"), source=_ACX + ": stereo, but not joint"),
            ),
            *_ACX_LEVELS,
            Rule("head", 0.5, 1.0, source=_ACX),
            Rule("tail", 1.0, 5.0, source=_ACX),
            *_container(Rule("length", high=120, source=_ACX), Rule("marks", source=_PLAYERS)),
            *_WORKMANSHIP,
            *_PACKING,
        ),
        set=True,
    ),
    Profile(
        "librivox",
        "LibriVox: one MP3 a section, read by people.",
        ("mp3",),
        (
            *_container(
                Rule("codec", among=("mp3",), source=_LIBRIVOX),
                Rule("bit-rate-kind", among=("constant",), source=_LIBRIVOX),
                Rule("bit-rate", 128, 128, source=_LIBRIVOX),
                Rule("sample-rate", 44_100, 44_100, source=_LIBRIVOX),
                Rule("channels", among=("mono",), source=_LIBRIVOX),
            ),
            Rule("loudness", -21.0, -16.0, source=_LIBRIVOX + ": around 89 dB"),
            Rule("peak", high=-0.1, source=_LIBRIVOX + ": no clipping"),
            Rule("noise-floor", high=-45.0, source=_LIBRIVOX + ": background noise far below the voice"),
            Rule("head", 0.4, 1.6, source=_LIBRIVOX + ": 0.5 to 1 s, about"),
            Rule("tail", 3.0, 15.0, source=_LIBRIVOX + ": 5 s, about"),
            *_container(Rule("length", high=120, source=_LIBRIVOX), Rule("marks", source=_PLAYERS)),
            *_WORKMANSHIP,
            *_PACKING,
        ),
    ),
    Profile(
        "podcast",
        "Podcasts: -16 LUFS as two speakers play it, which is -19 for a mono file.",
        ("mp3", "aac"),
        (
            *_container(
                Rule("codec", among=("mp3", "aac"), source=_APPLE),
                Rule("sample-rate", 44_100, 48_000, broken=_WARN, source=_APPLE),
            ),
            Rule("loudness-of-two", -17.0, -15.0, source=_APPLE + ": -16 LKFS, 1 dB either way"),
            Rule("true-peak", high=-1.0, source=_APPLE),
            Rule("noise-floor", high=-50.0, broken=_WARN, source=_OURS),
            *_container(Rule("marks", source=_PLAYERS)),
            *_WORKMANSHIP,
            *_PACKING,
        ),
    ),
    Profile(
        "archive",
        "To keep: lossless, at the level of broadcasting.",
        ("flac", "pcm", "alac"),
        (
            *_container(
                Rule("codec", among=("flac", "pcm", "alac"), source=_OURS + ": lossless"),
                Rule("bits", low=16, source=_OURS),
            ),
            Rule("loudness", -24.0, -22.0, source=_R128 + ": -23 LUFS, 1 LU either way"),
            Rule("true-peak", high=-1.0, source=_R128),
            Rule("noise-floor", high=-60.0, broken=_WARN, source=_OURS),
            *_container(Rule("marks", source=_PLAYERS)),
            *_WORKMANSHIP,
            *_PACKING,
        ),
    ),
    Profile(
        "m4b",
        "A book or a chapter for audiobook players, with the levels of ACX.",
        ("aac", "alac"),
        (
            *_container(Rule("codec", among=("aac", "alac"), source=_PLAYERS)),
            Rule("rms", -23.0, -18.0, source=_ACX),
            Rule("peak", high=-2.0, source=_OURS + ": AAC overshoots the master by up to a decibel"),
            Rule("true-peak", high=-2.0, broken=_WARN, source=_OURS),
            Rule("noise-floor", high=-60.0, source=_CHECK + ": the quietest half second"),
            Rule("pauses", high=-60.0, broken=_WARN, source=_ACX),
            *_container(_CHAPTERS),
            *_WORKMANSHIP,
            *_PACKING,
        ),
    ),
    Profile(
        "opus",
        "A book or a chapter for players and the web, with the levels of ACX.",
        ("opus", "vorbis"),
        (
            *_container(Rule("codec", among=("opus", "vorbis"), source=_PLAYERS)),
            Rule("rms", -24.0, -18.0, source=_ACX + ", and the decibel that narrate lowers Opus by"),
            Rule(
                "peak", high=-2.0, source=_OURS + ": Opus, lowered, overshoots the master by up to a decibel"
            ),
            Rule("true-peak", high=-2.0, broken=_WARN, source=_OURS),
            Rule("noise-floor", high=-60.0, source=_CHECK + ": the quietest half second"),
            Rule("pauses", high=-60.0, broken=_WARN, source=_ACX),
            *_container(Rule("marks", source=_PLAYERS)),
            *_WORKMANSHIP,
            *_PACKING,
        ),
    ),
)

PROFILES: Mapping[str, Profile] = MappingProxyType({profile.name: profile for profile in _ALL})
"""By name. Each has others for files of another kind: "acx-sound", "acx-book", "acx-sound-book"."""


def find_profile(name: str) -> Profile:
    """The profile called ``name``, with what it ends on. Raises NarrateError where there is none."""
    profile = PROFILES.get(family(name))
    if profile is None:
        hint = did_you_mean(name, PROFILES) or f"the profiles are {', '.join(PROFILES)}"
        raise NarrateError(f'there is no profile "{name}"', hint=hint)
    if name.removesuffix(OF_BOOKS).endswith(OF_SOUND):
        profile = profile.of_sound
    return profile.of_books if name.endswith(OF_BOOKS) else profile


def family(name: str) -> str:
    """What the profile called ``name`` is a kind of: "acx" of "acx-sound-book"."""
    return name.removesuffix(OF_BOOKS).removesuffix(OF_SOUND)


def profile_for(codec: str, preset: str) -> Profile:
    """The profile by which a file of ``codec`` is judged that was mastered by the ``preset`` of a project."""
    profile = PROFILES.get(preset, PROFILES["acx"])
    if codec in profile.codecs:
        return profile
    for listened in (PROFILES["m4b"], PROFILES["opus"]) if profile.name == "acx" else ():
        if codec in listened.codecs:
            return listened
    return profile.of_sound
