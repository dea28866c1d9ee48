"""Components of derivatives, substitutions and optima."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr, Integer, Symbol

from symkl.kernel.term import Term
from symkl.rederive.components import OVERRIDE, Components, Family, Scope, Value, flat, handles, like
from symkl.rederive.errors import NotRederived
from symkl.rederive.expectations import differentiate, put
from symkl.rederive.grids import determinant, entries, from_function, scalar
from symkl.rederive.points import nowhere_negative
from symkl.rederive.stationary import stationary_points


def opened(of: Components, by: Term, scope: Scope, symmetric: bool = False) -> tuple[Scope, list[Symbol], list[Expr], Value]:
    """A scope in which what is differentiated by is made of symbols; these, what they stand for, and their shape.

    The entries of a symmetric matrix are made independent, unless the derivative is that of symmetric ones.
    """
    if by.op in ("member", "entry"):
        inner, symbols, values, whole = opened(of, by.args[0], scope, symmetric)
        part = flat([of.value(by, inner)])
        kept = [(s, v) for s, v in zip(symbols, values, strict=True) if s in part]
        return inner, [s for s, _ in kept], [v for _, v in kept], of.value(by, inner)
    value = of.value(by, scope)
    here = flat([value])
    if by.op == "symbol" and all(isinstance(e, Symbol) for e in here) and (symmetric or len(set(here)) == len(here)):
        return scope, list(here), list(here), value
    if by.op == "block":
        if all(isinstance(e, Symbol) for e in here) and len(set(here)) == len(here):
            return scope, list(here), list(here), value
        raise NotRederived("a tuple of what are no variables")
    fresh = of.fresh_like(value, symmetric)
    name = by.data if by.op == "symbol" and by.data in scope else OVERRIDE + by.data
    if by.op == "function":
        raise NotRederived("a derivative by a function's value")
    return {**scope, name: fresh}, flat([fresh]), here, fresh


@handles("derivative")
def derivative(of: Components, term: Term, scope: Scope) -> Value:
    """Entry by entry; a scalar's derivative has the shape of what it is taken by."""
    body, by = term.args
    if by.op == "power":
        return _by_power(of, body, by, scope)
    inner, symbols, values, shape = opened(of, by, scope, term.data == "symmetric")
    at = dict(zip(symbols, values, strict=True))
    at = {s: v for s, v in at.items() if s is not v}

    def by_symbol(expression: Expr, symbol: Expr) -> Expr:
        found = differentiate(of, expression, symbol)
        return put(of, found, at) if at else found

    value = of.grid(body, inner)
    if isinstance(shape, (Family, int)) or not isinstance(shape, tuple):
        raise NotRederived("a derivative by a family")
    if body.sort.is_scalar:
        return tuple(tuple(by_symbol(value[0][0], s) for s in row) for row in shape)
    if by.sort.is_scalar:
        return tuple(tuple(by_symbol(e, shape[0][0]) for e in row) for row in value)
    rows, cols = entries(value), entries(shape)
    return from_function(len(rows), len(cols), lambda i, j: by_symbol(rows[i], cols[j]))


def _by_power(of: Components, body: Term, by: Term, scope: Scope) -> Value:
    """By ``s^k`` as one symbol: the derivative by s over that of s^k."""
    base, exponent = by.args
    inner, symbols, values, _ = opened(of, base, scope)
    if len(symbols) != 1:
        raise NotRederived("a derivative by a power of a matrix")
    chain = of.scalar(by, inner).diff(symbols[0])
    at = {s: v for s, v in zip(symbols, values, strict=True) if s is not v}

    def one(expression: Expr) -> Expr:
        found = differentiate(of, expression, symbols[0]) / chain
        return put(of, found, at) if at else found

    return tuple(tuple(one(e) for e in row) for row in of.grid(body, inner))


@handles("at")
def at_values(of: Components, term: Term, scope: Scope) -> Value:
    """A term with values put in for names."""
    values = {name: of.value(v, scope) for (name, _), v in zip(term.data, term.args[1:], strict=True)}
    return of.value(term.args[0], {**scope, **values})


@handles("argmin", "argmax")
def optimum(of: Components, term: Term, scope: Scope) -> Value:
    """The only stationary point, where it is an optimum of the right kind."""
    with of.binding(term.data, scope) as (inner, variables):
        point = _best(of, of.scalar(term.args[0], inner), variables, term.op)
    return like(of.fresh(*term.data[0]), point)


@handles("minimum", "maximum")
def best_value(of: Components, term: Term, scope: Scope) -> Value:
    """The objective at its optimum."""
    with of.binding(term.data, scope) as (inner, variables):
        objective = of.scalar(term.args[0], inner)
        point = _best(of, objective, variables, "argmin" if term.op == "minimum" else "argmax")
    return scalar(put(of, objective, dict(zip(variables, point, strict=True))))


def _best(of: Components, objective: Expr, variables: Sequence[Symbol], kind: str) -> list[Expr]:
    gradient = [differentiate(of, objective, v) for v in variables]
    points = stationary_points(gradient, variables, of.normaliser)
    if len(points) != 1:
        raise NotRederived("an optimum that is not the only stationary point")
    require_kind(of, gradient, variables, points[0], kind)
    return points[0]


def require_kind(of: Components, gradient: Sequence[Expr], variables: Sequence[Symbol], point: Sequence[Expr], kind: str) -> None:
    """`NotRederived` unless the curvature at a stationary point has the sign that its kind needs, wherever it was looked at."""
    at = dict(zip(variables, point, strict=True))
    sign = Integer(1 if kind == "argmin" else -1)
    rows = [[put(of, put(of, sign * differentiate(of, g, v), at), of.solved) for v in variables] for g in gradient]
    for size in range(1, len(rows) + 1):
        minor = determinant(tuple(tuple(row[:size]) for row in rows[:size]))
        if of.normaliser.sign(minor) != 1 and not nowhere_negative(of, minor):
            raise NotRederived("a curvature whose sign is not known")
