"""Who is heard when in the files of a build, for their pictures: from the takes' records, without sound."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from narrate.build import levels, sample
from narrate.build.flagged import flawed, provisional
from narrate.build.pieces import ChapterPieces, chapter_pieces, edition, sample_pieces
from narrate.build.prepare import plan_of, prepare, store_of
from narrate.build.reckoning import reckoned
from narrate.build.request import Request
from narrate.build.shelf import Shelf
from narrate.delivery.spoken import Stretch
from narrate.project.project import Project
from narrate.takes.store import DamagedTake, Store


def stretches(request: Request) -> Mapping[Path, tuple[Stretch, ...]]:
    """For each file of a chapter or the sample that stands as the project would build it, its lines in time.

    Files made of other words, or of other settings, are not among them. Raises NarrateError where the project
    or its manuscript cannot be read.
    """
    prepared = prepare(request.project)
    project = prepared.project
    store = store_of(project)
    plan = plan_of(prepared, store)
    shelf = Shelf(request.folder, request.memory("shelf"))
    loudness = levels.expected(request, plan, store)
    made_do = provisional(flawed(plan.lines, store))
    book = edition(project, prepared.manuscript, None, plan.chapters, draft=request.draft)
    own = [chapter_pieces(each, project, loudness, made_do, book) for each in plan.chapters if each.lines]
    with contextlib.suppress(DamagedTake):  # then nobody knows what it holds
        if (chosen := sample.cut(own, project, lambda line: store.get(line.render.key))) is not None:
            own.append(sample_pieces(chosen, project, loudness, made_do, book))
    found: dict[Path, tuple[Stretch, ...]] = {}
    for part in own:
        standing = [
            each
            for each in part.pieces
            if (entry := shelf.remembered(each.path)) and entry.sound == each.sound
        ]
        if standing:
            try:
                said = _said(part, project, store)
            except DamagedTake:
                continue
            found |= {shelf.folder / each.path: said for each in standing}
    return found


def _said(chapter: ChapterPieces, project: Project, store: Store) -> tuple[Stretch, ...]:
    known = reckoned(chapter, project, store)
    rate_hz = project.mastering.sample_rate_hz
    return tuple(
        Stretch(mark.start / rate_hz, mark.end / rate_hz, line.utterance.speaker, " and ".join(take.faults))
        for line, take, mark in zip(chapter.plan.lines, known.takes, known.marks, strict=True)
    )
