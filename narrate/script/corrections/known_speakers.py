"""Who may be given as the speaker of a quotation, by whatever they are called."""

from __future__ import annotations

from narrate.errors import did_you_mean
from narrate.model import NARRATOR, OTHERS
from narrate.script.corrections.anchors import words
from narrate.script.people.names import Names
from narrate.script.saying import ARTICLES

_NOBODY = ("nobody", "no one", "none", "unknown", "?", "other", "somebody")


class Speakers:
    """Everybody who may be given as a speaker, by whatever they are called."""

    def __init__(self, names: Names) -> None:
        forms = [(person.name, form) for person in names.persons for form in (person.name, *person.aliases)]
        self._names = names
        self.known = tuple(form for _, form in forms)
        self._by_form = {form.casefold(): name for name, form in reversed(forms)}
        self._by_words = {_bare(form): name for name, form in reversed(forms)}

    def called(self, name: str) -> str | None:
        """The one whom ``name`` means, in any case and with any apostrophe; None where it is nobody's."""
        wanted = name.casefold().strip()
        if wanted in (NARRATOR, OTHERS):
            return wanted
        found = self._by_form.get(wanted) or self._by_words.get(_bare(name))
        if found is not None:
            return found
        mentions = self._names.find(name)  # a part of a name that is one person's alone
        if len(mentions) == 1 and len(mentions[0].who) == 1 and words(name[mentions[0].end :]) == ():
            return next(iter(mentions[0].who)) if words(name[: mentions[0].start]) == () else None
        return None

    def hint(self, name: str) -> str:
        """What may have been meant by a name that is nobody's."""
        if name.casefold().strip() in _NOBODY:
            return f'write "{OTHERS}" for somebody who is not in the cast'
        return did_you_mean(name, (*self.known, NARRATOR, OTHERS)) or (
            f'add "{name}" to [cast], or write "{OTHERS}" for somebody who is not in it'
        )


def _bare(name: str) -> tuple[str, ...]:
    """The words of a name without its article; what has no words is nobody's name."""
    found = words(name)
    return (found[1:] if len(found) > 1 and found[0] in ARTICLES else found) or ("", name)
