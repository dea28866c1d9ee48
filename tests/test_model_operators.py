"""Every operator against values worked out by hand, at one model with d = 2."""

from __future__ import annotations

from fractions import Fraction as F

import pytest

from symkl.kernel import term as t
from symkl.kernel.context import Context
from symkl.kernel.sort import SCALAR, Sort, dimension, law, vector
from symkl.kernel.term import Term
from symkl.refute.elementary import exp, log, power
from symkl.refute.functions import polynomial
from symkl.refute.interval import NotEvaluable
from symkl.refute.model import evaluate
from symkl.refute.number import PI, Undefined
from symkl.refute.values import Family, Mixture, Model, Normal, Value, Work

D, N = dimension("d"), dimension("n")
V, M = vector(D), Sort(D, D)
x, y, A, S = t.symbol("x", V), t.symbol("y", V), t.symbol("A", M), t.symbol("S", M)
r, s = t.symbol("r"), t.symbol("s")
ys = t.symbol("ys", Sort(over=(N,)))
i = t.index("i", N)
P = t.symbol("P", law(SCALAR))
num, mul, add = t.number, t.mul, t.add
CONTEXT = Context({"x": V, "y": V, "A": M, "S": M, "r": SCALAR, "s": SCALAR, "ys": ys.sort, "P": P.sort, "f": SCALAR}, {}, (), {})
BELL = Normal(((1,),), ((F(1, 4),),), ((1, 1),))
WIDE = Normal(((-1,),), ((4,),), ((1, 1),))
MODEL = Model(
    {"d": 2, "n": 3},
    {
        "x": ((1,), (2,)), "y": ((3,), (-1,)), "A": ((1, 2), (3, 4)), "S": ((4, 2), (2, 5)), "r": F(1, 2), "s": -3, "i": 2,
        "ys": Family({(1,): 1, (2,): 4, (3,): -2}), "P": Mixture((F(1, 2), F(1, 2)), (BELL, WIDE)),
    },
    {"f": 0},
    Work(),
)  # fmt: skip
one, two = t.UNIT, t.TWO
unit_normal = t.gaussian(t.ZERO, one)
e = t.symbol("e")
OVER = (("e", SCALAR),)

