"""In which variables a density is proportional to something: where another one may be meant, in which it is, nothing is refuted."""

from __future__ import annotations

import pytest

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.source import Source
from symkl.verify import read_sheet
from tests.elaborating import given

BLOCK = (
    r"$n \in \mathbb{N}$, $x_1, \dots, x_n \in \mathbb{R}$, $y, \theta, m \in \mathbb{R}$, $\sigma, \tau > 0$, $p(x_i \mid \theta) = "
    r"\mathcal{N}(x_i \mid \theta, \sigma^2)$, $p(y \mid \theta) = \mathcal{N}(y \mid \theta, \sigma^2)$, $p(\theta) = \mathcal{N}(\theta \mid m, \tau^2)$"
)
LIKELIHOODS = (
    r"p(y \mid \theta) \propto \exp\left(-\frac{\theta^2 - 2 \theta y}{2 \sigma^2}\right)",
    r"\log p(y \mid \theta) = -\frac{\theta^2 - 2 \theta y}{2 \sigma^2} + \text{const}",
)
WRONG = (
    r"p(y \mid \theta) \propto \exp\left(-\frac{\theta^2 - 2 \theta y}{\sigma^2}\right)",
    r"p(y \mid \theta) \propto \exp\left(-\frac{(\theta - y)^2}{\sigma^2}\right)",
    r"\mathcal{N}(y \mid \theta, \sigma^2) \propto \exp\left(-\frac{\theta^2 - 2 \theta y}{2 \sigma^2}\right)",
)


def found(line: str) -> tuple[str, str | None]:
    statement = judge(given(BLOCK, line), standard_engines(fast=True)).statements[0]
    return statement.verdict, statement.steps[0].reason


@pytest.mark.parametrize("line", LIKELIHOODS)
def test_a_likelihood_may_be_meant_in_its_parameter(line: str) -> None:
    assert found(line) == ("undecided", "up-to-what")


PRODUCTS = (
    r"p(y \mid \theta) p(\theta) \propto \exp\left(-\frac{(\theta - y)^2}{2 \sigma^2} - \frac{\theta^2 - 2 \theta m}{2 \tau^2}\right)",
    r"p(\theta) p(y \mid \theta) \propto p(\theta \mid y)",
    r"\mathcal{N}(y \mid \theta, 1) \mathcal{N}(\theta \mid m, 1) \propto \mathcal{N}(\theta \mid \frac{y + m}{2}, \frac{1}{2})",
    r"\log \mathcal{N}(y \mid \theta, 1) + \log \mathcal{N}(\theta \mid m, 1) = -(\theta - \frac{y + m}{2})^2 + \text{const}",
)


@pytest.mark.parametrize("line", PRODUCTS)
def test_a_product_is_meant_in_the_variable_that_a_factor_is_given(line: str) -> None:
    assert found(line)[0] == "proved"
    assert found(line.replace("y + m", "y - m").replace("2 \\theta m", "\\theta m").replace("\\theta \\mid y", "\\theta \\mid m"))[0] != "proved"


def test_a_product_that_holds_in_another_variable_is_neither() -> None:
    assert found(r"p(y \mid \theta) p(\theta) \propto p(y \mid \theta)") == ("undecided", "up-to-what")


@pytest.mark.parametrize("line", WRONG)
def test_what_holds_in_no_variable_is_refuted(line: str) -> None:
    assert found(line)[0] == "refuted"


def test_a_likelihood_in_the_parameter_that_is_named() -> None:
    assert found(LIKELIHOODS[0].replace(r"\propto", r"\propto_\theta"))[0] == "proved"


def test_the_density_of_all_is_the_product_of_those_of_one() -> None:
    """A law that is declared for a member is that of all members, and x alone stands for these."""
    line = r"p(x \mid \theta) = \prod_{i=1}^n \mathcal{N}(x_i \mid \theta, \sigma^2)"
    assert found(line) == ("proved", None)
    assert found(line.replace(r"\sigma^2", r"2 \sigma^2"))[0] == "refuted"


@pytest.mark.parametrize(
    ("before", "line", "behind", "expected"),
    [
        (r"As a function of $\theta$, the likelihood is", LIKELIHOODS[0], "", "proved"),
        ("It is", LIKELIHOODS[0], r"where the proportionality is in $\theta$.", "proved"),
        (r"As a function of $\theta$, the likelihood is", WRONG[0], "", "refuted"),
        (r"As a function of $\sigma$, it is", r"p(y \mid \theta) \propto \exp\left(-\frac{(\theta - y)^2}{2 \sigma^2}\right)", "", "undecided"),
        (r"As a function of $m$, it is", WRONG[0], "", "refuted"),
        (r"Up to factors that do not depend on $\theta$, the likelihood is", LIKELIHOODS[0], "", "proved"),
        ("It is", LIKELIHOODS[1], r"where const collects the terms that do not depend on $\theta$.", "proved"),
        ("It is", WRONG[0], r"where the constant factors are independent of $m$.", "refuted"),
        (r"Since the noise is independent of $\theta$, it is", LIKELIHOODS[0], "", "undecided"),
        (r"Not as a function of $\theta$:", LIKELIHOODS[0], "", "undecided"),
        (r"As a function of $\theta$ and $\sigma$, it is", LIKELIHOODS[0], "", "undecided"),
        (r"As a function of $\theta$, it is convex. The likelihood is", LIKELIHOODS[0], "", "undecided"),
        (r"As a function of $\theta$, it is", LIKELIHOODS[0], r"with proportionality in $\sigma$.", "undecided"),
    ],
)
def test_words_around_a_line_say_of_what_it_is_a_function(before: str, line: str, behind: str, expected: str) -> None:
    text = f":::{{given}}\n{BLOCK}\n:::\n\n{before}\n\n$$ {line} $$\n\n{behind}\n"
    assert judge(read_sheet(Source("sheet.md", text)), standard_engines(fast=True)).statements[0].verdict == expected


def test_the_variable_that_a_formula_names_is_meant() -> None:
    assert found(LIKELIHOODS[0].replace(r"\propto", r"\propto_y"))[0] == "refuted"
