"""Wrong steps are refuted, each with the right kind of counterexample; right ones and undecidable ones are not."""

from __future__ import annotations

from symkl.elaborate.statements import Side, Step
from symkl.kernel import term as t
from symkl.kernel.context import Context, Definition, Proposition
from symkl.kernel.sort import SCALAR, law, vector
from symkl.kernel.term import Term
from symkl.refute.models import find_model
from symkl.refute.refute import contradicts, refute, refute_equal, refute_step
from symkl.source import Span
from tests.refuter_terms import (
    S1,
    SYMBOLS,
    D,
    H,
    I,
    N,
    P,
    T,
    V,
    X,
    Z,
    add,
    b,
    c,
    context,
    det,
    exp,
    half,
    i,
    inv,
    log,
    m1,
    m2,
    mul,
    neg,
    num,
    p,
    q,
    quadratic,
    r,
    s,
    square,
    sub,
    total,
    two,
    u,
    v,
    x,
    xi,
    xs,
    y,
    yi,
    ys,
    z,
)  # fmt: skip

HERE = Span(0, 1)


def side(*terms: Term, constant: bool = False) -> Side:
    return Side("..", HERE, terms, None, constant)


def step(left: Term, relation: str, right: Term, role: str = "claim", **more: object) -> Step:
    return Step(relation, role, side(left), side(right), side(left), HERE, **more)  # type: ignore[arg-type]


def kind(of: Step, within: Context) -> str | None:
    found = refute_step(of, within)
    return None if found is None else found.kind


def test_the_missing_half_of_a_log_determinant_is_shown_at_the_smallest_model() -> None:
    wrong = add(neg(log(mul(t.power(mul(two, t.PI), mul(half, t.size(D))), det(S1)))), mul(neg(half), t.size(D)))
    found = refute_equal(t.expectation(X, p, log(t.pdf(p, x))), wrong, context())
    assert found is not None
    told = found.counterexample
    assert told.kind == "values" and told.dimensions == (("d", 1),)
    assert dict(told.values) == {"m1": (("0",),), "S1": (("4",),)}
    assert told.left == r"-\frac{3}{2} \log 2 - \frac{1}{2} \log \pi - \frac{1}{2}"
    assert told.right == r"-\frac{5}{2} \log 2 - \frac{1}{2} \log \pi - \frac{1}{2}"


def test_the_same_question_has_the_same_answer() -> None:
    wrong = refute_equal(t.kl(p, q), t.kl(q, p), context())
    assert wrong is not None and wrong == refute_equal(t.kl(p, q), t.kl(q, p), context())


def test_what_is_true_in_one_dimension_only_is_refuted() -> None:
    found = refute_equal(det(mul(v, S1)), mul(v, det(S1)), context())
    assert found is not None and dict(found.counterexample.dimensions)["d"] >= 2


def test_a_side_without_a_value_is_told_apart() -> None:
    fraction = t.div(sub(square(r), t.UNIT), sub(r, t.UNIT))
    assert refute_equal(fraction, add(r, t.UNIT), context()) is None
    found = refute_equal(log(square(r)), mul(two, log(r)), context(Proposition("!=", r, t.ZERO)))
    assert found is not None and found.kind == "undefined" and found.counterexample.right == ""
    assert contradicts(step(log(square(r)), "=", mul(two, log(r))), context()) is None


def test_proportional_and_constant() -> None:
    bell = exp(neg(mul(half, quadratic(sub(x, m1), inv(S1)))))
    assert refute("proportional", t.pdf(p, x), bell, context(), ("x",)) is None
    found = refute("proportional", t.pdf(p, x), exp(neg(quadratic(sub(x, m1), inv(S1)))), context(), ("x",))
    assert found is not None and found.kind == "pair" and found.counterexample.other is not None
    negative = refute("proportional", t.pdf(p, x), neg(bell), context(), ("x",))
    assert negative is not None and negative.kind == "values"
    assert refute("constant", log(t.pdf(p, x)), add(mul(T(m1), inv(S1), x), neg(mul(half, quadratic(x, inv(S1))))), context(), ("x",)) is None
    assert refute("constant", log(t.pdf(p, x)), mul(T(m1), inv(S1), x), context(), ("x",)) is not None
    log_q, form = log(t.pdf(q, x)), neg(mul(half, quadratic(sub(x, m2), inv(q.args[1]))))
    assert refute("constant", log_q, form, context(), ("x", "m2")) is None
    assert refute("constant", log_q, form, context(), ("x", "S2")) is not None


