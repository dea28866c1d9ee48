"""Records as plain JSON and back, by the types that they declare: what does not fit them is no answer. Nothing is ever unpickled."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from symkl.kernel.sort import Dimension, Sort
from symkl.kernel.term import OPERATORS, Term

Record = TypeVar("Record")


class Unfit(Exception):
    """This is not what was written."""


def written(value: object) -> str:
    """A record, its parts records, tuples, terms, texts, numbers and truth values."""
    return json.dumps(_plain(value), separators=(",", ":"))


def read(kind: type[Record], text: str) -> Record:
    """The record of this kind that was written; `Unfit` for anything else."""
    try:
        found: Record = _reader_of(kind)(json.loads(text))
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
        raise Unfit(str(error)) from error
    return found


def _plain(value: object) -> object:
    if isinstance(value, Term):
        return _term_written(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if value is None or isinstance(value, (str, bool, int)):
        return value
    raise TypeError(f"{type(value).__name__} is no plain value")


def _reader_of(kind: Any) -> Callable[[Any], Any]:
    return reader(kind)


@cache
def reader(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of this type of plain JSON."""
    if kind is Term:
        return _term_read
    if kind in (str, int, bool, NoneType):
        return lambda value: value if type(value) is kind else _misfit(value, kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (other,) = (reader(part) for part in arguments if part is not NoneType)
        return lambda value: None if value is None else other(value)
    if origin is tuple and arguments[-1] is Ellipsis:
        each = reader(arguments[0])
        return lambda value: tuple(each(part) for part in _list(value))
    if origin is tuple:
        readers = tuple(reader(part) for part in arguments)
        return lambda value: tuple(one(part) for one, part in zip(readers, _list(value), strict=True))
    if hasattr(kind, "_fields"):
        return _record_reader(kind)
    raise TypeError(f"{kind} is no plain type")


def _record_reader(kind: Any) -> Callable[[Any], Any]:
    hints = declared(kind)
    fields: list[Callable[[Any], Any]] = []  # filled in below: a record may hold records of its own kind

    def made(value: Any) -> Any:
        if not fields:
            fields.extend(reader(hints[name]) for name in kind._fields)
        return kind(*(one(part) for one, part in zip(fields, _list(value), strict=True)))

    return made


def declared(kind: Any) -> dict[str, Any]:
    """The types of a record's fields as its source declares them: of a compiled one no more is left of ``tuple[str, ...]`` than ``tuple``."""
    if all(isinstance(annotation, str) for annotation in kind.__annotations__.values()):
        return get_type_hints(kind)
    written_down = _annotations(kind.__module__)[kind.__name__]
    return get_type_hints(type(kind.__name__, (), {"__module__": kind.__module__, "__annotations__": written_down}))


@cache
def _annotations(module: str) -> dict[str, dict[str, str]]:
    """The annotations in the classes of a module, as they are written."""
    import ast

    package, *inside = module.split(".")
    with open(os.path.join(sys.modules[package].__path__[0], *inside) + ".py", encoding="utf-8") as source:
        classes = [node for node in ast.parse(source.read()).body if isinstance(node, ast.ClassDef)]
    fields = {node.name: [line for line in node.body if isinstance(line, ast.AnnAssign)] for node in classes}
    return {name: {ast.unparse(line.target): ast.unparse(line.annotation) for line in lines} for name, lines in fields.items()}


def _list(value: Any) -> list[Any]:
    return value if type(value) is list else _misfit(value, list)


def _misfit(value: Any, kind: Any) -> Any:
    raise Unfit(f"{value!r} is no {kind}")


# -- terms: every node once, arguments by their number ---------------------------------------------------------------------


def _term_written(term: Term) -> object:
    numbers: dict[Term, int] = {}
    nodes: list[object] = []

    def number(part: Term) -> int:
        if part not in numbers:
            arguments = [number(argument) for argument in part.args]
            nodes.append([part.op, arguments, _data(part.data), _sort_written(part.sort)])
            numbers[part] = len(nodes) - 1
        return numbers[part]

    number(term)
    return nodes


def _data(data: Any) -> object:
    if isinstance(data, Fraction):
        return {"ratio": [data.numerator, data.denominator]}
    if isinstance(data, Dimension):
        return {"dimension": [data.constant, *data.names]}
    if isinstance(data, Sort):
        return {"sort": _sort_written(data)}
    if isinstance(data, tuple):
        return {"tuple": [_data(part) for part in data]}
    if data is None or isinstance(data, (str, int)):
        return data
    raise TypeError(f"{type(data).__name__} is no data of a term")


def _sort_written(sort: Sort) -> object:
    sizes = ([d.constant, *d.names] for d in (sort.rows, sort.cols, *sort.over))
    return [sort.kind, [_sort_written(part) for part in sort.parts], *sizes]


def _term_read(nodes: Any) -> Term:
    made: list[Term] = []
    for op, arguments, data, sort in _list(nodes):
        if op not in OPERATORS or not all(0 <= at < len(made) for at in arguments):
            raise Unfit("a term of something unknown")
        made.append(Term(op, tuple(made[at] for at in arguments), _data_read(data), _sort_read(sort)))
    return made[-1]


def _data_read(data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    ((kind, value),) = data.items()
    if kind == "ratio":
        return Fraction(*value)
    if kind == "dimension":
        return Dimension(value[0], tuple(value[1:]))
    if kind == "sort":
        return _sort_read(value)
    return tuple(_data_read(part) for part in value) if kind == "tuple" else _misfit(kind, tuple)


def _sort_read(value: Any) -> Sort:
    kind, parts, *sizes = value
    rows, cols, *over = (Dimension(size[0], tuple(size[1:])) for size in sizes)
    return Sort(rows, cols, tuple(over), kind, tuple(_sort_read(part) for part in parts))
