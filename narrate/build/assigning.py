"""Assigning: an utterance of the script becomes an entry of speakers.toml, and what then changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from narrate.build.prepare import Prepared, recompose
from narrate.errors import NarrateError, Where, excerpt
from narrate.model import Script, Utterance, UtteranceKind
from narrate.project import speakers_toml
from narrate.script.corrections.anchoring import anchor_of
from narrate.script.corrections.known_speakers import Speakers
from narrate.script.corrections.quotation_index import Quotation, Quotations
from narrate.script.corrections.turns import turns
from narrate.script.people.discovery import cast_names
from narrate.script.stage import stage, told


@dataclass(frozen=True, slots=True)
class Assigned:
    """An utterance whose quotation now has the entry at ``where``; None if its entry was removed."""

    utterance: Utterance
    speaker: str | None
    where: Where | None


@dataclass(frozen=True, slots=True)
class Change:
    """An utterance that is now said by somebody else, though nobody was asked about it."""

    utterance: Utterance
    was: str | None


class Desk:
    """Where speakers are corrected: the manuscript lies open, and every correction is on disk at once."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        manuscript, cast = prepared.manuscript, prepared.project.cast
        self._chapters = stage(manuscript, cast)
        self._names = cast_names(told(self._chapters), cast)
        self.speakers = Speakers(self._names)
        self._quotations = Quotations(self._chapters, manuscript.chapters)
        self._written = b""
        self._read: tuple[speakers_toml.Speakers, dict[Quotation, int]] = speakers_toml.Speakers(), {}
        self._utterances = {
            each.id: each for chapter in prepared.script.chapters for each in chapter.utterances
        }

    def utterance(self, name: str) -> Utterance:
        """The utterance with the id ``name``, which must be of a quotation. Raises NarrateError."""
        wanted = name.strip().lower()
        found = self._utterances.get(wanted)
        if found is None:
            near = [each for each in self._utterances if each.startswith(f"{wanted}.")]
            hint = f"its utterances are {', '.join(near[:6])}" if near else "narrate script shows the ids"
            raise NarrateError(f'there is no utterance "{name}"', hint=hint)
        if self._quotations.of(found) is None:
            in_place = 'to have a character say it, mark it in the manuscript: ["…"]{voice=NAME}'
            given = 'who reads them is said in [output]: credits = { voice = "…" }'
            raise NarrateError(
                f"{found.id} is {found.kind.value}, not a quotation: {excerpt(found.text)}",
                hint=given if found.kind is UtteranceKind.CREDITS else in_place,
            )
        return found

    def speaker(self, name: str) -> str:
        """The character, or "narrator" or "others", whom ``name`` means. Raises NarrateError."""
        found = self.speakers.called(name)
        if found is None:
            raise NarrateError(
                f'"{name}" is neither in the cast nor named in a speech tag of the book',
                hint=self.speakers.hint(name),
            )
        return found

    def assign(self, utterances: Sequence[Utterance], speaker: str) -> tuple[Assigned, ...]:
        """Have ``speaker`` say ``utterances``: one entry for all that one person says in a paragraph."""
        covered: set[Quotation] = set()
        assigned = []
        for utterance in utterances:
            quotation = self._quotation(utterance)
            if quotation in covered and quotation not in self._entries()[1]:
                continue
            covered |= self._turn(quotation)
            assigned.append(Assigned(utterance, speaker, self._write(quotation, speaker)))
        return tuple(assigned)

    def remove(self, utterances: Sequence[Utterance]) -> tuple[Assigned, ...]:
        """Take away the entries by which ``utterances`` have their speakers. Raises NarrateError."""
        speakers, entries = self._entries()
        removed: dict[int, Assigned] = {}
        for utterance in utterances:
            quotation = self._quotation(utterance)
            governing = [entries[each] for each in self._turn(quotation) if each in entries]
            index = entries.get(quotation, governing[0] if len(governing) == 1 else None)
            if index is None:
                raise NarrateError(
                    f"{speakers_toml.FILE_NAME} has no entry for {utterance.id}: {excerpt(utterance.text)}",
                    hint="narrate script -v shows where each speaker comes from",
                )
            removed.setdefault(index, Assigned(utterance, None, None))
        text = speakers.text
        for index in sorted(removed, reverse=True):
            text = speakers_toml.removed(text, index)
        self._save(text)
        return tuple(removed.values())

    def entry(self, utterance: Utterance) -> str | None:
        """The speaker whom the quotation's own entry names now, if there is one."""
        speakers, entries = self._entries()
        index = entries.get(self._quotation(utterance))
        return None if index is None else speakers.corrections[index].speaker

    def script(self) -> Script:
        """The script as the corrections make it now."""
        return self.composing()()

    def composing(self) -> Callable[[], Script]:
        """The work of composing that script, which may be done elsewhere while other corrections are made."""
        return partial(recompose, self._prepared, self._entries()[0].corrections)

    def changes(self, after: Script, asked: Iterable[Assigned]) -> tuple[Change, ...]:
        """What else is different in ``after`` from the script that the desk was opened with."""
        own = {each for assigned in asked for each in self._turn(self._quotation(assigned.utterance))}
        before = {(each.span.source, each.span.start): each for each in self._utterances.values()}
        changes = []
        for chapter in after.chapters:
            for each in chapter.utterances:
                was = before.get((each.span.source, each.span.start))
                if was is None or was.speaker == each.speaker:
                    continue
                quotation = self._quotations.of(each)
                if quotation is not None and quotation not in own:
                    changes.append(Change(each, was.speaker))
        return tuple(changes)

    def _write(self, quotation: Quotation, speaker: str) -> Where:
        speakers, entries = self._entries()
        index = entries.get(quotation)
        if index is None:
            anchor = anchor_of(quotation, self._quotations)
            if self._quotations.find(anchor).found != quotation:
                item, passage = self._quotations.passage(quotation)
                raise NarrateError(
                    f"nothing tells this quotation from others: {excerpt(item.block.text[passage.start :])}",
                    where=item.block.where,
                    hint='name the speaker in the manuscript: ["…"]{voice=NAME}',
                )
            self._save(speakers_toml.added(speakers.text, anchor, speaker))
            index = len(speakers.corrections)
        elif speakers.corrections[index].speaker != speaker:
            self._save(speakers_toml.changed(speakers.text, index, speaker))
        return self._entries()[0].corrections[index].where

    def _entries(self) -> tuple[speakers_toml.Speakers, dict[Quotation, int]]:
        """What speakers.toml says now, and which entry is about which quotation."""
        root = self._prepared.project.root
        file = root / speakers_toml.FILE_NAME
        written = file.read_bytes() if file.exists() else b""
        if written == self._written:
            return self._read
        speakers = speakers_toml.load(root)
        entries: dict[Quotation, int] = {}
        for index, correction in enumerate(speakers.corrections):
            found = self._quotations.find(correction.anchor).found
            if found is not None:
                entries.setdefault(found, index)
        self._written, self._read = written, (speakers, entries)
        return self._read

    def _save(self, text: str) -> None:
        speakers_toml.save(self._prepared.project.root, text)

    def _turn(self, quotation: Quotation) -> set[Quotation]:
        """All that one person says in the paragraph of ``quotation``."""
        item, _ = self._quotations.passage(quotation)
        for turn in turns(item.block.text, item.directed.passages, self._names):
            if quotation.passage in turn.quotations:
                places = ((quotation.chapter, quotation.block, index) for index in turn.quotations)
                return {self._quotations.at[place] for place in places if place in self._quotations.at}
        return {quotation}

    def _quotation(self, utterance: Utterance) -> Quotation:
        found = self._quotations.of(utterance)
        if found is None:
            raise NarrateError(
                f"{utterance.id} has no words by which it could be found again: {excerpt(utterance.text)}",
                hint='name the speaker in the manuscript: ["…"]{voice=NAME}',
            )
        return found
