"""Forms: a name as the text has it, taken apart into titles, given names and surname."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from narrate.script.people.given_names import borne_by
from narrate.script.saying import TITLE_PRONOUN, words

PARTICLES = words("de du des d von van der den ten ter la le di da del della dos y")
"""Words in lower case that belong to a surname."""

_SAME = {
    "mister": "mr",
    "monsieur": "mr",
    "m": "mr",
    "signor": "mr",
    "señor": "mr",
    "senor": "mr",
    "herr": "mr",
    "mme": "mrs",
    "madame": "mrs",
    "signora": "mrs",
    "señora": "mrs",
    "senora": "mrs",
    "frau": "mrs",
    "mlle": "miss",
    "mademoiselle": "miss",
    "signorina": "miss",
    "señorita": "miss",
    "senorita": "miss",
    "fraulein": "miss",
    "fräulein": "miss",
    "ms": "miss",
    "doctor": "dr",
    "reverend": "rev",
    "professor": "prof",
    "saint": "st",
    "gen": "general",
    "capt": "captain",
    "col": "colonel",
    "sergt": "sergeant",
    "lieut": "lieutenant",
    "esq": "mr",
}
"""Titles that say the same of whoever bears them."""

MALE_RANKS = words(
    """
    general captain colonel major admiral commodore lieutenant sergeant corporal inspector detective
    constable squire bishop canon archdeacon vicar cardinal abbot
    """
)
RANKS = MALE_RANKS | words("dr rev prof judge chancellor president senator governor commander nurse")
"""Titles of an office; ``MALE_RANKS`` were held by men only in the books that use them as a title."""

_KIN = words("sister brother father mother aunt uncle cousin master dame")
_MODIFIERS = words(
    "old young little poor dear dearest good sweet great late honest brave pretty the a an my our"
)
"""Words before a name that say nothing of who is meant."""

TITLES = frozenset(_SAME) | RANKS | _KIN | (frozenset(TITLE_PRONOUN) - _MODIFIERS - PARTICLES)
"""Words that are no part of a name but say who bears it, in lower case without a full stop."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a name: "Miss Elizabeth Bennet" is ("miss",), ("Elizabeth", "Bennet").

    ``pronoun`` is the one that its title implies, or ""; ``surname`` includes particles ("de Bourgh").
    """

    text: str
    titles: tuple[str, ...]
    words: tuple[str, ...]
    pronoun: str

    @property
    def title(self) -> str:
        """The title that stands next to the name, or ""."""
        return self.titles[-1] if self.titles else ""

    @property
    def given(self) -> str:
        """The first of several words, which is a given name, or ""."""
        return self.words[0] if len(self.words) > 1 else ""

    @property
    def surname(self) -> str:
        """The last of several words; of a titled name also the only one; or ""."""
        return self.words[-1] if len(self.words) > 1 or self.titles else ""

    @property
    def bare(self) -> bool:
        """Whether it is one word without a title."""
        return len(self.words) == 1 and not self.titles


@lru_cache(maxsize=4096)
def parse(text: str) -> Form:
    """The form that ``text`` is."""
    titles: list[str] = []
    rest = text.replace("’", "'").replace("-the-", " ").split()
    while rest:
        word = rest[0].strip(".,").lower()
        if word in TITLES and (len(rest) > 1 or not titles):
            titles.append(normal_title(word))
        elif word not in _MODIFIERS or len(rest) == 1:
            break
        rest = rest[1:]
    if not rest and titles:  # a title alone is what the person is called: "the Colonel"
        return Form(text, (), (text.rsplit(maxsplit=1)[-1],), TITLE_PRONOUN.get(titles[-1], ""))
    names = tuple(_joined([word.strip(",") for word in rest]))
    pronoun = next((found for title in titles if (found := title_pronoun(title))), "")
    return Form(text, tuple(titles), names, pronoun)


def normal_title(word: str) -> str:
    """The title that ``word`` is, as ``Form.titles`` has it."""
    word = word.strip(".,").lower()
    return _SAME.get(word, word)


def title_pronoun(title: str) -> str:
    """The pronoun of whoever bears ``title``, as ``Form.titles`` has it, or ""."""
    return TITLE_PRONOUN.get(title, "")


def pronoun_of(form: Form) -> str:
    """The pronoun that a title or a given name implies, or ""."""
    return form.pronoun or (borne_by(form.given or form.words[0]) if form.words else "")


def _joined(words_: list[str]) -> list[str]:
    """``words_`` with particles joined to the word they precede: "Catherine", "de Bourgh"."""
    joined: list[str] = []
    pending: list[str] = []
    for word in words_:
        if word.lower() in PARTICLES and word != words_[-1]:
            pending.append(word.lower())
        else:
            joined.append(" ".join([*pending, word]))
            pending = []
    return joined
