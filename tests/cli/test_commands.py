"""The program as people and programs meet it: results, messages, exit codes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from narrate.takes.store import Store
from tests.cli.conftest import Command

Narrate = Callable[..., Any]


def test_new_makes_projects_that_build(narrate: Narrate, tmp_path: Path) -> None:
    for template in ("novel", "play"):
        folder = tmp_path / template
        assert narrate("new", folder, "--template", template).code == 0
        checked = narrate("check", folder)
        assert (checked.code, checked.err) == (0, ""), checked.err
    built = narrate("build", tmp_path / "play", "-q")
    assert built.code == 0, built.err
    assert len(list((tmp_path / "play" / "dist" / "mp3").iterdir())) == 2


def test_new_refuses_what_is_there_and_suggests_a_template(command: Command, project: Path) -> None:
    there = command("new", project)
    assert there.code == 3
    assert "already there" in there.err
    unknown = command("new", project / "x", "--template", "novle")
    assert unknown.code == 2
    assert 'did you mean "novel"?' in unknown.err


def test_an_epub_template_says_which_file_is_missing(command: Command, tmp_path: Path) -> None:
    command("new", tmp_path / "import", "--template", "epub")
    checked = command("check", tmp_path / "import")
    assert checked.code == 3
    assert "narration.toml:" in checked.err
    assert "book.epub" in checked.err


def test_commands_work_on_the_project_around_the_current_folder(narrate: Narrate, project: Path) -> None:
    (project / "notes").mkdir()
    inside = narrate("script", "2", cwd=project / "notes")
    assert inside.code == 0, inside.err
    assert "Then somebody was here" in inside.out


def test_script_shows_who_says_what(command: Command, project: Path) -> None:
    shown = command("script", "1", "-v", "--project", project)
    assert shown.code == 0
    assert "Ada             “Who has the matches?”" in shown.out
    assert "asked Ada" in shown.out


def test_script_as_json_has_an_object_for_each_utterance(command: Command, project: Path) -> None:
    lines = [json.loads(line) for line in command("script", "--json", "--project", project).out.splitlines()]
    source = (project / "book.md").read_text(encoding="utf-8")
    for line in lines:
        assert set(line) == {
            *("id", "chapter", "kind", "speaker", "confidence", "evidence", "text", "spoken", "source"),
            "quotation",
        }
        written = source[line["source"]["start"] : line["source"]["end"]]
        assert " ".join(written.split()) == " ".join(line["text"].split())
    assert [line["speaker"] for line in lines if line["kind"] == "speech"] == ["Ada", "Ben", "Ada"]


def test_script_shows_what_is_said_only_where_it_differs(command: Command, project: Path) -> None:
    with (project / "book.md").open("a", encoding="utf-8") as file:
        file.write("\nIt was 1905.\n")
    shown = command("script", "3", "-v", "--project", project).out
    assert "says  “" not in shown
    assert "says  There was no third lamp. There never had been one." not in shown
    assert "says  It was nineteen oh five." in shown


def test_script_lists_the_words_that_a_voice_may_read_wrongly(command: Command, project: Path) -> None:
    with (project / "book.md").open("a", encoding="utf-8") as file:
        file.write('\nTwo Zibbrows bow to Zibbrow, and [lead]{ipa="lɛd"} is no lead.\n')
    shown = command("script", "--words", "--project", project)
    assert shown.code == 0, shown.err
    assert "2 Zibbrow /zˈɪbɹW/ c03.p03.u1 book.md:19" in " ".join(shown.out.split())
    assert "bow: BOH (ribbon, arrows) or rhymes with cow\n  c03.p03.u1   Two Zibbrows bow to" in shown.out
    assert "lead: LEED (go first) or LED (metal)\n" in shown.out
    objects = [
        json.loads(line)
        for line in command("script", "3", "--words", "--json", "--project", project).out.splitlines()
    ]
    assert [(each["problem"], each["word"]) for each in objects] == [
        ("unknown", "Zibbrow"),
        ("homograph", "bow"),
        ("homograph", "lead"),
    ]
    assert objects[0]["count"] == 2
    assert objects[2]["spoken"][objects[2]["start"] :] == "lead."


def test_words_of_a_language_without_a_dictionary_are_not_judged(command: Command, project: Path) -> None:
    toml = project / "narration.toml"
    toml.write_text(toml.read_text().replace('title = "Two Lamps"', 'title = "Two Lamps"\nlanguage = "fr"'))
    shown = command("script", "--words", "--project", project)
    assert shown.code == 3
    assert "there is no dictionary for 'fr'" in shown.err


def test_script_lists_what_is_not_read(command: Command, project: Path) -> None:
    with (project / "book.md").open("a", encoding="utf-8") as file:
        file.write("\nThe end.[^1] <!-- check this -->\n\n[^1]: Not quite.\n")
    listed = command("script", "--skipped", "--project", project)
    assert listed.code == 0
    assert "book.md:19: comment: <!-- check this -->" in listed.out
    assert "footnote: Not quite." in listed.out
    objects = [
        json.loads(line)
        for line in command("script", "--skipped", "--json", "--project", project).out.splitlines()
    ]
    assert {"reason", "text", "source"} == set(objects[0])


def test_cast_counts_and_proposes(command: Command, project: Path) -> None:
    with (project / "book.md").open("a", encoding="utf-8") as file:
        file.write("\n“Stop!” said Carla. “No further,” said Carla.\n")
    listed = command("cast", project)
    assert listed.code == 0, listed.err
    assert "Ada" in listed.out
    assert "Carla = {" in listed.out
    found = {
        line["name"]: line for line in map(json.loads, command("cast", project, "--json").out.splitlines())
    }
    assert found["Ada"]["lines"] == 2
    assert found["Carla"]["cast"] is False


def test_cast_proposes_a_cast_that_can_be_pasted(command: Command, project: Path) -> None:
    with (project / "book.md").open("a", encoding="utf-8") as file:
        file.write("\n“Stop!” said Mr. O’Neill.\n\n“Stop!” cried Kit O’Neill. O’Neill was late.\n")
        file.write(
            "\n“No,” I said. I ran.\n\n“Rob!” said Ada. I sat.\n\n“Rob!” said Ben.\n\n“Yes,” I said.\n"
        )
    listed = command("cast", project).out
    assert "Mr. O’Neill is Kit O’Neill: nobody else can be “Mr. O’Neill”" in " ".join(listed.split())
    assert 'add told_by = "Rob" to [book], and Rob = {} to [cast]' in listed
    proposed = next(line for line in listed.splitlines() if line.startswith('"Kit'))
    toml = project / "narration.toml"
    text = toml.read_text(encoding="utf-8").replace('"A. Tester"', '"A. Tester"\ntold_by = "Rob"')
    toml.write_text(text.replace("[cast]", f"[cast]\n{proposed}\nRob = {{}}"), encoding="utf-8")
    checked = command("check", project)
    assert checked.code == 0
    assert "cast" not in checked.err
    assert "told_by" not in checked.err


def test_cast_writes_whom_it_proposes_and_nothing_else(command: Command, project: Path) -> None:
    with (project / "book.md").open("a", encoding="utf-8") as file:
        file.write("\n“Stop!” said Carla. “No further,” said Carla.\n")
    toml = project / "narration.toml"
    before = toml.read_text(encoding="utf-8")
    written = command("cast", project, "--write")
    assert (written.code, "Added to [cast]" in written.out) == (0, True)
    after = toml.read_text(encoding="utf-8")
    (line,) = set(after.splitlines()) - set(before.splitlines())
    assert line.startswith("Carla = {")
    assert after.replace(f"{line}\n", "") == before
    assert "Carla" not in command("cast", project, "--write").out.partition("Added")[2]
    assert toml.read_text(encoding="utf-8") == after


def test_cast_writes_voices_that_build_and_change_nobody_elses(command: Command, project: Path) -> None:
    toml, book = project / "narration.toml", project / "book.md"
    before = toml.read_text(encoding="utf-8").replace(
        'engine = "tone"\npitch_hz = 110', 'engine = "espeak"  # he'
    )
    toml.write_text(before, encoding="utf-8")
    said = "\n“Stop!” said Carla.\n\n“Why?” asked Ada.\n"
    book.write_text(book.read_text(encoding="utf-8") + 3 * said, encoding="utf-8")
    lines = map(json.loads, command("cast", project, "--json").out.splitlines())
    proposal = next(line["proposal"] for line in lines if line["name"] == "Carla")
    assert proposal["voice"] == "carla"
    assert proposal["settings"]["engine"] == "espeak"
    assert proposal["why"].startswith("talks most with Ada: ")
    listed = command("cast", project).out
    assert (
        f"  Carla: {proposal['settings']['voice']} at pitch {proposal['settings']['pitch']} (espeak)"
        in listed
    )

    assert command("build", project, "-q").code == 0
    assert command("cast", project, "--write").code == 0
    after = toml.read_text(encoding="utf-8")
    table = "\n".join(
        ["[voices.carla]", *(f"{key} = {json.dumps(value)}" for key, value in proposal["settings"].items())]
    )
    line = 'Carla = { voice = "carla" }\n'
    assert after.replace(f"\n{table}\n", "").replace(line, "") == before
    checked = command("check", project)
    assert checked.code == 0
    assert "carla" not in checked.err.lower()
    lines = map(json.loads, command("plan", project, "--json").out.splitlines())
    new = [line["voice"] for line in lines if line.get("status") not in (None, "cached")]
    assert new == ["carla"] * 3
    assert command("build", project, "-q").code == 0
    assert "Voices for" not in command("cast", project, "--write").out


def test_check_doubts_a_cast_that_the_book_contradicts(command: Command, project: Path) -> None:
    toml = project / "narration.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace("[cast]", "[cast]\nZoe = {}"), encoding="utf-8")
    checked = command("check", project)
    assert checked.code == 0
    assert "narration.toml:15: warning: cast.Zoe: the manuscript never names “Zoe”" in checked.err


def test_plan_counts_what_a_build_would_render(command: Command, project: Path) -> None:
    head, *lines = map(json.loads, command("plan", project, "--json").out.splitlines())
    assert head["utterances"] == head["new"] == len(lines)
    assert {line["status"] for line in lines} == {"new"}
    assert sum(voice["render"] for voice in head["voices"]) == head["render"]
    assert {voice["voice"] for voice in head["voices"]} == {line["voice"] for line in lines if line["render"]}
    assert sum(chapter["render"] for chapter in head["chapters"]) == sum(line["render"] for line in lines)
    assert sum(voice["sound_s"] for voice in head["voices"]) == pytest.approx(head["sound_s"], abs=0.5)
    assert head["sound_s"] > 1
    command("build", project, "-q")
    after = json.loads(command("plan", project, "--json").out.splitlines()[0])
    assert (after["cached"], after["new"]) == (len(lines), 0)
    assert (after["sound_s"], after["rendering_s"], after["voices"]) == (0, 0, [])
    assert not any(chapter["render"] or chapter["transform"] for chapter in after["chapters"])
    assert "0 to render" in command("plan", project).out


def test_build_talks_on_stderr_and_in_json_on_stdout(narrate: Narrate, project: Path) -> None:
    built = narrate("build", project, "--json")
    events = [json.loads(line) for line in built.out.splitlines()]
    assert [event["event"] for event in events[:5]] == ["warned"] * 3 + ["planned", "rendered"]
    assert events[0]["problem"]["slug"] == "voice-is-tones"
    assert events[-1]["event"] == "finished"
    assert events[-1]["rendered"] == sum(event["event"] == "rendered" for event in events)
    again = narrate("build", project)
    assert again.out == ""
    assert "rendered 0 utterances" in again.err
    assert "test tones" in again.err, "warnings are told again although nothing is done"
    assert narrate("build", project, "-q").err == ""


def test_preview_writes_a_chapter_and_says_where(command: Command, project: Path) -> None:
    heard = command("preview", "chapter", "2", project, "--no-play")
    assert heard.code == 0, heard.err
    assert Path(heard.out.strip()).name == "02 - The Second Lamp.flac"
    assert Path(heard.out.strip()).exists()


def test_doctor_tries_things(narrate: Narrate) -> None:
    well = narrate("doctor")
    assert well.code == 0, well.out
    assert "embedded voice" in well.out
    assert "spoke" in well.out
    assert len(narrate("doctor", "--json").out.splitlines()) == len(
        [line for line in well.out.splitlines() if line[0] in "✓✗"]
    )


def broken(project: Path, what: str) -> None:
    """Break one thing in the project."""
    toml = project / "narration.toml"
    text = toml.read_text()
    if what == "no project file":
        toml.unlink()
    elif what == "broken TOML":
        toml.write_text(text.replace("[cast]", "[cast"))
    elif what == "a typo":
        toml.write_text(text.replace("pitch_hz = 330", "pitch = 330"))
    elif what == "an unknown voice":
        toml.write_text(text.replace('voice = "ada"', 'voice = "adda"'))
    elif what == "a missing manuscript":
        (project / "book.md").unlink()
    elif what == "an empty manuscript":
        (project / "book.md").write_text("")
    elif what == "a manuscript without words":
        (project / "book.md").write_text("<!-- later -->\n\n---\n")
    elif what == "a cover that is no image":
        toml.write_text(text.replace("manuscript =", 'cover = "book.md"\nmanuscript ='))
    elif what == "left-over markup":
        (project / "book.md").write_text('He said [so]{voce="Ada"}.\n')
    elif what == "an uncast speaker":
        toml.write_text(text.replace('others = "narrator"\n', ""))
        with (project / "book.md").open("a") as file:
            file.write("\n“Stop!” said Carla. “No further,” said Carla.\n")
    elif what == "a file where the folder goes":
        (project / "dist").write_text("I am a file")
    else:
        raise AssertionError(what)


@pytest.mark.parametrize(
    ("what", "code", "message"),
    [
        ("no project file", 3, "there is no narration.toml"),
        ("broken TOML", 3, "narration.toml:14"),
        ("a typo", 3, 'did you mean "pitch_hz"?'),
        ("an unknown voice", 3, 'did you mean "ada"?'),
        ("a missing manuscript", 3, "book.md"),
        ("an empty manuscript", 3, "book.md"),
        ("a manuscript without words", 3, "nothing to narrate"),
        ("a cover that is no image", 3, "neither a JPEG nor a PNG"),
        ("left-over markup", 3, "book.md:1"),
        ("an uncast speaker", 3, "Carla is not in the cast"),
        ("a file where the folder goes", 1, "cannot write"),
    ],
)
def test_what_is_wrong_is_one_clear_message_and_nothing_is_written(
    command: Command, project: Path, what: str, code: int, message: str
) -> None:
    broken(project, what)
    before = {path for path in project.rglob("*") if ".narrate" not in path.parts}
    built = command("build", project)
    assert (built.code, built.out) == (code, ""), built.err
    assert message in built.err
    assert "Traceback" not in built.err
    assert {path for path in project.rglob("*") if ".narrate" not in path.parts} - before <= {
        project / "narration.lock"
    }
    if code == 3:
        checked = command("check", project)
        assert checked.code == 3
        assert message in checked.err


def test_a_chapter_that_is_not_there(command: Command, project: Path) -> None:
    for arguments in (("preview", "chapter", 9, project), ("script", 9, "--project", project)):
        ran = command(*arguments)
        assert ran.code == 3
        assert "there is no chapter 9: the book has 3" in ran.err


@pytest.mark.parametrize(
    "arguments", [["bild"], ["build", "--fast"], ["preview", "chapter", "zero"], ["preview", "chapter"]]
)
def test_a_wrong_command_line_is_2(command: Command, arguments: list[str]) -> None:
    ran = command(*arguments)
    assert ran.code == 2
    assert "Usage" in ran.err or "Try" in ran.err


def test_a_missing_model_is_5_and_renders_nothing(narrate: Narrate, project: Path) -> None:
    toml = project / "narration.toml"
    toml.write_text(
        toml.read_text().replace('engine = "tone"\npitch_hz = 330', 'engine = "kokoro"\nvoice = "af_heart"')
    )
    refused = narrate("build", project, HF_HOME=str(project / "no-models"))
    assert refused.code == 5
    assert "prince-canuma/Kokoro-82M, about 355 MB" in refused.err
    assert "narrate models pull" in refused.err
    assert not list((project / ".narrate").rglob("*.flac"))


def start(project: Path, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "narrate", "build", str(project), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def outputs(project: Path) -> dict[str, bytes]:
    dist = project / "dist"
    return {str(path.relative_to(dist)): path.read_bytes() for path in dist.rglob("*") if path.is_file()}


def long_book(project: Path) -> None:
    """Enough text in the embedded voice that a build takes a few seconds."""
    toml = project / "narration.toml"
    toml.write_text(
        toml.read_text()
        .replace('engine = "tone"', 'engine = "espeak"')
        .replace("pitch_hz = 110", "pitch = 40")
        .replace("pitch_hz = 330", "pitch = 70")
        .replace("pitch_hz = 220", "pitch = 50")
        + '\n[output]\nformats = ["flac"]\n'
    )
    chapters = [
        f"# Part {chapter}\n\n"
        + "".join(
            f"The lamp in street number {line} of quarter {chapter} was dark, and it stayed dark.\n\n"
            for line in range(16)
        )
        for chapter in range(4)
    ]
    (project / "book.md").write_text("".join(chapters))


def test_killed_at_any_moment_the_same_command_completes_the_same_book(
    narrate: Narrate, project: Path, tmp_path: Path
) -> None:
    long_book(project)
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(project, undisturbed)
    begun = time.monotonic()
    assert narrate("build", undisturbed, "-q").code == 0
    whole_s = time.monotonic() - begun
    told = 0
    for tenth in (2, 3, 4, 5, 6, 7, 8, 9):
        process = start(project, start_new_session=True)
        try:
            process.wait(timeout=whole_s * tenth / 10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        out, _ = process.communicate()
        told += out.count(b'"event": "rendered"')
    last = narrate("build", project, "--json")
    assert last.code == 0, last.err
    told += last.out.count('"event": "rendered"')
    assert outputs(project) == outputs(undisturbed)
    assert not [path for path in project.rglob("*") if ".narrate-tmp-" in path.name]
    takes = len(list((project / ".narrate" / "takes-v1").rglob("*.json")))
    # What was in flight when a build was killed may be lost or untold, and nothing else: some a worker.
    assert abs(told - takes) <= 8 * 8


def test_interrupted_it_says_what_is_kept_and_goes_on(narrate: Narrate, project: Path) -> None:
    long_book(project)
    process = start(project)
    assert process.stdout
    for _ in range(6):  # let it get into rendering
        process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert b"interrupted" in err
    done = 5 + out.count(b'"event": "rendered"')
    after = json.loads(narrate("plan", project, "--json").out.splitlines()[0])
    assert after["cached"] >= done
    assert narrate("build", project, "-q").code == 0


def test_two_builds_at_once_share_the_work_and_break_nothing(narrate: Narrate, project: Path) -> None:
    long_book(project)
    builds = [start(project), start(project)]
    ends = []
    for process in builds:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        ends.append(json.loads(out.splitlines()[-1]))
    takes = len(list((project / ".narrate" / "takes-v1").rglob("*.json")))
    assert sum(end["rendered"] for end in ends) == takes
    plan = json.loads(narrate("plan", project, "--json").out.splitlines()[0])
    assert plan["cached"] == plan["utterances"]


def test_a_build_waits_for_another_and_says_for_which(project: Path) -> None:
    with Store.of(project).lock() as hold:
        assert hold.busy() == ""
        waiting = start(project)
        assert waiting.stdout
        assert json.loads(waiting.stdout.readline()) == {"event": "waiting", "holder": f"pid {os.getpid()}"}
        assert not list(project.rglob("*.flac"))
    out, err = waiting.communicate(timeout=60)
    assert waiting.returncode == 0, err
    assert json.loads(out.splitlines()[-1])["event"] == "finished"


def test_a_full_disk_is_said_and_loses_nothing(narrate: Narrate, project: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "none", small], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no permission to mount a small disk: a full disk was not checked")
    try:
        long_book(project)
        shutil.copytree(project, small / "book")
        full = narrate("build", small / "book")
        assert full.code == 1, full.err
        assert "the disk is full" in full.err
        assert "Traceback" not in full.err
        assert not [path for path in small.rglob("*") if ".narrate-tmp-" in path.name]
        subprocess.run(["mount", "-o", "remount,size=300m", small], check=True)
        rest = narrate("build", small / "book", "--json")
        assert rest.code == 0, rest.err
        events = [json.loads(line) for line in rest.out.splitlines()]
        assert events[0]["missing"] < events[0]["utterances"]
    finally:
        subprocess.run(["umount", small], check=True)


def test_an_interrupted_command_waits_for_nobody_and_has_said_all() -> None:
    program = """
import threading, time
from narrate.cli import main, program
program.run = lambda arguments: 130
threading.Thread(target=time.sleep, args=(600,)).start()
print("said", end="")
main()
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "said", "")
