"""SymPy on the lines of a worksheet on the divergence of Gaussians and a mean-field bound, built as terms by hand."""

from __future__ import annotations

import pytest

from symkl.elaborate.statements import Sheet, Side, Statement, Step
from symkl.kernel.context import Context, Definition, Proposition
from symkl.kernel.sort import SCALAR, Sort, dimension, law, vector
from symkl.kernel.term import (
    HALF,
    PI,
    TWO,
    UNIT,
    ZERO,
    Term,
    add,
    block,
    density,
    derivative,
    det,
    div,
    entry,
    exp,
    expectation,
    function,
    gaussian,
    identity,
    integral,
    inverse,
    kl,
    log,
    mul,
    neg,
    normalised,
    number,
    optimum,
    pdf,
    power,
    size,
    sub,
    symbol,
    trace,
    transpose,
)
from symkl.rederive.judge import rederive_step
from symkl.source import Span

d = dimension("d")
Rd, Rdd, R2 = vector(d), Sort(d, d), vector(dimension(2))
NOWHERE = Span(0, 0)


def side(term: Term, latex: str = "") -> Side:
    return Side(latex or repr(term), NOWHERE, (term,))


def step(left: Term, right: Term, relation: str = "=", role: str = "claim", anchor: Term | None = None, **more: object) -> Step:
    return Step(relation, role, side(left), side(right), side(anchor or left), NOWHERE, **more)  # type: ignore[arg-type]


def positive(term: Term) -> Proposition:
    return Proposition(">", term, ZERO)


def definite(term: Term) -> Proposition:
    return Proposition("succ", term, Term("zero", (), None, term.sort))


# -- problem 1: the divergence of two Gaussians ----------------------------------------------------------------------------

z, mu1, mu2 = symbol("z", Rd), symbol("\\mu_1", Rd), symbol("\\mu_2", Rd)
S1, S2 = symbol("\\Sigma_1", Rdd), symbol("\\Sigma_2", Rdd)
p, q = symbol("p", law(Rd)), symbol("q", law(Rd))
KL_CONTEXT = Context(
    {"z": Rd, "\\mu_1": Rd, "\\mu_2": Rd, "\\Sigma_1": Rdd, "\\Sigma_2": Rdd, "p": law(Rd), "q": law(Rd)},
    {"p": Definition("p", (), gaussian(mu1, S1), "given"), "q": Definition("q", (), gaussian(mu2, S2), "given")},
    (definite(S1), definite(S2)),
    {},
)


def mean_p(body: Term) -> Term:
    return expectation((("z", Rd),), p, body)


def form(a: Term, m: Term, b: Term) -> Term:
    return mul(transpose(a), inverse(m), b)


def printed_constant(s: Term) -> Term:
    """As printed: the root over the determinant is missing."""
    return neg(log(mul(power(mul(TWO, PI), div(size(d), TWO)), det(s))))


def half(term: Term) -> Term:
    return mul(HALF, term)


def second_line(m: Term, s: Term) -> Term:
    body = add(mean_p(form(z, s, z)), mean_p(form(m, s, m)))
    return add(printed_constant(s), neg(half(body)), mean_p(form(m, s, z)))


LEFT_12, LEFT_15 = mean_p(log(pdf(p, z))), mean_p(log(pdf(q, z)))
RIGHT_12, RIGHT_15 = second_line(mu1, S1), second_line(mu2, S2)
RIGHT_13 = add(printed_constant(S1), neg(half(add(size(d), form(mu1, S1, mu1), form(mu1, S1, mu1)))), form(mu1, S1, mu1))
RIGHT_14 = add(printed_constant(S1), neg(div(size(d), TWO)))
TRACE = trace(mul(S1, inverse(S2)))
RIGHT_16 = add(printed_constant(S2), neg(half(add(TRACE, form(mu1, S2, mu1), form(mu2, S2, mu2)))), form(mu2, S2, mu1))
AWAY = form(sub(mu1, mu2), S2, sub(mu1, mu2))
RIGHT_17 = add(printed_constant(S2), neg(half(TRACE)), neg(half(AWAY)))
RIGHT_18 = add(log(div(det(S2), det(S1))), neg(half(add(size(d), neg(TRACE), neg(AWAY)))))
TRUE_18 = add(half(log(div(det(S2), det(S1)))), neg(half(add(size(d), neg(TRACE), neg(AWAY)))))

