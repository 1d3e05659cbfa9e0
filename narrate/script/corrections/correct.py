"""Corrections: the author says who speaks a quotation, and that holds whatever the attribution thinks.

A correction makes its speaker the given one of the quotation, before anybody asks who speaks: what is given
is certain, and its neighbours learn from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from narrate.errors import Problem, Severity, excerpt
from narrate.model import OTHERS, Chapter
from narrate.script.corrections.correction import Correction
from narrate.script.corrections.known_speakers import Speakers
from narrate.script.corrections.quotation_index import Quotation, Quotations
from narrate.script.corrections.turns import turns
from narrate.script.people.names import Names
from narrate.script.quotations.passages import Passage
from narrate.script.speakers.attribution import Attribution
from narrate.script.stage import Staged

_SHOWN = 40  # characters of a quotation in a message
_LISTED = 4  # places in a message


@dataclass(frozen=True, slots=True)
class Corrected:
    """The staged chapters as corrected; ``applied`` corrections found their quotation."""

    chapters: list[list[Staged]]
    applied: int
    problems: tuple[Problem, ...] = ()


def correct(
    chapters: list[list[Staged]],
    written: Sequence[Chapter],
    corrections: Sequence[Correction],
    names: Names,
) -> Corrected:
    """``chapters``, staged as they were ``written``, with the speakers that ``corrections`` give.

    ``names`` are those who may be given.
    A correction holds for all that its speaker says in the paragraph, and for the next paragraphs while the
    quotation is not closed, as far as no other correction and no markup says otherwise.
    """
    if not corrections:
        return Corrected(chapters, 0)
    quotations, speakers = Quotations(chapters, written), Speakers(names)
    given: dict[Quotation, Correction] = {}
    problems: list[Problem] = []
    applied = 0
    for correction in corrections:
        speaker = speakers.called(correction.speaker)
        if speaker is None:
            problems.append(_unknown_speaker(correction, speakers))
        sought = quotations.find(correction.anchor)
        if sought.found is None:
            problems.append(
                _ambiguous(correction, sought.several, quotations)
                if sought.several
                else _gone(correction, sought.nearest, quotations)
            )
        elif speaker is not None:
            named = replace(correction, speaker=speaker)
            first = given.setdefault(sought.found, named)
            applied += first is named or first.speaker == speaker
            if first is not named:
                problems.append(_twice(named, first))
    return Corrected(_clamped(chapters, given, names), applied, tuple(problems))


def settled(rows: Iterable[Sequence[Attribution]]) -> Iterator[tuple[Attribution, ...]]:
    """The attributions of each paragraph; whoever was given as one of the others is nobody in particular."""
    for row in rows:
        yield tuple(replace(each, speaker=None) if each.speaker == OTHERS else each for each in row)


# --- giving speakers to passages ------------------------------------------------------------------------


def _clamped(
    chapters: list[list[Staged]], given: Mapping[Quotation, Correction], names: Names
) -> list[list[Staged]]:
    """``chapters`` with the passages that are given, and those that go with them."""
    places: defaultdict[tuple[int, int], dict[int, Correction]] = defaultdict(dict)
    for quotation, correction in given.items():
        places[quotation.chapter, quotation.block][quotation.passage] = correction
    clamped: list[list[Staged]] = []
    for chapter, items in enumerate(chapters):
        row: list[Staged] = []
        before: Staged | None = None  # the paragraph before, if what it leaves open is given
        holding: Correction | None = None
        for block, item in enumerate(items):
            direct = places.get((chapter, block), {})
            goes_on = holding if item.told and before and before.scene == item.scene else None
            if direct or goes_on:
                passages, holding = _given(item.block.text, item.directed.passages, direct, goes_on, names)
                row.append(replace(item, directed=replace(item.directed, passages=passages)))
            else:
                row.append(item)
                holding = None if item.told else holding
            before = item if item.told else before
        clamped.append(row)
    return clamped


def _given(
    text: str,
    passages: Sequence[Passage],
    direct: Mapping[int, Correction],
    goes_on: Correction | None,
    names: Names,
) -> tuple[tuple[Passage, ...], Correction | None]:
    """``passages`` of a paragraph with all that ``direct`` gives, and what holds for the next paragraph.

    ``goes_on`` holds for what the paragraph begins with, if that takes up an open quotation.
    """
    found = list(passages)
    holding: Correction | None = None
    for turn in turns(text, passages, names):
        holding = next((direct[index] for index in turn.quotations if index in direct), None)
        if (
            holding is None
            and goes_on is not None
            and turn.quotations[0] == 0
            and turn.may_be(goes_on.speaker)
        ):
            holding = goes_on
        for index in turn.quotations:
            holding = direct.get(index, holding)
            if holding is not None and (index in direct or passages[index].given is None):
                found[index] = replace(passages[index], given=holding.speaker, given_by=str(holding.where))
    last = found[-1]
    still = holding is not None and last.unclosed and last.given_by == str(holding.where)
    return tuple(found), holding if still else None


# --- what is wrong with a correction -----------------------------------------------------------------------


def _unknown_speaker(correction: Correction, speakers: Speakers) -> Problem:
    return Problem(
        "correction-unknown-speaker",
        f'"{correction.speaker}" is neither in the cast nor named in a speech tag of the book',
        correction.where,
        speakers.hint(correction.speaker),
    )


def _gone(correction: Correction, nearest: Quotation | None, quotations: Quotations) -> Problem:
    says = excerpt(correction.anchor.says, _SHOWN)
    if nearest is None:
        message = f"no quotation says “{says}” any more: not applied"
        hint = "delete the entry, or write what the quotation says now"
    else:
        item, passage = quotations.passage(nearest)
        now = excerpt(item.block.text[passage.start : passage.end].strip('"“”„‘’«» '), _SHOWN)
        message = f"“{says}” is not found where it was: not applied; most like it is “{now}”"
        message += f" at {_place(nearest, quotations)}"
        hint = "if that is the one, correct the words in the entry; if it is gone, delete the entry"
    return Problem("correction-gone", message, correction.where, hint, Severity.WARNING)


def _ambiguous(correction: Correction, several: Sequence[Quotation], quotations: Quotations) -> Problem:
    places = ", ".join(_place(each, quotations) for each in several[:_LISTED])
    more = f" and {len(several) - _LISTED} more" if len(several) > _LISTED else ""
    return Problem(
        "correction-ambiguous",
        f"{len(several)} quotations fit “{excerpt(correction.anchor.says, _SHOWN)}”: {places}{more}",
        correction.where,
        'say which: add after = "…", the words that stand before it, or before = "…", those that follow it',
    )


def _twice(correction: Correction, first: Correction) -> Problem:
    if first.speaker == correction.speaker:
        return Problem(
            "correction-twice",
            f"the same quotation is corrected at {first.where} already",
            correction.where,
            "delete one of the two entries",
            Severity.WARNING,
        )
    return Problem(
        "correction-contradicted",
        f"{correction.speaker} says a quotation that {first.speaker} says at {first.where}",
        correction.where,
        "delete one of the two entries",
    )


def _place(quotation: Quotation, quotations: Quotations) -> str:
    """Where a quotation stands: the line in the source, or the paragraph's id where there are no lines."""
    where = quotations.passage(quotation)[0].block.where
    return str(where) if where.line is not None else f"c{quotation.chapter + 1:02}.p{quotation.block + 1:02}"
