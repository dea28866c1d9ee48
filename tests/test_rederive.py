"""SymPy on single claims: true ones, false twins of them, and what it must not decide."""

from __future__ import annotations

import pytest

from symkl.kernel.context import Context, Definition, Proposition
from symkl.kernel.sort import SCALAR, Sort, dimension, law, vector
from symkl.kernel.term import (
    HALF,
    MINUS,
    PI,
    TWO,
    UNIT,
    ZERO,
    Term,
    add,
    at,
    block,
    covariance,
    derivative,
    det,
    diag,
    div,
    entropy,
    exp,
    expectation,
    function,
    gaussian,
    hadamard,
    identity,
    index,
    integral,
    inverse,
    kl,
    log,
    member,
    mul,
    neg,
    normalised,
    number,
    optimum,
    pdf,
    power,
    product,
    size,
    sqrt,
    sub,
    summation,
    symbol,
    trace,
    transpose,
    variance,
    zero,
)
from symkl.rederive.judge import rederive_difference, rederive_step
from tests.test_rederive_sheet import positive, side, step

d, n = dimension("d"), dimension("n")
Rd, Rn, Rdd, Rnn, Rnd = vector(d), vector(n), Sort(d, d), Sort(n, n), Sort(n, d)
x, y, m, w = symbol("x", Rd), symbol("y", Rn), symbol("m", Rd), symbol("w", Rd)
S, A, X = symbol("S", Rdd), symbol("A", Rdd), symbol("X", Rnd)
a, b, s, t, u = symbol("a"), symbol("b"), symbol("s"), symbol("t"), symbol("u")
data = symbol("x_i", Sort(Rd.rows, Rd.cols, (n,)))
numbers = symbol("t_i", Sort(over=(n,)))
i = index("i", n)


def definite(term: Term) -> Proposition:
    return Proposition("succ", term, zero(term.sort))


def context(*facts: Proposition, **definitions: Term) -> Context:
    symbols = {"x": Rd, "y": Rn, "m": Rd, "w": Rd, "S": Rdd, "A": Rdd, "X": Rnd, "x_i": data.sort, "t_i": numbers.sort}
    symbols |= dict.fromkeys("abstu", SCALAR)
    return Context(symbols, {k: Definition(k, (), v, "given") for k, v in definitions.items()}, facts, {})


PLAIN = context(definite(S), positive(s), positive(t))
N01 = gaussian(ZERO, UNIT)
NORMAL = gaussian(m, S)


def bilinear(left: Term, middle: Term, right: Term) -> Term:
    return mul(transpose(left), middle, right)


def mean(body: Term, of: Term = NORMAL, name: str = "x", sort: Sort = Rd) -> Term:
    return expectation(((name, sort),), of, body)


LOG_P = log(pdf(NORMAL, x))
PRIOR = gaussian(zero(Rd), mul(s, identity(d)))
LIKELIHOOD = gaussian(mul(X, w), mul(t, identity(n)))
BAYES = mul(pdf(LIKELIHOOD, y), pdf(PRIOR, w))
PRECISION = add(mul(inverse(t), transpose(X), X), mul(inverse(s), identity(d)))
POSTERIOR = gaussian(mul(inverse(PRECISION), transpose(X), y, inverse(t)), inverse(PRECISION))
MARGINAL = gaussian(zero(Rn), add(mul(s, X, transpose(X)), mul(t, identity(n))))
SUM_SQUARES = summation("i", n, power(sub(member(numbers, i), a), TWO))
LOG_LIKELIHOOD = summation("i", n, log(pdf(gaussian(a, power(s, TWO)), member(numbers, i))))
AVERAGE = div(summation("i", n, member(numbers, i)), size(n))

