"""The review: the doubtful speakers one after another, a key for each answer, each answer on disk at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Protocol

from rich.console import Console
from rich.text import Text

from narrate.build.assigning import Assigned, Desk
from narrate.build.prepare import Prepared
from narrate.errors import NarrateError
from narrate.model import NARRATOR, OTHERS, Script, Utterance
from narrate.script.corrections.doubts import Candidates, Doubt, doubtful, nearest_speakers, paragraph_of
from narrate.ui.doubts import Page

HELP = """\
  Enter  keep the speaker that is shown, and be sure of it
  1–9    the speaker with that number
  n      the narrator: nobody says it
  x      somebody who is not in the cast
  o      another name; Tab completes it
  s      skip, and decide another time
  u      undo the last answer
  q      quit; every answer is kept already, and so it is after Ctrl-C
"""

_ENTER = ("\r", "\n")
_ROLES = {"n": NARRATOR, "x": OTHERS}
_REFUSED = {
    **dict.fromkeys(_ENTER, "nobody is known to keep: choose, or skip with s"),
    "u": "there is no answer to undo",
}
_AROUND = 400  # characters of a paragraph that are shown before and after the quotation
_BESIDE = 2  # paragraphs that are shown before and after it


class Keys(Protocol):
    """How answers come."""

    def key(self) -> str:
        """The next key."""

    def name(self, known: Sequence[str]) -> str:
        """A line, which may be completed from the names ``known``."""


class Background(Protocol):
    """Where the script is composed anew after each answer."""

    def ask(self, work: Callable[[], Script]) -> None:
        """Begin with it."""

    def taken(self) -> Script | None:
        """The newest script, if there is one that was not taken yet."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer that was given, and the speaker whom the entry named before it, to go back to."""

    doubt: Doubt
    assigned: tuple[Assigned, ...]
    before: str | None


@dataclass(slots=True)
class Tally:
    """What came of a review."""

    kept: int = 0
    corrected: int = 0
    answers: list[Assigned] = field(default_factory=list)


