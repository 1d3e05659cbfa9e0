"""Letters: what is copied into the story in quotation marks is nobody's speech."""

from __future__ import annotations

from narrate.script.quotations.letters import letters
from narrate.script.quotations.marks import DOUBLE
from narrate.script.quotations.passages import quotations


def found(*paragraphs: str) -> list[int]:
    return sorted(letters([(text, quotations(text, DOUBLE)) for text in paragraphs]))


def test_a_letter_runs_from_its_date_to_its_signature() -> None:
    assert found(
        "It came by the second post.",
        "“The Lighthouse,”",
        "“Tuesday.”",
        "“Dear Mrs. Reed,”",
        "“The lamp is broken, and nobody will mend it.",
        "“Pray send oil.”",
        "“Yours truly,”",
        "“T. Marlow.”",
        "“What does he want?” she asked.",
    ) == [1, 2, 3, 4, 5, 6, 7]


def test_a_letter_without_a_signature_ends_where_its_marks_close() -> None:
    assert found(
        "“My dear Bess,--I have your letter.",
        "“The lamp is broken.",
        "“Pray send oil.”",
        "“Is that all?”",
        "“It is.”",
    ) == [0, 1, 2]
    assert found("“Dearest, dearest Bess,--The lamp is broken.”", "“Is that all?” she asked.") == [0]
    assert found("“Dear Sir, “The lamp is broken.”", "“Is that all?” she asked.") == [0]


def test_somebody_addressed_in_a_conversation_is_no_letter() -> None:
    assert found("“Dear Mrs. Reed!”", "“Yes, my dear?”", "“My dear,” he said, “come in.”") == []
    assert found("“My dear, you must come in.”", "“Yes.”") == []


def test_a_letter_without_a_salutation_is_told_by_what_announces_it() -> None:
    assert found(
        "The letter lay on the desk, and he read it. It was to this effect:",
        "“The lamp is broken, and nobody will mend it. Pray send oil.”",
        "“What does he want?” she asked.",
    ) == [1]
    assert found("Her note was to this effect.", "London, May.", "“The lamp is broken. Pray send oil.”") == [
        2
    ]
    assert found("He wrote the address, and then he answered to this effect:", "“Nobody will.”") == []


def test_a_letter_is_told_by_how_it_ends_too() -> None:
    assert found(
        "“Nobody will mend it.”",
        "“The lamp is broken, since you ask.",
        "“Pray send oil.",
        "“I am, dear Sir, your obedient servant, &c.”",
        "“Is it yours?” “It is yours, truly.”",
    ) == [1, 2, 3]
