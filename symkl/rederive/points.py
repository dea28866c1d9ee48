"""Exact admissible points, and values there in intervals that are certain: what makes a difference certainly not zero."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mpmath import iv  # type: ignore[import-untyped]
from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol, default_sort_key, exp, log, pi
from sympy.core.function import AppliedUndef
from sympy.core.numbers import Exp1

from symkl.rederive.components import Components, flat
from symkl.rederive.equations import conditions
from symkl.rederive.errors import NotRederived
from symkl.rederive.fractions import symbol_key
from symkl.rederive.grids import Grid, from_function, times, transposed
from symkl.rederive.instances import moments_at

Point = dict[Symbol, Rational]

PRECISION = 120
TRIES = 120
ENOUGH = 3
NUMERATORS = (1, 2, 3, 1, 5, 2, 7, 3, 1, 4)
DENOMINATORS = (2, 1, 2, 3, 3, 5, 4, 7, 1, 3)


class Draw:
    """A fixed sequence of small rationals for every seed; signs alternate from one seed to the next."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._count = 0

    def positive(self) -> Rational:
        """The next positive number."""
        self._count += 1
        at = self._count + 7 * self._seed
        return Rational(NUMERATORS[at % 10], DENOMINATORS[(at * 3 + at // 10) % 10])

    def any(self) -> Rational:
        """The next number of either sign."""
        value = self.positive()
        return -value if (self._count * 5 // 3 + self._seed) % 2 else value

    def grid(self, size: int) -> Grid:
        """A positive definite matrix of a size, for a negative size a column."""
        return from_function(-size, 1, lambda i, j: self.any()) if size < 0 else _definite(size, self)


def admissible_points(of: Components) -> list[Point]:
    """A few points of the named symbols that meet every fact of the context; fewer, or none, where they are hard to find."""
    key = ("points", len(of.named_grids()))
    if key not in of.cache:
        of.cache[key] = list(_found(of))
    found = of.cache[key]
    assert isinstance(found, list)
    return found


def points_for(of: Components, expression: Expr) -> list[Point]:
    """The admissible points, with values for the variables of laws in the expression as well: any number will do for them."""
    free = sorted(expression.free_symbols, key=symbol_key)
    missing = [s for s in free if s not in of.opaque and s not in of.solved]
    opaque = [s for s in free if s in of.opaque]
    found = []
    for seed, point in enumerate(admissible_points(of)):
        draw = Draw(seed + TRIES)
        more = {s: draw.positive() if s.is_positive or s.is_nonnegative else draw.any() for s in missing if s not in point}
        whole = {**point, **more}
        whole |= _function_values(of, expression, whole, draw)
        found.append({**whole, **moments_at(of, opaque, whole, draw.grid)} if opaque else whole)
    return found


def _function_values(of: Components, expression: Expr, point: Point, draw: Draw) -> Point:
    """Values of arbitrary functions at their arguments: any, but the same for the same arguments."""
    applied = [a for a in expression.atoms(AppliedUndef) if a.func in of.functions]
    values: dict[tuple[object, ...], Rational] = {}
    found: Point = {}
    for each in sorted(applied, key=default_sort_key):
        arguments = tuple(a.xreplace(point) for a in each.args)
        if all(a.is_Rational for a in arguments):
            key = (each.func, *arguments)
            values[key] = values[key] if key in values else draw.positive() if each.is_positive else draw.any()
            found[each] = values[key]
    return found


def _found(of: Components) -> Iterator[Point]:
    count = 0
    for seed in range(0 if of.open_equations else TRIES):
        point = _candidate(of, Draw(seed))
        if _meets(of, point):
            count += 1
            yield point
        if count == ENOUGH:
            return


def _candidate(of: Components, draw: Draw) -> Point:
    point: Point = {}
    for marks, grid in of.named_grids():
        values = _definite(len(grid), draw) if marks & {"definite", "semidefinite"} else None
        for i, row in enumerate(grid):
            for j, symbol in enumerate(row):
                if symbol not in point:
                    signed = symbol.is_positive or symbol.is_nonnegative
                    point[symbol] = values[i][j] if values else draw.positive() if signed else draw.any()
    for symbol, value in of.solved.items():
        point.pop(symbol, None)
        there = value.xreplace(point)
        if there.is_Rational:
            point[symbol] = there
    return point


def _definite(size: int, draw: Draw) -> Grid:
    lower = from_function(size, size, lambda i, j: draw.positive() if i == j else draw.any() if j < i else Integer(0))
    return times(lower, transposed(lower))


def _meets(of: Components, point: Point) -> bool:
    try:
        return all(_holds(relation, left, right, point) for relation, left, right in conditions(of))
    except NotRederived:
        return False


def _holds(relation: str, left: Grid, right: Grid, point: Point) -> bool:
    values = [interval(a - b, point) for a, b in zip(flat([left]), flat([right]), strict=True)]
    if relation == "!=":
        return any(not v.a <= 0 <= v.b for v in values)
    return all({">": v.a > 0, ">=": v.a >= 0, "<": v.b < 0, "<=": v.b <= 0}.get(relation, False) for v in values)


def interval(expression: Expr, point: Point) -> Any:
    """An interval that holds the expression's value for certain; `NotRederived` where it is not defined there or not evaluated."""
    before, iv.prec = iv.prec, PRECISION
    try:
        return _interval(expression, point, {})
    except (ZeroDivisionError, ValueError, TypeError, OverflowError) as error:
        raise NotRederived("no value at this point") from error
    finally:
        iv.prec = before


def _interval(expression: Expr, point: Point, memo: dict[Expr, Any]) -> Any:
    if expression not in memo:
        memo[expression] = _evaluate(expression, point, memo)
    return memo[expression]


def _evaluate(expression: Expr, point: Point, memo: dict[Expr, Any]) -> Any:
    if isinstance(expression, (Symbol, AppliedUndef)):
        if expression not in point:
            raise NotRederived("a symbol without a value")
        expression = point[expression]
    if isinstance(expression, Rational):
        return iv.mpf(expression.p) / iv.mpf(expression.q)
    if expression is pi:
        return iv.pi
    if isinstance(expression, Exp1):
        return iv.exp(iv.mpf(1))
    values = [_interval(a, point, memo) for a in expression.args]
    if isinstance(expression, Add):
        return sum(values[1:], values[0])
    if isinstance(expression, Mul):
        result = values[0]
        for value in values[1:]:
            result = result * value
        return result
    if isinstance(expression, Pow) and expression.exp.is_Integer:
        return _whole_power(values[0], int(expression.exp))
    return _function(expression, values)


def _whole_power(base: Any, exponent: int) -> Any:
    if exponent < 0:
        if base.a <= 0 <= base.b:
            raise NotRederived("a division by zero")
        return 1 / _whole_power(base, -exponent)
    return base**exponent


def _function(expression: Expr, values: list[Any]) -> Any:
    if isinstance(expression, log) or (isinstance(expression, Pow) and not isinstance(expression, exp)):
        if not values[0].a > 0:
            raise NotRederived("the logarithm or root of something that is not certainly positive")
        return iv.log(values[0]) if isinstance(expression, log) else iv.exp(iv.log(values[0]) * values[1])
    if isinstance(expression, exp):
        return iv.exp(values[0])
    raise NotRederived(f"{expression.func} is not evaluated")


def certainly_not_zero(of: Components, expression: Expr, most: int = ENOUGH) -> bool:
    """Whether the expression has a value other than zero at an exact admissible point."""
    for point in points_for(of, expression)[:most]:
        try:
            value = interval(expression, point)
        except NotRederived:
            continue
        if not value.a <= 0 <= value.b:
            return True
    return False


def nowhere_negative(of: Components, expression: Expr) -> bool:
    """Whether the expression is certainly positive at every admissible point at hand, and there is one."""
    points = points_for(of, expression)
    try:
        return bool(points) and all(interval(expression, point).a > 0 for point in points)
    except NotRederived:
        return False
