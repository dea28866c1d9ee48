"""Givens of many kinds have models, and those models satisfy every fact; contradictory ones have none."""

from __future__ import annotations

import pytest

from symkl.kernel import term as t
from symkl.kernel.context import Context, Definition, Proposition
from symkl.kernel.sort import SCALAR, Sort, dimension, law, vector
from symkl.kernel.term import Term
from symkl.refute.facts import fact_holds
from symkl.refute.models import find_model, models
from symkl.refute.number import Number
from symkl.refute.refute import refute_equal
from symkl.refute.values import Family

D, N, K = dimension("d"), dimension("n"), dimension("k")
V, M, TALL = vector(D), Sort(D, D), Sort(N, D)
a, b, c, d, e = (t.symbol(n) for n in "abcde")
x, y = t.symbol("x", V), t.symbol("y", V)
A, B, S, X = t.symbol("A", M), t.symbol("B", M), t.symbol("S", M), t.symbol("X", TALL)
k = t.index("k", K)
weights = t.symbol("w", Sort(over=(K,)))
share = t.member(weights, k)
COUNTS = t.symbol("v", Sort(over=(K,)))
count = t.member(COUNTS, k)
P = t.symbol("P", law(V))
shares = t.function("q", SCALAR, k)
mul, add, T, num, zero, one = t.mul, t.add, t.transpose, t.number, t.ZERO, t.UNIT
FLAT = t.zero(M)
I = t.identity(D)  # noqa: E741
f_of_x = t.function("f", SCALAR, x)
SYMBOLS = {u.data: u.sort for u in (a, b, c, d, e, x, y, A, B, S, X, weights, COUNTS, P)} | {"q": SCALAR, "f": SCALAR}
MEAN, SPREAD = t.expectation((("x", V),), P, x), t.variance((("x", V),), P, x)


def fact(relation: str, left: Term, right: Term) -> Proposition:
    return Proposition(relation, left, right)


SATISFIABLE: dict[str, tuple[Proposition, ...]] = {
    "nothing": (),
    "a chain of inequalities": (fact("<", zero, a), fact("<", a, b), fact("<", b, c), fact("<", c, d), fact("<", d, one)),
    "a gap": (fact(">", a, add(b, c, num(10))),),
    "a determinant": (fact("!=", t.det(A), zero), fact(">", t.det(B), num(5))),
    "entries": (fact("!=", add(mul(a, d), t.neg(mul(b, c))), zero),),
    "definite": (fact("succ", S, FLAT), fact("succ", S, I)),
    "one matrix above another": (fact("succ", A, B), fact("succ", B, FLAT)),
    "regular design": (fact("succ", mul(T(X), X), FLAT),),
    "orthonormal columns": (fact("=", mul(T(X), X), I),),
    "orthogonal": (fact("=", mul(T(A), A), I),),
    "symmetric": (fact("=", A, T(A)),),
    "antisymmetric": (fact("=", A, t.neg(T(A))),),
    "a projection": (fact("=", mul(A, A), A), fact("=", A, T(A))),
    "a unit vector": (fact("=", mul(T(x), x), one),),
    "orthogonal vectors": (fact("=", mul(T(x), y), zero),),
    "a circle": (fact("=", add(mul(a, a), mul(b, b)), one),),
    "weights": (fact("=", t.summation("k", K, share), one), fact(">", share, zero)),
    "probabilities": (fact("=", t.summation("k", K, shares), one), fact(">", shares, zero)),
    "declared moments": (fact("=", MEAN, y), fact("=", SPREAD, S)),
    "a mean of 0 and a unit covariance": (fact("=", MEAN, t.zero(V)), fact("=", SPREAD, I)),
    "two equations": (fact("=", add(a, b), c), fact("=", add(a, t.neg(b)), d)),
    "two values, each said by the other": (fact("=", a, add(mul(num(2), b), one)), fact("=", b, add(mul(num(3), a), c))),
    "a multiplier below 0": (
        *(fact(">", share, zero), fact(">", count, zero), fact("=", add(mul(count, t.power(share, num(-1))), a), zero)),
        fact("=", t.summation("k", K, share), one),
    ),
    "a linear system": (fact("=", mul(A, x), y), fact("!=", t.det(A), zero)),
    "a positive function": (fact(">", f_of_x, zero),),
    "a size": (fact(">", t.size(N), one),),
    "more rows than columns": (fact(">", t.size(N), t.size(D)),),
    "a norm": (fact(">", mul(T(x), x), num(50)),),
    "a known power": (fact("=", mul(a, a), num(7)), fact(">", a, zero)),
}

