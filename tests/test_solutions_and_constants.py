"""Joint solutions of several conditions, constants that a sheet leaves open, and expectations that have to be finite."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symkl.elaborate.sheet import elaborate
from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.kernel.context import Context
from symkl.kernel.normal import Normalizer
from symkl.kernel.sort import SCALAR, dimension, law, vector
from symkl.kernel.term import PI, TWO, add, arbitrary, expectation, inverse, log, mul, number, power, sub, symbol, trace, transpose
from symkl.prove.readback import Readback
from symkl.prove.tidy import joined_logarithms, quotient, reduced, traced
from symkl.report import StatementFinding
from symkl.source import Source
from symkl.worksheet.read import read


def judged(text: str) -> dict[str, StatementFinding]:
    found = judge(elaborate(read(Source("sheet.md", text))), standard_engines(fast=True))
    return {s.label: s for s in found.statements}


QUADRATIC = r"""
:::{given}
$\theta = (\theta_1, \theta_2)^T$, $m = (m_1, m_2)^T$, $x \in \mathbb{R}$, DOMAIN $f(m) = x \theta^T m - \frac{1}{2} m^T m - \frac{1}{2} (\theta^T m)^2$
:::
$$ \frac{\partial f(m)}{\partial m} = 0 \tag{1} $$
$$ \implies m^* = SOLUTION \tag{2} $$
"""


def quadratic(solution: str, domain: str = "") -> StatementFinding:
    return judged(QUADRATIC.replace("SOLUTION", solution).replace("DOMAIN", domain))["2"]


def test_a_joint_solution_is_proved_and_told_as_what_it_is() -> None:
    found = quadratic(r"\frac{x}{1 + \theta^T \theta} \theta")
    assert found.verdict == "proved"
    assert found.steps[0].notes == ("the only solution, the condition being linear", "jointly in $m$ a maximum: the Hessian is negative definite")


@pytest.mark.parametrize("wrong", [r"\frac{x}{1 + 2 \theta^T \theta} \theta", r"x \theta", r"-\frac{x}{1 + \theta^T \theta} \theta"])
def test_a_wrong_joint_solution_is_never_proved(wrong: str) -> None:
    assert quadratic(wrong).verdict == "refuted"


def test_a_joint_solution_outside_its_domain_is_not_proved() -> None:
    assert quadratic(r"\frac{x}{1 + \theta^T \theta} \theta", "$m_1 > 0$,").verdict != "proved"


def test_a_condition_that_is_no_derivative_has_no_maximum() -> None:
    found = judged("""
:::{given}
$a, x \\in \\mathbb{R}$
:::
$$ a - 2 x \\overset{!}{=} 0 \\implies x^* = \\frac{a}{2} \\tag{1} $$
""")["1"]
    assert found.verdict == "proved"
    assert not any("maximum" in note for step in found.steps for note in step.notes)


OPEN = r"""
:::{given}
$x, y, \mu \in \mathbb{R}$, $c \in \mathbb{R}$, FREE
:::
"""


def with_open(free: str, *lines: str) -> list[str]:
    statements = "\n".join(f"$$ {line} \\tag{{{i}}} $$" for i, line in enumerate(lines, 1))
    return [s.verdict for s in judged(OPEN.replace("FREE", free) + statements).values()]


def test_the_first_use_of_a_constant_fixes_it() -> None:
    free = r"$\partial c / \partial \mu = 0$"
    assert with_open(free, r"(x - \mu)^2 = c - 2 x \mu + \mu^2", r"c = x^2", r"(x + \mu)^2 = c + 2 x \mu + \mu^2") == ["proved"] * 3
    assert with_open(free, r"(x - \mu)^2 = c - 2 x \mu + \mu^2", r"(2 x - \mu)^2 = c - 4 x \mu + \mu^2") == ["proved", "refuted"]


def test_a_constant_is_free_of_all_that_it_must_be_free_of() -> None:
    both = r"$\partial c / \partial \mu = 0$, $\partial c / \partial y = 0$"
    assert with_open(both, r"x^2 + \mu = c + \mu") == ["proved"]
    assert "proved" not in with_open(both, r"y^2 + \mu = c + \mu") + with_open(both, r"\mu^2 + y = c + y")


def test_moments_under_an_arbitrary_density_are_listed_as_finite() -> None:
    found = judged(r"""
