"""Questions of any size for the normal form: moments of quadratic forms, and a lower bound with n latent variables."""

from __future__ import annotations

from symkl.kernel.context import Context, Proposition
from symkl.kernel.sort import ONE, SCALAR, Dimension, Sort
from symkl.kernel.term import (  # fmt: skip
    TWO,
    UNIT,
    ZERO,
    Term,
    add,
    density,
    expectation,
    gaussian,
    log,
    mul,
    neg,
    number,
    pdf,
    power,
    symbol,
    transpose,
    zero,
)

SIZE = Dimension(0, ("d",))
VECTOR, MATRIX = Sort(SIZE, ONE), Sort(SIZE, SIZE)
Question = tuple[Term, Context]


def moment_of_a_quadratic_form(degree: int) -> Question:
    """``E[(z'Az)^k]`` for z normal in any dimension, with a mean and a covariance."""
    z, mean, spread, form = symbol("z", VECTOR), symbol("m", VECTOR), symbol("S", MATRIX), symbol("A", MATRIX)
    definite = tuple(Proposition("succ", matrix, zero(MATRIX)) for matrix in (spread, form))
    body = power(mul(transpose(z), form, z), number(degree))
    return expectation((("z", VECTOR),), gaussian(mean, spread), body), Context({"m": VECTOR, "S": MATRIX, "A": MATRIX}, {}, definite, {})


def lower_bound(count: int) -> Question:
    """``E_q[log p(z) + log p(x | z) - log q(z)]`` for x around a weighted sum of n latent variables, q factorised."""
    z, weights, means, spreads = ([symbol(f"{letter}{i}") for i in range(count)] for letter in "ztms")
    x = symbol("x")
    own = [pdf(gaussian(m, power(s, TWO)), v) for m, s, v in zip(means, spreads, z, strict=True)]
    prior = [log(pdf(gaussian(ZERO, UNIT), v)) for v in z]
    seen = log(pdf(gaussian(add(*(mul(w, v) for w, v in zip(weights, z, strict=True))), UNIT), x))
    variables = tuple((v.data, SCALAR) for v in z)
    body = add(*prior, seen, *(neg(log(f)) for f in own))
    positive = tuple(Proposition(">", s, ZERO) for s in spreads)
    names = {v.data: SCALAR for v in (*weights, *means, *spreads, x)}
    return expectation(variables, density(variables, mul(*own)), body), Context(names, {}, positive, {})
