"""The people found so far, each with the forms of their name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from narrate.script.people.forms import Form, pronoun_of


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


class Groups:
    """Everybody found so far, by number and by every word of their names."""

    def __init__(self) -> None:
        self._groups: list[Group] = []
        self._by_word: defaultdict[str, list[Group]] = defaultdict(list)

    def __iter__(self) -> Iterator[Group]:
        """Those who have a name yet, the oldest first."""
        return (group for group in self._groups if group.forms)

    def near(self, *words: str) -> list[Group]:
        """The groups with a form that has one of ``words`` in it, or as its title; the oldest first."""
        found = {
            group.number: group
            for word in words
            for group in self._by_word.get(word.lower(), ())
            if group.forms
        }
        return [found[number] for number in sorted(found)]

    def add(self, group: Group) -> None:
        """Somebody new."""
        group.number = len(self._groups)
        self._groups.append(group)
        for form in group.forms:
            self._index(group, form)

    def _index(self, group: Group, form: Form) -> None:
        for word in (*form.words, *form.titles):
            self._by_word[word.lower()].append(group)

    def join(self, group: Group, form: Form, why: str) -> None:
        """``form`` is another name of the group's, and ``why`` says how that is known."""
        group.forms.append(form)
        self._index(group, form)
        group.because[form.text] = why
        group.pronoun = group.pronoun or pronoun_of(form)
