"""What tables of TOML are made of, in whatever file: strict models, and text that is fit to be told."""

from __future__ import annotations

import re
from typing import Annotated, TypeGuard

from pydantic import AfterValidator, BaseModel, ConfigDict

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Table(BaseModel):
    """A table that knows all its keys and takes a value only in the type that is asked for."""

    # Built when something is checked: a table within another so is built once, and one not asked for never.
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)


class Refused(ValueError):
    """A value of the right type that cannot be meant; the message goes on after the key."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def one_line(text: str) -> str:
    """``text``, if it is fit for a title or a name; raises Refused."""
    if not text.strip():
        raise Refused("must not be empty")
    if _CONTROL.search(text):
        raise Refused("must be on one line, without control characters")
    if text != text.strip():
        raise Refused("begins or ends with a space", "take the space away")
    return text


def is_line(value: object) -> TypeGuard[str]:
    """Whether ``value`` is text that ``one_line`` takes."""
    if not isinstance(value, str):
        return False
    try:
        one_line(value)
    except Refused:
        return False
    return True


def lines(text: str) -> str:
    """``text``, which may have several lines, without the space around it; raises Refused."""
    if _CONTROL_BUT_LINES.search(text):
        raise Refused("must not contain control characters")
    return text.strip()


Line = Annotated[str, AfterValidator(one_line)]
Lines = Annotated[str, AfterValidator(lines)]