def test_a_constant_on_a_side_is_any_constant() -> None:
    right = side(neg(mul(half, quadratic(sub(x, m1), inv(S1)))), constant=True)
    left = side(log(t.pdf(p, x)))
    assert refute_step(Step("=", "claim", left, right, left, HERE, variables=("x",)), context()) is None
    wrong = side(neg(quadratic(sub(x, m1), inv(S1))), constant=True)
    found = refute_step(Step("=", "claim", left, wrong, left, HERE, variables=("x",)), context())
    assert found is not None and found.kind == "pair"


def test_a_declared_constant_free_of_a_variable() -> None:
    k = t.symbol("k0")
    free = Context({**SYMBOLS, "k0": SCALAR}, {}, context().facts + (Proposition("free-of", k, b),), {})
    log_density = t.expectation(X, P, log(t.pdf(t.gaussian(b, I), x)))
    right = add(k, mul(T(b), t.expectation(X, P, x)), mul(neg(half), T(b), b))
    assert refute_equal(log_density, right, free) is None
    found = refute_equal(log_density, add(k, mul(T(b), t.expectation(X, P, x))), free)
    assert found is not None and found.kind == "pair"
    density = mul(k, exp(neg(mul(half, T(sub(b, m1)), inv(S1), sub(b, m1)))))
    assert refute_equal(t.pdf(p, b), density, free) is None
    assert refute_equal(t.pdf(p, b), mul(k, exp(neg(quadratic(sub(b, m1), inv(S1))))), free) is not None


def stationary(objective: Term, by: Term) -> tuple[Proposition, ...]:
    derivative = t.derivative(objective, by)
    return (Proposition("=", derivative, t.zero(derivative.sort)),)


def solved(objective: Term, by: Term, right: Term) -> Step:
    return step(by, "=", right, "solution", premise=stationary(objective, by), unknown=by)


def test_solutions() -> None:
    likelihood = total(log(t.pdf(t.gaussian(b, S1), xi)))
    mean = mul(t.inverse(t.size(N)), total(xi))
    assert kind(solved(likelihood, b, mean), context()) is None
    assert kind(solved(likelihood, b, total(xi)), context()) == "not-a-solution"
    least = quadratic(sub(u, mul(H, x)), t.identity(N))
    normal = mul(inv(mul(T(H), H)), T(H), u)
    regular = context(Proposition("succ", mul(T(H), H), t.zero(S1.sort)))
    assert kind(solved(least, x, normal), regular) is None
    assert kind(solved(least, x, mul(T(H), u)), regular) == "not-a-solution"
    assert kind(solved(square(mul(T(b), x)), x, t.zero(V)), context()) == "another-solution"
    assert kind(step(r, "=", s, "solution", premise=(Proposition("=", square(r), square(s)),), unknown=r), context()) == "another-solution"
    assert kind(step(r, "=", s, "solution", premise=(Proposition("=", square(r), square(s)),), unknown=r),
                context(Proposition(">", r, t.ZERO), Proposition(">", s, t.ZERO))) is None  # fmt: skip


def test_a_solution_for_a_power() -> None:
    objective = add(log(v), neg(mul(half, square(v), c)))
    by_power = t.power(v, two)
    premise = stationary(objective, v)
    assert kind(step(by_power, "=", t.inverse(c), "solution", premise=premise, unknown=by_power), context()) is None
    assert kind(step(by_power, "=", c, "solution", premise=premise, unknown=by_power), context()) == "not-a-solution"


def test_implications() -> None:
    premise = (Proposition("=", add(r, s), t.ZERO),)
    assert kind(step(r, "=", neg(s), "implication", premise=premise), context()) is None
    assert kind(step(r, "=", s, "implication", premise=premise), context()) == "values"
    assert kind(step(square(r), "=", square(s), "implication", premise=premise), context()) is None
    starred = t.symbol("v")
    assert kind(step(starred, "=", neg(s), "implication", premise=premise), context()) is None, "a name of which the premise does not speak"


def test_optima() -> None:
    divergence = t.kl(t.gaussian(m1, S1), t.gaussian(b, I))
    best = t.optimum("argmin", (("b", V),), divergence)
    assert refute_equal(best, m1, context()) is None
    assert refute_equal(best, t.optimum("argmax", (("b", V),), t.expectation(X, p, log(t.pdf(t.gaussian(b, I), x)))), context()) is None
    found = refute_equal(best, m2, context())
    assert found is not None and found.kind == "not-a-solution"
    spread = t.optimum("argmin", (("v", SCALAR),), add(log(v), t.div(c, v)))
    assert refute_equal(spread, c, context()) is None
    wrong = refute_equal(spread, square(c), context())
    assert wrong is not None and wrong.kind == "not-a-solution"


