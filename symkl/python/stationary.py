"""Where a function's derivatives vanish."""

from __future__ import annotations

from collections.abc import Sequence

import sympy
from sympy import Basic, Expr, MatrixSymbol, Symbol
from sympy.matrices import MatrixExpr
from sympy.matrices.expressions.matexpr import MatrixElement

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.kernel.context import Proposition
from symkl.kernel.sort import ONE
from symkl.kernel.term import Term, derivative, inverse, mul, neg, substitute, zero
from symkl.python.proving import question
from symkl.python.reading import Reader, Unread
from symkl.python.values import NoValue, reduced, value
from symkl.rederive import stationary
from symkl.rederive.errors import NotRederived
from symkl.rederive.normaliser import Normaliser


def stationary_points(objective: object, variables: object, given: object = ()) -> list[Basic]:
    """All points where the derivatives of a scalar by the variables vanish; `NoValue` where they are not found, or not all of them.

    ``variables`` is a symbol (the points are values), several (the points are tuples), or an n x 1 ``MatrixSymbol`` in which the
    objective is quadratic (the one point is a matrix expression, proved to be the only one). Points lie where the symbols'
    assumptions and ``given`` have them: for symbols conditions ``x > 0``, for matrices those of `prove`. Boyd and Vandenberghe, Convex
    Optimization, appendix A.

    >>> from sympy import MatrixSymbol, Q, Trace, log, symbols
    >>> s = symbols("s", positive=True)
    >>> N, v = symbols("N v", positive=True)
    >>> stationary_points(-N * log(s) / 2 - v / (2 * s), s)
    [v/N]
    >>> n, d = symbols("n d", integer=True, positive=True)
    >>> X, y, w = MatrixSymbol("X", n, d), MatrixSymbol("y", n, 1), MatrixSymbol("w", d, 1)
    >>> away = y - X * w
    >>> stationary_points(Trace(away.T * away), w, given=Q.positive_definite(X.T * X))
    [(X.T*X)**(-1)*X.T*y]
    """
    if isinstance(variables, MatrixSymbol):
        return [_quadratic(objective, variables, given)]
    unknowns = [variables] if isinstance(variables, Symbol) else list(variables)  # type: ignore[call-overload]
    points = _of_scalars(sympy.sympify(objective, strict=True), unknowns, _positive(given))
    return [point[0] for point in points] if isinstance(variables, Symbol) else [tuple(point) for point in points]


def _positive(given: object) -> set[Expr]:
    """What is given to be positive; `Unread` for any other condition."""
    conditions = given if isinstance(given, tuple | list | set | frozenset) else (given,)
    if not all(isinstance(c, sympy.Gt) and c.rhs == 0 for c in conditions):
        raise Unread("for stationary points by symbols, what is given may be of the form x > 0")
    return {c.lhs for c in conditions}


def _of_scalars(objective: Expr, unknowns: Sequence[Symbol], positive: set[Expr]) -> list[list[Expr]]:
    """Of an objective in which matrices stand only in numbers that are free of the unknowns: SymPy's own derivative is not trusted with them."""
    numbers = [n for n in objective.atoms(sympy.Trace, sympy.Determinant, MatrixElement) if not n.free_symbols & set(unknowns)]
    names_of = {number: sympy.Dummy(positive=True) if number in positive else sympy.Dummy(real=True) for number in numbers}
    objective = objective.xreplace(names_of)
    if objective.has(MatrixExpr):
        raise NoValue("the variables stand inside of matrices")
    real = {symbol: Symbol(symbol.name, real=True) for symbol in objective.free_symbols if symbol.is_real is None}
    real |= {symbol: Symbol(symbol.name, positive=True) for symbol in objective.free_symbols & positive}
    back = {other: symbol for symbol, other in (*real.items(), *names_of.items())}
    inside = objective.xreplace(real)
    names = [unknown.xreplace(real) for unknown in unknowns]
    try:
        found = stationary.stationary_points([inside.diff(name) for name in names], names, Normaliser())
    except NotRederived as error:
        raise NoValue(f"the stationary points were not found: {error}") from error
    return [[part.xreplace(back) for part in point] for point in found]


def _quadratic(objective: object, variable: MatrixSymbol, given: object) -> Basic:
    """The zero of a gradient that is linear in the variable, proved to be the only one."""
    reader = Reader()
    term, unknown = reader.term(objective), reader.term(variable)
    reader.give(*(given if isinstance(given, tuple | list) else (given,)))
    if unknown.sort.cols != ONE or not term.sort.is_scalar:
        raise NoValue("stationary points are found of scalars, by symbols or by an n x 1 matrix")
    gradient = derivative(term, unknown)
    slope = reduced(derivative(gradient, unknown), reader)
    if variable.name in slope.free:
        raise NoValue(f"the objective is not quadratic in {variable}")
    level = reduced(substitute(reduced(gradient, reader), {variable.name: zero(unknown.sort)}), reader)
    point = reduced(mul(inverse(slope), neg(level)), reader)
    _require(reader, unknown, point, Proposition("=", gradient, zero(unknown.sort)))
    return value(point, reader)


def _require(reader: Reader, unknown: Term, point: Term, condition: Proposition) -> None:
    names = reader.context().latex
    sheet = question(reader, (names[unknown.data], unknown), ("B", point), "solution", (condition,))
    finding = judge(sheet, standard_engines(fast=True)).statements[0]
    if finding.verdict != "proved":
        reason = finding.steps[0].reason
        raise NoValue(f"it is not proved that there is one stationary point ({reason}); say what is given, such as Q.positive_definite")
