"""The retail sample: which lines it has, from takes that there are, and what it costs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile

from narrate.build import sample
from narrate.build.events import Warned
from narrate.build.levels import voice_identity
from narrate.build.pieces import Edition, chapter_pieces, edition, sample_pieces
from narrate.build.prepare import Prepared, plan_of, prepare
from narrate.delivery.beside import Sort, read_build
from narrate.errors import ProblemsFound
from narrate.model import Boundary, Measure, Take
from narrate.project.load import load
from narrate.sound.timeline import Extent, timeline
from narrate.takes.line import Line
from narrate.takes.plan import ChapterPlan
from narrate.takes.store import DamagedTake, Store
from tests.build.costs import NOTHING, Cost, cost
from tests.building import edit, files, make

RATE_HZ = 24_000
FILE = "sample/Retail Sample.flac"

TOML = """\
[book]
title = "Rain"
author = "A. Tester"
manuscript = "book.md"

[voices.teller]
engine = "tone"

[cast]
narrator = "teller"

[output]
formats = ["flac"]
book = false
credits = true
sample = true
"""

PARAGRAPH = "It rained on paragraph {}, and as nobody had asked for rain, nobody thanked it, then or later."


def book(*chapters: int) -> str:
    """A chapter of so many paragraphs for each number."""
    return "\n\n".join(
        "\n\n".join([f"# Chapter {number}", *(PARAGRAPH.format(f"{number}.{n}") for n in range(1, many + 1))])
        for number, many in enumerate(chapters, 1)
    )


@pytest.fixture
def rain(tmp_path: Path) -> Callable[..., Path]:
    """A project with chapters of so many paragraphs, and other output than TOML's."""

    def make_project(*chapters: int, asked: str = "true") -> Path:
        folder = tmp_path / "rain"
        folder.mkdir()
        (folder / "narration.toml").write_text(TOML.replace("sample = true", f"sample = {asked}"), "utf-8")
        (folder / "book.md").write_text(book(*chapters), encoding="utf-8")
        return folder

    return make_project


def lasting(seconds: float, heading_s: float = 1.0) -> Callable[[Line], Take]:
    """Takes of the same length, which nobody rendered."""

    def take(line: Line) -> Take:
        samples = round((heading_s if "Chapter" in line.render.text else seconds) * RATE_HZ)
        return Take(line.render.key, "", RATE_HZ, samples, Measure(0, samples, (), 0.5))

    return take


def cut(folder: Path, take_of: Callable[[Line], Take]) -> tuple[ChapterPlan | None, float]:
    """The sample of the project in ``folder``, and the seconds that its file would have."""
    prepared, chapters, around = prepared_of(folder)
    levels = {voice_identity(line): -20.0 for chapter in chapters for line in chapter.lines}
    made = [chapter_pieces(chapter, prepared.project, levels, {}, around) for chapter in chapters]
    chosen = sample.cut(made, prepared.project, take_of)
    if chosen is None:
        return None, 0.0
    pieces = sample_pieces(chosen, prepared.project, levels, {}, around)
    extents = (
        Extent(line.utterance.id, RATE_HZ, take_of(line).measure, pause_s)
        for line, pause_s in zip(chosen.lines, pieces.pauses_s, strict=True)
    )
    _, length = timeline(extents, prepared.project.pauses, prepared.project.mastering)
    return chosen, length / prepared.project.mastering.sample_rate_hz


def prepared_of(folder: Path) -> tuple[Prepared, tuple[ChapterPlan, ...], Edition]:
    prepared = prepare(load(folder))
    prepared.require_sound()
    chapters = plan_of(prepared, Store.of(folder)).chapters
    return prepared, chapters, edition(prepared.project, prepared.manuscript, None, chapters, draft=False)


def ids(chosen: ChapterPlan | None) -> list[str]:
    return [line.utterance.id for line in chosen.lines] if chosen else []


def test_it_is_the_first_minutes_of_narration_and_ends_with_a_paragraph(rain: Callable[..., Path]) -> None:
    chosen, seconds = cut(rain(40, 40), lasting(11.0))
    assert ids(chosen)[0] == "c01.p02.u1"  # after the heading, and not with the credits
    assert 285 < seconds < 300
    assert len(ids(chosen)) == 25


def test_it_ends_with_its_chapter_if_that_is_a_minute_long(rain: Callable[..., Path]) -> None:
    chosen, seconds = cut(rain(9, 9), lasting(11.0))
    assert (ids(chosen)[0], ids(chosen)[-1]) == ("c01.p02.u1", "c01.p10.u1")
    assert 60 < seconds < 120