:::{given}
$x, b \in \mathbb{R}^d$, $x \sim p$
:::
$$ \mathbb{E}_p[(x - b)^T (x - b)] = \mathbb{E}_p[x^T x] - 2 b^T \mathbb{E}_p[x] + b^T b \tag{1} $$
$$ \mathbb{E}_p[b^T x] = b^T \mathbb{E}_p[x] \tag{2} $$
""")
    assert [s.verdict for s in found.values()] == ["proved", "proved"]
    assert [s.steps[0].conditions for s in found.values()] == [
        (r"\mathbb{E}_p[x^T x] \text{ finite}",),
        (r"\mathbb{E}_p[x] \text{ finite}",),
    ]


# -- values as people would write them -------------------------------------------------------------------------------------------

NET = Normalizer(Context(dict.fromkeys("abx", SCALAR), {}, (), {}))
A, B, X = (symbol(n) for n in "abx")
SUM = add(number(1), power(A, number(2)), power(B, number(2)))


def test_an_exact_quotient_times_the_divisor_is_the_dividend() -> None:
    divisor, factor = NET.poly(SUM), NET.poly(sub(A, mul(number(Fraction(2, 3)), B)))
    found = quotient(NET, NET.multiply(divisor, factor), divisor)
    assert found == factor
    assert quotient(NET, NET.poly(add(SUM, A)), divisor) is None


def test_a_reduced_fraction_is_shorter_and_has_the_same_value() -> None:
    poly = NET.poly(sub(mul(A, inverse(SUM)), mul(A, SUM, inverse(mul(SUM, SUM)))))
    assert NET.is_zero(poly)
    assert Readback(NET).poly(poly) == number(0)
    long = NET.poly(add(mul(power(A, number(2)), inverse(SUM)), mul(power(B, number(2)), inverse(SUM)), inverse(SUM)))
    assert reduced(NET, long) == {(): 1}


def test_logarithms_of_two_and_pi_are_joined_only_with_equal_factors() -> None:
    two, pi = log(TWO), log(PI)
    assert joined_logarithms([mul(A, two), B, mul(A, pi)]) == [mul(A, log(mul(TWO, PI))), B]
    for apart in ([mul(A, two), mul(B, pi)], [two, mul(A, pi)], [two, two], [pi]):
        assert joined_logarithms(apart) == apart


def test_the_trace_of_a_second_moment_captures_nothing() -> None:
    d = dimension("d")
    z, free = symbol("x", vector(d)), symbol("x", vector(d))
    p = arbitrary("p", law(vector(d)))
    moment = expectation((("x", vector(d)),), p, mul(z, transpose(z)))
    found = traced(mul(moment, mul(free, transpose(free))))
    assert found.free == trace(mul(moment, mul(free, transpose(free)))).free


PLAIN = r"""
:::{given}
$r, t, a, b, c \in \mathbb{R}$, $A, B > 0$, $C \in \mathbb{R}$, $A B - C^2 > 0$
:::
$$ PREMISE \implies CONCLUSION \tag{1} $$
"""
WEIGHTS = r"""
:::{given}
$\pi_1, \dots, \pi_K > 0$, $\nu \in \mathbb{R}$, $n_1, \dots, n_K > 0$, $n = \sum_{k=1}^K n_k$
:::
$$ PREMISE, \quad \sum_{k=1}^K \pi_k = TOTAL \implies \nu = VALUE \tag{1} $$
"""


@pytest.mark.parametrize(
    ("premise", "conclusion", "verdict"),
    [
        (r"A (r - a) + C (t - b) = 0, \quad C (r - a) + B (t - b) = 0", "r = a", "proved"),
        (r"A (r - a) + C (t - b) = 0, \quad C (r - a) + B (t - b) = 0", "r = b", "refuted"),
        (r"r = a - \frac{C}{A} (t - b), \quad t = b - \frac{C}{B} (r - a)", "t = b", "proved"),
        (r"r = a - \frac{C}{A} (t - b), \quad t = b - \frac{C}{B} (r - a)", "t = a", "refuted"),
        (r"r + t = a, \quad r - t = b", r"r = \frac{a + b}{2}", "proved"),
        (r"r + t = a, \quad 2 r + 2 t = 2 a", r"r = \frac{a}{2}", "refuted"),
        (r"C r + A t = C a + A b, \quad C r - A t = C a - A b", "r = a", "refuted"),  # C may be zero
        (r"r + t = a, \quad t + c = b, \quad c + r = 1", r"r = \frac{a + 1 - b}{2}", "proved"),
        (r"r + t = a, \quad t + c = b, \quad c + r = 1", r"r = \frac{a + b - 1}{2}", "refuted"),
    ],
)
def test_plain_linear_equations_are_solved_together(premise: str, conclusion: str, verdict: str) -> None:
    assert judged(PLAIN.replace("PREMISE", premise).replace("CONCLUSION", conclusion))["1"].verdict == verdict


@pytest.mark.parametrize(
    ("premise", "total", "value", "verdict"),
    [
        (r"\frac{n_k}{\pi_k} + \nu = 0", "1", "-n", "proved"), (r"n_k + \nu \pi_k = 0", "1", "-n", "proved"), (r"\frac{n_k}{\pi_k} + \nu = 0", "1", "n", "refuted"),
        (r"\frac{n_k}{\pi_k} + \nu = 0", "2", "-n", "refuted"), (r"\frac{n_k}{\pi_k} - \nu = 0", "1", "-n", "refuted"),
    ],
)  # fmt: skip
def test_equations_of_all_members_are_added_up(premise: str, total: str, value: str, verdict: str) -> None:
    text = WEIGHTS.replace("PREMISE", premise).replace("TOTAL", total).replace("VALUE", value)
    assert judged(text)["1"].verdict == verdict
