"""Finding the headings of a plain text by evidence: their words, the space around them, their series."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from narrate.manuscript.plain_groups import Group

_CARDINALS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|last"
_NUMBER = rf"(?:the\s+)?(?:[ivxlc]{{1,8}}|\d{{1,3}}|{_CARDINALS}|{_ORDINALS})\b"
_NUMBERED = re.compile(
    rf"""[_*="“]*(?P<word>[Cc]hapter|CHAPTER|[Cc]hap\.?|CHAP\.?|[Ll]etter|LETTER|[Ss]tave|STAVE|[Cc]anto|CANTO
    |[Ee]pisode|EPISODE|[Aa]dventure|ADVENTURE|[Bb]ook|BOOK|[Pp]art|PART|[Vv]olume|VOLUME|[Ee]poch|EPOCH
    |[Aa]ct|ACT|[Ss]cene|SCENE)\s+(?P<number>(?i:{_NUMBER}))[_*="”]*(?P<rest>.*)""",
    re.VERBOSE | re.DOTALL,
)
_ROMAN = re.compile(r"[_*=]*(?=[IVXLC])((?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))\.?[_*=]*")
_ARABIC = re.compile(r"(\d{1,3})\.?")
_NAMED = re.compile(
    r"[_*=]*(preface|foreword|prologue|introduction|introductory|epilogue|conclusion|postscript|afterword|appendix)"
    r"[.:]?[_*=]*",
    re.IGNORECASE,
)
_PARTS = ("book", "part", "volume", "epoch", "act")
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LONGEST_TITLE = 90  # characters
_LIST_TITLE = re.compile(
    r"[_*=]*(?:(?:table of )?contents|(?:list of )?illustrations)[_*=]*[.:]?[_*=]*", re.IGNORECASE
)
_CLOSE_GAP = 2  # empty lines: entries of a list stand closer than what follows it
_LONGEST_ENTRY = 250  # characters
_LARGEST_LIST = 0.25  # of a book: what is longer is the book
_ENTRY_DISTANCE = 1200  # characters between two entries of an untitled list of contents; chapters are longer


class Rank(IntEnum):
    """What a heading heads; a smaller number is the greater division."""

    PART = 1
    CHAPTER = 2
    SCENE = 3
    NUMBER = 4  # nothing but a number
    NAMED = 5  # a preface, an epilogue