BY_HAND: dict[str, tuple[Term, Value]] = {
    "number": (num(F(3, 4)), F(3, 4)),
    "constant pi": (t.PI, PI),
    "constant e": (t.E, exp(1)),
    "symbol": (r, F(1, 2)),
    "index": (i, 2),
    "dimension": (t.size(D + D), 4),
    "identity": (t.identity(D), ((1, 0), (0, 1))),
    "zero": (t.zero(V), ((0,), (0,))),
    "ones": (t.ones(V), ((1,), (1,))),
    "unit": (t.unit(two, D), ((0,), (1,))),
    "add": (add(x, y), ((4,), (1,))),
    "mul": (mul(A, x), ((5,), (11,))),
    "mul with a scalar product inside": (mul(x, t.transpose(x), y), ((1,), (2,))),
    "mul with a leading scalar product": (mul(t.transpose(x), y, A), ((1, 2), (3, 4))),
    "power": (t.power(r, num(-2)), 4),
    "power of a number": (t.power(num(8), num(F(1, 2))), power(2, F(1, 2)) * 2),
    "power of a matrix": (t.inverse(A), ((-2, 1), (F(3, 2), F(-1, 2)))),
    "square of a matrix": (t.power(A, two), ((7, 10), (15, 22))),
    "transpose": (t.transpose(A), ((1, 3), (2, 4))),
    "trace": (t.trace(A), 5),
    "det": (t.det(A), -2),
    "log": (t.log(num(F(9, 2))), log(3) * 2 - log(2)),
    "exp": (t.exp(t.log(num(3))), 3),
    "abs": (t.absolute(s), 3),
    "hadamard": (t.hadamard(x, y), ((3,), (-2,))),
    "diag": (t.diag(x), ((1, 0), (0, 2))),
    "diagonal": (t.diagonal(A), ((1,), (4,))),
    "entry of a vector": (t.entry(x, two), 2),
    "entry of a matrix": (t.entry(A, two, one), 3),
    "member": (t.member(ys, i), 4),
    "block": (t.block(2, 1, x, y), ((1,), (2,), (3,), (-1,))),
    "block matrix": (t.block(1, 2, A, x), ((1, 2, 1), (3, 4, 2))),
    "map": (t.elementwise("log", x), ((0,), (log(2),))),
    "known function": (t.function("gamma", SCALAR, num(F(5, 2))), power(PI, F(1, 2)) * F(3, 4)),
    "arbitrary function": (t.function("f", SCALAR, r), polynomial(0, (F(1, 2),), 1, 1)[0][0]),
    "sum": (t.summation("i", N, t.member(ys, i)), 3),
    "product": (t.product("i", N, t.member(ys, i)), -8),
    "sum-between": (t.sum_between("i", N, two, num(3), t.member(ys, i)), 2),
    "product-between": (t.product_between("i", N, two, num(3), t.member(ys, i)), -8),
    "empty product-between": (t.product_between("i", N, two, one, t.member(ys, i)), 1),
    "empty sum-between": (t.sum_between("i", N, two, one, t.member(ys, i)), 0),
    "gaussian": (t.gaussian(x, S), Normal(((1,), (2,)), ((4, 2), (2, 5)), ((2, 1),))),
    "pdf": (t.pdf(t.gaussian(num(1), num(4)), num(1)), power(PI * 2, F(-1, 2)) * F(1, 2)),
    "pdf away from the mean": (t.pdf(t.gaussian(num(1), num(4)), num(3)), power(PI * 2, F(-1, 2)) * F(1, 2) * exp(F(-1, 2))),
    "expectation": (t.expectation(OVER, P, t.power(e, two)), (F(5, 4) + 5) / 2),
    "expectation of exp": (t.expectation(OVER, unit_normal, t.exp(mul(two, e))), exp(2)),
    "expectation of exp of a square": (t.expectation(OVER, unit_normal, t.exp(mul(num(-1), e, e))), power(3, F(-1, 2))),
    "variance": (t.variance(OVER, P, e), (F(5, 4) + 5) / 2),
    "variance of a square": (t.variance(OVER, unit_normal, t.power(e, two)), 2),
    "covariance": (t.covariance(OVER, unit_normal, e, t.power(e, num(3))), 3),
    "kl": (t.kl(t.gaussian(one, num(4)), unit_normal), F(2) - log(2)),
    "entropy": (t.entropy(unit_normal), (log(2) + log(PI) + 1) * F(1, 2)),
    "cross-entropy": (t.cross_entropy(unit_normal, t.gaussian(one, num(4))), (log(2) + log(PI) + log(4) + F(1, 2)) * F(1, 2)),
    "density": (t.expectation(OVER, t.density(OVER, t.pdf(t.gaussian(num(3), num(2)), e)), t.power(e, two)), 11),
    "normalised": (t.variance(OVER, t.normalised(OVER, t.exp(mul(num(-2), e, e))), e), F(1, 4)),
    "integral": (t.integral(OVER, t.exp(mul(num(-1), e, e))), power(PI, F(1, 2))),
    "derivative by a scalar": (t.derivative(t.power(r, num(3)), r), F(3, 4)),
    "derivative by a vector": (t.derivative(mul(t.transpose(x), A, x), x), ((12,), (21,))),
    "derivative by a matrix": (t.derivative(t.det(A), A), ((4, -3), (-2, 1))),
    "derivative by a symmetric matrix": (t.derivative(t.det(S), S, "symmetric"), ((5, -4), (-4, 4))),
    "derivative of a vector": (t.derivative(mul(s, x), s), ((1,), (2,))),
    "derivative of a vector by a vector": (t.derivative(t.hadamard(x, x), x), ((2, 0), (0, 4))),
    "derivative by a square": (t.derivative(t.power(r, num(4)), t.power(r, two)), F(1, 2)),
    "derivative by an entry": (t.derivative(mul(t.transpose(x), x), t.entry(x, two)), 4),
    "derivative by a member": (t.derivative(t.summation("i", N, t.power(t.member(ys, i), two)), t.member(ys, num(3))), -4),
    "second derivative": (t.derivative(t.derivative(t.log(r), r), r), -4),
    "mixed second derivative": (t.derivative(t.derivative(mul(t.power(r, two), t.power(s, num(3))), r), s), 27),
    "derivative of exp": (t.derivative(t.exp(mul(two, r)), r), exp(1) * 2),
    "derivative of a root": (t.derivative(t.sqrt(r), r), power(2, F(-1, 2))),
    "at": (t.at((("r", SCALAR),), t.power(r, two), num(5)), 25),
    "derivative at": (t.at((("r", SCALAR),), t.derivative(t.power(r, two), r), num(5)), 10),
    "argmin": (t.optimum("argmin", (("r", SCALAR),), add(t.power(r, two), mul(num(-6), r))), 3),
    "argmax": (t.optimum("argmax", (("x", V),), add(mul(num(-1), t.transpose(x), S, x), mul(num(16), t.transpose(x), y))), ((F(17, 2),), (-5,))),
    "minimum": (t.optimum("minimum", (("r", SCALAR),), add(t.power(r, two), mul(num(-6), r))), -9),
    "maximum": (t.optimum("maximum", (("r", SCALAR),), mul(num(-1), t.power(t.sub(r, one), two))), 0),
}  # fmt: skip


