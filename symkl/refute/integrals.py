"""Moments of normal variables, and integrals of polynomials times exponentials of quadratic forms, exactly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symkl.record import NamedTuple
from symkl.refute.elementary import exp, power
from symkl.refute.interval import NotEvaluable
from symkl.refute.matrix import Matrix, determinant, inverse, is_definite, scaled, times, transposed
from symkl.refute.number import PI, Generator, Monomial, Number, Rational, Scalar, collect, sum_of
from symkl.refute.rational import ratio

Variables = tuple[Generator, ...]
Degrees = tuple[int, ...]


class Quadratic(NamedTuple):
    """``constant + linear^T z - 1/2 z^T matrix z``."""

    matrix: Matrix
    linear: Matrix
    constant: Scalar


def _parted(monomial: Monomial, variables: Variables) -> tuple[Degrees, Monomial]:
    """The degrees in the variables, and the other factors."""
    powers = dict(monomial)
    degrees = tuple([powers.pop(v, 0) for v in variables])
    for degree in degrees:
        if degree < 0 or degree.denominator != 1:
            raise NotEvaluable("a fraction or root in a variable that is averaged over")
    return tuple(map(int, degrees)), frozenset(powers.items()) if len(powers) < len(monomial) else monomial


def _mentions(monomial: Monomial, places: frozenset[Any]) -> bool:
    return any(g.variables and not g.variables.isdisjoint(places) for g, _ in monomial)


def expand(value: Scalar, variables: Variables) -> dict[Degrees, Scalar]:
    """A polynomial's coefficients by degrees in the variables; `NotEvaluable` for anything else."""
    if not isinstance(value, Number):
        return {(0,) * len(variables): value}
    places = frozenset(v.of for v in variables)
    parts: dict[Degrees, list[tuple[Monomial, Rational]]] = {}
    for monomial, c in value.terms.items():
        degrees, rest = _parted(monomial, variables)
        if _mentions(rest, places):
            raise NotEvaluable("a function of the variables that is no polynomial")
        parts.setdefault(degrees, []).append((rest, c))
    return {degrees: collect(terms) for degrees, terms in parts.items()}


def quadratic(value: Scalar, variables: Variables) -> Quadratic:
    """A polynomial of degree at most 2 in the variables."""
    size = len(variables)
    matrix: list[list[Scalar]] = [[0] * size for _ in range(size)]
    linear: list[Scalar] = [0] * size
    constant: Scalar = 0
    for degrees, c in expand(value, variables).items():
        at = [i for i, d in enumerate(degrees) for _ in range(d)]
        if len(at) > 2:
            raise NotEvaluable("a polynomial of a degree above 2")
        if len(at) == 2:
            matrix[at[0]][at[1]] = matrix[at[0]][at[1]] - c
            matrix[at[1]][at[0]] = matrix[at[1]][at[0]] - c
        elif at:
            linear[at[0]] = c
        else:
            constant = c
    return Quadratic(tuple(map(tuple, matrix)), tuple((b,) for b in linear), constant)


def moment(degrees: Degrees, mean: Matrix, covariance: Matrix, known: dict[Degrees, Scalar]) -> Scalar:
    """E[z_i f] = m_i E[f] + sum_j C_ij E[df/dz_j]."""
    if degrees not in known:
        at = next((i for i, d in enumerate(degrees) if d), None)
        if at is None:
            return 1
        less = _lowered(degrees, at)
        slopes = (
            moment(_lowered(less, j), mean, covariance, known) * covariance[at][j] * d for j, d in enumerate(less) if d and covariance[at][j] != 0
        )
        known[degrees] = sum_of((*slopes, moment(less, mean, covariance, known) * mean[at][0]))
    return known[degrees]


def _lowered(degrees: Degrees, at: int) -> Degrees:
    return (*degrees[:at], degrees[at] - 1, *degrees[at + 1 :])


def expected(value: Scalar, variables: Variables, mean: Matrix, covariance: Matrix, density: Callable[[], Scalar]) -> Scalar:
    """The expectation of a polynomial under a normal law; of exponentials too, by way of the density."""
    if not isinstance(value, Number):
        return value
    try:
        parts = expand(value, variables)
    except NotEvaluable:
        return integral(value * density(), variables)
    known: dict[Degrees, Scalar] = {}
    return sum_of(c * moment(degrees, mean, covariance, known) for degrees, c in parts.items())


def integral(value: Scalar, variables: Variables) -> Scalar:
    """The integral over the variables' whole space of a sum of polynomials times exponentials of negative quadratic forms."""
    if value == 0:
        return 0
    places = frozenset(v.of for v in variables)
    grouped: dict[Monomial, list[tuple[Monomial, Rational]]] = {}
    for monomial, c in value.terms.items() if isinstance(value, Number) else ((frozenset(), value),):
        bell = frozenset((g, e) for g, e in monomial if g.kind == "exp" and not g.variables.isdisjoint(places))
        grouped.setdefault(bell, []).append((monomial - bell, c))
    return sum_of(_bell(bell, collect(terms), variables) for bell, terms in grouped.items())


def _bell(bell: Monomial, factor: Scalar, variables: Variables) -> Scalar:
    """One polynomial times one exponential, by completing the square."""
    form = quadratic(collect((g.of, e) for g, e in bell), variables)
    if not is_definite(form.matrix):
        raise NotEvaluable("an integral that does not converge absolutely")
    covariance = inverse(form.matrix)
    mean = times(covariance, form.linear)
    exponent = form.constant + times(transposed(form.linear), scaled(mean, ratio(1, 2)))[0][0]
    known: dict[Degrees, Scalar] = {}
    average = sum_of(c * moment(degrees, mean, covariance, known) for degrees, c in expand(factor, variables).items())
    return average * exp(exponent) * power(PI * 2, ratio(len(variables), 2)) * power(determinant(form.matrix), ratio(-1, 2))
