"""The English dictionaries of misaki, the phoneme front end of Kokoro: which words are known.

Read as data files, without importing misaki, which would load spaCy. There are a checked ("gold") and a
larger, unchecked ("silver") list for each accent. What all of them lack is left to a guess.
"""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

from narrate.errors import MissingTool

_DOUBLED = re.compile(r"([bcdgklmnprstvxz])\1\Z")  # running, stopped: the stem has the letter once


class Dictionary:
    """Whether a word has an entry, or is a regular form of one."""

    def __init__(self, words: frozenset[str]) -> None:
        self._words = words

    @classmethod
    def english(cls) -> Dictionary:
        """The lists of both accents. Raises MissingTool where misaki is not installed."""
        spec = importlib.util.find_spec("misaki")
        if spec is None or not spec.submodule_search_locations:
            raise MissingTool("the English dictionaries are not installed", hint="pip install misaki")
        folder = Path(spec.submodule_search_locations[0], "data")
        words: set[str] = set()
        for name in ("us_gold", "us_silver", "gb_gold", "gb_silver"):
            with (folder / f"{name}.json").open(encoding="utf-8") as file:
                words.update(map(str.lower, json.load(file)))
        return cls(frozenset(words))

    def __contains__(self, word: object) -> bool:
        lower = str(word).lower()
        return lower in self._words or any(stem in self._words for stem in _stems(lower))


def _stems(word: str) -> list[str]:
    """What ``word`` may be a regular form of.

    misaki's rules for -s, -ed and -ing (``misaki/en.py``), and two that it leaves to eSpeak, which knows
    them: begged, gratified.
    """
    stems: list[str] = []
    if word.endswith("s") and len(word) > 2:
        if not word.endswith("ss"):
            stems.append(word[:-1])
        if word.endswith("'s") or (len(word) > 4 and word.endswith("es") and not word.endswith("ies")):
            stems.append(word[:-2])
        if len(word) > 4 and word.endswith("ies"):
            stems.append(word[:-3] + "y")
    elif word.endswith("d") and len(word) > 3:
        if not word.endswith("dd"):
            stems.append(word[:-1])
        if len(word) > 4 and word.endswith("ed") and not word.endswith("eed"):
            stems.append(word[:-2])
            if _DOUBLED.search(word[:-2]):
                stems.append(word[:-3])
            if word.endswith("ied"):
                stems.append(word[:-3] + "y")
    elif word.endswith("ing") and len(word) > 4:
        stem = word[:-3]
        stems.append(stem + "e")
        if len(word) > 5:
            stems.append(stem)
            if _DOUBLED.search(stem):
                stems.append(stem[:-1])
    return stems
