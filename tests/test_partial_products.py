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
