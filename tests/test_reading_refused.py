"""What must be refused, and how: a trap for each way in which something printed could be read as something else."""

from __future__ import annotations

import pytest

from tests.elaborating import given, left, sides
from tests.reading_pairs import judged

BLOCK = (
    r"$a, b, c, r, e, t, f, x, y, \mu \in \mathbb{R}$; $s, u, m, \sigma > 0$; $n \in \mathbb{N}$; $w \in \mathbb{R}^n$; "
    r"$p(y) = \mathcal{N}(y \mid \mu, \sigma^2)$"
)


def verdict(display: str, block: str = BLOCK) -> tuple[str, str | None]:
    found = judged(f":::{{given}}\n{block}\n:::\n\n$$ {display} $$\n").statements[0].steps[0]
    return found.verdict, found.reason


@pytest.mark.parametrize("printed", ["frac{1}{2} a", "sum_{n=1}^n a", "bar{a}", "beta a", "sqrt{a}"])
def test_a_lost_backslash_is_no_product_of_declared_letters(printed: str) -> None:
    assert verdict(f"x = {printed}") == ("unreadable", "lost-backslash")


def test_letters_side_by_side_stay_a_product() -> None:
    term, _ = sides(BLOCK, "bar = x")
    assert [factor.data for factor in term.args] == ["b", "a", "r"]


@pytest.mark.parametrize("printed", ["a – b", "a — b", "a‐b", "–a", "(a，b)", "a；b"])
def test_signs_of_prose_are_not_guessed(printed: str) -> None:
    assert verdict(f"{printed} = x") == ("unreadable", "prose-sign")


def test_signs_of_mathematics_in_unicode_are_read() -> None:
    assert left(BLOCK, "a − ｂ") == left(BLOCK, "a - b")


@pytest.mark.parametrize("printed", [r"\mathrm{KL}(p | p)", r"KL(p \|)", r"D_{KL}(\| p)", r"\mathrm{KL}(p; p)"])
def test_a_divergence_has_two_densities_parted_by_a_double_bar_or_a_comma(printed: str) -> None:
    assert verdict(f"{printed} = 0") == ("unreadable", "unsupported")


@pytest.mark.parametrize("printed", [r"\max(0, w)", r"\min(w, w)", r"\max(a; b)", r"\max(a \mid b)", r"\min\{a, \dots, b\}"])
def test_the_greatest_is_taken_of_numbers_parted_by_commas(printed: str) -> None:
    """Of vectors some authors mean it entry by entry: nothing is guessed, and no shapes are said to be wrong."""
    assert verdict(f"{printed} = x") == ("unreadable", "unsupported")


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (r"$z \in \mathbb{R}$, $0 < q < 1$, $z \sim \mathrm{Bernoulli}(q)$", "unsupported-declaration"),
        (r"$z \in \{1, 2\}$, $0 < q < 1$, $p(z) = \mathrm{Bern}(z \mid q)$", "unsupported-declaration"),
        (r"$v \in \mathbb{R}^3$, $p(z) = \mathrm{Bern}(z \mid v)$", "unsupported"),
        (r"$0 < q < 1$, $p(z) = \mathrm{Bern}(z \mid q, q)$", "unsupported"),
        (r"$0 < q < 1$, $p(z) = \mathrm{Cat}(z \mid q)$", "unsupported"),
        (r"$q = 3$, $z \sim \mathrm{Bernoulli}(q)$", "inconsistent-given"),
        (r"$v_1, \dots, v_n > 0$, $p(z) = \mathrm{Cat}(z \mid v)$", "inconsistent-given"),
    ],
)
def test_a_named_law_has_its_values_and_its_parameter(block: str, code: str) -> None:
    found = judged(f":::{{given}}\n{block}\n:::\n\n$$ 1 = 1 $$\n")
    assert code in {d.code for d in found.diagnostics}


@pytest.mark.parametrize("printed", ["x + O(x^2)", r"x (1 + \mathcal{O}(x))"])
def test_a_remainder_is_an_approximation(printed: str) -> None:
    assert verdict(f"x = {printed}") == ("undecided", "approximation")


def test_a_declared_o_is_a_function() -> None:
    assert verdict("O(x) = x^2", BLOCK + "; $O(x) = x^2$") == ("proved", None)


@pytest.mark.parametrize("printed", [r"y \sim \mathcal{N}(\mu, \sigma)", r"p(y) = \mathcal{N}(y \mid \mu, \sigma)"])
def test_a_bare_sigma_decides_nothing(printed: str) -> None:
    """With the standard deviation meant both are true, with the variance both are false."""
    assert verdict(printed) == ("undecided", "variance-or-deviation")


def test_a_sigma_that_is_called_a_variance_decides() -> None:
    block = r"$y, \mu \in \mathbb{R}$, $s > 0$; $y \sim \mathcal{N}(\mu, s)$, where $s$ is the variance"
    assert verdict(r"\mathbb{E}[(y - \mu)^2] = s", block) == ("proved", None)


@pytest.mark.parametrize("printed", [r"w^* = w", r"\hat{\mu} = \mu + 1", r"\mu_{ML} = a + b", r"\tilde{a} = a + b"])
def test_an_estimate_by_a_plain_sign_has_nothing_to_be_checked_against(printed: str) -> None:
    assert verdict(printed) == ("undecided", "nothing-to-check-it-against")


def test_a_change_of_a_name_is_one_name_where_it_is_declared() -> None:
    block = r"$\delta\theta, \theta \in \mathbb{R}$, $\Delta x, x \in \mathbb{R}^d$"
    assert left(block, r"\delta\theta").op == "symbol" and left(block, r"\Delta x + x").args[0].op == "symbol"
    assert "undeclared-name" in {s.reason for st in given(r"$\theta \in \mathbb{R}$", r"\delta\theta = 1").statements for s in st.steps}
