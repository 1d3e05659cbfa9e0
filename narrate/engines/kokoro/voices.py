"""The voices of Kokoro: their names, blends of them, and what is wrong with a name that nobody has."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from narrate.errors import did_you_mean

VERSION_1_REPOSITORIES = frozenset(
    {
        "prince-canuma/Kokoro-82M",
        *(f"mlx-community/Kokoro-82M-{kind}" for kind in ("bf16", "8bit", "6bit", "4bit")),
    }
)
"""Repositories of Kokoro-82M v1.0, all with the same voices. Other repositories have voices of their own."""

_NAMES: Mapping[str, tuple[str, str]] = {
    # letter of the language: the women and the men (VOICES.md of hexgrad/Kokoro-82M, v1.0)
    "a": (
        "alloy aoede bella heart jessica kore nicole nova river sarah sky",
        "adam echo eric fenrir liam michael onyx puck santa",
    ),
    "b": ("alice emma isabella lily", "daniel fable george lewis"),
    "e": ("dora", "alex santa"),
    "f": ("siwis", ""),
    "h": ("alpha beta", "omega psi"),
    "i": ("sara", "nicola"),
    "j": ("alpha gongitsune nezumi tebukuro", "kumo"),
    "p": ("dora", "alex santa"),
    "z": ("xiaobei xiaoni xiaoxiao xiaoyi", "yunjian yunxi yunxia yunyang"),
}

VERSION_1 = tuple(
    f"{letter}{gender}_{name}"
    for letter, both in _NAMES.items()
    for gender, names in zip("fm", both, strict=True)
    for name in names.split()
)
"""The 54 voices of Kokoro-82M v1.0. A name begins with its language's letter and "f" or "m"."""


def parts(voice: str | Mapping[str, float]) -> Mapping[str, float]:
    """The voices that ``voice`` is made of, in alphabetical order, with shares that sum to 1.

    Shares are rounded to nine digits, so that 7 to 3 is the same voice as 0.7 to 0.3.
    """
    if isinstance(voice, str):
        return {voice: 1.0}
    whole = sum(voice.values())
    return {name: round(weight / whole, 9) for name, weight in sorted(voice.items())}


def says_language(name: str) -> bool:
    """Whether ``name`` is built as the model's own are: a language's letter, "f" or "m", "_" and a name."""
    return name[:1] in _NAMES and name[1:3] in ("f_", "m_")


def file_of(name: str) -> str:
    """Where a model's folder or repository holds the voice ``name``."""
    return f"voices/{name}.safetensors"


def in_folder(folder: Path) -> tuple[str, ...]:
    """The voices that a model's folder holds."""
    return tuple(sorted(path.stem for path in folder.glob("voices/*.safetensors")))


def unknown(names: Collection[str], known: Collection[str]) -> Iterator[str]:
    """A sentence for each of ``names`` that is not among the voices ``known``."""
    for name in names:
        if name in known:
            continue
        if not known:
            yield f"there is no voice {name!r}: the model's folder holds no voices/*.safetensors"
        elif "," in name:
            shares = ", ".join(f"{part.strip()} = 0.5" for part in name.split(","))
            yield f"there is no voice {name!r}: a blend is written voice = {{ {shares} }}"
        else:
            hint = did_you_mean(name, known) or f"there are {_listed(known)}"
            yield f"there is no voice {name!r}: {hint}"


def _listed(known: Collection[str]) -> str:
    most = 8
    shown = ", ".join(sorted(known)[:most])
    return shown if len(known) <= most else f"{shown} and {len(known) - most} more"
