"""The scanned worksheet's second problem, term by term: its evidence lower bound, the lost constant, and the stationary points."""

from __future__ import annotations

import time

from symkl.elaborate.statements import Side, Step
from symkl.kernel import term as t
from symkl.kernel.context import Context, Definition, Proposition
from symkl.kernel.sort import SCALAR, law
from symkl.kernel.term import Term
from symkl.refute.refute import contradicts, refute, refute_equal, refute_step
from symkl.source import Span

names = ("x", "z1", "z2", "m1", "m2", "s1", "s2", "a1", "a2")
x, z1, z2, m1, m2, s1, s2, a1, a2 = (t.symbol(n) for n in names)
add, mul, num, log, half = t.add, t.mul, t.number, t.log, t.HALF
BOTH = (("z1", SCALAR), ("z2", SCALAR))


def square(of: Term) -> Term:
    return t.power(of, t.TWO)


def minus(of: Term) -> Term:
    return t.neg(of)


q1, q2, prior = t.gaussian(m1, square(s1)), t.gaussian(m2, square(s2)), t.gaussian(t.ZERO, t.UNIT)
likelihood = t.gaussian(add(mul(a1, z1), mul(a2, z2)), t.UNIT)
prior_pdf = mul(t.pdf(prior, z1), t.pdf(prior, z2))
joint = mul(prior_pdf, t.pdf(likelihood, x))
Q = Definition("q(z)", (), t.density(BOTH, mul(t.pdf(q1, z1), t.pdf(q2, z2))), "given")
q = t.symbol("q(z)", law(SCALAR, SCALAR))
L = Definition("L", (), t.expectation(BOTH, q, t.sub(log(joint), log(t.pdf(q, z1, z2)))), "2.4")
bound = t.symbol("L")
facts = tuple(Proposition(">", s, t.ZERO) for s in (s1, s2))
GIVEN = Context(dict.fromkeys(names, SCALAR), {"q(z)": Q, "L": L}, facts, {})
log_2pi = log(mul(t.TWO, t.PI))
posterior = t.normalised(BOTH, joint)


def expectation(body: Term) -> Term:
    return t.expectation(BOTH, q, body)


moments = add(mul(add(square(m1), square(s1)), add(t.UNIT, square(a1))), mul(add(square(m2), square(s2)), add(t.UNIT, square(a2))), log_2pi, square(x))
rest = (minus(mul(a1, a2, m1, m2)), mul(x, a1, m1), mul(x, a2, m2), log(s1), log(s2))
printed_bound = add(minus(mul(half, moments)), *rest)
quadratic = add(
    mul(square(z1), add(t.UNIT, square(a1))), mul(square(z2), add(t.UNIT, square(a2))),
    minus(mul(t.TWO, x, add(mul(a1, z1), mul(a2, z2)))), mul(t.TWO, a1, a2, z1, z2),
)  # fmt: skip
away = t.sub(x, add(mul(a1, m1), mul(a2, m2)))

TRUE: tuple[tuple[str, Term, Term], ...] = (
    ("2.2", t.pdf(posterior, z1, z2), t.div(joint, t.integral(BOTH, joint))),
    ("2.5", bound, add(expectation(log(prior_pdf)), expectation(log(t.pdf(likelihood, x))),
                       minus(expectation(log(t.pdf(q1, z1)))), minus(expectation(log(t.pdf(q2, z2)))))),
    ("2.6", expectation(log(prior_pdf)), minus(add(log_2pi, mul(half, add(square(m1), square(s1), square(m2), square(s2)))))),
    ("2.7", expectation(log(t.pdf(likelihood, x))),
     minus(mul(half, add(log_2pi, square(away), mul(square(a1), square(s1)), mul(square(a2), square(s2)))))),
    ("2.9", expectation(log(t.pdf(q2, z2))), add(minus(half), minus(mul(half, log_2pi)), minus(log(s2)))),
    ("2.10 put right", bound, add(printed_bound, t.UNIT)),
    ("2.12", t.derivative(bound, m1), add(minus(mul(m1, add(t.UNIT, square(a1)))), minus(mul(a1, a2, m2)), mul(x, a1))),
    ("2.14", t.derivative(bound, s1), add(minus(mul(s1, add(t.UNIT, square(a1)))), t.inverse(s1))),
    ("why it does not factorise", t.derivative(t.derivative(log(t.pdf(posterior, z1, z2)), z1), z2), minus(mul(a1, a2))),
)  # fmt: skip


def side(term: Term) -> Side:
    return Side("..", Span(0, 1), (term,))


def claim(left: Term, right: Term, **more: object) -> Step:
    role = str(more.pop("role", "claim"))
    return Step("=", role, side(left), side(right), side(left), Span(0, 1), **more)  # type: ignore[arg-type]


def test_the_true_lines_are_not_refuted() -> None:
    for label, left, right in TRUE:
        assert refute_equal(left, right, GIVEN) is None, label


def test_the_lost_constant_is_found() -> None:
    found = refute_equal(bound, printed_bound, GIVEN)
    assert found is not None and found.kind == "values"
    assert {n for n, _ in found.counterexample.values} == {"x", "m1", "m2", "s1", "s2", "a1", "a2"}


def test_the_constant_factor_of_the_posterior() -> None:
    bell = t.exp(minus(mul(half, quadratic)))
    assert refute("proportional", t.pdf(posterior, z1, z2), bell, GIVEN, ("z1", "z2")) is None
    c = t.symbol("c")
    given = Context({**GIVEN.symbols, "c": SCALAR}, GIVEN.definitions, (*facts, Proposition("free-of", c, z1)), {})
    assert refute_equal(t.pdf(posterior, z1, z2), mul(c, bell), given) is None
    assert refute_equal(t.pdf(posterior, z1, z2), mul(c, t.exp(minus(quadratic))), given) is not None


def test_stationary_points() -> None:
    by_mean = (Proposition("=", t.derivative(bound, m1), t.ZERO),)
    right = mul(a1, t.div(t.sub(x, mul(a2, m2)), add(t.UNIT, square(a1))))
    assert refute_step(claim(m1, right, role="solution", premise=by_mean, unknown=m1), GIVEN) is None
    wrong = refute_step(claim(m1, mul(a2, right), role="solution", premise=by_mean, unknown=m1), GIVEN)
    assert wrong is not None and wrong.kind == "not-a-solution"
    by_spread, power = (Proposition("=", t.derivative(bound, s1), t.ZERO),), square(s1)
    variance = t.inverse(add(t.UNIT, square(a1)))
    assert refute_step(claim(power, variance, role="solution", premise=by_spread, unknown=power), GIVEN) is None
    wrong = refute_step(claim(power, add(t.UNIT, square(a1)), role="solution", premise=by_spread, unknown=power), GIVEN)
    assert wrong is not None and wrong.kind == "not-a-solution"


def test_the_joint_solution_is_the_posterior_mean() -> None:
    total = add(t.UNIT, square(a1), square(a2))
    assert refute_equal(t.expectation(BOTH, posterior, z1), t.div(mul(a1, x), total), GIVEN) is None
    assert refute_equal(t.expectation(BOTH, posterior, z1), t.div(mul(a2, x), total), GIVEN) is not None


def test_a_cross_check_of_every_line_is_quick() -> None:
    """A bound far above what it takes, so that only a change of order is caught here."""
    started = time.process_time()
    assert all(contradicts(claim(left, right), GIVEN._replace(latex={})) is None for _, left, right in TRUE)
    assert time.process_time() - started < 20
