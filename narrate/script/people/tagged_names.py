"""Speech tags as they are read before anybody is known: whom "said Emma" and "the mariner cried" name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from narrate.script.people.capitals import PARTICLE, WORD, pieces
from narrate.script.people.forms import RANKS, TITLES
from narrate.script.saying import NOUN_PRONOUN, VERBS, words
from narrate.script.speakers.attribution import Paragraph

_TITLE = rf"(?:{'|'.join(sorted({title.capitalize() for title in TITLES}, key=len, reverse=True))})\.?\s"
_ARTICLE = r"(?:[Tt]he\s(?:old\s|young\s|little\s|poor\s)?|(?:[Oo]ld|[Pp]oor|[Ll]ittle|[Yy]oung|[Dd]ear)\s)?"
_NAME = rf"(?P<name>(?:{_TITLE})*{WORD}(?:\s(?:(?:{PARTICLE})\s){{0,2}}{WORD}){{0,2}})"
_ROLE = r"(?P<role>the\s[a-z]+)(?=[,.;:]|\s(?:and|as|with|in|to|at|from)\b|\s*$)"
_AFTER = (
    re.compile(rf"[\s,—–-]*(?P<verb>[a-z]+)\s(?:[a-z]+ly\s)?(?:{_ARTICLE}{_NAME}|{_ROLE})"),
    re.compile(rf"[\s,—–-]*{_ARTICLE}{_NAME}\s(?:had\s|[a-z]+ly\s)?(?P<verb>[a-z]+)\b"),
)
_INTRODUCING = re.compile(
    rf"(?:^|[.!?,;]\s+|\b(?:and|but|then|so)\s){_ARTICLE}{_NAME}\s(?P<verb>[a-z]+)[,:]?\s*$"
)
_FAR = 80  # characters; a tag begins beside its quotation


def tagged(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, str]]:
    """The number of the paragraph and the name of each speech tag that has one."""
    for number, paragraph in enumerate(paragraphs):
        passages = paragraph.passages
        for index, passage in enumerate(passages):
            if passage.speech:
                continue
            start, end = passage.start, passage.end
            matches: list[re.Match[str] | None] = []
            if index > 0 and passages[index - 1].speech:
                matches += (
                    pattern.match(paragraph.text, start, min(end, start + _FAR)) for pattern in _AFTER
                )
            if index + 1 < len(passages) and passages[index + 1].speech:
                matches.append(_INTRODUCING.search(paragraph.text[max(start, end - _FAR) : end]))
            for match in matches:
                if match and match["verb"] in VERBS:
                    name = _tag_name(match)
                    if name:
                        yield number, name
                        break


_ANYBODY = words(
    """
    other others latter former stranger visitor speaker child youth voice person creature individual newcomer
    intruder victim crowd company party crew pair couple lot rest mob chorus audience public first second
    third last next same one two three elder younger eldest youngest
    """
) | frozenset(NOUN_PRONOUN)
"""Nouns that may mean somebody else each time, or several at once; plurals do, too."""


def _tag_name(match: re.Match[str]) -> str:
    """The name in a tag, or the part that somebody plays: "The mariner"."""
    groups = match.groupdict()
    if groups.get("role"):
        noun = groups["role"].split()[1]
        return "" if noun in _ANYBODY - RANKS or noun.endswith(("s", "men", "people")) else f"The {noun}"
    found = pieces(match["name"])
    return found[0][1] if found and found[0][0] == 0 else ""