KL_STEPS = {
    "1.1": (step(kl(p, q), sub(LEFT_12, LEFT_15)), "agrees", None),
    "1.2": (step(LEFT_12, RIGHT_12), "disagrees", "log(Sigma_1)/2"),
    "1.3": (step(RIGHT_12, RIGHT_13, anchor=LEFT_12), "disagrees", "log(Sigma_1)/2"),
    "1.4": (step(RIGHT_13, RIGHT_14, anchor=LEFT_12), "disagrees", "log(Sigma_1)/2"),
    "1.5": (step(LEFT_15, RIGHT_15), "disagrees", "log(Sigma_2)/2"),
    "1.6": (step(RIGHT_15, RIGHT_16, anchor=LEFT_15), "disagrees", "log(Sigma_2)/2"),
    "1.7": (step(RIGHT_16, RIGHT_17, anchor=LEFT_15), "disagrees", "log(Sigma_2)/2"),
    "1.8": (step(kl(p, q), RIGHT_18), "disagrees", "log(Sigma_1)/2 - log(Sigma_2)/2"),
    "1.8-mended": (step(kl(p, q), TRUE_18), "agrees", None),
}

# -- problem 2: an arbitrary law ---------------------------------------------------------------------------------------------

x, mu = symbol("x", Rd), symbol("\\mu", Rd)
any_p = symbol("p", law(Rd))
isotropic = function("q(x|\\mu)", law(Rd), mu)
c = symbol("c")
ARBITRARY_CONTEXT = Context(
    {"x": Rd, "\\mu": Rd, "p": law(Rd), "c": SCALAR},
    {"q(x|\\mu)": Definition("q(x|\\mu)", (("\\mu", Rd),), gaussian(mu, identity(d)), "given")},
    (Proposition("free-of", c, mu),),
    {},
)


def mean_any(body: Term) -> Term:
    return expectation((("x", Rd),), any_p, body)


def argmin(body: Term) -> Term:
    return optimum("argmin", (("\\mu", Rd),), body)


CROSS = mean_any(log(pdf(isotropic, x)))
RIGHT_110 = add(c, mul(transpose(mu), mean_any(x)), neg(half(mul(transpose(mu), mu))))
SLOPE = derivative(CROSS, mu)
ARGMIN = argmin(kl(any_p, isotropic))
PREMISE = (Proposition("=", SLOPE, Term("zero", (), None, Rd)),)
ARBITRARY_STEPS = {
    "1.9a": (step(ARGMIN, argmin(sub(mean_any(log(pdf(any_p, x))), CROSS))), "agrees", None),
    "1.9b": (step(ARGMIN, argmin(neg(CROSS)), anchor=ARGMIN), "agrees", None),
    "1.9-wrong": (step(ARGMIN, argmin(mul(number(3), mul(transpose(mu), mu)))), "disagrees", None),
    "1.10": (step(CROSS, RIGHT_110), "agrees", None),
    "1.11": (step(SLOPE, sub(mean_any(x), mu)), "agrees", None),
    "1.11-condition": (step(SLOPE, ZERO, role="condition"), None, None),
    "1.12": (step(mu, mean_any(x), role="solution", premise=PREMISE, unknown=mu), "agrees", None),
}

# -- problems 3 and 4: a posterior and a mean-field bound -----------------------------------------------------------------------

