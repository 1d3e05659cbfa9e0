"""Where the retail sample starts: in which chapter, and with which words of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from narrate.errors import Problem, excerpt
from narrate.model import Script, ScriptChapter, Utterance
from narrate.project.project import Sample

_WORD = re.compile(r"\w+")


def problems(script: Script, asked: Sample | None) -> tuple[Problem, ...]:
    """What is wrong with what is ``asked`` for: a chapter that is not there, or words that are not in it."""
    if asked is None:
        return ()
    own = [chapter for chapter in script.chapters if not chapter.credits]
    chosen = next((chapter for chapter in own if chapter.number == asked.chapter), None)
    if chosen is None:
        message = f"output.sample: there is no chapter {asked.chapter}: the book has {len(own)}"
        return (Problem("sample-chapter-unknown", message, asked.where, "narrate script lists them"),)
    if asked.start and said(chosen.utterances, asked.start) is None:
        message = f"output.sample: the words “{excerpt(asked.start)}” are not in chapter {chosen.number}"
        hint = _elsewhere(own, asked.start) or f"narrate script {chosen.number} shows what is in it"
        return (Problem("sample-start-unknown", message, asked.where, hint),)
    return ()


def said(utterances: Sequence[Utterance], words: str) -> int | None:
    """The index of the utterance in which ``words`` begin, whatever the marks and spaces between them."""
    wanted = _WORD.findall(words.casefold())
    written = [
        (word, index) for index, each in enumerate(utterances) for word in _WORD.findall(each.text.casefold())
    ]
    spoken = [word for word, _ in written]
    for at in range(len(spoken) - len(wanted) + 1) if wanted else ():
        if spoken[at : at + len(wanted)] == wanted:
            return written[at][1]
    return None


def _elsewhere(chapters: Sequence[ScriptChapter], words: str) -> str:
    found = (chapter.number for chapter in chapters if said(chapter.utterances, words) is not None)
    number = next(found, None)
    return f"they are in chapter {number}: chapter = {number}" if number else ""
