"""Products up to an index: what is proved of them holds when they are multiplied out; of factors of any sign nothing is proved."""

from __future__ import annotations

import pytest

from tests.reading_pairs import judged

POSITIVE = r"$c_1, \dots, c_T > 0$, $t \in \{1, \dots, T\}$, $b_t = \prod_{s=1}^t c_s$"
REAL = r"$c_1, \dots, c_T \in \mathbb{R}$, $t \in \{1, \dots, T\}$, $b_t = \prod_{s=1}^t c_s$"


def verdict(block: str, display: str) -> str:
    return judged(f":::{{given}}\n{block}\n:::\n\n$$ {display} $$\n").statements[0].verdict


@pytest.mark.parametrize(
    ("display", "said"),
    [
        (r"b_t = c_t b_{t-1}", "proved"),
        (r"b_t = b_{t-1}", "refuted"),
        (r"\prod_{s=1}^T c_s = b_t \prod_{s=t+1}^T c_s", "proved"),
        (r"\prod_{s=1}^T c_s = b_t \prod_{s=t}^T c_s", "refuted"),
        (r"b_T = \prod_{s=1}^T c_s", "proved"),
        (r"b_t > 0", "proved"),
        (r"b_t < 1", "refuted"),
        (r"b_t^2 = \prod_{s=1}^t c_s^2", "proved"),
        (r"b_t^2 = \prod_{s=1}^t c_s", "refuted"),
    ],
)
def test_products_of_positive_factors(display: str, said: str) -> None:
    assert verdict(POSITIVE, display) == said


@pytest.mark.parametrize("display", [r"\log b_t = \sum_{s=1}^t \log c_s", r"\sqrt{b_t^2} = b_t", r"b_t > 0", r"b_t = b_{t-1}"])
def test_nothing_is_proved_of_factors_of_any_sign(display: str) -> None:
    assert verdict(REAL, display) in ("refuted", "undecided")


def test_the_product_before_the_first_factor_is_one() -> None:
    assert verdict(POSITIVE, r"c_1 b_t = c_1 c_t b_{t-1}") == "proved"
    assert verdict(POSITIVE, r"b_{t-1} = \frac{b_t}{c_t}") == "proved"
    assert verdict(POSITIVE, r"b_{t-1} = 0") == "refuted"


BELOW_ONE = r"$\beta_1, \dots, \beta_T$ with $0 < \beta_t < 1$, $c_t = 1 - \beta_t$, $b_t = \prod_{s=1}^t c_s$"
SHRINKING = r"$\beta_1, \dots, \beta_T$ with $0 < \beta_t < 2$, $c_t = \beta_t$, $b_t = \prod_{s=1}^t c_s$"


@pytest.mark.parametrize(
    ("display", "said"),
    [
        (r"1 - b_t > 0", "proved"),
        (r"0 < b_t < 1", "proved"),
        (r"\sqrt{b_t} < 1", "proved"),
        (r"\frac{1 - b_t}{1 - b_t} = 1", "proved"),
        (r"\prod_{s=1}^T c_s < 1", "proved"),
        (r"1 - 2 b_t > 0", "refuted"),
        (r"b_{t-1} < 1", "refuted"),  # there may be no factor before the first
        (r"\frac{1}{b_t} < 1", "refuted"),
    ],
)
def test_a_product_of_factors_below_one_is_below_one_where_it_has_one(display: str, said: str) -> None:
    assert verdict(BELOW_ONE, display) == said


@pytest.mark.parametrize("display", [r"1 - b_t > 0", r"b_t < 1"])
def test_factors_that_may_be_greater_than_one_show_nothing(display: str) -> None:
    assert verdict(SHRINKING, display) in ("refuted", "undecided")


def test_what_is_left_of_the_variance_is_a_variance() -> None:
    block = BELOW_ONE + r", $x \in \mathbb{R}^d$, $p(z \mid x) = \mathcal{N}(z \mid \sqrt{b_t}\, x, (1 - b_t) I)$"
    assert verdict(block, r"\operatorname{Cov}[z \mid x] = (1 - b_t) I") == "proved"
    assert verdict(block, r"\operatorname{Cov}[z \mid x] = b_t I") == "refuted"


@pytest.mark.parametrize(("display", "said"), [(r"e^{-x^2 - 1} < 1", "proved"), (r"e^{-x^2} < 1", "refuted"), (r"e^{x^2 + 1} < 1", "refuted")])
def test_a_power_of_e_is_below_one_where_its_exponent_is_negative(display: str, said: str) -> None:
    assert verdict(r"$x \in \mathbb{R}$", display) == said
