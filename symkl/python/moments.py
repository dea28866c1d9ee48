"""Expectations of polynomials in the components of a normal vector, of a fixed number of components."""

from __future__ import annotations

from functools import cache

import sympy
from sympy import Expr, MatrixBase, Symbol

from symkl.python.values import NoValue


def expected(body: Expr, variables: tuple[Symbol, ...], mean: MatrixBase, covariance: MatrixBase) -> Expr:
    """E[body], monomial by monomial: E[z_i g(z)] = m_i E[g(z)] + sum_j C_ij E[dg/dz_j] (Stein)."""

    @cache
    def moment(powers: tuple[int, ...]) -> Expr:
        first = next((at for at, power in enumerate(powers) if power), None)
        if first is None:
            return sympy.Integer(1)
        rest = _less(powers, first)
        found = mean[first] * moment(rest)
        return found + sympy.Add(*(covariance[first, at] * power * moment(_less(rest, at)) for at, power in enumerate(rest) if power))

    try:
        polynomial = sympy.Poly(sympy.expand(body), *variables)
    except sympy.PolynomialError as error:
        raise NoValue(f"symkl has no expectation of what is no polynomial: {error}") from error
    return sympy.expand(sympy.Add(*(coefficient * moment(powers) for powers, coefficient in polynomial.terms())))


def _less(powers: tuple[int, ...], at: int) -> tuple[int, ...]:
    return (*powers[:at], powers[at] - 1, *powers[at + 1 :])
