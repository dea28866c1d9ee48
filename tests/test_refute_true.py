"""True identities of the field: none is ever refuted, and most are evaluated in several models."""

from __future__ import annotations

import pytest

from symkl.kernel import term as t
from symkl.kernel.sort import SCALAR, vector
from symkl.kernel.term import Term
from symkl.refute.interval import NotEvaluable
from symkl.refute.models import models
from symkl.refute.number import Undefined
from symkl.refute.refute import refute
from tests.refuter_terms import (
    S1,
    S2,
    A,
    B,
    D,
    G,
    H,
    I,
    K,
    N,
    P,
    Q,
    R,
    T,
    V,
    W,
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
    tr,
    two,
    u,
    v,
    w,
    x,
    xi,
    xs,
    y,
    yi,
    ys,
    z,
)  # fmt: skip

E = t.expectation
expect_p = lambda body: E(X, p, body)  # noqa: E731
away1, away2 = sub(x, m1), sub(x, m2)
log_p, log_q = log(t.pdf(p, x)), log(t.pdf(q, x))
d = t.size(D)
n = t.size(N)
log_2pi = log(mul(two, t.PI))
kl_closed = mul(half, add(log(t.div(det(S2), det(S1))), neg(d), tr(mul(inv(S2), S1)), quadratic(sub(m1, m2), inv(S2))))
likelihood = lambda at: t.gaussian(mul(H, at), R)  # noqa: E731
joint = mul(t.pdf(q, z), t.pdf(t.gaussian(z, S1), x))
posterior = t.normalised(Z, joint)
marginal = t.integral(Z, joint)
post_precision = add(inv(S1), inv(S2))
post_mean = mul(inv(post_precision), add(mul(inv(S1), x), mul(inv(S2), m2)))
gain = mul(S2, T(H), inv(add(mul(H, S2, T(H)), R)))
observed = t.normalised(Z, mul(t.pdf(q, z), t.pdf(likelihood(z), u)))
mean_of = mul(t.inverse(n), total(xi))
ymean = mul(t.inverse(n), total(yi))
scalar_normal = t.gaussian(r, v)
ONE_D = (("e", SCALAR),)
e = t.symbol("e")