CONTRADICTORY: dict[str, tuple[Proposition, ...]] = {
    "above and below 0": (fact(">", a, zero), fact("<", a, zero)),
    "two values": (fact("=", a, one), fact("=", a, num(2))),
    "a negative square": (fact("<", mul(a, a), zero),),
    "definite and negative": (fact("succ", S, FLAT), fact("succ", FLAT, S)),
    "singular and regular": (fact("=", t.det(A), zero), fact("!=", t.det(A), zero)),
    "a multiplier above 0": (
        *(fact(">", share, zero), fact(">", count, zero), fact("=", add(mul(count, t.power(share, num(-1))), a), zero)),
        *(fact("=", t.summation("k", K, share), one), fact(">", a, zero)),
    ),
    "each said by the other, in vain": (fact("=", a, add(b, one)), fact("=", b, add(a, one))),
    "weights beyond 1": (fact("=", t.summation("k", K, share), one), fact(">", share, one)),
}


@pytest.mark.parametrize("name", SATISFIABLE)
def test_givens_have_models(name: str) -> None:
    context = Context(SYMBOLS, {}, SATISFIABLE[name], {})
    found = list(models(context))
    assert found
    for at in found:
        assert all(fact_holds(at, one_fact) for one_fact in context.facts)


@pytest.mark.parametrize("name", CONTRADICTORY)
def test_contradictory_givens_have_none(name: str) -> None:
    assert find_model(Context(SYMBOLS, {}, CONTRADICTORY[name], {})) is None


def test_models_are_the_same_every_time() -> None:
    def first() -> object:
        context = Context(SYMBOLS, {}, SATISFIABLE["weights"], {})
        return [at.model for at in models(context)]

    assert first() == first()


def test_scalars_have_both_signs_and_lie_on_both_sides_of_1() -> None:
    found = [at.model.values["a"] for at in models(Context(SYMBOLS, {}, (), {}))]
    numbers = [v for v in found if not isinstance(v, (Number, tuple, Family))]
    assert any(v < 0 for v in numbers) and any(0 < v < 1 for v in numbers) and any(v > 1 for v in numbers)  # type: ignore[operator]


def test_blocks_of_a_definite_matrix() -> None:
    parts = {"K1": M, "K2": M, "K3": M}
    k1, k2, k3 = (t.symbol(n, s) for n, s in parts.items())
    whole = t.block(2, 2, k1, k2, T(k2), k3)
    defined = Definition("W", (), whole, "given")
    assert find_model(Context(parts, {}, (fact("succ", whole, t.zero(whole.sort)),), {})) is not None
    named = Context(parts, {"W": defined}, (fact("succ", t.symbol("W", whole.sort), t.zero(whole.sort)),), {})
    assert find_model(named) is not None


def test_an_equation_for_all_arguments_of_a_function_is_not_taken_for_one_at_a_point() -> None:
    assert find_model(Context(SYMBOLS, {}, (fact("=", f_of_x, mul(T(x), x)),), {})) is None


def test_long_ranges_and_large_values_are_bounded() -> None:
    hundred, million = t.index("m", dimension(100)), t.index("m", dimension(10**6))
    within = Context({"a": SCALAR}, {}, (fact(">", add(a, hundred), num(-90)),), {})
    assert refute_equal(t.summation("m", dimension(100), hundred), num(5050), within) is None
    assert refute_equal(t.summation("m", dimension(100), hundred), num(5051), within) is not None
    assert refute_equal(t.summation("m", dimension(10**6), million), num(0), Context({"a": SCALAR}, {}, (), {})) is None
    large = Context({"L": Sort(dimension(10**5), dimension(10**5))}, {}, (), {})
    assert find_model(large) is None
    tower = t.power(num(9), t.power(num(9), num(9)))
    assert refute_equal(tower, num(0), Context({}, {}, (), {})) is None
    identity = t.trace(t.identity(dimension(10**5)))
    assert refute_equal(identity, num(0), Context({}, {}, (), {})) is None
