"""JSON documents that prove themselves: the tool's own memory, which a disk may damage without telling.

A sealed document is one JSON object, whose last field, "seal", is the SHA-256 of all bytes before it. A bit
that flips in a number leaves good JSON and a wrong book; so it is found instead. People can read it, and a
document without a seal, as earlier versions wrote them or a person may, is taken as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from narrate import atomic
from narrate.model import canonical_json

_LENGTH = len(',"seal":"') + 64 + len('"}')


class Broken(ValueError):
    """The document is torn or altered."""


def sealed(document: Mapping[str, object]) -> bytes:
    """``document``, which has at least one field, as the bytes of a file."""
    return with_seal(canonical_json(document).encode())


def with_seal(data: bytes) -> bytes:
    """``data``, which is such a document however it is laid out, with its seal."""
    body = data.rstrip().removesuffix(b"}").rstrip()
    return body + f',"seal":"{hashlib.sha256(body).hexdigest()}"}}'.encode()


def write(path: Path, document: Mapping[str, object]) -> None:
    """Seal ``document`` into the file ``path``, whole or not at all."""
    atomic.write(path, sealed(document))


def read(path: Path) -> dict[str, Any]:
    """The document in the file ``path``, without its seal. Raises OSError, and Broken where it is damaged."""
    return opened(atomic.read(path))


def opened(data: bytes) -> dict[str, Any]:
    """The document that ``data`` is, without its seal. Raises Broken."""
    try:
        document = json.loads(data)
    except ValueError as error:  # JSON's, and that of bytes that are no text
        raise Broken(f"it is no JSON ({error})") from error
    if not isinstance(document, dict):
        raise Broken("it is no JSON object")
    seal = document.pop("seal", None)
    if seal is not None and hashlib.sha256(data[:-_LENGTH]).hexdigest() != seal:
        raise Broken("it was altered")
    return document


def damage(path: Path) -> str:
    """What is wrong with the document in ``path``, as a clause; "" where it is whole, or there is none.

    Raises OSError where it may not be read.
    """
    try:
        read(path)
    except FileNotFoundError:
        return ""
    except Broken as broken:
        return str(broken)
    except OSError as error:
        if atomic.refused(error):
            raise
        return f"it cannot be read ({error.strerror})"
    return ""