TRUE: dict[str, tuple[Term, Term]] = {
    "KL of normals": (t.kl(p, q), kl_closed),
    "KL by its definition": (t.kl(p, q), E(X, p, sub(log_p, log_q))),
    "KL of a law with itself": (t.kl(p, p), t.ZERO),
    "KL by cross-entropy": (t.kl(p, q), sub(t.cross_entropy(p, q), t.entropy(p))),
    "entropy": (t.entropy(p), mul(half, add(mul(d, add(t.UNIT, log_2pi)), log(det(S1))))),
    "entropy with a scaled determinant": (t.entropy(p), mul(half, log(det(mul(mul(two, t.PI, t.E), S1))))),
    "log density": (log_p, add(mul(num(-1), half, d, log_2pi), mul(num(-1), half, log(det(S1))), mul(num(-1), half, quadratic(away1, inv(S1))))),
    "expected log density": (expect_p(log_p), add(neg(log(mul(t.power(mul(two, t.PI), mul(half, d)), t.sqrt(det(S1))))), mul(neg(half), d))),
    "mean": (expect_p(x), m1),
    "second moment": (expect_p(mul(x, T(x))), add(S1, mul(m1, T(m1)))),
    "quadratic form": (expect_p(quadratic(x, A)), add(tr(mul(A, S1)), quadratic(m1, A))),
    "centred quadratic form": (expect_p(quadratic(away2, inv(S2))), add(tr(mul(inv(S2), S1)), quadratic(sub(m1, m2), inv(S2)))),
    "square of a quadratic form": (
        expect_p(square(quadratic(away1, G))), add(mul(two, tr(mul(G, S1, G, S1))), square(tr(mul(G, S1)))),
    ),
    "third moment": (
        expect_p(mul(quadratic(x, G), x)), add(mul(tr(mul(G, S1)), m1), mul(two, S1, G, m1), mul(quadratic(m1, G), m1)),
    ),
    "moment generating function": (expect_p(exp(mul(T(b), x))), exp(add(mul(T(b), m1), mul(half, quadratic(b, S1))))),
    "covariance of affine maps": (t.variance(X, p, add(mul(A, x), b)), mul(A, S1, T(A))),
    "variance of a projection": (t.variance(X, p, mul(T(b), x)), quadratic(b, S1)),
    "cross-covariance": (t.covariance(X, p, mul(A, x), mul(B, x)), mul(A, S1, T(B))),
    "mean under any law": (E(X, P, add(mul(A, x), b)), add(mul(A, m1), b)),
    "covariance under any law": (t.variance(X, P, add(mul(A, x), b)), mul(A, S1, T(A))),
    "quadratic form under any law": (E(X, P, quadratic(x, A)), add(tr(mul(A, S1)), quadratic(m1, A))),
    "squared error under any law": (E(X, P, quadratic(sub(x, b), I)), add(tr(S1), quadratic(sub(m1, b), I))),
    "expected log of a unit normal": (
        E(X, P, log(t.pdf(t.gaussian(b, I), x))),
        add(mul(neg(half), E(X, P, quadratic(x, I))), mul(T(b), E(X, P, x)), mul(neg(half), T(b), b), mul(neg(half), d, log_2pi)),
    ),
    "normalisation": (t.integral(X, t.pdf(p, x)), t.UNIT),
    "marginal of a sum": (marginal, t.pdf(t.gaussian(m2, add(S1, S2)), x)),
    "posterior mean": (E(Z, posterior, z), post_mean),
    "posterior covariance": (t.variance(Z, posterior, z), inv(post_precision)),
    "posterior by Bayes": (t.pdf(posterior, z), t.div(joint, marginal)),
    "posterior density": (t.pdf(posterior, z), t.pdf(t.gaussian(post_mean, inv(post_precision)), z)),
    "Kalman mean": (E(Z, observed, z), add(m2, mul(gain, sub(u, mul(H, m2))))),
    "Kalman covariance": (t.variance(Z, observed, z), mul(sub(I, mul(gain, H)), S2)),
    "evidence": (t.integral(Z, mul(t.pdf(q, z), t.pdf(likelihood(z), u))), t.pdf(t.gaussian(mul(H, m2), add(mul(H, S2, T(H)), R)), u)),
    "evidence lower bound and gap": (
        log(marginal), add(E(Z, p, sub(log(joint), log(t.pdf(p, z)))), t.kl(p, posterior)),
    ),
    "product of densities": (
        mul(t.pdf(p, x), t.pdf(q, x)),
        mul(t.pdf(t.gaussian(m2, add(S1, S2)), m1),
            t.pdf(t.gaussian(mul(inv(post_precision), add(mul(inv(S1), m1), mul(inv(S2), m2))), inv(post_precision)), x)),
    ),
    "symmetry of the density": (t.pdf(p, x), t.pdf(t.gaussian(x, S1), m1)),
    "fourth central moment": (E(ONE_D, scalar_normal, t.power(sub(e, r), num(4))), mul(num(3), square(v))),
    "sixth central moment": (E(ONE_D, scalar_normal, t.power(sub(e, r), num(6))), mul(num(15), t.power(v, num(3)))),
    "log-normal mean": (E(ONE_D, scalar_normal, exp(e)), exp(add(r, mul(half, v)))),
    "Stein": (E(X, p, mul(x, T(away1))), S1),
    "score has mean 0": (expect_p(mul(inv(S1), away1)), t.zero(V)),
    "Fisher information": (expect_p(mul(t.derivative(log_p, m1), T(t.derivative(log_p, m1)))), inv(S1)),
    "gradient of log density": (t.derivative(log_p, x), neg(mul(inv(S1), away1))),
    "gradient by the mean": (t.derivative(log_p, m1), mul(inv(S1), away1)),
    "Hessian of log density": (t.derivative(t.derivative(log_p, x), x), neg(inv(S1))),
    "gradient of a quadratic form": (t.derivative(quadratic(x, A), x), mul(add(A, T(A)), x)),
    "gradient of KL by the mean": (t.derivative(t.kl(p, q), m1), mul(inv(S2), sub(m1, m2))),
    "gradient of KL by the covariance": (t.derivative(t.kl(p, q), S1), mul(half, sub(inv(S2), inv(S1)))),
    "gradient of log det": (t.derivative(log(det(S1)), S1), inv(S1)),
    "gradient of log det, free": (t.derivative(log(t.absolute(det(A))), A), T(inv(A))),
    "gradient of log det, symmetric": (
        t.derivative(log(det(S1)), S1, "symmetric"), sub(mul(two, inv(S1)), t.diag(t.diagonal(inv(S1)))),
    ),
    "gradient of a trace": (t.derivative(tr(mul(A, B)), A), T(B)),
    "gradient of trace of an inverse": (t.derivative(tr(mul(inv(A), B)), A), neg(T(mul(inv(A), B, inv(A))))),
    "Jacobian": (t.derivative(mul(A, x), x), A),
    "derivative by a variance": (
        t.derivative(log(t.pdf(t.gaussian(r, square(s)), c)), t.power(s, two)),
        add(neg(t.inverse(mul(two, square(s)))), t.div(square(sub(c, r)), mul(two, t.power(s, num(4))))),
    ),
    "derivative of a logistic function": (
        t.derivative(t.function("sigmoid", SCALAR, r), r),
        mul(t.function("sigmoid", SCALAR, r), sub(t.UNIT, t.function("sigmoid", SCALAR, r))),
    ),
    "softplus": (t.derivative(t.function("softplus", SCALAR, r), r), t.function("sigmoid", SCALAR, r)),
    "chain rule through an arbitrary function": (
        t.derivative(square(t.function("f", SCALAR, r)), r),
        mul(two, t.function("f", SCALAR, r), t.derivative(t.function("f", SCALAR, r), r)),
    ),
    "gradient of a sum over data": (
        t.derivative(total(log(t.pdf(t.gaussian(b, S1), xi))), b), mul(inv(S1), total(sub(xi, b))),
    ),
    "gradient of the likelihood by the covariance": (
        t.derivative(total(log(t.pdf(t.gaussian(b, S1), xi))), S1),
        add(mul(num(-1), half, n, inv(S1)), mul(half, inv(S1), total(mul(sub(xi, b), T(sub(xi, b)))), inv(S1))),
    ),
    "sum of squares about the mean": (
        total(square(sub(yi, r))), add(total(square(sub(yi, ymean))), mul(n, square(sub(ymean, r)))),
    ),
    "scatter": (
        total(mul(sub(xi, mean_of), T(sub(xi, mean_of)))), sub(total(mul(xi, T(xi))), mul(n, mean_of, T(mean_of))),
    ),
    "least squares": (t.optimum("argmin", (("x", V),), quadratic(sub(mul(A, x), b), I)), mul(inv(mul(T(A), A)), T(A), b)),
    "ridge regression": (
        t.optimum("argmin", X, add(quadratic(sub(u, mul(H, x)), t.identity(N)), mul(v, T(x), x))),
        mul(inv(add(mul(T(H), H), mul(v, I))), T(H), u),
    ),
    "maximum of an expected log density": (t.optimum("argmax", (("b", V),), E(X, P, log(t.pdf(t.gaussian(b, S2), x)))), m1),
    "smallest value": (t.optimum("minimum", X, quadratic(away1, inv(S1))), t.ZERO),
    "Woodbury": (
        inv(add(S1, mul(T(H), inv(R), H))),
        sub(inv(S1), mul(inv(S1), T(H), inv(add(R, mul(H, inv(S1), T(H)))), H, inv(S1))),
    ),
    "push-through": (mul(inv(add(S1, mul(T(H), inv(R), H))), T(H), inv(R)), mul(inv(S1), T(H), inv(add(R, mul(H, inv(S1), T(H)))))),
    "rank-one update": (
        inv(add(A, mul(y, T(x)))), sub(inv(A), t.div(mul(inv(A), y, T(x), inv(A)), add(t.UNIT, mul(T(x), inv(A), y)))),
    ),
    "determinant lemma": (det(add(A, mul(y, T(x)))), mul(det(A), add(t.UNIT, mul(T(x), inv(A), y)))),
    "parallel sum": (inv(add(inv(A), inv(B))), sub(A, mul(A, inv(add(A, B)), A))),
    "determinant of a product": (det(mul(A, B)), mul(det(A), det(B))),
    "determinant of a multiple": (det(mul(v, A)), mul(t.power(v, d), det(A))),
    "cyclic trace": (tr(mul(A, B, G)), tr(mul(G, A, B))),
    "trace of a transpose": (tr(mul(A, T(B))), tr(mul(B, T(A)))),
    "inverse of a product": (inv(mul(A, B)), mul(inv(B), inv(A))),
    "orthogonal matrices keep lengths": (quadratic(mul(Q, x), I), quadratic(x, I)),
    "square of an orthogonal determinant": (square(det(Q)), t.UNIT),
    "root of a matrix": (mul(t.sqrt(S1), t.sqrt(S1)), S1),
    "diagonal of an outer product": (t.diagonal(mul(x, T(y))), t.hadamard(x, y)),
    "trace by entries": (tr(mul(t.diag(x), A)), mul(T(x), t.diagonal(A))),
    "log of a product": (log(mul(v, w)), add(log(v), log(w))),
    "log of a power": (log(t.power(v, num(3))), mul(num(3), log(v))),
    "log of pi": (log(mul(two, t.PI)), add(log(two), log(t.PI))),
    "exponentials": (mul(exp(r), exp(s)), exp(add(r, s))),
    "logistic symmetry": (sub(t.UNIT, t.function("sigmoid", SCALAR, r)), t.function("sigmoid", SCALAR, neg(r))),
    "hyperbolic tangent": (t.function("tanh", SCALAR, r), sub(mul(two, t.function("sigmoid", SCALAR, mul(two, r))), t.UNIT)),
    "roots": (mul(t.sqrt(v), t.sqrt(w)), t.sqrt(mul(v, w))),
    "absolute value": (square(t.absolute(r)), square(r)),
    "binomial": (square(add(r, s)), add(square(r), mul(two, r, s), square(s))),
    "gamma": (t.function("gamma", SCALAR, num(5)), num(24)),
    "sum of a constant": (total(num(3)), mul(num(3), n)),
    "sum of indices": (total(i), t.div(mul(n, add(n, t.UNIT)), two)),
    "product of exponentials": (t.product("i", N, exp(yi)), exp(total(yi))),
    "entries of a product": (t.entry(mul(A, x), num(1)), mul(T(t.unit(num(1), D)), A, x)),
}


