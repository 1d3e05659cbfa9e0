"""Sightings: every name in a book, and what stands around it: a speech tag, a deed, a call, a place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from narrate.script.people.forms import PARTICLES, RANKS, TITLES, parse
from narrate.script.people.given_names import GIVEN
from narrate.script.saying import NOUN_PRONOUN, VERBS, words
from narrate.script.speakers.attribution import Paragraph


@dataclass(slots=True)
class Sighting:
    """How a book uses one form of a name.

    ``places`` are the offsets of its uses, ``tagged`` the numbers of the paragraphs with its tags.

    ``inside`` a sentence a capital tells a name; at the beginning of one it may be any word.
    ``tags`` count where its bearer speaks, ``acts`` where its bearer does something, ``calls`` where somebody
    spoken to is called so, and ``placed`` where "in" or "at" stands before it.
    """

    narrated: int = 0
    inside: int = 0
    spoken: int = 0
    tags: int = 0
    acts: int = 0
    calls: int = 0
    placed: int = 0
    places: list[int] = field(default_factory=list)
    tagged: list[int] = field(default_factory=list)

    @property
    def uses(self) -> int:
        """How often it is used, in narration and in speech."""
        return self.narrated + self.spoken


_WORD = r"[A-ZÀ-ÖØ-Þ][\w'’-]*"
_PARTICLE = "|".join(sorted(PARTICLES))
_CHAIN = re.compile(rf"{_WORD}(?:\.?\s{{1,2}}(?:(?:{_PARTICLE})\s){{0,2}}{_WORD}){{0,8}}")
_PLAIN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*$")
_LOWER = re.compile(r"[a-z]+")
_NEXT = re.compile(r"\s(?:(?:had|then|only|just|\w+ly)\s)?([a-z]+)")
_BEFORE = re.compile(r"(\w+)\s$")
_CALLED = re.compile(
    r"(?:[\"“‘'!?.,;—-]\s?|\b(?:[Mm]y|[Dd]ear|[Dd]earest|[Oo]h|O|Ah|No|Yes|Well|[Pp]oor)\s)$"
)

_NO_NAMES = words(
    """
    A An The This That These Those I He She It We You They His Her Its Our Your Their My There Here Then Now
    But And Or So Yet For Nor If When While As At In On By To From With After Before Although Though Because
    Since Until What Who Whom Whose Where Why How Which No Not Yes Oh Ah Well One Two Some Many Most All Both
    Each Every Such God Gods Lord Heaven Heavens Everyone Everybody Someone Somebody Nobody Another Chapter
    Never Perhaps Indeed Only Even Still Just Once Let Do Did Does Don Is Are Was Were Be Been Have Has Had
    Can Could Will Would Shall Should May Might Must Good Very Quite Too More Than Like Of Off Out Over Under
    Up Down Upon Into Nothing Something Anything Everything Neither Either Nevertheless However Meanwhile
    Moreover Besides Thus Hence Again Always Often Sometimes Soon Presently Suddenly Certainly Surely Come Go
    See Look Tell Give Take Make Think Say Said Says Him Me Us Them Mine Yours Hers Ours Being Having O Hm Ha
    Hallo Hello Hullo Bless Damn Please Thank Thanks Pray Sir Madam Mister Sirs Ma'am Ma’am Mamma Papa Mama
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December Christmas Easter Christ Jesus Providence Nature Fate Fortune Death
    English French German Italian American Irish Scotch Scottish Russian Spanish Greek Latin Roman Dutch
    Narrator Others Englishman Frenchman Esq Voice Voices Misses Part Book Volume Section Mr Mrs Miss Ms
    Messrs PS
    """
)
NO_NAMES = _NO_NAMES - GIVEN
"""Words with a capital that name nobody; "Will" and "May" may."""

_ACTIONS = words(
    """
    looked smiled turned felt knew saw heard laughed sat stood walked rose went came ran took put began tried
    wished hoped seemed stopped shook nodded bowed leaned leant drew held gave found left got made kept
    opened closed coloured blushed followed entered returned hesitated paused listened waited moved stared
    glanced shrugged frowned caught threw pulled pushed fell lay sprang jumped hurried stepped lifted raised
    dropped believed understood remembered wanted could did would
    """
)


@dataclass(frozen=True, slots=True)
class Sightings:
    """Every form of a name in a book, with what was seen of it; ``common`` counts its words in lower case.

    ``answers`` counts for two names how often both are in speech tags of neighbouring paragraphs.
    """

    forms: dict[str, Sighting]
    common: Counter[str]
    answers: Counter[frozenset[str]]
    text: str

    def together(self, one: str, other: str) -> int:
        """How often both forms stand in one sentence, at most sixty characters apart."""
        first, second = self.forms[one].places, self.forms[other].places
        if len(first) > len(second):
            first, second, one, other = second, first, other, one
        count = 0
        for place in first:
            index = bisect_left(second, place)
            for at in second[max(0, index - 1) : index + 1]:
                start, end = sorted((place, at))
                length = len(one) if start == place else len(other)
                if 0 < end - start - length <= _NEAR and not _ENDED.search(self.text, start + length, end):
                    count += 1
        return count

    def in_turn(self, one: str, other: str) -> int:
        """How many tags of the form tagged less often stand within three paragraphs of the other's."""
        fewer, more = sorted((self.forms[one].tagged, self.forms[other].tagged), key=len)
        return sum(
            1
            for number in fewer
            if (index := bisect_left(more, number - _TURNS)) < len(more) and more[index] <= number + _TURNS
        )


_TURNS = 3
_NEAR = 60
_ENDED = re.compile(r"[.!?\n]")


