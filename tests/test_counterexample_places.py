"""An index in a counterexample is one of the places that it has, however simple the other values become."""

from __future__ import annotations

import pytest

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.source import Source
from symkl.verify import read_sheet

SHEET = r"""
:::{given}
$T \in \mathbb{N}$; $c_1, \dots, c_T > 0$.
:::

$$ FORMULA \tag{1} $$
"""


@pytest.mark.parametrize(
    "formula",
    [r"\sum_{s=1}^t c_s = c_1", r"\prod_{s=1}^t c_s = c_t", r"\sum_{s=1}^{t-1} c_s = c_t", r"c_t = 1", r"\sum_{s \neq t} c_s = \sum_{s=1}^T c_s"],
)
def test_an_index_keeps_to_its_places(formula: str) -> None:
    (statement,) = judge(read_sheet(Source("sheet.md", SHEET.replace("FORMULA", formula))), standard_engines(fast=True)).statements
    found = statement.steps[0].counterexample
    assert statement.verdict == "refuted" and found is not None
    ((place,),) = dict(found.values)["t"]
    assert int(place) in range(1, 6)
