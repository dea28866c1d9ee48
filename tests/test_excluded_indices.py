"""A sum whose index is held against a letter that stands nowhere else: over both letters, or for every member? Nobody guesses."""

from __future__ import annotations

import pytest

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.report import StatementFinding
from symkl.source import Source
from symkl.verify import read_sheet

SHEET = r"""
:::{given}
$K \in \mathbb{N}$; $M \in \mathbb{R}^{K \times K}$; $a \in \mathbb{R}^K$; $k \in \mathbb{N}GIVEN$.
:::

$$ FORMULA \tag{1} $$
"""


def judged(formula: str, given: str = "") -> StatementFinding:
    sheet = read_sheet(Source("sheet.md", SHEET.replace("FORMULA", formula).replace("GIVEN", given)))
    return judge(sheet, standard_engines(fast=True)).statements[0]


@pytest.mark.parametrize(
    "formula",
    [
        r"\sum_{j \neq i} M_{ij} = \sum_{j \neq i} M_{ji}", r"\sum_{j \neq i} (M_{ij} - M_{ji}) = 0", r"\sum_{i \neq j} (a_i - a_j) = 0",
        r"\sum_{i < j} M_{ij} = \sum_{j < i} M_{ji}", r"\prod_{i \neq j} e^{M_{ij}} = \prod_{i \neq j} e^{M_{ji}}",
    ],
)  # fmt: skip
def test_true_of_both_letters_and_false_of_one_is_undecided(formula: str) -> None:
    found = judged(formula)
    assert (found.verdict, found.steps[0].reason) == ("undecided", "ambiguous-reading")


@pytest.mark.parametrize(
    "formula",
    [
        r"\sum_{j=1, j \neq i}^K M_{ij} = \sum_{j=1, j \neq i}^K M_{ji}", r"\sum_{j=1, j \neq i}^K M_{ij} = \sum_{i=1}^K \sum_{j=1}^K M_{ij}",
        r"\sum_{j : j \neq i} (M_{ij} - M_{ji}) = 0", r"\sum_{j \neq i} M_{ij} = \sum_{j=1}^K M_{ij}",
    ],
)  # fmt: skip
def test_false_of_every_member_is_refuted(formula: str) -> None:
    assert judged(formula).verdict == "refuted"


@pytest.mark.parametrize("formula", [r"\sum_{i, j : i \neq j} (a_i - a_j) = 0", r"\sum_{i, j : i < j} M_{ij} = \sum_{j, i : j < i} M_{ji}"])
def test_both_letters_run_where_the_print_says_so(formula: str) -> None:
    assert judged(formula).verdict == "proved"


@pytest.mark.parametrize("given", [r"$; $L = \sum_{j \neq i} M_{ij}", r"$; $r_i = \sum_{j \neq i} M_{ij}"])
def test_a_definition_is_not_guessed(given: str) -> None:
    name = given[4:].split("=")[0].strip()
    assert judged(name + r" = \sum_{i, j : i \neq j} M_{ij}", given.removesuffix("$")).verdict != "proved"