def test_laws_with_other_moments_differ() -> None:
    joint = mul(t.pdf(q, z), t.pdf(t.gaussian(z, S1), x))
    posterior = t.normalised(Z, joint)
    precision = add(inv(S1), inv(q.args[1]))
    mean = mul(inv(precision), add(mul(inv(S1), x), mul(inv(q.args[1]), m2)))
    assert refute_equal(posterior, t.gaussian(mean, inv(precision)), context()) is None
    assert refute_equal(posterior, t.gaussian(mean, precision), context()) is not None


def test_what_holds_for_normal_laws_only_is_refuted_for_an_arbitrary_one() -> None:
    e, any_law = t.symbol("e"), t.symbol("L", law(SCALAR))
    mean, spread = t.expectation((("e", SCALAR),), any_law, e), t.variance((("e", SCALAR),), any_law, e)
    fourth = t.expectation((("e", SCALAR),), any_law, t.power(sub(e, mean), num(4)))
    within = Context({"e": SCALAR, "L": any_law.sort}, {}, (), {})
    assert refute_equal(fourth, mul(num(3), square(spread)), within) is not None
    assert refute(">=", fourth, square(spread), within) is None


def test_labels_are_summed_over() -> None:
    label = t.index("k", N)
    weights, joint = t.arbitrary("w0", law(SCALAR)), t.arbitrary("j0", law(SCALAR, SCALAR))
    within = Context({"r": SCALAR, "w0": weights.sort, "j0": joint.sort}, {}, (), {})
    share, both = t.pdf(weights, label), t.pdf(joint, r, label)
    evidence = t.summation("k", N, both)
    free_energy = t.summation("k", N, mul(share, log(t.div(share, both))))
    gap = t.summation("k", N, mul(share, log(t.div(share, t.div(both, evidence)))))
    assert refute_equal(t.summation("k", N, share), t.UNIT, within) is None
    assert refute_equal(free_energy, sub(gap, log(evidence)), within) is None
    found = refute_equal(free_energy, add(gap, log(evidence)), within)
    assert found is not None and found.counterexample.values
    assert refute(">=", gap, t.ZERO, within) is None


def test_definitions_are_unfolded_and_derived_through() -> None:
    energy = Definition("energy", (), quadratic(sub(x, b), inv(S1)), "given")
    shifted = Definition("shifted", (("a0", SCALAR),), add(t.symbol("a0"), r), "given")
    within = context(definitions=(energy, shifted))
    gradient = t.derivative(t.symbol("energy"), b)
    assert refute_equal(gradient, mul(two, inv(S1), sub(b, x)), within) is None
    assert refute_equal(gradient, mul(inv(S1), sub(b, x)), within) is not None
    at_three = t.function("shifted", SCALAR, num(3))
    assert refute_equal(at_three, add(num(3), r), within) is None
    assert refute_equal(t.derivative(square(t.function("shifted", SCALAR, s)), s), mul(two, add(r, s)), within) is None
    bound = t.expectation(X, p, t.symbol("energy"))
    assert refute_equal(bound, t.ZERO, within) is None, "a definition that speaks of a bound name is not understood"


def test_facts_about_every_member_hold_for_every_member() -> None:
    weights = t.symbol("pi", t.Sort(over=(N,)))
    member = t.member(weights, t.index("i", N))
    facts = (Proposition("=", total(member), t.UNIT), Proposition(">", member, t.ZERO))
    within = Context({"pi": weights.sort}, {}, facts, {})
    assert find_model(within) is not None
    assert refute("<=", total(square(member)), t.UNIT, within) is None
    assert refute("<", total(square(member)), num(1), within) is not None


def test_contradictory_facts_have_no_model() -> None:
    assert find_model(context(Proposition("<", v, t.ZERO))) is None
    assert find_model(context(Proposition("=", v, neg(v)))) is None
    assert find_model(context()) is not None


def test_a_variable_confined_to_a_part_of_its_space_is_not_integrated_over() -> None:
    within = context(Proposition(">", r, t.ZERO))
    bell = t.pdf(t.gaussian(t.ZERO, t.UNIT), r)
    assert refute_equal(t.integral((("r", SCALAR),), bell), half, within) is None
    assert refute_equal(t.integral((("r", SCALAR),), bell), half, context()) is not None


def test_nothing_is_refuted_that_is_taken_or_not_read() -> None:
    assert kind(step(r, "=", s, "definition"), context()) is None
    assert kind(step(r, "=", t.ZERO, "condition"), context()) is None
    assert kind(step(r, "approximate", s), context()) is None
    assert kind(step(r, "=", s, reason="approximation"), context()) is None
    unread = Step("=", "claim", side(r), side(), side(r), HERE)
    assert refute_step(unread, context()) is None
    assert kind(step(r, "=", t.ZERO), context()) == "values"


UNUSED = (vector, i, xs, ys, y, yi)
