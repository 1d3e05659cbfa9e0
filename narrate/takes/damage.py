"""What is wrong with takes in the store: every record is read, every sound that one names is decoded."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from narrate.errors import NarrateError
from narrate.model import Take
from narrate.takes.inventory import Blob, Inventory, Record
from narrate.takes.store import DamagedTake, Store


@dataclass(frozen=True, slots=True)
class Damage:
    """A take that is not what it should be: its record, the key in its name, and what is wrong with it.

    ``words`` are those of its request where that can be read. ``blob`` is its sound if that is at fault and
    there.
    """

    record: Record
    reason: str
    words: str = ""
    blob: Path | None = None


def certain(damage: DamagedTake) -> DamagedTake:
    """``damage``, if it is the file's. Raises NarrateError where the machine would not let it be read.

    What is only out of reach is not lost, and never to be removed.
    """
    cause = damage.__cause__
    if isinstance(cause, OSError) and cause.errno not in (errno.ENOENT, errno.EIO):
        raise NarrateError(
            f"cannot read a take in the store: {cause.strerror}: {cause.filename}",
            hint="make it readable, and run the same command again",
        ) from cause
    return damage


@dataclass(slots=True)
class Examination:
    """A store being examined: iterate ``steps``, then read ``damage``. Sounds are read in parallel."""

    store: Store
    inventory: Inventory
    damage: list[Damage] = field(default_factory=list)

    def steps(self) -> Iterator[tuple[int, int]]:
        """How many bytes of sound are read, of how many, after each one."""
        takes = self._takes()
        blobs = {blob.digest: blob for blob in self.inventory.blobs if not blob.misplaced}
        wanted = [blob for digest, blob in blobs.items() if digest in takes]
        whole, done = sum(blob.bytes for blob in wanted), 0
        for digest, named in takes.items():
            if digest not in blobs:
                self._note([record for record, _ in named], "its sound is not there")
        yield 0, whole
        with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="verify") as pool:
            running = {pool.submit(self._listen, takes[blob.digest]): blob for blob in wanted}
            try:
                for future in as_completed(running):
                    blob = running[future]
                    if reason := future.result():
                        self._note([record for record, _ in takes[blob.digest]], reason, blob)
                    done += blob.bytes
                    yield done, whole
            finally:
                pool.shutdown(cancel_futures=True)
        self.damage.sort(key=lambda each: str(each.record.path))

    def _takes(self) -> Mapping[str, list[tuple[Record, Take]]]:
        """The takes whose records are whole, by the hash of their sound."""
        found: dict[str, list[tuple[Record, Take]]] = {}
        for record in self.inventory.records:
            if record.misplaced:
                self._note([record], "its record lies in the wrong folder")
                continue
            try:
                take = self.store.read(record.key, record.path)
                self.store.request(record.key, record.path)
            except DamagedTake as damage:
                self._note([record], certain(damage).reason)
            else:
                found.setdefault(take.blob, []).append((record, take))
        return found

    def _listen(self, named: Sequence[tuple[Record, Take]]) -> str:
        """What is wrong with a sound that some takes share; "" if nothing is."""
        from narrate.sound.pcm import decode

        take = named[0][1]
        try:
            sound = decode(self.store.sound(take))
        except DamagedTake as damage:
            return certain(damage).reason
        except NarrateError:
            return "its sound cannot be decoded"
        if (len(sound.audio), sound.sample_rate) != (take.samples, take.sample_rate):
            return "its sound is not as long as its record says"
        return ""

    def _note(self, records: Sequence[Record], reason: str, blob: Blob | None = None) -> None:
        for record in records:
            self.damage.append(Damage(record, reason, self._words(record), blob.path if blob else None))

    def _words(self, record: Record) -> str:
        try:
            return self.store.request(record.key, record.path).text
        except DamagedTake:
            return ""
