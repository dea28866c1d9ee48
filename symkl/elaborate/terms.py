"""Node -> Term: every kind of syntax and what reads it."""

from __future__ import annotations

from collections.abc import Collection

from symkl.elaborate import arithmetic, attached, calculus, factorials, indicators, operators, products, ranges, spelled
from symkl.elaborate.reader import Handler, Reader
from symkl.elaborate.scope import Environment
from symkl.elaborate.sorts import Shapes
from symkl.source import Source

HANDLERS: dict[str, Handler] = {
    "number": arithmetic.number,
    "name": spelled.name,
    "sum": arithmetic.total,
    "product": products.product,
    "call": spelled.call,
    "fraction": arithmetic.fraction,
    "script": arithmetic.script,
    "transpose": arithmetic.transpose,
    "prime": attached.prime,
    "star": attached.decorated,
    "over": attached.decorated,
    "group": arithmetic.group,
    "matrix": arithmetic.matrix,
    "cases": indicators.piecewise,
    "under": arithmetic.under,
    "text": arithmetic.text,
    "operator": operators.operator,
    "big": ranges.big,
    "factorial": factorials.factorial,
    "derivative": calculus.derivative,
}


def reader_of(env: Environment, shapes: Shapes, source: Source, own: Collection[str] = ()) -> Reader:
    """A reader of formulas in an environment; ``own``: the indices of the name that is defined."""
    reader = Reader(env, shapes, source, HANDLERS)
    reader.own = own
    return reader