zz, theta, xx = symbol("z", R2), symbol("\\theta", R2), symbol("x")
z1, z2 = (entry(zz, number(i)) for i in (1, 2))
t1, t2 = symbol("\\theta_1"), symbol("\\theta_2")
m1, m2, s1, s2 = symbol("m_1"), symbol("m_2"), symbol("s_1"), symbol("s_2")
prior = symbol("p(z)", law(R2))
likelihood = function("p(x|z)", law(SCALAR), zz)
JOINT = mul(pdf(likelihood, xx), pdf(prior, zz))
evidence = symbol("p(x)", law(SCALAR))
posterior = function("p(z|x)", law(R2), xx)
q1, q2 = symbol("q_1", law(SCALAR)), symbol("q_2", law(SCALAR))
qz = symbol("q", law(R2))
L = symbol("L")


def mean_q(body: Term) -> Term:
    return expectation((("z", R2),), qz, body)


FACTORS = mul(pdf(q1, z1), pdf(q2, z2))
ELBO = mean_q(sub(log(JOINT), log(pdf(qz, zz))))
VALUES: dict[str, tuple[tuple[tuple[str, Sort], ...], Term]] = {
    "\\theta": ((), block(2, 1, t1, t2)),
    "m": ((), block(2, 1, m1, m2)),
    "p(z)": ((), gaussian(Term("zero", (), None, R2), identity(dimension(2)))),
    "p(x|z)": ((("z", R2),), gaussian(mul(transpose(theta), zz), UNIT)),
    "q_1": ((), gaussian(m1, power(s1, TWO))),
    "q_2": ((), gaussian(m2, power(s2, TWO))),
    "q": ((), density((("z", R2),), FACTORS)),
    "p(x)": ((), density((("x", SCALAR),), integral((("z", R2),), JOINT))),
    "p(z|x)": ((("x", SCALAR),), normalised((("z", R2),), JOINT)),
    "L": ((), ELBO),
}
BOUND_CONTEXT = Context(
    {"z": R2, "x": SCALAR, "\\theta_1": SCALAR, "\\theta_2": SCALAR, "m_1": SCALAR, "m_2": SCALAR, "s_1": SCALAR, "s_2": SCALAR, "c": SCALAR},
    {name: Definition(name, parameters, body, "given") for name, (parameters, body) in VALUES.items()},
    (positive(s1), positive(s2), Proposition("free-of", c, zz)),
    {},
)


def sq(term: Term) -> Term:
    return power(term, TWO)


LOG2PI = log(mul(TWO, PI))
EXPONENT = add(
    mul(sq(z1), add(UNIT, sq(t1))),
    mul(sq(z2), add(UNIT, sq(t2))),
    neg(mul(TWO, xx, add(mul(t1, z1), mul(t2, z2)))),
    mul(TWO, t1, t2, z1, z2),
)
m_vector = symbol("m", R2)
AWAY_X = sq(sub(xx, mul(transpose(theta), m_vector)))
RIGHT_26 = sub(neg(LOG2PI), half(add(sq(m1), sq(s1), sq(m2), sq(s2))))
RIGHT_27 = neg(half(add(LOG2PI, AWAY_X, mul(sq(t1), sq(s1)), mul(sq(t2), sq(s2)))))
RIGHT_28 = add(neg(HALF), neg(half(LOG2PI)), neg(log(s1)))
RIGHT_29 = add(neg(HALF), neg(half(LOG2PI)), neg(log(s2)))
SQUARES = add(mul(add(sq(m1), sq(s1)), add(UNIT, sq(t1))), mul(add(sq(m2), sq(s2)), add(UNIT, sq(t2))), LOG2PI, sq(xx))
RIGHT_210 = add(neg(half(SQUARES)), neg(mul(t1, t2, m1, m2)), mul(xx, t1, m1), mul(xx, t2, m2), log(s1), log(s2))
SLOPE_M, SLOPE_S = derivative(L, m1), derivative(L, s1)
RIGHT_212 = add(neg(mul(m1, add(UNIT, sq(t1)))), neg(mul(t1, t2, m2)), mul(xx, t1))
RIGHT_213 = mul(t1, div(sub(xx, mul(t2, m2)), add(UNIT, sq(t1))))
RIGHT_214 = add(neg(mul(s1, add(UNIT, sq(t1)))), div(UNIT, s1))
RIGHT_215 = div(UNIT, add(UNIT, sq(t1)))