def test_a_chapter_shorter_than_a_minute_goes_on_into_the_next(rain: Callable[..., Path]) -> None:
    folder = rain(2, 2, 9)
    chosen, seconds = cut(folder, lasting(20.0))
    assert ids(chosen) == ["c01.p02.u1", "c01.p03.u1", "c02.p01.u1", "c02.p02.u1", "c02.p03.u1"]
    assert chosen is not None
    pauses = load(folder).pauses
    between = [line.utterance.pause_s for line in chosen.lines]
    assert between == [None, pauses.head + pauses.tail, None, None, None]  # as in the book
    assert chosen.lines[-1].utterance.boundary is Boundary.CHAPTER
    assert seconds == pytest.approx(81 + 0.7 * 2 + 2 + 2 * (pauses.head + pauses.tail), abs=0.2)


def test_it_ends_with_a_sentence_where_no_paragraph_does(rain: Callable[..., Path]) -> None:
    folder = rain(1)
    sentences = " ".join(PARAGRAPH.format(number) for number in range(1, 60))
    (folder / "book.md").write_text(f"# Chapter 1\n\n{sentences}\n", encoding="utf-8")
    chosen, seconds = cut(folder, lasting(11.0))
    assert chosen is not None
    assert chosen.lines[-1].utterance.text.endswith(".")
    assert 280 < seconds < 300


@pytest.mark.parametrize(("minutes", "seconds"), [(2, 0.7), (2, 59.9), (3.5, 13.0), (5, 2.8)])
def test_it_is_never_longer_than_it_may_be(rain: Callable[..., Path], minutes: float, seconds: float) -> None:
    chosen, whole_s = cut(rain(90, asked=f"{{ minutes = {minutes} }}"), lasting(seconds))
    assert chosen is not None
    assert minutes * 60 - seconds - 1.5 < whole_s < minutes * 60


def test_it_begins_where_the_author_wants_it(rain: Callable[..., Path]) -> None:
    folder = rain(3, 9, 3, asked='{ chapter = 2, start = "RAIN — nobody thanked it, then or" }')
    assert ids(cut(folder, lasting(11.0))[0])[0] == "c02.p02.u1"
    edit(folder / "narration.toml", "RAIN — nobody thanked it, then or", "later. It rained on paragraph 2.5")
    assert ids(cut(folder, lasting(11.0))[0])[0] == "c02.p05.u1"
    edit(folder / "narration.toml", "later. It rained on paragraph 2.5", "Chapter 2")
    assert ids(cut(folder, lasting(11.0))[0])[0] == "c02.p01.u1"  # its heading, if that is asked for


@pytest.mark.parametrize(
    ("asked", "slug", "hint"),
    [
        ("{ chapter = 9 }", "sample-chapter-unknown", "narrate script"),
        ("{ chapter = 0 }", "sample-chapter-unknown", "narrate script"),
        ("{ chapter = 4 }", "sample-chapter-unknown", "narrate script"),  # these are the credits
        ('{ start = "It snowed" }', "sample-start-unknown", "narrate script 1"),
        ('{ start = "—" }', "sample-start-unknown", "narrate script 1"),
        ('{ start = "on paragraph 3.1" }', "sample-start-unknown", "they are in chapter 3: chapter = 3"),
    ],
)
def test_what_is_not_there_stops_a_build_at_its_line(
    rain: Callable[..., Path], asked: str, slug: str, hint: str
) -> None:
    folder = rain(2, 2, 2, asked=asked)
    with pytest.raises(ProblemsFound) as raised:
        make(folder)
    (problem,) = [each for each in raised.value.problems if each.slug.startswith("sample")]
    assert problem.slug == slug
    assert hint in problem.hint
    assert problem.where is not None
    assert str(problem.where) == "narration.toml:16"
    assert not (folder / "dist").exists()


def test_a_take_that_is_not_there_is_told(rain: Callable[..., Path]) -> None:
    folder = rain(2)
    store = Store.of(folder)
    with pytest.raises(DamagedTake):
        cut(folder, lambda line: store.get(line.render.key))


def test_a_chapter_of_a_heading_alone_is_its_own_sample(rain: Callable[..., Path]) -> None:
    folder = rain(1)
    (folder / "book.md").write_text("# Chapter 1\n", encoding="utf-8")
    chosen, seconds = cut(folder, lasting(1.0))
    assert ids(chosen) == ["c01.p01.u1"]
    assert 4 < seconds < 6


