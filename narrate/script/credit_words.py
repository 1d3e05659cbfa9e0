"""What narrate says before and after a book where its author writes nothing: credits, language by language.

Only in languages of whose wording we are sure. Each line is a list of wordings, the first of which that has
all its fields is said; a line of which none has them is left out. Producers for Audible say title, author and
narrator before the book, the same and that it is over after it (help.acx.com, "audio submission
requirements").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Lines = Sequence[Sequence[str]]
"""Lines, each in the wordings that it may have, fullest first."""


@dataclass(frozen=True, slots=True)
class CreditWords:
    """Credits in one language: the lines before and after the book, and the titles of the two chapters.

    ``synthetic`` is the narrator of a book that credits none, as it stands after the preposition in the
    lines: a listener is told that no person reads.
    """

    opening_title: str
    closing_title: str
    synthetic: str
    opening: Lines
    closing: Lines


ENGLISH = CreditWords(
    opening_title="Opening Credits",  # these two are what shops call the files
    closing_title="Closing Credits",
    synthetic="synthetic voices",
    opening=(
        ("{title}.",),
        ("Book {part} of {series}.", "From the series {series}."),
        ("Written by {author}.",),
        ("Narrated by {narrator}.",),
    ),
    closing=(
        ("The End.",),
        ("This was {title}, by {author}.", "This was {title}."),
        ("Narrated by {narrator}.",),
        ("Published by {publisher}, {year}.", "Published by {publisher}.", "Published in {year}."),
    ),
)

GERMAN = CreditWords(
    opening_title="Vorspann",
    closing_title="Abspann",
    synthetic="synthetischen Stimmen",
    opening=(
        ("{title}.",),
        ("Band {part} der Reihe {series}.", "Aus der Reihe {series}."),
        ("Von {author}.",),
        ("Gelesen von {narrator}.",),
    ),
    closing=(
        ("Ende.",),
        ("Das war {title}, von {author}.", "Das war {title}."),
        ("Gelesen von {narrator}.",),
        ("Erschienen bei {publisher}, {year}.", "Erschienen bei {publisher}.", "Erschienen {year}."),
    ),
)

FRENCH = CreditWords(
    opening_title="Générique de début",
    closing_title="Générique de fin",
    synthetic="des voix de synthèse",
    opening=(
        ("{title}.",),
        ("Tome {part} de la série {series}.", "De la série {series}."),
        ("Écrit par {author}.",),  # never "de": it would have to know which names begin with a vowel
        ("Lu par {narrator}.",),
    ),
    closing=(
        ("Fin.",),
        ("C'était {title}, écrit par {author}.", "C'était {title}."),
        ("Lu par {narrator}.",),
        ("Publié par {publisher} en {year}.", "Publié par {publisher}.", "Publié en {year}."),
    ),
)

SPANISH = CreditWords(
    opening_title="Créditos iniciales",
    closing_title="Créditos finales",
    synthetic="voces sintéticas",
    opening=(
        ("{title}.",),
        ("Libro {part} de la serie {series}.", "De la serie {series}."),
        ("Escrito por {author}.",),
        ("Narrado por {narrator}.",),
    ),
    closing=(
        ("Fin.",),
        ("Esto ha sido {title}, escrito por {author}.", "Esto ha sido {title}."),
        ("Narrado por {narrator}.",),
        ("Publicado por {publisher} en {year}.", "Publicado por {publisher}.", "Publicado en {year}."),
    ),
)

ITALIAN = CreditWords(
    opening_title="Titoli di testa",
    closing_title="Titoli di coda",
    synthetic="voci sintetiche",
    opening=(
        ("{title}.",),
        ("Libro {part} della serie {series}.", "Dalla serie {series}."),
        ("Scritto da {author}.",),
        ("Letto da {narrator}.",),
    ),
    closing=(
        ("Fine.",),
        ("Avete ascoltato {title}, scritto da {author}.", "Avete ascoltato {title}."),
        ("Letto da {narrator}.",),
        ("Pubblicato da {publisher} nel {year}.", "Pubblicato da {publisher}.", "Pubblicato nel {year}."),
    ),
)

PORTUGUESE = CreditWords(
    opening_title="Créditos iniciais",
    closing_title="Créditos finais",
    synthetic="vozes sintéticas",
    opening=(
        ("{title}.",),
        ("Livro {part} da série {series}.", "Da série {series}."),
        ("Escrito por {author}.",),
        ("Narrado por {narrator}.",),
    ),
    closing=(
        ("Fim.",),
        ("{title}, escrito por {author}.", "{title}."),
        ("Narrado por {narrator}.",),
        ("Publicado por {publisher} em {year}.", "Publicado por {publisher}.", "Publicado em {year}."),
    ),
)

DUTCH = CreditWords(
    opening_title="Begintitels",
    closing_title="Aftiteling",
    synthetic="synthetische stemmen",
    opening=(
        ("{title}.",),
        ("Deel {part} van de serie {series}.", "Uit de serie {series}."),
        ("Geschreven door {author}.",),
        ("Voorgelezen door {narrator}.",),
    ),
    closing=(
        ("Einde.",),
        ("Dit was {title}, geschreven door {author}.", "Dit was {title}."),
        ("Voorgelezen door {narrator}.",),
        ("Uitgegeven door {publisher} in {year}.", "Uitgegeven door {publisher}.", "Uitgegeven in {year}."),
    ),
)

CREDIT_WORDS: Mapping[str, CreditWords] = {
    "en": ENGLISH,
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "it": ITALIAN,
    "pt": PORTUGUESE,
    "nl": DUTCH,
}
"""By ISO 639-1 code of the language."""