@pytest.mark.parametrize("name", BY_HAND)
def test_a_value_by_hand(name: str) -> None:
    term, value = BY_HAND[name]
    assert evaluate(term, MODEL, CONTEXT) == value


def test_every_operator_is_evaluated() -> None:
    used = {u.op for term, _ in BY_HAND.values() for u in t.subterms(term)}
    assert used >= t.OPERATORS.keys() - {"arbitrary"}


UNDEFINED: dict[str, Term] = {
    "division by 0": t.div(one, t.sub(r, r)),
    "log of 0": t.log(t.ZERO),
    "log of a negative number": t.log(s),
    "log of a negative sum": t.log(add(s, t.sqrt(two))),
    "a normal law with a negative variance": t.pdf(t.gaussian(r, s), r),
    "a normal law with a covariance that is not symmetric": t.gaussian(x, A),
    "root of a negative number": t.sqrt(s),
    "inverse of a singular matrix": t.inverse(mul(x, t.transpose(x))),
}


@pytest.mark.parametrize("name", UNDEFINED)
def test_what_has_no_value_is_undefined(name: str) -> None:
    with pytest.raises(Undefined):
        evaluate(UNDEFINED[name], MODEL, CONTEXT)


NOT_EVALUABLE: dict[str, Term] = {
    "the expectation of an absolute value": t.expectation(OVER, unit_normal, t.absolute(e)),
    "the expectation of a fraction": t.expectation(OVER, unit_normal, t.inverse(add(one, t.power(e, two)))),
    "an integral that diverges": t.integral(OVER, t.exp(mul(e, e))),
    "an entry beyond the dimension": t.entry(x, num(3)),
    "a member beyond the range": t.member(ys, num(4)),
    "an optimum that is no quadratic one": t.optimum("argmin", (("r", SCALAR),), t.exp(r)),
    "a flat optimum": t.optimum("argmin", (("r", SCALAR),), mul(num(2), r)),
    "an unknown function": t.function("digamma", SCALAR, r),
    "a derivative at a kink": t.derivative(t.sqrt(t.power(t.sub(r, num(F(1, 2))), two)), r),
    "a derivative at another kink": t.derivative(t.absolute(t.sub(r, num(F(1, 2)))), r),
    "the entropy of a mixture": t.entropy(P),
    "a power too high": t.power(r, num(10**9)),
}


@pytest.mark.parametrize("name", NOT_EVALUABLE)
def test_what_is_not_evaluated_says_so(name: str) -> None:
    with pytest.raises(NotEvaluable):
        evaluate(NOT_EVALUABLE[name], MODEL, CONTEXT)


def test_an_arbitrary_conditional_law_moves_with_its_parameter() -> None:
    joint = t.arbitrary("L", law(SCALAR), r)
    model = MODEL._replace(values={**MODEL.values, "L": BELL})
    mean = evaluate(t.derivative(t.expectation(OVER, joint, e), r), model, CONTEXT)
    assert isinstance(mean, (int, F)) and mean != 0

