"""Finding out from a model's code what its ``generate`` really reads: named parameters, and ``**kwargs``.

Runs where the model's class is imported. The code is read, nothing of it is called.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
import types
from collections.abc import Callable, Iterator
from numbers import Number
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from narrate.engines.mlx.signature import ANYTHING, Parameter, Signature

_GIVEN = frozenset({"self", "text"})

_KINDS = (
    (bool, "true or false"),  # which is an int, too
    (int, "a whole number"),
    ((float, Number), "a number"),
    ((str, Path), "text"),
)


def signature_of(name: str, model: type[Any]) -> Signature:
    """What the ``generate`` of the class ``model``, of the family ``name``, reads."""
    code = _Code(model, model.generate)
    found = {parameter.name: parameter for parameter in code.parameters(_GIVEN)}
    return Signature(
        model=name,
        parameters=tuple(found.values()),
        unread=tuple(each for each in code.unread(_GIVEN) if each not in found),
        wants_path=getattr(model, "preserve_ref_audio_path", False) is True,
    )


class _Code:
    """A function of a model's class, and the functions that it hands its ``**kwargs`` on to."""

    def __init__(
        self, model: type[Any], function: Callable[..., Any], seen: frozenset[object] = frozenset()
    ) -> None:
        self._model = model
        self._function = function
        self._seen = seen | {function}
        self._signature = _signature(function)
        self._tree = _tree(function)
        reading = _Reading()
        reading.visit(self._tree)
        self._read = reading.names

    def parameters(self, given: frozenset[str]) -> Iterator[Parameter]:
        """The parameters that are read, but for those that are ``given``."""
        for parameter in self._signature.parameters.values():
            if parameter.kind is parameter.VAR_KEYWORD:
                yield from self._in_keywords(parameter.name)
            elif parameter.kind is not parameter.VAR_POSITIONAL and parameter.name in self._read - given:
                required = parameter.default is parameter.empty
                yield Parameter(parameter.name, _takes(parameter.annotation), required)

    def unread(self, given: frozenset[str]) -> Iterator[str]:
        """The parameters that nothing looks at."""
        for parameter in self._signature.parameters.values():
            variable = parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
            if not variable and parameter.name not in self._read | given:
                yield parameter.name

    def _in_keywords(self, keywords: str) -> Iterator[Parameter]:
        """What is taken out of ``**keywords`` by name, here or where they are handed on to."""
        for node in ast.walk(self._tree):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="get" | "pop"),
                    args=[ast.Constant(value=str(key)), *_],
                ) if name == keywords:
                    yield Parameter(key)
                case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key))) if (
                    name == keywords and isinstance(node.ctx, ast.Load)
                ):
                    yield Parameter(key)
                case ast.Call() if any(
                    each.arg is None and isinstance(each.value, ast.Name) and each.value.id == keywords
                    for each in node.keywords
                ):
                    yield from self._handed_on(node)

    def _handed_on(self, call: ast.Call) -> Iterator[Parameter]:
        called = self._called(call.func)
        if called is None or called in self._seen:
            return
        code = _Code(self._model, called, self._seen)
        positions = [name for name in code._signature.parameters if name != "self"]
        given = {*positions[: len(call.args)], *(each.arg for each in call.keywords if each.arg)}
        for parameter in code.parameters(frozenset({"self", *given})):
            yield Parameter(parameter.name, parameter.takes)

    def _called(self, function: ast.expr) -> Callable[..., Any] | None:
        """A method of the model, or a function of its module; None of what only running it would tell."""
        match function:
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                found = getattr(self._model, name, None)
            case ast.Name(id=name):
                found = inspect.unwrap(self._function).__globals__.get(name)
            case _:
                return None
        return found if isinstance(found, types.FunctionType) else None


class _Reading(ast.NodeVisitor):
    """The names that are looked at; ``del name`` and ``_ = name`` only say that one is not."""

    def __init__(self) -> None:
        self.names: frozenset[str] = frozenset()

    def visit_Assign(self, node: ast.Assign) -> None:
        if [each.id for each in node.targets if isinstance(each, ast.Name)] != ["_"]:
            self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.names |= {node.id}


def _tree(function: Callable[..., Any]) -> ast.AST:
    """The function's code without its own line, whose defaults and annotations are nobody's reading."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(definition, (ast.FunctionDef, ast.AsyncFunctionDef))  # noqa: S101 - a function's source
    return ast.Module(definition.body, [])


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    try:
        return inspect.signature(function, eval_str=True)
    except (NameError, TypeError, AttributeError):  # annotations that hold only for a type checker
        return inspect.signature(function)


def _takes(annotation: Any) -> tuple[str, ...]:
    """The kinds of written value that fit ``annotation``; any, where it says nothing."""
    if annotation in (inspect.Parameter.empty, Any, object) or isinstance(annotation, str):
        return ANYTHING
    origin = get_origin(annotation)
    if origin is Annotated:
        return _takes(get_args(annotation)[0])
    if origin in (Union, types.UnionType, Literal):
        each = (type(value) if origin is Literal else value for value in get_args(annotation))
        return tuple(dict.fromkeys(kind for one in each for kind in _takes(one)))
    kinds = (
        kind for types_, kind in _KINDS if isinstance(annotation, type) and issubclass(annotation, types_)
    )
    return tuple(kinds)[:1]
