"""Staging: every block of the manuscript with its passages, before anybody asks who speaks them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from narrate.model import Block, BlockKind, Cast, Manuscript, MarkKind, UtteranceKind
from narrate.script.directions import Directed, direct, is_play
from narrate.script.languages import Language, language
from narrate.script.notes import KINDS
from narrate.script.quotations.letters import letters
from narrate.script.quotations.marks import Convention, Marking, marking
from narrate.script.quotations.passages import Passage, quotations
from narrate.script.quotations.poems import is_recited
from narrate.script.speakers.attribution import Paragraph

SPOKEN = (BlockKind.PARAGRAPH, BlockKind.VERSE, BlockKind.HEADING, *KINDS)
"""The kinds of blocks that are read aloud."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A block with what is known of it before its speakers are sought."""

    block: Block
    directed: Directed
    scene: int

    @property
    def told(self) -> bool:
        """Whether it is a paragraph of the story, in which people speak."""
        return bool(self.block.text) and self.block.kind in (BlockKind.PARAGRAPH, BlockKind.VERSE)


def told(chapters: Sequence[Sequence[Staged]]) -> tuple[Paragraph, ...]:
    """The paragraphs of the story, in which people speak."""
    return tuple(
        Paragraph(item.block.text, item.directed.passages, item.scene)
        for chapter in chapters
        for item in chapter
        if item.told
    )


def marking_of(manuscript: Manuscript) -> Marking:
    """How ``manuscript`` marks speech, as a whole and chapter by chapter."""
    return marking(
        [
            [block.text for block in chapter.blocks if block.kind is BlockKind.PARAGRAPH]
            for chapter in manuscript.chapters
        ]
    )


def stage(manuscript: Manuscript, cast: Cast) -> list[list[Staged]]:
    """Every block of ``manuscript``, chapter by chapter, with its passages and who is announced for them."""
    marks = marking_of(manuscript)
    tongue = language(manuscript.language)
    play = is_play(manuscript)
    staged: list[list[Staged]] = []
    scene = 0
    for chapter, own in zip(manuscript.chapters, marks.chapters, strict=True):
        scene += 1
        items: list[Staged] = []
        before = Directed(())  # what was said last in this scene
        letter = quoted = False  # whether the block before was a letter's; whether marks around it are open
        for index, written in enumerate(chapter.blocks):
            block = _in_order(written)
            directed = Directed(())
            if block.kind in (BlockKind.HEADING, BlockKind.SCENE_BREAK):
                scene += 1
                before = directed
            if block.text and block.kind in SPOKEN:
                passages = _passages(block, own, tongue, before)
                if block.kind is BlockKind.VERSE and passages[0].speech and passages[0].given is None:
                    passages = _poem(chapter.blocks, index, items, passages, tongue)
                if _is_letter(block):
                    whole = _quoted_whole(passages, begun=letter, goes_on=quoted)
                    quoted = whole and passages[0].unclosed
                    passages = (Passage(0, len(block.text), speech=False),) if whole else passages
                directed = direct(block, passages, cast, play=play)
                if block.kind not in KINDS:
                    letter = _is_letter(block)
                    quoted = quoted and letter
                if block.kind not in (BlockKind.HEADING, *KINDS):
                    before = directed
            items.append(Staged(block, directed, scene))
        staged.append(_letters_told(_resumed(items, own, tongue)))
    return staged


_MOST_UNMARKED = 12  # paragraphs without a mark that a quotation may go on through
_LINE = 12  # words; the line of verse or the notice that somebody reads out


def _resumed(items: list[Staged], marks: Convention, tongue: Language) -> list[Staged]:
    """``items`` of a chapter, in which a quotation left open goes on below what somebody reads out in it.

    Below the verse the marks do not open again; a paragraph that they only close, at its end, is its last.
    """
    story = [index for index, item in enumerate(items) if item.told]
    for place, opening in enumerate(story):
        if not _left_open(items[opening]):
            continue
        run: list[int] = []
        for index in story[place + 1 : place + 2 + _MOST_UNMARKED]:
            item = items[index]
            if item.scene != items[opening].scene or not _may_go_on(item, first=not run):
                break
            run.append(index)
            last = quotations(item.block.text, marks, tongue, goes_on=True)
            if len(run) > 1 and len(last) == 1 and last[0].speech and not last[0].unclosed:
                for each in run:
                    whole = Passage(0, len(items[each].block.text), speech=True, unclosed=each != index)
                    items[each] = replace(
                        items[each], directed=replace(items[each].directed, passages=(whole,))
                    )
                break
    return items


