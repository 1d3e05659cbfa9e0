"""Every call that touches a file goes wrong once: what was whole stays so, and the next build mends the rest.

What must be true is in trying.py: nothing torn is seen, an error is one sentence, and a plain build gives the
very bytes of an undisturbed one and renders one text again at most. Kills and a full disk are tried at every
call; of the rest, every so many, and all of them in benchmarks/faults.py.
"""

from __future__ import annotations

import errno

import pytest

from tests.faults.trying import CHANGES, FAIL, FEWER, HALF, KILL, POWER, READS, STICKY, Fault, Scene


def every(scene: Scene, fault: Fault, step: int) -> int:
    """Disturb ``scene`` at ``fault.at`` and every ``step`` calls further; returns how often."""
    before = scene.tries
    at = fault.at
    while scene.disturb(Fault(fault.mode, at, fault.errno, fault.classes)):
        at += step
    return scene.tries - before - 1


def test_whatever_call_a_kill_comes_before_in_a_first_build(first: Scene) -> None:
    assert first.freeze() > 40


def test_whatever_call_a_kill_comes_before_in_a_rebuild(rebuild: Scene) -> None:
    assert rebuild.freeze() > 20


def test_whatever_call_finds_the_disk_full(small: Scene) -> None:
    assert every(small, Fault(FAIL | STICKY | FEWER, 1, errno.ENOSPC), 1) > 80


@pytest.mark.parametrize(
    ("scene", "fault", "step"),
    [
        ("first", Fault(KILL, 7), 170),
        ("rebuild", Fault(HALF, 19), 170),
        ("first", Fault(POWER, 31), 170),
        ("rebuild", Fault(FAIL, 11, errno.ENOSPC), 170),
        ("first", Fault(FAIL | STICKY, 13, errno.EROFS), 290),
        ("rebuild", Fault(FAIL | FEWER, 17, errno.EACCES), 130),
        ("first", Fault(FAIL | FEWER, 23, errno.EIO), 130),
        ("rebuild", Fault(FAIL | FEWER, 5, errno.EIO, READS), 83),
        ("first", Fault(FAIL | STICKY | FEWER, 9, errno.EACCES, READS), 97),
    ],
    ids=str,
)
def test_other_faults(request: pytest.FixtureRequest, scene: str, fault: Fault, step: int) -> None:
    assert every(request.getfixturevalue(scene), fault, step) >= 2


def test_the_layer_notices_what_is_torn(small: Scene) -> None:
    """The checks can fail: a store that writes in place is found out."""
    assert small.calls(Fault(FAIL, 0, 0, CHANGES)) > 80
    torn = dict.fromkeys(small.after, "0" * 64)
    with pytest.raises(AssertionError, match="torn or strange"):
        Scene(small.shop, small.before, torn, small.keys).disturb(Fault(KILL, 10_000))
