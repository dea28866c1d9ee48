"""Derivatives of vectors by columns: by rows or by columns, as the front matter says it, as the other side shows it, or as nothing says."""

from __future__ import annotations

import pytest

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.source import Source
from symkl.verify import read_sheet

GIVEN = ":::{given}\n$x, b \\in \\mathbb{R}^n$, $A \\in \\mathbb{R}^{n \\times n}$, $W \\in \\mathbb{R}^{m \\times n}$\n:::\n"
EITHER = ("\\frac{\\partial A x}{\\partial x} = A", "\\nabla_x (A x + b) = A", "\\frac{\\partial x^T A}{\\partial x} = A^T")
COLUMNS = ("\\frac{\\partial A x}{\\partial x} = A^T", "\\nabla_x A x = A^T", "\\frac{\\partial x^T A}{\\partial x} = A", "\\nabla_x x^T A = A")
WRONG = ("\\frac{\\partial A x}{\\partial x} = 2 A", "\\nabla_x x^T A = -A^T", "\\frac{\\partial W x}{\\partial x} = 2 W^T", "\\nabla_x x^T W^T = 0")


def verdict(latex: str, layout: str = "") -> tuple[str, str | None]:
    front = f"---\nlayout: {layout}\n---\n" if layout else ""
    found = judge(read_sheet(Source("sheet.md", f"{front}{GIVEN}$$ {latex} $$\n")), standard_engines(fast=True)).statements[0]
    return found.verdict, found.steps[0].reason


@pytest.mark.parametrize("latex", COLUMNS)
def test_the_front_matter_says_that_derivatives_run_down_columns(latex: str) -> None:
    assert verdict(latex, "denominator") == ("proved", None)


@pytest.mark.parametrize("latex", EITHER)
def test_the_front_matter_says_that_derivatives_run_along_rows(latex: str) -> None:
    assert verdict(latex, "numerator") == ("proved", None)


@pytest.mark.parametrize("latex", (*EITHER, *COLUMNS))
def test_a_square_jacobian_that_is_true_in_one_layout_is_never_refuted(latex: str) -> None:
    found, reason = verdict(latex)
    assert (found, reason) in (("proved", None), ("undecided", "ambiguous-layout"))


@pytest.mark.parametrize("layout", ("", "numerator", "denominator"))
@pytest.mark.parametrize("latex", WRONG)
def test_what_no_layout_makes_true_is_refuted(latex: str, layout: str) -> None:
    assert verdict(latex, layout)[0] == "refuted"


def test_a_derivative_with_three_indices_is_not_called_wrong() -> None:
    assert verdict("\\frac{\\partial (A x x^T)}{\\partial x} = A") == ("unreadable", "unsupported")


MATRIX = ":::{given}\n$a \\in \\mathbb{R}^m$, $b \\in \\mathbb{R}^n$, $X \\in \\mathbb{R}^{m \\times n}$\n:::\n"
ROWS = "\\frac{\\partial a^T X b}{\\partial X} = a b^T"
TURNED = "\\frac{\\partial a^T X b}{\\partial X} = b a^T"


def verdicts(*lines: str, layout: str = "") -> list[str]:
    front = f"---\nlayout: {layout}\n---\n" if layout else ""
    text = front + MATRIX + "".join(f"$$ {line} $$\n\n" for line in lines)
    return [s.verdict for s in judge(read_sheet(Source("sheet.md", text)), standard_engines(fast=True)).statements]


def test_one_sheet_has_one_layout_of_derivatives_by_a_matrix() -> None:
    """Of one derivative, both forms are never proved side by side."""
    assert verdicts(ROWS) == verdicts(TURNED) == ["proved"]
    assert verdicts(ROWS, TURNED) == ["proved", "undecided"]
    assert verdicts(TURNED, ROWS) == ["undecided", "proved"]
    assert verdicts("\\frac{\\partial}{\\partial X} \\operatorname{tr}(X X^T) = 2 X", TURNED) == ["proved", "undecided"]


@pytest.mark.parametrize(("layout", "expected"), [("denominator", ["proved", "refuted"]), ("numerator", ["refuted", "proved"])])
def test_the_front_matter_says_how_derivatives_by_a_matrix_are_laid_out(layout: str, expected: list[str]) -> None:
    assert verdicts(ROWS, TURNED, layout=layout) == expected
