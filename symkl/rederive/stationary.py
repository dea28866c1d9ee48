"""Where derivatives are zero: linear conditions by Cramer's rule, one unknown by the factors of the numerator."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Abs, Expr, Integer, Rational, Symbol

from symkl.rederive.errors import NotRederived
from symkl.rederive.grids import column, determinant, inverse_of, scaled, times
from symkl.rederive.normaliser import Normaliser


def stationary_points(conditions: Sequence[Expr], unknowns: Sequence[Symbol], normaliser: Normaliser) -> list[list[Expr]]:
    """All real points where every condition is zero and every unknown as its assumptions have it; `NotRederived` if none are found.

    What is not solved is never left out: either the list is complete or there is no list.
    """
    zero = {u: Integer(0) for u in unknowns}
    slopes = [[c.diff(u) for u in unknowns] for c in conditions]
    linear = all(normaliser.is_zero(s.diff(u)) for row in slopes for s in row for u in unknowns)
    if linear and len(conditions) == len(unknowns):
        return [_linear([c.xreplace(zero) for c in conditions], slopes, normaliser)]
    if len(conditions) == len(unknowns) == 1:
        return [[root] for root in roots(conditions[0], unknowns[0], normaliser)]
    raise NotRederived("stationary points of several unknowns that are not linear in them")


def _linear(level: list[Expr], slopes: list[list[Expr]], normaliser: Normaliser) -> list[Expr]:
    matrix = tuple(tuple(normaliser.canonical(s) for s in row) for row in slopes)
    if normaliser.is_zero(determinant(matrix)):
        raise NotRederived("linear conditions that do not fix the point")
    found = scaled(Integer(-1), times(inverse_of(matrix), column(level)))
    return [normaliser.canonical(row[0]) for row in found]


def roots(condition: Expr, unknown: Symbol, normaliser: Normaliser) -> list[Expr]:
    """All admissible roots of a rational condition in one unknown whose factors are linear or pure powers."""
    found: list[Expr] = []
    for factor, power in normaliser.factored(condition).factors:
        if unknown not in normaliser.spelled_out(factor).free_symbols or power < 0:
            continue
        if any(unknown in normaliser.meaning[s].free_symbols for s in factor.free_symbols if s in normaliser.meaning):
            raise NotRederived("an unknown inside a function")
        found.extend(_roots_of_factor(normaliser, factor, unknown))
    return _admissible(found, unknown, normaliser)


def _roots_of_factor(normaliser: Normaliser, factor: Expr, unknown: Symbol) -> list[Expr]:
    coefficients = {k[0]: v for k, v in factor.as_poly(unknown).terms()}
    degree = max(coefficients)
    inner = set(coefficients) - {0, degree}
    if degree == 1:
        root = normaliser.spelled_out(-coefficients.get(0, Integer(0)) / coefficients[1])
        return [root]
    if degree == 2:
        a, b, c = coefficients[2], coefficients.get(1, Integer(0)), coefficients.get(0, Integer(0))
        if inner:
            half = Rational(1, 2)
            root = (b**2 - 4 * a * c) ** half
            both = [(-b + root) / (2 * a), (-b - root) / (2 * a)]
        else:
            root = (-c / a) ** Rational(1, 2)
            both = [root, -root]
        return [normaliser.spelled_out(r) for r in both]
    raise NotRederived("an equation of higher degree")


def _admissible(found: list[Expr], unknown: Symbol, normaliser: Normaliser) -> list[Expr]:
    """Those that may be what the unknown is; of two that differ in sign the absolute value.

    Any other sign that is not known is an open question, not a reason to leave a root out.
    """
    if not (unknown.is_positive or unknown.is_nonnegative):
        return found
    kept: list[Expr] = []
    waiting = list(found)
    while waiting:
        root = waiting.pop(0)
        sign = normaliser.sign(root)
        if sign is None:
            opposite = next((r for r in waiting if normaliser.is_zero(root + r)), None)
            if opposite is None:
                raise NotRederived("a root whose sign is not known")
            waiting.remove(opposite)
            kept.append(Abs(root))
            continue
        if sign > 0:
            kept.append(root)
    return kept