# --- in a build ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two chapters with a sample, built. Not to be changed."""
    folder = tmp_path_factory.mktemp("rain")
    (folder / "narration.toml").write_text(TOML.replace("credits = true\n", ""), encoding="utf-8")
    (folder / "book.md").write_text(book(12, 2), encoding="utf-8")
    make(folder)
    return folder


@pytest.fixture
def built(finished: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(finished, tmp_path / "rain"))


def test_it_sounds_as_its_lines_do_in_their_chapter(built: Path) -> None:
    part, rate_hz = soundfile.read(built / "dist" / FILE)
    whole, _ = soundfile.read(built / "dist" / "flac" / "01 - Chapter 1.flac")
    prepared, (chapter, _), _ = prepared_of(built)
    pauses, mastering = prepared.project.pauses, prepared.project.mastering
    takes = [Store.of(built).get(line.render.key) for line in chapter.lines]
    extents = [
        Extent(line.utterance.id, take.sample_rate, take.measure, pauses.after(line.utterance.boundary, None))
        for line, take in zip(chapter.lines, takes, strict=True)
    ]
    marks, _ = timeline(extents, pauses, mastering)
    lasts = marks[-1].end - marks[1].start
    begin = round(pauses.head * rate_hz)
    there = whole[marks[1].start : marks[1].start + lasts]
    # The same sound under another stretch of the same faint room tone.
    assert abs(part[begin : begin + lasts] - there).max() < 0.002
    assert abs(part[begin : begin + lasts]).max() > 0.1


def test_it_is_told_in_build_json(built: Path) -> None:
    told = json.loads((built / "dist" / "build.json").read_bytes())["sample"]
    assert (told["first"], told["last"]) == ("c01.p02.u1", "c01.p13.u1")
    assert 60 < told["duration_s"] < 120
    assert [file["path"] for file in told["files"]] == [FILE]
    known = read_build(built / "dist")
    assert known
    sample = known.files[built / "dist" / FILE]
    assert (sample.sort, sample.duration_s) == (Sort.SAMPLE, told["duration_s"])


def test_it_is_written_only_where_its_own_lines_change(built: Path) -> None:
    assert cost(built) == NOTHING
    edit(built / "book.md", PARAGRAPH.format("2.2"), "It stopped.")
    found = cost(built)
    assert (found.written, found.mastered) == ({"flac/02 - Chapter 2.flac"}, {2})
    edit(built / "book.md", PARAGRAPH.format("1.3"), "It stopped again.")
    assert cost(built).written == {"flac/01 - Chapter 1.flac", FILE}


def test_to_ask_for_it_renders_nothing_and_not_to_removes_it(built: Path) -> None:
    before = files(built)
    edit(built / "narration.toml", "sample = true", "sample = false")
    assert cost(built) == Cost((), frozenset(), frozenset(), frozenset({FILE}))
    assert not (built / "dist" / "sample" / "Retail Sample.flac").exists()
    edit(built / "narration.toml", "sample = false", "sample = true")
    assert cost(built) == Cost((), frozenset(), frozenset({FILE}), frozenset())
    assert files(built) == before


def test_one_that_was_altered_is_made_again(built: Path) -> None:
    before = files(built)
    (built / "dist" / FILE).write_bytes(b"something else")
    assert make(built).end.chapters_written == 0
    assert files(built) == before


def test_a_damaged_take_in_it_is_rendered_again(built: Path) -> None:
    store = Store.of(built)
    _, chapters, _ = prepared_of(built)
    store.file(store.get(chapters[0].lines[3].render.key)).write_bytes(b"")
    (built / "dist" / FILE).unlink()
    before = make(built)
    assert len(before.rendered) == 1
    assert (built / "dist" / FILE).exists()


def test_a_book_shorter_than_a_minute_is_told_so_each_time(rain: Callable[..., Path]) -> None:
    folder = rain(2)
    for _ in range(2):
        warned = [event.problem for event in make(folder) if isinstance(event, Warned)]
        (short,) = [each for each in warned if each.slug == "sample-short"]
        assert "to the end of the book" in short.message
        assert str(short.where) == "narration.toml:16"


def test_a_draft_has_one_of_its_own(built: Path) -> None:
    from narrate.build.book import build
    from narrate.build.request import Request
    from narrate.project.project import draft

    project = draft(load(built))
    short = replace(project.output, formats=("flac",))
    before = files(built)
    (built / "book.md").write_text(book(1), encoding="utf-8")
    list(build(Request(replace(project, output=short), draft=True)))
    after = files(built)
    assert {name for name in after if name not in before} >= {f"draft/{FILE}"}
    assert after[FILE] == before[FILE]
