"""JSON with one spelling only: what identities are hashed from."""

from __future__ import annotations

import json

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical_json(value: object) -> str:
    """``value`` as JSON with one spelling only: sorted keys, no spaces, no escapes that are not needed."""
    return _CANONICAL.encode(value)