def sightings(paragraphs: Sequence[Paragraph]) -> Sightings:
    """What ``paragraphs`` say of everybody and everything with a name."""
    text = "\n\n".join(paragraph.text for paragraph in paragraphs)
    common: Counter[str] = Counter(_LOWER.findall(text))
    chains = list(_chains(text))
    surely = {form for match, begins in chains if not begins for _, form in _pieces(match[0])}
    spoken = list(_speech(paragraphs))
    seen: dict[str, Sighting] = {}
    passage = 0
    for match, begins in chains:
        start = match.start()
        while passage < len(spoken) and spoken[passage][1] <= start:
            passage += 1
        in_speech = passage < len(spoken) and spoken[passage][0] <= start
        for offset, form in _pieces(match[0]):
            at, name, starts = start + offset, form, begins and offset == 0
            if starts and form not in surely:
                name = _without_first(form, common)
                at += len(form) - len(name)
                starts = name == form
                if not name:
                    continue
            sighting = seen.get(name)
            if sighting is None:
                sighting = seen[name] = Sighting()
            _see(sighting, text, at, at + len(name), starts=starts, in_speech=in_speech)
    answers: Counter[frozenset[str]] = Counter()
    before = (-2, "")
    for number, name in tagged(paragraphs):
        sighting = seen.setdefault(name, Sighting())
        sighting.tags += 1
        sighting.tagged.append(number)
        if number == before[0] + 1 and name != before[1]:
            answers[frozenset((name, before[1]))] += 1
        before = (number, name)
    return Sightings(seen, common, answers, text)


def _see(sighting: Sighting, text: str, start: int, end: int, *, starts: bool, in_speech: bool) -> None:
    sighting.places.append(start)
    if in_speech:
        sighting.spoken += 1
        if text[end : end + 1] in ",.!?;—-”\"’'" and _CALLED.search(text, max(0, start - 9), start):
            sighting.calls += 1
        return
    sighting.narrated += 1
    following = _NEXT.match(text, end)
    if following and (following[1] in _ACTIONS or following[1] in VERBS):
        sighting.acts += 1
    if not starts:
        sighting.inside += 1
        before = _BEFORE.search(text, max(0, start - 4), start)
        if before and before[1] in ("in", "at"):
            sighting.placed += 1


def _chains(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    """Each run of words with capitals, and whether it begins a sentence or a quotation."""
    for match in _CHAIN.finditer(text):
        if match[0] not in NO_NAMES:
            before = text[max(0, match.start() - 2) : match.start()].rstrip()[-1:]
            yield match, not (before.isalnum() or before in (",", ";", ")"))


@lru_cache(maxsize=65536)
def _pieces(chain: str) -> tuple[tuple[int, str], ...]:
    """The names in a run of words with capitals: "But Mr. Darcy. Emma" holds "Mr. Darcy" and "Emma".

    Each with its offset in the run. A possessive ending is left out.
    """
    pieces: list[tuple[int, str]] = []
    start, ended = -1, True
    done = 0

    def close(end: int) -> None:
        name = chain[start:end]
        if start >= 0 and _core(name):
            pieces.append((start, " ".join(name.split())))

    for match in re.finditer(r"\S+", chain):
        word = match[0].rstrip(".")
        dotted = match[0] != word
        plain = word.removesuffix("'s").removesuffix("’s").rstrip("'’-")
        possessive = plain != word
        if ended:
            start, ended = match.start(), False
        name = plain in PARTICLES or plain.lower() in TITLES or _may_name(plain)
        if not name:
            close(done)
            ended = True
            continue
        done = match.start() + len(plain)
        if possessive or (dotted and plain.lower() not in TITLES and len(plain) > 1):
            close(done)
            ended = True
    if not ended:
        close(done)
    return tuple((at, name) for at, name in pieces)


_CONTRACTED = re.compile(r"['’](?:[mdst]|ll|ve|re)$")


def _may_name(word: str) -> bool:
    if word in NO_NAMES or _CONTRACTED.search(word) or not word or (len(word) > 1 and word.isupper()):
        return False
    return bool(_PLAIN.match(word)) and (len(word) > 1 or word != "I")


def _core(name: str) -> bool:
    """Whether anything in ``name`` is more than a title or an initial."""
    form = parse(name)
    return any(len(word) > 1 and word not in NO_NAMES for word in form.words) and not name[0].islower()


def _without_first(form: str, common: Counter[str]) -> str:
    """``form``, which begins a sentence, without a first word that is an everyday one: "Suddenly Emma"."""
    first, _, rest = form.partition(" ")
    if first.strip(".").lower() in TITLES or first in GIVEN or not common[first.lower()]:
        return form
    return rest if rest and _core(rest) else form if not rest else ""


def _speech(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, int]]:
    """Where in the book's text speech starts and ends."""
    offset = 0
    for paragraph in paragraphs:
        for passage in paragraph.passages:
            if passage.speech:
                yield offset + passage.start, offset + passage.end
        offset += len(paragraph.text) + 2


# --- speech tags ------------------------------------------------------------------------------------------

_TITLE = rf"(?:{'|'.join(sorted({title.capitalize() for title in TITLES}, key=len, reverse=True))})\.?\s"
_ARTICLE = r"(?:[Tt]he\s(?:old\s|young\s|little\s|poor\s)?|(?:[Oo]ld|[Pp]oor|[Ll]ittle|[Yy]oung|[Dd]ear)\s)?"
_NAME = rf"(?P<name>(?:{_TITLE})*{_WORD}(?:\s(?:(?:{_PARTICLE})\s){{0,2}}{_WORD}){{0,2}})"
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
    pieces = _pieces(match["name"])
    return pieces[0][1] if pieces and pieces[0][0] == 0 else ""
