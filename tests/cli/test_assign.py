"""Correcting speakers from the command line: assign, the doubtful list, the review in a terminal."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Command
from tests.terminal import Terminal

TALK = """\
# The Fourth Lamp

“Tea?” said Ada.

“No.”

“Why not?”

“It is late.”
"""


def talk(project: Path) -> Path:
    (project / "book.md").write_text(TALK, encoding="utf-8")
    return project


def speakers(command: Command, project: Path) -> dict[str, str | None]:
    lines = map(json.loads, command("script", "--json", "--project", project).out.splitlines())
    return {line["id"]: line["speaker"] for line in lines if line["kind"] == "speech"}


def test_assign_writes_an_entry_and_tells_what_follows(command: Command, project: Path) -> None:
    ran = command("assign", "c01.p03.u1", "ben", "--project", talk(project))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("c01.p03.u1  ")
    assert "Ben  speakers.toml:3" in ran.out
    assert 'says = "No."\n' in (project / "speakers.toml").read_text(encoding="utf-8")
    assert list(speakers(command, project).values()) == ["Ada", "Ben", "Ada", "Ben"]


def test_assign_changes_an_entry_and_takes_it_away(command: Command, project: Path) -> None:
    talk(project)
    file = project / "speakers.toml"
    command("assign", "c01.p03.u1", "Ben", "--project", project)
    with file.open("a", encoding="utf-8") as stream:
        stream.write("# mine\n")
    ran = command("assign", "c01.p03.u1", "narrator", "--json", "--project", project)
    (told,) = json.loads(ran.out)["assigned"]
    assert told == {"id": "c01.p03.u1", "was": "Ben", "speaker": "narrator", "entry": "speakers.toml:3"}
    assert file.read_text(encoding="utf-8").count("[[quotation]]") == 1
    removed = command("assign", "--remove", "c01.p03.u1", "--project", project)
    assert "no longer corrected" in removed.out
    text = file.read_text(encoding="utf-8")
    assert "[[quotation]]" not in text
    assert "# mine" in text
    again = command("assign", "--remove", "c01.p03.u1", "--project", project)
    assert again.code == 3
    assert "has no entry for c01.p03.u1" in again.err


def test_assign_takes_several_utterances(command: Command, project: Path) -> None:
    command("assign", "c01.p02.u1", "c01.p03.u1", "c01.p04.u1", "others", "--project", talk(project))
    assert list(speakers(command, project).values())[:3] == [None, None, None]


def test_assign_says_what_it_cannot_do(command: Command, project: Path) -> None:
    for arguments, code, words in (
        (("c01.p04.u1", "Bem"), 3, 'did you mean "Ben"?'),
        (("c01.p04.u1", "nobody"), 3, 'write "others"'),
        (("c01.p02.u2", "Ben"), 3, "is narration, not a quotation"),
        (("c01.p01.u1", "Ben"), 3, "is heading, not a quotation"),
        (("c09.p04.u1", "Ben"), 3, 'there is no utterance "c09.p04.u1"'),
        (("c01.p02", "Ben"), 3, "its utterances are c01.p02.u1"),
        (("Ben",), 2, "write narrate assign ID NAME"),
    ):
        ran = command("assign", *arguments, "--project", talk(project))
        assert (ran.code, words in ran.err) == (code, True), ran.err
    assert not (project / "speakers.toml").exists()


def test_check_counts_corrections_and_tells_mistakes(command: Command, project: Path) -> None:
    command("assign", "c01.p03.u1", "Ben", "--project", talk(project))
    assert "1 correction in speakers.toml, 0 of them not applied" in command("check", project).out
    (project / "book.md").write_text(TALK.replace("“No.”", "It rained."), encoding="utf-8")
    checked = command("check", project)
    assert checked.code == 0
    assert "1 of them not applied" in checked.out
    assert "speakers.toml:3: warning: no quotation says “No.” any more" in checked.err
    found = json.loads(command("check", project, "--json").out)
    assert (found["corrections"], found["corrections_applied"]) == (1, 0)
    (project / "speakers.toml").write_text('[[quotation]]\nsays = "Tea?"\nspeaker = "Bem"\n')
    checked = command("check", project)
    assert checked.code == 3
    assert 'speakers.toml:1: "Bem" is neither in the cast' in checked.err


def test_mistakes_in_both_files_are_told_at_once(command: Command, project: Path) -> None:
    (project / "speakers.toml").write_text('[[quotation]]\nsays = "Tea?"\n')
    with (project / "narration.toml").open("a") as file:
        file.write("\n[pauses]\nsentense = 1\n")
    checked = command("check", project)
    assert 'unknown key "sentense"' in checked.err
    assert "speakers.toml:1: quotation" in checked.err


def test_a_correction_is_built_and_nothing_else_is_rendered_again(command: Command, project: Path) -> None:
    command("build", talk(project), "-q")
    script = speakers(command, project)
    assert "Ada" in script.values()
    command("assign", "c01.p02.u1", "Ben", "--project", project)
    plan = json.loads(command("plan", project, "--json").out.splitlines()[0])
    changed = sum(a != b for a, b in zip(script.values(), speakers(command, project).values(), strict=True))
    missing = plan["new"] + plan["stale"]
    assert 0 < missing <= changed
    built = [json.loads(line) for line in command("build", project, "--json").out.splitlines()]
    assert built[-1]["rendered"] == missing
    again = [json.loads(line) for line in command("build", project, "--json").out.splitlines()]
    assert again[-1]["rendered"] == 0


def test_doubtful_lists_the_least_certain_first(command: Command, project: Path) -> None:
    ran = command("script", "--doubtful", "--json", "--project", talk(project))
    found = [json.loads(line) for line in ran.out.splitlines()]
    confidences = [line["confidence"] for line in found]
    assert confidences == sorted(confidences)
    assert found[-1]["id"] == "c01.p02.u1"
    assert (found[-1]["context"], found[-1]["line"]) == ("“Tea?” said Ada.", 3)
    limited = command("script", "--doubtful", "--limit", "2", "--project", project)
    assert len(limited.out.splitlines()) == 2
    assert "4 doubtful decisions of 4" in limited.err
    command("assign", "c01.p03.u1", "Ben", "--project", project)
    after = command("script", "--doubtful", "--json", "--project", project)
    assert "c01.p03.u1" not in [json.loads(line)["id"] for line in after.out.splitlines()]


def test_options_that_exclude_each_other_are_refused(command: Command, project: Path) -> None:
    assert command("script", "--doubtful", "--skipped", "--project", project).code == 2
    assert command("script", "--limit", "3", "--project", project).code == 2
    assert command("script", "--review", "--json", "--project", project).code == 2


def test_review_needs_a_terminal(command: Command, project: Path) -> None:
    ran = command("script", "--review", "--project", project)
    assert ran.code == 2
    assert "--doubtful only lists them" in ran.err


def test_a_review_in_a_terminal_keeps_every_answer_at_once(command: Command, project: Path) -> None:
    file = talk(project) / "speakers.toml"
    terminal = Terminal("script", "--review", "--project", str(project))
    terminal.until("? help")
    terminal.type("o")
    terminal.until("who? ")
    terminal.type("bem\r")
    terminal.until("did you mean")
    terminal.type("o")
    terminal.until("who? ")
    terminal.type("Be\t\r")
    terminal.until("? help")
    assert file.read_text(encoding="utf-8").count('speaker = "Ben"') == 1
    terminal.type("u")
    terminal.until("? help")
    assert "[[quotation]]" not in file.read_text(encoding="utf-8")
    terminal.type("n")
    terminal.until("? help")
    terminal.type("\x03")
    terminal.until("interrupted")
    assert terminal.end() == 130
    assert file.read_text(encoding="utf-8").count('speaker = "narrator"') == 1
    assert "narrator" in speakers(command, project).values()
