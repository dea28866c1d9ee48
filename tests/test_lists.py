"""Equations between lists: one equation for each place, and none where the names stand in another order than the variables."""

from __future__ import annotations

import pytest

from symkl.elaborate.sheet import elaborate
from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.report import StatementFinding
from symkl.source import Source
from symkl.worksheet.read import read

SHEET = r"""
:::{given}
$m, r, a \in \mathbb{R}$, $v, k > 0$, $F(m, v) = (m - r)^2 + k v - \log v$, $x, y \in \mathbb{R}$, $x + y = 1$.
:::
$$ LINE \tag{1} $$
"""


def judged(line: str) -> StatementFinding:
    found = judge(elaborate(read(Source("sheet.md", SHEET.replace("LINE", line)))), standard_engines(fast=True))
    return found.statements[0]


def test_every_place_is_a_step_of_its_own() -> None:
    found = judged(r"(m^*, v^*) = \arg\min_{m, v} F(m, v) = (r, 1 / k)")
    assert found.verdict == "proved"
    assert [step.verdict for step in found.steps] == ["definition", "proved"] * 2


@pytest.mark.parametrize("wrong", ["(1 / k, r)", "(r, k)", "(0, 1 / k)"])
def test_a_wrong_place_makes_the_line_wrong(wrong: str) -> None:
    assert judged(r"\arg\min_{m, v} F(m, v) = " + wrong).verdict == "refuted"


def test_names_in_another_order_than_the_variables_are_not_taken_by_their_places() -> None:
    assert judged(r"(v^*, m^*) = \arg\min_{m, v} F(m, v) = (1 / k, r)").verdict == "unreadable"


@pytest.mark.parametrize(
    "line", [r"\arg\min_{m, a} (m^2 - a^2) = (0, 0)", r"\arg\min_{m, a} (m^2 + a^2 + 4 m a) = (0, 0)", r"\arg\min_{m, a} (m - a)^2 = (r, r)",
             r"\arg\min_{m, a} (m - r)^2 = (r, 0)", r"\arg\min_{x, y} (x^2 + y^2) = (0, 0)"],
)  # fmt: skip
def test_what_is_no_only_optimum_is_not_proved(line: str) -> None:
    """Saddles, valleys, and points outside the domain."""
    assert judged(line).verdict in ("refuted", "undecided")