@pytest.mark.parametrize("name", TRUE)
def test_a_true_identity_is_not_refuted_and_is_evaluated(name: str) -> None:
    left, right = TRUE[name]
    assert refute("=", left, right, context()) is None
    values = []
    for at in list(models(context(), (left, right)))[:4]:
        try:
            values.append((at.evaluate(left, {}), at.evaluate(right, {})))
        except (NotEvaluable, Undefined):
            continue
    assert values, "no model evaluates it"
    exact = [a == b for a, b in values]
    assert all(exact) or name in ("root of a matrix", "logistic symmetry", "hyperbolic tangent", "derivative of a logistic function", "softplus")


@pytest.mark.parametrize("name", TRUE)
def test_a_false_twin_is_refuted(name: str) -> None:
    """The same left side with another right side: twice as much and one more."""
    left, right = TRUE[name]
    one_more = t.UNIT if right.sort.is_scalar else t.ones(right.sort)
    found = refute("=", left, add(mul(two, right), one_more), context())
    assert found is not None and found.kind in ("values", "not-a-solution")


INEQUALITIES: tuple[tuple[str, Term, Term], ...] = (
    (">=", t.kl(p, q), t.ZERO),
    ("<=", t.entropy(p), t.cross_entropy(p, q)),
    ("succ", inv(S1), t.zero(S1.sort)),
    ("succeq", mul(T(H), H), t.zero(S1.sort)),
    ("succ", add(S1, S2), S1),
    ("<=", log(v), sub(v, t.UNIT)),
    (">", exp(r), r),
    ("<", mul(c, v), v),
    (">=", E(X, p, quadratic(x, I)), quadratic(m1, I)),
    (">=", log(E(X, p, exp(mul(T(b), x)))), mul(T(b), m1)),
    ("!=", exp(r), t.ZERO),
)


@pytest.mark.parametrize("place", range(len(INEQUALITIES)))
def test_a_true_inequality_is_not_refuted_and_its_opposite_is(place: int) -> None:
    relation, left, right = INEQUALITIES[place]
    assert refute(relation, left, right, context()) is None
    opposite = {">=": "<", "<=": ">", ">": "<=", "<": ">=", "!=": "="}.get(relation)
    if opposite is not None:
        assert refute(opposite, left, right, context()) is not None
    else:
        assert refute(relation, right, left, context()) is not None


UNUSED = (K, W, vector, P, ys, xs)
