"""Expectations of arbitrary functions and their derivatives: whatever is proved equal is equal in exact models with polynomials for the functions."""

from __future__ import annotations

from itertools import combinations

import pytest

from symkl.kernel.context import Context, Proposition
from symkl.kernel.functions import Unreduced
from symkl.kernel.normal import Normalizer
from symkl.kernel.sort import SCALAR, Sort, dimension, law
from symkl.kernel.term import (
    ZERO,
    Term,
    absolute,
    add,
    arbitrary,
    derivative,
    exp,
    expectation,
    function,
    gaussian,
    index,
    inverse,
    member,
    mul,
    number,
    power,
    size,
    sub,
    summation,
    symbol,
)
from symkl.prove import prove_equal
from symkl.refute.refute import refute_equal

X, M, S, T = symbol("x"), symbol("m"), symbol("s"), symbol("t")
POSITIVE = Proposition(">", S, ZERO)
CONTEXT = Context({"x": SCALAR, "m": SCALAR, "s": SCALAR, "t": SCALAR, "f": SCALAR, "g": SCALAR}, {}, (POSITIVE,), {})
LAWS = (gaussian(M, S), gaussian(ZERO, number(1)), gaussian(mul(T, M), power(S, number(2))))


def averaged(of: Term, body: Term) -> Term:
    return expectation((("x", SCALAR),), of, body)


def called(name: str, *arguments: Term) -> Term:
    return function(name, SCALAR, *arguments)


def slope(body: Term, by: Term = X) -> Term:
    return derivative(body, by)


F, G = called("f", X), called("f", add(M, mul(S, X)))
INTEGRANDS = (
    F, mul(X, F), mul(sub(X, M), F), slope(F), slope(slope(F)), mul(X, slope(F)), mul(power(X, number(2)), F), mul(F, F), mul(F, slope(F)),
    G, slope(G), mul(X, G), called("f", mul(T, X)), mul(F, exp(mul(T, X))), called("f", power(X, number(2))), mul(X, called("g", add(X, M))),
)  # fmt: skip
VALUES = tuple(averaged(of, body) for of in LAWS for body in INTEGRANDS)
SLOPES = tuple(derivative(value, by) for value in VALUES[: len(INTEGRANDS)] for by in (M, S, T))
FACTORS = (number(1), S, power(S, number(2)), inverse(S), number(2), M)


@pytest.mark.parametrize("place", range(len(SLOPES)))
def test_what_is_proved_of_a_derivative_is_not_refuted(place: int) -> None:
    for value in VALUES:
        for factor in FACTORS:
            claimed = mul(factor, value)
            if prove_equal(SLOPES[place], claimed, CONTEXT).proved:
                assert refute_equal(SLOPES[place], claimed, CONTEXT) is None


def test_what_is_proved_of_expectations_is_not_refuted() -> None:
    found = [pair for pair in combinations(VALUES, 2) if prove_equal(*pair, CONTEXT).proved]
    assert found
    assert [pair for pair in found if refute_equal(*pair, CONTEXT) is not None] == []


N = dimension("N")
FAMILY = Sort(over=(N,))


@pytest.mark.parametrize("of", [lambda point: gaussian(point, number(1)), lambda point: arbitrary("q", law(SCALAR), point)])
def test_each_member_has_a_law_of_its_own(of: object) -> None:
    """``sum_i a_i E_i[f]`` is not the mean of the ``E_i[f]`` times the sum of the ``a_i``."""
    weights, points = symbol("a", FAMILY), symbol("c", FAMILY)
    at = index("i", N)
    each = averaged(of(member(points, at)), F)  # type: ignore[operator]
    together = summation("i", N, mul(member(weights, at), each))
    apart = mul(summation("i", N, member(weights, at)), inverse(size(N)), summation("i", N, each))
    net = Normalizer(CONTEXT._replace(symbols={**CONTEXT.symbols, "a": FAMILY, "c": FAMILY}))
    assert not net.equal(together, apart)
    assert net.equal(together, summation("i", N, mul(each, member(weights, at))))


@pytest.mark.parametrize("body", [absolute(sub(X, T)), power(sub(X, T), number(-1)), mul(F, absolute(sub(X, T)))])
def test_what_is_not_smooth_is_not_differentiated_under_an_expectation(body: Term) -> None:
    """``d2/dt2 E|x - t|`` is not the expectation of the second derivative, which is 0 almost everywhere."""
    for of in (LAWS[0], arbitrary("q", law(SCALAR))):
        with pytest.raises(Unreduced):
            Normalizer(CONTEXT).normal(derivative(averaged(of, body), T))
