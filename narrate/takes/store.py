"""The take store: rendered speech, found by the key of its request, in the project's ``.narrate`` folder.

Two maps, as in Bazel's cache: ``takes-v1/ab/<key>.json``, the record, names ``blobs-v1/ab/<sha256>.flac``,
the sound, which is immutable and named by its content. The blob is written first and the record last, each
whole or not at all, so whatever kills a build, a record that exists is good. Both can be proved whole, by the
name and by a seal: what is damaged later is a miss, and reported. ``<key>.flagged.json`` is the best take of
a render whose every take failed its checks.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TextIO

from narrate import atomic, sealed
from narrate.model import Measure, Phonemes, Render, Take, Word

FOLDER = ".narrate"
TAKES, BLOBS = "takes-v1", "blobs-v1"
"""The folders of the two maps."""

_IGNORE, _LOCK = ".gitignore", "lock"
OWN = (_IGNORE, _LOCK)
"""The files beside them that are the store's own."""

_GOOD = "json"
_FLAGGED = "flagged.json"


class DamagedTake(Exception):
    """A record or its blob is missing, torn or altered. ``key`` is the render to make again.

    One that may not be read is not damaged: that is a NarrateError, for hours of work hang on it.
    """

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key
        self.reason = reason


class Hold:
    """A process's hold on the store: a lock of the system's, which ends with it, however it dies.

    Its methods raise NarrateError where the file system knows no locks.
    """

    def __init__(self, file: TextIO, path: Path) -> None:
        self._file = file
        self._path = path

    def busy(self) -> str:
        """Take the lock if it is free and return ""; else say who holds it ("pid 123")."""
        try:
            with atomic.explained(self._path, "lock"):
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except atomic.CannotWrite as error:
            if not isinstance(error.__cause__, BlockingIOError):
                raise
            self._file.seek(0)
            return f"pid {self._file.read().strip() or 'unknown'}"
        self._sign()
        return ""

    def wait(self) -> None:
        """Wait until the lock is free, and take it."""
        with atomic.explained(self._path, "lock"):
            fcntl.flock(self._file, fcntl.LOCK_EX)
        self._sign()

    def _sign(self) -> None:
        with contextlib.suppress(OSError):  # only for others to be told who it is
            os.truncate(self._file.fileno(), 0)
            os.write(self._file.fileno(), str(os.getpid()).encode())


