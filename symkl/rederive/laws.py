"""Probability laws as functions that give their log-density, and what is read off from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sympy import Dummy, Expr, Integer, Rational, Symbol, log, pi

from symkl.rederive.decompose import Decomposition
from symkl.rederive.errors import NotRederived
from symkl.rederive.grids import Grid, column, determinant, from_function, inverse_of, minus, quadratic, times
from symkl.rederive.normaliser import Normaliser

HALF = Rational(1, 2)


@dataclass(frozen=True, eq=False)
class Law:
    """A law on ``count`` real components.

    ``log_density`` is all that is known of it. ``stated`` are a mean and covariance that the author gave: they are used only
    after the density has confirmed them. ``factors`` tells, for points, which components have which law given those before them.
    """

    count: int
    log_density: Callable[[Sequence[Expr]], Expr]
    stated: tuple[Grid, Grid] | None = None
    factors: Callable[[Sequence[Expr]], list[tuple[tuple[int, ...], Law]]] | None = None
    name: str = "p"


@dataclass(frozen=True)
class Gaussian:
    """Mean and covariance as the density has them."""

    mean: Grid
    covariance: Grid


def normal_log_density(mean: Grid, covariance: Grid, inverse: Grid, points: Sequence[Expr]) -> Expr:
    """The logarithm of the normal density, in components."""
    away = minus(column(points), mean)
    constant = -HALF * len(mean) * log(2 * pi) - HALF * log(determinant(covariance))
    return constant - HALF * quadratic(away, inverse, away)


def normal_law(mean: Grid, covariance: Grid, inverse: Grid | None = None) -> Law:
    """The normal law with this mean and covariance."""
    precision = inverse_of(covariance) if inverse is None else inverse
    return Law(len(mean), lambda points: normal_log_density(mean, covariance, precision, points), (mean, covariance), name="N")


@dataclass(frozen=True)
class Exponent:
    """A polynomial of degree two, ``constant + slope^T z - z^T curvature z / 2``."""

    constant: Expr
    slope: Grid
    curvature: Grid


def read_exponent(expression: Expr, variables: Sequence[Symbol]) -> Exponent:
    """Value, gradient at zero and minus the Hessian of a polynomial of degree two in the variables."""
    size = len(variables)
    polynomial = Decomposition(variables).polynomial(expression)
    if any(sum(m) > 2 for m in polynomial):
        raise NotRederived("a log-density of higher degree than two")

    def coefficient(*places: int) -> Expr:
        return polynomial.get(tuple(places.count(i) for i in range(size)), Integer(0))

    slope = column([coefficient(i) for i in range(size)])
    return Exponent(coefficient(), slope, from_function(size, size, lambda i, j: -coefficient(i, j) * (2 if i == j else 1)))


def read_gaussian(law: Law, normaliser: Normaliser) -> Gaussian:
    """The mean where the density's gradient is zero, the covariance minus the inverse of its Hessian; `NotRederived` if it is no Gaussian.

    The constant term must be what makes the integral 1.
    """
    variables = [Dummy("z", real=True) for _ in range(law.count)]
    exponent = read_exponent(law.log_density(variables), variables)
    found = _stated(law, exponent, normaliser) or _solved(exponent, normaliser)
    if not normaliser.is_zero(log_normaliser(exponent, found)):
        raise NotRederived("a density whose integral is not 1")
    return found


def _stated(law: Law, exponent: Exponent, normaliser: Normaliser) -> Gaussian | None:
    if law.stated is None:
        return None
    mean, covariance = law.stated
    unit = times(exponent.curvature, covariance)
    rest = minus(times(exponent.curvature, mean), exponent.slope)
    good = all(normaliser.is_zero(e - (1 if i == j else 0)) for i, row in enumerate(unit) for j, e in enumerate(row))
    return Gaussian(mean, covariance) if good and all(normaliser.is_zero(e) for row in rest for e in row) else None


def _solved(exponent: Exponent, normaliser: Normaliser) -> Gaussian:
    curvature = tuple(tuple(normaliser.canonical(e) for e in row) for row in exponent.curvature)
    if normaliser.is_zero(determinant(curvature)):
        raise NotRederived("a quadratic form that is degenerate")
    covariance = tuple(tuple(normaliser.canonical(e) for e in row) for row in inverse_of(curvature))
    mean = times(covariance, exponent.slope)
    return Gaussian(tuple((normaliser.canonical(row[0]),) for row in mean), covariance)


def log_normaliser(exponent: Exponent, gaussian: Gaussian) -> Expr:
    """The logarithm of the integral of ``exp(exponent)``, by completing the square."""
    size = len(gaussian.mean)
    shift = HALF * quadratic(exponent.slope, gaussian.covariance, exponent.slope)
    return exponent.constant + shift + HALF * size * log(2 * pi) + HALF * log(determinant(gaussian.covariance))


def log_integral(expression: Expr, variables: Sequence[Symbol], normaliser: Normaliser) -> tuple[Expr, Gaussian]:
    """``log`` of the integral of ``exp(expression)`` over the variables, and the Gaussian that its integrand is proportional to."""
    exponent = read_exponent(expression, variables)
    gaussian = _solved(exponent, normaliser)
    return log_normaliser(exponent, gaussian), gaussian
