"""JSON with one spelling only: what identities are hashed from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from functools import cache
from pathlib import PurePath
from typing import Any, cast

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical_json(value: object) -> str:
    """``value`` as JSON with one spelling only: sorted keys, no spaces, no escapes that are not needed."""
    return _CANONICAL.encode(value)


def identity(*values: object) -> str:
    """The SHA-256, in hexadecimal, of frozen values: dataclasses of text, numbers, paths, bytes and tuples.

    Two that are equal have the same. Raises TypeError for anything else, a set for one, which has no order.
    """
    return hashlib.sha256(_FROZEN.encode(values).encode("utf-8", "surrogatepass")).hexdigest()


def _parts(value: object) -> object:
    """What JSON lacks, as what it has; a type's name tells apart two values of the same fields."""
    if isinstance(value, bytes):
        return ["bytes", hashlib.sha256(value).hexdigest()]
    if isinstance(value, PurePath):
        return ["path", str(value)]
    return [type(value).__name__, *(getattr(value, name) for name in _compared(cast("Any", type(value))))]


@cache
def _compared(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.compare)  # TypeError for what is no dataclass


_FROZEN = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_parts
)