TRUE = {
    "trace of a cycle": (trace(mul(A, S)), trace(mul(S, A))),
    "inverse of a product": (inverse(mul(A, S)), mul(inverse(S), inverse(A))),
    "log det of an inverse": (log(det(inverse(S))), neg(log(det(S)))),
    "second moment": (mean(mul(x, transpose(x))), add(S, mul(m, transpose(m)))),
    "quadratic form": (mean(bilinear(x, A, x)), add(trace(mul(A, S)), bilinear(m, A, m))),
    "fourth moment": (mean(power(u, number(4)), gaussian(a, power(s, TWO)), "u", SCALAR),
                      add(power(a, number(4)), mul(number(6), power(mul(a, s), TWO)), mul(number(3), power(s, number(4))))),
    "variance of a form": (variance((("x", Rd),), gaussian(zero(Rd), S), bilinear(x, S, x)), mul(TWO, trace(mul(S, S, S, S)))),
    "covariance": (covariance((("x", Rd),), NORMAL, x, mul(A, x)), mul(S, transpose(A))),
    "moment generating": (mean(exp(mul(transpose(w), x))), exp(add(mul(transpose(w), m), mul(HALF, bilinear(w, S, w))))),
    "entropy": (entropy(NORMAL), mul(HALF, add(mul(size(d), log(mul(TWO, PI))), size(d), log(det(S))))),
    "gradient in x": (derivative(LOG_P, x), neg(mul(inverse(S), sub(x, m)))),
    "gradient in S": (derivative(LOG_P, S),
                      mul(HALF, sub(mul(inverse(S), sub(x, m), transpose(sub(x, m)), inverse(S)), inverse(S)))),
    "gradient of a form": (derivative(bilinear(x, A, m), A), mul(x, transpose(m))),
    "hessian": (derivative(derivative(LOG_P, x), x), neg(inverse(S))),
    "by a variance": (derivative(log(pdf(gaussian(a, power(s, TWO)), u)), power(s, TWO)),
                      add(div(power(sub(u, a), TWO), mul(TWO, power(s, number(4)))), neg(div(UNIT, mul(TWO, power(s, TWO)))))),
    "posterior": (normalised((("w", Rd),), BAYES), POSTERIOR),
    "posterior density": (pdf(normalised((("w", Rd),), BAYES), w), pdf(POSTERIOR, w)),
    "marginal": (integral((("w", Rd),), BAYES), pdf(MARGINAL, y)),
    "integral of a moment": (integral((("x", Rd),), mul(pdf(NORMAL, x), x)), m),
    "posterior mean": (expectation((("w", Rd),), normalised((("w", Rd),), BAYES), w), POSTERIOR.args[0]),
    "woodbury": (inverse(PRECISION), sub(mul(s, identity(d)), mul(s, transpose(X), inverse(MARGINAL.args[1]), X, s))),
    "product of a sample": (log(product("i", n, pdf(gaussian(a, power(s, TWO)), member(numbers, i)))), LOG_LIKELIHOOD),
    "score of a sample": (derivative(LOG_LIKELIHOOD, a), div(sub(summation("i", n, member(numbers, i)), mul(size(n), a)), power(s, TWO))),
    "best mean": (optimum("argmax", (("a", SCALAR),), LOG_LIKELIHOOD), AVERAGE),
    "least squares": (optimum("argmin", (("a", SCALAR),), SUM_SQUARES), AVERAGE),
    "a divergence": (kl(gaussian(a, power(s, TWO)), N01), mul(HALF, add(power(a, TWO), power(s, TWO), MINUS, neg(log(power(s, TWO)))))),
    "square root": (sqrt(mul(power(s, TWO), t)), mul(s, sqrt(t))),
    "a member": (derivative(SUM_SQUARES, member(numbers, number(1))), mul(TWO, sub(member(numbers, number(1)), a))),
    "every member": (mul(member(data, i), transpose(m)), transpose(mul(m, transpose(member(data, i))))),
    "diagonal": (det(diag(hadamard(x, x))), product("j", d, power(Term("entry", (x, index("j", d)), None, SCALAR), TWO))),
    "put in": (at((("a", SCALAR),), derivative(power(a, number(3)), a), mul(TWO, b)), mul(number(12), power(b, TWO))),
    "sigmoid": (derivative(function("sigmoid", SCALAR, a), a), mul(function("sigmoid", SCALAR, a), sub(UNIT, function("sigmoid", SCALAR, a)))),
    "blocks": (inverse(block(2, 2, s, ZERO, ZERO, t)), block(2, 2, inverse(s), ZERO, ZERO, inverse(t))),
}  # fmt: skip

#: false at every dimension; the kind of slip in words
FALSE = {
    "a factor": (mean(mul(x, transpose(x))), add(mul(TWO, S), mul(m, transpose(m)))),
    "a transpose": (mul(A, S), mul(S, A)),
    "no half": (entropy(NORMAL), add(mul(size(d), log(mul(TWO, PI))), size(d), log(det(S)))),
    "a sign": (derivative(LOG_P, x), mul(inverse(S), sub(x, m))),
    "an inverse": (normalised((("w", Rd),), BAYES), gaussian(POSTERIOR.args[0], PRECISION)),
    "a noise": (integral((("w", Rd),), BAYES), pdf(gaussian(zero(Rn), mul(s, X, transpose(X), X, transpose(X), s)), y)),
    "a best mean": (optimum("argmax", (("a", SCALAR),), LOG_LIKELIHOOD), summation("i", n, mul(TWO, member(numbers, i)))),
    "a power": (mean(power(u, number(4)), N01, "u", SCALAR), UNIT),
}
ONLY_IN_ONE_DIMENSION = {"a transpose"}


@pytest.mark.parametrize("name", TRUE)
def test_true(name: str) -> None:
    left, right = TRUE[name]
    assert [(o.state, o.reason) for o in rederive_difference(left, right, PLAIN)] == [("zero", "")] * 2


