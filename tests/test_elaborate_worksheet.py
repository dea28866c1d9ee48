"""The scanned worksheet with its companion: every statement against terms built by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from symkl.elaborate.statements import Sheet, Statement
from symkl.kernel import term as t
from symkl.kernel.sort import SCALAR, Sort, dimension, law, vector
from symkl.kernel.term import (
    HALF,
    PI,
    TWO,
    UNIT,
    ZERO,
    Term,
    add,
    alpha_equal,
    det,
    div,
    log,
    mul,
    neg,
    number,
    pdf,
    power,
    sub,
    symbol,
    trace,
    transpose,
)
from tests.elaborating import SHARED, sheet

PRINTED = SHARED / "worksheet-12-as-printed.md"
COMPANION = Path(__file__).resolve().parents[1] / "derivations" / "worksheet-12-as-printed.given.md"
pytestmark = pytest.mark.skipif(not PRINTED.exists(), reason="../shared is not here: the scanned worksheet is not read")

D = dimension("d")
RD, DD = vector(D), Sort(D, D)
Z, MU_1, MU_2 = symbol("z", RD), symbol("\\mu_1", RD), symbol("\\mu_2", RD)
SIGMA_1, SIGMA_2 = symbol("\\Sigma_1", DD), symbol("\\Sigma_2", DD)
P, Q = symbol("p(z)", law(RD)), symbol("q(z)", law(RD))


@cache
def read() -> Sheet:
    return sheet(PRINTED.read_text(encoding="utf-8"), COMPANION.read_text(encoding="utf-8"))


def statement(label: str) -> Statement:
    return next(s for s in read().statements if label in s.labels)


def right(label: str, place: int = 0) -> Term:
    term = statement(label).steps[place].right.term
    assert term is not None
    return term


def left(label: str) -> Term:
    term = statement(label).steps[0].left.term
    assert term is not None
    return term


def same(found: Term, built: Term) -> None:
    assert alpha_equal(flat(found), flat(built)), f"\n{flat(found)!r}\n{flat(built)!r}"


def flat(term: Term) -> Term:
    """Nested products and quotients of numbers written in one way, so that the tests need not follow the order of brackets."""
    args = tuple(map(flat, term.args))
    if term.op == "mul":
        factors = [f for a in args for f in (a.args if a.op == "mul" else (a,))]
        scalars = [f for f in factors if f.op == "number"]
        others = [f for f in factors if f.op != "number"]
        value = number(1)
        for s in scalars:
            value = number(value.data * s.data)
        kept = [] if value == UNIT and others else [value]
        return mul(*kept, *others)
    if term.op == "power" and args[0].op == "number" and args[1] == number(-1):
        return number(1 / args[0].data)
    return t.Term(term.op, args, term.data, term.sort)


def expect(body: Term) -> Term:
    return t.expectation((("z", RD),), P, body)


def form(matrix: Term, one: Term, other: Term) -> Term:
    return mul(transpose(one), t.inverse(matrix), other)


def head(sigma: Term) -> Term:
    return neg(log(mul(power(mul(TWO, PI), div(t.size(D), TWO)), det(sigma))))


def test_all_labels_are_read() -> None:
    labels = [label for s in read().statements for label in s.labels]
    assert labels == [*(f"1.{i}" for i in range(1, 13)), *(f"2.{i}" for i in range(1, 16))]
    assert not [d for d in read().diagnostics if d.severity == "error"]


def test_every_readable_side_has_one_reading() -> None:
    for s in read().statements:
        for p in s.steps:
            damaged = "2.8" in s.labels
            assert damaged or len(p.right.terms) == len(p.left.terms) == 1, (s.label, p.right.diagnostic, p.left.diagnostic)
            assert damaged or p.reason is None


def test_problem_1() -> None:
    same(left("1.1"), t.kl(P, Q))
    same(right("1.1"), sub(expect(log(pdf(P, Z))), expect(log(pdf(Q, Z)))))
    for label, law_of, sigma, mean in (("1.2", P, SIGMA_1, MU_1), ("1.5", Q, SIGMA_2, MU_2)):
        same(left(label), expect(log(pdf(law_of, Z))))
        quadratic = mul(number(-1), HALF, add(expect(form(sigma, Z, Z)), expect(form(sigma, mean, mean))))
        same(right(label), add(head(sigma), quadratic, expect(form(sigma, mean, Z))))


def test_the_chain_of_problem_1() -> None:
    own = form(SIGMA_1, MU_1, MU_1)
    same(right("1.3"), add(head(SIGMA_1), mul(number(-1), HALF, add(t.size(D), own, own)), own))
    same(right("1.4"), add(head(SIGMA_1), neg(div(t.size(D), TWO))))
    tr = trace(mul(SIGMA_1, t.inverse(SIGMA_2)))
    means = add(tr, form(SIGMA_2, MU_1, MU_1), form(SIGMA_2, MU_2, MU_2))
    same(right("1.6"), add(head(SIGMA_2), mul(number(-1), HALF, means), form(SIGMA_2, MU_2, MU_1)))
    gap = sub(MU_1, MU_2)
    same(right("1.7"), add(head(SIGMA_2), mul(number(-1), HALF, tr), mul(number(-1), HALF, form(SIGMA_2, gap, gap))))
    same(right("1.8"), add(log(div(det(SIGMA_2), det(SIGMA_1))), mul(number(-1), HALF, add(t.size(D), neg(tr), neg(form(SIGMA_2, gap, gap))))))
    for label, first in (("1.3", "1.2"), ("1.4", "1.2"), ("1.6", "1.5"), ("1.7", "1.5")):
        assert statement(label).steps[0].anchor == statement(first).steps[0].left


def test_problem_2() -> None:
    size = dimension("d@2")
    space = vector(size)
    x, mu, p = symbol("x", space), symbol("\\mu", space), t.arbitrary("p", law(space))
    q = t.function("q(x|\\mu)", law(space), mu)

    def mean(body: Term) -> Term:
        return t.expectation((("x", space),), p, body)

    log_p, log_q = mean(log(pdf(p, x))), mean(log(pdf(q, x)))
    objectives = [t.kl(p, q), sub(log_p, log_q), neg(log_q)]
    assert [s.role for s in statement("1.9").steps] == ["definition", "claim", "claim"]
    for place, objective in enumerate(objectives):
        same(right("1.9", place), t.optimum("argmin", (("\\mu", space),), objective))
    same(right("1.10"), add(symbol("c"), mul(transpose(mu), mean(x)), mul(number(-1), HALF, transpose(mu), mu)))
    same(left("1.11"), t.derivative(log_q, mu))
    assert [s.role for s in statement("1.11").steps] == ["claim", "condition"]
    same(right("1.11"), sub(mean(x), mu))
    solution = statement("1.12").steps[0]
    assert (solution.role, solution.unknown) == ("solution", mu)
    same(right("1.12"), mean(x))
    assert solution.premise[0].relation == "=" and solution.premise[0].left == left("1.11")


Z_1, Z_2, TH_1, TH_2 = (symbol(n) for n in ("z_1", "z_2", "\\theta_1", "\\theta_2"))
M_1, M_2, S_1, S_2 = (symbol(n) for n in ("m_1", "m_2", "s_1", "s_2"))
X = symbol("x@2")
PAIR = vector(dimension(2))
COLUMN, THETA = t.block(2, 1, Z_1, Z_2), t.block(2, 1, TH_1, TH_2)
PRIOR = pdf(symbol("p(z)@2", law(PAIR)), COLUMN)
LIKELIHOOD = pdf(t.function("p(x|z)", law(SCALAR), Z_1, Z_2), X)
JOINT_Q = symbol("q(z)@2", law(SCALAR, SCALAR))
Q_1, Q_2 = pdf(symbol("q_1(z_1)", law(SCALAR)), Z_1), pdf(symbol("q_2(z_2)", law(SCALAR)), Z_2)
BOTH = (("z_1", SCALAR), ("z_2", SCALAR))


def expect_q(body: Term) -> Term:
    return t.expectation(BOTH, JOINT_Q, body)


def sq(term: Term) -> Term:
    return power(term, TWO)


def test_problem_3() -> None:
    posterior = pdf(t.function("p(z|x)", law(SCALAR, SCALAR), X), Z_1, Z_2)
    evidence = pdf(symbol("p(x)", law(SCALAR)), X)
    for label in ("2.1", "2.2", "2.3"):
        same(left(label), posterior)
    same(right("2.1"), div(mul(LIKELIHOOD, PRIOR), evidence))
    same(right("2.2"), div(mul(LIKELIHOOD, PRIOR), t.integral(BOTH, mul(LIKELIHOOD, PRIOR))))
    inside = add(
        mul(sq(Z_1), add(UNIT, sq(TH_1))), mul(sq(Z_2), add(UNIT, sq(TH_2))),
        mul(number(-2), X, add(mul(TH_1, Z_1), mul(TH_2, Z_2))), mul(TWO, TH_1, TH_2, Z_1, Z_2),
    )  # fmt: skip
    same(right("2.3"), mul(symbol("c@2"), t.exp(mul(number(-1), HALF, inside))))
    context = statement("2.2").context
    assert context.definitions["p(z|x)"].body == t.normalised(BOTH, mul(PRIOR, LIKELIHOOD))
    assert context.definitions["p(x)"].body == t.density((("x@2", SCALAR),), t.integral(BOTH, mul(PRIOR, LIKELIHOOD)))


def test_the_bound() -> None:
    bound = statement("2.4")
    assert bound.steps[0].role == "definition"
    same(right("2.4"), expect_q(sub(log(mul(PRIOR, LIKELIHOOD)), log(pdf(JOINT_Q, Z_1, Z_2)))))
    same(right("2.5"), add(expect_q(log(PRIOR)), expect_q(log(LIKELIHOOD)), neg(expect_q(log(Q_1))), neg(expect_q(log(Q_2)))))
    assert statement("2.5").steps[0].anchor == bound.steps[0].left


def test_its_four_parts() -> None:
    tau = log(mul(TWO, PI))
    same(left("2.6"), expect_q(log(PRIOR)))
    same(right("2.6"), add(neg(expect_q(tau)), mul(number(-1), HALF, expect_q(add(sq(Z_1), sq(Z_2))))))
    same(right("2.6", 1), add(neg(tau), mul(number(-1), HALF, add(sq(M_1), sq(S_1), sq(M_2), sq(S_2)))))
    residual = sub(X, mul(transpose(THETA), COLUMN))
    same(right("2.7"), mul(number(-1), HALF, add(tau, expect_q(sq(residual)))))
    at_mean = sub(X, mul(transpose(THETA), t.block(2, 1, M_1, M_2)))
    same(right("2.7", 1), mul(number(-1), HALF, add(tau, sq(at_mean), mul(sq(TH_1), sq(S_1)), mul(sq(TH_2), sq(S_2)))))
    last = add(neg(HALF), mul(number(-1), HALF, tau), neg(log(S_1)))
    same(right("2.8", 1), last)
    same(right("2.9"), add(neg(HALF), mul(number(-1), HALF, tau), neg(log(S_2))))


def test_the_damaged_line_has_candidate_repairs() -> None:
    damaged = statement("2.8").steps[0].right
    assert not damaged.terms and damaged.diagnostic is not None and damaged.diagnostic.code == "unclosed-bracket"
    tau = log(mul(TWO, PI))
    body = expect_q(add(sq(Z_1), mul(number(-2), M_1, Z_1), sq(M_1)))
    mended = add(mul(number(-1), HALF, tau), neg(log(S_1)), neg(mul(div(UNIT, mul(TWO, sq(S_1))), body)))
    assert any(alpha_equal(flat(term), flat(mended)) for _, term in damaged.repairs)


def test_a_sum_over_two_labels_is_one_statement() -> None:
    assert statement("2.10").labels == ("2.10", "2.11")
    inner = add(
        mul(add(sq(M_1), sq(S_1)), add(UNIT, sq(TH_1))), mul(add(sq(M_2), sq(S_2)), add(UNIT, sq(TH_2))), log(mul(TWO, PI)), sq(X)
    )  # fmt: skip
    rest = [neg(mul(TH_1, TH_2, M_1, M_2)), mul(X, TH_1, M_1), mul(X, TH_2, M_2), log(S_1), log(S_2)]
    same(right("2.10"), add(mul(number(-1), HALF, inner), *rest))


def test_the_stationary_points() -> None:
    bound = left("2.4")
    same(left("2.12"), t.derivative(bound, M_1))
    same(right("2.12"), add(neg(mul(M_1, add(UNIT, sq(TH_1)))), neg(mul(TH_1, TH_2, M_2)), mul(X, TH_1)))
    same(right("2.13"), mul(TH_1, div(sub(X, mul(TH_2, M_2)), add(UNIT, sq(TH_1)))))
    assert statement("2.13").steps[0].unknown == M_1
    same(right("2.14"), add(neg(mul(S_1, add(UNIT, sq(TH_1)))), div(UNIT, S_1)))
    same(right("2.15"), div(UNIT, add(UNIT, sq(TH_1))))
    assert statement("2.15").steps[0].unknown == sq(S_1)
    for label, condition in (("2.13", "2.12"), ("2.15", "2.14")):
        last = statement(condition).steps[1]
        assert (last.role, last.right.term) == ("condition", ZERO)
        assert statement(label).steps[0].premise[0].left == left(condition)


def test_the_errata() -> None:
    corrected = {s.label: s.correction for s in read().statements if s.correction is not None}
    assert set(corrected) == {"1.2", "1.5", "2.8", "2.10"}
    for label, correction in corrected.items():
        assert correction.steps[0].anchor == statement(label).steps[0].anchor
        assert correction.steps[0].right.terms
