"""Given blocks that contradict themselves: the declarations are pointed at, and nothing is said of those that only have no model that was found."""

from __future__ import annotations

import pytest

from symkl.judge.sheet import judge
from symkl.judge.standard import standard_engines
from symkl.report import Diagnostic, DocumentFinding
from symkl.source import Source
from symkl.verify import read_sheet

CODE = "contradictory-given"


def judged(formulas: str, beside: str | None = None) -> DocumentFinding:
    text = f":::{{given}}\n{formulas}\n:::\n\n$$ 1 + 1 = 2 \\tag{{1}} $$\n\n$$ 2 + 1 = 3 \\tag{{2}} $$\n"
    companion = None if beside is None else Source("sheet.given.md", f":::{{given}}\n{beside}\n:::\n")
    return judge(read_sheet(Source("sheet.md", text), companion), standard_engines(fast=True))


def told(finding: DocumentFinding) -> list[Diagnostic]:
    return [d for d in finding.diagnostics if d.code == CODE]


@pytest.mark.parametrize(
    ("formulas", "wrong", "beside"),
    [
        (r"$p(x) = \mathcal{N}(x \mid 0, 1)$ and $\mathbb{E}_p[x] = 1$", r"\mathbb{E}_p[x] = 1", [r"p(x) = \mathcal{N}(x \mid 0, 1)"]),
        (r"$x \in \mathbb{R}$, $y > 1$, $x > 0$, $x < 0$", "x < 0", ["x > 0"]),
        (r"$a, b \in \mathbb{R}$, $a + b = 1$, $a > b$, $a + b = 2$", "a + b = 2", ["a + b = 1"]),
        (r"$a \in \mathbb{R}$, $b = a^2$, $b < 0$", "b < 0", ["b = a^2"]),
    ],
)
def test_the_declarations_are_pointed_at(formulas: str, wrong: str, beside: list[str]) -> None:
    finding = judged(formulas)
    (diagnostic,) = told(finding)
    assert finding.text[slice(*diagnostic.span)] == wrong
    assert [finding.text[slice(*span)] for span, _ in diagnostic.labels] == beside
    assert diagnostic.suggestion and [(s.verdict, s.steps[0].reason) for s in finding.statements] == [("undecided", "no-model")] * 2


def test_places_in_a_companion_are_its_own() -> None:
    (diagnostic,) = told(judged(r"$x \in \mathbb{R}$, $x > 0$", "$x < 0$"))
    assert diagnostic.path == "sheet.given.md" and diagnostic.span.start == len(":::{given}\n$")
    assert [path for path, _, _ in diagnostic.elsewhere] == ["sheet.md"] and diagnostic.labels == ()


@pytest.mark.parametrize(
    "formulas",
    [
        r"$x \in \mathbb{R}$, $x > 0$", r"$a, b \in \mathbb{R}$, $a + b = 1$, $a - b = 2$", r"$p(x) = \mathcal{N}(x \mid 0, 1)$, $\mathbb{E}_p[x] = 0$",
        r"$x, y \in \mathbb{R}$, $x > y$, $y \geq x - 1$",
    ],
)  # fmt: skip
def test_what_contradicts_nothing_is_let_be(formulas: str) -> None:
    assert told(judged(formulas)) == []


def test_a_model_that_was_not_found_is_no_contradiction() -> None:
    """No judge of models: all is undecided, and no declaration is called wrong."""
    sheet = read_sheet(Source("sheet.md", ":::{given}\n$x > 0$, $y > x$\n:::\n\n$$ 1 + 1 = 2 $$\n"))
    finding = judge(sheet, standard_engines(fast=True)._replace(has_model=lambda context: False))
    assert finding.statements[0].steps[0].reason == "no-model" and told(finding) == []
