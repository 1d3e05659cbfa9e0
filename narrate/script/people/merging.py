"""Merging: which names of a book are one person's, and why.

Full names come first, then names with a title, then single words; a name joins a person only if one alone
can bear it. Nobody is joined whom the book keeps apart: by title, gender or given name, by naming both in one
sentence, or by letting one answer the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from narrate.script.people.distinctions import Usage, fits, same_given
from narrate.script.people.forms import TITLES, Form, normal_title, parse, pronoun_of
from narrate.script.people.given_names import full_names
from narrate.script.people.groups import Group, Groups
from narrate.script.people.names import Person
from narrate.script.people.sightings import Sightings


def merge(forms: Iterable[str], seen: Sightings, cast: Sequence[Person]) -> list[Group]:
    """``forms`` in groups, one for each person; each member of ``cast`` with its names is a group, too."""
    return _Merger(forms, seen, cast).run()


_DOMINANT = 3  # times as often named as everybody else of that name: whoever is most likely meant by it
_FIRST = frozenset(
    {"sir", "lady", "aunt", "uncle", "cousin", "miss", "master", "don", "dame", "brother", "sister"}
)
"""Titles that stand before a given name as well."""


class _Merger:
    def __init__(self, forms: Iterable[str], seen: Sightings, cast: Sequence[Person]) -> None:
        self._seen = seen
        self._usage = Usage(seen)
        self._groups = Groups()
        taken: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Group]] = {}
        for person in cast:
            names = [parse(text) for text in (person.name, *person.aliases)]
            pronoun = person.pronouns or next(filter(None, map(pronoun_of, names)), "")
            group = Group(names, pronoun, person.name)
            self._groups.add(group)
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
        self._rest = sorted(rest, key=lambda form: (-self._usage.uses(form), form.text))
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
        return list(self._groups)

    # --- "Miss Elizabeth Bennet", "Fitzwilliam Darcy" ---------------------------------------------------

    def _full(self, form: Form) -> None:
        for tells, why in (
            (lambda other: _same_full(form, other), "the same given name and surname"),
            (lambda other: _part_of(form, other), "a part of the name"),
            (lambda other: other.bare and other.words[0] == form.given, f"“{form.given}” with a surname"),
        ):
            same = [
                group
                for group in self._groups.near(*form.words)
                if any(map(tells, group.forms)) and fits(form, group)
            ]
            if len(same) == 1 and not self._usage.apart(form, same[0]):
                self._groups.join(same[0], form, why)
            elif len(same) > 1:
                self._found_or_shared(form, same)
            else:
                continue
            return
        self._groups.add(Group([form], pronoun_of(form)))

    def _absorb(self) -> None:
        """Join to the cast people whose full name only says more than the cast does: "Mr. Darcy"."""
        for member in [group for group in self._groups if group.cast]:
            for form in [form for form in member.forms if form.titles and not form.given]:
                near = self._groups.near(*form.words)
                others = [group for group in near if not group.cast and self._may_be(form, group)]
                if (
                    len(others) == 1
                    and all(fits(other, member) for other in others[0].forms)
                    and not self._usage.both_speak(form, others[0])
                ):
                    for other in others[0].forms:
                        self._groups.join(member, other, f"nobody else can be “{form.text}”")
                    others[0].forms.clear()

    # --- "Mr. Darcy", "Lady Catherine" -------------------------------------------------------------------

    def _titled(self, form: Form) -> None:
        word = form.words[0]
        same = [
            group
            for group in self._groups.near(word)
            if any(
                other.title == form.title
                and (other.words[-1] == word or (form.title in _FIRST and other.words[0] == word))
                for other in group.forms
            )
            and self._may_be(form, group)
        ]
        if not self._place(form, same, "the same title and name"):
            others = [group for group in self._groups.near(word) if self._may_be(form, group)]
            if not self._place(form, others, f"nobody else can be “{form.text}”"):
                self._groups.add(Group([form], pronoun_of(form)))

    def _may_be(self, form: Form, group: Group) -> bool:
        """Whether whoever is called ``form``, a title and one word, may be the person of ``group``."""
        if not fits(form, group):
            return False
        word = form.words[0]
        if form.title in _FIRST and word in group.givens:
            return True
        alike = [other for other in group.forms if other.words[-1] == word and (other.given or other.titles)]
        if any(other.title == form.title and not other.given for other in alike):
            return True
        if not any(other.given for other in alike) or form.title in ("lady", "sir"):
            return False
        return not (self._is_another(form, group, alike) or self._usage.apart(form, group))

    def _is_another(self, form: Form, group: Group, alike: Sequence[Form]) -> bool:
        """Whether a title and a surname tell a relation of whoever has the full names ``alike``."""
        word = form.words[0]
        if any(other.words in self._wives for other in alike):
            return True  # "Mrs. John Knightley" tells that "Mr. Knightley" is another than "John Knightley"
        if form.title == "miss":
            return self._usage.sisters(word) and self._is_younger(group)
        if form.title == "mrs" and (
            self._usage.uses(parse(f"Miss {word}")) > 1 or sum(map(self._usage.uses, alike)) < 2
        ):
            return True  # the mother of "Miss Hilbery", or a surname that she gave up
        return self._usage.take_turns(form, group)

    def _is_younger(self, group: Group) -> bool:
        """Whether somebody is "Miss Lucy": of several sisters only the eldest is "Miss Steele"."""
        return any(form.title == "miss" and form.words[0] in group.givens for form in group.forms)

    # --- "Darcy", "Elizabeth", "Lizzy", "the Colonel" ----------------------------------------------------

    def _first_name(self, form: Form) -> bool:
        """Join "Jane" to the one "Jane Fairfax", unless the word is a surname, too: "Colonel Fitzwilliam"."""
        word = form.words[0]
        if word in self._surnames:
            return False
        named = [group for group in self._groups.near(word) if word in group.givens and fits(form, group)]
        return self._place(form, named, f"nobody else is called “{word}”")

    def _bare(self, form: Form) -> None:
        word = form.words[0]
        if word.lower() in TITLES:
            title = normal_title(word)
            bearers = [group for group in self._groups.near(title) if title in group.titles]
            if not self._place(form, bearers, "who else is called so is named far less often"):
                self._found_or_shared(form, bearers)
            return
        named = [group for group in self._groups.near(word) if word in group.givens and fits(form, group)]
        family = [group for group in self._groups.near(word) if word in group.surnames and fits(form, group)]
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
            near = self._groups.near(*full_names(word))
            short = [group for group in near if self._may_be_short(form, group)]
            if len(short) == 1:
                self._groups.join(
                    short[0], form, f"short for {' or '.join(sorted(full_names(word) & _firsts(short[0])))}"
                )
                return
        self._found_or_shared(form, [*named, *family])

    def _may_be_short(self, form: Form, group: Group) -> bool:
        """Whether ``form``, a pet name, may be the group's: others call people so, a narrator does not."""
        if not full_names(form.words[0]) & _firsts(group) or not fits(form, group):
            return False
        sighting = self._seen.forms.get(form.text)
        if sighting is None or sighting.calls < 2 or sighting.calls < sighting.uses / 5:
            return False
        return (
            not sighting.tags and sighting.spoken >= sighting.narrated and not self._usage.apart(form, group)
        )

    def _found_or_shared(self, form: Form, bearers: Sequence[Group]) -> None:
        if not bearers:
            self._groups.add(Group([form], pronoun_of(form)))
        for group in bearers:
            group.shared.append(form.text)

    # --- whose it is, of several -------------------------------------------------------------------------

    def _place(self, form: Form, groups: Sequence[Group], why: str) -> bool:
        """Join ``form`` to the one of ``groups``, or the one that is named far more often than the others."""
        ranked = sorted(groups, key=self._weight, reverse=True)
        others = sum(map(self._weight, ranked[1:]))
        if not ranked or (len(ranked) > 1 and self._weight(ranked[0]) < _DOMINANT * max(1, others)):
            return False
        self._groups.join(ranked[0], form, why)
        return True

    def _weight(self, group: Group) -> int:
        return sum(map(self._usage.uses, group.forms))


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
    return same_given(form.given, other.given)


def _part_of(form: Form, other: Form) -> bool:
    """Whether "Fitzwilliam Darcy" is a part of "Fitzwilliam George Darcy"."""
    words = iter(other.words)
    return len(form.words) < len(other.words) and all(word in words for word in form.words)
