"""Working on a project while nobody builds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from narrate.takes.store import Store


@contextmanager
def alone(store: Store) -> Iterator[None]:
    """No build is under way while this is held; whose end is waited for is told."""
    from narrate.build.waiting import obtained

    with store.lock() as hold:
        for waiting in obtained(hold):
            click.echo(f"waiting for the other build ({waiting.holder})", err=True)
        yield