@dataclass(frozen=True, slots=True)
class Heading:
    """Group ``group`` is a heading by its words: the first ``lines`` of its lines.

    Where ``cut`` is not 0 only so many characters of the first line are. ``key`` is the same for two headings
    of the same number; ``titled`` ones have more than the number.
    """

    group: int
    rank: Rank
    key: str
    lines: int
    titled: bool
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """Groups ``first:end`` only list what the book holds, and why they are skipped."""

    first: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings at which chapters begin, those within and above them, and the lists of both."""

    headings: tuple[Heading, ...]
    listings: tuple[Listing, ...]
    chapters: Rank | None
    titles_follow: bool  # a chapter's title is in the group after its number


def outline(groups: Sequence[Group]) -> Outline:
    """The headings of a text that consists of ``groups``; ``chapters`` is None where it has none."""
    candidates = [heading for index in range(len(groups)) if (heading := _heading(groups, index))]
    listings = _titled_lists(groups, candidates)
    listed = {index for listing in listings for index in range(listing.first, listing.end)}
    candidates = [candidate for candidate in candidates if candidate.group not in listed]
    contents = _untitled_contents(groups, candidates)
    if contents is not None:
        listings.append(contents)
        candidates = [c for c in candidates if c.group >= contents.end or c.group < contents.first]
    chapters = _chapter_rank(candidates)
    if chapters is None:
        return Outline((), tuple(listings), None, titles_follow=False)
    kept = [c for c in candidates if c.rank <= Rank.SCENE or c.rank in (chapters, Rank.NAMED)]
    bare = [c for c in kept if c.rank is chapters and not c.titled]
    followed = sum(title_follows(groups, c) for c in bare)
    return Outline(
        tuple(kept), tuple(listings), chapters, titles_follow=bool(bare) and 2 * followed >= len(bare)
    )


def title_follows(groups: Sequence[Group], heading: Heading) -> bool:
    """Whether the group after ``heading`` could be its title: short, set off, and written as titles are."""
    if heading.group + 2 >= len(groups) or heading.lines < len(groups[heading.group].lines):
        return False
    following = groups[heading.group + 1]
    return (
        len(following.lines) <= 2
        and not following.is_rule
        and _heading(groups, heading.group + 1) is None
        and _title_like(following.text)
    )


def _heading(groups: Sequence[Group], index: int) -> Heading | None:
    group = groups[index]
    numbered = _NUMBERED.match(group.texts[0])
    if numbered is not None:
        return _numbered(group, index, numbered)
    if len(group.lines) > 1:
        return None
    text = group.texts[0]
    for pattern, rank in ((_ROMAN, Rank.NUMBER), (_ARABIC, Rank.NUMBER), (_NAMED, Rank.NAMED)):
        match = pattern.fullmatch(text)
        if (
            match
            and match[1]
            and (rank is Rank.NUMBER or (group.gap >= 2 and text[:2].strip("_*=")[:1].isupper()))
        ):
            return Heading(index, rank, match[1].lower(), 1, titled=rank is Rank.NAMED)
    return None


def _numbered(group: Group, index: int, match: re.Match[str]) -> Heading | None:
    word = match["word"].lower().rstrip(".")
    word = "chapter" if word == "chap" else word
    rank = Rank.PART if word in _PARTS else Rank.SCENE if word == "scene" else Rank.CHAPTER
    key = f"{word} {' '.join(match['number'].lower().split())}"
    rest = match["rest"]
    title = rest.strip(' .:;,–—-_*="”')
    sentence = bool(title) and (rest.lstrip()[:1] in ",;)" or (rest[:1].isspace() and title[0].islower()))
    if sentence or match["word"][0].islower():
        return None  # "Chapter four was finished": a sentence
    if rank is Rank.SCENE:  # what follows on the line is a direction, and no title
        cut = match.start("rest") + (rest[:1] in ".:")
        return Heading(index, rank, key, 1, titled=False, cut=cut if title else 0)
    lines = _heading_lines(group, title)
    return Heading(index, rank, key, lines, titled=bool(title) or lines > 1) if lines else None


def _heading_lines(group: Group, title: str) -> int:
    """How many lines of ``group``, which begins with a number and ``title``, are heading; 0 if none is."""
    count = len(group.lines)
    if len(group.texts[0]) > _LONGEST_TITLE + 20:
        return 0
    if count == 1 or (count <= 4 and all(_title_like(line) or line.isupper() for line in group.texts[1:])):
        return count
    if title:
        return count if count <= 3 else 0
    return 1


def _title_like(text: str) -> bool:
    if len(text) > _LONGEST_TITLE or text[-1:] in ",;:" or text[:1].islower():
        return False
    words = _WORDS.findall(text)
    long = [word for word in words if len(word) > 3] or words  # "of", "the" and "and" are small in titles
    return bool(words) and sum(word[0].isupper() for word in long) >= 0.6 * len(long)


def _titled_lists(groups: Sequence[Group], candidates: Sequence[Heading]) -> list[Listing]:
    """Lists under "Contents" or "Illustrations": what follows closely and is not prose."""
    by_group = {candidate.group: candidate for candidate in candidates}
    most = sum(len(group.text) for group in groups) * _LARGEST_LIST
    found: list[Listing] = []
    index = 0
    while index < len(groups):
        group = groups[index]
        end = index
        if _LIST_TITLE.fullmatch(group.text):
            end = _list_end(groups, by_group, index)
        elif len(group.lines) > 1 and _LIST_TITLE.fullmatch(group.texts[0]):
            end = index + 1
        if end > index and sum(len(entry.text) for entry in groups[index:end]) <= most:
            found.append(Listing(index, end, _reason(group)))
        index = max(end, index + 1)
    return found


def _list_end(groups: Sequence[Group], by_group: Mapping[int, Heading], title: int) -> int:
    """The group after the list under group ``title``; ``title`` itself where there is no list."""
    end = title + 1
    seen: set[str] = set()
    while end < len(groups):
        entry, candidate = groups[end], by_group.get(end)
        again = candidate is not None and candidate.key in seen and candidate.rank <= Rank.CHAPTER
        apart = entry.gap > _CLOSE_GAP and end > title + 1
        if apart or again or (candidate is None and _is_prose(entry)):
            break
        if candidate is not None:
            seen.add(candidate.key)
        end += 1
    if end < len(groups) and end - 1 in by_group and groups[end].gap <= _CLOSE_GAP and _is_prose(groups[end]):
        end -= 1  # the last "entry" is the heading of the text that follows
    return end if end > title + 1 else title


def _reason(group: Group) -> str:
    return "list of illustrations" if "illustrations" in group.texts[0].lower() else "contents list"


def _is_prose(group: Group) -> bool:
    length = len(group.text)
    return length > _LONGEST_ENTRY or (len(group.lines) > 2 and length > 45 * len(group.lines))


def _untitled_contents(groups: Sequence[Group], candidates: Sequence[Heading]) -> Listing | None:
    """A run of headings close together near the beginning, nearly all of which come again later."""
    for start, first in enumerate(candidates[:3]):
        end = start + 1
        while end < len(candidates):
            distance = groups[candidates[end].group].start - groups[candidates[end - 1].group].start
            if distance > _ENTRY_DISTANCE or candidates[end].key == first.key:
                break
            end += 1
        later = {candidate.key for candidate in candidates[end:]}
        again = sum(candidate.key in later for candidate in candidates[start:end])
        if end - start >= 3 and again >= 0.8 * (end - start):
            return Listing(first.group, candidates[end - 1].group + 1, "contents list")
    return None


def _chapter_rank(candidates: Sequence[Heading]) -> Rank | None:
    ranks = [candidate.rank for candidate in candidates]
    if Rank.CHAPTER in ranks:
        return Rank.CHAPTER
    numbers = [candidate.key for candidate in candidates if candidate.rank is Rank.NUMBER]
    if len(numbers) >= 3 and numbers[0] in ("i", "1") and numbers[1] in ("ii", "2"):
        return Rank.NUMBER
    return next((rank for rank in (Rank.PART, Rank.SCENE) if ranks.count(rank) >= 2), None)
