"""Terms, contexts and models that the refuter's tests share."""

from __future__ import annotations

from fractions import Fraction as F

from symkl.kernel import term as t
from symkl.kernel.context import Context, Definition, Proposition
from symkl.kernel.sort import SCALAR, Sort, dimension, law, vector
from symkl.kernel.term import Term

D, K, M, N = dimension("d"), dimension("k"), dimension("m"), dimension("n")
V, W = vector(D), vector(N)
SQUARE, TALL = Sort(D, D), Sort(N, D)
ZERO_MATRIX = t.zero(SQUARE)

x, y, z, m1, m2, b = (t.symbol(name, V) for name in ("x", "y", "z", "m1", "m2", "b"))
S1, S2, A, B, Q, G = (t.symbol(name, SQUARE) for name in ("S1", "S2", "A", "B", "Q", "G"))
H, R, u = t.symbol("H", TALL), t.symbol("R", Sort(N, N)), t.symbol("u", W)
r, s, v, w, c, f0 = (t.symbol(name) for name in ("r", "s", "v", "w", "c", "f0"))
xs, ys = t.symbol("xs", V._replace(over=(N,))), t.symbol("ys", Sort(over=(N,)))
P = t.symbol("P", law(V))
i, j = t.index("i", N), t.index("j", N)
xi, yi = t.member(xs, i), t.member(ys, i)
half, two = t.HALF, t.TWO
T, inv, tr, det, log, exp, mul, add, sub, neg, num = t.transpose, t.inverse, t.trace, t.det, t.log, t.exp, t.mul, t.add, t.sub, t.neg, t.number
I = t.identity(D)  # noqa: E741
p, q = t.gaussian(m1, S1), t.gaussian(m2, S2)
X = (("x", V),)
Z = (("z", V),)

FACTS = (
    Proposition("succ", S1, ZERO_MATRIX),
    Proposition("succ", S2, ZERO_MATRIX),
    Proposition("succ", R, t.zero(Sort(N, N))),
    Proposition("=", t.transpose(G), G),
    Proposition("=", G, t.transpose(G)),
    Proposition("=", mul(T(Q), Q), I),
    Proposition("!=", det(A), t.ZERO),
    Proposition("!=", det(B), t.ZERO),
    Proposition("!=", det(add(A, B)), t.ZERO),
    Proposition("!=", add(t.UNIT, mul(T(x), inv(A), y)), t.ZERO),
    Proposition(">", v, t.ZERO),
    Proposition(">", w, t.ZERO),
    Proposition("<", t.ZERO, c),
    Proposition("<", c, t.UNIT),
    Proposition("=", t.expectation(X, P, x), m1),
    Proposition("=", t.variance(X, P, x), S1),
)
SYMBOLS: dict[str, Sort] = {a.data: a.sort for a in (x, y, z, m1, m2, b, S1, S2, A, B, Q, G, H, R, u, r, s, v, w, c, xs, ys, P)} | {"f": SCALAR}


def context(*facts: Proposition, definitions: tuple[Definition, ...] = ()) -> Context:
    """All symbols above, their facts, and more."""
    return Context(SYMBOLS, {d.name: d for d in definitions}, FACTS + facts, {})


def quadratic(of: Term, matrix: Term) -> Term:
    """``v^T M v``."""
    return mul(T(of), matrix, of)


def square(of: Term) -> Term:
    return t.power(of, two)


def total(body: Term) -> Term:
    """The sum over all i."""
    return t.summation("i", N, body)


def rational(*entries: int | str) -> tuple[F, ...]:
    return tuple(map(F, entries))
