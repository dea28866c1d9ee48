"""What is printed reads back to the same value, and looks as people write it."""

from __future__ import annotations

import cmath
import math
import random

import pytest

from symkl.kernel.sort import ONE, Sort, dimension, law
from symkl.kernel.term import (
    HALF,
    MINUS,
    PI,
    TWO,
    UNIT,
    Term,
    add,
    at,
    covariance,
    derivative,
    det,
    div,
    entropy,
    entry,
    exp,
    expectation,
    function,
    gaussian,
    hadamard,
    index,
    integral,
    inverse,
    kl,
    log,
    member,
    mul,
    neg,
    number,
    optimum,
    pdf,
    power,
    size,
    sqrt,
    sub,
    sum_between,
    summation,
    symbol,
    trace,
    transpose,
    variance,
)  # fmt: skip
from symkl.latex.parser import parse_expression
from symkl.latex.printer import latex, reading, text
from symkl.latex.syntax import Damage, Node

D = dimension("d")
N = dimension("N")
VECTOR, MATRIX = Sort(D), Sort(D, D)
S1, S2 = symbol("\\Sigma_1", MATRIX), symbol("\\Sigma_2", MATRIX)
M1, M2 = symbol("\\mu_1", VECTOR), symbol("\\mu_2", VECTOR)
Z = symbol("z", VECTOR)
P = symbol("p(z)", law(VECTOR))
GAP = sub(M1, M2)
S = symbol("s")
XS = symbol("x", Sort(D, ONE, (N,)))


@pytest.mark.parametrize(
    ("term", "as_latex", "as_text"),
    [
        (mul(HALF, log(det(S1))), "\\frac{1}{2} \\log \\det \\Sigma_1", "½ log det Σ₁"),
        (mul(transpose(GAP), inverse(S2), GAP), "(\\mu_1 - \\mu_2)^T \\Sigma_2^{-1} (\\mu_1 - \\mu_2)", "(μ₁ − μ₂)ᵀ Σ₂⁻¹ (μ₁ − μ₂)"),
        (log(div(det(S2), det(S1))), "\\log\\left(\\frac{\\det \\Sigma_2}{\\det \\Sigma_1}\\right)", "log((det Σ₂)/(det Σ₁))"),
        (neg(mul(HALF, log(mul(TWO, PI)))), "-\\frac{1}{2} \\log(2 \\pi)", "−½ log(2 π)"),
        (expectation((("z", VECTOR),), P, log(pdf(P, Z))), "\\mathbb{E}_{p(z)}[\\log(p(z))]", "E_{p(z)}[log(p(z))]"),
        (summation("i", N, member(XS, index("i", N))), "\\sum_{i=1}^{N} x_i", "∑_{i=1}^N xᵢ"),
        (div(trace(S1), mul(TWO, S)), "\\frac{\\operatorname{tr}(\\Sigma_1)}{2 s}", "tr(Σ₁)/(2 s)"),
        (pdf(gaussian(M1, S1), Z), "\\mathcal{N}(z \\mid \\mu_1, \\Sigma_1)", "N(z | μ₁, Σ₁)"),
        (kl(P, gaussian(M1, S1)), "\\mathrm{KL}(p(z) \\| \\mathcal{N}(\\mu_1, \\Sigma_1))", "KL(p(z) ‖ N(μ₁, Σ₁))"),
        (sqrt(add(S, UNIT)), "\\sqrt{s + 1}", "√(s + 1)"),
    ],
)  # fmt: skip
def test_idiom(term: Term, as_latex: str, as_text: str) -> None:
    assert latex(term) == as_latex
    assert text(term) == as_text


def test_authors_names() -> None:
    names = {"\\mu_1": "\\boldsymbol{\\mu}_1", "\\Sigma_1": "\\hat{\\Sigma}_{z|x}"}
    assert latex(mul(S1, M1), names) == "\\hat{\\Sigma}_{z|x} \\boldsymbol{\\mu}_1"
    assert text(mul(S1, M1), names) == "Σ̂_{z|x} μ₁"


def test_reading_shows_every_sort() -> None:
    shown = reading(mul(HALF, mul(transpose(Z), inverse(S1), Z)))
    assert shown == "(½ * ((z:R^{d})^T:R^{1 x d} * (Σ₁:R^{d x d}^−1):R^{d x d} * z:R^{d}):R):R"


