"""What keeps two names from being one person's: titles, genders, and how the book uses them."""

from __future__ import annotations

from narrate.script.people.forms import MALE_RANKS, RANKS, Form, pronoun_of
from narrate.script.people.given_names import full_names
from narrate.script.people.groups import Group
from narrate.script.people.sightings import Sightings

_TOGETHER = 3  # sentences with both names, at least, that make them two people's
_TOGETHER_SHARE = 0.03  # of the uses of the rarer one
_ANSWERS = 2  # speech tags of both in neighbouring paragraphs
_TURNS_SHARE = 0.08  # of the speech tags of the one tagged less

_MARRIED, _LEARNED = (
    frozenset({"mrs", "miss", "lady"}),
    frozenset({"dr", "rev", "prof", "judge", "squire", "vicar"}),
)


def fits(form: Form, group: Group) -> bool:
    """Whether no title, gender or given name forbids that ``form`` is the group's."""
    pronoun = pronoun_of(form)
    if pronoun and group.pronoun and pronoun != group.pronoun:
        return False
    if any(_conflict(form.title, title) for title in group.titles):
        return False
    if form.title in MALE_RANKS and group.pronoun == "she":
        return False
    if not form.given or not group.givens or any(same_given(form.given, other) for other in group.givens):
        return True
    return any(other.bare and other.words[0] == form.given for other in group.forms)


def _conflict(one: str, other: str) -> bool:
    """Whether nobody bears both titles at once."""
    if one == other or not one or not other:
        return False
    if {one, other} == {"mr", "sir"} or (one in _MARRIED and other in _MARRIED):
        return True
    ranks = {one, other} & RANKS
    if len(ranks) == 2:
        return not ranks & _LEARNED
    return bool(ranks - _LEARNED) and bool({one, other} & {"mr", "mrs", "miss", "lady"})


def same_given(one: str, other: str) -> bool:
    """Whether two given names are one, in short or in full."""
    return one == other or one in full_names(other) or other in full_names(one)


class Usage:
    """How the book uses names, as it was ``seen``."""

    def __init__(self, seen: Sightings) -> None:
        self._seen = seen

    def uses(self, form: Form) -> int:
        """How often it does."""
        sighting = self._seen.forms.get(form.text)
        return sighting.uses if sighting else 0

    def tags(self, form: Form) -> int:
        """How often it says with it who speaks."""
        sighting = self._seen.forms.get(form.text)
        return sighting.tags if sighting else 0

    def apart(self, form: Form, group: Group) -> bool:
        """Whether the book shows that ``form`` is somebody else's."""
        forms = self._seen.forms
        if form.text not in forms:
            return False
        known = [other for other in group.texts if other in forms]
        answers = sum(self._seen.answers[frozenset((form.text, other))] for other in known)
        if answers >= _ANSWERS:
            return True
        together = sum(self._seen.together(form.text, other) for other in known)
        rarer = min(forms[form.text].uses, sum(forms[other].uses for other in known))
        return together >= (1 if answers else _TOGETHER) and together >= _TOGETHER_SHARE * rarer

    def both_speak(self, form: Form, group: Group) -> bool:
        """Whether ``form`` and another name are both in speech tags: a narrator calls a person by one."""
        return min(self.tags(form), sum(map(self.tags, group.forms))) > 1

    def take_turns(self, form: Form, group: Group) -> bool:
        """Whether ``form`` and a first name of the group's are in tags beside each other, not by chance."""
        if form.text not in self._seen.forms:
            return False
        firsts = [text for text in group.texts if text in group.givens and text in self._seen.forms]
        turns = sum(self._seen.in_turn(form.text, first) for first in firsts)
        fewer = min(self.tags(form), sum(self._seen.forms[first].tags for first in firsts))
        return fewer >= 3 and turns >= _TURNS_SHARE * fewer

    def sisters(self, surname: str) -> bool:
        """Whether the book speaks of several Misses of a surname; the eldest has no given name then."""
        return f"Miss {surname}s" in self._seen.forms or f"Misses {surname}" in self._seen.text
