"""What the anchor of an inequality needs is told, from whichever side the inequality is proved."""

from __future__ import annotations

import pytest

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.source import Source
from symkl.verify import read_sheet

GIVEN = r"""
:::{given}
$x, m, n \in \mathbb{R}^d$; $S, T \in \mathbb{R}^{d \times d}$, $S \succ 0$, $T \succ 0$; $a, b \in \mathbb{R}$
$p(x) = \mathcal{N}(x \mid m, S)$; $q(x) = \mathcal{N}(x \mid n, T)$
:::
"""
DIVERGENCE = r"\mathrm{KL}(p \| q)"


@pytest.mark.parametrize("chain", [
    rf"\frac{{a {DIVERGENCE}}}{{a}} = {DIVERGENCE} \geq 0",
    rf"\frac{{a {DIVERGENCE} + a b^2}}{{a}} = {DIVERGENCE} + b^2 \geq 0",
    r"\frac{a b^2}{a} = b^2 \geq 0",
])  # fmt: skip
def test_an_inequality_keeps_the_conditions_of_its_anchor(chain: str) -> None:
    sheet = read_sheet(Source("sheet.md", f"{GIVEN}\n$$ {chain} \\tag{{1}} $$\n"))
    (statement,) = judge(sheet, standard_engines(fast=True)).statements
    assert [step.verdict for step in statement.steps] == ["proved", "proved"]
    assert all(r"a \neq 0" in step.conditions for step in statement.steps)