@pytest.mark.parametrize("name", FALSE)
def test_false(name: str) -> None:
    left, right = FALSE[name]
    found = rederive_difference(left, right, PLAIN)
    assert found[1].state == "nonzero"
    assert found[1].expression != 0
    assert found[0].state == ("zero" if name in ONLY_IN_ONE_DIMENSION else "nonzero")
    assert rederive_step(step(left, right), PLAIN).verdict == "disagrees"


def test_no_doubtful_logarithm() -> None:
    """log x^2 = 2 log x needs x > 0; read from right to left the condition is there already."""
    left, right = log(power(a, TWO)), mul(TWO, log(a))
    assert rederive_step(step(left, right), PLAIN).verdict == "unknown"
    assert rederive_step(step(right, left), PLAIN).verdict == "agrees"
    assert rederive_step(step(left, right), context(positive(a))).verdict == "agrees"


def test_arbitrary_law_with_declared_moments() -> None:
    p = symbol("p", law(Rd))
    given = context(
        Proposition("=", expectation((("x", Rd),), p, x), m),
        Proposition("=", variance((("x", Rd),), p, x), S),
        definite(S),
    )
    given.symbols["p"] = law(Rd)
    left = expectation((("x", Rd),), p, bilinear(x, A, x))
    right = add(trace(mul(A, S)), bilinear(m, A, m))
    assert rederive_step(step(left, right), given).verdict == "agrees"
    assert rederive_step(step(left, trace(mul(A, S))), given).verdict == "disagrees"
    fourth = expectation((("x", Rd),), p, power(mul(transpose(x), x), TWO))
    assert rederive_step(step(fourth, power(trace(S), TWO)), given).verdict == "disagrees"


def test_equations_of_the_givens() -> None:
    """Weights that sum to one."""
    given = context(Proposition("=", summation("i", n, member(numbers, i)), UNIT))
    left = summation("i", n, mul(member(numbers, i), a))
    assert rederive_step(step(left, a), given).verdict == "agrees"
    assert rederive_step(step(left, b), given).verdict == "disagrees"


def test_up_to_a_constant_and_a_factor() -> None:
    form = neg(mul(HALF, bilinear(sub(x, m), inverse(S), sub(x, m))))
    assert rederive_step(step(pdf(NORMAL, x), exp(form), "proportional", variables=("x",)), PLAIN).verdict == "agrees"
    assert rederive_step(step(pdf(NORMAL, x), exp(form), "proportional", variables=("x", "m", "S")), PLAIN).verdict == "disagrees"
    assert rederive_step(step(LOG_P, form, "constant", variables=("x",)), PLAIN).verdict == "agrees"
    assert rederive_step(step(LOG_P, mul(TWO, form), "constant", variables=("x",)), PLAIN).verdict == "disagrees"
    assert rederive_step(step(LOG_P, form, "constant"), PLAIN).verdict == "unknown"


def test_inequalities() -> None:
    assert rederive_step(step(add(power(a, TWO), s), ZERO, ">"), PLAIN).verdict == "agrees"
    assert rederive_step(step(a, ZERO, ">"), PLAIN).verdict == "disagrees"
    assert rederive_step(step(kl(NORMAL, gaussian(zero(Rd), S)), ZERO, ">="), PLAIN).verdict != "disagrees"


def test_implication() -> None:
    premise = (Proposition("=", mul(TWO, a), add(b, UNIT)),)
    good = step(add(a, a), add(UNIT, b), role="implication", premise=premise)
    assert rederive_step(good, PLAIN).verdict == "agrees"
    assert rederive_step(good._replace(right=side(b)), PLAIN).verdict == "disagrees"


def test_solution_must_be_the_only_one() -> None:
    premise = (Proposition("=", sub(power(a, TWO), power(s, TWO)), ZERO),)
    asked = step(a, s, role="solution", premise=premise, unknown=a)
    assert rederive_step(asked, PLAIN).verdict != "agrees"
    assert rederive_step(asked, context(positive(s), positive(a))).verdict == "agrees"


def test_definitions_and_conditions_are_not_asked() -> None:
    assert rederive_step(step(a, b, role="definition"), PLAIN).verdict is None
    assert rederive_step(step(a, ZERO, role="condition"), PLAIN).verdict is None
    assert rederive_step(step(a, b)._replace(right=side(b)._replace(terms=())), PLAIN).verdict is None


def test_a_dimension_that_is_not_admissible_is_not_asked() -> None:
    given = context(Proposition(">", size(n), UNIT))
    assert rederive_step(step(a, a), given).dimensions == (2,)


def test_free_variable_of_the_same_name_is_not_captured() -> None:
    """E over x of a law that depends on another x."""
    moved = gaussian(x, S)
    assert rederive_step(step(mean(x, moved), x), PLAIN).verdict == "agrees"
    assert rederive_step(step(mean(mean(x, moved), NORMAL), m), PLAIN).verdict == "agrees"

