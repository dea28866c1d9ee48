"""Expectations under a Gaussian by the heat operator, from the mean and covariance that its density has.

``E f(z) = sum_k 1/k! (1/2 sum_ij S_ij d_i d_j)^k f`` at the mean: the solution of the heat equation from f, run for unit time.
"""

from __future__ import annotations

from sympy import Add, Expr, Integer, Rational

from symkl.rederive.errors import NotRederived
from symkl.rederive.laws import Gaussian

Monomial = tuple[int, ...]
MOST_DEGREE = 12


def moment(monomial: Monomial, gaussian: Gaussian) -> Expr:
    """The expectation of a monomial in the components."""
    if sum(monomial) > MOST_DEGREE:
        raise NotRederived("a moment of too high an order")
    total, layer, weight = [_at_mean({monomial: Integer(1)}, gaussian)], {monomial: Integer(1)}, Rational(1)
    for order in range(1, sum(monomial) // 2 + 1):
        layer = _heat(layer, gaussian)
        weight = weight / order
        total.append(weight * _at_mean(layer, gaussian))
    return Add(*total)


def _heat(polynomial: dict[Monomial, Expr], gaussian: Gaussian) -> dict[Monomial, Expr]:
    """Half the covariance applied to the second derivatives."""
    size = len(gaussian.mean)
    result: dict[Monomial, list[Expr]] = {}
    for monomial, coefficient in polynomial.items():
        for i in range(size):
            for j in range(i, size):
                lowered, times = _lowered(monomial, i, j)
                if times:
                    half = Rational(1, 2) if i == j else Integer(1)
                    result.setdefault(lowered, []).append(half * times * gaussian.covariance[i][j] * coefficient)
    return {m: Add(*parts) for m, parts in result.items()}


def _lowered(monomial: Monomial, i: int, j: int) -> tuple[Monomial, int]:
    """The second derivative of a monomial: the monomial left and the number in front."""
    powers, times = list(monomial), 1
    for place in (i, j):
        times *= powers[place]
        powers[place] -= 1
    return tuple(powers), max(times, 0)


def _at_mean(polynomial: dict[Monomial, Expr], gaussian: Gaussian) -> Expr:
    terms = []
    for monomial, coefficient in polynomial.items():
        for place, power in enumerate(monomial):
            coefficient = coefficient * gaussian.mean[place][0] ** power
        terms.append(coefficient)
    return Add(*terms)