@dataclass(frozen=True, slots=True)
class Store:
    """The store in ``folder`` (a project's ``.narrate``). Reading needs no lock; writing is atomic.

    A ``lenient`` one makes do with flagged takes where there is no good one: to listen to, not to ship.
    ``accepted`` are the faults, by key, that a flagged take may have and is good all the same; of one that is
    transformed, by the key of the take that it was made from.
    """

    folder: Path
    lenient: bool = False
    accepted: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, project: Path, accepted: Mapping[str, Sequence[str]] | None = None, *, lenient: bool = False
    ) -> Store:
        """The store of the project in the folder ``project``; creates nothing."""
        return cls(project / FOLDER, lenient, accepted or {})

    def known(self) -> frozenset[str]:
        """The keys of all takes that may be used, by looking at the names of their records alone."""
        keys: set[str] = set()
        records = self.folder / TAKES
        with atomic.explained(records, "read"), contextlib.suppress(FileNotFoundError):
            for shard in _names(records):
                with contextlib.suppress(NotADirectoryError):
                    for name in _names(records / shard):
                        key, _, kind = name.partition(".")
                        if kind == _GOOD or (kind == _FLAGGED and self._makes_do(key)):
                            keys.add(key)
        return frozenset(keys)

    def accepts(self, take: Take) -> bool:
        """Whether ``take``, with the faults that it has, is good enough to be published."""
        return not take.faults or {*take.faults} <= {*self.accepted.get(take.made_from or take.key, ())}

    def get(self, key: str) -> Take:
        """The take for ``key``. Raises DamagedTake when its record is not there or not whole."""
        try:
            return self.read(key, self._record(key))
        except DamagedTake:
            flagged = self.flagged(key) if self.lenient or self.accepted else None
            if flagged is None or not (self.lenient or self.accepts(flagged)):
                raise
            return flagged

    def _makes_do(self, key: str) -> bool:
        if self.lenient or not self.accepted:
            return self.lenient
        try:
            take = self.read(key, self._record(key, _FLAGGED))
        except DamagedTake:
            return False
        return self.accepts(take) and self.flagged(key) is not None

    def flagged(self, key: str) -> Take | None:
        """The best take for ``key`` so far where none was good enough, if there is one and it is whole."""
        try:
            take = self.read(key, self._record(key, _FLAGGED))
            self.sound(take)  # proves it whole
        except DamagedTake:
            return None
        return take

    def request(self, key: str, path: Path) -> Render:
        """The request in the record ``path``, which is to be that of ``key``. Raises DamagedTake."""
        try:
            fields = sealed.read(path)["render"]
            render = Render(**{**fields, "ipa": tuple(Phonemes(*each) for each in fields["ipa"])})
            whole = render.key == key
        except OSError as error:
            raise _unreadable(key, "its record", error) from error
        except (ValueError, KeyError, TypeError) as error:
            raise DamagedTake(key, f"its record is damaged ({error})") from error
        if not whole:
            raise DamagedTake(key, "its record was altered")
        return render

    def read(self, key: str, path: Path) -> Take:
        """The take in the record ``path``, which is to be that of ``key``. Raises DamagedTake."""
        try:
            record = sealed.read(path)
            measure = record["measure"]
            take = Take(
                key=record["key"],
                blob=record["blob"],
                sample_rate=record["sample_rate"],
                samples=record["samples"],
                measure=Measure(
                    measure["begin"],
                    measure["end"],
                    tuple((bin_, count) for bin_, count in measure["loudness"]),
                    measure["peak"],
                    measure.get("rms_db"),
                ),
                words=tuple(Word(*word) for word in record["words"]),
                phonemes=record.get("phonemes", ""),
                faults=tuple(record.get("faults", ())),
                attempts=record.get("attempts", 1),
                made_with=record["made_with"],
                made_from=record.get("made_from", ""),
            )
        except FileNotFoundError as error:
            raise DamagedTake(key, "its record is not there") from error
        except OSError as error:
            raise _unreadable(key, "its record", error) from error
        except (ValueError, KeyError, TypeError) as error:
            raise DamagedTake(key, f"its record is damaged ({error})") from error
        if take.key != key:
            raise DamagedTake(key, "its record belongs to another take")
        return take

    def sound(self, take: Take) -> bytes:
        """The take's FLAC file, proved to be what was stored. Raises DamagedTake when it is not."""
        try:
            data = atomic.read(self._blob(take.blob))
        except FileNotFoundError as error:
            raise DamagedTake(take.key, "its sound is not there") from error
        except OSError as error:
            raise _unreadable(take.key, "its sound", error) from error
        if hashlib.sha256(data).hexdigest() != take.blob:
            raise DamagedTake(take.key, "its sound was altered")
        return data

    def file(self, take: Take) -> Path:
        """Where the FLAC file of ``take`` is."""
        return self._blob(take.blob)

    def put(self, render: Render, take: Take, flac: bytes) -> None:
        """Keep ``take``, made for ``render``, and its sound; NarrateError when it cannot be written.

        One with faults is kept apart from the good takes: no build ships it.
        """
        blob = self._blob(take.blob)
        try:
            intact = hashlib.sha256(atomic.read(blob)).hexdigest() == take.blob
        except OSError:  # writing it says what is wrong, if anything but its absence is
            intact = False
        if not intact:  # absent, or the damage that this take was made again for
            self._make_way(blob)
            atomic.write(blob, flac)
        record = {
            "key": take.key,
            "render": dict(render.fields),
            "blob": take.blob,
            "sample_rate": take.sample_rate,
            "samples": take.samples,
            "measure": asdict(take.measure),
            "words": [[word.start, word.end, word.start_s, word.end_s] for word in take.words],
            "phonemes": take.phonemes,
            "faults": take.faults,
            "attempts": take.attempts,
            "made_with": dict(take.made_with),
            **({"made_from": take.made_from} if take.made_from else {}),
        }
        path = self._record(take.key, _FLAGGED if take.faults else _GOOD)
        self._make_way(path)
        sealed.write(path, record)
        if not take.faults:
            atomic.remove(self._record(take.key, _FLAGGED))

    def drop(self, key: str) -> None:
        """Forget the take for ``key``, if there is one; its blob stays until the store is cleaned."""
        atomic.remove(self._record(key))

    @contextlib.contextmanager
    def lock(self) -> Iterator[Hold]:
        """The lock that one build at a time holds; ask it until it is held. Makes the folder if need be."""
        with atomic.explained(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            ignore = self.folder / _IGNORE
            if not ignore.exists():
                atomic.write(ignore, b"*\n")
            path = self.folder / _LOCK
            self._make_way(path)
            file = path.open("a+")
        with file:
            yield Hold(file, path)

    def _make_way(self, path: Path) -> None:
        """Remove what is no file and where one of the store's belongs: nobody but damage put it there."""
        if path.exists() and not path.is_file():
            atomic.remove(path)

    def _record(self, key: str, kind: str = _GOOD) -> Path:
        return self.folder / TAKES / key[:2] / f"{key}.{kind}"

    def _blob(self, digest: str) -> Path:
        return self.folder / BLOBS / digest[:2] / f"{digest}.flac"


def _unreadable(key: str, what: str, error: OSError) -> Exception:
    if atomic.refused(error):
        return atomic.explanation(error) or error
    return DamagedTake(key, f"{what} cannot be read ({error.strerror})")


def _names(folder: Path) -> list[str]:
    return os.listdir(folder)  # noqa: PTH208 - a novel has thousands of records: a Path for each is slow
