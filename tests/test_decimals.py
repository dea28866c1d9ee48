"""Decimal numbers are checked to the printed digits: neither further off, nor taken for exact elsewhere."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, getcontext

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.report import StatementFinding
from tests.elaborating import given

BLOCK = r"$x, y \in \mathbb{R}$, $\sigma > 0$, $p(x) = \mathcal{N}(x \mid 0, \sigma^2)$"


def found(*displays: str) -> tuple[StatementFinding, ...]:
    return judge(given(BLOCK, *displays), standard_engines(fast=True)).statements


@settings(max_examples=60, deadline=None)
@hypothesis_given(st.integers(2, 40), st.integers(1, 30), st.integers(-3, 3))
def test_a_logarithm_printed_with_some_digits(of: int, places: int, off: int) -> None:
    """Python's decimal arithmetic, which knows nothing of symkl, rounds; a last digit that is off is found."""
    getcontext().prec = 60
    unit = Decimal(10) ** -places
    printed = Decimal(of).ln().quantize(unit, rounding=ROUND_HALF_EVEN) + off * unit
    (statement,) = found(rf"\log {of} = {printed:f}")
    assert statement.verdict == ("proved" if off == 0 else "refuted")


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"H[p] = \log \sigma + 1.4189", "proved"),
        (r"H[p] = \log \sigma + 1.4190", "refuted"),
        (r"H[p] = 1.42 + \log \sigma", "proved"),
        (r"H[p] = \log \sigma + 0.5 \log(2 \pi e)", "proved"),
        (r"H[p] = \log \sigma + 0.92", "refuted"),
        (r"H[p] = \log \sigma + 0.919 + 0.5", "proved"),
        (r"H[p] = 2 \log \sigma + 1.4189", "refuted"),
        (r"\frac{x}{3} = 0.333 x", "undecided"),
        (r"0.333 x + 0.667 x = x", "proved"),
        (r"x = y + 0.001", "refuted"),
        (r"x = 0.001 y", "undecided"),
        (r"\frac{1}{2} = 0.5", "proved"),
        (r"\log 2 \approx 0.69", "undecided"),
    ],
)
def test_rounded_numbers(line: str, verdict: str) -> None:
    assert found(line)[0].verdict == verdict


def test_what_is_rounded_is_no_ground_for_anything_else() -> None:
    """A printed 0.6931 is not put in for the logarithm that it stands for."""
    assert [s.verdict for s in found(r"\log 2 = 0.6931", r"2 \log 2 = 1.3862", r"10^6 \log 2 = 693100")] == ["proved", "refuted", "refuted"]


def test_sympy_does_not_object_to_rounding() -> None:
    sheet = judge(given(BLOCK, r"\log 2 = 0.6931", r"\log 2 = 0.6941"), standard_engines())
    assert [s.verdict for s in sheet.statements] == ["proved", "refuted"]
    assert not sheet.diagnostics
