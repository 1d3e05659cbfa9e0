"""Merging: which names of a book are one person's, and why.

Full names come first, then names with a title, then single words; a name joins a person only if one alone
can bear it. Nobody is joined whom the book keeps apart: by title, gender or given name, by naming both in one
sentence, or by letting one answer the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from narrate.script.people.forms import MALE_RANKS, RANKS, TITLES, Form, normal_title, parse, pronoun_of
from narrate.script.people.given_names import full_names
from narrate.script.people.names import Person
from narrate.script.people.sightings import Sightings


@dataclass(slots=True)
class Group:
    """Forms of a name that are one person's, who is a member of the ``cast`` (by that name) or not ("").

    ``because`` tells for a form that was joined by inference why. ``shared`` are forms that others bear, too.
    """

    forms: list[Form]
    pronoun: str
    cast: str = ""
    because: dict[str, str] = field(default_factory=dict)
    shared: list[str] = field(default_factory=list)
    number: int = 0

    @property
    def texts(self) -> list[str]:
        """The forms as the book has them."""
        return [form.text for form in self.forms]

    @property
    def titles(self) -> set[str]:
        """The titles that stand next to a name."""
        return {form.title for form in self.forms if form.titles}

    @property
    def givens(self) -> set[str]:
        """The given names, of forms that have a surname as well."""
        return {form.given for form in self.forms if form.given}

    @property
    def surnames(self) -> set[str]:
        """The surnames, of forms that have a given name or a title as well."""
        return {form.surname for form in self.forms if form.surname}


def merge(forms: Iterable[str], seen: Sightings, cast: Sequence[Person]) -> list[Group]:
    """``forms`` in groups, one for each person; each member of ``cast`` with its names is a group, too."""
    return _Merger(forms, seen, cast).run()


_TOGETHER = 3  # sentences with both names, at least, that make them two people's
_TOGETHER_SHARE = 0.03  # of the uses of the rarer one
_ANSWERS = 2  # speech tags of both in neighbouring paragraphs
_TURNS_SHARE = 0.08  # of the speech tags of the one tagged less
_DOMINANT = 3  # times as often named as everybody else of that name: whoever is most likely meant by it
_FIRST = frozenset(
    {"sir", "lady", "aunt", "uncle", "cousin", "miss", "master", "don", "dame", "brother", "sister"}
)
"""Titles that stand before a given name as well."""


class _Merger:
    def __init__(self, forms: Iterable[str], seen: Sightings, cast: Sequence[Person]) -> None:
        self._seen = seen
        self._groups: list[Group] = []
        self._by_word: defaultdict[str, list[Group]] = defaultdict(list)
        taken: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Group]] = {}
        for person in cast:
            names = [parse(text) for text in (person.name, *person.aliases)]
            pronoun = person.pronouns or next(filter(None, map(pronoun_of, names)), "")
            group = Group(names, pronoun, person.name)
            self._found(group)
            for form in group.forms:
                taken.setdefault(_key(form), []).append(group)
        rest = []
        for form in map(parse, forms):
            if _key(form) not in taken:
                rest.append(form)
                continue
            for group in taken[_key(form)]:
                if form.text not in group.texts:
                    group.forms.append(form)
        self._rest = sorted(rest, key=lambda form: (-self._uses(form), form.text))
        self._surnames = {
            form.words[0] for form in self._rest if form.title not in ("", *_FIRST) and len(form.words) == 1
        }
        wives = (parse(text) for text in seen.forms if text.startswith(("Mrs", "Mme", "Madame")))
        self._wives = {form.words for form in wives if form.given}

    def run(self) -> list[Group]:
        for form in self._rest:
            if form.given:
                self._full(form)
        single = [form for form in self._rest if not form.titles and not form.given]
        single = [form for form in single if not self._first_name(form)]
        self._absorb()
        titled = [form for form in self._rest if form.titles and not form.given]
        givens = {given for group in self._groups for given in group.givens}
        for form in sorted(titled, key=lambda form: form.words[0] not in givens):
            self._titled(form)
        for form in single:
            self._bare(form)
        return [group for group in self._groups if group.forms]

    # --- "Miss Elizabeth Bennet", "Fitzwilliam Darcy" ---------------------------------------------------

    def _full(self, form: Form) -> None:
        for tells, why in (
            (lambda other: _same_full(form, other), "the same given name and surname"),
            (lambda other: _part_of(form, other), "a part of the name"),
            (lambda other: other.bare and other.words[0] == form.given, f"“{form.given}” with a surname"),
        ):
            same = [
                group
                for group in self._near(*form.words)
                if any(map(tells, group.forms)) and self._fit(form, group)
            ]
            if len(same) == 1 and not self._apart(form, same[0]):
                self._join(same[0], form, why)
            elif len(same) > 1:
                self._found_or_shared(form, same)
            else:
                continue
            return
        self._found(Group([form], pronoun_of(form)))

    def _absorb(self) -> None:
        """Join to the cast people whose full name only says more than the cast does: "Mr. Darcy"."""
        for member in [group for group in self._groups if group.cast]:
            for form in [form for form in member.forms if form.titles and not form.given]:
                near = self._near(*form.words)
                others = [group for group in near if not group.cast and self._may_be(form, group)]
                if (
                    len(others) == 1
                    and self._fit_all(others[0], member)
                    and not self._both_speak(form, others[0])
                ):
                    for other in others[0].forms:
                        self._join(member, other, f"nobody else can be “{form.text}”")
                    others[0].forms.clear()

    def _both_speak(self, form: Form, group: Group) -> bool:
        """Whether ``form`` and another name are both in speech tags: a narrator calls a person by one."""
        return min(self._tags(form), sum(map(self._tags, group.forms))) > 1

    # --- "Mr. Darcy", "Lady Catherine" -------------------------------------------------------------------

    def _titled(self, form: Form) -> None:
        word = form.words[0]
        same = [
            group
            for group in self._near(word)
            if any(
                other.title == form.title
                and (other.words[-1] == word or (form.title in _FIRST and other.words[0] == word))
                for other in group.forms
            )
            and self._may_be(form, group)
        ]
        if not self._place(form, same, "the same title and name"):
            others = [group for group in self._near(word) if self._may_be(form, group)]
            if not self._place(form, others, f"nobody else can be “{form.text}”"):
                self._found(Group([form], pronoun_of(form)))

    def _may_be(self, form: Form, group: Group) -> bool:
        """Whether whoever is called ``form``, a title and one word, may be the person of ``group``."""
        if not self._fit(form, group):
            return False
        word = form.words[0]
        if form.title in _FIRST and word in group.givens:
            return True
        alike = [other for other in group.forms if other.words[-1] == word and (other.given or other.titles)]
        if any(other.title == form.title and not other.given for other in alike):
            return True
        if not any(other.given for other in alike) or form.title in ("lady", "sir"):
            return False
        return not (self._is_another(form, group, alike) or self._apart(form, group))

    def _is_another(self, form: Form, group: Group, alike: Sequence[Form]) -> bool:
        """Whether a title and a surname tell a relation of whoever has the full names ``alike``."""
        word = form.words[0]
        if any(other.words in self._wives for other in alike):
            return True  # "Mrs. John Knightley" tells that "Mr. Knightley" is another than "John Knightley"
        if form.title == "miss":
            return self._sisters(word) and self._is_younger(group)
        if form.title == "mrs" and (self._uses(parse(f"Miss {word}")) > 1 or sum(map(self._uses, alike)) < 2):
            return True  # the mother of "Miss Hilbery", or a surname that she gave up
        return self._take_turns(form, group)

    def _is_younger(self, group: Group) -> bool:
        """Whether somebody is "Miss Lucy": of several sisters only the eldest is "Miss Steele"."""
        return any(form.title == "miss" and form.words[0] in group.givens for form in group.forms)

    def _sisters(self, surname: str) -> bool:
        """Whether the book speaks of several Misses of a surname; the eldest has no given name then."""
        return f"Miss {surname}s" in self._seen.forms or f"Misses {surname}" in self._seen.text

    def _take_turns(self, form: Form, group: Group) -> bool:
        """Whether ``form`` and a first name of the group's are in tags beside each other, not by chance."""
        if form.text not in self._seen.forms:
            return False
        firsts = [text for text in group.texts if text in group.givens and text in self._seen.forms]
        turns = sum(self._seen.in_turn(form.text, first) for first in firsts)
        fewer = min(self._tags(form), sum(self._seen.forms[first].tags for first in firsts))
        return fewer >= 3 and turns >= _TURNS_SHARE * fewer

    # --- "Darcy", "Elizabeth", "Lizzy", "the Colonel" ----------------------------------------------------

    def _first_name(self, form: Form) -> bool:
        """Join "Jane" to the one "Jane Fairfax", unless the word is a surname, too: "Colonel Fitzwilliam"."""
        word = form.words[0]
        if word in self._surnames:
            return False
        named = [group for group in self._near(word) if word in group.givens and self._fit(form, group)]
        return self._place(form, named, f"nobody else is called “{word}”")

    def _bare(self, form: Form) -> None:
        word = form.words[0]
        if word.lower() in TITLES:
            title = normal_title(word)
            bearers = [group for group in self._near(title) if title in group.titles]
            if not self._place(form, bearers, "who else is called so is named far less often"):
                self._found_or_shared(form, bearers)
            return
        named = [group for group in self._near(word) if word in group.givens and self._fit(form, group)]
        family = [group for group in self._near(word) if word in group.surnames and self._fit(form, group)]
        men = [group for group in family if group.pronoun != "she"]
        plain = [
            group for group in men if any(other.titles and other.words == (word,) for other in group.forms)
        ]
        why = "the surname alone"
        if (
            self._place(form, plain, why)
            or self._place(form, men, why)
            or (not men and self._place(form, family, why))
        ):
            return
        if self._place(form, named, f"nobody else is called “{word}”"):
            return
        if not named and not family:
            near = self._near(*full_names(word))
            short = [group for group in near if self._may_be_short(form, group)]
            if len(short) == 1:
                self._join(
                    short[0], form, f"short for {' or '.join(sorted(full_names(word) & _firsts(short[0])))}"
                )
                return
        self._found_or_shared(form, [*named, *family])

    def _may_be_short(self, form: Form, group: Group) -> bool:
        """Whether ``form``, a pet name, may be the group's: others call people so, a narrator does not."""
        if not full_names(form.words[0]) & _firsts(group) or not self._fit(form, group):
            return False
        sighting = self._seen.forms.get(form.text)
        if sighting is None or sighting.calls < 2 or sighting.calls < sighting.uses / 5:
            return False
        return not sighting.tags and sighting.spoken >= sighting.narrated and not self._apart(form, group)

    def _found_or_shared(self, form: Form, bearers: Sequence[Group]) -> None:
        if not bearers:
            self._found(Group([form], pronoun_of(form)))
        for group in bearers:
            group.shared.append(form.text)

    # --- telling people apart ----------------------------------------------------------------------------

    def _fit(self, form: Form, group: Group) -> bool:
        """Whether no title, gender or given name forbids that ``form`` is the group's."""
        pronoun = pronoun_of(form)
        if pronoun and group.pronoun and pronoun != group.pronoun:
            return False
        if any(_conflict(form.title, title) for title in group.titles):
            return False
        if form.title in MALE_RANKS and group.pronoun == "she":
            return False
        if (
            not form.given
            or not group.givens
            or any(_same_given(form.given, other) for other in group.givens)
        ):
            return True
        return any(other.bare and other.words[0] == form.given for other in group.forms)

    def _fit_all(self, group: Group, other: Group) -> bool:
        return all(self._fit(form, other) for form in group.forms)

    def _apart(self, form: Form, group: Group) -> bool:
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

    def _place(self, form: Form, groups: Sequence[Group], why: str) -> bool:
        """Join ``form`` to the one of ``groups``, or the one that is named far more often than the others."""
        ranked = sorted(groups, key=self._weight, reverse=True)
        others = sum(map(self._weight, ranked[1:]))
        if not ranked or (len(ranked) > 1 and self._weight(ranked[0]) < _DOMINANT * max(1, others)):
            return False
        self._join(ranked[0], form, why)
        return True

    def _weight(self, group: Group) -> int:
        return sum(map(self._uses, group.forms))

    def _uses(self, form: Form) -> int:
        sighting = self._seen.forms.get(form.text)
        return sighting.uses if sighting else 0

    def _tags(self, form: Form) -> int:
        sighting = self._seen.forms.get(form.text)
        return sighting.tags if sighting else 0

    def _near(self, *words: str) -> list[Group]:
        """The groups with a form that has one of ``words`` in it, or as its title; the oldest first."""
        found = {
            group.number: group
            for word in words
            for group in self._by_word.get(word.lower(), ())
            if group.forms
        }
        return [found[number] for number in sorted(found)]

    def _found(self, group: Group) -> None:
        group.number = len(self._groups)
        self._groups.append(group)
        for form in group.forms:
            self._index(group, form)

    def _index(self, group: Group, form: Form) -> None:
        for word in (*form.words, *form.titles):
            self._by_word[word.lower()].append(group)

    def _join(self, group: Group, form: Form, why: str) -> None:
        group.forms.append(form)
        self._index(group, form)
        group.because[form.text] = why
        group.pronoun = group.pronoun or pronoun_of(form)


_MARRIED, _LEARNED = (
    frozenset({"mrs", "miss", "lady"}),
    frozenset({"dr", "rev", "prof", "judge", "squire", "vicar"}),
)


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


def _key(form: Form) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What two spellings of one form have in common: "The Gryphon" is "Gryphon"."""
    return form.titles, tuple(word.lower() for word in form.words)


def _firsts(group: Group) -> frozenset[str]:
    """The words of a group's names that may be given names."""
    return frozenset(
        form.words[0] for form in group.forms if not form.titles or form.given or form.title == "miss"
    )


def _same_full(form: Form, other: Form) -> bool:
    """Whether two names have the same given name (in short or in full) and the same surname."""
    if len(other.words) < 2 or form.words[-1].lower() != other.words[-1].lower():
        return False
    return _same_given(form.given, other.given)


def _part_of(form: Form, other: Form) -> bool:
    """Whether "Fitzwilliam Darcy" is a part of "Fitzwilliam George Darcy"."""
    words = iter(other.words)
    return len(form.words) < len(other.words) and all(word in words for word in form.words)


def _same_given(one: str, other: str) -> bool:
    return one == other or one in full_names(other) or other in full_names(one)
