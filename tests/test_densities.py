"""Expectations under densities that are written out: what factors is integrated apart, what a factor ties together is not."""

from __future__ import annotations

import pytest

from symkl.kernel.context import Context, Proposition
from symkl.kernel.normal import Normalizer
from symkl.kernel.sort import SCALAR
from symkl.kernel.term import (  # fmt: skip
    HALF,
    PI,
    TWO,
    UNIT,
    ZERO,
    Term,
    add,
    density,
    exp,
    expectation,
    gaussian,
    log,
    mul,
    neg,
    normalised,
    pdf,
    power,
    sub,
    symbol,
)
from symkl.prove import prove_equal
from symkl.refute.refute import refute_equal
from tests.growth import lower_bound

X, Y, M, N, S, T, A = (symbol(name) for name in "xymnsta")
CONTEXT = Context(dict.fromkeys("mnsta", SCALAR), {}, (Proposition(">", S, ZERO), Proposition(">", T, ZERO)), {})
PAIR = (("x", SCALAR), ("y", SCALAR))
FIRST, SECOND = pdf(gaussian(M, power(S, TWO)), X), pdf(gaussian(N, power(T, TWO)), Y)
APART = density(PAIR, mul(FIRST, SECOND))  # x and y independent
GIVEN = density(PAIR, mul(FIRST, pdf(gaussian(mul(A, X), power(T, TWO)), Y)))  # y around a x
TIED = normalised(PAIR, exp(neg(add(power(X, TWO), power(Y, TWO), mul(X, Y)))))
SQUARE = add(power(M, TWO), power(S, TWO))
BOTH = add(power(S, TWO), power(T, TWO))


def mean(law: Term, body: Term) -> Term:
    return expectation(PAIR, law, body)


TRUE = (
    (mean(APART, UNIT), UNIT),
    (mean(APART, mul(X, Y)), mul(M, N)),
    (mean(APART, mul(power(X, TWO), Y)), mul(SQUARE, N)),
    (mean(APART, power(sub(X, Y), TWO)), add(power(sub(M, N), TWO), BOTH)),
    (mean(APART, exp(add(X, Y))), exp(add(M, N, mul(HALF, BOTH)))),
    (mean(APART, log(FIRST)), neg(mul(HALF, add(UNIT, log(mul(TWO, PI, power(S, TWO))))))),
    (mean(GIVEN, UNIT), UNIT),
    (mean(GIVEN, Y), mul(A, M)),
    (mean(GIVEN, mul(X, Y)), mul(A, SQUARE)),
    (mean(TIED, X), ZERO),
)
FALSE = (
    (mean(APART, power(X, TWO)), power(M, TWO)),
    (mean(APART, mul(power(X, TWO), power(Y, TWO))), mul(power(M, TWO), power(N, TWO))),
    (mean(APART, power(sub(X, Y), TWO)), BOTH),
    (mean(GIVEN, mul(X, Y)), mul(A, power(M, TWO))),  # as if they were independent
    (mean(GIVEN, power(Y, TWO)), add(power(mul(A, M), TWO), power(T, TWO))),
    (mean(TIED, mul(X, Y)), ZERO),
)


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_expectations_under_products_of_densities(left: Term, right: Term) -> None:
    assert prove_equal(left, right, CONTEXT).proved
    assert refute_equal(left, right, CONTEXT) is None


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_wrong_expectations_are_refuted_and_never_proved(left: Term, right: Term) -> None:
    assert not prove_equal(left, right, CONTEXT).proved
    assert refute_equal(left, right, CONTEXT) is not None


def test_work_grows_with_the_terms_of_the_lower_bound() -> None:
    """Of n latent variables it has about n^2 / 2 terms: twice as many variables are four times the work."""
    spent = []
    for count in (8, 16):
        term, context = lower_bound(count)
        net = Normalizer(context)
        before = net.budget
        net.poly(term)
        spent.append(before - net.budget)
    assert spent[1] <= 4 * spent[0]
