"""The review: the doubtful speakers one after another, a key for each answer, each answer on disk at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rich.console import Console
from rich.text import Text

from narrate.build.assigning import Assigned, Desk
from narrate.build.prepare import Prepared
from narrate.errors import NarrateError
from narrate.model import NARRATOR, Utterance, UtteranceKind
from narrate.script.corrections import OTHERS
from narrate.script.doubts import Candidates, Doubt, paragraph_of
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


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer that was given, and the speaker whom the entry named before it, to go back to."""

    at: int
    assigned: tuple[Assigned, ...]
    before: str | None


@dataclass(slots=True)
class Tally:
    """What came of a review."""

    kept: int = 0
    corrected: int = 0
    answers: list[Assigned] = field(default_factory=list)


class Review:
    """A walk through ``doubts`` in their order."""

    def __init__(self, prepared: Prepared, desk: Desk, candidates: Candidates, console: Console) -> None:
        self._desk = desk
        self._candidates = candidates
        self._console = console
        self._page = Page(prepared)
        self._titles = {chapter.number: chapter.title for chapter in prepared.script.chapters}
        self._given: list[_Answer] = []

    def run(self, doubts: Sequence[Doubt], keys: Keys) -> Tally:
        """Ask about each of ``doubts`` until none is left or the author quits."""
        at = 0
        while at < len(doubts):
            self._ask(doubts[at], at, len(doubts))
            step = self._answer(doubts[at], at, keys)
            if step is None:
                break
            at = step
        return self._tally(doubts)

    def _ask(self, doubt: Doubt, at: int, count: int) -> None:
        first, show = doubt.first, self._console.print
        title = self._titles[doubt.chapter] or f"chapter {doubt.chapter}"
        self._console.rule(f"{at + 1:,} of {count:,}", align="left", style="dim")
        show(Text(f"{first.id}  {self._page.where(first)}  {title}\n", "dim"))
        for text in self._context(doubt):
            show(text, "")
        sure = f"{first.confidence:.0%}: {first.evidence}" if first.speaker else first.evidence
        show(
            Text(f"{first.speaker or 'nobody is known'}", "bold cyan").append(f"  {sure}", "not bold default")
        )
        numbered = [f"{number} {name}" for number, name in enumerate(self._candidates(doubt), 1)]
        show(Text("   ".join(numbered)))
        show(Text("Enter keep  1–9 choose  n narrator  o other  s skip  u undo  q quit  ? help", "dim"))

    def _answer(self, doubt: Doubt, at: int, keys: Keys) -> int | None:
        """Wait for a key that decides; the next question's number, or None to quit."""
        while True:
            key = keys.key()
            if key == "s":
                return at + 1
            if key == "q":
                return None
            if key == "u" and self._given:
                return self._undo()
            speaker = self._speaker(doubt, key, keys)
            if speaker is not None:
                return self._give(doubt, at, speaker)

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

    def _give(self, doubt: Doubt, at: int, speaker: str) -> int:
        before = self._desk.entry(doubt.first)
        assigned = self._desk.assign([doubt.first], speaker)
        self._given.append(_Answer(at, assigned, before))
        self._say(f"{speaker}: {assigned[0].where}")
        return at + 1

    def _undo(self) -> int:
        last = self._given.pop()
        utterance = last.assigned[0].utterance
        if last.before is None:
            self._desk.remove([utterance])
        else:
            self._desk.assign([utterance], last.before)
        self._say(f"undone: {utterance.id}")
        return last.at

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

    def _tally(self, doubts: Sequence[Doubt]) -> Tally:
        tally = Tally()
        for answer in self._given:
            tally.answers += answer.assigned
            same = answer.assigned[0].speaker == doubts[answer.at].first.speaker
            tally.kept += same
            tally.corrected += not same
        return tally


def _beside(utterances: Sequence[Utterance]) -> Text:
    text = Text(style="dim")
    for each in utterances:
        if len(text) > _AROUND:
            break
        text.append(" ".join(each.text.split()) + " ")
        if each.kind is UtteranceKind.SPEECH:
            text.append(f"‹{each.speaker or '?'}› ", "cyan")
    return text[:_AROUND].append("…") if len(text) > _AROUND else text