class Review:
    """A walk through the doubtful decisions of a script, least certain first. An answer may change the rest.

    ``chapters`` are the numbers of those to ask about, ``limit`` is how many questions are asked at most.
    """

    def __init__(
        self,
        prepared: Prepared,
        desk: Desk,
        console: Console,
        chapters: Collection[int],
        limit: int | None = None,
    ) -> None:
        self._prepared = prepared
        self._desk = desk
        self._console = console
        self._chapters = chapters
        self._limit = limit
        self._cast = [character.name for character in prepared.project.cast.characters]
        self._titles = {chapter.number: chapter.title for chapter in prepared.script.chapters}
        self._given: list[_Answer] = []
        self._asked: list[Doubt] = []
        self._settled: set[str] = set()  # the ids of utterances that were asked about
        self._changed = False  # since the script was last composed
        self._open(prepared.script)

    def run(self, keys: Keys, background: Background) -> Tally:
        """Ask until nothing is left to ask or the author quits."""
        doubt = self._next()
        while doubt is not None:
            self._ask(doubt)
            if not self._answer(doubt, keys):
                break
            if self._changed:
                background.ask(self._desk.composing())
                self._changed = False
            script = background.taken()
            if script is not None:
                self._open(script)
            doubt = self._next()
        return self._tally()

    def _open(self, script: Script) -> None:
        self._page = Page(replace(self._prepared, script=script))
        self._candidates: Candidates = nearest_speakers(script.chapters, self._cast)
        self._doubts = doubtful([each for each in script.chapters if each.number in self._chapters])

    def _left(self) -> list[Doubt]:
        left = [each for each in self._doubts if each.first.id not in self._settled]
        return left if self._limit is None else left[: max(0, self._limit - len(self._asked))]

    def _next(self) -> Doubt | None:
        return next(iter(self._left()), None)

    def _ask(self, doubt: Doubt) -> None:
        first, show = doubt.first, self._console.print
        title = self._titles[doubt.chapter] or f"chapter {doubt.chapter}"
        asked = len(self._asked)
        self._console.rule(f"{asked + 1:,} of {asked + len(self._left()):,}", align="left", style="dim")
        show(Text(f"{first.id}  {self._page.where(first)}  {title}\n", "dim"))
        for text in self._context(doubt):
            show(text, end="\n\n")
        sure = f"{first.confidence:.0%}: {first.evidence}" if first.speaker else first.evidence
        show(Text(first.speaker or "nobody is known", "bold cyan").append(f"  {sure}", "not bold default"))
        numbered = [f"{number} {name}" for number, name in enumerate(self._candidates(doubt), 1)]
        show(Text("   ".join(numbered)))
        show(Text("Enter keep  1–9 choose  n narrator  o other  s skip  u undo  q quit  ? help", "dim"))

    def _answer(self, doubt: Doubt, keys: Keys) -> bool:
        """Wait for a key that decides; False to quit."""
        while True:
            key = keys.key()
            if key == "q":
                return False
            if key == "u" and self._given:
                self._undo()
                return True
            speaker = None if key == "s" else self._speaker(doubt, key, keys)
            if speaker is not None:
                self._give(doubt, speaker)
            if speaker is not None or key == "s":
                self._asked.append(doubt)
                self._settled |= {each.id for each in doubt.utterances}
                return True

    def _speaker(self, doubt: Doubt, key: str, keys: Keys) -> str | None:
        """Whom ``key`` means; None, and a word about it, where it means nobody."""
        candidates = self._candidates(doubt)
        if key in _ENTER and doubt.first.speaker is not None:
            return doubt.first.speaker
        if key.isdecimal() and 1 <= int(key) <= len(candidates):
            return candidates[int(key) - 1]
        if key in _ROLES:
            return _ROLES[key]
        if key == "o":
            return self._named(keys)
        self._say(_REFUSED.get(key, HELP))
        return None

    def _give(self, doubt: Doubt, speaker: str) -> None:
        before = self._desk.entry(doubt.first)
        assigned = self._desk.assign([doubt.first], speaker)
        self._given.append(_Answer(doubt, assigned, before))
        self._changed = True
        self._say(f"{speaker}: {assigned[0].where}")

    def _undo(self) -> None:
        """Take the last answer back, and ask again about it and what was skipped since."""
        last = self._given.pop()
        self._changed = True
        utterance = last.assigned[0].utterance
        if last.before is None:
            self._desk.remove([utterance])
        else:
            self._desk.assign([utterance], last.before)
        while self._asked:
            doubt = self._asked.pop()
            self._settled -= {each.id for each in doubt.utterances}
            if doubt is last.doubt:
                break
        self._doubts = (last.doubt, *(each for each in self._doubts if each.first.id != last.doubt.first.id))
        self._say(f"undone: {utterance.id}")

    def _named(self, keys: Keys) -> str | None:
        """A name that the author types; None if it is nobody's or there is none."""
        typed = keys.name(self._desk.speakers.known)
        if not typed.strip():
            return None
        try:
            return self._desk.speaker(typed)
        except NarrateError as error:
            self._say(str(error))
            return None

    def _say(self, text: str) -> None:
        self._console.print(Text(text, "yellow"))

    def _context(self, doubt: Doubt) -> Sequence[Text]:
        """The paragraph with the quotation in reverse, and the paragraphs beside it."""
        order, place = self._page.order, paragraph_of(doubt.first)
        at = order.index(place)
        shown = []
        for each in order[max(0, at - _BESIDE) : at + _BESIDE + 1]:
            utterances = self._page.paragraphs[each]
            if utterances[0].id.partition(".")[0] != place.partition(".")[0]:
                continue
            text = self._page.around(doubt, _AROUND, 2 * _AROUND, "reverse") if each == place else None
            shown.append(text or _beside(utterances))
        return shown

    def _tally(self) -> Tally:
        tally = Tally()
        for answer in self._given:
            tally.answers += answer.assigned
            same = answer.assigned[0].speaker == answer.doubt.first.speaker
            tally.kept += same
            tally.corrected += not same
        return tally


def _beside(utterances: Sequence[Utterance]) -> Text:
    """A paragraph, cropped, with who says what in it."""
    text = Text(style="dim")
    for each, following in zip_longest(utterances, utterances[1:]):
        if len(text) > _AROUND:
            break
        text.append(" ".join(each.text.split()) + " ")
        if each.speaker != NARRATOR and (following is None or following.speaker != each.speaker):
            text.append(f"‹{each.speaker or '?'}› ", "cyan")
    return text[:_AROUND].append("…") if len(text) > _AROUND else text