def premise(slope: Term) -> tuple[Proposition, ...]:
    return (Proposition("=", slope, ZERO),)


BOUND_STEPS = {
    "2.1": (step(pdf(posterior, zz), div(JOINT, pdf(evidence, xx))), "agrees", None),
    "2.2": (step(pdf(posterior, zz), div(JOINT, integral((("z", R2),), JOINT))), "agrees", None),
    "2.3": (step(pdf(posterior, zz), mul(c, exp(neg(half(EXPONENT))))), "agrees", None),
    "2.3-wrong": (step(pdf(posterior, zz), mul(c, exp(neg(EXPONENT)))), "disagrees", None),
    "2.4": (step(L, ELBO, role="definition"), None, None),
    "2.5": (
        step(L, add(mean_q(log(pdf(prior, zz))), mean_q(log(pdf(likelihood, xx))), neg(mean_q(log(pdf(q1, z1)))), neg(mean_q(log(pdf(q2, z2)))))),
        "agrees",
        None,
    ),
    "2.6": (step(mean_q(log(pdf(prior, zz))), RIGHT_26), "agrees", None),
    "2.7": (step(mean_q(log(pdf(likelihood, xx))), RIGHT_27), "agrees", None),
    "2.8": (step(mean_q(log(pdf(q1, z1))), RIGHT_28), "agrees", None),
    "2.9": (step(mean_q(log(pdf(q2, z2))), RIGHT_29), "agrees", None),
    "2.10": (step(L, RIGHT_210), "disagrees", "1"),
    "2.12": (step(SLOPE_M, RIGHT_212), "agrees", None),
    "2.13": (step(m1, RIGHT_213, role="solution", premise=premise(SLOPE_M), unknown=m1), "agrees", None),
    "2.13-wrong": (step(m1, neg(RIGHT_213), role="solution", premise=premise(SLOPE_M), unknown=m1), "disagrees", None),
    "2.14": (step(SLOPE_S, RIGHT_214), "agrees", None),
    "2.15": (step(sq(s1), RIGHT_215, role="solution", premise=premise(SLOPE_S), unknown=sq(s1)), "agrees", None),
    "2.15-root": (step(s1, power(RIGHT_215, HALF), role="solution", premise=premise(SLOPE_S), unknown=s1), "agrees", None),
    "cross": (step(derivative(derivative(log(pdf(posterior, zz)), z1), z2), neg(mul(t1, t2))), "agrees", None),
}

ALL = [(KL_CONTEXT, KL_STEPS), (ARBITRARY_CONTEXT, ARBITRARY_STEPS), (BOUND_CONTEXT, BOUND_STEPS)]
CASES = [pytest.param(context, *case, id=label) for context, steps in ALL for label, case in steps.items()]


@pytest.mark.parametrize(("context", "asked", "verdict", "difference"), CASES)
def test_step(context: Context, asked: Step, verdict: str | None, difference: str | None) -> None:
    found = rederive_step(asked, context, (1,))
    assert found.verdict == verdict
    assert difference is None or found.difference == difference


@pytest.mark.parametrize(("context", "asked", "verdict", "difference"), CASES)
def test_step_in_two_dimensions(context: Context, asked: Step, verdict: str | None, difference: str | None) -> None:
    assert rederive_step(asked, context).verdict == verdict


def sheet() -> Sheet:
    """The lines above as a worksheet."""
    statements = [
        Statement(label, (label,), NOWHERE, (case[0],), context)
        for context, steps in ALL
        for label, case in steps.items()
    ]
    return Sheet("sheet.md", "", tuple(statements))