OTHERS = [
    variance((("z", VECTOR),), P, Z), covariance((("z", VECTOR),), P, Z, Z), entropy(P), integral((("z", VECTOR),), pdf(P, Z)),
    derivative(mul(S, log(S)), S), at((("s", Sort()),), mul(S, S), TWO), optimum("argmin", (("s", Sort()),), power(S, TWO)),
    hadamard(M1, M2), entry(M1, index("i", D)), sum_between("i", N, number(2), size(N), S), function("sigmoid", Sort(), S),
    expectation((("z", VECTOR),), gaussian(M1, S1), Z), mul(log(S), S), transpose(mul(S1, M1)), add(size(D), MINUS),
]  # fmt: skip


@pytest.mark.parametrize("term", OTHERS, ids=latex)
def test_everything_printed_is_readable(term: Term) -> None:
    side = parse_expression(latex(term))
    assert not isinstance(side, Damage), side
    assert text(term) and reading(term)


VALUES = {"a": 2.0, "b": 3.0, "s": 1.5, "t": 0.75}


def random_term(chance: random.Random, depth: int) -> Term:
    if depth == 0 or chance.random() < 0.15:
        return chance.choice([symbol("a"), symbol("b"), symbol("s"), symbol("t"), number(2), number(-3), HALF, number(-1)])
    make = chance.choice(["add", "add", "mul", "mul", "mul", "power", "inverse", "log", "exp", "neg", "sqrt", "det", "trace", "transpose", "sum"])
    inner = [random_term(chance, depth - 1) for _ in range(chance.randint(2, 3))]
    if make in ("add", "mul"):
        return add(*inner) if make == "add" else mul(*inner)
    one = inner[0]
    if make == "sum":
        return summation("i", dimension(1), one)
    if make == "power":
        return power(one, number(chance.choice([2, 3, -2])))
    return {"inverse": inverse, "log": log, "exp": exp, "neg": neg, "sqrt": sqrt, "det": det, "trace": trace, "transpose": transpose}[make](one)


def value_of(term: Term) -> complex:
    inner = [value_of(part) for part in term.args]
    if term.op == "number":
        return complex(float(term.data))
    if term.op == "symbol":
        return complex(VALUES[term.data])
    if term.op == "add":
        return sum(inner)
    if term.op == "mul":
        return math.prod(inner)
    if term.op == "power":
        return complex(inner[0] ** inner[1])
    return applied({"log": "log", "exp": "exp"}.get(term.op, ""), inner[0])


def applied(function: str, value: complex) -> complex:
    if function == "log":
        return cmath.log(value)
    return cmath.exp(value) if function == "exp" else value


def meaning(node: Node | None) -> complex:
    """The value of a printed formula in one dimension, read by the parser's own precedence."""
    assert node is not None
    inner = [meaning(part) for part in node.parts if part is not None] if node.kind not in ("operator", "big") else []
    if node.kind == "number":
        return complex(float(node.text))
    if node.kind == "name":
        return complex(VALUES[node.text])
    if node.kind == "sum":
        return sum(-v if sign == "-" else v for sign, v in zip(node.text, inner, strict=True))
    if node.kind == "product":
        return math.prod(inner)
    if node.kind == "fraction":
        return inner[0] / inner[1]
    if node.kind == "script":
        return complex(inner[0] ** inner[1])
    if node.kind in ("group", "transpose"):
        return inner[0]
    assert node.kind in ("operator", "big"), node.kind
    if node.text == "sqrt":
        return complex(meaning(node.parts[2]) ** 0.5)
    return applied(node.text, meaning(node.parts[2]))


def test_printing_then_reading_keeps_the_value() -> None:
    chance = random.Random(3)
    compared = 0
    for _ in range(3_000):
        term = random_term(chance, 3)
        side = parse_expression(latex(term))
        assert isinstance(side, Node), (latex(term), side)
        try:
            expected = value_of(term)
        except (OverflowError, ZeroDivisionError, ValueError):
            continue
        if abs(expected) < 1e30:
            compared += 1
            assert abs(meaning(side) - expected) <= 1e-9 * max(1.0, abs(expected)), (latex(term), term)
    assert compared > 2_000
