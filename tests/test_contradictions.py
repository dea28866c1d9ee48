"""Given blocks that contradict themselves: the declarations are pointed at, and nothing is said of those that only have no model that was found."""

from __future__ import annotations

from pathlib import Path

import pytest

from symkl.cli import run
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


def test_both_files_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sheet.md").write_text(":::{given}\n$x \\in \\mathbb{R}$,\n$x > 0$\n:::\n\n$$ 1 + 1 = 2 $$\n", "utf-8")
    (tmp_path / "sheet.given.md").write_text(":::{given}\n$x < 0$\n:::\n", "utf-8")
    assert run(["check", "--fast", str(tmp_path / "sheet.md")]) == 3
    shown = capsys.readouterr().out
    assert "2 │ $x < 0$" in shown and "3 │ $x > 0$" in shown and "sheet.md, line 3" in shown


def test_a_companion_of_a_chapter_is_held_against_the_right_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "main.tex").write_text("Some words.\n\\input{one}\n\\[ 1 = 1 \\]\n", "utf-8")
    (tmp_path / "one.tex").write_text("\n\\begin{given}$x > 0$\\end{given}\n", "utf-8")
    (tmp_path / "main.given.md").write_text(":::{given}\n$x < 0$\n:::\n", "utf-8")
    run(["check", "--fast", "--given", str(tmp_path / "main.given.md"), str(tmp_path / "main.tex")])
    shown = capsys.readouterr().out
    assert "one.tex, line 2" in shown and r"2 │ \begin{given}$x > 0$" in shown


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
