"""Who says each quotation of a book: the likeliest of all who could, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from narrate.model import Cast
from narrate.script.people.names import Names
from narrate.script.speakers.attribution import CONTINUES, NARRATION, UNKNOWN, Attribution, Paragraph
from narrate.script.speakers.evidence import reason, unknown
from narrate.script.speakers.manner import Floats
from narrate.script.speakers.ranker import Ranking, Weights, rank, weights
from narrate.script.speakers.reading import SOMEBODY, Reading
from narrate.script.speakers.turns import read

_MOST = 0.6  # the share up to which "somebody else" gives way to the likeliest person
_WORTH_A_THOUGHT = 0.01
_ALTERNATIVES = 5
_LARGEST_PART = 4000  # turns; a long novel has as many, and with a hundred persons they take 100 MB


def attribute(
    paragraphs: Sequence[Paragraph], names: Names, cast: Cast
) -> tuple[tuple[Attribution, ...], ...]:
    """For each paragraph, the attribution of each of its passages."""
    reading = read(paragraphs, names, cast)
    result = [
        [
            (UNKNOWN if passage.speech else NARRATION)
            if passage.given is None
            else Attribution(passage.given, 1.0, passage.given_by)
            for passage in paragraph.passages
        ]
        for paragraph in paragraphs
    ]
    learned = weights()
    for part in _parts(reading):
        ranking = rank(part, learned)
        for index, turn in enumerate(part.turns):
            if turn.given is None:
                found = _attribution(part, ranking, learned, index)
                for paragraph, passage in turn.passages:
                    goes_on = paragraph != turn.paragraph
                    result[paragraph][passage] = replace(found, evidence=CONTINUES) if goes_on else found
    return tuple(map(tuple, result))


def _parts(reading: Reading) -> Iterator[Reading]:
    """``reading``, its turns divided where a scene ends if they are more than fit into little memory."""
    turns = reading.turns
    start = 0
    while start < len(turns):
        end = min(start + _LARGEST_PART, len(turns))
        while start < end < len(turns) and _scene(reading, end) == _scene(reading, end - 1):
            end -= 1
        if end == start:  # one scene without an end
            end = min(start + _LARGEST_PART, len(turns))
        yield replace(reading, turns=turns[start:end])
        start = end


def _scene(reading: Reading, turn: int) -> int:
    return reading.paragraphs[reading.turns[turn].paragraph].scene


def _attribution(reading: Reading, ranking: Ranking, learned: Weights, index: int) -> Attribution:
    sheet = ranking.sheets[index]
    first = ranking.conversation.first[index]
    shares = ranking.shares[first : first + len(sheet.candidates)]
    order = sorted(range(len(shares)), key=shares.tolist().__getitem__, reverse=True)
    nobody = len(shares) - 1
    # It takes more than a relative majority to leave a line without a speaker.
    best = order[1] if order[0] == nobody and len(order) > 1 and shares[nobody] <= _MOST else order[0]
    person = sheet.candidates[best]
    if reading.persons[person] == SOMEBODY:
        teller = person == reading.teller
        others = _likeliest(reading, sheet.candidates, shares, order)
        return Attribution(None, 0.0, unknown(reading.turns[index], teller=teller), others)
    second = order[1] if order[0] == best else order[0]
    why = reason(reading, ranking, learned, index, best, second)
    others = _likeliest(reading, sheet.candidates, shares, [place for place in order if place != best])
    return Attribution(reading.persons[person], float(shares[best]), why, others)


def _likeliest(
    reading: Reading, candidates: Sequence[int], shares: Floats, order: Sequence[int]
) -> tuple[str, ...]:
    """The named among the candidates at ``order``, as far as they are worth a thought."""
    worth = (shares >= _WORTH_A_THOUGHT).tolist()
    found = (reading.persons[candidates[place]] for place in order if worth[place])
    return tuple(name for name in found if name != SOMEBODY)[:_ALTERNATIVES]
