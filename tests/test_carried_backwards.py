"""A wrongly printed side that stands in a later right side, a wrong line with a sign in front of it, and lines of arbitrary laws."""

from __future__ import annotations

import pytest

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.report import StatementFinding
from symkl.source import Source
from symkl.verify import read_sheet

LINEAR = r"""$x, \mu \in \mathbb{R}^n$, $y, b \in \mathbb{R}^m$, $A \in \mathbb{R}^{m \times n}$, $\Lambda \succ 0$, $L \succ 0$,
$p(x) = \mathcal{N}(x \mid \mu, \Lambda^{-1})$; $p(y \mid x) = \mathcal{N}(y \mid A x + b, L^{-1})$"""
WRONG = r"\operatorname{Cov}[y] = L^{-1} + A \Lambda A^T"
ARBITRARY = r"""$x \in \mathbb{R}^d$, $x \sim p$; $q(x) = \mathcal{N}(x \mid m, V)$, $m \in \mathbb{R}^d$, $V \succ 0$; $c = \mathrm{const}(m, V)$"""


def found(given: str, *lines: str) -> tuple[StatementFinding, ...]:
    displays = "\n\n".join(f"$$ {line} \\tag{{{number}}} $$" for number, line in enumerate(lines, 1))
    return judge(read_sheet(Source("backwards.md", f":::{{given}}\n{given}.\n:::\n\n{displays}\n")), standard_engines(True)).statements


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"p(y) = \mathcal{N}(y \mid A \mu + b, L^{-1} + A \Lambda A^T)", "carried"),
        (r"p(y) = \mathcal{N}(y \mid A \mu, L^{-1} + A \Lambda A^T)", "refuted"),
        (r"p(y) = \mathcal{N}(y \mid A \mu + b, L^{-1} + A \Lambda^{-1} A^T)", "proved"),
        (r"p(y) = \mathcal{N}(y \mid A \mu + b, L + A \Lambda^{-1} A^T)", "refuted"),
    ],
)
def test_a_density_with_a_wrong_covariance_from_above(line: str, verdict: str) -> None:
    above, below = found(LINEAR, WRONG, line)
    assert (above.verdict, below.verdict) == ("refuted", verdict)
    assert {label for step in below.steps for label in step.carried_from} == ({"1"} if verdict == "carried" else set())


@pytest.mark.parametrize(("slope", "verdict"), [("2 a", "carried"), ("-2 a", "proved"), ("a", "refuted")])
def test_a_wrong_line_with_a_sign_in_front(slope: str, verdict: str) -> None:
    given = r"$a \in \mathbb{R}$, $f(a) = a^2 + 3$"
    above, below = found(given, "-f(a) = a^2 - 3", rf"-\frac{{\partial}}{{\partial a}} f(a) = {slope}")
    assert (above.verdict, below.verdict) == ("refuted", verdict)


def test_the_entropy_of_an_arbitrary_law_is_a_constant_and_is_said() -> None:
    right, wrong = found(ARBITRARY, r"\mathrm{KL}(p \| q) = c - \mathbb{E}_p[\log q(x)]", r"\mathrm{KL}(p \| q) = -\mathbb{E}_p[\log q(x)]")
    assert right.verdict == "proved" and any("log" in note for note in right.steps[0].notes)
    assert wrong.verdict == "refuted" and wrong.steps[0].difference == r"\mathbb{E}_p[\log(p(x))]"


@pytest.mark.parametrize("declared", [r"$z \in \mathbb{R}^J$ with entries $z = (z_1, \dots, z_J)^T$", r"$z_1, \dots, z_J \in \mathbb{R}$, $z = (z_1, \dots, z_J)^T$"])
def test_an_integral_over_a_vector_of_named_entries(declared: str) -> None:
    law = r"$q(z) = \prod_{j=1}^J \mathcal{N}(z_j \mid m_j, 1)$, $m_1, \dots, m_J \in \mathbb{R}$"
    whole, mean, wrong = found(f"{declared}, {law}", r"\int q(z) \, dz = 1", r"\int q(z) z_j \, dz = m_j", r"\int q(z) z_j \, dz = 2 m_j")
    assert (whole.verdict, mean.verdict, wrong.verdict) == ("proved", "proved", "refuted")


def test_an_energy_that_is_announced() -> None:
    given = r"$w, y \in \mathbb{R}^d$. The error $E(w)$"
    first, second = found(given, r"E(w) = (y - w)^T (y - w) = y^T y - 2 y^T w + w^T w", r"\nabla_w E(w) = -2 y + w")
    assert (first.verdict, second.verdict) == ("proved", "refuted")