def _left_open(item: Staged) -> bool:
    passages = item.directed.passages
    return bool(passages) and passages[-1].speech and passages[-1].unclosed and passages[-1].given is None


def _may_go_on(item: Staged, *, first: bool) -> bool:
    """Whether an open quotation may go on in ``item``: no mark opens there, and the first is read out."""
    passages = item.directed.passages
    verse = item.block.kind is BlockKind.VERSE
    named = any(passage.given is not None for passage in passages)
    if named or item.directed.cues or item.directed.stage or _is_letter(item.block):
        return False
    if first and not verse and len(item.block.text.split()) > _LINE:
        return False
    return verse or not any(passage.speech for passage in passages)


def _letters_told(items: list[Staged]) -> list[Staged]:
    """``items`` of a chapter, in which letters are told by the narrator: nobody says them."""
    story = [index for index, item in enumerate(items) if item.told]
    told = letters([(items[index].block.text, items[index].directed.passages) for index in story])
    for index in (story[each] for each in told):
        directed = items[index].directed
        if all(passage.given is None for passage in directed.passages):
            whole = Passage(0, len(items[index].block.text), speech=False)
            items[index] = replace(items[index], directed=replace(directed, passages=(whole,)))
    return items


def _in_order(block: Block) -> Block:
    """``block`` with its marks in the order of the text, which every later stage relies on."""
    if not block.marks:
        return block
    return replace(block, marks=tuple(sorted(block.marks, key=lambda mark: (mark.start, mark.end))))


def _passages(block: Block, marks: Convention, tongue: Language, before: Directed) -> tuple[Passage, ...]:
    """Speech and narration in ``block``. A poem is one voice's: quoted as a whole, or narration."""
    text = block.text
    if block.kind in KINDS:
        return (Passage(0, len(text), speech=False),)
    if before.announced is not None and block.kind is not BlockKind.HEADING:
        return (Passage(0, len(text), speech=True, given=before.announced),)
    if block.kind is BlockKind.HEADING:
        return (Passage(0, len(text), speech=False),)
    goes_on = bool(before.passages) and before.passages[-1].unclosed
    found = quotations(text, marks, tongue, goes_on=goes_on)
    if block.kind is BlockKind.PARAGRAPH or (len(found) == 1 and found[0].speech):
        return found
    return (Passage(0, len(text), speech=goes_on, unclosed=goes_on),)


def _poem(
    blocks: Sequence[Block],
    index: int,
    done: Sequence[Staged],
    passages: tuple[Passage, ...],
    tongue: Language,
) -> tuple[Passage, ...]:
    """``passages`` of the poem at ``index``, all of it speech; narration if it is quoted and nobody says it.

    A stanza is said by whoever says the one before; ``done`` are the blocks before it.
    """
    last = done[-1] if done else None
    if last is not None and last.told and last.directed.passages:
        ending = last.directed.passages[-1]
        if (ending.speech and ending.unclosed) or (last.block.kind is BlockKind.VERSE and ending.speech):
            return passages
    before = last.block.text if last is not None and last.told else ""
    after = blocks[index + 1].text if index + 1 < len(blocks) else ""
    if is_recited(before, after, tongue):
        return passages
    return (Passage(0, len(blocks[index].text), speech=False),)


def _is_letter(block: Block) -> bool:
    return any(
        block.kind not in KINDS
        and mark.kind is MarkKind.KIND
        and mark.value == UtteranceKind.LETTER
        and mark.end - mark.start == len(block.text)
        for mark in block.marks
    )


def _quoted_whole(passages: Sequence[Passage], *, begun: bool, goes_on: bool) -> bool:
    """Whether the marks in a letter's paragraph are those that old books put around a whole letter.

    Such marks are those that open the letter, and those that a paragraph opens and leaves to a later one to
    close. Nobody says what is in them; other quotations in a letter are what somebody said.
    """
    first = passages[0] if len(passages) == 1 else None
    return first is not None and first.speech and (first.unclosed or goes_on or not begun)
