"""What faults cost: builds killed at random moments, and every call that touches a file gone wrong.

Asserts as it goes that nothing torn is seen and that the next build gives what an undisturbed one does; and
prints how often that was tried. Linux, with a C compiler.
"""

from __future__ import annotations

import argparse
import errno
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from narrate.engines.espeak.engine import Espeak
from tests.faults.killing import kill_and_go_on
from tests.faults.trying import (
    FAIL,
    HALF,
    KILL,
    POWER,
    READS,
    STICKY,
    Fault,
    Scene,
    Shop,
    compiled,
    scene_of_first_build,
    scene_of_rebuild,
)

FAULTS = (
    Fault(KILL),
    Fault(HALF),
    Fault(POWER),
    Fault(FAIL, 0, errno.ENOSPC),
    Fault(FAIL | STICKY, 0, errno.ENOSPC),
    Fault(FAIL | STICKY, 0, errno.EROFS),
    Fault(FAIL, 0, errno.EACCES),
    Fault(FAIL, 0, errno.EIO),
    Fault(FAIL, 0, errno.EIO, READS),
    Fault(FAIL | STICKY, 0, errno.EIO, READS),
    Fault(FAIL | STICKY, 0, errno.EACCES, READS),
)


def main() -> None:
    """Try everything and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=300, help="in all, half of them with each engine")
    arguments.add_argument("--step", type=int, default=1, help="try only every so many calls")
    asked = arguments.parse_args()
    for engine, workers in (("tone", 1), ("espeak", Espeak().workers)) if asked.kills else ():
        with tempfile.TemporaryDirectory() as folder:
            begun_s = time.monotonic()
            found = kill_and_go_on(Path(folder).resolve(), engine, workers, kills=asked.kills // 2)
            print(f"{engine}: {found}, {workers} workers, {time.monotonic() - begun_s:.0f} s", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder_of_all = Path(name).resolve()
        with Shop(folder_of_all, compiled(folder_of_all)) as shop:
            for told, scene in (
                ("first build", scene_of_first_build(shop)),
                ("rebuild", scene_of_rebuild(shop)),
            ):
                begun_s = time.monotonic()
                states = scene.freeze()
                print(
                    f"{told}: stopped before every change: {states} states, {scene.rebuilds} of them rebuilt"
                )
                for fault in FAULTS:
                    every_call(told, scene, fault, asked.step)
                print(f"{told}: {scene.rebuilds} rebuilds, {time.monotonic() - begun_s:.0f} s", flush=True)


def every_call(told: str, scene: Scene, fault: Fault, step: int) -> None:
    """Have each call go wrong in one way, and print how many there were."""
    before, at = scene.tries, 1
    while scene.disturb(replace(fault, at=at)):
        at += step
    print(f"{told}: {fault}: {scene.tries - before - 1} tried, all well", flush=True)


if __name__ == "__main__":
    main()
