"""What a refuted line is told to print instead: one slip away, and true when it is put in its place."""

from __future__ import annotations

import pytest

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.report import StepFinding
from symkl.source import Source
from symkl.verify import read_sheet

VECTORS = r"$x, y, m, t \in \mathbb{R}^d$, $S \succ 0$, $K \in \mathbb{R}^{d \times d}$, $\det K \neq 0$, $x \sim \mathcal{N}(m, S)$"
SCALARS = r"$u, a, b, k \in \mathbb{R}$, $s, r > 0$, $n \in \mathbb{N}$"
LAWS = r"$z \in \mathbb{R}^d$; arbitrary densities $z \sim q$ and $z \sim p$"

#: given block, left side, what was printed, and what of the printed line the suggestion has to have changed
SLIPS = [
    (SCALARS, r"\mathcal{N}(u \mid a, s^2)", r"\frac{1}{\sqrt{2 \pi s}} \exp\left(-\frac{(u - a)^2}{2 s^2}\right)"),  # a square under a root
    (SCALARS, r"\exp\left(-\frac{(u - a)^2}{2 s^2}\right) \exp\left(-\frac{(u - b)^2}{2 r^2}\right)",
     r"\exp\left(-\frac{1}{2} \left(\frac{(u - a)^2}{s^2} - \frac{(u - b)^2}{r^2}\right)\right)"),  # a sign inside an exponential
    (SCALARS, r"\frac{a r^2 + b s^2}{r^2 + s^2}", r"\frac{b r^2 + a s^2}{r^2 + s^2}"),  # two names interchanged
    (SCALARS, r"\frac{\sqrt{2}}{s^2}", r"\frac{\sqrt{2}}{s^3}"),  # a power
    (VECTORS, r"\mathbb{E}[\exp(t^T x)]", r"\exp(t^T m + t^T S t)"),  # a lost half inside an exponential
    (VECTORS, r"\mathcal{N}(K y \mid K m, K S K^T)", r"|\det K| \, \mathcal{N}(y \mid m, S)"),  # the reciprocal of a determinant
    (VECTORS, r"\nabla_y \log \mathcal{N}(y \mid m, S)", r"S^{-1} (y - m)"),  # the sign of everything
    (VECTORS, r"\mathcal{N}(y \mid m, 4 I)", r"\mathcal{N}(y \mid m, 2 I)"),  # twice, inside a law
    (VECTORS, r"S^{-1} K m", r"K S^{-1} K m"),  # a factor too many
    (SCALARS, r"-\log r - \frac{(u - a)^2}{2 r^2} - b", r"-b + \log r + \frac{(u - a)^2}{2 r^2}"),  # a minus that does not reach all
    (SCALARS, r"\frac{1}{s} (n a - b)", r"\frac{n}{s} (a - b)"),  # a factor that belongs to one term
    (SCALARS, r"\frac{1}{2} (\log s + r - k)", r"\frac{1}{2} \log(s + r - k)"),  # a logarithm of everything
    (SCALARS, r"\mathcal{N}(u \mid a, s + r)", r"\mathcal{N}(u \mid a, \sqrt{s + r})"),  # a standard deviation for a variance
    (VECTORS, r"\operatorname{tr}((m m^T + S) K)", r"\operatorname{tr}(m m^T + S K)"),  # a bracket
    (VECTORS, r"\operatorname{tr}(K K^T)", r"\operatorname{tr}(K^2)"),  # a square for a product with the transpose
    (r"$u, a \in \mathbb{R}$, $s > 0$, $g \colon \mathbb{R} \to \mathbb{R}$, $k = (u - g(a)) / s$",
     r"\frac{\partial}{\partial a} \left(-\frac{(u - g(a))^2}{2 s}\right)", r"-k g'(a)"),  # a sign, beside a derivative and a defined name
    (LAWS, r"\mathbb{E}_q[\log p(z)]", r"\mathrm{KL}(q \| p) - \mathbb{E}_q[\log q(z)]"),  # the sign of everything, of arbitrary laws
]  # fmt: skip


def step(given: str, left: str, right: str, relation: str = "=") -> StepFinding:
    sheet = read_sheet(Source("sheet.md", f":::{{given}}\n{given}\n:::\n$$ {left} {relation} {right} $$\n"))
    return judge(sheet, standard_engines(fast=True)).statements[0].steps[0]


@pytest.mark.parametrize(("given", "left", "printed"), SLIPS)
def test_a_single_slip_is_told_and_what_is_told_is_proved(given: str, left: str, printed: str) -> None:
    wrong = step(given, left, printed)
    assert wrong.verdict == "refuted"
    (suggested,) = wrong.suggestions
    assert step(given, left, suggested).verdict == "proved"


def test_a_slip_behind_a_proportion_is_told() -> None:
    left, printed = r"\mathcal{N}(u \mid a, s^2) \mathcal{N}(u \mid b, r^2)", r"\mathcal{N}\left(u \mid \frac{s^2 b + s^2 a}{s^2 + r^2}, \frac{s^2 r^2}{s^2 + r^2}\right)"
    wrong = step(SCALARS, left, printed, r"\propto_u")
    assert wrong.verdict == "refuted"
    (suggested,) = wrong.suggestions
    assert step(SCALARS, left, suggested, r"\propto_u").verdict == "proved"


@pytest.mark.parametrize(("left", "printed"), [(r"\log(1 + s^2)", r"s + a + b"), (r"a^2 + b^2", r"\exp(a) + \log(s) - b")])
def test_what_is_told_of_a_line_with_more_slips_than_one_is_proved(left: str, printed: str) -> None:
    assert all(step(SCALARS, left, suggested).verdict == "proved" for suggested in step(SCALARS, left, printed).suggestions)
