"""The ways in which given blocks name many values at once, and names that look like members of a vector and are declared on their own."""

from __future__ import annotations

import pytest

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from tests.elaborating import codes, given

MOMENTS = r"$\mu \in \mathbb{R}$, $\sigma > 0$, $\bar{x} = \frac{1}{N} \sum_{n=1}^N x_n$"
SAMPLES = [
    r"$x_1, \dots, x_N \sim \mathcal{N}(\mu, \sigma^2)$",
    r"$x_1, x_2, \ldots, x_N \stackrel{i.i.d.}{\sim} \mathcal{N}(\mu, \sigma^2)$",
    r"$x_1, \dots, x_N \in \mathbb{R}$; $x_1, \dots, x_N \sim \mathcal{N}(\mu, \sigma^2)$",
    r"$x_n \sim \mathcal{N}(\mu, \sigma^2)$, $n = 1, \dots, N$",
    r"$x_n \in \mathbb{R}$ for $n = 1, \dots, N$, and $x_n \sim \mathcal{N}(\mu, \sigma^2)$",
    r"$n \in \{1, \dots, N\}$, $x_n \in \mathbb{R}$, $x_n \sim \mathcal{N}(\mu, \sigma^2)$",
    r"$\{x_n\}_{n=1}^N$ with $x_n \in \mathbb{R}$, $x_n \sim \mathcal{N}(\mu, \sigma^2)$",
]


def verdicts(block: str, *displays: str) -> list[str]:
    return [f.verdict for f in judge(given(block, *displays), standard_engines(fast=True)).statements]


@pytest.mark.parametrize("block", SAMPLES)
def test_many_draws_at_once(block: str) -> None:
    lines = (r"\operatorname{Var}[\bar{x}] = \sigma^2 / N", r"\mathbb{E}[x_1 x_2] = \mu^2", r"\mathbb{E}[\bar{x}^2] = \mu^2")
    assert verdicts(f"{block}, {MOMENTS}", *lines) == ["proved", "proved", "refuted"]


def test_pairs_of_data() -> None:
    block = (
        r"Data $\{(x_i, y_i)\}_{i=1}^n$ with $x_i \in \mathbb{R}^p$ and $y_i \in \mathbb{R}$; $w \in \mathbb{R}^p$, "
        r"$L(w) = \frac{1}{n} \sum_{i=1}^n (y_i - w^T x_i)^2$"
    )
    right, wrong = r"\nabla_w L(w) = -\frac{2}{n} \sum_{i=1}^n (y_i - w^T x_i) x_i", r"\nabla_w L(w) = -\frac{1}{n} \sum_{i=1}^n (y_i - w^T x_i) x_i"
    assert verdicts(block, right) == ["proved"]
    assert verdicts(block, wrong) == ["refuted"]


@pytest.mark.parametrize("place", ["1", "N"])
def test_the_law_of_one_member_alone(place: str) -> None:
    sheet = given(rf"$x_1, \dots, x_N \in \mathbb{{R}}$; $x_{place} \sim \mathcal{{N}}(0, 1)$", "1 = 1")
    assert "unsupported" in codes(sheet)


@pytest.mark.parametrize(
    ("block", "line"),
    [
        (r"$x_1, \dots, x_N \in \mathbb{R}$; $p(x_1) = \mathcal{N}(x_1 \mid 0, 1)$", r"\sum_{i=1}^N x_i = x_1 + \sum_{i=2}^N x_i"),
        (r"$z \in \mathbb{R}^2$; $z_1 > 0$", "z^T z = z_1^2 + z_2^2"),
        (r"$z \in \mathbb{R}^2$; $z_1, z_2 \in \mathbb{R}$", "z^T z = z_1^2 + z_2^2"),
        (r"$z \in \mathbb{R}^2$; $z_1 \sim \mathcal{N}(0, 1)$", "z^T z = z_1^2 + z_2^2"),
    ],
)
def test_what_may_be_a_member_is_not_held_against_its_author(block: str, line: str) -> None:
    """True of the members; of names of their own it is false."""
    assert verdicts(block, line) == ["undecided"]
    assert verdicts(block, line + " + 1") == ["refuted"]
