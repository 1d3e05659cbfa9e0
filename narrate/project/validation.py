"""A table of values against its model: the checked table, and what is wrong in words of our own.

pydantic finds the faults and their places; every word about them is made here from the types of the model
and the author's own value.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from annotated_types import Ge, Gt, Interval, Le, Lt
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from narrate.errors import did_you_mean
from narrate.project.finding import Checked, Finding, KeyPath, listed, quoted, shown, spelled
from narrate.project.tables import Refused

T = TypeVar("T", bound=BaseModel)


def check(model: type[T], values: Mapping[str, object], path: KeyPath) -> Checked[T]:
    """``values``, which stand at ``path``, as a ``model``, or all that is wrong with them."""
    # JSON, because only there does a strict type take a list for a tuple.
    text = json.dumps(values, default=_never_right)
    try:
        return Checked(model.model_validate_json(text))
    except ValidationError as failure:
        errors = failure.errors(include_url=False, include_input=False)
    return Checked(None, tuple(_finding(model, values, path, error) for error in _telling(values, errors)))


def wrong(path: KeyPath, expected: str, value: object, hint: str = "") -> Finding:
    """A value of the wrong type: ``speed: expected a number, found "fast"``."""
    return Finding(path, "wrong-value", f"{spelled(path)}: expected {expected}, found {shown(value)}", hint)


def unknown_key(path: KeyPath, key: str, known: tuple[str, ...]) -> Finding:
    """A key that nobody reads is an error: a typing mistake must never change a voice in silence."""
    place = f"{spelled(path)}: " if path else ""
    hint = did_you_mean(key, known) or f"known here: {', '.join(known)}"
    return Finding((*path, key), "unknown-key", f"{place}unknown key {quoted(key)}", hint)


def missing_key(path: KeyPath, key: str, hint: str = "") -> Finding:
    """A key that has to be there."""
    place = f"{spelled(path)}: " if path else ""
    return Finding((*path, key), "missing-key", f'{place}"{key}" is missing', hint)


def refused(path: KeyPath, reason: Refused, value: object) -> Finding:
    """A value of the right type that cannot be meant."""
    subject = f"{quoted(value)} " if isinstance(value, str) and reason.message.startswith("is ") else ""
    return Finding(path, "wrong-value", f"{spelled(path)}: {subject}{reason.message}", reason.hint)


def _never_right(value: object) -> object:
    """A date or time: TOML has them, narration.toml needs none, and this is nothing that any field takes."""
    return [{"date": str(value)}]


def _finding(
    model: type[BaseModel], values: Mapping[str, object], path: KeyPath, error: ErrorDetails
) -> Finding:
    key = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        return unknown_key(path, key, tuple(model.model_fields))
    annotation = _annotation(model, key)
    if error["type"] == "missing":
        example = '"…"' if _expected(annotation).startswith("text") else "…"
        return missing_key(path, key, f"add {key} = {example}")
    steps, value = _walk(values, error["loc"])
    reason = error.get("ctx", {}).get("error")
    if isinstance(reason, Refused):
        return refused((*path, *steps), reason, value)
    for step in steps[1:]:
        annotation = _inner(annotation, step)
    words = _choices(annotation)
    hint = did_you_mean(value, words) if isinstance(value, str) else ""
    return wrong((*path, *steps), _expected(annotation), value, hint)


def _telling(values: Mapping[str, object], errors: list[ErrorDetails]) -> tuple[ErrorDetails, ...]:
    """Of the errors of a field, one for each type it may have, those that come nearest to what was meant.

    They are the ones deepest in the author's value; of several at one place, a refusal before a wrong type.
    """
    walked = [(_walk(values, error["loc"])[0], error) for error in errors]
    deepest: dict[str | int, int] = {}
    for steps, error in walked:
        field = error["loc"][0]
        deepest[field] = max(deepest.get(field, 0), len(steps))
    chosen: dict[KeyPath, ErrorDetails] = {}
    for steps, error in walked:
        place = steps or error["loc"][:1]  # a key that is missing is nowhere in the values
        if len(steps) == deepest[error["loc"][0]] and (place not in chosen or error["type"] == "value_error"):
            chosen[place] = error
    return tuple(chosen.values())


def _walk(value: object, location: tuple[int | str, ...]) -> tuple[KeyPath, object]:
    """The part of pydantic's location that is in the author's values, and the value; the rest names types."""
    steps: KeyPath = ()
    for step in location:
        if isinstance(value, Mapping) and step in value:
            value = value[step]
        elif isinstance(value, list) and step in range(len(value)):
            value = value[int(step)]
        else:
            continue
        steps = (*steps, step)
    return steps, value


def _annotation(model: type[BaseModel], key: str) -> Any:
    field = model.model_fields[key]
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def _inner(annotation: Any, step: int | str) -> Any:
    """The type of an item of a list or table of this type."""
    for kind in _arms(annotation):
        plain, _ = _bare(kind)
        origin, arguments = get_origin(plain), get_args(plain)
        if isinstance(step, int) and origin in (list, tuple):
            return arguments[0]
        if isinstance(step, str) and isinstance(origin, type) and issubclass(origin, Mapping):
            return arguments[1]
    return annotation


def _arms(annotation: Any) -> tuple[Any, ...]:
    """The types that a value may have; None, which TOML cannot write, is not among them."""
    plain, _ = _bare(annotation)
    if get_origin(plain) in (Union, types.UnionType):
        return tuple(arm for arm in get_args(plain) if arm is not types.NoneType)
    return (annotation,)


def _bare(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """The type without what is noted on it, and the notes."""
    if get_origin(annotation) is Annotated:
        return annotation.__origin__, annotation.__metadata__
    return annotation, ()


def _choices(annotation: Any) -> tuple[str, ...]:
    return tuple(
        word
        for kind in _arms(annotation)
        if get_origin(_bare(kind)[0]) is Literal
        for word in get_args(_bare(kind)[0])
    )


def _expected(annotation: Any) -> str:
    """What a value of this type is, in words."""
    return " or ".join(_expected_kind(kind) for kind in _arms(annotation))


def _expected_kind(annotation: Any) -> str:
    plain, notes = _bare(annotation)
    names = {str: "text", bool: "true or false"}
    if plain in (int, float):
        return ("a whole number" if plain is int else "a number") + _range(notes)
    if plain in names:
        return names[plain]
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        return "a table"
    origin, arguments = get_origin(plain), get_args(plain)
    if origin is Literal:
        return listed(arguments, "or")
    if origin in (list, tuple):
        item = _expected(arguments[0])
        return "a list of texts" if item == "text" else f"a list of {item}"
    return f"a table with {_expected(arguments[1])} for each key"


def _range(notes: tuple[Any, ...]) -> str:
    """The limits that are noted on a number, such as " from 0.5 to 2.0" or " above 0"; or nothing."""
    low: Any = None
    high: Any = None
    above = False
    for note in notes:
        if isinstance(note, Interval):
            low, high = (note.gt if note.ge is None else note.ge), (note.lt if note.le is None else note.le)
            above = note.gt is not None
        elif isinstance(note, Ge):
            low = note.ge
        elif isinstance(note, Gt):
            low, above = note.gt, True
        elif isinstance(note, Le):
            high = note.le
        elif isinstance(note, Lt):
            high = note.lt
    if low is not None and high is not None:
        return f" from {low} to {high}"
    if low is not None:
        return f" above {low}" if above else f" of at least {low}"
    return "" if high is None else f" of at most {high}"
